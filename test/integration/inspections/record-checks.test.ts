import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { latestChecksOf } from '../../../src/app/inspections/find-check.ts';
import { joinCheck, linkFindings, type NewCheck, recordChecks } from '../../../src/app/inspections/record-checks.ts';
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

const DAILY = 'school-daily@S101 1/1';
const GRID = { city: 'city-two-monthly@E000 1/1', citySensitive: 'sensitive@E000 1/1' };

describe('what a check counts for', () => {
  test.each<[string, string, Partial<NewCheck>, string[]]>([
    ['the bureau’s officer', 'hanyumei', {}, [GRID.city, GRID.citySensitive]],
    ['a member of the bureau', 'yuyang', {}, [GRID.city, GRID.citySensitive]],
    ['the 中心校', 'tianzhanjun', {}, ['town-monthly@C100 1/1', 'sensitive@C100 1/2']],
    ['another 中心校', 'xiazhiqiang', {}, []],
    ['staff of the school', 'qixiaomeng', {}, [DAILY]],
    ['staff, 周排查', 'shiwenbin', { period: 'week' }, [DAILY, 'school-weekly@S101 1/1']],
    ['staff, 月检查', 'shiwenbin', { period: 'month' }, [DAILY, 'school-weekly@S101 1/1', 'school-monthly@S101 1/1']],
    ['staff, 季度总结', 'shiwenbin', { period: 'quarter' }, ['school-quarterly@S101 1/1']],
    ['staff of another school', 'bichenggong', { period: 'month' }, []],
    ['the town’s grid', 'shilei', {}, []],
    ['before the sensitive period', 'hanyumei', { day: '2026-11-14' }, [GRID.city]],
    ['on its first day', 'hanyumei', { day: '2026-11-15' }, [GRID.city, GRID.citySensitive]],
    ['on its last day, in another month', 'tianzhanjun', { day: '2026-12-05' }, ['sensitive@C100 1/2']],
    ['late, for a day that is over', 'shiwenbin', { day: '2026-11-20' }, [DAILY]],
    ['before all windows', 'hanyumei', { day: '2026-10-31' }, []],
  ])('%s', async (_who, by, change, expected) => {
    await city.planNovember('S101', 'C100');
    const recorded = await city.checks(by, 'S101', change);
    expect(await city.done('S101')).toEqual(expected);
    const told = recorded.fulfilled.map(({ rule, unit, done, required }) => `${rule}@${unit.code} ${done}/${required}`);
    expect(told.toSorted()).toEqual(expected.toSorted());
  });

  test('a school directly under the bureau: one check for both grids', async () => {
    await city.planNovember('S001', 'E000');
    await city.checks('hanyumei', 'S001');
    expect(await city.done('S001')).toEqual(['city-two-monthly@E000 1/1', 'town-monthly@E000 1/1', 'sensitive@E000 1/2']);
    await city.checks('zhangtiejun', 'S001');
    expect(await city.done('S001')).toContain('school-daily@S001 1/1');
    expect(await city.done('S001')).toContain('town-monthly@E000 1/1');
  });

  test('a 中心校 with pupils makes its own monthly check; a daily round is none', async () => {
    await city.planNovember('C200', 'C200');
    await city.checks('xiazhiqiang', 'C200');
    expect(await city.done('C200')).toEqual(['school-daily@C200 1/1']);
    await city.checks('xiazhiqiang', 'C200', { period: 'month' });
    expect(await city.done('C200')).toContain('town-monthly@C200 1/1');
    expect(await city.done('C200')).toContain('sensitive@C200 1/2');
    await city.checks('hanyumei', 'C200');
    expect(await city.done('C200')).toContain('city-two-monthly@E000 1/1');
    expect(await city.done('C200')).toContain('town-monthly@C200 1/1');
  });

  test('the number that is required is reached on the day of the check that reached it, in order of days', async () => {
    const id = await city.plan({ rule: 'sensitive', unit: 'C100', school: 'S101', from: '2026-11-15', to: '2026-12-05', required: 2 });
    await city.checks('tianzhanjun', 'S101');
    expect(await city.duty(id)).toMatchObject({ done: 1, doneOn: null });
    expect((await city.duty(id)).nextStageAt).not.toBeNull();
    await city.checks('suwenjing', 'S101', { day: '2026-11-20' });
    expect(await city.duty(id)).toMatchObject({ done: 2, doneOn: new Date('2026-11-23'), nextStageAt: null });
    await city.checks('madezhong', 'S101', { day: '2026-11-16' });
    expect(await city.duty(id)).toMatchObject({ done: 3, doneOn: new Date('2026-11-20') });
  });

  test('whoever stands in for an officer who is away checks in his place, as long as he does', async () => {
    const { prisma } = city.database;
    const away = city.idOf('tianzhanjun');
    await city.planNovember('S101', 'C100');
    await prisma.person.update({ where: { id: away }, data: { deputyId: city.idOf('xiazhiqiang') } });
    const until = new Date(MONDAY_NINE.getTime() + 1_800_000);
    await prisma.absence.create({ data: { personId: away, from: MONDAY_NINE, until, setAt: MONDAY_NINE } });
    await city.checks('xiazhiqiang', 'S101');
    expect(await city.done('S101')).toEqual(['town-monthly@C100 1/1', 'sensitive@C100 1/2']);
    expect((await city.checks('xiazhiqiang', 'S101')).fulfilled).toEqual([]);
    await prisma.absence.deleteMany();
    await prisma.person.update({ where: { id: away }, data: { deputyId: null } });
  });

  test('a waived duty counts what was done; people who left count for nothing', async () => {
    const waived = { rule: 'town-monthly' as const, unit: 'C100', school: 'S101', from: '2026-11-01', to: '2026-11-30' };
    const id = await city.plan({ ...waived, waived: 'vacation', next: null });
    await city.database.prisma.person.update({ where: { id: city.idOf('suwenjing') }, data: { status: '离岗' } });
    expect((await city.checks('suwenjing', 'S101')).fulfilled).toEqual([]);
    await city.database.prisma.person.update({ where: { id: city.idOf('suwenjing') }, data: { status: '在岗' } });
    await city.checks('tianzhanjun', 'S101');
    expect(await city.duty(id)).toMatchObject({ done: 1, waived: 'vacation' });
  });
});

