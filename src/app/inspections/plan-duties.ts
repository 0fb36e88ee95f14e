import { createHash } from 'node:crypto';
import { addDays, type LocalDay, localDay, mondayOf, startOfDay } from '../../domain/calendar/local-time.ts';
import type { LastWindow } from '../../domain/inspection/city-windows.ts';
import { nextStages, planWindows, type SchoolProfile } from '../../domain/inspection/plan.ts';
import { isCheckedSchool, traitsOf } from '../../domain/inspection/school.ts';
import type { Db } from '../../store/database.ts';
import { lockSchools } from '../../store/inspections/checks.ts';
import { type ExpectedSchool, type ExpectedWindow, type PlanCounts, saveExpected } from '../../store/inspections/plan.ts';
import { lockPlanning, type PlanMark, type PlanScope, planMark, savePlanMark } from '../../store/inspections/plan-mark.ts';
import { type PlannedSchool, schoolsToPlan } from '../../store/inspections/plan-schools.ts';
import type { CityRules, InspectionDeps } from './deps.ts';

/** Schools planned in one transaction: who records a check of one of them waits so long. */
const CHUNK = 500;

/** Changes with what planning makes of the same rules: everything is planned anew by a new release. */
const PLANNING = 1;

const known = new WeakMap<CityRules, string>();

/** The same for the same calendar and policy of checks, the statutory days of the release included. */
const fingerprint = (rules: CityRules): string => {
  const found = known.get(rules);
  if (found !== undefined) return found;
  const { calendar, inspections } = rules;
  const text = JSON.stringify([PLANNING, inspections, [...calendar.days].sort(), calendar.terms, calendar.sensitive]);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  known.set(rules, hash);
  return hash;
};

const versionOf = (rules: CityRules, organisation: string, now: Date): string =>
  [localDay(now), organisation, fingerprint(rules)].join(' ');

/**
 * What has to be looked at. Where the day alone is another one of the same week, and windows are fixed, whatever is planned stays as it is: what
 * people do is counted when they do it. With each week all is looked at again, and after a clock was set back.
 */
const scopeOf = (mark: PlanMark | null, version: string, { inspections }: CityRules): PlanScope => {
  if (mark === null) return 'all';
  if (mark.version === version) return mark.scope;
  const [[before, ...was], [today, ...is]] = [mark.version.split(' '), version.split(' ')];
  if (before === undefined || today === undefined || was.join(' ') !== is.join(' ')) return 'all';
  const onlyLater = mark.complete && mark.latest === before && before < today && mondayOf(before) === mondayOf(today);
  return onlyLater && inspections.cityWindows === 'fixed' ? 'new' : 'all';
};

/** Whether the duties are planned by another day, other rules or another organisation than now's. */
export const isPlanDue = async (db: Db, rules: CityRules, now: Date): Promise<boolean> => {
  const { mark, organisation } = await planMark(db);
  return mark === null || !mark.complete || mark.version !== versionOf(rules, organisation, now);
};

/** When the duties are to be planned again because the day changes, if not later than `until`: the next midnight. Null: not before. */
export const nextPlanTime = (now: Date, until: Date): Date | null => {
  const midnight = startOfDay(addDays(localDay(now), 1));
  return midnight <= until ? midnight : null;
};

/** By which check a fixed window was fulfilled is no difference between schools. */
const lastCityOf = ({ lastCity }: PlannedSchool, { inspections }: CityRules): LastWindow | null =>
  lastCity === null || inspections.cityWindows === 'rolling' ? lastCity : { ...lastCity, doneOn: null };

const profileOf = (school: PlannedSchool, rules: CityRules, today: LocalDay): SchoolProfile => {
  const since = school.knownSince === null ? today : localDay(school.knownSince);
  return {
    traits: traitsOf(school),
    oneGrid: school.city === null || school.city === school.town,
    knownSince: since < today ? since : today,
    lastCity: lastCityOf(school, rules),
  };
};

type Moment = { now: Date; today: LocalDay };
type Profile = { number: number; windows: ExpectedWindow[] };

/** What all schools of a profile have is computed once for all chunks. */
type Profiles = { rules: CityRules; byKey: Map<string, Profile>; next: Map<string, (Date | null)[]> };

const windowsOf = (profile: SchoolProfile, number: number, { rules, next }: Profiles, { now, today }: Moment): ExpectedWindow[] =>
  planWindows(profile, rules, today).map((window) => {
    const span = `${window.from} ${window.to}`;
    const stages = next.get(span) ?? nextStages(window, rules, now);
    next.set(span, stages);
    return { ...window, profile: number, next: stages };
  });

