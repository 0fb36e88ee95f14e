import type { Channel } from '../../messaging/channel.ts';
import type { PictureBody } from '../../messaging/draft.ts';
import { ChannelError } from '../../messaging/errors.ts';
import type { ChannelName, OutboundBody, OutboundMessage } from '../../messaging/message.ts';
import type { Database } from '../../store/database.ts';
import { cardToRedraw, clearUnreachable, type Destination, destinationOf, markUnreachable } from '../../store/destinations.ts';
import { pauseDoor, pauseOf, takeSlots } from '../../store/limits.ts';
import { endUnsent, fixBody, holdBack, markSent, nextToSend, type OutboxRow, postpone } from '../../store/outbox-delivery.ts';
import type { Clock, JobQueue, Log, Metrics } from '../ports.ts';
import { bindByPhone } from './bind-by-phone.ts';
import { consequenceOf } from './consequences.ts';

export type DeliveryDeps = {
  database: Database;
  clock: Clock;
  queue: JobQueue;
  channels: ReadonlyMap<ChannelName, Channel>;
  /** Draws a picture and keeps it; called outside any transaction. */
  draw(body: PictureBody): Promise<OutboundBody>;
  log: Log;
  metrics: Metrics;
};

/** While a door is closed, messages look at it again this often: the person may have come in by another one. */
const LOOK_AGAIN_MS = 60_000;

/**
 * What a pause closes. A member's errors are the app's: nothing goes out on the channel. A group's (a robot that was removed, no right to
 * the app's groups) are its own, and must not silence everybody else.
 */
const doorOf = (row: OutboxRow, to: Destination): string => (to.address.kind === 'member' ? to.channel : `${to.channel} ${row.lane}`);

/** A body as it will be sent: pictures are drawn first and then stay as they are, so that a retry is byte-equal. */
const finalBody = async (deps: DeliveryDeps, row: OutboxRow): Promise<OutboundBody> => {
  if (row.body.kind !== 'before-and-after') return row.body;
  const body = await deps.draw(row.body);
  await fixBody(deps.database.prisma, row.id, body);
  return body;
};

const end = async (deps: DeliveryDeps, row: OutboxRow, how: 'parked' | 'dropped', code: string): Promise<void> => {
  await endUnsent(deps.database.prisma, row.id, how, code);
  deps.metrics.count('outbox_delivered_total', { outcome: how });
  deps.log[how === 'parked' ? 'warn' : 'info']({ cid: row.correlationId, outbox: row.id, code }, `message ${how}`);
};

const sent = async (deps: DeliveryDeps, row: OutboxRow, to: Destination, ref: { id: string | null; updateToken: string | null }) => {
  const { prisma } = deps.database;
  await markSent(prisma, row.id, await deps.clock.now(), ref);
  if (to.unreachable && to.address.kind === 'member') await clearUnreachable(prisma, to.channel, to.address.account);
  deps.metrics.count('outbox_delivered_total', { outcome: 'sent' });
  deps.log.info({ cid: row.correlationId, outbox: row.id, kind: row.kind, channel: to.channel }, 'delivered');
};

/** Sends one message, or redraws the card of an earlier one. @throws ChannelError */
const send = async (deps: DeliveryDeps, channel: Channel, row: OutboxRow, to: Destination): Promise<void> => {
  const body = await finalBody(deps, row);
  const message: OutboundMessage = { id: row.id, sequence: row.sequence, to: to.address, body, plain: to.plain, mentions: to.mentions };
  if (row.redraws === null) return sent(deps, row, to, await channel.send(message));
  const earlier = await cardToRedraw(deps.database.prisma, row.redraws);
  // Never sent, sent as text, or out of the platform's reach: there is no card to redraw.
  if (!earlier?.updateToken || to.plain) return end(deps, row, 'dropped', 'nothing-to-redraw');
  await channel.update(message, earlier);
  await sent(deps, row, to, { id: null, updateToken: null });
};

