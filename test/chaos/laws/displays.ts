import { duplicateInterval } from '../../../src/channels/wecom/render.ts';
import type { Display, Evidence, Law, OutboxFact, Violation } from '../evidence.ts';
import { groupedBy, repeated } from './grouping.ts';

const LAW = 'displays';

const isToMember = (row: OutboxFact): boolean => row.group === null && row.redraws === null;

const shownToMembers = ({ displays }: Evidence): Display[] => displays.filter((one) => one.via === 'message' && !one.duplicate);

/** What is `sent` was shown; the platform's answer names the display. */
const lost = (evidence: Evidence): Violation[] => {
  const shown = new Map(shownToMembers(evidence).map((one) => [one.msgid, one]));
  return evidence.outbox
    .filter((row) => row.status === 'sent' && isToMember(row))
    .flatMap((row) => {
      const display = shown.get(row.platformId);
      const subject = `outbox row ${row.id} (${row.kind} to ${row.lane})`;
      if (!display) return [{ law: LAW, subject, detail: 'is sent and was never shown' }];
      return display.dropped.length > 0
        ? [{ law: LAW, subject, detail: 'is sent, and the platform dropped it without a word: over its limit' }]
        : [];
    });
};

/** Long words go out in parts, of which a row remembers the last only. */
const isPartOf = (display: Display, row: OutboxFact): boolean =>
  display.interval === duplicateInterval(row.sequence) && display.text !== null && row.text.includes(display.text.slice(0, 40));

/** What the duplicate check can tell was shown once; and nothing was shown that nobody wrote. */
const doubledToMembers = (evidence: Evidence): Violation[] => {
  const rows = evidence.outbox.filter(isToMember);
  const known = new Set(rows.flatMap((row) => (row.platformId === null ? [] : [row.platformId])));
  const shown = shownToMembers(evidence);
  const same = repeated(shown, (one) => one.bodyKey);
  const twice = new Set(same.flatMap(([, group]) => group));
  const nobodys = shown.filter((one) => !twice.has(one) && !known.has(one.msgid ?? '') && !rows.some((row) => isPartOf(one, row)));
  const claims = repeated(rows, (row) => (row.status === 'sent' ? row.platformId : null));
  return [
    ...same.map(([, group]) => ({
      law: LAW,
      subject: `message ${group[0]?.msgid} to ${group[0]?.to.join()}`,
      detail: `the same body was shown ${group.length} times`,
    })),
    ...nobodys.map((one) => ({
      law: LAW,
      subject: `message ${one.msgid} to ${one.to.join()}`,
      detail: 'was shown, and no outbox row stands for it',
    })),
    ...claims.map(([msgid, group]) => ({
      law: LAW,
      subject: `message ${msgid}`,
      detail: `stands for ${group.length} outbox rows: the duplicate check has swallowed one of them`,
    })),
  ];
};

type Posted = { group: string; rows: number; shown: number };

/** Two posts of one group may begin alike (what to do in a fire): the number of the item tells them apart. */
const wordsOf = (row: OutboxFact): string => row.hazardNumber ?? row.text.slice(0, 30);

const postedToGroups = ({ outbox, displays }: Evidence): Posted[] => {
  const rows = groupedBy(outbox, (row) => (row.status === 'sent' && row.group !== null ? JSON.stringify([row.group, wordsOf(row)]) : null));
  const shown = groupedBy(displays, (one) => (one.via === 'webhook' && one.text !== null ? one.to.join() : null));
  return [...rows].map(([key, group]) => {
    const [name, words] = JSON.parse(key) as [string, string];
    const fits = (shown.get(`group:${name}`) ?? []).filter((one) => one.text?.includes(words));
    return { group: name, rows: group.length, shown: fits.length };
  });
};

const lostToGroups = (evidence: Evidence): Violation[] =>
  postedToGroups(evidence)
    .filter(({ rows, shown }) => shown < rows)
    .map(({ group, rows, shown }) => ({
      law: LAW,
      subject: `group ${group}`,
      detail: `${rows} posts about one thing are sent and ${shown} were shown`,
    }));

/** A redraw that is sent changed a card. */
const lostRedraws = ({ outbox, displays }: Evidence): Violation[] => {
  const sent = outbox.filter((row) => row.status === 'sent' && row.redraws !== null).length;
  const drawn = displays.filter((one) => one.via === 'update').length;
  return drawn < sent ? [{ law: LAW, subject: 'redraws', detail: `${sent} are sent and ${drawn} were drawn` }] : [];
};

/** What is sent was shown, and once wherever the platform can tell. */
export const displaysLaw: Law = (evidence) => [
  ...lost(evidence),
  ...doubledToMembers(evidence),
  ...lostToGroups(evidence),
  ...lostRedraws(evidence),
];

/** Groups know no duplicate check: a post whose answer was lost is shown again. Counted and named, not forbidden. */
export const doubledInGroups = (evidence: Evidence): string[] =>
  postedToGroups(evidence)
    .filter(({ rows, shown }) => shown > rows)
    .map(({ group, rows, shown }) => `group ${group}: ${shown} times for ${rows}`);
