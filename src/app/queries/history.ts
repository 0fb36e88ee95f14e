import { isoLocal } from '../../domain/calendar/local-time.ts';
import type { Db } from '../../store/database.ts';
import { withWords } from '../../store/history.ts';
import { type Page, pageOf } from './answer.ts';
import { encodeCursor } from './cursor.ts';
import type { FiltersOf } from './filters.ts';
import type { PersonRef } from './hazard-view.ts';

/** One entry of an item's history (design §3.6). */
export type HistoryView = {
  seq: number;
  at: string;
  actor: PersonRef | null;
  event: string;
  step: string;
  data: unknown;
  hash: string;
  previousHash: string | null;
};

type Entry = Omit<HistoryView, 'at' | 'actor'> & { at: Date; actorId: string | null; actorName: string | null };

/** How much of a history may be told: `reporter` are those who must not be named as such. */
type Discretion = { confidential: boolean; hidden: ReadonlySet<string> };

/** What somebody does as the reporter. Whatever else he does for the item (as its assignee, say) is told like anybody's deed. */
export const REPORTERS_EVENTS: ReadonlySet<string> = new Set([
  'HazardReported',
  'PhotosAdded',
  'HazardWithdrawn',
  'HazardCorrected',
  'HazardMerged',
  'DuplicateCleared',
]);

/** Who followed a merged item here is told by no list: one of them may have asked to stay unnamed. */
const withoutFollowers = (event: string, data: unknown): unknown =>
  event === 'FollowersAdded' && typeof data === 'object' && data !== null ? { ...data, followers: null } : data;

/** An event's facts without who reported. */
const withoutNames = (value: unknown, hidden: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) return value.map((inner) => withoutNames(inner, hidden));
  if (typeof value !== 'object' || value === null) return value;
  const veiled = (key: string, inner: unknown): boolean =>
    (key === 'by' || key === 'reporter') && typeof inner === 'string' && hidden.has(inner);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, veiled(key, inner) ? null : withoutNames(inner, hidden)]));
};

const view = (entry: Entry, words: ReadonlyMap<string, string>, { confidential, hidden }: Discretion): HistoryView => {
  const asReporter = REPORTERS_EVENTS.has(entry.event) && hidden.size > 0;
  const unnamed = confidential || entry.actorId === null || (asReporter && hidden.has(entry.actorId));
  const data = withoutFollowers(entry.event, withWords(entry.data, words));
  return {
    seq: entry.seq,
    at: isoLocal(entry.at),
    actor: unnamed || entry.actorId === null ? null : { id: entry.actorId, name: entry.actorName ?? entry.actorId },
    event: entry.event,
    step: entry.step,
    data: confidential ? null : asReporter ? withoutNames(data, hidden) : data,
    hash: entry.hash,
    previousHash: entry.previousHash,
  };
};

/** Null when there is no such item. Whoever reports for somebody who stays unnamed is not named either. */
const discretionOf = async (db: Db, number: string): Promise<Discretion | null> => {
  const rows = await db.$queryRaw<{ confidential: boolean; hidden: boolean; people: string[] }[]>`
    SELECT h.sensitive OR h.withheld_from_school AS confidential, coalesce((h.state->>'reporterHidden')::boolean, false) AS hidden,
      array_remove(ARRAY[h.reporter_id, first.actor_id], NULL) AS people
    FROM hazard h LEFT JOIN hazard_history first ON first.number = h.number AND first.seq = 1 WHERE h.number = ${number}`;
  const row = rows[0];
  return row ? { confidential: row.confidential, hidden: new Set(row.hidden ? row.people : []) } : null;
};

/** An item's history in order; null when there is no such item. Three queries side by side. */
export const listHistory = async (db: Db, number: string, { limit, cursor }: FiltersOf<'history'>): Promise<Page<HistoryView> | null> => {
  const [discretion, entries, texts] = await Promise.all([
    discretionOf(db, number),
    db.$queryRaw<Entry[]>`
      SELECT e.seq, e.at, e.actor_id AS "actorId", p.name AS "actorName", e.event, e.step, e.data, e.hash, e.previous_hash AS "previousHash"
      FROM hazard_history e LEFT JOIN person p ON p.id = e.actor_id
      WHERE e.number = ${number} AND e.seq > ${cursor ?? 0} ORDER BY e.seq LIMIT ${limit + 1}`,
    db.historyText.findMany({ where: { number }, select: { id: true, text: true } }),
  ]);
  if (!discretion) return null;
  const words = new Map(texts.map(({ id, text }) => [id, text]));
  return pageOf(
    entries,
    limit,
    (entry) => view(entry, words, discretion),
    (entry) => encodeCursor(String(entry.seq)),
  );
};
