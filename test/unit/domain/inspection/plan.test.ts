import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalendarData, isSchoolDay, type SchoolScope } from '../../../../src/domain/calendar/calendar-data.ts';
import { addDays, daysBetween, daysIn } from '../../../../src/domain/calendar/local-time.ts';
import { cityWindows, type LastWindow } from '../../../../src/domain/inspection/city-windows.ts';
import { nextStages, type PlanRules, planWindows, type SchoolProfile } from '../../../../src/domain/inspection/plan.ts';
import { defaultInspectionPolicy, type InspectionPolicy } from '../../../../src/domain/inspection/policy.ts';
import type { RuleId } from '../../../../src/domain/inspection/rules.ts';
import { requiredIn } from '../../../../src/domain/inspection/sensitive-windows.ts';
import { monthsWindow, rollingWindow } from '../../../../src/domain/inspection/window.ts';
import { cal2026, local, shown } from '../calendar/support.ts';

const calendar: CalendarData = {
  ...cal2026,
  terms: [
    { name: '2026春季学期', from: '2026-02-24', to: '2026-07-05', appliesTo: ['全部'] },
    { name: '2026秋季学期', from: '2026-09-01', to: '2027-01-20', appliesTo: ['全部'] },
    { name: '2026高三补课', from: '2026-07-06', to: '2026-07-20', appliesTo: ['高中'] },
    { name: '2027春季学期', from: '2027-02-24', to: '2027-07-05', appliesTo: ['全部'] },
  ],
  sensitive: [
    { name: '汛期', from: '2026-06-01', to: '2026-09-30', multiplier: 1.5, focus: [], appliesTo: ['全部'] },
    { name: '高考', from: '2026-06-05', to: '2026-06-12', multiplier: 2, focus: [], appliesTo: ['高中'] },
    { name: '国庆', from: '2026-10-01', to: '2026-10-07', multiplier: 2, focus: [], appliesTo: ['全部'] },
    { name: '住宿检查', from: '2026-10-08', to: '2026-10-09', multiplier: 1, focus: [], appliesTo: ['寄宿'] },
    { name: '冬季取暖', from: '2026-11-15', to: '2027-03-15', multiplier: 1.5, focus: [], appliesTo: ['全部'] },
  ],
};

const rulesWith = (policy: Partial<InspectionPolicy> = {}): PlanRules => ({
  calendar,
  inspections: { ...defaultInspectionPolicy, ...policy },
});
const profile = (traits: readonly SchoolScope[] = ['小学'], changes: Partial<SchoolProfile> = {}): SchoolProfile => ({
  traits,
  oneGrid: false,
  knownSince: '2025-01-01',
  lastCity: null,
  ...changes,
});

const names = (rule: RuleId, today: string, who = profile(), rules = rulesWith()): string[] =>
  planWindows(who, rules, today)
    .filter((window) => window.rule === rule)
    .map(({ name, waived }) => (waived === null ? name : `${name} ${waived}`));

