import { describe, expect, it } from 'vitest';
import { handleNext } from '../../../src/app/inbound/handle-inbound.ts';
import { inboundLane, runLane } from '../../../src/app/lane.ts';
import type { Database } from '../../../src/store/database.ts';
import { createWorld, isHere, SIZES, until, type World } from '../../support/machinery.ts';
import { loadCity, messages, receive } from './scene.ts';

const REPORT = '教学楼三楼东侧楼梯扶手松了';

type Effects = { hazards: number; history: number; messages: number; inbox: string[] };

const effects = async (world: World): Promise<Effects> => {
  const { rows } = await world.database.pool.query<Effects>(
    `SELECT (SELECT count(*)::int FROM hazard) AS hazards, (SELECT count(*)::int FROM hazard_history) AS history,
            (SELECT count(*)::int FROM outbox_message) AS messages, (SELECT array_agg(status) FROM inbox_message) AS inbox`,
  );
  return rows[0] as Effects;
};

/** The effects of one report that nothing goes wrong with: what every other way must come to. */
const undisturbed = async (): Promise<Effects> => {
  const world = await createWorld('embedded');
  await loadCity(world);
  await receive(world, 'zhangsan', REPORT, '1');
  await handleNext(world.process().deps, 'zhangsan');
  return effects(world);
};

/** A database whose process dies at a point of the first transaction. */
const dying = (database: Database, when: 'before commit' | 'after commit'): Database => {
  let alive = true;
  return {
    ...database,
    transaction: async (work) => {
      const dies = alive;
      alive = false;
      const result = await database.transaction(async (db) => {
        const done = await work(db);
        if (dies && when === 'before commit') throw new Error('killed before the commit');
        return done;
      });
      if (dies) throw new Error('killed after the commit');
      return result;
    },
  };
};

describe('one inbound message', () => {
  it('has effects at all', async () => {
    expect(await undisturbed()).toMatchObject({ hazards: 1, inbox: ['processed'] });
  });

  it.each(['before commit', 'after commit'] as const)(
    'has exactly one effect when its handler dies %s and the job runs again',
    async (when) => {
      const world = await createWorld('embedded');
      await loadCity(world);
      await receive(world, 'zhangsan', REPORT, '1');
      const { deps } = world.process();
      const first = handleNext({ ...deps, database: dying(deps.database, when) }, 'zhangsan');
      await first;
      await deps.database.pool.query('UPDATE inbox_message SET retry_at = NULL');
      for (let again = 0; again < 3; again += 1) await handleNext(deps, 'zhangsan');
      expect(await effects(world)).toEqual(await undisturbed());
    },
  );

  it('has exactly one effect when two workers take it at the same moment, each believing the lane to be his', async () => {
    const world = await createWorld('embedded');
    await loadCity(world);
    await receive(world, 'zhangsan', REPORT, '1');
    const [one, other] = [world.process(), world.process()];
    await Promise.all([handleNext(one.deps, 'zhangsan'), handleNext(other.deps, 'zhangsan')]);
    expect(await effects(world)).toEqual(await undisturbed());
  });

  it('has exactly one effect when the platform delivers it three times', async () => {
    const world = await createWorld('embedded');
    await loadCity(world);
    for (let times = 0; times < 3; times += 1) await receive(world, 'zhangsan', REPORT, '1');
    const { deps } = world.process();
    expect(await runLane(deps.database.pool, inboundLane('zhangsan'), () => handleNext(deps, 'zhangsan'))).toBe('done');
    expect(await effects(world)).toEqual(await undisturbed());
  });

  it('is given up after five tries, tells its sender, and lets the next one pass', async () => {
    const world = await createWorld('embedded');
    await receive(world, 'li', '你好', '1');
    await receive(world, 'li', '你好', '2');
    const { deps } = world.process();
    let calls = 0;
    const broken = { ...deps, rules: async () => (calls++ < 5 ? Promise.reject(new Error('a bug')) : deps.rules(deps.database.prisma)) };
    for (let tries = 0; tries < 4; tries += 1) {
      await handleNext(broken, 'li');
      await deps.database.pool.query('UPDATE inbox_message SET retry_at = NULL');
    }
    expect(await handleNext(broken, 'li')).toBe('more');
    expect(await handleNext(broken, 'li')).toBe('more');
    expect((await effects(world)).inbox).toEqual(['failed', 'processed']);
    expect((await messages(world))[0]?.text).toContain('没处理好');
  });
});

describe.each(SIZES)('inbound jobs, %s', (size) => {
  it.skipIf(!isHere(size))(
    'handle each of a person’s 50 messages once and in order, with four processes at it and jobs doubled',
    async () => {
      const world = await createWorld(size);
      const processes = Array.from({ length: 4 }, () => world.process());
      for (const one of processes) one.work();
      const ids: string[] = [];
      for (let number = 0; number < 50; number += 1) {
        ids.push(await receive(world, 'li', `你好 ${number}`, String(number)));
        for (const { queue } of processes) queue.wake([{ kind: 'inbound', lane: 'li', correlationId: 'x' }]);
      }
      const rows = await until(
        () => messages(world),
        (seen) => seen.length >= 50,
      );
      expect(rows.map((row) => row.cause_id)).toEqual(ids);
    },
  );
});
