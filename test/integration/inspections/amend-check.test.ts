import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRules } from '../../../src/app/hazards/rules.ts';
import { amendCheck, type CheckChange, mayAmend, UnknownCheckError } from '../../../src/app/inspections/amend-check.ts';
import type { RecordedCheck } from '../../../src/app/inspections/record-checks.ts';
import { statutoryDays } from '../../../src/infra/calendar/statutory-days.ts';
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

const rules = createRules(statutoryDays());

const amend = (id: string, change: CheckChange, words = '记错了', by = 'tianzhanjun'): Promise<RecordedCheck> =>
  city.database.transaction(async (db) =>
    amendCheck({ db, now: city.clock.at, by: city.idOf(by), rules: await rules(db) }, id, change, words),
  );

const november = { rule: 'town-monthly' as const, unit: 'C100', from: '2026-11-01', to: '2026-11-30' };

describe('a corrected check', () => {
  test('of another school: the old duty is open again, the new one done', async () => {
    const old = await city.plan({ ...november, school: 'S101', sent: ['opens'] });
    const fresh = await city.plan({ ...november, school: 'S102' });
    const { id } = await city.checks('tianzhanjun', 'S101');
    expect(await city.duty(old)).toMatchObject({ done: 1, nextStageAt: null });
    const amended = await amend(id, { school: 'S102' });
    expect(amended).toMatchObject({ school: { code: 'S102', name: '古柳小学' }, fulfilled: [{ rule: 'town-monthly', done: 1 }] });
    expect(await city.duty(old)).toMatchObject({ done: 0, doneOn: null });
    expect(await city.duty(fresh)).toMatchObject({ done: 1, doneOn: new Date('2026-11-23'), nextStageAt: null });
    expect(await city.inspection(id)).toMatchObject({ schoolCode: 'S102', grids: ['C100'] });
  });

  test('counts for what its maker is there: of a school of another grid for nothing', async () => {
    const { id } = await city.checks('tianzhanjun', 'S101');
    expect((await amend(id, { school: 'S201' })).fulfilled).toEqual([]);
    expect(await city.inspection(id)).toMatchObject({ schoolCode: 'S201', grids: [], rules: [] });
  });

  test('of another day: it leaves one window and enters another', async () => {
    const old = await city.plan({ ...november, school: 'S101' });
    const october = await city.plan({ ...november, school: 'S101', from: '2026-10-01', to: '2026-10-31' });
    const { id } = await city.checks('tianzhanjun', 'S101');
    expect((await amend(id, { day: '2026-10-30' })).backdated).toBe(true);
    expect((await city.duty(old)).done).toBe(0);
    expect(await city.duty(october)).toMatchObject({ done: 1, doneOn: new Date('2026-10-30') });
    expect((await amend(id, { day: '2026-11-23' })).backdated).toBe(false);
  });

  test('of another result: nothing else changes, and what it said before is kept', async () => {
    const duty = await city.plan({ ...november, school: 'S101' });
    const { id } = await city.checks('tianzhanjun', 'S101');
    await amend(id, { result: '有问题' }, '其实有问题');
    expect(await city.inspection(id)).toMatchObject({ result: '有问题' });
    expect((await city.duty(duty)).done).toBe(1);
    expect(await city.database.prisma.inspectionAmendment.findMany()).toMatchObject([
      {
        inspectionId: id,
        by: city.idOf('tianzhanjun'),
        words: '其实有问题',
        before: { school: 'S101', day: '2026-11-23', result: '正常', hazards: [], withdrawn: false },
      },
    ]);
  });

  test('that is withdrawn counts for nothing any more', async () => {
    const duty = await city.plan({ ...november, school: 'S101', sent: ['opens', 'halfway'] });
    const { id } = await city.checks('tianzhanjun', 'S101');
    expect((await amend(id, { withdrawn: true })).fulfilled).toEqual([]);
    expect(await city.duty(duty)).toMatchObject({ done: 0, nextStageAt: new Date('2026-11-23T07:45:00+08:00') });
    expect((await city.inspection(id)).withdrawnAt).not.toBeNull();
    expect(await city.database.prisma.inspectionAmendment.findMany()).toMatchObject([{ before: { withdrawn: false } }]);
  });

  test('a duty that is still fulfilled by others gets no new reminder; a waived one neither', async () => {
    const duty = await city.plan({ ...november, school: 'S101' });
    const waived = await city.plan({ ...november, school: 'S102', waived: 'vacation', next: null });
    await city.checks('suwenjing', 'S101', { day: '2026-11-20' });
    const first = await city.checks('tianzhanjun', 'S101');
    const second = await city.checks('tianzhanjun', 'S102');
    await amend(first.id, { withdrawn: true });
    await amend(second.id, { withdrawn: true });
    expect(await city.duty(duty)).toMatchObject({ done: 1, doneOn: new Date('2026-11-20'), nextStageAt: null });
    expect(await city.duty(waived)).toMatchObject({ done: 0, nextStageAt: null });
  });

  test('called otherwise: a daily round was the monthly check of the 中心校', async () => {
    await city.planNovember('C200', 'C200');
    const { id } = await city.checks('xiazhiqiang', 'C200');
    await amend(id, { period: 'month' });
    expect(await city.done('C200')).toEqual([
      'town-monthly@C200 1/1',
      'sensitive@C200 1/2',
      'school-daily@C200 1/1',
      'school-weekly@C200 1/1',
      'school-monthly@C200 1/1',
    ]);
  });

  test('keeps what it is called when its school was another', async () => {
    await city.planNovember('S101', 'C100');
    await city.database.prisma.personRole.create({
      data: { personId: city.idOf('shiwenbin'), unitCode: 'S102', role: '成员' },
    });
    const { id } = await city.checks('shiwenbin', 'S102', { period: 'week' });
    await amend(id, { school: 'S101' });
    expect((await city.inspection(id)).rules).toEqual(['school-weekly', 'school-daily']);
  });

  test('an unknown one is refused', async () => {
    await expect(amend('none', { withdrawn: true })).rejects.toThrow(UnknownCheckError);
  });

  test('two corrections and a new check at once: the numbers are right', async () => {
    const duty = await city.plan({ ...november, school: 'S101', required: 3 });
    const other = await city.plan({ ...november, school: 'S102' });
    const [a, b] = await city.record(city.check('tianzhanjun', 'S101'), city.check('suwenjing', 'S101'));
    await Promise.all([
      amend(a?.id ?? '', { school: 'S102' }),
      amend(b?.id ?? '', { day: '2026-11-20' }),
      city.record(city.check('madezhong', 'S101')),
      amend(a?.id ?? '', { school: 'S102' }),
    ]);
    expect((await city.duty(duty)).done).toBe(2);
    expect((await city.duty(other)).done).toBe(1);
  });
});

