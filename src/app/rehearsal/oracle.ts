import { type Audience, type Hearing, hearOfDuty, hearOfTheWeek } from './audience.ts';
import type { City, CityPerson } from './city.ts';
import { type DayNumber, dayText, mondayBefore } from './day-number.ts';
import { grouped } from './grouped.ts';
import { digestsAtOddTimes, doubledDigests } from './odd-digests.ts';
import type { Absences } from './people.ts';
import type { RehearsalCalendar } from './rehearsal-calendar.ts';
import { dutyKey, type Wanted, wantedDuties } from './wanted-duties.ts';
import { type CheckMade, countsTowards, isPastTelling, stageOn, type Watched, watch } from './watched-duty.ts';

/** A row of the duty table, with its days as numbers. */
export type DutyRow = {
  school: string;
  rule: string;
  unit: string;
  from: DayNumber;
  to: DayNumber;
  name: string;
  required: number;
  done: number;
  waived: string | null;
  stages: readonly string[];
};

/**
 * A message as it was written. `to`: person:工号, or group:unit code. `day` and `minute` (after its midnight): when it may leave. `hazards`: it
 * tells of hazards too.
 */
export type MessageSeen = { to: string; kind: string; day: DayNumber; minute: number; hazards: boolean };

export type OracleOptions = {
  from: DayNumber;
  to: DayNumber;
  /** Who is away on a day. */
  away: Absences;
};

/** What is a digest among the messages: a person's, and a group's. */
const isDigest = ({ kind }: MessageSeen): boolean => kind === 'digest' || kind === 'group-digest';
/** Of a window that is so long something has to be left for whoever first hears of it. */
const LONG_DAYS = 8;
const FEWEST_WORKING_DAYS = 5;
/** A reminder of a window that begins in a holiday comes before it. */
const LOOK_AHEAD_DAYS = 16;

const STAGE_ORDER = ['opens', 'halfway', 'left-7', 'left-3', 'left-1', 'overdue', 'upper'];

type CityNow = {
  city: City;
  calendar: RehearsalCalendar;
  officers: ReadonlyMap<string, CityPerson[]>;
  above: ReadonlyMap<string, string | null>;
};

/**
 * Judges a rehearsed city by the notice and the design, read a second time: naive, from what the city is and what its people did, without any
 * of the code that plans and reminds. `misses`: what should be there and is not; `doubles`: what is there twice, or for no reason.
 */
