import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainWeeks } from '../../../../src/domain/calendar/calendar-data.ts';
import { addDays } from '../../../../src/domain/calendar/local-time.ts';
import { digestLines, isDigestTime, type Progress, type Told, WEEKLY_SUMMARY } from '../../../../src/domain/inspection/digest.ts';
import { RULE_IDS, type RuleId } from '../../../../src/domain/inspection/rules.ts';

const TODAY = '2026-11-23';

const progress = (rule: RuleId, from: string, to: string, more: Partial<Progress> = {}): Progress => ({
  unit: 'S001',
  unitName: '三中',
  rule,
  window: { from, to, name: `${from}—${to}` },
  total: 1,
  finished: 0,
  missing: [{ school: 'S001', name: '三中', done: 0, required: 1 }],
  focus: [],
  ...more,
});
const toldOf = ({ unit, rule, window }: Progress, stage: Told['stage'] = 'left-3'): Told => ({ unit, rule, window, stage });
const summary = (unit: string): Told => ({
  unit,
  rule: WEEKLY_SUMMARY,
  window: { from: TODAY, to: '2026-11-29', name: '' },
  stage: 'week',
});
const linesOf = (told: readonly Told[], known: readonly Progress[], own: readonly string[] = ['S001']) =>
  digestLines({ today: TODAY, told, progress: known, own: new Set(own) });

const month = progress('school-monthly', '2026-11-01', '2026-11-30');
const week = progress('school-weekly', '2026-11-23', '2026-11-29');
const day = (date: string): Progress => progress('school-daily', date, date);

describe('the lines of a digest', () => {
  it('tells nothing of what was done meanwhile', () => {
    const done = { ...month, finished: 1, missing: [] };
    expect(linesOf([toldOf(done)], [done])).toEqual([]);
    expect(linesOf([toldOf(month), toldOf(week)], [month, { ...week, finished: 1 }]).map(({ rule }) => rule)).toEqual(['school-monthly']);
  });

  it('tells only what was to be told', () => {
    expect(linesOf([toldOf(month)], [month, week]).map(({ rule }) => rule)).toEqual(['school-monthly']);
  });

  it('sorts by urgency: overdue longest, then fewest days left, then by rule', () => {
    const old = progress('school-weekly', '2026-11-09', '2026-11-15');
    const older = progress('school-monthly', '2026-10-01', '2026-10-31');
    const sensitive = progress('sensitive', '2026-11-15', '2026-11-30', { unit: 'C100' });
    const all = [week, month, old, older, sensitive];
    const lines = linesOf(
      all.map((each) => toldOf(each)),
      all,
      ['S001', 'C100'],
    );
    expect(lines.map(({ rule, late, left }) => [rule, late, left])).toEqual([
      ['school-monthly', 23, 0],
      ['school-weekly', 8, 0],
      ['school-weekly', 0, 6],
      ['sensitive', 0, 7],
      ['school-monthly', 0, 7],
    ]);
  });

  it('puts the missed days of a school into one line, those told before too, and today into another', () => {
    const days = ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-23'].map(day);
    const lines = linesOf([toldOf(day('2026-11-20'), 'overdue'), toldOf(day('2026-11-23'), 'opens')], days);
    expect(lines.map(({ late, progress: each }) => [late, each.map(({ window }) => window.to)])).toEqual([
      [5, ['2026-11-18', '2026-11-19', '2026-11-20']],
      [0, ['2026-11-23']],
    ]);
  });

  it('names days missed long ago again only where they are told', () => {
    const days = [day('2026-11-02'), day('2026-11-20')];
    expect(linesOf([toldOf(day('2026-11-20'), 'overdue')], days)[0]?.progress).toHaveLength(1);
    expect(linesOf([toldOf(day('2026-11-20'), 'overdue'), toldOf(day('2026-11-02'), 'overdue')], days)[0]?.progress).toHaveLength(2);
  });

  it('puts one window of many units below into one line', () => {
    const below = ['S101', 'S102', 'K101'].map((unit) => progress('school-weekly', '2026-11-09', '2026-11-15', { unit }));
    const lines = linesOf(
      below.map((each) => toldOf(each, 'upper')),
      below,
      ['C100'],
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]?.view).toBe('watched');
    expect(lines[0]?.progress.map(({ unit }) => unit)).toEqual(['K101', 'S101', 'S102']);
  });

  it('gives a weekly summary all that runs or is overdue in the unit, but for the day that has just begun', () => {
    const later = progress('school-monthly', '2026-12-01', '2026-12-31');
    const known = [month, week, day('2026-11-20'), day(TODAY), later, { ...month, unit: 'S002' }];
    expect(linesOf([summary('S001')], known).map(({ rule, weekly, progress: [{ window }] }) => [rule, weekly, window.from])).toEqual([
      ['school-daily', true, '2026-11-20'],
      ['school-weekly', true, '2026-11-23'],
      ['school-monthly', true, '2026-11-01'],
    ]);
  });

  it('tells once what comes both by itself and in the summary, missed days included', () => {
    const known = [month, day('2026-11-10'), day('2026-11-20')];
    const lines = linesOf([summary('S001'), toldOf(month), toldOf(day('2026-11-20'), 'overdue')], known);
    expect(lines.map(({ rule, weekly, progress: each }) => [rule, weekly, each.length])).toEqual([
      ['school-daily', false, 2],
      ['school-monthly', false, 1],
    ]);
  });

  it('says that a window begins only in its first days', () => {
    expect(linesOf([toldOf(week, 'opens')], [week])[0]?.opening).toBe(true);
    expect(linesOf([toldOf(month, 'opens')], [month])[0]?.opening).toBe(false);
  });

  it('names every open window that is told exactly once, in order of urgency, in whatever order it comes', () => {
    const anyProgress = fc
      .record({
        rule: fc.constantFrom(...RULE_IDS),
        from: fc.integer({ min: -40, max: 5 }),
        days: fc.integer({ min: 0, max: 60 }),
        unit: fc.constantFrom('S001', 'S002', 'C100'),
        finished: fc.integer({ min: 0, max: 1 }),
      })
      .map(({ rule, from, days, unit, finished }) =>
        progress(rule, addDays(TODAY, from), addDays(TODAY, rule === 'school-daily' ? from : from + days), { unit, finished }),
      );
    const key = ({ unit, rule, window }: Progress): string => `${unit} ${rule} ${window.from} ${window.name}`;
    fc.assert(
      fc.property(fc.uniqueArray(anyProgress, { selector: key, maxLength: 12 }), (all) => {
        const lines = linesOf(
          all.map((each) => toldOf(each)),
          all,
          ['S001', 'S002'],
        );
        const said = lines.flatMap((line) => line.progress.map(key)).sort();
        expect(said).toEqual(
          all
            .filter(({ finished }) => finished === 0)
            .map(key)
            .sort(),
        );
        const pressing = lines.map(({ late, left }) => left - late);
        expect(pressing).toEqual([...pressing].sort((a, b) => a - b));
      }),
    );
  });
});

describe('when digests leave', () => {
  it.each<[string, boolean]>([
    ['2026-11-23T07:44', false],
    ['2026-11-23T07:45', true],
    ['2026-11-23T19:59', true],
    ['2026-11-23T20:00', false],
    ['2026-11-22T10:00', false],
  ])('%s: %s', (time, leave) => {
    expect(isDigestTime(plainWeeks, new Date(`${time}:00+08:00`))).toBe(leave);
  });
});
