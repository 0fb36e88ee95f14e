import { addDays, isLocalDay, localDay } from '../domain/calendar/local-time.ts';
import { type HazardEvent, STEP_OF } from '../domain/hazard/events.ts';
import type { Prisma } from '../infra/database/generated/client.ts';
import type { Db } from './database.ts';
import { entryHash, type HistoryEntry } from './history-chain.ts';
import { type Seal, sealedAccount } from './history-seal.ts';
import { dataOf, SEAL, withWords } from './history-words.ts';

export { canonicalJson, entryHash, type HistoryEntry, verifyChain } from './history-chain.ts';
export { withWords } from './history-words.ts';

/**
 * Whoever appends shares this lock until the end of his transaction; whoever anchors a day holds it alone. An anchor therefore sees every
 * entry that was written without knowing of it.
 */
export const HISTORY_LOCK = 20_261_124;

/** The item's row that the entries belong to, as it is once they are saved. */
export type SavedRow = { version: number; reporterAccount: string | null };

/** Transactions that hold the lock already: a message with several hazards asks for it once. */
const holders = new WeakSet<object>();

const shareLock = async (db: Db): Promise<void> => {
  if (holders.has(db)) return;
  await db.$queryRaw`SELECT 1 AS got FROM pg_advisory_xact_lock_shared(${HISTORY_LOCK}::bigint)`;
  holders.add(db);
};

type Ends = { seq: number; hash: string | null; anchorDay: string | null; anchorHash: string | null };

/** The item's last entry and the latest anchor: read after the lock was got, so that the anchor is really the latest. */
const endsOf = async (db: Db, number: string): Promise<Ends> => {
  await shareLock(db);
  const rows = await db.$queryRaw<Ends[]>`
    SELECT coalesce(last.seq, 0) AS seq, last.hash, anchor.day::text AS "anchorDay", anchor.hash AS "anchorHash"
    FROM (SELECT 1) one
    LEFT JOIN (SELECT seq, hash FROM hazard_history WHERE number = ${number} ORDER BY seq DESC LIMIT 1) last ON true
    LEFT JOIN (SELECT day, hash FROM history_anchor ORDER BY seq DESC LIMIT 1) anchor ON true`;
  return rows[0] ?? { seq: 0, hash: null, anchorDay: null, anchorHash: null };
};

const sealFor = (at: Date, seq: number, { anchorDay, anchorHash }: Ends, row: SavedRow | undefined): Seal => ({
  ...(row ? { version: row.version } : {}),
  ...(anchorHash ? { anchor: anchorHash } : {}),
  ...(anchorDay && isLocalDay(anchorDay) && localDay(at) <= anchorDay ? { late: addDays(anchorDay, 1) } : {}),
  ...(seq === 1 && row?.reporterAccount ? { account: sealedAccount(row.reporterAccount) } : {}),
});

/** Appends events to an item's chain, in the transaction that saves its row. The caller holds the row's lock. */
export const appendHistory = async (db: Db, number: string, events: readonly HazardEvent[], row?: SavedRow): Promise<void> => {
  if (events.length === 0) return;
  const ends = await endsOf(db, number);
  let { seq, hash: previousHash } = ends;
  const made = events.map((event) => {
    seq += 1;
    const { data, kept } = dataOf(event);
    const seal = sealFor(event.at, seq, ends, row);
    const sealed = Object.keys(seal).length > 0 ? { ...data, [SEAL]: seal } : data;
    const entry = { seq, at: event.at, actorId: event.actor, event: event.type, step: STEP_OF[event.type], data: sealed, previousHash };
    const hash = entryHash(number, entry);
    previousHash = hash;
    return { row: { ...entry, number, hash, data: sealed as Prisma.InputJsonValue }, kept };
  });
  const texts = made.flatMap(({ kept }) => kept.map((text) => ({ ...text, number })));
  if (texts.length > 0) await db.historyText.createMany({ data: texts });
  await db.hazardHistory.createMany({ data: made.map(({ row }) => row) });
};

/** An item's history in order, with the words that still are there. */
export const historyOf = async (db: Db, number: string): Promise<HistoryEntry[]> => {
  const [entries, texts] = await Promise.all([
    db.hazardHistory.findMany({ where: { number }, orderBy: { seq: 'asc' } }),
    db.historyText.findMany({ where: { number }, select: { id: true, text: true } }),
  ]);
  const words = new Map(texts.map((text) => [text.id, text.text]));
  return entries.map(({ number: _number, ...entry }) => ({ ...entry, data: withWords(entry.data, words) }));
};
