import { z } from 'zod';
import type { InspectionDeps } from '../../src/app/inspections/deps.ts';
import { planDuties } from '../../src/app/inspections/plan-duties.ts';
import { defineJob } from '../define-job.ts';

/** Plans who has to check whom in the coming windows, where the day, the rules or the organisation have changed. */
export const planInspectionDuties = (deps: InspectionDeps, stopping: () => boolean) =>
  defineJob({
    schema: z.object({ tick: z.string() }),
    run: async () => {
      await planDuties(deps, { over: stopping });
    },
  });
