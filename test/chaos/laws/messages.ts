import type { Deed, Evidence, InboxFact, Law, OutboxFact, Violation } from '../evidence.ts';
import { groupedBy } from './grouping.ts';

const LAW = 'messages';

/** Whoever writes words is always answered; a photo or a press may be taken without a word. */
const ALWAYS_ANSWERED: ReadonlySet<Deed['kind']> = new Set(['report', 'words']);

const ofReplies = (row: InboxFact, deed: Deed | undefined, replies: readonly OutboxFact[]): Violation[] => {
  const subject = `inbox row ${row.id} of ${row.lane}`;
  if (replies.length > 1) return [{ law: LAW, subject, detail: `has ${replies.length} answers` }];
  const due = row.status === 'processed' && deed !== undefined && ALWAYS_ANSWERED.has(deed.kind);
  return due && replies.length === 0 ? [{ law: LAW, subject, detail: 'was handled and has no answer' }] : [];
};

const ofCause = (row: OutboxFact, evidence: Evidence, inboxIds: ReadonlySet<string>): Violation[] => {
  const known =
    row.causeType === 'inbox'
      ? inboxIds.has(row.causeId)
      : row.causeType !== 'hazard' || evidence.hazards.some((hazard) => hazard.number === row.causeId);
  return known ? [] : [{ law: LAW, subject: `outbox row ${row.id}`, detail: `its cause ${row.causeType} ${row.causeId} is not there` }];
};

/** Its hour has not come: quiet hours, or a platform's limit. That is an end of this run, not of the message. */
export const waitsForItsHour = (row: OutboxFact, now: number): boolean => row.status === 'queued' && row.notBefore > now;

/** The demonstration city has a group on a platform that is not set up here. */
const NOT_SET_UP = 'no-channel:dingtalk';

const ofEnd = (row: OutboxFact, { collectedAt, injected }: Evidence): Violation[] => {
  const subject = `outbox row ${row.id} (${row.kind} to ${row.lane})`;
  if (row.status === 'queued' && !waitsForItsHour(row, collectedAt))
    return [{ law: LAW, subject, detail: `is still queued after ${row.attempts} tries (${row.error ?? 'never tried'})` }];
  if (row.status === 'parked' && row.error !== NOT_SET_UP && !injected.has(row.error ?? ''))
    return [{ law: LAW, subject, detail: `is parked for ${row.error}, which no fault of this run explains` }];
  return [];
};

/** One answer to a message at most, and one where it is due; every message of ours has its cause and has come to its end. */
export const messagesLaw: Law = (evidence) => {
  const { inbox, outbox, deeds } = evidence;
  const byPayload = new Map(deeds.map((deed) => [deed.payload, deed]));
  const replies = groupedBy(outbox, (row) => (row.kind === 'reply' && row.causeType === 'inbox' ? row.causeId : null));
  const ids = new Set(inbox.map((row) => row.id));
  return [
    ...inbox.flatMap((row) => ofReplies(row, byPayload.get(row.payload), replies.get(row.id) ?? [])),
    ...outbox.flatMap((row) => ofCause(row, evidence, ids)),
    ...outbox.flatMap((row) => ofEnd(row, evidence)),
  ];
};
