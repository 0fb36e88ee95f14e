import { z } from 'zod';
import { type ReconcileDeps, reconcile } from '../../src/app/reconcile.ts';
import { defineJob } from '../define-job.ts';

/** Asks PostgreSQL what is due and has nobody at it. */
export const findDue = (deps: ReconcileDeps) =>
  defineJob({
    schema: z.object({ tick: z.string() }),
    run: async () => {
      await reconcile(deps);
    },
  });