describe('who may correct a check', () => {
  test.each<[string, string, string, boolean]>([
    ['tianzhanjun', 'S101', 'tianzhanjun', true],
    ['tianzhanjun', 'S101', 'suwenjing', true],
    ['tianzhanjun', 'S101', 'hanyumei', true],
    ['tianzhanjun', 'S101', 'yuyang', false],
    ['tianzhanjun', 'S101', 'heyongnian', false],
    ['tianzhanjun', 'S101', 'xiazhiqiang', false],
    ['qixiaomeng', 'S101', 'heyongnian', true],
    ['qixiaomeng', 'S101', 'jianghai', false],
    ['qixiaomeng', 'S101', 'tianzhanjun', false],
    ['yuyang', 'S101', 'yuyang', true],
    ['yuyang', 'S101', 'zhouhuaiyuan', true],
    ['yuyang', 'S101', 'tianzhanjun', false],
    ['shilei', 'S101', 'shilei', true],
    ['shilei', 'S101', 'heyongnian', false],
  ])('of %s at %s: %s → %s', async (checker, school, person, may) => {
    const recorded = await city.checks(checker, school);
    expect(await mayAmend(city.database.prisma, city.idOf(person), recorded)).toBe(may);
  });

  test('nobody who has left, and nobody one that is none', async () => {
    const recorded = await city.checks('suwenjing', 'S101');
    await city.database.prisma.person.update({ where: { id: city.idOf('suwenjing') }, data: { status: '离岗' } });
    expect(await mayAmend(city.database.prisma, city.idOf('suwenjing'), recorded)).toBe(false);
    await city.database.prisma.person.update({ where: { id: city.idOf('suwenjing') }, data: { status: '在岗' } });
    expect(await mayAmend(city.database.prisma, city.idOf('suwenjing'), { id: 'none' })).toBe(false);
  });
});
