import type { DayNumber } from './day-number.ts';
import type { RehearsalCalendar } from './rehearsal-calendar.ts';
import { dutyKey, type Wanted } from './wanted-duties.ts';

/** A reminder as the design lists it, and the morning on which it is told. */
export type StageDay = { stage: string; on: DayNumber };

/** A duty under the oracle's eyes: what people did for it, and which reminder came last (-1: none). */
export type Watched = Wanted & {
  key: string;
  stages: readonly StageDay[];
  count: number;
  told: number;
  /** No longer anybody's: its school closed, or lies in another grid now. */
  ended: boolean;
  /** Its school has closed: what was missed there stays missed, but nobody hears of it any more. */
  silent: boolean;
  /** Another grid had done it before this one came to it: it may be there or not. */
  optional: boolean;
};

/** The reminders within a window, and from how many days of it on there is one. Design §4.2. */
const WITHIN: readonly { stage: string; shortest: number; day: (from: DayNumber, to: DayNumber) => DayNumber }[] = [
  { stage: 'opens', shortest: 1, day: (from) => from },
  { stage: 'halfway', shortest: 15, day: (from, to) => from + Math.floor((to - from + 1) / 2) },
  { stage: 'left-7', shortest: 14, day: (_from, to) => to - 7 },
  { stage: 'left-3', shortest: 6, day: (_from, to) => to - 3 },
  { stage: 'left-1', shortest: 2, day: (_from, to) => to - 1 },
];

const WORKING_DAYS_BEFORE_THE_GRID_ABOVE_HEARS = 3;

const workingFrom = (day: DayNumber, { isWorkingDay }: RehearsalCalendar): DayNumber => {
  let at = day;
  while (!isWorkingDay(at)) at += 1;
  return at;
};

/** The next working day, but never past the end: then the one before. */
const morningFor = (meant: DayNumber, to: DayNumber, calendar: RehearsalCalendar): DayNumber => {
  const next = workingFrom(meant, calendar);
  if (next <= to) return next;
  let at = meant;
  while (!calendar.isWorkingDay(at)) at -= 1;
  return at;
};

/** On which mornings somebody hears of a duty that is not done, earliest first. */
export const stageDays = ({ from, to }: Pick<Wanted, 'from' | 'to'>, calendar: RehearsalCalendar): StageDay[] => {
  const within = WITHIN.filter(({ shortest }) => to - from + 1 >= shortest).map(({ stage, day }) => ({
    stage,
    on: morningFor(day(from, to), to, calendar),
  }));
  const overdue = workingFrom(to + 1, calendar);
  let upper = overdue;
  for (let count = 0; count < WORKING_DAYS_BEFORE_THE_GRID_ABOVE_HEARS; count += 1) upper = workingFrom(upper + 1, calendar);
  return [...within, { stage: 'overdue', on: overdue }, { stage: 'upper', on: upper }];
};

/** A week counts as short; so many days do not. */
const LONG_DAYS = 8;

/** A day or week of which nobody could be told in time, since the bot came to know of it when its last morning had passed: nobody hears of it. */
export const isPastTelling = ({ from, to }: Pick<Wanted, 'from' | 'to'>, known: DayNumber, calendar: RehearsalCalendar): boolean =>
  from < known && to - from + 1 < LONG_DAYS && workingFrom(known, calendar) > to;

/** A duty begins to be watched. */
export const watch = (wanted: Wanted, calendar: RehearsalCalendar): Watched => ({
  ...wanted,
  key: dutyKey(wanted),
  stages: stageDays(wanted, calendar),
  count: 0,
  told: -1,
  ended: false,
  silent: false,
  optional: false,
});

/** The latest reminder whose morning has come; the ones before it are merged into it. -1: none. */
export const stageOn = ({ stages }: Watched, day: DayNumber): number => stages.findLastIndex(({ on }) => on <= day);

/** A check as it was made, and where whoever made it belongs. */
export type CheckMade = { school: string; unit: string; day: DayNumber; period: string | null };

/** What a school's own people have done with a walk that they call so. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  day: ['school-daily'],
  week: ['school-daily', 'school-weekly'],
  month: ['school-daily', 'school-weekly', 'school-monthly'],
  quarter: ['school-quarterly'],
};

/** Whether a check counts: one check counts for every window it falls in, for the grid of whoever made it. */
export const countsTowards = (check: CheckMade, duty: Wanted): boolean => {
  if (check.school !== duty.school || check.day < duty.from || check.day > duty.to || check.unit !== duty.unit) return false;
  if (duty.rule.startsWith('school-')) return OWN[check.period ?? 'day']?.includes(duty.rule) ?? false;
  // A 中心校 that is checked by its own people has been checked by its grid when they did more than a daily walk: a monthly check.
  return check.unit !== duty.school || check.period === 'month';
};
