import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { inject, onTestFinished } from 'vitest';
import { CONCURRENCY, processors, type WorkerDeps } from '../../jobs/registry.ts';
import { createRules } from '../../src/app/hazards/rules.ts';
import type { Clock, Log } from '../../src/app/ports.ts';
import { createWecomChannel, type WecomConfig } from '../../src/channels/wecom/index.ts';
import { createTokenStore } from '../../src/infra/database/token-store.ts';
import { createUploadCache } from '../../src/infra/database/upload-cache.ts';
import { type BullQueue, openQueue, type QueueBackend } from '../../src/infra/queue/bullmq.ts';
import type { ChannelName } from '../../src/messaging/message.ts';
import { createWecomLookalikeServer, type WecomLookalikeServer } from '../../src/sandbox/wecom/server.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { CREDENTIALS } from './credentials.ts';
import { createRealDatabase, createTestDatabase, type TestDatabase } from './database.ts';

/** The two sizes of the product, each with its own kind of queue. */
export const SIZES = ['embedded', 'scaled out'] as const;
export type Size = (typeof SIZES)[number];

/** Whether this machine has what a size needs; the run's start has already said what is absent. */
export const isHere = (size: Size): boolean =>
  size === 'embedded' || (inject('realPostgresUrl') !== null && inject('realRedisUrl') !== null);

/** A clock that stands where the test puts it. */
export const createTestClock = (start = '2026-11-23T08:00:00+08:00') => {
  let now = Date.parse(start);
  return {
    mode: 'virtual' as Clock['mode'],
    now: async () => new Date(now),
    moveTo: async (to: Date) => {
      now = Math.max(now, to.getTime());
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
};

export type TestClock = ReturnType<typeof createTestClock>;
export type LogLine = Record<string, unknown> & { level: string; message: string };

const collectingLog = (lines: LogLine[]): Log => {
  const at = (level: string) => (fields: object, message: string) => void lines.push({ ...fields, level, message });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

/** What one process of the product has: its own connections, channel and queue, on the world that all share. */
export type TestProcess = {
  deps: WorkerDeps;
  database: Database;
  queue: BullQueue;
  /** Starts its workers; without the clock that asks what is due every 5 s, which tests do themselves. */
  work(): void;
  /** As a stopping program does it. */
  drain(): Promise<void>;
};

export type World = {
  url: string;
  clock: TestClock;
  platform: WecomLookalikeServer;
  backend: QueueBackend;
  log: LogLine[];
  /** Every call that a process made to the platform, by its last path segments, in order. */
  calls: string[];
  /** Lets the platform's own clock (token lifetimes) run ahead. */
  agePlatform(ms: number): void;
  /** Metrics that were counted, in order. */
  counted: string[];
  database: Database;
  process(overrides?: Partial<WorkerDeps> & { timeoutMs?: number; wecom?: Partial<WecomConfig> }): TestProcess;
};

const forgetRedisKeys = async (url: string, prefix: string): Promise<void> => {
  const redis = new Redis(url, { maxRetriesPerRequest: 3 });
  for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 500 })) if (keys.length > 0) await redis.del(...keys);
  await redis.quit();
};

const openBackend = (size: Size, database: TestDatabase): { backend: QueueBackend; clean(): Promise<void> } => {
  const redis = inject('realRedisUrl');
  if (size === 'embedded' || redis === null)
    return { backend: { kind: 'postgres', connectionString: database.url }, clean: async () => {} };
  const prefix = `campus-grid-test-${randomBytes(6).toString('hex')}`;
  return { backend: { kind: 'redis', url: redis, prefix }, clean: () => forgetRedisKeys(redis, prefix) };
};

const noMedia: WorkerDeps['media'] = {
  put: async () => Promise.reject(new Error('this test keeps no files')),
  read: async () => Promise.reject(new Error('this test keeps no files')),
};

const createProcess = (world: Omit<World, 'process'>, overrides: Parameters<World['process']>[0] = {}): TestProcess => {
  const { timeoutMs = 2_000, wecom = {}, ...given } = overrides;
  const log = collectingLog(world.log);
  const database = openDatabase(world.url, { max: 10 });
  const queue = openQueue(world.backend, log);
  const channel = createWecomChannel(
    { ...CREDENTIALS, apiBase: world.platform.url, ...wecom },
    {
      tokens: createTokenStore(database.pool),
      uploads: createUploadCache(database.pool),
      media: { read: async () => Promise.reject(new Error('this test keeps no files')) },
      timeoutMs,
      log,
      http: (url, request) => {
        world.calls.push(new URL(url).pathname.replace('/cgi-bin/', ''));
        return fetch(url, request);
      },
    },
  );
  const deps: WorkerDeps = {
    database,
    clock: world.clock,
    queue,
    channels: new Map([['wecom' as ChannelName, channel]]),
    rules: createRules(new Map()),
    media: noMedia,
    inspectPhoto: async () => ({ ok: false, reason: 'none' }),
    draw: async () => Promise.reject(new Error('this test draws nothing')),
    log,
    metrics: { count: (name, labels) => void world.counted.push([name, ...Object.values(labels ?? {})].join(' ')) },
    ...given,
  };
  let stopping = false;
  let open = true;
  const drain = async (): Promise<void> => {
    if (!open) return;
    open = false;
    stopping = true;
    await queue.stopWorkers();
    await queue.close();
    await database.close();
  };
  onTestFinished(drain);
  return {
    deps,
    database,
    queue,
    work: () =>
      queue.startWorkers(
        processors(deps, () => stopping),
        CONCURRENCY,
      ),
    drain,
  };
};

/** A database, a queue and a platform of its own for one test; everything is closed and removed after it. */
export const createWorld = async (size: Size): Promise<World> => {
  const testDatabase = await (size === 'embedded' ? createTestDatabase() : createRealDatabase());
  const { backend, clean } = openBackend(size, testDatabase);
  const clock = createTestClock();
  let aheadMs = 0;
  const systemNow = (): Date => new Date(Date.now() + aheadMs);
  const platform = await createWecomLookalikeServer({ credentials: CREDENTIALS, callbackUrl: null, now: clock.now, systemNow });
  const database = openDatabase(testDatabase.url, { max: 4 });
  onTestFinished(async () => {
    await platform.close();
    await database.close();
    await clean();
    await testDatabase.drop();
  });
  const agePlatform = (ms: number): void => {
    aheadMs += ms;
  };
  const world = { url: testDatabase.url, clock, platform, backend, log: [], calls: [], agePlatform, counted: [], database };
  return { ...world, process: (overrides) => createProcess(world, overrides) };
};

/** Looks every few milliseconds until it is so. @throws after `timeoutMs`, with what was seen last */
export const until = async <T>(look: () => Promise<T>, isSo: (seen: T) => boolean, timeoutMs = 20_000): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (performance.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
