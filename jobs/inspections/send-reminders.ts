import { z } from 'zod';
import { type TellDeps, tell } from '../../src/app/inspections/tell.ts';
import { defineJob } from '../define-job.ts';

/** A tick comes every five seconds: what one does not finish, the next one does. */
const BUDGET_MS = 20_000;

/** Reveals the draws of the day and sends the digests and lists whose time has come. */
export const sendReminders = (deps: TellDeps, stopping: () => boolean) =>
  defineJob({
    schema: z.object({ tick: z.string() }),
    run: async () => {
      const deadline = performance.now() + BUDGET_MS;
      await tell(deps, () => stopping() || performance.now() > deadline);
    },
  });
