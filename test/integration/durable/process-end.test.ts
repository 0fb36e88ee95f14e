import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../../../jobs/start-worker.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { createWorld, isHere, SIZES, until, type World } from '../../support/machinery.ts';
import { messages, receive, shown, toAccount, write } from './scene.ts';

const WORKER = fileURLToPath(new URL('./worker-process.ts', import.meta.url));

/** A worker in an operating-system process of its own. */
const spawnWorker = (world: World) => {
  const settings = { url: world.url, backend: world.backend, apiBase: world.platform.url };
  const child = spawn(process.execPath, ['--import', 'tsx', WORKER, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, ready, ended };
};

const COUNT = 200;

const knockAll = (world: World, lanes: string[]): void =>
  world.process().queue.wake(lanes.map((lane) => ({ kind: 'inbound', lane, correlationId: 'x' })));

const receiveMany = async (world: World): Promise<string[]> => {
  const lanes = Array.from({ length: COUNT }, (_, index) => `person${index % 40}`);
  for (const [index, lane] of lanes.entries()) await receive(world, lane, '你好', String(index));
  return [...new Set(lanes)];
};

const ended = async (world: World): Promise<number> => (await messages(world)).filter((row) => row.status === 'sent').length;

/** Everything was answered once, in each person's order, and people saw each answer once. */
const expectAllOnce = async (world: World): Promise<void> => {
  const rows = await messages(world);
  expect(rows.filter((row) => row.status === 'sent')).toHaveLength(COUNT);
  expect(new Set(rows.map((row) => row.cause_id)).size).toBe(COUNT);
  expect(shown(world)).toHaveLength(COUNT);
};

describe.each(SIZES)('a worker that ends in the middle of 200 messages, %s', (size) => {
  it.skipIf(!isHere(size)).each(['SIGTERM', 'SIGKILL'] as const)('by %s loses and doubles nothing', async (signal) => {
    const world = await createWorld(size);
    // The process goes by the system's time, and so must the platform, whose duplicate check forgets after hours.
    await world.clock.moveTo(new Date());
    const first = spawnWorker(world);
    await first.ready;
    knockAll(world, await receiveMany(world));
    await until(
      () => ended(world),
      (count) => count >= 15,
    );
    first.child.kill(signal);
    const code = await first.ended;
    if (signal === 'SIGTERM') expect(code).toBe(0);
    expect(await ended(world)).toBeLessThan(COUNT);
    if (signal === 'SIGTERM') {
      const { rows } = await world.database.pool.query('SELECT key FROM lane WHERE owner IS NOT NULL');
      expect(rows).toEqual([]);
    }
    // What a killed process held is free when its leases have run out.
    await world.database.pool.query('UPDATE lane SET lease_until = now() WHERE lease_until IS NOT NULL');
    await world.clock.moveTo(new Date());
    const { deps, work } = world.process();
    work();
    await until(
      async () => {
        await reconcile(deps);
        return ended(world);
      },
      (count) => count === COUNT,
      40_000,
    );
    await expectAllOnce(world);
  });

  it.skipIf(!isHere(size))('waits for the step under way, and leaves the rest of its lane to others', async () => {
    const world = await createWorld(size);
    const { deps, queue, drain } = world.process();
    const worker = startWorker(queue, deps, deps.log);
    world.platform.fail('message/send', { delayMs: 150 }, 12);
    await write(
      world,
      Array.from({ length: 12 }, (_, index) => toAccount('li', String(index))),
      deps,
    );
    await until(
      async () => shown(world).length,
      (count) => count >= 2,
    );
    await worker.stop();
    const atStop = shown(world).length;
    expect(atStop).toBeLessThan(12);
    // No call was left hanging, and what was shown is known to be sent.
    expect(world.calls.filter((path) => path === 'message/send')).toHaveLength(atStop);
    expect(await ended(world)).toBe(atStop);
    await drain();
    const next = world.process();
    next.work();
    await until(
      () => ended(world),
      (count) => count === 12,
    );
    expect(shown(world)).toEqual(Array.from({ length: 12 }, (_, index) => String(index)));
  });
});
