import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Prisma } from '../infra/database/generated/client.ts';
import type { Envelope } from '../messaging/channel.ts';
import type { Db } from './database.ts';

export type InboxStatus = 'pending' | 'processed' | 'failed' | 'kept';
export type InboxRow = { id: string; channel: string; lane: string; payload: string; attempts: number; receivedAt: Date };
export type Arrival = { envelope: Envelope; status: 'pending' | 'kept'; reason: string | null };
export type Accepted = { id: string; fresh: boolean };

type Waiting = Arrival & { id: string; resolve: (accepted: Accepted) => void; reject: (error: unknown) => void };

/** One statement carries at most this many messages: bounded parameters, bounded harm of one bad row. */
const MAX_BATCH = 500;
/** More than this can't be answered in time anyway; the platform sends again what we refuse. */
const MAX_WAITING = 10_000;
/** The platform gives us 5 s for an answer; a database that takes longer is answered for with a refusal, and the platform sends again. */
const PATIENCE_MS = 4_000;

/** PostgreSQL's text knows no NUL; one such row must not fail the others of its batch. */
const storable = (text: string): string => text.replaceAll('\0', '');

/** The database refused a value (too long for an index, out of range), so that the others of the batch may still go in. */
const isAboutOneRow = (error: unknown): boolean => error instanceof pg.DatabaseError && /^(22|23|54)/.test(error.code ?? '');

const insert = async (pool: Pick<pg.Pool, 'query'>, batch: Waiting[], receivedAt: Date): Promise<Set<string>> => {
  const { rows } = await pool.query<{ id: string }>({
    name: 'inbox-insert',
    text: `INSERT INTO inbox_message (id, channel, dedupe_key, lane, payload, status, reason, received_at)
           SELECT id, channel, dedupe_key, lane, payload, status, reason, $8 FROM
             unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
             AS new (id, channel, dedupe_key, lane, payload, status, reason)
           ON CONFLICT (channel, dedupe_key) DO NOTHING RETURNING id`,
    values: [
      batch.map((one) => one.id),
      batch.map((one) => one.envelope.channel),
      batch.map((one) => storable(one.envelope.dedupeKey)),
      batch.map((one) => storable(one.envelope.lane)),
      batch.map((one) => storable(one.envelope.payload)),
      batch.map((one) => one.status),
      batch.map((one) => one.reason),
      receivedAt,
    ],
  });
  return new Set(rows.map((row) => row.id));
};

/**
 * Keeps raw messages; what arrives in one turn of the event loop or while a statement is under way shares one statement and one commit.
 * There is one statement at a time, so that messages get their numbers in the order in which they came. `write` resolves only after the
 * commit: then the platform may be answered. It goes through `pg`, since Prisma costs 2 to 4 times as much here.
 * @throws (rejects) when it is not known to be kept: the database's error, or `InboxLate`
 */
export const createInboxWriter = (pool: Pick<pg.Pool, 'query'>, now: () => Promise<Date>, patienceMs = PATIENCE_MS) => {
  const waiting: Waiting[] = [];
  let flushing = false;

  const settle = async (batch: Waiting[]): Promise<void> => {
    try {
      const fresh = await insert(pool, batch, await now());
      for (const one of batch) one.resolve({ id: one.id, fresh: fresh.has(one.id) });
    } catch (error) {
      // One bad row must not take the others with it: each for itself. Where the database itself is the trouble, that would only take longer.
      if (batch.length > 1 && isAboutOneRow(error)) for (const one of batch) await settle([one]);
      else for (const one of batch) one.reject(error);
    }
  };

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) await settle(waiting.splice(0, MAX_BATCH));
    flushing = false;
  };

  const enqueue = (one: Waiting): void => {
    if (waiting.length >= MAX_WAITING) {
      one.reject(new InboxLate('too many messages wait to be kept'));
      return;
    }
    waiting.push(one);
    if (flushing) return;
    flushing = true;
    setImmediate(() => void flush());
  };

  const write = (arrival: Arrival): Promise<Accepted> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new InboxLate(`not kept within ${patienceMs} ms`)), patienceMs);
      const ended =
        <T>(settled: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          settled(value);
        };
      enqueue({ ...arrival, id: randomUUID(), resolve: ended(resolve), reject: ended(reject) });
    });

  return { write };
};

