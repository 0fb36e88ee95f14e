import { setTimeout as pause } from 'node:timers/promises';
import { earliest } from '../domain/calendar/earliest.ts';
import type { Database } from '../store/database.ts';
import { isAnythingPending } from '../store/inbox.ts';
import { isAnythingDue, nextDueTime } from '../store/outbox-delivery.ts';
import { isAnythingDueByClock, nextByClock, runClockworks } from './clockworks.ts';
import { knockEverywhere, type ReconcileDeps } from './reconcile.ts';

export type MovableClock = { now(): Promise<Date>; moveTo(now: Date): Promise<void> };
export type Advanced = { now: Date; handled: number; sent: number; waiting: number };

/** Network time is real time: after this long the answer comes, whatever still waits. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 10;
/** A knock may get lost; it is repeated after this many looks. */
const KNOCK_EVERY = 50;

type Totals = { handled: number; sent: number; waiting: number };

const totals = async ({ prisma }: Database): Promise<Totals> => {
  const [handled, sent, waiting] = await Promise.all([
    prisma.inboxMessage.count({ where: { status: { in: ['processed', 'failed'] } } }),
    prisma.outboxMessage.count({ where: { status: 'sent' } }),
    prisma.outboxMessage.count({ where: { status: 'queued' } }),
  ]);
  return { handled, sent, waiting };
};

/** Messages that have come or may go: somebody is at them. */
const isTalking = async ({ prisma }: Database, now: Date): Promise<boolean> =>
  (await isAnythingPending(prisma)) || (await isAnythingDue(prisma, now));

/** Waits until nothing is unhandled and nothing that may go is unsent. While people are talked to, nothing else is asked: looks cost, too. */
const settle = async (deps: ReconcileDeps, now: Date, deadline: number): Promise<void> => {
  const over = (): boolean => performance.now() > deadline;
  await runClockworks(deps, over);
  for (let looks = 0; !over(); looks += 1) {
    if (await isTalking(deps.database, now)) {
      if (looks % KNOCK_EVERY === 0) await knockEverywhere(deps);
    } else if (await isAnythingDueByClock(deps, now)) await runClockworks(deps, over);
    else return;
    await pause(LOOK_EVERY_MS);
  }
};

/** Goes to each moment up to `to` at which something falls due, one after the other, and lets it be done there. */
const walk = async (deps: ReconcileDeps, clock: MovableClock, to: Date, deadline: number): Promise<void> => {
  let now = await clock.now();
  await settle(deps, now, deadline);
  while (performance.now() < deadline) {
    const { prisma } = deps.database;
    const next = earliest(await nextDueTime(prisma, now, to), await nextByClock(prisma, now, to));
    if (next === null) return;
    now = next;
    await clock.moveTo(now);
    await settle(deps, now, deadline);
  }
};

/**
 * Moves the virtual clock to `to`, stopping at every moment on the way at which something falls due, and waits until nothing due is
 * unhandled and every message is sent, parked or waiting for a later retry (design §3.7).
 * @returns null when `to` lies in the past
 */
export const advanceClock = async (
  deps: ReconcileDeps,
  clock: MovableClock,
  to: Date,
  patienceMs = PATIENCE_MS,
): Promise<Advanced | null> => {
  if (to < (await clock.now())) return null;
  const deadline = performance.now() + patienceMs;
  const before = await totals(deps.database);
  await walk(deps, clock, to, deadline);
  await clock.moveTo(to);
  await settle(deps, to, deadline);
  const after = await totals(deps.database);
  return { now: to, handled: after.handled - before.handled, sent: after.sent - before.sent, waiting: after.waiting };
};
