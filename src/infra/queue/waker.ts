import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { BulkJobOptions, Queue } from 'bullmq';
import type { Log, WakeOptions, Wakeup } from '../../app/ports.ts';

/** With this many calls unanswered the queue is out of order: further knocks are dropped, and the next sweep makes up for them. */
const MAX_UNDER_WAY = 200;

/** A call that takes longer no longer holds the next one up. */
const PATIENCE_MS = 200;

/**
 * One sweep job a lane at most. It leaves nothing behind, as a kept job would keep the next one with its id away; it isn't tried again, as
 * the next sweep comes within seconds.
 */
const sweepOptions = ({ kind, lane }: Wakeup): BulkJobOptions => ({
  jobId: `sweep-${kind}-${createHash('sha256').update(lane).digest('hex').slice(0, 32)}`,
  attempts: 1,
  removeOnFail: true,
});

export type Waker = {
  wake(wakeups: Wakeup[], options?: WakeOptions): void;
  /** Resolves when everything asked for has been handed over or was lost. */
  flushed(): Promise<void>;
};

/**
 * Many knocks of one turn of the event loop become one bulk call, and those that come while it is under way the next: under load the queue
 * gets few large calls instead of many small ones. The same lane is asked for once.
 */
export const createWaker = (queueOf: (kind: Wakeup['kind']) => Queue, log: Log): Waker => {
  let gathered = new Map<string, Wakeup>();
  const underWay = new Set<Promise<void>>();

  const add = async (batch: Wakeup[], optionsOf: (wakeup: Wakeup) => BulkJobOptions): Promise<void> => {
    for (const kind of ['inbound', 'outbound'] as const) {
      const jobs = batch.filter((wakeup) => wakeup.kind === kind).map((wakeup) => ({ name: kind, data: wakeup, opts: optionsOf(wakeup) }));
      if (jobs.length > 0) await queueOf(kind).addBulk(jobs);
    }
  };

  const send = (batch: Wakeup[], optionsOf: (wakeup: Wakeup) => BulkJobOptions): Promise<void> | undefined => {
    if (batch.length === 0) return undefined;
    if (underWay.size >= MAX_UNDER_WAY) {
      log.warn({ lanes: batch.length }, 'the queue does not answer; the next sweep will knock');
      return undefined;
    }
    const call = add(batch, optionsOf)
      .catch((error: unknown) => log.warn({ err: error, lanes: batch.length }, 'could not queue; the next sweep will'))
      .finally(() => underWay.delete(call));
    underWay.add(call);
    return call;
  };

  let scheduled = false;

  const sendGathered = async (): Promise<void> => {
    while (gathered.size > 0) {
      const batch = [...gathered.values()];
      gathered = new Map();
      await Promise.race([send(batch, () => ({})), pause(PATIENCE_MS, undefined, { ref: false })]);
    }
    scheduled = false;
  };

  const gather = (wakeups: Wakeup[]): void => {
    if (!scheduled && wakeups.length > 0) {
      scheduled = true;
      setImmediate(() => void sendGathered());
    }
    for (const wakeup of wakeups) gathered.set(`${wakeup.kind} ${wakeup.lane}`, wakeup);
  };

  return {
    wake: (wakeups, { delayMs = 0, sweep = false } = {}) => {
      if (sweep) void send(wakeups, sweepOptions);
      else if (delayMs > 0) void send(wakeups, () => ({ delay: delayMs }));
      else gather(wakeups);
    },
    flushed: async () => {
      await sendGathered();
      await Promise.all(underWay);
    },
  };
};
