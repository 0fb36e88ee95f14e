import type { SchoolScope } from '../../domain/calendar/calendar-data.ts';
import type { GridRole, UnitKind } from '../../domain/organisation/roles.ts';
import { type CityCalendar, cityCalendar, extraPeriod } from './city-calendar.ts';
import { dayNumber } from './day-number.ts';
import { personName, schoolName, townName } from './names.ts';
import type { Random } from './random.ts';

/** A unit of the invented city. `traits` are what a school is in the words of the calendar's 适用; empty where nobody learns. */
export type CityUnit = {
  code: string;
  name: string;
  kind: UnitKind;
  sector: string | null;
  territory: string | null;
  students: number | null;
  boarders: number | null;
  traits: readonly SchoolScope[];
};

/** Somebody of the city; whoever has several roles has them all in one unit. */
export type CityPerson = { id: string; name: string; unit: string; roles: readonly GridRole[]; deputy: string | null };

export type CityGroup = { unit: string; name: string };

/** The invented city at one time: everything that its workbook says. */
export type City = { bureau: string; units: CityUnit[]; people: CityPerson[]; groups: CityGroup[]; calendar: CityCalendar };

export type CityOptions = { schools: number; from: string; to: string; random: Random; statutory: ReadonlyMap<string, 'off' | 'work'> };

const BUREAU = 'E000';
const ROOT = 'Q000';
const SCHOOLS_OF_A_TOWN = 12;
const THREE: readonly GridRole[] = ['网格长', '直接责任人', '具体责任人'];

/** Of the schools of a town in turn: every fourth is a kindergarten, every sixth a junior middle school. */
const STAGES: readonly SchoolScope[] = [
  '小学',
  '幼儿园',
  '初中',
  '小学',
  '小学',
  '幼儿园',
  '小学',
  '小学',
  '初中',
  '幼儿园',
  '小学',
  '高中',
];

const padded = (index: number, width: number): string => String(index + 1).padStart(width, '0');

const plain = (code: string, name: string, kind: UnitKind, sector: string | null, territory: string | null): CityUnit => ({
  code,
  name,
  kind,
  sector,
  territory,
  students: null,
  boarders: null,
  traits: [],
});

const pupilsOf = (random: Random, code: string, stage: SchoolScope): Pick<CityUnit, 'students' | 'boarders' | 'traits'> => {
  const students = random.between(60, 1800, 'students', code);
  const boards = (stage === '初中' || stage === '高中') && random.happens(0.4, 'boards', code);
  return { students, boarders: boards ? Math.floor(students / 3) : null, traits: boards ? [stage, '寄宿'] : [stage] };
};

/** Every third town's 中心校 teaches pupils itself. */
const centralSchool = (random: Random, town: number): CityUnit => {
  const code = `C${padded(town, 3)}`;
  const unit = plain(code, `${townName(town)}中心校`, '中心校', BUREAU, `T${padded(town, 3)}`);
  return town % 3 === 1 ? { ...unit, ...pupilsOf(random, code, '小学') } : unit;
};

/** Every fourteenth school lies directly under the bureau. */
const school = (random: Random, index: number, towns: number): CityUnit => {
  const town = Math.min(towns - 1, Math.floor(index / SCHOOLS_OF_A_TOWN));
  const code = `S${padded(index, 4)}`;
  const direct = index % 14 === 11;
  const stage = direct ? '高中' : (STAGES[index % STAGES.length] ?? '小学');
  const kind = stage === '幼儿园' ? '幼儿园' : '学校';
  const sector = direct ? BUREAU : `C${padded(town, 3)}`;
  return { ...plain(code, schoolName(town, index, stage), kind, sector, `T${padded(town, 3)}`), ...pupilsOf(random, code, stage) };
};

/** The three officers of a unit: each the deputy of another; in a small school one person is all three. */
const officers = (random: Random, unit: CityUnit, generation: number): CityPerson[] => {
  const id = (index: number): string => `P${unit.code}-${index + 1}${generation === 0 ? '' : `-${generation}`}`;
  const person = (index: number, roles: readonly GridRole[], deputy: number | null): CityPerson => ({
    id: id(index),
    name: personName(random, id(index)),
    unit: unit.code,
    roles,
    deputy: deputy === null ? null : id(deputy),
  });
  const alone = (unit.kind === '学校' || unit.kind === '幼儿园') && random.happens(0.1, 'alone', unit.code);
  return alone ? [person(0, THREE, null)] : THREE.map((role, index) => person(index, [role], (index + 1) % THREE.length));
};

