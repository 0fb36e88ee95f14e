import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advanceClock } from '../../../src/app/advance-clock.ts';
import { createRules } from '../../../src/app/hazards/rules.ts';
import type { Clock } from '../../../src/app/ports.ts';
import { type ReconcileDeps, reconcile } from '../../../src/app/reconcile.ts';
import { appendHistory } from '../../../src/store/history.ts';
import { until } from '../../support/machinery.ts';
import { type KeptCity, openKeptCity } from './kept-city.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('anchors', () => {
  let city: KeptCity;
  beforeEach(async () => {
    city = await openKeptCity();
  });
  afterEach(() => city.close());

  const at = (time: string): void => {
    city.clock.at = new Date(`${time}+08:00`);
  };
  const rows = async () =>
    (await city.database.prisma.historyAnchor.findMany({ orderBy: { seq: 'asc' } })).map(({ day, ...rest }) => ({
      day: day.toISOString().slice(0, 10),
      ...rest,
    }));
  const days = async (): Promise<string[]> => (await rows()).map(({ day }) => day);
  const waiting = async (): Promise<number> =>
    (
      await city.database.pool.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
    ).rows.length;
  const lines = async (): Promise<string[]> => (await city.verify(false)).findings.map(({ record, problem }) => `${record}: ${problem}`);

  it('are made some minutes after the end of each day, and once', async () => {
    at('2026-11-23T23:00:00');
    expect(await city.anchor()).toEqual([]);
    await city.report();
    at('2026-11-24T00:04:59');
    expect(await city.anchor()).toEqual([]);
    at('2026-11-24T00:05:00');
    expect(await city.anchor()).toHaveLength(1);
    expect(await city.anchor()).toEqual([]);
    at('2026-11-24T23:59:59');
    expect(await city.anchor()).toEqual([]);
    expect(await rows()).toMatchObject([
      { day: '2026-11-23', seq: 1, entries: 1, previousHash: null, at: new Date('2026-11-24T00:05:00+08:00') },
    ]);
  });

  it('make up for days on which nothing ran, each day once, whoever is at it at the same time', async () => {
    await city.report();
    at('2026-11-25T10:00:00');
    const later = await city.report();
    at('2026-11-30T10:00:00');
    const made = await Promise.all(Array.from({ length: 6 }, () => city.anchor()));
    expect(made.flat()).toHaveLength(7);
    expect(await days()).toEqual(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29']);
    expect((await rows()).map(({ entries }) => entries)).toEqual([1, 1, 2, 2, 2, 2, 2]);
    expect(await lines()).toEqual([]);
    await city.tamper(['UPDATE history_anchor SET entries = 1 WHERE seq = 4']);
    expect(await lines()).toEqual([
      'anchor of 2026-11-26: the anchor was altered',
      'anchor of 2026-11-27: 1 entries of that day were anchored, 0 are there',
    ]);
    expect(later).toBe('H26110002');
  });

  it('cover what began before midnight and was committed while they were being made', async () => {
    const number = await city.report();
    at('2026-11-23T23:59:58');
    const anchored = await city.database.transaction(async (db) => {
      await appendHistory(db, number, [{ type: 'FollowersAdded', at: city.clock.at, actor: null, from: 'H26110009', followers: ['P2'] }]);
      at('2026-11-24T00:06:00');
      const anchoring = city.anchor();
      await until(waiting, (count) => count === 1);
      return { anchoring };
    });
    expect(await anchored.anchoring).toMatchObject([{ day: '2026-11-23', entries: 2 }]);
  });

  it('wait for nobody who appends for ever', async () => {
    const number = await city.report();
    await city.database.transaction(async (db) => {
      await appendHistory(db, number, [{ type: 'FollowersAdded', at: city.clock.at, actor: null, from: 'H26110009', followers: ['P2'] }]);
      at('2026-11-24T00:06:00');
      expect(await city.anchor()).toEqual([]);
    });
    expect(await city.anchor()).toHaveLength(1);
  });

  it('leave what comes too late for its day to the next one', async () => {
    const number = await city.report();
    at('2026-11-24T00:06:00');
    await city.anchor();
    // Its clock was read before midnight, and then it took very long.
    at('2026-11-23T23:59:59');
    await city.act(number, 'P2', { type: 'Assign', assignee: 'P3' });
    at('2026-11-25T08:00:00');
    expect(await city.anchor()).toMatchObject([{ day: '2026-11-24', entries: expect.any(Number) }]);
    expect(await lines()).toEqual([]);
    const late = await city.database.prisma.hazardHistory.findMany({ where: { data: { path: ['$', 'late'], equals: '2026-11-24' } } });
    expect(late.length).toBeGreaterThan(0);
    expect((await rows()).map(({ entries }) => entries)).toEqual([1, 1 + late.length]);
    await city.tamper([`UPDATE hazard_history SET hash = 'other' WHERE seq = 2`]);
    expect(await lines()).toEqual([
      `${number} entry 2: was altered`,
      expect.stringMatching(/^anchor of 2026-11-24: the history of that day was rewritten/),
    ]);
  });

  const machinery = (): ReconcileDeps & { clock: Clock } => ({
    database: city.database,
    clock: { mode: 'virtual', now: city.clock.now },
    queue: { wake: () => undefined },
    log: silent,
    metrics: { count: () => undefined },
    rules: createRules(new Map()),
  });

  /** Nothing falls due of it any more. */
  const endedItem = async (): Promise<void> => {
    await city.act(await city.report(), 'P3', { type: 'Withdraw', reason: '看错了' });
  };

  it('are made by the sweep', async () => {
    await endedItem();
    at('2026-11-24T06:00:00');
    await reconcile(machinery());
    expect(await days()).toEqual(['2026-11-23']);
  });

  it('are made on the way of a virtual clock, each at its own time', async () => {
    await endedItem();
    // A city that has no school any more: nobody is reminded of anything on the way.
    await city.database.prisma.unit.updateMany({ data: { retiredAt: city.clock.at } });
    const deps = machinery();
    const moveTo = async (now: Date): Promise<void> => {
      city.clock.at = now;
    };
    await advanceClock(deps, { now: city.clock.now, moveTo }, new Date('2026-11-26T12:00:00+08:00'));
    expect((await rows()).map(({ at: made }) => made.toISOString())).toEqual([
      '2026-11-23T16:05:00.000Z',
      '2026-11-24T16:05:00.000Z',
      '2026-11-25T16:05:00.000Z',
    ]);
  });

  it('cannot be changed or removed by the program', async () => {
    await city.report();
    at('2026-11-24T06:00:00');
    await city.anchor();
    await expect(city.database.pool.query(`UPDATE history_anchor SET hash = 'x'`)).rejects.toMatchObject({ code: '42501' });
    await expect(city.database.pool.query('DELETE FROM history_anchor')).rejects.toMatchObject({ code: '42501' });
  });
});
