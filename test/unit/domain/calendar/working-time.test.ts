import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWorkingDay, plainWeeks } from '../../../../src/domain/calendar/calendar-data.ts';
import {
  addWorkingDays,
  addWorkingHours,
  calendarDaysLater,
  isWorkingTime,
  workingDayFrom,
  workingDayUntil,
  workingHoursBetween,
} from '../../../../src/domain/calendar/working-time.ts';
import { statutoryDays } from '../../../../src/infra/calendar/statutory-days.ts';
import { cal2026, local, shown } from './support.ts';

describe('working days', () => {
  it.each([
    ['2026-11-23', true, 'a Monday'],
    ['2026-11-28', false, 'a Saturday'],
    ['2026-10-01', false, 'National Day'],
    ['2026-10-07', false, 'the last of the week off'],
    ['2026-10-08', true, 'the Thursday after it'],
    ['2026-09-20', true, 'a Sunday made up'],
    ['2026-10-10', true, 'a Saturday made up'],
    ['2027-01-01', true, 'a Friday of a year nobody published'],
  ])('%s: %s (%s)', (day, expected) => {
    expect(isWorkingDay(cal2026, day)).toBe(expected);
  });

  it('finds the working day at or beside a day', () => {
    expect(workingDayFrom(cal2026, '2026-10-01')).toBe('2026-10-08');
    expect(workingDayUntil(cal2026, '2026-10-07')).toBe('2026-09-30');
    expect(workingDayFrom(cal2026, '2026-10-10')).toBe('2026-10-10');
  });

  it('refuses a calendar without a working day instead of searching for ever', () => {
    const never = { ...plainWeeks, days: { get: () => 'off' as const } as unknown as ReadonlyMap<string, 'off'> };
    expect(() => workingDayFrom(never, '2026-11-23')).toThrow(/no working day/);
  });
});

describe('working hours', () => {
  it.each([
    ['2026-11-23 09:00', 4, '2026-11-23 13:00', 'within a day'],
    ['2026-11-23 14:00', 4, '2026-11-23 18:00', 'exactly to the end of the day'],
    ['2026-11-23 16:00', 4, '2026-11-24 09:30', 'over a night'],
    ['2026-11-27 16:00', 4, '2026-11-30 09:30', 'over a weekend'],
    ['2026-11-28 11:00', 2, '2026-11-30 09:30', 'from a Saturday'],
    ['2026-11-23 05:00', 2, '2026-11-23 09:30', 'from before work'],
    ['2026-11-23 18:00', 4, '2026-11-24 11:30', 'from the very end of work'],
    ['2026-11-23 22:15', 4, '2026-11-24 11:30', 'from a night'],
    ['2026-11-23 07:30', 21, '2026-11-24 18:00', 'two whole days'],
    ['2026-11-23 17:59:30', 1, '2026-11-24 08:29:30', 'to the second'],
    ['2026-09-30 17:00', 4, '2026-10-08 10:30', 'over National Day'],
    ['2026-10-09 17:00', 4, '2026-10-10 10:30', 'into a Saturday made up'],
    ['2026-12-31 17:00', 2, '2027-01-01 08:30', 'into a year nobody published'],
    ['2026-11-28 11:00', 0, '2026-11-28 11:00', 'nothing'],
  ])('from %s, %d h end at %s (%s)', (from, hours, expected) => {
    expect(shown(addWorkingHours(cal2026, local(from), hours))).toBe(expected);
  });

  it.each([-1, Number.NaN])('refuses %d hours', (hours) => {
    expect(() => addWorkingHours(cal2026, local('2026-11-23 09:00'), hours)).toThrow(RangeError);
  });
});

