import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../../../src/domain/calendar/local-time.ts';
import {
  type CheckPeriod,
  countsFor,
  dayAllowed,
  type GridsOfSchool,
  LONGEST_BACKDATE_DAYS,
  periodOf,
} from '../../../../src/domain/inspection/check.ts';

const town: GridsOfSchool = { school: 'S101', city: 'E000', town: 'C100' };
const direct: GridsOfSchool = { school: 'S001', city: 'E000', town: 'E000' };
const centre: GridsOfSchool = { school: 'C200', city: 'E000', town: 'C200' };
const outside: GridsOfSchool = { school: 'S999', city: null, town: null };

const DAY = ['school-daily'];
const WEEK = ['school-weekly', 'school-daily'];
const MONTH = ['school-monthly', 'school-weekly', 'school-daily'];
const QUARTER = ['school-quarterly'];

describe('what a check counts for', () => {
  test.each<[string, GridsOfSchool, string[], CheckPeriod | null, string[], string[]]>([
    ['the bureau at a town school', town, ['E000'], null, ['E000'], []],
    ['the 中心校 at its school', town, ['C100'], null, ['C100'], []],
    ['the 中心校, whatever it calls it', town, ['C100'], 'month', ['C100'], []],
    ['somebody of both grids', town, ['C100', 'E000'], null, ['E000', 'C100'], []],
    ['another 中心校', town, ['C200'], null, [], []],
    ['a stranger', town, ['S302'], 'month', [], []],
    ['nobody’s member', town, [], null, [], []],
    ['own staff, nothing said', town, ['S101'], null, [], DAY],
    ['own staff, 日巡查', town, ['S101'], 'day', [], DAY],
    ['own staff, 周排查', town, ['S101'], 'week', [], WEEK],
    ['own staff, 月检查', town, ['S101'], 'month', [], MONTH],
    ['own staff, 季度总结', town, ['S101'], 'quarter', [], QUARTER],
    ['own staff with a role in the 中心校', town, ['S101', 'C100'], 'week', ['C100'], WEEK],
    ['the bureau at a school directly under it: both grids in one', direct, ['E000'], null, ['E000'], []],
    ['own staff of such a school do not stand for the town grid', direct, ['S001'], 'month', [], MONTH],
    ['the bureau at a 中心校', centre, ['E000'], null, ['E000'], []],
    ['a 中心校 that looks around itself', centre, ['C200'], null, [], DAY],
    ['a 中心校 that makes its monthly check', centre, ['C200'], 'month', ['C200'], MONTH],
    ['a 中心校 that only sums up', centre, ['C200'], 'quarter', [], QUARTER],
    ['a school outside any tree', outside, ['E000', 'S999'], null, [], DAY],
  ])('%s', (_who, school, units, period, grids, rules) => {
    expect(countsFor(school, units, period)).toEqual({ grids, rules });
  });

  test('how it was called is read back from what it counts for', () => {
    for (const period of ['day', 'week', 'month', 'quarter'] as const)
      expect(periodOf(countsFor(town, ['S101'], period).rules)).toBe(period);
    expect(periodOf([])).toBeNull();
  });

  test('each grid once, none that the checker is no member of', () => {
    const code: fc.Arbitrary<string> = fc.constantFrom('S1', 'C1', 'E1');
    const school = fc.record({ school: code, city: fc.option(code), town: fc.option(code) });
    const period = fc.option(fc.constantFrom<CheckPeriod>('day', 'week', 'month', 'quarter'));
    fc.assert(
      fc.property(school, fc.array(code), period, (grids, units, called) => {
        const counted = countsFor(grids, units, called);
        expect(new Set(counted.grids).size).toBe(counted.grids.length);
        expect(counted.grids.every((each) => units.includes(each))).toBe(true);
        expect(counted.rules.length > 0).toBe(units.includes(grids.school));
      }),
    );
  });
});

describe('the day of a check', () => {
  const today = '2026-11-23';
  test.each([
    [today, 'ok'],
    [addDays(today, 1), 'future'],
    [addDays(today, -1), 'ok'],
    [addDays(today, -LONGEST_BACKDATE_DAYS), 'ok'],
    [addDays(today, -LONGEST_BACKDATE_DAYS - 1), 'too-old'],
  ])('%s is %s', (day, allowed) => {
    expect(dayAllowed(day, today)).toBe(allowed);
  });
});
