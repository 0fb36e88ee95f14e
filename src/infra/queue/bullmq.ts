import {
  type ConnectionOptions,
  createPostgresBackend,
  createRedisBackend,
  type JobsOptions,
  Queue,
  UnrecoverableError,
  Worker,
} from 'bullmq';
import type { JobQueue, Log } from '../../app/ports.ts';
import { createWaker } from './waker.ts';

/** Where jobs lie: Redis through ioredis, or a schema of the same PostgreSQL. Everything above this file is the same for both. */
export type QueueBackend = { kind: 'redis'; url: string; prefix?: string } | { kind: 'postgres'; connectionString: string };

const QUEUES = { inbound: 'inbound', outbound: 'outbound', due: 'due' } as const;
export type QueueName = keyof typeof QUEUES;

/** A processor gets the job's data; what it throws is tried again with growing pauses, unless it is an `UnrecoverableError`. */
export type Processor = (data: unknown) => Promise<void>;
export { UnrecoverableError };

export type BullQueue = JobQueue & {
  /**
   * Asks "what is due?" once; a second question within the same tick is the same job. Of planning and reminding one job at most is there at a
   * time, in all processes together: it does all that has come, however long that takes.
   */
  askDue(tick: string): Promise<void>;
  startWorkers(processors: Record<QueueName, Processor>, concurrency: Record<QueueName, number>): void;
  /** Takes no more jobs and waits for those under way, for 25 s at most. */
  stopWorkers(): Promise<void>;
  /** For boards and metrics. */
  readonly queues: readonly Queue[];
  /** Whether the queue answers now; rejects (or hangs) when it doesn't. */
  ready(): Promise<boolean>;
  /** Lets running jobs end, then closes every connection. Never rejects. */
  close(): Promise<void>;
};

/**
 * Finished jobs go at once: a kept count would be re-scanned at every completion on PostgreSQL. Failed ones stay a week for the operator,
 * a bounded number of them. The tries are for surprises only: a platform's refusals are handled by rows of the outbox, not by jobs.
 */
const JOB_OPTIONS: JobsOptions = {
  removeOnComplete: true,
  removeOnFail: { age: 7 * 24 * 3600, count: 500 },
  attempts: 4,
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
};

/** The last few ticks are kept, so that a worker whose clock is a little behind asks nothing twice. A failed one is made up by the next. */
const DUE_OPTIONS: JobsOptions = { removeOnComplete: 20, removeOnFail: true, attempts: 1 };

/** Nothing is kept that would keep the next one of this name away. */
const alone = (name: string): JobsOptions => ({ jobId: name, removeOnComplete: true, removeOnFail: true, attempts: 1 });

/** A killed worker's job runs again after about this long. */
const LOCK = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 3 } as const;

/** A step under way ends by its own limits long before; a dead database must not keep the process from ending. */
const DRAIN_MS = 25_000;
const CLOSE_MS = 3_000;

const within = async (work: Promise<unknown>, ms: number, late: () => void): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      late();
      resolve();
    }, ms);
  });
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
};

/** Connections of one process on PostgreSQL, at most: 2 a queue, 3 and a listening one a worker; 18 in all. */
const open = (backend: QueueBackend) => {
  const factory = backend.kind === 'redis' ? createRedisBackend : createPostgresBackend;
  const prefix = backend.kind === 'redis' ? { prefix: backend.prefix ?? 'campus-grid' } : {};
  const connection = (max: number): ConnectionOptions =>
    backend.kind === 'redis'
      ? ({ url: backend.url, maxRetriesPerRequest: null } as ConnectionOptions)
      : ({ connectionString: backend.connectionString, migrate: true, max } as unknown as ConnectionOptions);
  return {
    queue: (name: string) =>
      new Queue(name, { connection: connection(2), ...prefix, defaultJobOptions: JOB_OPTIONS }, factory as typeof createRedisBackend),
    worker: (name: string, run: Processor, concurrency: number) =>
      new Worker(
        name,
        (job) => run(job.data),
        { connection: connection(3), ...prefix, concurrency, ...LOCK },
        factory as typeof createRedisBackend,
      ),
  };
};

const createWorkers = (make: ReturnType<typeof open>, log: Log, complain: (error: Error) => void) => {
  const workers: Worker[] = [];
  const running = new Set<Promise<void>>();
  const noted =
    (run: Processor): Processor =>
    async (data) => {
      const work = run(data);
      running.add(work);
      await work.finally(() => running.delete(work));
    };
  return {
    start: (processors: Record<QueueName, Processor>, concurrency: Record<QueueName, number>): void => {
      for (const name of Object.keys(QUEUES) as QueueName[]) {
        const worker = make.worker(QUEUES[name], noted(processors[name]), concurrency[name]);
        worker.on('error', complain);
        worker.on('failed', (job, error) =>
          log.error({ err: error, queue: name, cid: job?.data?.correlationId, attempt: job?.attemptsMade }, 'job failed'),
        );
        workers.push(worker);
      }
    },
    stop: async (): Promise<void> => {
      const closing = Promise.all(workers.splice(0).map((worker) => worker.close())).catch(complain);
      await within(Promise.allSettled(running), DRAIN_MS, () => log.warn({}, 'jobs still under way were left; they run again elsewhere'));
      await within(closing, CLOSE_MS, () => log.warn({}, 'the queue does not answer; its workers were left'));
    },
  };
};

export const openQueue = (backend: QueueBackend, log: Log): BullQueue => {
  const make = open(backend);
  const named = { inbound: make.queue(QUEUES.inbound), outbound: make.queue(QUEUES.outbound), due: make.queue(QUEUES.due) };
  const queues = Object.values(named);
  const complain = (error: Error): void => log.warn({ err: error }, 'queue connection');
  for (const queue of queues) queue.on('error', complain);
  const waker = createWaker((kind) => named[kind], log);
  const workers = createWorkers(make, log, complain);

  return {
    wake: waker.wake,
    askDue: async (tick) => {
      await named.due.addBulk([
        { name: 'find-due', data: { work: 'find-due', tick }, opts: { ...DUE_OPTIONS, jobId: `due-${tick}` } },
        { name: 'plan-duties', data: { work: 'plan-duties', tick }, opts: alone('plan-duties') },
        { name: 'send-reminders', data: { work: 'send-reminders', tick }, opts: alone('send-reminders') },
      ]);
    },
    startWorkers: workers.start,
    stopWorkers: workers.stop,
    queues,
    ready: async () => {
      await Promise.all(queues.map((queue) => queue.getWaitingCount()));
      return true;
    },
    close: async () => {
      await workers.stop();
      const late = (): void => log.warn({}, 'the queue does not answer; left without a goodbye');
      await within(waker.flushed(), CLOSE_MS, late);
      await within(Promise.all(queues.map((queue) => queue.close())), CLOSE_MS, late).catch(complain);
    },
  };
};