describe('working days as time allowed', () => {
  it.each([
    ['2026-11-23 09:00', 3, '2026-11-26 18:00', 'Monday to Thursday'],
    ['2026-11-23 00:00', 1, '2026-11-24 18:00', 'the first minute of a day'],
    ['2026-11-23 23:59', 1, '2026-11-24 18:00', 'the last minute of the same day'],
    ['2026-11-27 09:00', 3, '2026-12-02 18:00', 'Friday over the weekend and a month end'],
    ['2026-11-28 09:00', 3, '2026-12-02 18:00', 'Saturday counts from Monday'],
    ['2026-11-29 09:00', 3, '2026-12-02 18:00', 'Sunday counts from Monday'],
    ['2026-09-29 10:00', 3, '2026-10-09 18:00', 'over National Day'],
    ['2026-10-08 10:00', 3, '2026-10-12 18:00', 'through a Saturday made up'],
    ['2026-09-18 10:00', 1, '2026-09-20 18:00', 'to a Sunday made up'],
    ['2026-12-30 10:00', 2, '2027-01-01 18:00', 'over a year end'],
    ['2028-02-28 10:00', 1, '2028-02-29 18:00', 'to a leap day'],
    ['2026-11-28 09:00', 0, '2026-11-28 09:00', 'nothing'],
  ])('from %s, %d d end at %s (%s)', (from, days, expected) => {
    expect(shown(addWorkingDays(cal2026, local(from), days))).toBe(expected);
  });

  it.each([-1, 0.5, Number.NaN])('refuses %d days', (days) => {
    expect(() => addWorkingDays(cal2026, local('2026-11-23 09:00'), days)).toThrow(RangeError);
  });

  it.each([
    ['2026-11-23 09:00', 15, '2026-12-08 23:59:59'],
    ['2026-11-23 09:00', 0, '2026-11-23 23:59:59'],
    ['2026-12-20 23:59', 15, '2027-01-04 23:59:59'],
    ['2028-02-14 00:00', 15, '2028-02-29 23:59:59'],
  ])('from %s, %d calendar days end with %s, worked or not', (from, days, expected) => {
    expect(shown(calendarDaysLater(local(from), days))).toBe(expected);
  });
});

describe('laws of working time', () => {
  const cal = { ...plainWeeks, days: statutoryDays(2024) };
  const moments = fc.date({ min: local('2024-01-01 00:00'), max: local('2027-12-31 00:00'), noInvalidDate: true });
  const hours = fc.integer({ min: 0, max: 600 }).map((minutes) => minutes / 10);
  const days = fc.integer({ min: 0, max: 30 });

  it('never gives a later start an earlier end', () => {
    fc.assert(
      fc.property(moments, moments, hours, days, (a, b, h, d) => {
        const [first, second] = a <= b ? [a, b] : [b, a];
        expect(addWorkingHours(cal, first, h).getTime()).toBeLessThanOrEqual(addWorkingHours(cal, second, h).getTime());
        expect(addWorkingDays(cal, first, d).getTime()).toBeLessThanOrEqual(addWorkingDays(cal, second, d).getTime());
      }),
    );
  });

  it('always ends in working time, and later than it began', () => {
    fc.assert(
      fc.property(moments, hours, days, (from, h, d) => {
        fc.pre(h > 0 && d > 0);
        for (const end of [addWorkingHours(cal, from, h), addWorkingDays(cal, from, d)]) {
          expect(isWorkingTime(cal, end)).toBe(true);
          expect(end.getTime()).toBeGreaterThan(from.getTime());
        }
      }),
    );
  });

  it('adds up: two spans after each other end where their sum does', () => {
    fc.assert(
      fc.property(moments, hours, hours, days, days, (from, h1, h2, d1, d2) => {
        const byHours = addWorkingHours(cal, addWorkingHours(cal, from, h1), h2);
        expect(Math.abs(byHours.getTime() - addWorkingHours(cal, from, h1 + h2).getTime())).toBeLessThanOrEqual(1);
        expect(addWorkingDays(cal, addWorkingDays(cal, from, d1), d2)).toEqual(addWorkingDays(cal, from, d1 + d2));
      }),
    );
  });

  it('measures back what it added', () => {
    fc.assert(
      fc.property(moments, hours, (from, h) => {
        expect(workingHoursBetween(cal, from, addWorkingHours(cal, from, h))).toBeCloseTo(h, 5);
      }),
    );
  });

  it('counts as many working days as it was asked for', () => {
    fc.assert(
      fc.property(moments, days, (from, d) => {
        const nextMidnight = new Date(calendarDaysLater(from, 0).getTime() + 1000);
        expect(workingHoursBetween(cal, nextMidnight, addWorkingDays(cal, from, d))).toBeCloseTo(d * 10.5, 5);
      }),
    );
  });
});