describe('a record', () => {
  test('keeps who, when, which words, and says that it came late', async () => {
    const late = await city.checks('hanyumei', 'S101', { day: '2026-11-20', words: '上周五查了石桥小学', position: '石桥村' });
    expect(late).toMatchObject({ school: { code: 'S101', name: '石桥镇中心小学' }, day: '2026-11-20', backdated: true, repeat: false });
    expect(await city.inspection(late.id)).toMatchObject({
      personId: city.idOf('hanyumei'),
      day: new Date('2026-11-20'),
      at: MONDAY_NINE,
      backdated: true,
      grids: ['E000'],
      rules: [],
      result: '正常',
      words: '上周五查了石桥小学',
      position: '石桥村',
      causeType: 'inbox',
    });
    expect((await city.checks('hanyumei', 'S102')).backdated).toBe(false);
  });

  test('the local day counts, not that of UTC', async () => {
    city.clock.at = new Date('2026-11-24T00:30:00+08:00');
    expect((await city.checks('hanyumei', 'S101', { day: '2026-11-23' })).backdated).toBe(true);
    expect((await city.checks('hanyumei', 'S102', { day: '2026-11-24' })).backdated).toBe(false);
  });

  test('of many checks at once, in their order, in a handful of statements', async () => {
    const schools = ['S101', 'S102', 'S103', 'K101', 'S201', 'S001'];
    for (const school of schools) await city.planNovember(school, school === 'S001' ? 'E000' : 'C100');
    const all = schools.flatMap((school) => [
      city.check('hanyumei', school),
      city.check('tianzhanjun', school, { day: '2026-11-20' }),
      city.check('hanyumei', school, { day: '2026-11-20' }),
    ]);
    let statements = 0;
    const recorded = await city.database.transaction((db) => {
      const counting = new Proxy(db, {
        get: (target, name) => {
          if (name === '$queryRaw' || name === '$executeRaw') statements += 1;
          return Reflect.get(target, name);
        },
      });
      return recordChecks(city.context(counting), all);
    });
    expect(recorded.map(({ school, day }) => [school.code, day])).toEqual(all.map(({ school, day }) => [school, day]));
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(18);
    expect(statements).toBeLessThanOrEqual(6);
    expect(await city.done('S103')).toContain('city-two-monthly@E000 2/1');
    expect(await city.done('S103')).toContain('town-monthly@C100 1/1');
  });

  test('one message may say two things of one school', async () => {
    const cause = { type: 'inbox', id: 'one-message' };
    const say = (...checks: NewCheck[]) => city.database.transaction((db) => recordChecks({ db, now: city.clock.at, cause }, checks));
    await say(city.check('hanyumei', 'S101'), city.check('hanyumei', 'S101', { day: '2026-11-20' }));
    await say(city.check('hanyumei', 'S101', { day: '2026-11-19' }), city.check('tianzhanjun', 'S101'));
    const rows = await city.database.prisma.inspection.findMany();
    expect(rows).toHaveLength(4);
    expect(rows.filter(({ causeId }) => causeId === 'one-message')).toHaveLength(1);
    expect(rows.every(({ causeId }) => causeId.startsWith('one-message'))).toBe(true);
  });

  test('nothing is asked of the database for no checks', async () => {
    expect(await city.record()).toEqual([]);
  });
});

