import type { Deed, Evidence, InboxFact, Law, Violation } from '../evidence.ts';
import { groupedBy } from './grouping.ts';

const LAW = 'inbox';

/** Never the words: a report of this run is read by people. */
const nameOf = (deed: Deed): string => `${deed.kind} of ${deed.account}${deed.marker ? ` (${deed.marker})` : ''}`;

const FINAL: Record<Deed['kind'], string> = {
  report: 'processed',
  words: 'processed',
  photo: 'processed',
  press: 'processed',
  nonsense: 'kept',
  forged: 'kept',
};

const ofDeed = (deed: Deed, rows: readonly InboxFact[]): Violation[] => {
  const broken = (detail: string): Violation[] => [{ law: LAW, subject: nameOf(deed), detail }];
  if (deed.kind === 'forged') {
    if (deed.acknowledged) return broken('is not signed by the platform and was answered with 200');
    return rows.length > 0 ? broken('is not signed by the platform and was kept') : [];
  }
  if (rows.length > 1) return broken(`has ${rows.length} inbox rows`);
  const [row] = rows;
  if (!row) return deed.acknowledged ? broken('was acknowledged and is lost: no inbox row') : [];
  const due = FINAL[deed.kind];
  return row.status === due ? [] : broken(`its inbox row ${row.id} is ${row.status} (${row.reason ?? 'no reason'}), not ${due}`);
};

/** Every acknowledged message has one row and came to its end; nothing else has a row. */
export const inboxLaw: Law = ({ deeds, inbox }: Evidence) => {
  const rows = groupedBy(inbox, (row) => row.payload);
  const known = new Set(deeds.map((deed) => deed.payload));
  const unknown = inbox.filter((row) => !known.has(row.payload));
  return [
    ...deeds.flatMap((deed) => ofDeed(deed, rows.get(deed.payload) ?? [])),
    ...unknown.map((row) => ({ law: LAW, subject: `inbox row ${row.id}`, detail: 'nobody sent such a message' })),
  ];
};