/** Not known to be kept: the caller refuses, and the platform sends again. If it is kept after all, the repeat is recognised. */
export class InboxLate extends Error {
  readonly code = 'inbox-late';
}

export type InboxWriter = ReturnType<typeof createInboxWriter>;

/** The oldest unhandled message of a lane; null also while it waits for another try: what came later waits behind it. */
export const nextInLane = async (db: Db, lane: string): Promise<InboxRow | null> => {
  const rows = await db.$queryRaw<InboxRow[]>`
    SELECT id, channel, lane, payload, attempts, received_at AS "receivedAt" FROM (
      SELECT * FROM inbox_message WHERE lane = ${lane} AND status = 'pending' ORDER BY seq LIMIT 1
    ) oldest WHERE retry_at IS NULL OR retry_at <= now()`;
  return rows[0] ?? null;
};

/** Marks a message as handled; false when somebody else already has. Locks the row until the caller's transaction ends. */
export const markProcessed = async (db: Db, id: string, at: Date): Promise<boolean> => {
  const { count } = await db.inboxMessage.updateMany({ where: { id, status: 'pending' }, data: { status: 'processed', processedAt: at } });
  return count === 1;
};

/** The message, and with it its lane, waits for `pauseMs` of the system's time; `counts`: one of its tries is used up. */
export const tryLater = async (db: Db, id: string, reason: string, pauseMs: number, counts: boolean): Promise<void> => {
  await db.$executeRaw`UPDATE inbox_message SET retry_at = now() + ${pauseMs} * interval '1 millisecond', reason = ${reason.slice(0, 200)},
    attempts = attempts + ${counts ? 1 : 0} WHERE id = ${id} AND status = 'pending'`;
};

/** Gives a message up: it stays, visible to the operator, and no longer holds its lane up. */
export const markFailed = async (db: Db, id: string, reason: string): Promise<boolean> => {
  const { count } = await db.inboxMessage.updateMany({
    where: { id, status: 'pending' },
    data: { status: 'failed', reason: reason.slice(0, 200) },
  });
  return count === 1;
};

/** Lanes with unhandled messages that nobody is at, a bounded number of them, the longest waiting first; arrivals after `before` are left out. */
export const pendingInboundLanes = async (
  db: Db,
  before: Date,
  { limit, idle }: { limit: number; idle: boolean },
): Promise<{ lane: string; id: string }[]> => {
  const unheld = Prisma.sql`AND NOT EXISTS (SELECT FROM lane l WHERE l.key = 'in:' || m.lane AND l.lease_until > now())`;
  return db.$queryRaw<{ lane: string; id: string }[]>`
    SELECT lane, id FROM (
      SELECT DISTINCT ON (lane) lane, id, seq, retry_at FROM inbox_message m
      WHERE status = 'pending' AND received_at <= ${before} ${idle ? unheld : Prisma.empty} ORDER BY lane, seq
    ) oldest WHERE retry_at IS NULL OR retry_at <= now() ORDER BY seq LIMIT ${limit}`;
};

/** Whether any lane has a message that could be handled now. */
export const isAnythingPending = async (db: Db): Promise<boolean> => {
  const rows = await db.$queryRaw<{ pending: boolean }[]>`
    SELECT EXISTS (SELECT FROM (SELECT DISTINCT ON (lane) retry_at FROM inbox_message WHERE status = 'pending' ORDER BY lane, seq) oldest
      WHERE retry_at IS NULL OR retry_at <= now()) AS pending`;
  return rows[0]?.pending ?? false;
};