describe('the same said again', () => {
  test('within ten minutes is no second check, and what was missing joins the first', async () => {
    const id = await city.plan({ rule: 'sensitive', unit: 'C100', school: 'S101', from: '2026-11-15', to: '2026-12-05', required: 2 });
    const [first] = await city.record(city.check('tianzhanjun', 'S101', { result: null }));
    city.later(9 * 60_000);
    const photos = [{ hash: 'a'.repeat(64), takenAt: null }];
    const [again] = await city.record(city.check('tianzhanjun', 'S101', { photos, position: '校门口' }));
    expect(again).toMatchObject({ id: first?.id, repeat: true, result: '正常', fulfilled: [{ done: 1, required: 2 }] });
    expect(await city.duty(id)).toMatchObject({ done: 1 });
    expect(await city.inspection(first?.id ?? '')).toMatchObject({
      result: '正常',
      position: '校门口',
      photos: [{ hash: 'a'.repeat(64) }],
    });
  });

  test('in one call is one check as well', async () => {
    const twice = await city.record(city.check('tianzhanjun', 'S101'), city.check('tianzhanjun', 'S101'));
    expect(twice.map(({ repeat }) => repeat)).toEqual([false, true]);
    expect(await city.database.prisma.inspection.count()).toBe(1);
  });

  test.each<[string, Partial<NewCheck>, number]>([
    ['after ten minutes', {}, 11],
    ['of another day', { day: '2026-11-22' }, 1],
    ['with findings', { result: '有问题' }, 1],
    ['of another school', { school: 'S102' }, 1],
  ])('%s it is a check of its own', async (_when, change, minutes) => {
    await city.record(city.check('tianzhanjun', 'S101'));
    city.later(minutes * 60_000);
    const [second] = await city.record(city.check('tianzhanjun', 'S101', change));
    expect(second?.repeat).toBe(false);
  });

  test('another round of the school, another person, or after it was withdrawn: a check of its own', async () => {
    const [first] = await city.record(city.check('shiwenbin', 'S101'));
    expect((await city.record(city.check('shiwenbin', 'S101', { period: 'week' })))[0]?.repeat).toBe(false);
    expect((await city.record(city.check('qixiaomeng', 'S101')))[0]?.repeat).toBe(false);
    await city.database.prisma.inspection.update({ where: { id: first?.id ?? '' }, data: { withdrawnAt: city.clock.at } });
    expect((await city.record(city.check('shiwenbin', 'S101')))[0]?.repeat).toBe(false);
  });
});

