import { sweepItems } from '../hazards/sweep.ts';
import { planDuties } from '../inspections/plan-duties.ts';
import { type NewCheck, type RecordContext, recordChecks } from '../inspections/record-checks.ts';
import { type TellDeps, tell } from '../inspections/tell.ts';

/** The services that are rehearsed. */
export type RehearsedServices = {
  plan(deps: TellDeps, over: () => boolean): Promise<unknown>;
  /** What has fallen due of hazards, then everything that people are to hear by now. */
  tell(deps: TellDeps, over: () => boolean): Promise<unknown>;
  record(context: RecordContext, checks: readonly NewCheck[]): Promise<readonly { id: string }[]>;
};

/** The real ones, as a worker's jobs run them. */
export const realServices: RehearsedServices = {
  plan: (deps, over) => planDuties(deps, { over }),
  tell: async (deps, over) => {
    await sweepItems(deps, await deps.clock.now(), over);
    await tell(deps, over);
  },
  record: recordChecks,
};
