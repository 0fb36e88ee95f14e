import { pendingInboundLanes } from '../store/inbox.ts';
import { forgetOldSlots } from '../store/limits.ts';
import { type DueLane, dueOutboundLanes } from '../store/outbox-delivery.ts';
import type { ClockworkDeps } from './clockworks.ts';
import { sweepItems } from './hazards/sweep.ts';
import type { Clock, Metrics, Wakeup } from './ports.ts';
import { anchorFinishedDays } from './proof/anchor-days.ts';

export type ReconcileDeps = ClockworkDeps & { clock: Clock; metrics: Metrics };

/** Lanes knocked at in one go; the next tick takes the rest. */
const MOST = 500;
/** What was written a moment ago has its own knock on the way. A virtual clock stands still, so that nothing ages by it. */
const GRACE_MS = 2_000;
/** A tick comes every five seconds: what it does not finish, the next one does. */
export const BUDGET_MS = 4_000;

type DueWork = { inbound: { lane: string; id: string }[]; outbound: DueLane[] };

const findWork = async ({ database, clock }: ReconcileDeps, { idle }: { idle: boolean }): Promise<DueWork> => {
  const now = await clock.now();
  const before = clock.mode === 'system' ? new Date(now.getTime() - GRACE_MS) : now;
  const inbound = await pendingInboundLanes(database.prisma, before, { limit: MOST, idle });
  return { inbound, outbound: await dueOutboundLanes(database.prisma, before, { limit: MOST, idle }) };
};

const knocks = ({ inbound, outbound }: DueWork): Wakeup[] => [
  ...inbound.map(({ lane, id }) => ({ kind: 'inbound' as const, lane, correlationId: id })),
  ...outbound.map(({ lane, correlationId }) => ({ kind: 'outbound' as const, lane, correlationId })),
];

/** Knocks at every lane that has something to do, even where somebody is at it: for a clock that has just been moved. */
export const knockEverywhere = async (deps: ReconcileDeps): Promise<void> => {
  deps.queue.wake(knocks(await findWork(deps, { idle: false })));
};

/**
 * Knocks at every lane that has something to do and nobody at it: messages whose time has come, retries, and what a crash or an emptied
 * queue left lying. Then does what has fallen due of the items.
 * @returns how many lanes stood still although they should not have; zero is the healthy number
 */
export const reconcile = async (deps: ReconcileDeps): Promise<number> => {
  const work = await findWork(deps, { idle: true });
  deps.queue.wake(knocks(work), { sweep: true });
  await forgetOldSlots(deps.database.pool, await deps.clock.now());
  await anchorFinishedDays(deps);
  const deadline = performance.now() + BUDGET_MS;
  await sweepItems(deps, await deps.clock.now(), () => performance.now() > deadline);
  const stood = { inbound: work.inbound.length, outbound: work.outbound.filter((lane) => lane.stood).length };
  if (stood.inbound + stood.outbound > 0) {
    deps.metrics.count('reconciled_total');
    deps.log.info(stood, 'knocked at lanes that stood still');
  }
  return stood.inbound + stood.outbound;
};
