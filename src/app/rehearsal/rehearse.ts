import type { Database } from '../../store/database.ts';
import { passOn } from '../hazards/pass-on.ts';
import { createRules } from '../hazards/rules.ts';
import type { TellDeps } from '../inspections/tell.ts';
import { importOrganisation } from '../organisation/import-organisation.ts';
import { type City, inventCity, reformCity } from './city.ts';
import { workbookOf } from './city-workbook.ts';
import { type DayNumber, dayNumber, dayText, momentOf } from './day-number.ts';
import { disturbed, isClockSetBack } from './disturb.ts';
import { createFindings } from './findings.ts';
import { createLoad, type PersonWeeks } from './load.ts';
import { allDuties, deliverAll, dutiesOn } from './observe.ts';
import { createOracle } from './oracle.ts';
import { absencesFrom, type Journey, journeysOf } from './people.ts';
import { type Act, planActs } from './plan-acts.ts';
import { seeded } from './random.ts';
import { type RehearsalCalendar, rehearsalCalendar } from './rehearsal-calendar.ts';
import { type RehearsedServices, realServices } from './services.ts';
import { isStorm } from './weather.ts';

export type RehearsalOptions = {
  /** 学校 and 幼儿园 of the invented city. */
  schools: number;
  /** First and last day. */
  from: string;
  to: string;
  seed: number;
  /** The State Council's days off and make-up days. */
  statutory: ReadonlyMap<string, 'off' | 'work'>;
  /** Other services than the real ones. */
  services?: RehearsedServices;
  /** Hears after each day how much of the time has passed, from 0 to 1. Throws to stop. */
  progress?: (share: number) => void;
};

/** What came of it. `misses` and `doubles` are sentences; what people forgot is no fault of the program. */
export type RehearsalReport = {
  seed: number;
  schools: number;
  days: number;
  duties: number;
  checks: number;
  hazards: number;
  messages: number;
  misses: string[];
  doubles: string[];
  perPersonWeek: PersonWeeks;
  seconds: number;
};

/** `undone`: duties that people did not do in time. `times`: milliseconds by what they were spent on. */
export type Rehearsal = { report: RehearsalReport; undone: number; times: ReadonlyMap<string, number> };

const MIDNIGHT = 0;
const MORNING = 7 * 60 + 45;
const HOUR = 60;
const IMPORT_AT = 10 * 60;
const CHECKS_AT = 15 * 60;
const EVENING = 18 * 60 + 5;
const HOUSEKEEPING_DAYS = 14;
/** Of all checks, those that find something which becomes a hazard: some sixty a year in a city of two hundred schools. */
const FINDS = 0.0012;

/** What is logged as an error was swallowed by the program, and would be seen by nobody else. */
const listening = (faults: string[]): TellDeps['log'] => ({
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => {
    const { err } = fields as { err?: unknown };
    faults.push(`an error was logged: ${message} (${err instanceof Error ? err.message : String(err)})`);
  },
});

/**
 * Lets an invented city live through a time on the real services and an empty, migrated database: every day duties are planned, people are
 * reminded and check, or not; work is stopped, doubled and done by two at once. Delivery and the queue are passed by. Then says what was
 * missed or doubled, by an oracle that knows only the city and what its people did. The same options give the same report but for `seconds`.
 */
