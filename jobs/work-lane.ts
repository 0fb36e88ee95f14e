import { z } from 'zod';
import { runLane } from '../src/app/lane.ts';
import type { JobQueue, Wakeup } from '../src/app/ports.ts';
import type { Database } from '../src/store/database.ts';
import { defineJob } from './define-job.ts';

export type LaneWork = {
  deps: { database: Database; queue: JobQueue };
  kind: Wakeup['kind'];
  /** The lane's key among all lanes. */
  keyOf(lane: string): string;
  step(lane: string): Promise<'more' | 'empty'>;
};

const schema = z.object({ lane: z.string(), correlationId: z.string() });

/** A job that works a lane off. What it leaves, because it has worked long or the process is stopping, is somebody else's next job. */
export const workLane = ({ deps, kind, keyOf, step }: LaneWork, stopping: () => boolean) =>
  defineJob({
    schema,
    run: async ({ lane, correlationId }) => {
      const ended = await runLane(deps.database.pool, keyOf(lane), () => step(lane), { stopping });
      if (ended === 'more') deps.queue.wake([{ kind, lane, correlationId }]);
    },
  });
