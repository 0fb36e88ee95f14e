import type { Database } from '../../store/database.ts';
import { passOn } from '../hazards/pass-on.ts';
import { createRules } from '../hazards/rules.ts';
import type { NewCheck } from '../inspections/record-checks.ts';
import type { TellDeps } from '../inspections/tell.ts';
import { importOrganisation } from '../organisation/import-organisation.ts';
import { type City, inventCity, reformCity } from './city.ts';
import { workbookOf } from './city-workbook.ts';
import { type DayNumber, dayText, momentOf } from './day-number.ts';
import { disturbed, isClockSetBack } from './disturb.ts';
import { createFindings } from './findings.ts';
import { createLoad } from './load.ts';
import { type Delivered, deliverAll, dutiesOn } from './observe.ts';
import { createOracle } from './oracle.ts';
import { absencesFrom, type Journey, journeysOf } from './people.ts';
import { type Act, planActs } from './plan-acts.ts';
import type { Random } from './random.ts';
import { rehearsalCalendar } from './rehearsal-calendar.ts';
import type { RehearsedServices } from './services.ts';
import { isStorm } from './weather.ts';

/** `faults` hears of what the program logs as an error: it swallowed it, and nobody else would see it. */
export type DaysOptions = {
  schools: number;
  from: DayNumber;
  to: DayNumber;
  random: Random;
  statutory: ReadonlyMap<string, 'off' | 'work'>;
  services: RehearsedServices;
  faults: string[];
};

/** A check that somebody records today; `finds`: it found something. */
type Made = { act: Act; by: string; finds: boolean };

// The hours of a day, in minutes.
const MIDNIGHT = 0;
const MORNING = 7 * 60 + 45;
const HOUR = 60;
const IMPORT_AT = 10 * 60;
const CHECKS_AT = 15 * 60;
const EVENING = 18 * 60 + 5;
const EVENINGS = 0.35;

/** Of all checks, those that find something which becomes a hazard: some sixty a year in a city of two hundred schools. */
const FINDS = 0.0012;

const listening = (faults: string[]): TellDeps['log'] => ({
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => {
    const { err } = fields as { err?: unknown };
    faults.push(`an error was logged: ${message} (${err instanceof Error ? err.message : String(err)})`);
  },
});

const checkOf = ({ act, by, finds }: Made): NewCheck => ({
  school: act.school,
  by,
  day: dayText(act.checkedOn),
  result: finds ? '有问题' : '正常',
  period: act.period,
  words: '今天查了',
  photos: [],
  position: null,
});

/**
 * The city's days, one after the other: at midnight duties are planned, in the morning people are told, in the afternoon they check; after
 * half of the time the city changes. The oracle looks on.
 */