export const rehearse = async (database: Database, options: RehearsalOptions): Promise<Rehearsal> => {
  const began = performance.now();
  const { seed, schools, statutory, services = realServices } = options;
  const [from, to] = [dayNumber(options.from), dayNumber(options.to)];
  const random = seeded(seed);
  const times = new Map<string, number>();
  const faults: string[] = [];
  let at = momentOf(from, MIDNIGHT);
  const rules = createRules(new Map(statutory));
  const deps: TellDeps = { database, clock: { now: async () => at }, queue: { wake: () => undefined }, rules, log: listening(faults) };

  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
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
  const storm = (day: DayNumber): boolean => isStorm(random, day);

  let city: City = inventCity({ schools, from: options.from, to: options.to, random, statutory });
  let calendar: RehearsalCalendar = rehearsalCalendar(city.calendar);
  let acts = new Map<DayNumber, Act[]>();

  /** The workbook comes in, by the same import as any; from now on the city is so. */
  const settle = async (next: City, day: DayNumber): Promise<void> => {
    const imported = await importOrganisation(database, workbookOf(next), {
      now: at,
      retire: true,
      reassign: passOn({ rules, correlationId: 'rehearsal' }),
    });
    const [mistake] = imported.errors;
    if (mistake) throw new Error(`the invented workbook is wrong: ${JSON.stringify(mistake)}`);
    const known = new Set(city === next ? [] : city.people.map(({ id }) => id));
    city = next;
    calendar = rehearsalCalendar(city.calendar);
    acts = planActs(city, { random, calendar, storm, from: day, to });
    const fresh = { ...city, people: city.people.filter(({ id }) => !known.has(id)) };
    await announce(journeysOf(fresh, random, day, to));
    oracle.cityIs(city, calendar, day);
  };

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

  const plan = (day: DayNumber): Promise<void> => timed('plan', () => disturbed(random, day, 'plan', (over) => services.plan(deps, over)));

  const judgePlan = (day: DayNumber, scope: 'begins' | 'runs'): Promise<void> =>
    timed('oracle', async () => oracle.planned(day, await dutiesOn(database, day, scope), scope));

  const tellAll = (day: DayNumber, minute: number): Promise<void> => {
    at = momentOf(day, minute);
    return timed('tell', () => disturbed(random, day, `tell ${minute}`, (over) => services.tell(deps, over)));
  };

  const deliver = async () => {
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
    await timed('oracle', async () => oracle.morning(day, messages));
  };

  /** Who of the unit goes: the 具体责任人 or who stands in for him; for the bureau one of those who only check. */
  const checkerOf = (act: Act): string | null => {
    const people = city.people.filter(({ unit }) => unit === act.unit);
    const members = people.filter(({ roles }) => roles.includes('成员'));
    const [first, ...others] = members;
    if (first) return random.pick([first, ...others], 'goes', act.school, act.on).id;
    const officer = people.find(({ roles }) => roles.includes('具体责任人'));
    if (officer === undefined) return null;
    return officer.deputy !== null && away(officer.id, act.on) ? officer.deputy : officer.id;
  };

  const checkSchools = async (day: DayNumber): Promise<void> => {
    at = momentOf(day, CHECKS_AT);
    const made = (acts.get(day) ?? []).flatMap((act) => {
      const by = checkerOf(act);
      return by === null ? [] : [{ act, by, finds: random.happens(FINDS, 'finds', act.unit, act.school, act.on) }];
    });
    if (made.length > 0) {
      await timed('record', () =>
        database.transaction((db) =>
          services.record(
            { db, now: at, cause: { type: 'rehearsal', id: dayText(day) } },
            made.map(({ act, by, finds }) => ({
              school: act.school,
              by,
              day: dayText(act.checkedOn),
              result: finds ? ('有问题' as const) : ('正常' as const),
              period: act.period,
              words: '今天查了',
              photos: [],
              position: null,
            })),
          ),
        ),
      );
    }
    await timed('oracle', async () => oracle.checked(made.map(({ act }) => ({ ...act, day: act.checkedOn }))));
    await timed('hazards', async () => {
      for (const { act, by, finds } of made) if (finds) await findings.report(city, act, by, at);
      await findings.carryOn(day, at);
    });
  };

  const reform = async (day: DayNumber): Promise<void> => {
    at = momentOf(day, IMPORT_AT);
    await timed('import', () => settle(reformCity(city, random, dayText(day)).city, day));
    await plan(day);
    await judgePlan(day, 'runs');
  };

  /** What the database does by itself in the real time between: without it, it would not know that its tables have grown. */
  const keepHouse = async (day: DayNumber): Promise<void> => {
    if ((day - from) % HOUSEKEEPING_DAYS === 1) await timed('housekeeping', () => database.pool.query('ANALYZE'));
  };

  const live = async (day: DayNumber): Promise<void> => {
    load.dayBegins(city, day);
    await keepHouse(day);
    at = momentOf(day, MIDNIGHT);
    await plan(day);
    await judgePlan(day, day === from ? 'runs' : 'begins');
    await morning(day);
    if (day === reformDay) await reform(day);
    await checkSchools(day);
    await tellAll(day, EVENING);
    oracle.later(await deliver());
  };

  const reformDay = Math.floor((from + to + 1) / 2);
  await timed('import', () => settle(city, from));
  for (let day = from; day <= to; day += 1) {
    await live(day);
    options.progress?.((day - from + 1) / (to - from + 1));
  }
  const rows = await timed('oracle', () => allDuties(database));
  const { undone } = oracle.finish(rows);
  const [checks, hazards, messages] = await Promise.all([
    database.prisma.inspection.count(),
    database.prisma.hazard.count(),
    database.prisma.outboxMessage.count(),
  ]);
  const report: RehearsalReport = {
    seed,
    schools,
    days: to - from + 1,
    duties: rows.filter((row) => row.from <= to).length,
    checks,
    hazards,
    messages,
    misses: [...faults, ...oracle.misses],
    doubles: oracle.doubles,
    perPersonWeek: load.perPersonWeek(),
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
  return { report, undone, times };
};
