import { z } from 'zod';
import type { InboundDeps } from '../src/app/inbound/handle-inbound.ts';
import type { DeliveryDeps } from '../src/app/outbound/deliver-message.ts';
import type { ReconcileDeps } from '../src/app/reconcile.ts';
import type { Processor, QueueName } from '../src/infra/queue/bullmq.ts';
import { defineJob } from './define-job.ts';
import { processInbound } from './inbound/process-inbound.ts';
import { planInspectionDuties } from './inspections/plan-duties.ts';
import { sendReminders } from './inspections/send-reminders.ts';
import { findDue } from './maintenance/find-due.ts';
import { deliverOutbound } from './outbound/deliver-outbound.ts';

export type WorkerDeps = InboundDeps & DeliveryDeps & ReconcileDeps;

/** What the clock asks for, by the name of its work: one queue, since each of them comes every few seconds and mostly finds nothing. */
const byTheClock = (deps: WorkerDeps, stopping: () => boolean): Processor => {
  const jobs = {
    'find-due': findDue(deps),
    'plan-duties': planInspectionDuties(deps, stopping),
    'send-reminders': sendReminders(deps, stopping),
  } as const;
  const schema = z.object({ work: z.enum(['find-due', 'plan-duties', 'send-reminders']), tick: z.string() });
  return defineJob({ schema, run: (data) => jobs[data.work](data) });
};

/** The one list of all jobs: each queue's processor. `stopping` becomes true when this process is to end. */
export const processors = (deps: WorkerDeps, stopping: () => boolean): Record<QueueName, Processor> => ({
  inbound: processInbound(deps, stopping),
  outbound: deliverOutbound(deps, stopping),
  due: byTheClock(deps, stopping),
});

/** How many jobs of a kind one process works on at a time: deliveries wait for the network, the others for the database. */
export const CONCURRENCY: Record<QueueName, number> = { inbound: 6, outbound: 16, due: 3 };
