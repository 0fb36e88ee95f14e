import { describe, expect, it } from 'vitest';
import { outboundLane, runLane } from '../../../src/app/lane.ts';
import { deliverNext } from '../../../src/app/outbound/deliver-message.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { createWorld, isHere, SIZES, until, type World } from '../../support/machinery.ts';
import { endRetryPauses, messages, receive, toAccount, untilEnded, write } from './scene.ts';

const pending = async (world: World): Promise<number> =>
  (await world.database.pool.query(`SELECT count(*)::int AS count FROM inbox_message WHERE status = 'pending'`)).rows[0].count;

describe.each(SIZES)('the sweep, %s', (size) => {
  it.skipIf(!isHere(size))('handles and delivers everything that an emptied queue has forgotten', async () => {
    const world = await createWorld(size);
    const { deps, queue, work } = world.process();
    for (let number = 0; number < 100; number += 1) await receive(world, `person${number}`, '你好', String(number));
    queue.wake([{ kind: 'inbound', lane: 'person1', correlationId: 'x' }]);
    await until(
      () => Promise.all(queue.queues.map((each) => each.getWaitingCount())),
      (counts) => counts.some((count) => count > 0),
    );
    for (const each of queue.queues) await each.obliterate({ force: true });
    work();
    expect(await reconcile(deps)).toBe(100);
    await untilEnded(world, 100);
    expect(await pending(world)).toBe(0);
    expect((await messages(world)).filter((row) => row.status === 'sent')).toHaveLength(100);
    expect(await reconcile(deps)).toBe(0);
    expect(world.counted.filter((name) => name === 'reconciled_total')).toHaveLength(1);
  });

  it.skipIf(!isHere(size))('asks once a tick, however many processes ask', async () => {
    const world = await createWorld(size);
    const [one, other] = [world.process(), world.process()];
    const asked: string[] = [];
    const due = async (data: unknown): Promise<void> => {
      const { work, tick } = data as { work: string; tick: string };
      if (work === 'find-due') asked.push(tick);
    };
    const nothing = async (): Promise<void> => {};
    for (const { queue } of [one, other])
      queue.startWorkers({ inbound: nothing, outbound: nothing, due }, { inbound: 1, outbound: 1, due: 1 });
    await one.queue.askDue('1');
    await until(
      async () => asked.length,
      (count) => count === 1,
    );
    await other.queue.askDue('1');
    await other.queue.askDue('2');
    await until(
      async () => asked.length,
      (count) => count >= 2,
    );
    expect(asked).toEqual(['1', '2']);
  });

  it.skipIf(!isHere(size))('leaves one job a lane in the queue however often it comes, and none of those that fail', async () => {
    const world = await createWorld(size);
    const { deps, queue } = world.process();
    await receive(world, 'li', '你好', '1');
    await write(world, [toAccount('wang', '一')]);
    for (let times = 0; times < 5; times += 1) await reconcile(deps);
    const counts = () => Promise.all(queue.queues.map((each) => each.getJobCounts('waiting', 'failed')));
    await until(counts, (seen) => seen.every((count, index) => count.waiting === (index < 2 ? 1 : 0)));
    await reconcile(deps);
    expect((await counts()).map((count) => count.waiting)).toEqual([1, 1, 0]);
    let failed = 0;
    const fails = async (): Promise<void> => {
      failed += 1;
      throw new Error('no');
    };
    queue.startWorkers({ inbound: fails, outbound: fails, due: fails }, { inbound: 1, outbound: 1, due: 1 });
    await until(
      async () => failed,
      (seen) => seen === 2,
    );
    await until(counts, (seen) => seen.every((count) => count.waiting === 0 && count.failed === 0));
    await reconcile(deps);
    await until(
      async () => failed,
      (seen) => seen >= 4,
    );
  });
});

describe('what the sweep finds', () => {
  it('is nothing while work has somebody at it, and all of it once that one is dead', async () => {
    const world = await createWorld('embedded');
    const { deps } = world.process();
    await receive(world, 'li', '你好', '1');
    await write(world, [toAccount('wang', '一')]);
    await world.database.pool.query(
      `INSERT INTO lane (key, owner, lease_until, wakeups) SELECT unnest(ARRAY['in:li', 'out:account:wecom:wang']), 'x', now() + interval '30 s', 1`,
    );
    expect(await reconcile(deps)).toBe(0);
    await world.database.pool.query('UPDATE lane SET lease_until = now()');
    expect(await reconcile(deps)).toBe(2);
  });

  it('does not count what came a moment ago, nor what was to go later, nor retries; but knocks for the latter two', async () => {
    const world = await createWorld('embedded');
    world.clock.mode = 'system';
    const knocked: string[] = [];
    const { deps } = world.process({ queue: { wake: (wakeups) => void knocked.push(...wakeups.map((one) => one.lane)) } });
    const start = await world.clock.now();
    await receive(world, 'li', '你好', '1');
    await write(world, [
      toAccount('a', '现在'),
      toAccount('b', '稍后', { notBefore: new Date(start.getTime() + 1000) }),
      toAccount('c', '再试'),
    ]);
    await world.database.pool.query(`UPDATE outbox_message SET retry_at = now() WHERE text = '再试'`);
    expect(await reconcile(deps)).toBe(0);
    expect(knocked).toEqual([]);
    world.clock.pass(4_000);
    expect(await reconcile(deps)).toBe(2);
    expect(knocked.sort()).toEqual(['account:wecom:a', 'account:wecom:b', 'account:wecom:c', 'li']);
  });

  it('is not a message that waits for its next try, nor those behind it', async () => {
    const world = await createWorld('embedded');
    const { deps } = world.process();
    world.platform.fail('message/send', 'http-502');
    await write(world, [toAccount('li', '一'), toAccount('li', '二')]);
    const lane = 'account:wecom:li';
    await runLane(deps.database.pool, outboundLane(lane), () => deliverNext(deps, lane));
    expect(await reconcile(deps)).toBe(0);
    await endRetryPauses(world);
    expect(await reconcile(deps)).toBe(1);
  });

  it('is bounded: 500 lanes of each kind at a time, the longest waiting first', async () => {
    const world = await createWorld('embedded');
    const knocked: string[] = [];
    const { deps } = world.process({ queue: { wake: (wakeups) => void knocked.push(...wakeups.map((one) => one.lane)) } });
    await world.database.pool.query(
      `INSERT INTO inbox_message (id, channel, dedupe_key, lane, payload, status, received_at)
       SELECT 'id-' || n, 'wecom', n, 'lane-' || n, '', 'pending', $1 FROM generate_series(1, 700) n`,
      [await world.clock.now()],
    );
    expect(await reconcile(deps)).toBe(500);
    expect(knocked).toEqual(Array.from({ length: 500 }, (_, index) => `lane-${index + 1}`));
  });
});
