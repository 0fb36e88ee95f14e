import fc from 'fast-check';
import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { freeAllLanes, runLane } from '../../../src/app/lane.ts';
import { createWorld, until } from '../../support/machinery.ts';

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const laneRow = async (pool: pg.Pool, key: string) =>
  (await pool.query<{ owner: string | null }>('SELECT owner FROM lane WHERE key = $1', [key])).rows[0];

/** Numbered pieces of work, put somewhere before each knock, as messages are; and who looks for them how. */
const createWork = (pool: pg.Pool) => {
  const waiting: number[] = [];
  const done: number[] = [];
  let inside = 0;
  let together = 0;
  const step = async (): Promise<'more' | 'empty'> => {
    inside += 1;
    together = Math.max(together, inside);
    const next = waiting[0];
    // Between the look and the answer there is time for somebody to put down more and to knock.
    await pool.query('SELECT 1');
    if (next !== undefined) done.push(waiting.shift() ?? -1);
    inside -= 1;
    return next === undefined ? 'empty' : 'more';
  };
  return { waiting, done, step, mostTogether: () => together };
};

describe('a lane', () => {
  it('leaves no work lying, keeps its order and is worked on by one at a time, however the knocks fall', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.process().database;
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { minLength: 1, maxLength: 25 }), async (pauses) => {
        round += 1;
        const work = createWork(pool);
        const knocks: Promise<unknown>[] = [];
        for (const [index, pause] of pauses.entries()) {
          work.waiting.push(index);
          knocks.push(runLane(pool, `stress-${round}`, work.step));
          await turns(pause);
          if (pause % 3 === 0) await pool.query('SELECT 1');
        }
        await Promise.all(knocks);
        expect(work.done).toEqual(pauses.map((_, index) => index));
        expect(work.mostTogether()).toBe(1);
        expect((await laneRow(pool, `stress-${round}`))?.owner).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  it('looks once more for whoever knocked while it was finding nothing', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.database;
    const looks: string[] = [];
    const outcome = await runLane(pool, 'a', async () => {
      looks.push('look');
      if (looks.length === 1) expect(await runLane(pool, 'a', async () => 'empty')).toBe('busy');
      return 'empty';
    });
    expect({ outcome, looks: looks.length }).toEqual({ outcome: 'done', looks: 2 });
  });

  it('does not take a heartbeat for a look', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.database;
    let looks = 0;
    await runLane(
      pool,
      'a',
      async () => {
        looks += 1;
        if (looks > 1) return 'empty';
        await runLane(pool, 'a', async () => 'empty');
        const before = (await pool.query('SELECT lease_until FROM lane')).rows[0].lease_until;
        await until(
          async () => (await pool.query('SELECT lease_until FROM lane')).rows[0].lease_until,
          (lease) => lease > before,
        );
        return 'empty';
      },
      { leaseMs: 300 },
    );
    expect(looks).toBe(2);
  });

  it('stays with its holder through a step that takes longer than the lease', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.process().database;
    const leaseMs = 300;
    const others = new Set<string>();
    let steps = 0;
    const outcome = await runLane(
      pool,
      'a',
      async () => {
        steps += 1;
        const begun = performance.now();
        while (steps === 1 && performance.now() - begun < 3 * leaseMs)
          others.add(await runLane(pool, 'a', async () => 'empty', { leaseMs }));
        return 'empty';
      },
      { leaseMs },
    );
    expect({ outcome, others: [...others] }).toEqual({ outcome: 'done', others: ['busy'] });
  });

  it('passes to another when its holder has died, and not before the lease has run out', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.database;
    await pool.query(`INSERT INTO lane (key, owner, lease_until, wakeups) VALUES ('a', 'dead', now() + interval '30 seconds', 7)`);
    expect(await runLane(pool, 'a', async () => 'empty')).toBe('busy');
    await pool.query(`UPDATE lane SET lease_until = now() - interval '1 millisecond'`);
    expect(await runLane(pool, 'a', async () => 'empty')).toBe('done');
  });

  it('stops a holder that has lost it, before its next step', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.database;
    let steps = 0;
    const outcome = await runLane(pool, 'a', async () => {
      steps += 1;
      await pool.query(`UPDATE lane SET owner = 'somebody else'`);
      return 'empty';
    });
    expect({ outcome, steps }).toEqual({ outcome: 'busy', steps: 1 });
    expect((await laneRow(pool, 'a'))?.owner).toBe('somebody else');
  });

  it('is free again after a step that throws', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.database;
    await expect(runLane(pool, 'a', async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect((await laneRow(pool, 'a'))?.owner).toBeNull();
    expect(await runLane(pool, 'a', async () => 'empty')).toBe('done');
  });

  it('ends after 500 steps and says that there is more, and so it does when the process is stopping', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.database;
    let steps = 0;
    const step = async (): Promise<'more'> => {
      steps += 1;
      return 'more';
    };
    expect(await runLane(pool, 'a', step)).toBe('more');
    expect(steps).toBe(500);
    expect(await runLane(pool, 'a', step, { stopping: () => steps >= 510 })).toBe('more');
    expect(steps).toBe(510);
    expect((await laneRow(pool, 'a'))?.owner).toBeNull();
  });

  it('can be freed at the start of the only process', async () => {
    const world = await createWorld('embedded');
    const { pool } = world.database;
    await pool.query(`INSERT INTO lane (key, owner, lease_until, wakeups) VALUES ('a', 'dead', now() + interval '30 seconds', 7)`);
    await freeAllLanes(pool);
    expect(await runLane(pool, 'a', async () => 'empty')).toBe('done');
  });
});