const lookUp = (profiles: Profiles, school: PlannedSchool, moment: Moment): Profile => {
  const profile = profileOf(school, profiles.rules, moment.today);
  const key = JSON.stringify(profile);
  const found = profiles.byKey.get(key);
  if (found) return found;
  const number = profiles.byKey.size;
  const made = { number, windows: windowsOf(profile, number, profiles, moment) };
  profiles.byKey.set(key, made);
  return made;
};

const expectedOf = (
  schools: readonly PlannedSchool[],
  profiles: Profiles,
  moment: Moment,
): { schools: ExpectedSchool[]; windows: ExpectedWindow[] } => {
  const used = new Set<Profile>();
  const expected = schools.map((school): ExpectedSchool => {
    const { code, city, town } = school;
    if (!isCheckedSchool(school)) return { code, city, town, profile: null };
    const profile = lookUp(profiles, school, moment);
    used.add(profile);
    return { code, city, town, profile: profile.number };
  });
  return { schools: expected, windows: [...used].flatMap(({ windows }) => windows) };
};

type Step = { counts: PlanCounts; finished: boolean };
const NOTHING: PlanCounts = { planned: 0, changed: 0, waived: 0 };

/** The next chunk behind the mark, in the transaction that moves the mark: killed or not, nothing is left out and nothing done for nothing. */
const planChunk = async (db: Db, profiles: Profiles, moment: Moment, onCopies: boolean): Promise<Step> => {
  if (!onCopies && !(await lockPlanning(db))) return { counts: NOTHING, finished: true };
  const { mark, organisation } = await planMark(db);
  const version = versionOf(profiles.rules, organisation, moment.now);
  const same = mark !== null && mark.version === version;
  if (same && mark.complete) return { counts: NOTHING, finished: true };
  const after = same ? mark.after : '';
  const scope = scopeOf(mark, version, profiles.rules);
  const chunk = { after, limit: CHUNK, today: moment.today };
  const found = await schoolsToPlan(db, chunk);
  await lockSchools(
    db,
    found.map(({ code }) => code),
  );
  // Read again: whoever held one of the schools may have fulfilled the window that the next one follows.
  const schools = scope === 'all' ? await schoolsToPlan(db, chunk) : found;
  const counts = schools.length === 0 ? NOTHING : await saveExpected(db, expectedOf(schools, profiles, moment), moment, scope);
  const complete = schools.length < CHUNK;
  const latest = mark !== null && mark.latest > moment.today ? mark.latest : moment.today;
  await savePlanMark(db, { version, after: schools.at(-1)?.code ?? after, complete, scope, latest });
  return { counts, finished: complete };
};

const sum = (a: PlanCounts, b: PlanCounts): PlanCounts => ({
  planned: a.planned + b.planned,
  changed: a.changed + b.changed,
  waived: a.waived + b.waived,
});

/** Kept while nothing it was computed from has changed. */
const profilesFor = (rules: CityRules, before: Profiles | null): Profiles =>
  before?.rules === rules ? before : { rules, byKey: new Map(), next: new Map() };

/**
 * Makes the duties of all schools what they should be at `now`: the windows that run and those ahead, for every rule. Done in chunks of schools,
 * each in a transaction of its own; any number of planners share the work, and a killed one is carried on from where it was. Does nothing while
 * the plan is current, or while an import is under way.
 * @param options `now`: the clock's by default; `over`: asked between chunks, true ends the planning early (the next call goes on); `onCopies`:
 * the tables are the caller's own, so that he shares the work with nobody and nobody is to wait for him
 */
export const planDuties = async (
  deps: InspectionDeps,
  options: { now?: Date; over?: () => boolean; onCopies?: boolean } = {},
): Promise<PlanCounts> => {
  const { database, clock, log } = deps;
  const now = options.now ?? (await clock.now());
  const moment = { now, today: localDay(now) };
  let counts = NOTHING;
  let profiles: Profiles | null = null;
  while (!options.over?.()) {
    const current = profilesFor(await deps.rules(database.prisma), profiles);
    profiles = current;
    const step = await database.transaction((db) => planChunk(db, current, moment, options.onCopies ?? false));
    counts = sum(counts, step.counts);
    if (step.finished) break;
  }
  if (counts.planned + counts.changed + counts.waived > 0) log.info({ ...counts }, 'duties planned');
  return counts;
};
