import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  atLocal,
  daysBetween,
  daysIn,
  endOfDay,
  isLocalDay,
  isoLocal,
  lastDayOf,
  localDay,
  localTime,
  mondayOf,
  weekday,
} from '../../../../src/domain/calendar/local-time.ts';

const moments = fc.date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true });

describe('local time', () => {
  it('changes the day at midnight in China, not at midnight UTC', () => {
    expect(localDay(new Date('2026-11-22T15:59:59Z'))).toBe('2026-11-22');
    expect(localDay(new Date('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
    expect(localTime(new Date('2026-11-22T23:30:59Z'))).toBe('07:30');
  });

  it.each([
    ['2026-11-23', '00:00', '2026-11-22T16:00:00.000Z'],
    ['2026-11-23', '18:00', '2026-11-23T10:00:00.000Z'],
    ['2026-12-31', '24:00', '2026-12-31T16:00:00.000Z'],
  ])('puts %s %s at %s', (day, time, expected) => {
    expect(atLocal(day, time).toISOString()).toBe(expected);
  });

  it.each([
    ['2026-11-23', '25:00'],
    ['2026-11-23', '9:00'],
    ['23.11.2026', '09:00'],
    ['2026-13-01', '09:00'],
  ])('refuses %s %s', (day, time) => {
    expect(() => atLocal(day, time)).toThrow(RangeError);
  });

  it('keeps the end of a day on that day', () => {
    expect(isoLocal(endOfDay('2026-12-31'))).toBe('2026-12-31T23:59:59.000+08:00');
  });

  it('knows which days exist', () => {
    expect(['2028-02-29', '2026-02-29', '2026-02-30', '2026-04-31', '2026-1-1', 'soon'].map(isLocalDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it.each([
    ['2028-02-28', 1, '2028-02-29'],
    ['2028-02-28', 2, '2028-03-01'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-01-01', -1, '2025-12-31'],
  ])('%s plus %i days is %s', (day, count, expected) => {
    expect(addDays(day, count)).toBe(expected);
    expect(daysBetween(day, expected)).toBe(count);
  });

  it.each([
    ['2026-11', 1, '2026-12', '2026-12-31'],
    ['2026-11', 2, '2027-01', '2027-01-31'],
    ['2026-01', -1, '2025-12', '2025-12-31'],
    ['2027-12', 2, '2028-02', '2028-02-29'],
    ['2027-02', 0, '2027-02', '2027-02-28'],
  ])('%s plus %i months is %s, ending on %s', (month, count, expected, last) => {
    expect(addMonths(month, count)).toBe(expected);
    expect(lastDayOf(expected)).toBe(last);
  });

  it('counts weeks from Monday', () => {
    expect(['2026-11-23', '2026-11-28', '2026-11-29'].map(weekday)).toEqual([1, 6, 7]);
    expect(['2026-11-23', '2026-11-29', '2026-11-30'].map(mondayOf)).toEqual(['2026-11-23', '2026-11-23', '2026-11-30']);
  });

  it('lists the days of a span, both ends included', () => {
    expect(daysIn('2026-11-30', '2026-12-02')).toEqual(['2026-11-30', '2026-12-01', '2026-12-02']);
    expect(daysIn('2026-12-02', '2026-12-01')).toEqual([]);
  });

  it('reads the same hour where the clocks of the server are set back', () => {
    const zone = process.env.TZ;
    try {
      process.env.TZ = 'America/Los_Angeles';
      const at = new Date('2066-11-06T18:00:00.000Z');
      expect([localDay(at), localTime(at), isoLocal(at)]).toEqual(['2066-11-07', '02:00', '2066-11-07T02:00:00.000+08:00']);
    } finally {
      process.env.TZ = zone;
    }
  });

  it('comes back to the same minute from day and time, whatever the zone of the server', () => {
    const zone = process.env.TZ;
    try {
      for (const name of ['UTC', 'America/Los_Angeles', 'Asia/Shanghai', 'Australia/Lord_Howe']) {
        process.env.TZ = name;
        fc.assert(
          fc.property(moments, (at) => {
            const back = atLocal(localDay(at), localTime(at)).getTime();
            expect(at.getTime() - back).toBeGreaterThanOrEqual(0);
            expect(at.getTime() - back).toBeLessThan(60_000);
          }),
        );
      }
    } finally {
      process.env.TZ = zone;
    }
  });
});
