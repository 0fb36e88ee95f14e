import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, daysBetween, firstDayOf, monthOf } from '../../../../src/domain/calendar/local-time.ts';
import {
  type DutyWindow,
  dayWindow,
  lengthOf,
  monthsWindow,
  monthWindow,
  quarterWindow,
  restOfMonths,
  rollingWindow,
  weekWindow,
} from '../../../../src/domain/inspection/window.ts';

const WINDOWS: Record<string, (day: string) => DutyWindow> = {
  day: dayWindow,
  week: weekWindow,
  month: monthWindow,
  'one month': (day) => monthsWindow(day, 1),
  'two months': (day) => monthsWindow(day, 2),
  'three months': (day) => monthsWindow(day, 3),
  quarter: quarterWindow,
};

const shown = ({ from, to, name }: DutyWindow): string => `${from} ${to} ${name}`;

describe('the window of a day', () => {
  it.each([
    ['day', '2026-11-23', '2026-11-23 2026-11-23 11月23日'],
    ['day', '2028-02-29', '2028-02-29 2028-02-29 2月29日'],
    ['week', '2026-11-23', '2026-11-23 2026-11-29 11月23日—29日'],
    ['week', '2026-11-29', '2026-11-23 2026-11-29 11月23日—29日'],
    ['week', '2026-12-01', '2026-11-30 2026-12-06 11月30日—12月6日'],
    ['week', '2027-01-01', '2026-12-28 2027-01-03 2026年12月28日—2027年1月3日'],
    ['week', '2028-03-01', '2028-02-28 2028-03-05 2月28日—3月5日'],
    ['month', '2026-11-23', '2026-11-01 2026-11-30 2026年11月'],
    ['month', '2026-12-31', '2026-12-01 2026-12-31 2026年12月'],
    ['month', '2027-02-28', '2027-02-01 2027-02-28 2027年2月'],
    ['month', '2028-02-29', '2028-02-01 2028-02-29 2028年2月'],
    ['one month', '2026-11-30', '2026-11-01 2026-11-30 2026年11月'],
    ['two months', '2026-11-23', '2026-11-01 2026-12-31 2026年11—12月'],
    ['two months', '2026-10-31', '2026-09-01 2026-10-31 2026年9—10月'],
    ['two months', '2028-01-01', '2028-01-01 2028-02-29 2028年1—2月'],
    ['three months', '2026-11-23', '2026-10-01 2026-12-31 2026年10—12月'],
    ['quarter', '2026-11-23', '2026-10-01 2026-12-31 2026年第四季度'],
    ['quarter', '2027-01-01', '2027-01-01 2027-03-31 2027年第一季度'],
    ['quarter', '2027-06-30', '2027-04-01 2027-06-30 2027年第二季度'],
  ])('%s of %s: %s', (kind, day, expected) => {
    expect(shown((WINDOWS[kind] ?? dayWindow)(day))).toBe(expected);
  });

  it.each([
    ['2026-11-05', 2, '2026-11-05 2027-01-04 2026年11月5日—2027年1月4日'],
    ['2026-03-05', 2, '2026-03-05 2026-05-04 2026年3月5日—5月4日'],
    ['2026-12-01', 2, '2026-12-01 2027-01-31 2026年12月1日—2027年1月31日'],
    ['2026-12-31', 2, '2026-12-31 2027-02-28 2026年12月31日—2027年2月28日'],
    ['2026-12-29', 2, '2026-12-29 2027-02-28 2026年12月29日—2027年2月28日'],
    ['2026-12-28', 2, '2026-12-28 2027-02-27 2026年12月28日—2027年2月27日'],
    ['2027-12-30', 2, '2027-12-30 2028-02-29 2027年12月30日—2028年2月29日'],
    ['2026-11-05', 1, '2026-11-05 2026-12-04 2026年11月5日—12月4日'],
    ['2026-11-05', 3, '2026-11-05 2027-02-04 2026年11月5日—2027年2月4日'],
  ] as const)('rolling from %s, %i months: %s', (from, months, expected) => {
    expect(shown(rollingWindow(from, months))).toBe(expected);
  });

  it.each([
    ['2027-02-15', '2027-02-15 2027-03-31 2027年2月15日—3月31日'],
    ['2027-03-01', '2027-03-01 2027-03-31 2027年3月'],
    ['2027-02-01', '2027-02-01 2027-03-31 2027年2—3月'],
    ['2027-01-01', '2027-01-01 2027-03-31 2027年1—3月'],
    ['2026-12-30', '2027-01-01 2027-03-31 2027年1—3月'],
  ])('what is left of January to March from %s on: %s', (from, expected) => {
    expect(shown(restOfMonths(monthsWindow('2027-01-01', 3), from))).toBe(expected);
  });
});

/** Any day of ten years. */
const anyDay = fc.integer({ min: 0, max: 3652 }).map((count) => addDays('2024-01-01', count));

describe('windows tile time', () => {
  it.each(Object.entries(WINDOWS))('%s: each day lies in its window, and the next begins when it ends', (_, windowOf) => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const window = windowOf(day);
        expect(window.from <= day && day <= window.to).toBe(true);
        expect(windowOf(window.from)).toEqual(window);
        expect(windowOf(window.to)).toEqual(window);
        expect(windowOf(addDays(window.to, 1)).from).toBe(addDays(window.to, 1));
        expect(lengthOf(window)).toBe(daysBetween(window.from, window.to) + 1);
      }),
    );
  });

  it('a rolling window is never longer than its months, nor shorter by more than the days that a month lacks', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(1, 2, 3), (from, months) => {
        const { to } = rollingWindow(from, months);
        const month = addMonths(monthOf(from), months);
        expect(to < addDays(firstDayOf(addMonths(month, 1)), 0)).toBe(true);
        expect(lengthOf({ from, to })).toBeGreaterThanOrEqual(28 * months);
        expect(lengthOf({ from, to })).toBeLessThanOrEqual(31 * months);
        expect(rollingWindow(addDays(from, 1), months).to >= to).toBe(true);
      }),
    );
  });
});
