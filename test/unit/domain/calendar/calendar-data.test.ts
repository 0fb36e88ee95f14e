import { describe, expect, it } from 'vitest';
import type { CalendarData, SchoolScope } from '../../../../src/domain/calendar/calendar-data.ts';
import { isSchoolDay, isVacation, sensitivePeriodsOn, sensitivityOn } from '../../../../src/domain/calendar/calendar-data.ts';
import { cal2026 } from './support.ts';

const cal: CalendarData = {
  ...cal2026,
  terms: [
    { name: '2026春', from: '2026-03-02', to: '2026-07-03', appliesTo: ['全部'] },
    { name: '2026秋', from: '2026-09-01', to: '2027-01-15', appliesTo: ['小学', '初中'] },
    { name: '2026秋幼', from: '2026-08-24', to: '2027-01-22', appliesTo: ['幼儿园'] },
  ],
  sensitive: [
    { name: '冬季取暖', from: '2026-11-15', to: '2027-03-15', multiplier: 2, focus: ['heating', 'fire'], appliesTo: ['全部'] },
    { name: '119消防日', from: '2026-11-09', to: '2026-11-23', multiplier: 1.5, focus: ['fire', 'drills'], appliesTo: ['全部'] },
    { name: '寄宿检查', from: '2026-11-01', to: '2026-11-30', multiplier: 4, focus: ['boarders'], appliesTo: ['寄宿'] },
  ],
};

describe('school days', () => {
  it.each([
    ['2026-11-23', ['小学'], true, 'a Monday of term'],
    ['2026-11-28', ['小学'], false, 'a Saturday'],
    ['2026-10-05', ['小学'], false, 'a holiday in term'],
    ['2026-07-20', ['小学'], false, 'summer vacation'],
    ['2026-08-25', ['小学'], false, 'a week before its term'],
    ['2026-08-25', ['幼儿园'], true, 'the kindergarten has begun'],
    ['2027-01-20', ['小学'], false, 'after its term'],
    ['2027-01-20', ['幼儿园'], true, 'the kindergarten goes on'],
  ] as [string, SchoolScope[], boolean, string][])('%s for %s: %s (%s)', (day, traits, expected) => {
    expect(isSchoolDay(cal, day, traits)).toBe(expected);
  });

  it('is every working day where no term is known', () => {
    expect(isSchoolDay(cal2026, '2026-07-20', ['小学'])).toBe(true);
  });

  it('does not take a year whose terms nobody entered for one long vacation', () => {
    expect(isVacation(cal, '2027-03-01', ['小学'])).toBe(true);
    expect(isVacation(cal, '2027-04-05', ['小学'])).toBe(false);
  });
});

describe('sensitive periods', () => {
  it('overlap as the largest multiplier and all focus categories', () => {
    expect(sensitivityOn(cal, '2026-11-23', ['小学'])).toEqual({
      names: ['冬季取暖', '119消防日'],
      multiplier: 2,
      focus: ['heating', 'fire', 'drills'],
    });
  });

  it('count on their first and last day and only for their schools', () => {
    const names = (day: string) => sensitivePeriodsOn(cal, day, ['初中', '寄宿']).map((period) => period.name);
    expect(names('2026-10-31')).toEqual([]);
    expect(names('2026-11-01')).toEqual(['寄宿检查']);
    expect(names('2026-11-30')).toEqual(['冬季取暖', '寄宿检查']);
  });

  it('leave an ordinary day at multiplier 1', () => {
    expect(sensitivityOn(cal, '2026-05-20', ['小学'])).toEqual({ names: [], multiplier: 1, focus: [] });
  });
});
