import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkWorkbook } from '../../../src/app/organisation/check-workbook.ts';
import { type City, inventCity, reformCity, schoolsOf } from '../../../src/app/rehearsal/city.ts';
import type { CityCalendar } from '../../../src/app/rehearsal/city-calendar.ts';
import { workbookOf } from '../../../src/app/rehearsal/city-workbook.ts';
import { dayNumber, dayText } from '../../../src/app/rehearsal/day-number.ts';
import { absencesFrom, journeysOf } from '../../../src/app/rehearsal/people.ts';
import { planActs } from '../../../src/app/rehearsal/plan-acts.ts';
import { seeded } from '../../../src/app/rehearsal/random.ts';
import { rehearsalCalendar } from '../../../src/app/rehearsal/rehearsal-calendar.ts';
import { wantedDuties } from '../../../src/app/rehearsal/wanted-duties.ts';
import { stageDays } from '../../../src/app/rehearsal/watched-duty.ts';

const statutory = new Map<string, 'off' | 'work'>();
const cityOf = (schools: number, seed: number, from = '2026-11-01', to = '2027-10-31'): City =>
  inventCity({ schools, from, to, random: seeded(seed), statutory });

describe('chance', () => {
  test('depends on the seed and on what is decided, not on the order of the questions', () => {
    const [one, two] = [seeded(1), seeded(1)];
    const asked = [one.share('a', 1), one.share('b', 2)];
    expect([two.share('b', 2), two.share('a', 1)]).toEqual(asked.toReversed());
    expect(seeded(2).share('a', 1)).not.toBe(asked[0]);
  });

  test('is spread evenly', () => {
    const random = seeded(5);
    const shares = Array.from({ length: 4_000 }, (_, index) => random.share('x', index));
    for (const tenth of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      const inside = shares.filter((share) => Math.floor(share * 10) === tenth).length;
      expect(inside).toBeGreaterThan(320);
      expect(inside).toBeLessThan(480);
    }
  });

  test('stays within its bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 50 }), fc.string(), (seed, width, key) => {
        const value = seeded(seed).between(3, 3 + width, key);
        return value >= 3 && value <= 3 + width;
      }),
    );
  });
});

describe('the invented city', () => {
  test('is a workbook without a mistake, before and after its reform, whatever its size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 9_999 }), (schools, seed) => {
        const city = cityOf(schools, seed);
        const reformed = reformCity(city, seeded(seed), '2027-05-02').city;
        for (const each of [city, reformed]) {
          const { errors, ignored } = checkWorkbook(workbookOf(each));
          expect([errors, ignored]).toEqual([[], []]);
        }
        expect(schoolsOf(city).filter(({ kind }) => kind !== '中心校')).toHaveLength(schools);
      }),
      { numRuns: 12 },
    );
  });

  test('has every kind of school, and changes in the middle', () => {
    const city = cityOf(60, 1);
    const schools = schoolsOf(city);
    expect(schools.some(({ kind }) => kind === '中心校')).toBe(true);
    expect(schools.some(({ traits }) => traits.includes('寄宿'))).toBe(true);
    expect(schools.some(({ sector }) => sector === city.bureau)).toBe(true);
    expect(city.people.some(({ roles }) => roles.length === 3)).toBe(true);
    const { city: later, moved, closed, opened, replaced } = reformCity(city, seeded(1), '2027-05-02');
    expect(later.units.find(({ code }) => code === moved)?.sector).not.toBe(city.units.find(({ code }) => code === moved)?.sector);
    expect(later.units.some(({ code }) => code === closed)).toBe(false);
    expect(later.units.some(({ code }) => code === opened)).toBe(true);
    expect(replaced.length).toBeGreaterThan(0);
    for (const id of replaced) expect(later.people.some((person) => person.id === id)).toBe(false);
  });

  test('never has somebody away together with his deputy', () => {
    const city = cityOf(60, 3);
    const [from, to] = [dayNumber('2026-11-01'), dayNumber('2027-10-31')];
    const journeys = journeysOf(city, seeded(3), from, to);
    const away = absencesFrom(() => journeys);
    const deputies = new Map(city.people.map(({ id, deputy }) => [id, deputy]));
    expect(journeys.length).toBeGreaterThan(50);
    for (const { person, from: first, to: last } of journeys) {
      for (let day = first; day <= last; day += 1) expect(away(deputies.get(person) ?? '', day)).toBe(false);
    }
  });

  test('acts by chance alone: the same seed, the same acts', () => {
    const city = cityOf(12, 4);
    const [from, to] = [dayNumber('2026-11-01'), dayNumber('2026-12-31')];
    const options = { random: seeded(4), calendar: rehearsalCalendar(city.calendar), storm: () => false, from, to };
    const acts = planActs(city, options);
    expect(planActs(city, options)).toEqual(acts);
    expect([...acts.values()].flat().length).toBeGreaterThan(300);
    expect([...acts.values()].flat().some(({ on, checkedOn }) => checkedOn < on)).toBe(true);
  });
});

