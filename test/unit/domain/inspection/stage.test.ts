import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalendarData, isWorkingDay, plainWeeks } from '../../../../src/domain/calendar/calendar-data.ts';
import { addDays, daysIn, isoLocal, localDay, localTime } from '../../../../src/domain/calendar/local-time.ts';
import { dueAt } from '../../../../src/domain/inspection/duty.ts';
import { nextStageAt, STAGES, type Stage, stageDue, stageTimes } from '../../../../src/domain/inspection/stage.ts';

const POLICY = { upperAfterDays: 3 };
const at = (text: string): Date => new Date(`${text}:00+08:00`);
const timesOf = (from: string, to: string, calendar: CalendarData = plainWeeks) =>
  stageTimes({ from, to, name: '' }, calendar, POLICY).map((time) => `${time.stage} ${isoLocal(time.at).slice(0, 16)}`);

/** The first week of October is free. */
const holiday: CalendarData = { ...plainWeeks, days: new Map(daysIn('2026-10-01', '2026-10-07').map((day) => [day, 'off' as const])) };

describe('the stages of a window', () => {
  it('of two months', () => {
    expect(timesOf('2026-11-01', '2026-12-31')).toEqual([
      'opens 2026-11-02T07:45',
      'halfway 2026-12-01T07:45',
      'left-7 2026-12-24T07:45',
      'left-3 2026-12-28T07:45',
      'left-1 2026-12-30T07:45',
      'overdue 2027-01-01T07:45',
      'upper 2027-01-06T07:45',
    ]);
  });

  it('of a week: what falls on its weekend comes on Friday, and opening, 3 and 1 days left are all', () => {
    expect(timesOf('2026-11-23', '2026-11-29')).toEqual([
      'opens 2026-11-23T07:45',
      'left-3 2026-11-26T07:45',
      'left-1 2026-11-27T07:45',
      'overdue 2026-11-30T07:45',
      'upper 2026-12-03T07:45',
    ]);
  });

  it('of two weeks: seven days left are its half', () => {
    expect(timesOf('2026-11-23', '2026-12-06').slice(0, 3)).toEqual([
      'opens 2026-11-23T07:45',
      'left-7 2026-11-30T07:45',
      'left-3 2026-12-03T07:45',
    ]);
  });

  it('of a day', () => {
    expect(timesOf('2026-11-27', '2026-11-27')).toEqual(['opens 2026-11-27T07:45', 'overdue 2026-11-30T07:45', 'upper 2026-12-03T07:45']);
  });

  it('moved by a holiday: forward while there is time, else before it', () => {
    expect(timesOf('2026-10-01', '2026-10-31', holiday)[0]).toBe('opens 2026-10-08T07:45');
    expect(timesOf('2026-09-01', '2026-10-06', holiday).slice(2)).toEqual([
      'left-7 2026-09-29T07:45',
      'left-3 2026-09-30T07:45',
      'left-1 2026-09-30T07:45',
      'overdue 2026-10-08T07:45',
      'upper 2026-10-13T07:45',
    ]);
  });
});

const anyCalendar = fc
  .array(fc.record({ day: fc.integer({ min: -10, max: 120 }), kind: fc.constantFrom('off' as const, 'work' as const) }), { maxLength: 25 })
  .map((days): CalendarData => ({ ...plainWeeks, days: new Map(days.map(({ day, kind }) => [addDays('2026-09-01', day), kind])) }));
const anyWindow = fc
  .record({ from: fc.integer({ min: 0, max: 60 }), days: fc.integer({ min: 0, max: 130 }) })
  .map(({ from, days }) => ({ from: addDays('2026-09-01', from), to: addDays('2026-09-01', from + days), name: '' }));

describe('all windows and calendars', () => {
  it('tell on working mornings, in the order of the stages, and never past the deadline what is meant to be in time', () => {
    fc.assert(
      fc.property(anyWindow, anyCalendar, (window, calendar) => {
        const times = stageTimes(window, calendar, POLICY);
        for (const time of times) {
          expect(localTime(time.at)).toBe('07:45');
          expect(isWorkingDay(calendar, localDay(time.at))).toBe(true);
          const after = time.stage === 'overdue' || time.stage === 'upper';
          expect(time.at > dueAt(window.to)).toBe(after);
        }
        const order = times.map((time) => time.at.getTime());
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }),
    );
  });

  it('told whenever somebody looks: each stage at most once, the last one that has come, and nothing is due twice', () => {
    fc.assert(
      fc.property(anyWindow, anyCalendar, fc.array(fc.integer({ min: 0, max: 250 * 24 }), { maxLength: 20 }), (window, calendar, hours) => {
        const times = stageTimes(window, calendar, POLICY);
        const sent: Stage[] = [];
        for (const hour of hours.sort((a, b) => a - b)) {
          const now = new Date(at('2026-09-01T00:00').getTime() + hour * 3_600_000);
          const stage = stageDue(times, sent, now);
          if (stage !== null) sent.push(stage);
          expect(stageDue(times, sent, now)).toBe(null);
          const next = nextStageAt(times, sent);
          expect(next === null || next > now || sent.length === 0).toBe(true);
        }
        expect(new Set(sent).size).toBe(sent.length);
        expect(sent.map((stage) => STAGES.indexOf(stage))).toEqual([...sent.map((stage) => STAGES.indexOf(stage))].sort((a, b) => a - b));
      }),
    );
  });
});