export const createOracle = ({ from, to, away }: OracleOptions) => {
  const misses: string[] = [];
  const doubles: string[] = [];
  const duties = new Map<string, Watched>();
  const ofSchool = new Map<string, Watched[]>();
  const checks = new Map<string, CheckMade[]>();
  let coming: Wanted[] = [];
  let active: Watched[] = [];
  let now: CityNow | null = null;
  /** Units with a chat group. */
  let grouping: ReadonlySet<string> = new Set();

  const words = (duty: Pick<Wanted, 'school' | 'rule' | 'unit' | 'from' | 'to' | 'period'>): string =>
    `${duty.school} ${duty.rule} ${duty.period ?? ''}[${dayText(duty.from)}..${dayText(duty.to)}] by ${duty.unit}`;

  const begin = (wanted: Wanted, calendar: RehearsalCalendar): Watched => {
    const duty = watch(wanted, calendar);
    const known = ofSchool.get(duty.school) ?? [];
    duty.count = (checks.get(duty.school) ?? []).filter((check) => countsTowards(check, duty)).length;
    known.push(duty);
    ofSchool.set(duty.school, known);
    duties.set(duty.key, duty);
    active.push(duty);
    return duty;
  };

  /** From when on the oracle watches a duty: sensitive periods early, since theirs may begin in a holiday. */
  const watchFrom = ({ rule, from: begins }: Wanted): DayNumber => (rule === 'sensitive' ? begins - LOOK_AHEAD_DAYS : begins);

  /** The city is like this from now on: what nobody has to do any more ends, and what is new begins. */
  const cityIs = (city: City, calendar: RehearsalCalendar, day: DayNumber): void => {
    now = {
      city,
      calendar,
      officers: grouped(city.people, ({ unit }) => unit),
      above: new Map(city.units.map(({ code, sector }) => [code, sector])),
    };
    grouping = new Set(city.groups.map(({ unit }) => unit));
    coming = wantedDuties(city, calendar, day, to + LOOK_AHEAD_DAYS).sort((a, b) => watchFrom(b) - watchFrom(a));
    const wanted = new Map(coming.map((each) => [dutyKey(each), each]));
    const living = new Set(city.units.map(({ code }) => code));
    for (const duty of duties.values()) {
      duty.silent ||= !living.has(duty.school);
      if (duty.to < day) continue;
      const still = wanted.get(duty.key);
      if (still === undefined) duty.ended = true;
      else duty.required = still.required;
    }
  };

  const isDoneElsewhere = (wanted: Wanted): boolean =>
    (ofSchool.get(wanted.school) ?? []).some(
      (other) =>
        other.ended &&
        other.rule === wanted.rule &&
        other.from === wanted.from &&
        other.period === wanted.period &&
        other.count >= other.required,
    );

  /** The bot hears of a school when a long window is nearly over: nobody could do it any more, and it need not be begun. */
  const isTooLate = ({ school, from: begins, to: ends }: Wanted, day: DayNumber, { isWorkingDay }: RehearsalCalendar): boolean => {
    if (ofSchool.has(school) || begins >= day || ends - begins < LONG_DAYS - 1) return false;
    return Array.from({ length: ends - day + 1 }, (_, index) => day + index).filter(isWorkingDay).length < FEWEST_WORKING_DAYS;
  };

  const beginWhatComes = (day: DayNumber, calendar: RehearsalCalendar): void => {
    const beginning: Wanted[] = [];
    for (let next = coming.at(-1); next !== undefined && watchFrom(next) <= day; next = coming.at(-1)) {
      coming.pop();
      if (!duties.has(dutyKey(next))) beginning.push(next);
    }
    const optional = new Set(beginning.filter((wanted) => isDoneElsewhere(wanted) || isTooLate(wanted, day, calendar)));
    for (const wanted of beginning) {
      const duty = begin(wanted, calendar);
      duty.optional = optional.has(wanted);
      duty.silent = isPastTelling(wanted, day, calendar);
    }
  };

  /**
   * The planner has been: what begins today (after a change of the city all that runs today) must be there once, as the notice wants it.
   * `rows`: all of these days.
   */
  const planned = (day: DayNumber, rows: readonly DutyRow[], scope: 'begins' | 'runs'): void => {
    if (now === null) return;
    beginWhatComes(day, now.calendar);
    const found = new Map<string, DutyRow>();
    for (const row of rows) {
      const key = keyOfRow(row);
      if (found.has(key)) doubles.push(`duty twice on ${dayText(day)}: ${wordsOfRow(row)}`);
      found.set(key, row);
      compareRow(row, duties.get(key), day);
    }
    for (const duty of active) {
      if (duty.ended || duty.optional || duty.to < day || (scope === 'begins' ? duty.from !== day : duty.from > day)) continue;
      if (!found.has(duty.key)) misses.push(`no duty on ${dayText(day)}: ${words(duty)}`);
    }
  };

  const keyOfRow = (row: DutyRow): string => dutyKey({ ...row, period: row.rule === 'sensitive' ? row.name : null });
  const wordsOfRow = (row: DutyRow): string => words({ ...row, period: row.name });

  const compareRow = (row: DutyRow, duty: Watched | undefined, day: DayNumber): void => {
    const on = dayText(day);
    if (duty === undefined || duty.ended) {
      if (row.waived === null && row.done < row.required) doubles.push(`a duty that nobody has on ${on}: ${wordsOfRow(row)}`);
      return;
    }
    if (duty.to !== row.to) misses.push(`wrong end on ${on}: ${words(duty)}, there ${dayText(row.to)}`);
    if (row.required < duty.required) misses.push(`too few checks on ${on}: ${words(duty)} ${row.required} instead of ${duty.required}`);
    if (row.required > duty.required) doubles.push(`too many checks on ${on}: ${words(duty)} ${row.required} instead of ${duty.required}`);
    if (!duty.optional && !duty.excused && row.waived !== null) misses.push(`waived (${row.waived}) on ${on}: ${words(duty)}`);
    if (duty.excused && row.waived === null) doubles.push(`asked for in the vacation on ${on}: ${words(duty)}`);
  };

  const checked = (made: readonly CheckMade[]): void => {
    for (const check of made) {
      const known = checks.get(check.school);
      if (known) known.push(check);
      else checks.set(check.school, [check]);
      for (const duty of ofSchool.get(check.school) ?? []) if (countsTowards(check, duty)) duty.count += 1;
    }
  };

  /** The reminders whose morning this is. */
  const dueThisMorning = (day: DayNumber, audience: Audience, hearing: Hearing): void => {
    const left: Watched[] = [];
    for (const duty of active) {
      if (duty.ended || duty.silent || duty.excused || duty.count >= duty.required) continue;
      const stage = stageOn(duty, day);
      if (stage > duty.told) {
        duty.told = stage;
        hearOfDuty(audience, hearing, duty, words(duty));
      }
      if (duty.told < duty.stages.length - 1) left.push(duty);
    }
    active = left;
  };

  /** Who hears of the week; whoever begins in the middle of it may wait for the next one. */
  const summaries = (audience: Audience, hearing: Hearing, day: DayNumber): void =>
    hearOfTheWeek(audience, hearing, mondayBefore(day) < from ? new Set() : busyUnits(day));

  /** Once a week the 网格长 hears of all: on its first working day. On the very first day of all the bot has not told him yet. */
  const isSummaryDay = (day: DayNumber, { isWorkingDay }: RehearsalCalendar): boolean => {
    for (let before = mondayBefore(day); before < day; before += 1) if (before >= from && isWorkingDay(before)) return false;
    return true;
  };

  /** Units that have something to do in a window that runs, but for the day that has just begun. */
  const busyUnits = (day: DayNumber): Set<string> =>
    new Set(
      active
        .filter((duty) => !duty.ended && !duty.optional && !duty.excused && duty.rule !== 'school-daily')
        .filter((duty) => duty.from <= day && duty.to >= day && duty.count < duty.required)
        .map(({ unit }) => unit),
    );

  /** A morning has passed: `seen` is all that was written on it. */
  const morning = (day: DayNumber, seen: readonly MessageSeen[]): void => {
    if (now === null) return;
    const digests = seen.filter(isDigest);
    doubles.push(...doubledDigests(digests), ...digestsAtOddTimes(digests, now.calendar));
    if (!now.calendar.isWorkingDay(day)) return;
    const audience: Audience = { must: new Map(), may: new Set() };
    const hearing: Hearing = { ...now, bureau: now.city.bureau, grouping, isAway: (id) => away(id, day) };
    if (isSummaryDay(day, now.calendar)) summaries(audience, hearing, day);
    dueThisMorning(day, audience, hearing);
    const told = new Set(digests.map(({ to: recipient }) => recipient));
    for (const [recipient, why] of audience.must) {
      if (!told.has(recipient)) misses.push(`no digest to ${recipient} on ${dayText(day)}: ${why}`);
    }
    const other = new Set(digests.filter(({ hazards }) => hazards).map(({ to: recipient }) => recipient));
    for (const recipient of told) {
      if (!audience.may.has(recipient) && !other.has(recipient))
        doubles.push(`a digest to ${recipient} on ${dayText(day)} who has nothing due`);
    }
  };

  /** What was written at other times of a day than its morning. */
  const later = (seen: readonly MessageSeen[]): void => {
    const digests = seen.filter(isDigest);
    for (const { to: recipient, day, minute } of digests)
      doubles.push(`a digest to ${recipient} on ${dayText(day)} after the morning (${minute})`);
  };

  const compareStages = (row: DutyRow, duty: Watched): void => {
    const told = row.stages.reduce((most, stage) => Math.max(most, STAGE_ORDER.indexOf(stage)), -1);
    const wanted = STAGE_ORDER.indexOf(duty.stages[duty.told]?.stage ?? '');
    if (told < wanted) misses.push(`never told (${STAGE_ORDER[wanted]}): ${words(duty)}`);
    if (told > wanted) doubles.push(`told without need (${STAGE_ORDER[told]}): ${words(duty)}`);
    if (new Set(row.stages).size < row.stages.length) doubles.push(`a stage told twice (${row.stages.join()}): ${words(duty)}`);
  };

  /** The time is over: every duty that began in it is compared with what people did. @returns how many of them people left undone */
  const finish = (rows: readonly DutyRow[]): { undone: number } => {
    const byKey = new Map(rows.map((row) => [keyOfRow(row), row]));
    let undone = 0;
    for (const duty of duties.values()) {
      const row = byKey.get(duty.key);
      if (duty.ended || duty.optional || (row === undefined && duty.from > to)) continue;
      if (row === undefined) {
        misses.push(`no duty at the end: ${words(duty)}`);
        continue;
      }
      if (row.done < duty.count) misses.push(`checks not counted: ${words(duty)} ${row.done} of ${duty.count}`);
      if (row.done > duty.count) doubles.push(`checks counted too often: ${words(duty)} ${row.done} instead of ${duty.count}`);
      compareStages(row, duty);
      if (!duty.excused && duty.to <= to && duty.count < duty.required) undone += 1;
    }
    for (const row of rows) if (row.from >= from && row.from <= to) compareRow(row, duties.get(keyOfRow(row)), to);
    return { undone };
  };

  return { misses, doubles, cityIs, planned, checked, morning, later, finish };
};

export type Oracle = ReturnType<typeof createOracle>;