/** November and December 2026 without any named day but those given: 11-01 is a Sunday. */
const plain = (entries: CityCalendar['entries'] = []): CityCalendar => ({ entries, statutory });
const span = (kind: '放假' | '学期', from: string, to: string) => ({
  kind,
  name: `${kind}${from}`,
  from: dayNumber(from),
  to: dayNumber(to),
  multiplier: 1,
  appliesTo: ['全部' as const],
});

const stagesOf = (from: string, to: string, entries: CityCalendar['entries'] = []): string[] =>
  stageDays({ from: dayNumber(from), to: dayNumber(to) }, rehearsalCalendar(plain(entries))).map(
    ({ stage, on }) => `${stage} ${dayText(on)}`,
  );

describe('the oracle reads', () => {
  test.each([
    [
      'a month',
      '2026-11-01',
      '2026-11-30',
      [
        'opens 2026-11-02',
        'halfway 2026-11-16',
        'left-7 2026-11-23',
        'left-3 2026-11-27',
        'left-1 2026-11-30',
        'overdue 2026-12-01',
        'upper 2026-12-04',
      ],
    ],
    ['a day', '2026-11-03', '2026-11-03', ['opens 2026-11-03', 'overdue 2026-11-04', 'upper 2026-11-09']],
    [
      'a week: Saturday comes earlier, for no Sunday is worked',
      '2026-11-09',
      '2026-11-15',
      ['opens 2026-11-09', 'left-3 2026-11-12', 'left-1 2026-11-13', 'overdue 2026-11-16', 'upper 2026-11-19'],
    ],
  ])('the reminders of %s', (_name, from, to, stages) => {
    expect(stagesOf(from, to)).toEqual(stages);
  });

  test('the reminder of a period that is a holiday as a whole before it', () => {
    const holiday = span('放假', '2026-12-01', '2026-12-07');
    expect(stagesOf('2026-12-01', '2026-12-05', [holiday])).toEqual([
      'opens 2026-11-30',
      'left-1 2026-11-30',
      'overdue 2026-12-08',
      'upper 2026-12-11',
    ]);
  });

  test('which duties a school has', () => {
    const city = cityOf(12, 1, '2026-11-01', '2026-12-31');
    const [from, to] = [dayNumber('2026-11-01'), dayNumber('2026-12-31')];
    const calendar = rehearsalCalendar(plain([span('学期', '2026-09-01', '2026-12-11')]));
    const [school] = schoolsOf(city).filter(({ code }) => code === 'S0001');
    const duties = wantedDuties({ ...city, units: school ? [school] : [] }, calendar, from, to);
    const count = (rule: string): number => duties.filter((duty) => duty.rule === rule).length;
    // November has 21 days from Monday to Friday, December until the 11th nine; the week of 1 November has none, but that of its last day.
    expect({ daily: count('school-daily'), weekly: count('school-weekly') }).toEqual({ daily: 30, weekly: 7 });
    expect({ monthly: count('school-monthly'), quarterly: count('school-quarterly') }).toEqual({ monthly: 2, quarterly: 1 });
    expect({ town: count('town-monthly'), city: count('city-two-monthly'), periods: count('sensitive') }).toEqual({
      town: 2,
      city: 1,
      periods: 0,
    });
  });
});