/** The person has another account that is not known to be out of reach; never for an answer, which belongs where was asked. */
const hasOtherDoor = async (deps: DeliveryDeps, row: OutboxRow): Promise<boolean> => {
  if (row.personId === null || row.channel !== null) return false;
  const other = await destinationOf(deps.database.prisma, row, [...deps.channels.keys()]);
  return other !== null && !other.unreachable;
};

const retry = async (deps: DeliveryDeps, row: OutboxRow, code: string, afterMs: number, counts: boolean): Promise<void> => {
  await postpone(deps.database.prisma, row.id, { afterMs, reason: code, counts });
  if (afterMs > 0) deps.queue.wake([{ kind: 'outbound', lane: row.lane, correlationId: row.correlationId }], { delayMs: afterMs });
  deps.log.warn({ cid: row.correlationId, outbox: row.id, code, retryAfterMs: afterMs }, 'delivery failed, will be tried again');
};

/** Carries out what the error table says. */
const suffer = async (deps: DeliveryDeps, row: OutboxRow, to: Destination | null, error: unknown): Promise<void> => {
  const consequence = consequenceOf(error, row);
  const code = error instanceof ChannelError ? error.code : 'internal';
  if (code === 'internal') deps.log.error({ err: error, cid: row.correlationId, outbox: row.id }, 'delivery failed by a fault of ours');
  if (to && consequence.pauseMs !== null) await pauseDoor(deps.database.pool, doorOf(row, to), consequence.pauseMs, code);
  if (to && consequence.unreachable && to.address.kind === 'member') {
    await markUnreachable(deps.database.prisma, to.channel, to.address.account, code);
    if (await hasOtherDoor(deps, row)) return retry(deps, row, code, 0, true);
  }
  if (consequence.end) return end(deps, row, consequence.end, code);
  await retry(deps, row, code, consequence.retryAfterMs, consequence.counts);
};

/** True when the message may go now; else it was put off until a pause ends (system's time) or a limit has room (clock port's). */
const mayGo = async (deps: DeliveryDeps, channel: Channel, row: OutboxRow, to: Destination, now: Date): Promise<boolean> => {
  const { pool, prisma } = deps.database;
  const pause = await pauseOf(pool, doorOf(row, to));
  if (pause) {
    await postpone(prisma, row.id, {
      afterMs: Math.min(pause.remainingMs, LOOK_AGAIN_MS),
      reason: `paused: ${pause.reason}`,
      counts: false,
    });
    return false;
  }
  const freeAt = await takeSlots(pool, row.redraws ? [] : channel.limits(to.address), row.urgent, now);
  if (freeAt) await holdBack(prisma, row, freeAt);
  return freeAt === null;
};

const deliver = async (deps: DeliveryDeps, row: OutboxRow, now: Date): Promise<void> => {
  let to: Destination | null = null;
  try {
    const available = [...deps.channels.keys()];
    to = await destinationOf(deps.database.prisma, row, available);
    if (to === null && row.personId !== null && (await bindByPhone(deps, row.personId, now)))
      to = await destinationOf(deps.database.prisma, row, available);
    if (to === null) return await end(deps, row, 'parked', 'no-account');
    const channel = deps.channels.get(to.channel);
    if (!channel) return await end(deps, row, 'parked', `no-channel:${to.channel}`);
    if (await mayGo(deps, channel, row, to, now)) await send(deps, channel, row, to);
  } catch (error) {
    // Where the database itself is gone this throws again: the job is retried, the row is as it was.
    await suffer(deps, row, to, error);
  }
};

/** Takes the next message of a lane and delivers it: at least once, and once wherever the platform can tell repeats (law 3). */
export const deliverNext = async (deps: DeliveryDeps, lane: string): Promise<'more' | 'empty'> => {
  const now = await deps.clock.now();
  const row = await nextToSend(deps.database.prisma, lane, now);
  if (!row) return 'empty';
  await deliver(deps, row, now);
  return 'more';
};