export const createDays = (database: Database, { schools, from, to, random, statutory, services, faults }: DaysOptions) => {
  let at = momentOf(from, MIDNIGHT);
  const rules = createRules(new Map(statutory));
  const deps: TellDeps = { database, clock: { now: async () => at }, queue: { wake: () => undefined }, rules, log: listening(faults) };

  const times = new Map<string, number>();
  const timed = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const done = await work();
    times.set(what, (times.get(what) ?? 0) + performance.now() - start);
    return done;
  };

  const journeys: Journey[] = [];
  const away = absencesFrom(() => journeys);
  const oracle = createOracle({ from, to, away });
  const load = createLoad();
  const findings = createFindings(deps, random);

  let city: City = inventCity({ schools, from: dayText(from), to: dayText(to), random, statutory });
  let acts = new Map<DayNumber, Act[]>();

  const announce = async (more: readonly Journey[]): Promise<void> => {
    journeys.push(...more);
    const rows = more.map((each) => ({
      personId: each.person,
      from: momentOf(each.from, MIDNIGHT),
      until: momentOf(each.to + 1, MIDNIGHT),
      setAt: momentOf(each.from, MIDNIGHT),
    }));
    await database.prisma.absence.createMany({ data: rows });
  };

  /** The workbook comes in by the same import as any; from now on the city is so. `strangers`: who was not there before. */
  const settle = async (next: City, strangers: City['people'], day: DayNumber): Promise<void> => {
    const reassign = passOn({ rules, correlationId: 'rehearsal' });
    const { errors } = await importOrganisation(database, workbookOf(next), { now: at, retire: true, reassign });
    if (errors[0]) throw new Error(`the invented workbook is wrong: ${JSON.stringify(errors[0])}`);
    city = next;
    const calendar = rehearsalCalendar(city.calendar);
    acts = planActs(city, { random, calendar, storm: (each) => isStorm(random, each), from: day, to });
    await announce(journeysOf({ ...city, people: strangers }, random, day, to));
    oracle.cityIs(city, calendar, day);
  };

  const plan = (day: DayNumber): Promise<void> => timed('plan', () => disturbed(random, day, 'plan', (over) => services.plan(deps, over)));

  const judgePlan = (day: DayNumber, scope: 'begins' | 'runs'): Promise<void> =>
    timed('oracle', async () => oracle.planned(day, await dutiesOn(database, day, scope), scope));

  const tellAll = (day: DayNumber, minute: number): Promise<void> => {
    at = momentOf(day, minute);
    return timed('tell', () => disturbed(random, day, `tell ${minute}`, (over) => services.tell(deps, over)));
  };

  const deliver = async (): Promise<Delivered[]> => {
    const messages = await timed('deliver', () => deliverAll(database, at));
    load.delivered(messages);
    return messages;
  };

  const morning = async (day: DayNumber): Promise<void> => {
    await tellAll(day, MORNING);
    if (isClockSetBack(day, from, to)) {
      await tellAll(day, MORNING - HOUR);
      await plan(day);
      await tellAll(day, MORNING);
    }
    const messages = await deliver();
    await timed('oracle', () => oracle.morning(day, messages));
  };

  /** Who of the unit goes: one of those who only check, else the 具体责任人 or who stands in for him. */
  const checkerOf = (act: Act): string | null => {
    const people = city.people.filter(({ unit }) => unit === act.unit);
    const [first, ...others] = people.filter(({ roles }) => roles.includes('成员'));
    if (first) return random.pick([first, ...others], 'goes', act.school, act.on).id;
    const officer = people.find(({ roles }) => roles.includes('具体责任人'));
    if (officer === undefined) return null;
    return officer.deputy !== null && away(officer.id, act.on) ? officer.deputy : officer.id;
  };

  const record = async (day: DayNumber, made: readonly Made[]): Promise<void> => {
    if (made.length === 0) return;
    const cause = { type: 'rehearsal', id: dayText(day) };
    await timed('record', () => database.transaction((db) => services.record({ db, now: at, cause }, made.map(checkOf))));
    await timed('oracle', () => oracle.checked(made.map(({ act }) => ({ ...act, day: act.checkedOn }))));
  };

  const checkSchools = async (day: DayNumber): Promise<void> => {
    at = momentOf(day, CHECKS_AT);
    const made = (acts.get(day) ?? []).flatMap((act): Made[] => {
      const by = checkerOf(act);
      return by === null ? [] : [{ act, by, finds: random.happens(FINDS, 'finds', act.unit, act.school, act.on) }];
    });
    await record(day, made);
    await timed('hazards', async () => {
      for (const { act, by, finds } of made) if (finds) await findings.report(city, act, by, at);
      await findings.carryOn(day, at);
    });
  };

  const reform = async (day: DayNumber): Promise<void> => {
    at = momentOf(day, IMPORT_AT);
    const known = new Set(city.people.map(({ id }) => id));
    const { city: next } = reformCity(city, random, dayText(day));
    const strangers = next.people.filter(({ id }) => !known.has(id));
    await timed('import', () => settle(next, strangers, day));
    await plan(day);
    await judgePlan(day, 'runs');
  };

  /** What the database does by itself whenever its tables have doubled; in so few seconds it would not come to it. */
  const keepHouse = async (day: DayNumber): Promise<void> => {
    if (Number.isInteger(Math.log2(day - from))) await timed('housekeeping', () => database.pool.query('ANALYZE'));
  };

  return {
    oracle,
    load,
    /** Milliseconds by what they were spent on. */
    times,

    /** The city comes into being. */
    begin: (): Promise<void> => timed('import', () => settle(city, city.people, from)),

    /** A whole day. */
    live: async (day: DayNumber): Promise<void> => {
      load.dayBegins(city, day);
      await keepHouse(day);
      at = momentOf(day, MIDNIGHT);
      await plan(day);
      await judgePlan(day, day === from ? 'runs' : 'begins');
      await morning(day);
      if (day === Math.floor((from + to + 1) / 2)) await reform(day);
      await checkSchools(day);
      // What nobody is told in the evening waits for the morning; some evenings are enough to see that no digest goes out then.
      if (random.happens(EVENINGS, 'evening', day)) await tellAll(day, EVENING);
      oracle.later(await deliver());
    },
  };
};
