import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listPolicy, setPolicy } from '../../../src/app/policy.ts';
import { openPlannedCity, type PlannedCity } from './planned-city.ts';

const NOW = '2026-11-23 09:00';

describe('what a city decides about its checks', () => {
  let city: PlannedCity;
  beforeAll(async () => {
    city = await openPlannedCity();
    await city.plan(NOW);
  });
  afterAll(() => city.close());

  const set = (key: string, value: string) =>
    setPolicy(city.database.prisma, { key, value, by: '韩玉梅', reason: '试行', at: city.clock.at });
  const cell = async (key: string) => (await listPolicy(city.database.prisma)).items.find((item) => item.key === key);

  it('is kept with who changed it and why, in one list with the deadlines', async () => {
    expect(await cell('messages.weekly')).toMatchObject({ value: '10', default: '10', changedBy: null, changedAt: null });
    expect(await set('messages.weekly', ' 6 ')).toMatchObject({ ok: true, value: { key: 'messages.weekly', value: '6' } });
    expect(await cell('messages.weekly')).toMatchObject({ value: '6', default: '10', changedBy: '韩玉梅', reason: '试行' });
    expect(await set('checks.upper-after', '5个工作日')).toMatchObject({ ok: true, value: { value: '5d', default: '3d' } });
    expect(await cell('accept.较大')).toMatchObject({ value: '4h', changedBy: null });
  });

  it('is refused with what is allowed, and nothing is kept', async () => {
    expect(await set('checks.city.months', '4')).toMatchObject({ ok: false, refusal: { code: 'bad-value' } });
    expect(await set('checks.city.weeks', '4')).toMatchObject({ ok: false });
    expect(await cell('checks.city.months')).toMatchObject({ value: '2', changedBy: null });
  });

  it('is planned by from then on; a deadline of hazards plans nothing anew', async () => {
    await city.plan(NOW);
    expect(await city.isDue(NOW)).toBe(false);
    await set('accept.较大', '6h');
    expect(await city.isDue(NOW)).toBe(false);
    await set('checks.city.months', '1');
    expect(await city.isDue(NOW)).toBe(true);
    await city.plan('2026-11-23 10:00');
    expect(await city.duties('S101', 'city')).toEqual([
      'city-two-monthly E000 2026年11—12月 0/1',
      'city-two-monthly E000 2027年1月 0/1',
      'city-two-monthly E000 2027年2月 0/1',
    ]);
  });
});
