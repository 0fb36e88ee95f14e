import { Prisma } from '../infra/database/generated/client.ts';
import type { MessageRef, OutboundBody } from '../messaging/message.ts';
import type { Db } from './database.ts';
import type { StoredBody } from './outbox.ts';

/** A message on its way out, as delivery needs it. */
export type OutboxRow = {
  id: string;
  sequence: number;
  lane: string;
  personId: string | null;
  groupId: number | null;
  channel: string | null;
  account: string | null;
  kind: string;
  urgent: boolean;
  body: StoredBody;
  mentions: string[];
  hazardNumber: string | null;
  redraws: string | null;
  correlationId: string;
  attempts: number;
  createdAt: Date;
};

/** After this many tries (some eight minutes) a message that fails again and again no longer holds up those behind it. */
const HOLDS_OTHERS_UP = 9;

/**
 * Whether the row `m` may go at `now` (the clock port's; retries go by the system's time). A recipient gets his messages in their order: one
 * that waits for its next try holds up the later ones of its lane, urgent ones apart, and those through another channel. A redraw waits
 * for its card.
 */
const mayGo = (now: Date): Prisma.Sql => Prisma.sql`(
  m.status = 'queued' AND m.not_before <= ${now} AND (m.retry_at IS NULL OR m.retry_at <= now())
  AND NOT EXISTS (SELECT FROM outbox_message ahead
    WHERE ahead.status = 'queued' AND ahead.retry_at IS NOT NULL AND ahead.lane = m.lane AND ahead.seq < m.seq AND ahead.urgent = m.urgent
      AND ahead.retry_at > now() AND ahead.attempts < ${HOLDS_OTHERS_UP}
      AND coalesce(ahead.channel, m.channel, '') = coalesce(m.channel, ahead.channel, ''))
  AND NOT EXISTS (SELECT FROM outbox_message card WHERE card.id = m.redraws AND card.status = 'queued'))`;

/** The next message of a lane that may go now: urgent first, then the oldest. */
export const nextToSend = async (db: Db, lane: string, now: Date): Promise<OutboxRow | null> => {
  const rows = await db.$queryRaw<OutboxRow[]>`
    SELECT id, (seq % 1000000000)::int AS sequence, lane, person_id AS "personId", group_id AS "groupId", channel, account, kind, urgent, body, mentions,
           hazard_number AS "hazardNumber", redraws, correlation_id AS "correlationId", attempts, created_at AS "createdAt"
    FROM outbox_message m WHERE m.lane = ${lane} AND ${mayGo(now)}
    ORDER BY urgent DESC, seq LIMIT 1`;
  return rows[0] ?? null;
};

/** `stood`: something that should have gone at once, when it was written, and that nobody has tried yet. */
export type DueLane = { lane: string; correlationId: string; stood: boolean };

/** Lanes with something that may go now, urgent ones first, a bounded number of them. `idle`: only those that nobody is at. */
export const dueOutboundLanes = async (db: Db, now: Date, { limit, idle }: { limit: number; idle: boolean }): Promise<DueLane[]> => {
  const unheld = Prisma.sql`AND NOT EXISTS (SELECT FROM lane l WHERE l.key = 'out:' || m.lane AND l.lease_until > now())`;
  return db.$queryRaw<DueLane[]>`
    SELECT lane, min(correlation_id) AS "correlationId", bool_or(retry_at IS NULL AND not_before <= created_at) AS stood
    FROM outbox_message m WHERE ${mayGo(now)} ${idle ? unheld : Prisma.empty}
    GROUP BY lane ORDER BY bool_or(urgent) DESC, min(seq) LIMIT ${limit}`;
};

export const isAnythingDue = async (db: Db, now: Date): Promise<boolean> => {
  const rows = await db.$queryRaw<{ due: boolean }[]>`SELECT EXISTS (SELECT FROM outbox_message m WHERE ${mayGo(now)}) AS due`;
  return rows[0]?.due ?? false;
};

/** When, after `now` and not after `until`, the next message becomes due by the clock; null when none does. */
export const nextDueTime = async (db: Db, now: Date, until: Date): Promise<Date | null> => {
  const next = await db.outboxMessage.findFirst({
    where: { status: 'queued', notBefore: { gt: now, lte: until } },
    orderBy: { notBefore: 'asc' },
    select: { notBefore: true },
  });
  return next?.notBefore ?? null;
};

export const markSent = async (db: Db, id: string, at: Date, ref: MessageRef): Promise<void> => {
  await db.outboxMessage.updateMany({
    where: { id, status: 'queued' },
    data: { status: 'sent', sentAt: at, platformId: ref.id, updateToken: ref.updateToken, error: null, attempts: { increment: 1 } },
  });
};

export const endUnsent = async (db: Db, id: string, status: 'parked' | 'dropped', error: string): Promise<void> => {
  await db.outboxMessage.updateMany({
    where: { id, status: 'queued' },
    data: { status, error: error.slice(0, 300), attempts: { increment: 1 } },
  });
};

export type Postponement = { afterMs: number; reason: string; counts: boolean };

/** Tries again in `afterMs` of the system's time, by the database's clock. `counts`: one of the message's tries was used up. */
export const postpone = async (db: Db, id: string, { afterMs, reason, counts }: Postponement): Promise<void> => {
  await db.$executeRaw`
    UPDATE outbox_message SET retry_at = now() + ${Math.ceil(afterMs)}::int * interval '1 millisecond', error = ${reason.slice(0, 300)},
      attempts = attempts + ${counts ? 1 : 0}::int
    WHERE id = ${id} AND status = 'queued'`;
};

/**
 * A platform's limit leaves no room before `notBefore` (clock port): the message waits, and with it what stands behind it in its lane, in
 * their order.
 */
export const holdBack = async (db: Db, row: OutboxRow, notBefore: Date): Promise<void> => {
  await db.$executeRaw`
    UPDATE outbox_message SET not_before = ${notBefore}
    WHERE lane = ${row.lane} AND status = 'queued' AND urgent = ${row.urgent} AND seq >= (SELECT seq FROM outbox_message WHERE id = ${row.id})
      AND redraws IS NULL AND not_before < ${notBefore} AND channel IS NOT DISTINCT FROM ${row.channel}`;
};

/** Replaces a body that had to be drawn by what was drawn, so that a retry sends the same bytes. */
export const fixBody = async (db: Db, id: string, body: OutboundBody): Promise<void> => {
  await db.outboxMessage.update({ where: { id }, data: { body: body as unknown as Prisma.InputJsonValue } });
};

/** Puts parked messages back; returns the lanes to wake. */
export const requeueParked = async (db: Db, ids: string[], now: Date): Promise<{ id: string; lane: string; correlationId: string }[]> =>
  db.outboxMessage.updateManyAndReturn({
    where: { id: { in: ids }, status: 'parked' },
    data: { status: 'queued', attempts: 0, retryAt: null, notBefore: now, error: null },
    select: { id: true, lane: true, correlationId: true },
  });
