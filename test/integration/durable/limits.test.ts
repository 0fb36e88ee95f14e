import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outboundLane, runLane } from '../../../src/app/lane.ts';
import { deliverNext } from '../../../src/app/outbound/deliver-message.ts';
import type { Limit } from '../../../src/messaging/channel.ts';
import { forgetOldSlots, takeSlots } from '../../../src/store/limits.ts';
import { createWorld, isHere, SIZES, until, type World } from '../../support/machinery.ts';
import { loadCity, messages, shown, toAccount, toGroup, write } from './scene.ts';

const START = Date.parse('2026-11-23T08:00:00+08:00');
const at = (ms: number): Date => new Date(START + ms);

const mostWithin = (uses: number[], windowMs: number): number =>
  Math.max(0, ...uses.map((end) => uses.filter((use) => use <= end && use > end - windowMs).length));

describe('take_slots', () => {
  const limits = fc.record({ max: fc.integer({ min: 1, max: 8 }), seconds: fc.constantFrom(1, 7, 20, 60, 3600) });

  it('never lets more than max through in any sliding window, whatever the times and whoever asks', async () => {
    const world = await createWorld('embedded');
    const pools = [world.database.pool, world.process().database.pool];
    let round = 0;
    await fc.assert(
      fc.asyncProperty(limits, fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 }), async ({ max, seconds }, steps) => {
        round += 1;
        const limit: Limit = { key: `property-${round}`, max, seconds, reserve: 0 };
        let time = 0;
        const asked = steps.map((step) => {
          // Between nothing and a third of the window: crowds and gaps.
          time += Math.round((step / 1000) ** 3 * (seconds * 1000 * 0.34));
          return time;
        });
        const taken: number[] = [];
        for (const [index, ms] of asked.entries()) {
          const pool = pools[index % pools.length] ?? world.database.pool;
          if ((await takeSlots(pool, [limit], true, at(ms))) === null) taken.push(ms);
        }
        expect(mostWithin(taken, seconds * 1000)).toBeLessThanOrEqual(max);
        // And it is no wall: whoever comes alone gets through.
        expect(taken[0]).toBe(asked[0]);
      }),
      { numRuns: 80 },
    );
  });

  it('names a time at which there is room, neither earlier nor never', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.database;
    await fc.assert(
      fc.asyncProperty(fc.uuid(), limits, fc.integer({ min: 0, max: 3_600_000 }), async (key, { max, seconds }, offset) => {
        const limit: Limit = { key, max, seconds, reserve: 0 };
        let freeAt: Date | null = null;
        for (let use = 0; use <= max; use += 1) freeAt = await takeSlots(pool, [limit], true, at(offset));
        if (freeAt === null) throw new Error('one use too many went through');
        expect(freeAt.getTime() - at(offset).getTime()).toBeLessThanOrEqual(seconds * 1000 * (7 / 6) + 1);
        expect(await takeSlots(pool, [limit], true, new Date(freeAt.getTime() - 1))).toEqual(freeAt);
        expect(await takeSlots(pool, [limit], true, freeAt)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it('takes of every limit or of none', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.database;
    const narrow: Limit = { key: 'narrow', max: 1, seconds: 60, reserve: 0 };
    const wide: Limit = { key: 'wide', max: 2, seconds: 60, reserve: 0 };
    expect(await takeSlots(pool, [wide, narrow], false, at(0))).toBeNull();
    expect(await takeSlots(pool, [narrow, wide], false, at(0))).not.toBeNull();
    expect(await takeSlots(pool, [wide], false, at(0))).toBeNull();
    expect(await takeSlots(pool, [wide], false, at(0))).not.toBeNull();
  });

  it('is exact for many at once from two processes, without deadlock', async () => {
    const world = await createWorld('embedded');
    const pools = [world.database.pool, world.process().database.pool];
    const pair: Limit[] = ['a', 'b'].map((key) => ({ key, max: 30, seconds: 60, reserve: 0 }));
    const asked = await Promise.all(
      Array.from({ length: 80 }, (_, index) => {
        const pool = pools[index % 2] ?? world.database.pool;
        return takeSlots(pool, index % 3 === 0 ? pair : pair.toReversed(), false, at(index));
      }),
    );
    expect(asked.filter((freeAt) => freeAt === null)).toHaveLength(30);
  });

  it('forgets slots that count for no window, and keeps a month’s', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.database;
    const month: Limit = { key: 'month', max: 5, seconds: 30 * 86_400, reserve: 0 };
    const minute: Limit = { key: 'minute', max: 5, seconds: 60, reserve: 0 };
    await takeSlots(pool, [month, minute], false, at(0));
    await forgetOldSlots(pool, at(20 * 86_400_000));
    expect((await pool.query('SELECT key FROM limit_use')).rows).toEqual([{ key: 'month/2592000' }]);
    await forgetOldSlots(pool, at(70 * 86_400_000));
    expect((await pool.query('SELECT key FROM limit_use')).rows).toEqual([]);
  });
});

const LI = 'account:wecom:li';
const some = (count: number, urgent = false) =>
  Array.from({ length: count }, (_, index) => toAccount('li', `${urgent ? '急' : '平'} ${index + 1}`, { urgent }));

const waiting = async (world: World): Promise<string[]> =>
  (await messages(world)).filter((row) => row.status === 'queued').map((row) => row.text);

describe('messages to one member', () => {
  const deliver = async (world: World) => {
    const { deps } = world.process();
    return () => runLane(deps.database.pool, outboundLane(LI), () => deliverNext(deps, LI));
  };

  it('wait from the 26th of a minute on, urgent ones from the 31st; they leave in their order when the minute is over', async () => {
    const world = await createWorld('embedded');
    const go = await deliver(world);
    await write(world, some(28));
    await go();
    expect(await waiting(world)).toEqual(['平 26', '平 27', '平 28']);
    await write(world, some(6, true));
    await go();
    expect(await waiting(world)).toEqual(['平 26', '平 27', '平 28', '急 6']);
    world.clock.pass(59_000);
    await go();
    expect(shown(world)).toHaveLength(30);
    world.clock.pass(11_000);
    await go();
    expect(shown(world).slice(30)).toEqual(['急 6', '平 26', '平 27', '平 28']);
    expect(world.platform.sent.flatMap((record) => record.dropped)).toEqual([]);
  });

  it('wait by the clock port, whatever the system’s time', async () => {
    const world = await createWorld('embedded');
    const go = await deliver(world);
    await write(world, some(26));
    await go();
    const [held] = (await messages(world)).filter((row) => row.status === 'queued');
    expect(held).toMatchObject({ retry_at: null, attempts: 0 });
    expect(held?.not_before).toEqual(new Date('2026-11-23T08:01:10+08:00'));
  });

  it('are put off together, not one by one', async () => {
    const world = await createWorld('embedded');
    const { deps } = world.process();
    await write(world, some(100));
    let looks = 0;
    while ((await deliverNext(deps, LI)) === 'more') looks += 1;
    expect(looks).toBe(26);
    expect(new Set((await messages(world)).filter((row) => row.status === 'queued').map((row) => row.not_before.getTime())).size).toBe(1);
  });

  it('do not let a later one pass while an earlier one is held back', async () => {
    const world = await createWorld('embedded');
    const go = await deliver(world);
    await write(world, some(26));
    await go();
    world.clock.pass(65_000);
    await write(world, [toAccount('li', '后来的')]);
    await go();
    world.clock.pass(10_000);
    await go();
    expect(shown(world).slice(25)).toEqual(['平 26', '后来的']);
  });
});

describe.each(SIZES)('two processes together, %s', (size) => {
  it.skipIf(!isHere(size))('send a member no more than the platform lets through', async () => {
    const world = await createWorld(size);
    const [one, other] = [world.process(), world.process()];
    one.work();
    other.work();
    await write(world, some(20), one.deps);
    await write(world, some(20), other.deps);
    await until(
      async () => (await messages(world)).filter((row) => row.not_before > at(0)).length + shown(world).length,
      (seen) => seen === 40,
    );
    expect(shown(world)).toHaveLength(25);
    expect(world.platform.sent.flatMap((record) => record.dropped)).toEqual([]);
  });
});

describe('messages by one group robot', () => {
  it('wait from the 17th of a minute on, urgent ones from the 21st', async () => {
    const world = await createWorld('embedded');
    await loadCity(world);
    await world.database.pool.query('UPDATE chat_group SET address = $1', [world.platform.webhookUrl('a-robot')]);
    const group = (await world.database.pool.query(`SELECT id FROM chat_group WHERE platform = 'wecom-robot'`)).rows[0].id;
    await write(
      world,
      Array.from({ length: 18 }, (_, index) => toGroup(group, `平 ${index + 1}`)),
    );
    const { deps } = world.process();
    const lane = `group:${group}`;
    const go = () => runLane(deps.database.pool, outboundLane(lane), () => deliverNext(deps, lane));
    await go();
    expect(shown(world)).toHaveLength(16);
    await write(
      world,
      Array.from({ length: 5 }, (_, index) => toGroup(group, `急 ${index + 1}`, { urgent: true })),
    );
    await go();
    expect(await waiting(world)).toEqual(['平 17', '平 18', '急 5']);
    expect(world.platform.sent.flatMap((record) => record.dropped)).toEqual([]);
  });
});
