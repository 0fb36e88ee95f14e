import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import type { LogWatch } from './log-watch.ts';

/** A Redis of our own that keeps nothing on disk: when it is killed, all of its jobs are lost. */
export type RedisMachine = { url: string; start(): Promise<void>; kill(): Promise<void>; empty(): Promise<void>; stop(): Promise<void> };

const START_MS = 30_000;

export const isRedisHere = (): boolean => spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

export const createRedis = async (folder: string, logs: LogWatch): Promise<RedisMachine> => {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  const ask = async <T>(question: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  };

  const start = async (): Promise<void> => {
    const keepsNothing = ['--save', '', '--appendonly', 'no'];
    const started = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...keepsNothing], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    logs.follow('redis', started.stdout);
    logs.follow('redis', started.stderr);
    const deadline = performance.now() + START_MS;
    while (!(await ask((redis) => redis.ping()).catch(() => null))) {
      if (performance.now() > deadline || started.exitCode !== null) throw new Error('Redis did not start');
      await pause(50);
    }
  };

  const kill = async (): Promise<void> => {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
  };

  const killAtExit = (): void => void child?.kill('SIGKILL');
  process.once('exit', killAtExit);
  await start();
  return {
    url,
    start,
    kill,
    empty: async () => void (await ask((redis) => redis.flushall())),
    async stop() {
      process.off('exit', killAtExit);
      await kill();
    },
  };
};
