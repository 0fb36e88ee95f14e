import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { dutiesAt, type ToCheck, unfinishedFor } from '../../../src/app/inspections/duties-of.ts';
import { MONDAY_NINE } from '../conversation/city.ts';
import { type CheckedCity, openCheckedCity } from './checked-city.ts';

let city: CheckedCity;

beforeAll(async () => {
  city = await openCheckedCity();
});
beforeEach(() => {
  city.clock.at = MONDAY_NINE;
});
afterEach(() => city.forget());
afterAll(() => city.close());

const short = ({ rule, school, daysLeft, overdue }: ToCheck): string => `${rule} ${school.code} ${daysLeft}${overdue ? ' overdue' : ''}`;
const waiting = async (account: string, limit = 50) => unfinishedFor(city.database.prisma, city.idOf(account), city.clock.at, limit);

const plan = {
  october: { rule: 'town-monthly' as const, unit: 'C100', school: 'S102', from: '2026-10-01', to: '2026-10-31' },
  november: { rule: 'town-monthly' as const, unit: 'C100', school: 'S102', from: '2026-11-01', to: '2026-11-30' },
};

test('overdue first, then what ends first, then the heavier rule, then by school', async () => {
  await city.plan(plan.november);
  await city.plan({ ...plan.november, school: 'S101' });
  await city.plan({ rule: 'sensitive', unit: 'C100', school: 'S102', from: '2026-11-20', to: '2026-11-30', required: 2 });
  await city.plan({ rule: 'sensitive', unit: 'C100', school: 'S101', from: '2026-11-20', to: '2026-12-05' });
  await city.plan(plan.october);
  await city.plan({ ...plan.november, from: '2026-12-01', to: '2026-12-31' });
  await city.plan({ ...plan.november, school: 'S103', waived: 'closed' });
  await city.plan({ ...plan.november, school: 'K101' });
  await city.checks('suwenjing', 'K101');
  await city.checks('suwenjing', 'S102');
  city.clock.at = MONDAY_NINE;
  const all = await waiting('tianzhanjun');
  expect(all.map(short)).toEqual(['town-monthly S102 -23 overdue', 'sensitive S102 7', 'town-monthly S101 7', 'sensitive S101 12']);
  expect(all[1]).toEqual({
    rule: 'sensitive',
    unit: { code: 'C100', name: '石桥镇中心校' },
    school: { code: 'S102', name: '古柳小学' },
    window: { from: '2026-11-20', to: '2026-11-30', name: 'sensitive 2026-11-20' },
    required: 2,
    done: 1,
    overdue: false,
    daysLeft: 7,
  });
  const first = await waiting('tianzhanjun', 2);
  expect([first.map(short), first.total]).toEqual([all.slice(0, 2).map(short), 4]);
});

test('a window runs to the end of its last day, and is given up when nothing can be recorded for it any more', async () => {
  await city.plan(plan.november);
  const at = async (time: string) => {
    city.clock.at = new Date(time);
    return (await waiting('madezhong')).map(short);
  };
  expect(await at('2026-10-31T23:00:00+08:00')).toEqual([]);
  expect(await at('2026-11-01T00:00:00+08:00')).toEqual(['town-monthly S102 29']);
  expect(await at('2026-11-30T23:59:59+08:00')).toEqual(['town-monthly S102 0']);
  expect(await at('2026-12-01T00:00:00+08:00')).toEqual(['town-monthly S102 -1 overdue']);
  expect(await at('2027-01-29T12:00:00+08:00')).toEqual(['town-monthly S102 -60 overdue']);
  expect(await at('2027-01-30T12:00:00+08:00')).toEqual([]);
});

test('everybody sees what his own units must check, members too; one school: whoever must', async () => {
  await city.planNovember('S101', 'C100');
  await city.checks('qixiaomeng', 'S101');
  city.clock.at = MONDAY_NINE;
  expect((await waiting('yuyang')).map(({ rule }) => rule)).toEqual(['sensitive', 'city-two-monthly']);
  expect((await waiting('qixiaomeng')).map(({ rule }) => rule)).toEqual([
    'school-daily',
    'school-weekly',
    'school-monthly',
    'school-quarterly',
  ]);
  expect(await waiting('bichenggong')).toHaveLength(0);
  expect((await waiting('bichenggong')).total).toBe(0);
  const all = await dutiesAt(city.database.prisma, 'S101', city.clock.at);
  expect(all.map(({ rule, unit }) => `${rule} ${unit.code}`)).toEqual([
    'school-daily S101',
    'school-weekly S101',
    'town-monthly C100',
    'school-monthly S101',
    'sensitive E000',
    'sensitive C100',
    'city-two-monthly E000',
    'school-quarterly S101',
  ]);
});

test('whoever stands in for somebody who is away has his duties, until he is back', async () => {
  const { prisma } = city.database;
  const away = city.idOf('tianzhanjun');
  await city.plan(plan.november);
  await prisma.person.update({ where: { id: away }, data: { deputyId: city.idOf('xiazhiqiang') } });
  expect((await waiting('xiazhiqiang')).map(short)).toEqual([]);
  const until = new Date(MONDAY_NINE.getTime() + 3_600_000);
  await prisma.absence.create({ data: { personId: away, from: MONDAY_NINE, until, setAt: MONDAY_NINE } });
  expect((await waiting('xiazhiqiang')).map(short)).toEqual(['town-monthly S102 7']);
  city.clock.at = until;
  expect((await waiting('xiazhiqiang')).map(short)).toEqual([]);
  await prisma.absence.deleteMany();
});

test('what was missed at a school that is closed since is nobody’s to do', async () => {
  await city.plan(plan.october);
  await city.database.pool.query(`UPDATE unit SET retired_at = now() WHERE code = 'S102'`);
  expect((await waiting('tianzhanjun')).map(short)).toEqual([]);
  expect(await dutiesAt(city.database.prisma, 'S102', city.clock.at)).toEqual([]);
  await city.database.pool.query(`UPDATE unit SET retired_at = NULL WHERE code = 'S102'`);
});
