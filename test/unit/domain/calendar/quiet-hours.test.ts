import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DIGEST_AT,
  isQuiet,
  lastWorkingMorning,
  nextWorkingMorning,
  outOfQuietHours,
} from '../../../../src/domain/calendar/quiet-hours.ts';
import { cal2026, local, shown } from './support.ts';

describe('quiet hours', () => {
  it.each([
    ['2026-11-23 07:29:59', true],
    ['2026-11-23 07:30', false],
    ['2026-11-23 12:00', false],
    ['2026-11-23 19:59:59', false],
    ['2026-11-23 20:00', true],
    ['2026-11-23 00:00', true],
    ['2026-11-28 12:00', true],
    ['2026-10-01 12:00', true],
    ['2026-10-10 12:00', false],
    ['2026-09-20 19:00', false],
  ])('%s: %s', (at, expected) => {
    expect(isQuiet(cal2026, local(at))).toBe(expected);
  });

  it.each([
    ['2026-11-23 20:00', '07:30', '2026-11-24 07:30'],
    ['2026-11-24 03:00', '07:30', '2026-11-24 07:30'],
    ['2026-11-24 07:30', '07:30', '2026-11-24 07:30'],
    ['2026-11-24 07:31', '07:30', '2026-11-25 07:30'],
    ['2026-11-24 07:40', DIGEST_AT, '2026-11-24 07:45'],
    ['2026-11-27 20:30', DIGEST_AT, '2026-11-30 07:45'],
    ['2026-09-30 21:00', DIGEST_AT, '2026-10-08 07:45'],
    ['2026-10-09 21:00', DIGEST_AT, '2026-10-10 07:45'],
  ])('after %s the next working morning at %s is %s', (at, time, expected) => {
    expect(shown(nextWorkingMorning(cal2026, local(at), time))).toBe(expected);
  });

  it.each([
    ['2026-11-28 12:00', '2026-11-27 07:30'],
    ['2026-11-23 07:29', '2026-11-20 07:30'],
    ['2026-11-23 07:30', '2026-11-23 07:30'],
    ['2026-10-05 12:00', '2026-09-30 07:30'],
  ])('before %s the last working morning is %s', (at, expected) => {
    expect(shown(lastWorkingMorning(cal2026, local(at)))).toBe(expected);
  });

  it.each([
    ['2026-11-23 10:00', '2026-11-23 18:00', '2026-11-23 10:00', 'by day it stays'],
    ['2026-11-23 21:00', '2026-11-25 18:00', '2026-11-24 07:30', 'a night waits for the morning'],
    ['2026-11-28 10:00', '2026-11-30 18:00', '2026-11-30 07:30', 'a weekend waits for Monday'],
    ['2026-11-28 10:00', '2026-11-29 23:59', '2026-11-27 07:30', 'a deadline on Sunday pulls it to Friday'],
    ['2026-11-28 10:00', '2026-11-30 07:30', '2026-11-30 07:30', 'a deadline on the very morning is kept'],
    ['2026-11-24 06:00', '2026-11-24 07:00', '2026-11-23 07:30', 'a deadline before work pulls it to the morning before'],
  ])('a reminder for %s due %s goes at %s: %s', (at, deadline, expected) => {
    expect(shown(outOfQuietHours(cal2026, local(at), local(deadline)))).toBe(expected);
  });

  it('sends nothing in quiet hours and nothing after its deadline, whatever the times', () => {
    const moments = fc.date({ min: local('2026-01-01 00:00'), max: local('2026-12-31 00:00'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 20_000 }), (at, minutes) => {
        const deadline = new Date(at.getTime() + minutes * 60_000);
        const goes = outOfQuietHours(cal2026, at, deadline);
        expect(isQuiet(cal2026, goes)).toBe(false);
        expect(goes.getTime()).toBeLessThanOrEqual(deadline.getTime());
      }),
    );
  });
});