describe('the windows of a rule', () => {
  it.each([
    ['school-daily', '2026-11-23', ['11月23日', '11月24日']],
    ['school-daily', '2026-11-27', ['11月27日', '11月30日']],
    ['school-daily', '2026-11-28', ['11月30日']],
    ['school-daily', '2026-09-30', ['9月30日', '10月8日']],
    ['school-daily', '2026-10-09', ['10月9日', '10月10日']],
    ['school-daily', '2026-07-03', ['7月3日', '9月1日']],
    ['school-daily', '2026-08-01', ['9月1日']],
    ['school-weekly', '2026-11-29', ['11月23日—29日', '11月30日—12月6日']],
    ['school-weekly', '2026-08-10', ['8月31日—9月6日']],
    ['school-weekly', '2026-10-01', ['9月28日—10月4日', '10月5日—11日']],
    ['school-monthly', '2026-11-23', ['2026年11月', '2026年12月', '2027年1月']],
    ['school-monthly', '2026-07-31', ['2026年7月', '2026年9月', '2026年10月']],
    ['school-monthly', '2026-08-01', ['2026年9月', '2026年10月']],
    ['school-quarterly', '2026-12-31', ['2026年第四季度', '2027年第一季度', '2027年第二季度']],
    ['town-monthly', '2026-12-31', ['2026年12月', '2027年1月', '2027年2月']],
    ['town-monthly', '2026-07-01', ['2026年7月', '2026年8月 vacation', '2026年9月']],
    ['city-two-monthly', '2026-07-01', ['2026年7—8月', '2026年9—10月', '2026年11—12月']],
    ['sensitive', '2026-05-31', ['汛期', '汛期', '国庆', '国庆']],
    ['sensitive', '2026-06-05', ['汛期', '汛期', '国庆', '国庆', '冬季取暖', '冬季取暖']],
    ['sensitive', '2026-10-07', ['国庆', '国庆', '冬季取暖', '冬季取暖']],
  ] as const)('%s on %s: %j', (rule, today, expected) => {
    expect(names(rule, today)).toEqual(expected);
  });

  it('depend on the kind of school', () => {
    expect(names('school-daily', '2026-07-06', profile(['高中']))).toEqual(['7月6日', '7月7日']);
    expect(names('sensitive', '2026-06-05', profile(['高中'], { oneGrid: true }))).toEqual(['汛期', '高考', '国庆', '冬季取暖']);
    expect(names('sensitive', '2026-10-08', profile(['小学', '寄宿'], { oneGrid: true }))).toEqual(['住宿检查', '冬季取暖']);
    expect(names('town-monthly', '2026-08-01', profile(['高中']))).toEqual(['2026年8月 vacation', '2026年9月', '2026年10月']);
  });

  it('in a vacation are waived for empty schools only, and for none where the city keeps them', () => {
    expect(names('town-monthly', '2026-08-01', profile(['小学', '寄宿']))[0]).toBe('2026年8月');
    expect(names('town-monthly', '2026-08-01', profile(), rulesWith({ vacationChecks: 'keep' }))[0]).toBe('2026年8月');
    expect(names('city-two-monthly', '2026-08-01', profile(), rulesWith({ cityMonths: 1 }))[0]).toBe('2026年8月 vacation');
  });

  it('where no terms were entered are those of every working day', () => {
    const rules = { ...rulesWith(), calendar: { ...calendar, terms: [] } };
    expect(names('school-daily', '2026-08-01', profile(), rules)).toEqual(['8月3日']);
    expect(names('town-monthly', '2026-08-01', profile(), rules)[0]).toBe('2026年8月');
  });

  it('leave every school day in exactly one daily and one weekly window, and no other day in a daily one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.constantFrom<SchoolScope>('小学', '高中'), (offset, trait) => {
        const days = daysIn(addDays('2026-01-15', offset), addDays('2026-01-15', offset + 9));
        const planned = days.flatMap((today) => planWindows(profile([trait]), rulesWith(), today));
        const covering = (rule: RuleId, day: string) =>
          new Set(planned.filter((each) => each.rule === rule && each.from <= day && day <= each.to).map(({ from }) => from)).size;
        for (const day of days) {
          const school = isSchoolDay(calendar, day, [trait]);
          expect(covering('school-daily', day)).toBe(school ? 1 : 0);
          if (school) expect(covering('school-weekly', day)).toBe(1);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a school that is new', () => {
  const begun = (today: string, knownSince: string): string[] =>
    planWindows(profile(['小学'], { knownSince }), rulesWith(), today)
      .filter(({ from, to, tooLate }) => from <= today && to >= today && !tooLate)
      .map(({ rule, name }) => `${rule} ${name}`);

  it('begins no month with fewer than five working days left, but any day and week', () => {
    expect(begun('2026-11-24', '2026-11-24')).toContain('town-monthly 2026年11月');
    expect(begun('2026-11-25', '2026-11-25')).toEqual([
      'sensitive 冬季取暖',
      'sensitive 冬季取暖',
      'city-two-monthly 2026年11—12月',
      'school-daily 11月25日',
      'school-weekly 11月23日—29日',
      'school-quarterly 2026年第四季度',
    ]);
    expect(begun('2026-12-30', '2026-12-30')).toEqual([
      'sensitive 冬季取暖',
      'sensitive 冬季取暖',
      'school-daily 12月30日',
      'school-weekly 2026年12月28日—2027年1月3日',
    ]);
  });

  it('and is judged by the day on which it became known, not by today', () => {
    expect(begun('2026-11-30', '2026-11-24')).toContain('town-monthly 2026年11月');
    expect(begun('2026-11-30', '2026-11-25')).not.toContain('town-monthly 2026年11月');
  });
});

describe('how often a grid checks in a sensitive period', () => {
  it.each([
    ['town', '2026-11-15', '2027-03-15', 1.5, 7],
    ['city', '2026-11-15', '2027-03-15', 1.5, 3],
    ['town', '2026-10-01', '2026-10-07', 2, 1],
    ['town', '2026-06-01', '2026-06-30', 2, 2],
    ['town', '2026-06-01', '2026-06-30', 1.1, 2],
    ['town', '2026-06-01', '2026-06-30', 1, 1],
    ['town', '2027-02-01', '2027-02-28', 3, 3],
    ['town', '2026-06-01', '2026-06-01', 0.1, 1],
  ] as const)('%s grid, %s to %s, × %f: %i', (grid, from, to, multiplier, required) => {
    const period = { name: 'p', from, to, multiplier, focus: [], appliesTo: ['全部' as const] };
    expect(requiredIn(period, grid, defaultInspectionPolicy)).toBe(required);
  });

  it('is owed once where one unit stands for both grids, by the heavier base', () => {
    const owed = (oneGrid: boolean) =>
      planWindows(profile(['小学'], { oneGrid }), rulesWith(), '2026-11-23')
        .filter(({ rule }) => rule === 'sensitive')
        .map(({ grid, required }) => `${grid} ${required}`);
    expect(owed(false)).toEqual(['city 3', 'town 7']);
    expect(owed(true)).toEqual(['town 7']);
  });
});

describe("the bureau's windows", () => {
  const fixed = { cityWindows: 'fixed', cityMonths: 2 } as const;
  const rolling = { cityWindows: 'rolling', cityMonths: 2 } as const;
  const spans = (last: LastWindow | null, policy: Parameters<typeof cityWindows>[1], today: string) =>
    cityWindows(last, policy, today, 2).map(({ from, to }) => `${from} ${to}`);
  const lastOf = (window: ReturnType<typeof rollingWindow>, doneOn: string | null = null): LastWindow => ({ ...window, doneOn });

  it.each([
    ['begins today where there was none', null, '2026-11-05', ['2026-11-05 2027-01-04']],
    ['is kept while it runs', lastOf(rollingWindow('2026-11-05', 2)), '2027-01-04', ['2026-11-05 2027-01-04']],
    ['follows the end of a missed one', lastOf(rollingWindow('2026-11-05', 2)), '2027-01-05', ['2027-01-05 2027-03-04']],
    [
      'follows the check, while the fulfilled one still runs',
      lastOf(rollingWindow('2026-11-05', 2), '2026-11-20'),
      '2026-11-21',
      ['2026-11-05 2027-01-04', '2026-11-21 2027-01-20'],
    ],
    [
      'begins tomorrow when the check was today',
      lastOf(rollingWindow('2026-11-05', 2), '2026-11-20'),
      '2026-11-20',
      ['2026-11-05 2027-01-04', '2026-11-21 2027-01-20'],
    ],
    ['runs now, after a long pause', lastOf(rollingWindow('2026-01-05', 2)), '2026-11-23', ['2026-11-05 2027-01-04']],
    ['a fixed one runs to its end', lastOf(monthsWindow('2026-11-23', 2)), '2026-12-31', ['2026-11-01 2026-12-31']],
  ] as const)('rolling: %s', (_, last, today, expected) => {
    expect(spans(last, rolling, today)).toEqual(expected);
  });

  it('fixed: a rolling one runs to its end, and the next is as much shorter', () => {
    expect(spans(lastOf(rollingWindow('2026-11-05', 2)), fixed, '2026-11-23')).toEqual([
      '2026-11-05 2027-01-04',
      '2027-01-05 2027-02-28',
      '2027-03-01 2027-04-30',
    ]);
  });

  it('of another number of months follow the one that runs', () => {
    expect(spans(lastOf(monthsWindow('2027-01-10', 2)), { ...fixed, cityMonths: 3 }, '2027-01-10')).toEqual([
      '2027-01-01 2027-02-28',
      '2027-03-01 2027-03-31',
      '2027-04-01 2027-06-30',
    ]);
  });

  it('tile time without gap or overlap, whatever the policy becomes on whatever day, as long as nobody checks early', () => {
    const policies = fc.record({ cityWindows: fc.constantFrom('fixed', 'rolling'), cityMonths: fc.constantFrom(1, 2, 3) });
    const steps = fc.array(fc.record({ days: fc.integer({ min: 1, max: 40 }), policy: policies }), { minLength: 3, maxLength: 25 });
    fc.assert(
      fc.property(steps, (all) => {
        let today = '2026-01-01';
        let last: LastWindow | null = null;
        let reached: string | null = null;
        for (const { days, policy } of all) {
          for (let count = 0; count < days; count += 1) {
            const windows = cityWindows(last, policy as typeof fixed, today, 2);
            const running = windows.filter(({ from, to }) => from <= today && today <= to);
            expect(running).toHaveLength(1);
            for (const [index, window] of windows.entries()) {
              const before = windows[index - 1];
              if (before) expect(window.from).toBe(addDays(before.to, 1));
            }
            const now = running[0];
            if (now && now.from !== last?.from) {
              if (reached !== null) expect(now.from).toBe(addDays(reached, 1));
              last = { ...now, doneOn: null };
            }
            reached = last?.to ?? null;
            today = addDays(today, 1);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('that roll begin the day after each check, however often and early the school is checked', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 61 }), { minLength: 2, maxLength: 20 }), (delays) => {
        let last = lastOf(rollingWindow('2026-01-31', 2));
        for (const delay of delays) {
          const on = addDays(last.from, Math.min(delay, daysBetween(last.from, last.to)));
          const next = cityWindows({ ...last, doneOn: on }, rolling, on, 2).at(-1) ?? last;
          expect(next.from).toBe(addDays(on, 1));
          last = lastOf(next);
        }
      }),
    );
  });
});

describe('when somebody is reminded next', () => {
  const next = (from: string, to: string, now: string) =>
    nextStages({ from, to, name: '' }, rulesWith(), local(now)).map((at) => at && shown(at));

  it('is the first stage that he was not told of', () => {
    expect(next('2026-12-01', '2026-12-31', '2026-11-23 09:00')).toEqual([
      '2026-12-01 07:45',
      '2026-12-16 07:45',
      '2026-12-24 07:45',
      '2026-12-28 07:45',
      '2026-12-30 07:45',
      '2027-01-01 07:45',
      '2027-01-06 07:45',
      null,
    ]);
  });

  it('is the next working morning where that stage lies in the past', () => {
    expect(next('2026-11-01', '2026-11-30', '2026-11-27 09:00').slice(0, 3)).toEqual([
      '2026-11-30 07:45',
      '2026-11-30 07:45',
      '2026-11-30 07:45',
    ]);
    expect(next('2026-11-01', '2026-11-30', '2026-11-23 07:00')[0]).toBe('2026-11-23 07:45');
  });

  it('is that the window was missed, where it ends before the next working morning', () => {
    expect(next('2026-11-01', '2026-11-30', '2026-11-30 09:00')[0]).toBe('2026-12-01 07:45');
    // Told that the day or week had begun, and nothing since.
    expect(next('2026-11-23', '2026-11-23', '2026-11-23 09:00')[1]).toBe('2026-11-24 07:45');
    expect(next('2026-11-23', '2026-11-29', '2026-11-27 09:00')[1]).toBe('2026-11-30 07:45');
  });

  it('is never for a day or week that nobody could be told of in time', () => {
    expect(next('2026-11-23', '2026-11-23', '2026-11-23 09:00')[0]).toBeNull();
    expect(next('2026-11-23', '2026-11-29', '2026-11-27 09:00')[0]).toBeNull();
    expect(next('2026-11-23', '2026-11-29', '2026-11-26 09:00')[0]).toBe('2026-11-27 07:45');
  });
});
