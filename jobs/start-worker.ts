import cron from 'node-cron';
import type { Log } from '../src/app/ports.ts';
import type { BullQueue } from '../src/infra/queue/bullmq.ts';
import { CONCURRENCY, processors, type WorkerDeps } from './registry.ts';

/** How often each worker asks what is due. The answer lies in PostgreSQL: a missed tick only makes it later. */
const EVERY_FIVE_SECONDS = '*/5 * * * * *';

export type RunningWorker = {
  /** No new work; what is under way is brought to the end of its present step. The database and the queue must still be open. */
  stop(): Promise<void>;
};

const startTicking = (queue: BullQueue, log: Log) => {
  const ask = async (date: Date): Promise<void> => {
    await queue
      .askDue(String(Math.floor(date.getTime() / 1000)))
      .catch((error: unknown) => log.warn({ err: error }, 'could not ask what is due'));
  };
  // A tick that is late or still asking is no event: the next one asks the same question.
  return cron.schedule(EVERY_FIVE_SECONDS, ({ date }) => ask(date), {
    timezone: 'Asia/Shanghai',
    noOverlap: true,
    suppressMissedWarning: true,
    logger: {
      info: (message) => log.debug({}, message),
      warn: (message) => log.debug({}, message),
      error: (message, error) => log.warn({ err: error }, String(message)),
      debug: (message) => log.debug({}, String(message)),
    },
  });
};

/** Starts this process's workers and its clock; several processes may do so side by side. */
export const startWorker = (queue: BullQueue, deps: WorkerDeps, log: Log): RunningWorker => {
  let stopping = false;
  queue.startWorkers(
    processors(deps, () => stopping),
    CONCURRENCY,
  );
  const tick = startTicking(queue, log);
  return {
    stop: async () => {
      stopping = true;
      await tick.destroy();
      await queue.stopWorkers();
    },
  };
};
