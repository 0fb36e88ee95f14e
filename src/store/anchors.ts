import { createHash, type Hash } from 'node:crypto';
import type pg from 'pg';
import { addDays, atLocal, type LocalDay, localDay, startOfDay } from '../domain/calendar/local-time.ts';
import type { Database, Db } from './database.ts';
import { HISTORY_LOCK } from './history.ts';
import { canonicalJson } from './history-chain.ts';

/**
 * One day of one chain over the history of all items. `contentHash` covers the entries of the day (number, seq, hash), ordered by number and
 * seq; `entries` counts those of this and all earlier days; `hash` covers all of it and the hash before.
 */
export type Anchor = {
  day: LocalDay;
  seq: number;
  at: Date;
  entries: number;
  contentHash: string;
  previousHash: string | null;
  hash: string;
};

/** A day is anchored so long after its end: by then whatever began before midnight has been committed (transactions end within 20 s). */
const ANCHORED_AT = '00:05';

/** When a day can be anchored. */
export const anchorTime = (day: LocalDay): Date => atLocal(addDays(day, 1), ANCHORED_AT);

/** The latest day that can be anchored now. */
export const lastFinishedDay = (now: Date): LocalDay => {
  const yesterday = addDays(localDay(now), -1);
  return anchorTime(yesterday) <= now ? yesterday : addDays(yesterday, -1);
};

export const anchorHash = ({ hash: _hash, ...facts }: Anchor | (Omit<Anchor, 'hash'> & { hash?: string })): string =>
  createHash('sha256')
    .update(canonicalJson({ ...facts, at: facts.at.toISOString() }))
    .digest('hex');

export type CoveredEntry = { number: string; seq: number; hash: string };

/** Takes the entries of one day in their order, any number of them. */
export const createContentHash = () => {
  const hash: Hash = createHash('sha256');
  let count = 0;
  return {
    add: ({ number, seq, hash: entry }: CoveredEntry): void => {
      hash.update(`${number} ${seq} ${entry}\n`);
      count += 1;
    },
    count: (): number => count,
    /** Once, at the end. */
    digest: (): string => hash.digest('hex'),
  };
};

export const ANCHOR_COLUMNS = `day::text AS day, seq, at, entries, content_hash AS "contentHash", previous_hash AS "previousHash", hash`;

const latestAnchor = async (client: Pick<pg.ClientBase, 'query'>): Promise<Anchor | null> =>
  (await client.query<Anchor>(`SELECT ${ANCHOR_COLUMNS} FROM history_anchor ORDER BY seq DESC LIMIT 1`)).rows[0] ?? null;

/** The day of the earliest entry; null while there is no history. */
const firstDay = async (client: Pick<pg.ClientBase, 'query'>): Promise<LocalDay | null> => {
  const { rows } = await client.query<{ at: Date | null }>('SELECT min(at) AS at FROM hazard_history');
  return rows[0]?.at ? localDay(rows[0].at) : null;
};

/** The next day to anchor, whether it is over or not; null while there is no history. */
export const nextDayToAnchor = async (db: Db): Promise<LocalDay | null> => {
  const rows = await db.$queryRaw<{ last: string | null; first: Date | null }[]>`
    SELECT (SELECT day::text FROM history_anchor ORDER BY seq DESC LIMIT 1) AS last,
      CASE WHEN NOT EXISTS (SELECT FROM history_anchor) THEN (SELECT min(at) FROM hazard_history) END AS first`;
  const { last = null, first = null } = rows[0] ?? {};
  return last !== null ? addDays(last, 1) : first && localDay(first);
};

const PAGE = 5_000;

/** `late` entries name the day that covers them; all others belong to the day of their time. */
const ENTRIES_OF_DAY = `SELECT number, seq, hash FROM hazard_history
  WHERE at >= $1 AND at < $2 AND data -> '$' ->> 'late' IS NULL
  UNION ALL SELECT number, seq, hash FROM hazard_history WHERE data -> '$' ->> 'late' = $3
  ORDER BY number, seq`;

const contentOf = async (client: pg.ClientBase, day: LocalDay): Promise<{ contentHash: string; count: number }> => {
  const content = createContentHash();
  await client.query(`DECLARE entries NO SCROLL CURSOR FOR ${ENTRIES_OF_DAY}`, [startOfDay(day), startOfDay(addDays(day, 1)), day]);
  for (;;) {
    const { rows } = await client.query<CoveredEntry>(`FETCH ${PAGE} FROM entries`);
    for (const row of rows) content.add(row);
    if (rows.length < PAGE) break;
  }
  await client.query('CLOSE entries');
  return { contentHash: content.digest(), count: content.count() };
};

const insert = async (client: pg.ClientBase, { day, seq, at, entries, contentHash, previousHash, hash }: Anchor): Promise<void> => {
  await client.query(
    'INSERT INTO history_anchor (day, seq, at, entries, content_hash, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [day, seq, at, entries, contentHash, previousHash, hash],
  );
};

/** Whoever appends stands behind us in the queue for the lock: a transaction that hangs must not hold all of them up. */
const LOCK_PATIENCE_MS = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';

const isBusy = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE;

const anchorNext = async (client: pg.ClientBase, now: Date): Promise<Anchor | null> => {
  // Alone: whoever appends waits, so that each entry is either seen here or knows of this anchor.
  await client.query(`SET LOCAL lock_timeout = ${LOCK_PATIENCE_MS}`);
  await client.query('SELECT pg_advisory_xact_lock($1)', [HISTORY_LOCK]);
  const before = await latestAnchor(client);
  const day = before ? addDays(before.day, 1) : await firstDay(client);
  if (day === null || day > lastFinishedDay(now)) return null;
  const { contentHash, count } = await contentOf(client, day);
  const facts = {
    day,
    seq: (before?.seq ?? 0) + 1,
    at: now,
    entries: (before?.entries ?? 0) + count,
    contentHash,
    previousHash: before?.hash ?? null,
  };
  const anchor = { ...facts, hash: anchorHash(facts) };
  await insert(client, anchor);
  return anchor;
};

/** Anchors the earliest day that is over and not anchored yet, in a transaction of its own; null when there is none, or somebody is
 * appending for long: then the next tick tries again. */
export const anchorNextDay = async ({ pool }: Pick<Database, 'pool'>, now: Date): Promise<Anchor | null> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const anchor = await anchorNext(client, now);
    await client.query('COMMIT');
    return anchor;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    if (isBusy(error)) return null;
    throw error;
  } finally {
    client.release(broken);
  }
};
