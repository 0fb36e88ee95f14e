import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFilters } from '../../../src/app/queries/filters.ts';
import { listHazards } from '../../../src/app/queries/hazards.ts';
import { type City, openCity } from '../conversation/city.ts';
import { at, does, goTo, reports } from './time.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const listed = async (raw: Record<string, string>): Promise<{ number: string; overdue: boolean }[]> => {
  const filters = readFilters('hazards', raw);
  if (!filters.ok) throw new Error(filters.refusal.message);
  const answer = await listHazards(city.database.prisma, filters.value, city.clock.at);
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.value.items.map(({ number, overdue }) => ({ number, overdue }));
};
const photo = () => ({ hash: 'a', at: city.clock.at, by: null });

describe('the filter overdue', () => {
  it('finds just what the list marks as overdue, now and at any moment before', async () => {
    const late = await reports(city, 'zhengyiming');
    const handedInLate = await reports(city, 'zhengyiming', { description: '窗户玻璃破损' });
    const inTime = await reports(city, 'zhengyiming', { description: '插座松动' });
    await reports(city, 'zhengyiming', { level: '较大', placePerson: null });
    for (const number of [late, handedInLate, inTime]) await does(city, 'zhaomanyi', number, { type: 'Accept' });
    await does(city, 'zhaomanyi', inTime, { type: 'Submit', note: null, photos: [photo()] });
    await goTo(city, '11-27 09:00');
    await does(city, 'zhaomanyi', handedInLate, { type: 'Submit', note: null, photos: [{ ...photo(), hash: 'b' }] });
    await goTo(city, '11-27 12:00');
    expect(await listed({ overdue: 'true' })).toEqual([{ number: late, overdue: true }]);
    expect(await listed({ overdue: 'true', unit: 'S001', status: 'rectifying' })).toEqual([{ number: late, overdue: true }]);
    expect(await listed({ overdue: 'true', unit: 'S002' })).toEqual([]);
    for (const moment of ['11-26 17:00', '11-27 08:00', '11-27 10:00']) {
      const iso = at(moment).toISOString();
      const marked = (await listed({ at: iso })).filter((item) => item.overdue);
      expect(await listed({ overdue: 'true', at: iso })).toEqual(marked);
    }
    expect(await listed({ overdue: 'true', at: at('11-27 08:00').toISOString() })).toHaveLength(2);
  });

  it('is there or not: anything else is refused', () => {
    expect(readFilters('hazards', { overdue: 'maybe' })).toMatchObject({ ok: false });
    expect(readFilters('hazards', { overdue: 'false' })).toMatchObject({ ok: false });
    expect(readFilters('people', { overdue: 'true' })).toMatchObject({ ok: false });
  });
});
