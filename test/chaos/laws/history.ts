import type { HazardEvent } from '../../../src/domain/hazard/events.ts';
import { evolve } from '../../../src/domain/hazard/evolve.ts';
import type { Hazard } from '../../../src/domain/hazard/state.ts';
import { canonicalJson, type HistoryEntry, verifyChain, withWords } from '../../../src/store/history.ts';
import type { ChainFact, Evidence, HazardFact, Law, OutboxFact, Violation } from '../evidence.ts';
import { groupedBy } from './grouping.ts';

const LAW = 'history';

const ofChain = ({ number, entries, texts }: ChainFact): Violation[] => {
  const altered = verifyChain(number, entries, texts);
  if (altered !== null) return [{ law: LAW, subject: number, detail: `its chain is broken at entry ${altered}` }];
  return entries.length === 0 ? [{ law: LAW, subject: number, detail: 'has no history' }] : [];
};

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** State and history write a time in two ways: as the same instant they are equal. */
const sameTimes = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return ISO.test(value) ? new Date(value).toISOString() : value;
  if (Array.isArray(value)) return value.map(sameTimes);
  if (typeof value !== 'object' || value === null) return value;
  if ('$date' in value) return sameTimes(value.$date);
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, sameTimes(inner)]])));
};

const eventOf = ({ event, at, actorId, data }: HistoryEntry, texts: ReadonlyMap<string, string>): HazardEvent =>
  ({ ...(withWords(data, texts) as object), type: event, at, actor: actorId }) as HazardEvent;

const none: Hazard = { status: 'none' };

/** The state that the history leads to. Pure like the domain: times pass through as they stand. */
export const replay = ({ entries, texts }: ChainFact): unknown =>
  sameTimes(entries.map((entry) => eventOf(entry, texts)).reduce(evolve, none));

const differences = (stored: unknown, replayed: unknown): string[] => {
  const [a, b] = [stored, replayed].map((value) => new Map(Object.entries(value ?? {})));
  if (!a || !b) return [];
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => canonicalJson(a.get(key) ?? null) !== canonicalJson(b.get(key) ?? null));
};

const ofState = (hazard: HazardFact, chain: ChainFact | undefined): Violation[] => {
  if (!chain) return [{ law: LAW, subject: hazard.number, detail: 'has no history' }];
  const unlike = differences(sameTimes(hazard.state), replay(chain));
  return unlike.length > 0
    ? [{ law: LAW, subject: hazard.number, detail: `its state is not what its history leads to: ${unlike.join(', ')}` }]
    : [];
};

/** What somebody must hear of. `HazardAssigned` tells the one who is to rectify it, unless the same moment ends it. */
const TOLD: ReadonlySet<string> = new Set(['HazardAssigned', 'RectificationSubmitted', 'RectificationReturned']);

const isToldOf = (entry: HistoryEntry, number: string, written: ReadonlyMap<string, OutboxFact[]>): boolean =>
  (written.get(`${number} ${entry.at.getTime()}`) ?? []).some((row) => row.kind !== 'reply' && row.redraws === null);

const untold = ({ number, entries }: ChainFact, written: ReadonlyMap<string, OutboxFact[]>): Violation[] =>
  entries
    .filter((entry) => TOLD.has(entry.event) && !isToldOf(entry, number, written))
    .map((entry) => ({
      law: LAW,
      subject: `${number} entry ${entry.seq} (${entry.event})`,
      detail: 'nobody was written to because of it',
    }));

/** Chains are whole, states are what they lead to, and whoever must hear of an entry was written to in the same moment. */
export const historyLaw: Law = ({ hazards, chains, outbox }: Evidence) => {
  const byNumber = new Map(chains.map((chain) => [chain.number, chain]));
  const written = groupedBy(outbox, (row) => (row.hazardNumber === null ? null : `${row.hazardNumber} ${row.createdAt}`));
  return [
    ...chains.flatMap(ofChain),
    ...hazards.flatMap((hazard) => ofState(hazard, byNumber.get(hazard.number))),
    ...chains.flatMap((chain) => untold(chain, written)),
  ];
};
