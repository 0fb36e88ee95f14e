import type { InboundDeps } from '../src/app/inbound/handle-inbound.ts';
import type { DeliveryDeps } from '../src/app/outbound/deliver-message.ts';
import type { ReconcileDeps } from '../src/app/reconcile.ts';
import type { Processor, QueueName } from '../src/infra/queue/bullmq.ts';
import { processInbound } from './inbound/process-inbound.ts';
import { findDue } from './maintenance/find-due.ts';
import { deliverOutbound } from './outbound/deliver-outbound.ts';

export type WorkerDeps = InboundDeps & DeliveryDeps & ReconcileDeps;

/** The one list of all jobs: each queue's processor. `stopping` becomes true when this process is to end. */
export const processors = (deps: WorkerDeps, stopping: () => boolean): Record<QueueName, Processor> => ({
  inbound: processInbound(deps, stopping),
  outbound: deliverOutbound(deps, stopping),
  due: findDue(deps),
});

/** How many jobs of a kind one process works on at a time: deliveries wait for the network, the others for the database. */
export const CONCURRENCY: Record<QueueName, number> = { inbound: 6, outbound: 16, due: 1 };
