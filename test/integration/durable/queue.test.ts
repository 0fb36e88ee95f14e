import { describe, expect, it } from 'vitest';
import { openQueue } from '../../../src/infra/queue/bullmq.ts';
import { createWorld, isHere, SIZES, until, type World } from '../../support/machinery.ts';

const nothing = async (): Promise<void> => {};
const ONE = { inbound: 1, outbound: 1, due: 1 } as const;
const knock = (lane: string) => ({ kind: 'inbound' as const, lane, correlationId: 'x' });

const connections = async (world: World): Promise<number> =>
  (
    await world.database.pool.query(
      'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
  ).rows[0].count;

describe.each(SIZES)('the queue, %s', (size) => {
  it.skipIf(!isHere(size))('makes one job of all knocks at a lane in one turn of the event loop', async () => {
    const world = await createWorld(size);
    const { queue } = world.process();
    for (let times = 0; times < 10; times += 1) queue.wake([knock('li'), knock('wang')]);
    const waiting = () => Promise.all(queue.queues.map((each) => each.getWaitingCount()));
    await until(waiting, ([inbound = 0]) => inbound > 0);
    expect(await waiting()).toEqual([2, 0, 0]);
  });

  it.skipIf(!isHere(size))('tries a job again that failed, and keeps no finished one', async () => {
    const world = await createWorld(size);
    const { queue } = world.process();
    let tries = 0;
    const flaky = async (): Promise<void> => {
      tries += 1;
      if (tries === 1) throw new Error('once');
    };
    queue.startWorkers({ inbound: flaky, outbound: nothing, due: nothing }, ONE);
    queue.wake([knock('li')]);
    await until(
      async () => tries,
      (seen) => seen === 2,
    );
    const counts = () => Promise.all(queue.queues.map((each) => each.getJobCounts()));
    await until(counts, (seen) => seen.every((count) => Object.values(count).every((number) => number === 0)));
  });

  it.skipIf(!isHere(size))('hands over what was asked for just before it closes', async () => {
    const world = await createWorld(size);
    const [one, other] = [world.process(), world.process()];
    one.queue.wake([knock('li')]);
    await one.drain();
    expect(await other.queue.queues[0]?.getWaitingCount()).toBe(1);
  });

  it.skipIf(!isHere(size))('drops knocks of a job whose data make no sense, without trying again', async () => {
    const world = await createWorld(size);
    const { queue, work } = world.process();
    work();
    await queue.queues[0]?.add('inbound', { nonsense: true });
    await until(
      async () => world.log.filter((line) => line.level === 'error'),
      (lines) => lines.length > 0,
    );
    expect(await queue.queues[0]?.getFailedCount()).toBe(1);
  });

  it.skipIf(!isHere(size))('leaves one process well below the database’s connections', async () => {
    const world = await createWorld(size);
    const { queue, work } = world.process();
    work();
    for (let lane = 0; lane < 300; lane += 1) queue.wake([knock(`lane-${lane}`)]);
    await queue.ready();
    // A third of the embedded server's 100, so that an operator's tool and a second process have room.
    expect(await connections(world)).toBeLessThan(33);
  });
});

describe('a queue that is out of reach', () => {
  const NOWHERE = [
    ['PostgreSQL', { kind: 'postgres', connectionString: 'postgres://nobody@127.0.0.1:1/nothing' }],
    ['Redis', { kind: 'redis', url: 'redis://127.0.0.1:1' }],
  ] as const;

  it.each(NOWHERE)('%s neither throws at whoever knocks nor keeps the process from ending', async (_name, backend) => {
    const lines: string[] = [];
    const note = (_fields: object, message: string): void => void lines.push(message);
    const queue = openQueue(backend, { debug: note, info: note, warn: note, error: note });
    queue.startWorkers({ inbound: nothing, outbound: nothing, due: nothing }, ONE);
    for (let times = 0; times < 1000; times += 1) queue.wake([knock(`lane-${times}`)], { delayMs: 1 });
    await expect(
      Promise.race([queue.ready(), new Promise((resolve) => setTimeout(() => resolve('late'), 500))]).catch(() => 'late'),
    ).resolves.toBe('late');
    await queue.close();
    expect(lines.length).toBeGreaterThan(0);
  });
});
