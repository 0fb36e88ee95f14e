import { beforeEach, describe, expect, test } from 'vitest';
import { type City, inventCity } from '../../../src/app/rehearsal/city.ts';
import { dayNumber } from '../../../src/app/rehearsal/day-number.ts';
import { createOracle, type DutyRow, type MessageSeen, type Oracle } from '../../../src/app/rehearsal/oracle.ts';
import { seeded } from '../../../src/app/rehearsal/random.ts';
import { rehearsalCalendar } from '../../../src/app/rehearsal/rehearsal-calendar.ts';
import { wantedDuties } from '../../../src/app/rehearsal/wanted-duties.ts';

/** One school in an ordinary week; nobody travels. */
const [FROM, TO] = ['2026-11-02', '2026-11-06'];
const MONDAY = dayNumber(FROM);
const SCHOOL = 'S0001';
const city: City = inventCity({ schools: 1, from: FROM, to: TO, random: seeded(1), statutory: new Map() });
const calendar = rehearsalCalendar(city.calendar);

/** What a planner without fault would have written. */
const rows = (change: (row: DutyRow) => DutyRow[] = (row) => [row]): DutyRow[] =>
  wantedDuties(city, calendar, MONDAY, MONDAY)
    .map(({ period, excused, ...wanted }) => ({ ...wanted, name: period ?? '', done: 0, waived: excused ? 'vacation' : null, stages: [] }))
    .flatMap(change);

const person = (unit: string, role: '网格长' | '具体责任人'): string =>
  city.people.find((each) => each.unit === unit && each.roles.includes(role))?.id ?? '';

const digest = (to: string, change: Partial<MessageSeen> = {}): MessageSeen => ({
  to,
  kind: 'digest',
  day: MONDAY,
  minute: 465,
  hazards: false,
  ...change,
});

const units = (): string[] => [...new Set(rows().map(({ unit }) => unit))];

/** Everybody who has to hear something on the first morning: officers of windows that open, heads for their week, groups for rounds. */
const everybody = (): MessageSeen[] =>
  [
    ...new Set(units().flatMap((unit) => [`person:${person(unit, '具体责任人')}`, `person:${person(unit, '网格长')}`])),
    ...city.groups.filter(({ unit }) => units().includes(unit)).map(({ unit }) => `group:${unit}`),
  ].map((to) => digest(to));

describe('the oracle', () => {
  let oracle: Oracle;

  beforeEach(() => {
    oracle = createOracle({ from: MONDAY, to: dayNumber(TO), away: () => false });
    oracle.cityIs(city, calendar, MONDAY);
  });

  const faults = (): { misses: string[]; doubles: string[] } => ({ misses: oracle.misses, doubles: oracle.doubles });

  test('is content with a plan and a morning as they should be', () => {
    oracle.planned(MONDAY, rows(), 'runs');
    oracle.morning(MONDAY, everybody());
    expect(faults()).toEqual({ misses: [], doubles: [] });
  });

  const isDaily = (row: DutyRow): boolean => row.school === SCHOOL && row.rule === 'school-daily';
  const daily = `${SCHOOL} school-daily [2026-11-02..2026-11-02] by ${SCHOOL}`;

  test.each<[name: string, change: (row: DutyRow) => DutyRow[], kind: 'misses' | 'doubles', words: string]>([
    ['is missing', (row) => (isDaily(row) ? [] : [row]), 'misses', `no duty on 2026-11-02: ${daily}`],
    ['is there twice', (row) => (isDaily(row) ? [row, row] : [row]), 'doubles', `duty twice on 2026-11-02: ${daily}`],
    ['is waived', (row) => [isDaily(row) ? { ...row, waived: 'rule' } : row], 'misses', `waived (rule) on 2026-11-02: ${daily}`],
    [
      'asks for less',
      (row) => [isDaily(row) ? { ...row, required: 0 } : row],
      'misses',
      `too few checks on 2026-11-02: ${daily} 0 instead of 1`,
    ],
    [
      'asks for more',
      (row) => [isDaily(row) ? { ...row, required: 2 } : row],
      'doubles',
      `too many checks on 2026-11-02: ${daily} 2 instead of 1`,
    ],
    [
      'is nobody’s',
      (row) => (isDaily(row) ? [row, { ...row, unit: 'C001' }] : [row]),
      'doubles',
      `a duty that nobody has on 2026-11-02: ${daily.replace(/S0001$/, 'C001')}`,
    ],
  ])('sees a duty that %s', (_name, change, kind, words) => {
    oracle.planned(MONDAY, rows(change), 'runs');
    expect(faults()).toEqual({ misses: [], doubles: [], [kind]: [words] });
  });

  test('sees a reminder that was not given', () => {
    const officer = `person:${person(SCHOOL, '具体责任人')}`;
    oracle.planned(MONDAY, rows(), 'runs');
    oracle.morning(
      MONDAY,
      everybody().filter(({ to }) => to !== officer),
    );
    expect(oracle.misses).toEqual([expect.stringMatching(new RegExp(`^no digest to ${officer} on 2026-11-02: opens of S0001`))]);
    expect(oracle.doubles).toEqual([]);
  });

  test('sees two digests, one for nobody, one at night and one on a Sunday', () => {
    const officer = `person:${person(SCHOOL, '具体责任人')}`;
    oracle.planned(MONDAY, rows(), 'runs');
    oracle.morning(MONDAY, [
      ...everybody(),
      digest(officer),
      digest('person:PE000-A'),
      digest('person:PE000-B', { minute: 464 }),
      digest('person:PE000-C', { day: MONDAY - 1 }),
    ]);
    expect(oracle.misses).toEqual([]);
    expect(oracle.doubles).toEqual(
      expect.arrayContaining([
        `2 digests to ${officer} on 2026-11-02`,
        'a digest to person:PE000-A on 2026-11-02 who has nothing due',
        'a digest at a quiet hour: person:PE000-B 2026-11-02 7:44',
        'a digest on a day that nobody works: person:PE000-C 2026-11-01 7:45',
      ]),
    );
  });

  test('tells nobody of what is done, and the head of what was missed', () => {
    const tuesday = MONDAY + 1;
    oracle.planned(MONDAY, rows(), 'runs');
    oracle.morning(MONDAY, everybody());
    oracle.planned(tuesday, [], 'begins');
    oracle.morning(tuesday, []);
    expect(oracle.misses).toContainEqual(
      expect.stringMatching(`no digest to person:${person(SCHOOL, '网格长')} on 2026-11-03: overdue of ${SCHOOL}`),
    );
  });

  test('counts checks itself', () => {
    oracle.planned(MONDAY, rows(), 'runs');
    oracle.checked([{ school: SCHOOL, unit: SCHOOL, day: MONDAY, period: 'week' }]);
    oracle.finish(rows());
    expect(oracle.misses).toContain(`checks not counted: ${daily} 0 of 1`);
    expect(oracle.misses.filter((miss) => miss.startsWith('checks not counted')).length).toBe(2);
  });
});
