import { describe, expect, it } from 'vitest';
import { loadHazard, saveHazard } from '../../../src/store/hazards.ts';
import { type HistoryEntry, verifyChain } from '../../../src/store/history.ts';
import { createWorld, type World } from '../../support/machinery.ts';
import { accepts, agrees, events, FIVE, fixesFive, itemAfter, reported, returns, submits } from '../../unit/domain/hazard/hazard-story.ts';
import { loadCity } from './scene.ts';

const NUMBER = 'H26110001';
const HEAD = 'P1';

/** An item of many events, with words of people in several of them. */
const lived = async (): Promise<World> => {
  const world = await createWorld('embedded');
  await loadCity(world);
  await world.database.pool.query(`UPDATE place SET id = 7 WHERE area = '教学楼'`);
  const life = [
    reported({ description: '三楼东头的灯坏了' }),
    accepts('porter'),
    submits('porter', 'done'),
    returns(HEAD, '灯罩没装'),
    submits('porter', 'again'),
    agrees(HEAD),
  ];
  for (const [index, command] of life.entries()) {
    const before = index === 0 ? ({ status: 'none' } as const) : itemAfter(...life.slice(0, index));
    const after = itemAfter(...life.slice(0, index + 1));
    const version = (await loadHazard(world.database.prisma, NUMBER))?.version ?? 0;
    await world.database.transaction((db) =>
      saveHazard(db, after, version, events(before, command), { reporterAccount: null, wakeAt: null }),
    );
  }
  return world;
};

const chain = (world: World): Promise<HistoryEntry[]> =>
  world.database.prisma.hazardHistory.findMany({ where: { number: NUMBER }, orderBy: { seq: 'asc' }, omit: { number: true } });

const texts = async (world: World): Promise<Map<string, string>> =>
  new Map((await world.database.prisma.historyText.findMany()).map(({ id, text }) => [id, text]));

describe('history', () => {
  it.each([
    [`UPDATE hazard_history SET actor_id = 'nobody'`],
    ['DELETE FROM hazard_history'],
    ['TRUNCATE hazard_history'],
    ['TRUNCATE hazard CASCADE'],
    ['DELETE FROM hazard'],
    [`UPDATE hazard SET number = 'H26119999'`],
  ])('refuses %s in the database itself', async (statement) => {
    const world = await lived();
    await expect(world.database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    expect((await chain(world)).length).toBeGreaterThan(6);
  });

  it('recomputes from what the database has', async () => {
    const world = await lived();
    expect(verifyChain(NUMBER, await chain(world), await texts(world))).toBeNull();
  });

  it('names the first entry that was altered, taken out or put in', async () => {
    const world = await lived();
    const whole = await chain(world);
    const words = await texts(world);
    const altered = (seq: number, change: Partial<HistoryEntry>) =>
      whole.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry));
    expect(verifyChain(NUMBER, altered(3, { actorId: 'somebody' }), words)).toBe(3);
    expect(verifyChain(NUMBER, altered(4, { at: new Date('2026-11-24T00:00:00Z') }), words)).toBe(4);
    expect(verifyChain(NUMBER, altered(2, { data: { dueAt: 'never' } }), words)).toBe(2);
    expect(verifyChain('H26110002', whole, words)).toBe(1);
    expect(
      verifyChain(
        NUMBER,
        whole.filter((entry) => entry.seq !== 3),
        words,
      ),
    ).toBe(4);
    expect(verifyChain(NUMBER, whole.slice(1), words)).toBe(2);
  });

  it('keeps no words of people in itself; purging them leaves it whole, altering them does not', async () => {
    const world = await lived();
    const words = await texts(world);
    expect([...words.values()]).toEqual(expect.arrayContaining(['三楼东头的灯坏了', '灯罩没装']));
    expect(JSON.stringify(await chain(world))).not.toMatch(/灯/);
    const falsified = new Map([...words].map(([id, text]) => [id, text.replace('灯罩没装', '很好')]));
    expect(verifyChain(NUMBER, await chain(world), falsified)).toBeGreaterThan(1);
    await world.database.pool.query('DELETE FROM history_text');
    expect(verifyChain(NUMBER, await chain(world), await texts(world))).toBeNull();
  });

  it('refers to words with a NUL by what is kept of them', async () => {
    const world = await createWorld('embedded');
    await loadCity(world);
    await world.database.pool.query(`UPDATE place SET id = 7 WHERE area = '教学楼'`);
    const report = reported({ description: '灯\0坏了' });
    const item = { ...itemAfter(report), description: '灯坏了' };
    await world.database.transaction((db) =>
      saveHazard(db, item, 0, events({ status: 'none' }, report), { reporterAccount: null, wakeAt: null }),
    );
    expect(verifyChain(NUMBER, await chain(world), await texts(world))).toBeNull();
  });

  it('takes five fixed parts as words', async () => {
    const world = await lived();
    const serious = reported({ level: '重大', number: 'H26110002' });
    const five = fixesFive(HEAD, true);
    for (const [index, command] of [serious, five].entries()) {
      const before = index === 0 ? ({ status: 'none' } as const) : itemAfter(serious);
      const after = index === 0 ? itemAfter(serious) : itemAfter(serious, five);
      await world.database.transaction((db) =>
        saveHazard(db, after, index, events(before, command), { reporterAccount: null, wakeAt: null }),
      );
    }
    const kept = [...(await texts(world)).values()];
    expect(kept).toEqual(expect.arrayContaining([FIVE.responsibility, FIVE.plan]));
  });
});