/** People of the bureau who only go and look. */
const inspectors = (random: Random): CityPerson[] =>
  ['A', 'B', 'C'].map((letter) => {
    const id = `P${BUREAU}-${letter}`;
    return { id, name: personName(random, id), unit: BUREAU, roles: ['成员'], deputy: null };
  });

/** The schools of a city: units in which somebody learns. */
export const schoolsOf = (city: Pick<City, 'units'>): CityUnit[] =>
  city.units.filter(({ kind, students }) => kind === '学校' || kind === '幼儿园' || (kind === '中心校' && (students ?? 0) > 0));

/** The invented city with so many 学校 and 幼儿园, about twelve to a 中心校. */
export const inventCity = ({ schools, from, to, random, statutory }: CityOptions): City => {
  const towns = Math.max(1, Math.round(schools / SCHOOLS_OF_A_TOWN));
  const each = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
  const units = [
    plain(ROOT, '云澜市', '市级', null, null),
    ...each(towns, (town) => plain(`T${padded(town, 3)}`, townName(town), '镇街', null, ROOT)),
    plain(BUREAU, '云澜市教育局', '市教育局', null, ROOT),
    ...each(towns, (town) => centralSchool(random, town)),
    ...each(schools, (index) => school(random, index, towns)),
  ];
  const groups = units
    .filter(({ code, kind }) => code === BUREAU || kind === '中心校' || random.happens(0.02, 'group', code))
    .map(({ code, name }) => ({ unit: code, name: `${name}安全群` }));
  return {
    bureau: BUREAU,
    units,
    people: [...units.flatMap((unit) => officers(random, unit, 0)), ...inspectors(random)],
    groups,
    calendar: cityCalendar(dayNumber(from), dayNumber(to), statutory),
  };
};

/** What the second workbook changes, for the report and the tests. */
export type Reform = { city: City; moved: string | null; closed: string | null; opened: string; replaced: string[] };

const successor = (random: Random, person: CityPerson): CityPerson => {
  const id = `${person.id}-N`;
  return { ...person, id, name: personName(random, id) };
};

/** Everybody whose deputy has left gets the one who came for him. */
const replacePeople = (random: Random, people: readonly CityPerson[], leaving: ReadonlySet<string>): CityPerson[] =>
  people.map((person) => {
    const deputy = person.deputy !== null && leaving.has(person.deputy) ? `${person.deputy}-N` : person.deputy;
    return leaving.has(person.id) ? successor(random, { ...person, deputy }) : { ...person, deputy };
  });

/**
 * The city after half of the time: one school has moved to another 中心校, one has closed, one has opened, some people were replaced, and a
 * sensitive period has come by hand.
 */
export const reformCity = (city: City, random: Random, today: string): Reform => {
  const movable = city.units.filter(({ kind, sector }) => kind !== '中心校' && sector !== null && sector !== city.bureau);
  const other = city.units.find(({ kind, code }) => kind === '中心校' && code !== movable[1]?.sector)?.code ?? city.bureau;
  const [moved = null, closed = null] = [movable[1]?.code ?? null, movable[3]?.code ?? null];
  const opened: CityUnit = {
    ...plain('S9001', '新城实验小学', '学校', movable[0]?.sector ?? city.bureau, movable[0]?.territory ?? null),
    ...pupilsOf(random, 'S9001', '小学'),
  };
  const leaving = new Set(
    city.people
      .filter(({ roles, unit }) => roles.includes('具体责任人') && unit !== closed && random.happens(0.08, 'leaves', unit))
      .map(({ id }) => id),
  );
  const units = city.units.filter(({ code }) => code !== closed).map((unit) => (unit.code === moved ? { ...unit, sector: other } : unit));
  const stay = city.people.filter(({ unit }) => unit !== closed);
  return {
    city: {
      ...city,
      units: [...units, opened],
      people: [...replacePeople(random, stay, leaving), ...officers(random, opened, 0)],
      groups: city.groups.filter(({ unit }) => unit !== closed),
      calendar: extraPeriod(city.calendar, dayNumber(today) + 9),
    },
    moved,
    closed,
    opened: opened.code,
    replaced: [...leaving],
  };
};
