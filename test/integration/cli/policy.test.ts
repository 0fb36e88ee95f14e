import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../support/database.ts';
import { answerIn, type City, numberIn, openCity } from '../conversation/city.ts';
import { type Environment, grid, gridJson, temporaryFolder } from './grid.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let own: Awaited<ReturnType<typeof createTestDatabase>>;
let env: Environment;

beforeAll(async () => {
  folder = await temporaryFolder();
  own = await createTestDatabase();
  env = { DATA_DIR: folder.path, DATABASE_URL: own.url };
});
afterAll(async () => {
  await own.drop();
  await folder.remove();
});

type Cell = { key: string; value: string; default: string; changedBy: string | null; reason: string | null };
const cells = async (): Promise<Cell[]> => (await gridJson(env, 'policy')).json.items as Cell[];

describe('grid policy', () => {
  it('shows every cell, and keeps who changed one and why', async () => {
    expect((await cells()).find(({ key }) => key === 'accept.较大')).toMatchObject({ value: '4h', default: '4h', changedBy: null });
    const set = await gridJson(env, 'policy', 'set', 'accept.较大', '6小时', '--by', '韩玉梅', '--reason', '校历调整');
    expect([set.code, set.json]).toEqual([0, expect.objectContaining({ key: 'accept.较大', value: '6h', changedBy: '韩玉梅' })]);
    expect((await cells()).find(({ key }) => key === 'accept.较大')).toMatchObject({ value: '6h', default: '4h', reason: '校历调整' });
  });

  it.each([
    [['set', 'accept.特大', '4h'], 'no policy key'],
    [['set', 'accept.一般', 'soon'], 'is no time'],
    [['set', 'overdue.一般.网格长', '9d'], 'would come before'],
  ])('refuses %j with a word and exit code 1', async (args, words) => {
    const before = await cells();
    const ran = await grid(env, 'policy', ...args);
    expect([ran.code, ran.stderr.includes(words)]).toEqual([1, true]);
    expect(await cells()).toEqual(before);
  });
});

describe('a changed policy', () => {
  let city: City;
  beforeAll(async () => {
    city = await openCity();
  });
  afterAll(() => city.close());

  const deadlineOf = async (number: string): Promise<string | undefined> => (await city.hazard(number)).deadline?.toISOString();

  it('counts from the next assignment on; what is under way keeps its snapshot', async () => {
    const first = numberIn(answerIn(await city.says('zhengyiming', '北楼三层走廊灭火器过期了')));
    const before = await deadlineOf(first);
    await city.database.prisma.policyChange.create({
      data: { key: 'rectify.一般', value: '5d', by: 'test', reason: null, at: city.clock.at },
    });
    const second = numberIn(answerIn(await city.says('zhengyiming', '北楼三层走廊的应急灯不亮')));
    expect(await deadlineOf(first)).toBe(before);
    expect(new Date(before ?? 0).toISOString()).toBe('2026-11-26T10:00:00.000Z');
    expect(await deadlineOf(second)).toBe('2026-11-30T10:00:00.000Z');
  });

  it('cannot be rewritten in the database', async () => {
    await expect(city.database.pool.query("UPDATE policy_change SET value = '1d'")).rejects.toThrow('append-only');
    await expect(city.database.pool.query('DELETE FROM policy_change')).rejects.toThrow('append-only');
  });
});