describe('photos', () => {
  const photo = (letter: string) => ({ hash: letter.repeat(64), takenAt: new Date('2026-11-23T08:50:00+08:00') });

  test('that were shown before are named, and marked in the row', async () => {
    await city.checks('hanyumei', 'S101', { photos: [photo('a')] });
    await city.database.prisma.photoUse.create({ data: { hash: 'b'.repeat(64), number: 'H26110001', phase: 'after', at: MONDAY_NINE } });
    const shown = await city.checks('hanyumei', 'S102', { photos: [photo('a'), photo('b'), photo('c')] });
    expect(shown.repeatedPhotos).toEqual(['a'.repeat(64), 'b'.repeat(64)]);
    expect((await city.inspection(shown.id)).photos).toEqual([
      { hash: 'a'.repeat(64), takenAt: '2026-11-23T00:50:00.000Z', repeated: true },
      { hash: 'b'.repeat(64), takenAt: '2026-11-23T00:50:00.000Z', repeated: true },
      { hash: 'c'.repeat(64), takenAt: '2026-11-23T00:50:00.000Z', repeated: false },
    ]);
  });

  test('that come soon after join, once each', async () => {
    const { id } = await city.checks('hanyumei', 'S101');
    await joinCheck(city.database.prisma, [id], { photos: [photo('d')] });
    await joinCheck(city.database.prisma, [id], { photos: [photo('d'), photo('e')], position: '操场' });
    expect(await city.inspection(id)).toMatchObject({ position: '操场', photos: [{ repeated: false }, { hash: 'e'.repeat(64) }] });
    const other = await city.checks('hanyumei', 'S102');
    await joinCheck(city.database.prisma, [other.id], { photos: [photo('d')] });
    expect((await city.inspection(other.id)).photos).toMatchObject([{ repeated: true }]);
  });
});

describe('findings', () => {
  test('make it 有问题, each for the check of its own school', async () => {
    await city.says('hanyumei', '石桥镇初中三楼灯坏了');
    const [hazard] = await city.database.prisma.hazard.findMany({ where: { unitCode: 'S103' } });
    const first = await city.checks('hanyumei', 'S103', { result: null });
    const second = await city.checks('hanyumei', 'S102');
    await linkFindings(city.database.prisma, [first.id, second.id], [hazard?.number ?? '']);
    await linkFindings(city.database.prisma, [first.id], [hazard?.number ?? '']);
    expect(await city.inspection(first.id)).toMatchObject({ result: '有问题', hazards: [hazard?.number] });
    expect(await city.inspection(second.id)).toMatchObject({ result: '正常', hazards: [] });
    const found = await latestChecksOf(city.database.prisma, city.idOf('hanyumei'), MONDAY_NINE);
    expect(found.map(({ school, hazards }) => [school.name, hazards])).toEqual([
      ['古柳小学', []],
      ['石桥镇初级中学', [hazard?.number]],
    ]);
  });
});

describe('two recorders at once', () => {
  test('both are counted, whoever comes first', async () => {
    const id = await city.plan({ rule: 'sensitive', unit: 'C100', school: 'S101', from: '2026-11-15', to: '2026-12-05', required: 9 });
    const people = ['tianzhanjun', 'suwenjing', 'madezhong'];
    await Promise.all(
      people.flatMap((by) => ['2026-11-21', '2026-11-22', '2026-11-23'].map((day) => city.record(city.check(by, 'S101', { day })))),
    );
    expect(await city.duty(id)).toMatchObject({ done: 9, doneOn: new Date('2026-11-23'), nextStageAt: null });
  });

  test('many schools in whatever order: nobody waits for somebody who waits for him', async () => {
    const schools = ['S101', 'S102', 'S103', 'K101'];
    for (const school of schools) await city.planNovember(school, 'C100');
    const forth = schools.map((school) => city.check('tianzhanjun', school));
    const back = schools.toReversed().map((school) => city.check('suwenjing', school));
    await Promise.all([city.record(...forth), city.record(...back), city.record(...forth.slice(2)), city.record(...back.slice(1))]);
    for (const school of schools) expect(await city.done(school)).toContain('sensitive@C100 2/2');
  });
});
