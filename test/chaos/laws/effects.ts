import type { HistoryEntry } from '../../../src/store/history.ts';
import type { Deed, Evidence, HazardFact, InboxFact, Law, Violation } from '../evidence.ts';
import { groupedBy, repeated } from './grouping.ts';

const LAW = 'effects';

const itemsOf = (deed: Deed, hazards: readonly HazardFact[]): HazardFact[] =>
  hazards.filter((hazard) => deed.marker !== null && hazard.description.includes(deed.marker));

const ofReport = (deed: Deed, hazards: readonly HazardFact[], handled: ReadonlySet<string>): Violation[] => {
  const items = itemsOf(deed, hazards);
  const due = handled.has(deed.payload) || deed.acknowledged;
  const subject = `report ${deed.marker}`;
  if (items.length > 1) return [{ law: LAW, subject, detail: `has ${items.length} items: ${items.map((item) => item.number).join(', ')}` }];
  if (items.length === 0 && due) return [{ law: LAW, subject, detail: 'was handled and has no item' }];
  if (items.length === 1 && !due) return [{ law: LAW, subject, detail: `has the item ${items[0]?.number} without a handled message` }];
  return [];
};

const unreported = (hazards: readonly HazardFact[], deeds: readonly Deed[]): Violation[] => {
  const markers = deeds.flatMap((deed) => (deed.marker === null ? [] : [deed.marker]));
  return hazards
    .filter((hazard) => !markers.some((marker) => hazard.description.includes(marker)))
    .map((hazard) => ({ law: LAW, subject: hazard.number, detail: 'nobody reported it' }));
};

type Entry = HistoryEntry & { number: string };

/** What the clock does by itself has no message; whatever a person did has. */
const BY_PEOPLE: ReadonlySet<string> = new Set(['HazardReported']);

/** Effects and "processed" mark of a message commit together, under one time: so each entry names the message that it comes from. */
const ofEntry = (entry: Entry, inbox: ReadonlyMap<string, InboxFact[]>): Violation[] => {
  const { number, seq, event, actorId } = entry;
  if (actorId === null && !BY_PEOPLE.has(event)) return [];
  const causes = (inbox.get(String(entry.at.getTime())) ?? []).filter((row) => actorId === null || row.person === actorId);
  return causes.length > 0
    ? []
    : [{ law: LAW, subject: `${number} entry ${seq} (${event})`, detail: 'no message of its actor was handled at its time' }];
};

/** As often as it may be in an item's whole life; what may come again after a return is bounded by the returns. */
const mostOf = (event: string, entries: readonly Entry[]): number => {
  const returns = entries.filter((entry) => entry.event === 'RectificationReturned').length;
  const once = ['HazardReported', 'HazardVerified', 'HazardArchived', 'HazardWithdrawn', 'HazardRejected'];
  if (once.includes(event)) return 1;
  const reassigned = entries.filter((entry) => entry.event === 'HazardAssigned').length;
  if (event === 'HazardAccepted') return Math.max(1, reassigned) + returns;
  return event === 'RectificationSubmitted' ? 1 + returns : Number.POSITIVE_INFINITY;
};

const tooOften = (number: string, entries: readonly Entry[]): Violation[] =>
  [...groupedBy(entries, (entry) => entry.event)]
    .filter(([event, group]) => group.length > mostOf(event, entries))
    .map(([event, group]) => ({ law: LAW, subject: number, detail: `${event} stands ${group.length} times in its history` }));

/** One message does one thing to an item: the same event twice at one time by one person is a doubled effect. */
const doubled = (entries: readonly Entry[]): Violation[] =>
  repeated(entries, ({ number, event, actorId, at }) =>
    actorId === null ? null : `${number} ${event} by ${actorId} at ${at.toISOString()}`,
  ).map(([key, group]) => ({ law: LAW, subject: key, detail: `stands ${group.length} times` }));

const ofPhotos = (deeds: readonly Deed[], entries: readonly Entry[]): Violation[] => {
  const facts = entries.map((entry) => JSON.stringify(entry.data));
  return deeds.flatMap(({ photo }) => {
    const uses = photo === null ? 0 : facts.reduce((sum, text) => sum + text.split(photo).length - 1, 0);
    return uses > 1
      ? [{ law: LAW, subject: `photo ${photo?.slice(0, 12)}`, detail: `was sent once and stands ${uses} times in the history` }]
      : [];
  });
};

/** Each message has its one effect, and each effect its message. */
export const effectsLaw: Law = ({ deeds, hazards, chains, inbox }: Evidence) => {
  const handled = inbox.filter((row) => row.status === 'processed');
  const handledPayloads = new Set(handled.map((row) => row.payload));
  const byTime = groupedBy(handled, (row) => (row.processedAt === null ? null : String(row.processedAt)));
  const entries = chains.flatMap(({ number, entries: own }) => own.map((entry) => ({ ...entry, number })));
  const reports = deeds.filter((deed) => deed.kind === 'report');
  return [
    ...reports.flatMap((deed) => ofReport(deed, hazards, handledPayloads)),
    ...unreported(hazards, deeds),
    ...entries.flatMap((entry) => ofEntry(entry, byTime)),
    ...chains.flatMap(({ number }) =>
      tooOften(
        number,
        entries.filter((entry) => entry.number === number),
      ),
    ),
    ...doubled(entries),
    ...ofPhotos(deeds, entries),
  ];
};
