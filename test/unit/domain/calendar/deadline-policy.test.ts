import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Duration } from '../../../../src/domain/calendar/duration.ts';
import { durationCode, ignoresQuietHours, parseDuration, sayDuration } from '../../../../src/domain/calendar/duration.ts';
import type { DeadlineStep, Grade } from '../../../../src/domain/hazard/deadline-policy.ts';
import {
  climbAfter,
  DEADLINE_STEPS,
  deadlineFor,
  defaultDeadlinePolicy,
  GRADES,
  gradeOf,
  interimDeadline,
} from '../../../../src/domain/hazard/deadline-policy.ts';
import { cal2026, local, shown } from './support.ts';

const MONDAY = '2026-11-23 09:00';
const SATURDAY_NIGHT = '2026-11-28 22:00';

describe('deadlines', () => {
  const table: [DeadlineStep, Grade, string, string][] = [
    ['classify', '一般', '2026-11-23 13:00', '2026-11-30 11:30'],
    ['classify', '较大', '2026-11-23 11:00', '2026-11-30 09:30'],
    ['classify', '重大或紧急', '2026-11-23 09:30', '2026-11-28 22:30'],
    ['accept', '一般', '2026-11-24 18:00', '2026-11-30 18:00'],
    ['accept', '较大', '2026-11-23 13:00', '2026-11-30 11:30'],
    ['accept', '重大或紧急', '2026-11-23 10:00', '2026-11-28 23:00'],
    ['rectify', '一般', '2026-11-26 18:00', '2026-12-02 18:00'],
    ['rectify', '较大', '2026-12-08 23:59:59', '2026-12-13 23:59:59'],
    ['rectify', '重大或紧急', '2026-11-26 18:00', '2026-12-02 18:00'],
    ['verify', '一般', '2026-11-25 18:00', '2026-12-01 18:00'],
    ['verify', '较大', '2026-11-25 18:00', '2026-12-01 18:00'],
    ['verify', '重大或紧急', '2026-11-24 18:00', '2026-11-30 18:00'],
  ];

  it.each(table)('%s of %s: on Monday morning until %s, on Saturday night until %s', (step, grade, onMonday, onSaturday) => {
    const due = (from: string) => shown(deadlineFor(defaultDeadlinePolicy, step, grade, local(from), cal2026));
    expect([due(MONDAY), due(SATURDAY_NIGHT)]).toEqual([onMonday, onSaturday]);
  });

  it.each([
    ['一般', null],
    ['较大', '2026-11-28 23:59:59'],
    ['重大或紧急', '2026-11-28 22:00'],
  ] as const)('make-safe of %s on a Saturday night: %s', (grade, expected) => {
    const due = interimDeadline(defaultDeadlinePolicy, grade, local(SATURDAY_NIGHT), cal2026);
    expect(due && shown(due)).toBe(expected);
  });

  it('takes urgency for as grave as 重大', () => {
    expect(gradeOf({ level: '一般', urgent: false })).toBe('一般');
    expect(gradeOf({ level: '一般', urgent: true })).toBe('重大或紧急');
    expect(gradeOf({ level: '较大', urgent: false })).toBe('较大');
    expect(gradeOf({ level: '重大', urgent: false })).toBe('重大或紧急');
  });

  it('never lets a later start end earlier', () => {
    const moments = fc.date({ min: local('2026-01-01 00:00'), max: local('2026-12-31 00:00'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, moments, fc.constantFrom(...DEADLINE_STEPS), fc.constantFrom(...GRADES), (a, b, step, grade) => {
        const [first, second] = [a, b]
          .sort((x, y) => x.getTime() - y.getTime())
          .map((from) => deadlineFor(defaultDeadlinePolicy, step, grade, from, cal2026).getTime());
        expect(first).toBeLessThanOrEqual(second ?? 0);
      }),
    );
  });
});

describe('the climb of what is overdue', () => {
  it.each([
    ['一般', ['11-26 18:00', '11-27 18:00', '11-30 18:00', '12-01 18:00', '12-03 18:00']],
    ['较大', ['11-26 18:00', '11-26 18:00', '11-27 18:00', '11-30 18:00', '12-01 18:00']],
    ['重大或紧急', ['11-26 18:00', '11-26 18:00', '11-26 18:00', '11-26 19:00', '11-26 20:00']],
  ] as const)('%s overdue since 2026-11-26 18:00 reaches the rungs at %j', (grade, expected) => {
    const climb = climbAfter(defaultDeadlinePolicy, grade, local('2026-11-26 18:00'), cal2026);
    expect(climb.map((step) => step.rung)).toEqual(['具体责任人', '直接责任人', '网格长', '中心校', '市教育局']);
    expect(climb.map((step) => shown(step.at).slice(5))).toEqual(expected);
  });

  it('goes up at night only where it is grave', () => {
    const urgent = GRADES.filter((grade) => Object.values(defaultDeadlinePolicy.overdue[grade]).some(ignoresQuietHours));
    expect(urgent).toEqual(['重大或紧急']);
  });
});

describe('durations as text', () => {
  it.each([
    ['4h', { kind: 'working-hours', n: 4 }, '4个工作小时内'],
    ['0.5h', { kind: 'working-hours', n: 0.5 }, '0.5个工作小时内'],
    ['3d', { kind: 'working-days', n: 3 }, '3个工作日内'],
    ['15cd', { kind: 'calendar-days', n: 15 }, '15天内'],
    ['30min', { kind: 'minutes', n: 30 }, '30分钟内'],
    ['0min', { kind: 'minutes', n: 0 }, '马上'],
    ['today', { kind: 'today' }, '当天'],
  ] as [string, Duration, string][])('%s', (code, duration, said) => {
    expect(parseDuration(code)).toEqual(duration);
    expect(durationCode(duration)).toBe(code);
    expect(sayDuration(duration)).toBe(said);
    expect(parseDuration(said.replace('内', ''))).toEqual(said === '马上' ? null : duration);
  });

  it.each(['', 'h', '4', '-4h', '1.5d', '4 weeks', 'soon', '99999h'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('survives being stored as JSON', () => {
    expect(JSON.parse(JSON.stringify(defaultDeadlinePolicy))).toEqual(defaultDeadlinePolicy);
  });
});
