import { daysBetween, type LocalDay, weekday } from './local-time.ts';

/** Which schools a term or a sensitive period is for, in the words of the workbook's 适用 column. */
export type SchoolScope = '全部' | '幼儿园' | '小学' | '初中' | '高中' | '寄宿';

/** A term (学期): from its first to its last school day, both included. */
export type Term = { name: string; from: LocalDay; to: LocalDay; appliesTo: readonly SchoolScope[] };

/** A sensitive period (敏感时期): checks are `multiplier` times as dense, `focus` are hazard categories. Both ends included. */
export type SensitivePeriod = {
  name: string;
  from: LocalDay;
  to: LocalDay;
  multiplier: number;
  focus: readonly string[];
  appliesTo: readonly SchoolScope[];
};

/** All that the city knows of its calendar: statutory days with the workbook's rows laid over them (the workbook wins), terms, periods. */
export type CalendarData = {
  days: ReadonlyMap<LocalDay, 'off' | 'work'>;
  terms: readonly Term[];
  sensitive: readonly SensitivePeriod[];
};

/** A calendar that knows nothing: plain weeks, no terms, no periods. */
export const plainWeeks: CalendarData = { days: new Map(), terms: [], sensitive: [] };

// Summer is the longest vacation (about 05 July to 31 August). A longer gap means that nobody has entered the next term yet.
const LONGEST_VACATION_DAYS = 75;

const covers = (span: { from: LocalDay; to: LocalDay }, day: LocalDay): boolean => span.from <= day && day <= span.to;

/** Whether something for `appliesTo` is for a school with these traits (its stages, and 寄宿 where pupils board). */
export const appliesToSchool = (appliesTo: readonly SchoolScope[], traits: readonly SchoolScope[]): boolean =>
  appliesTo.includes('全部') || appliesTo.some((scope) => traits.includes(scope));

/** Monday to Friday unless the days say otherwise: a statutory day off, a make-up day (调休), a day that the city set. */
export const isWorkingDay = (cal: CalendarData, day: LocalDay): boolean => {
  const known = cal.days.get(day);
  return known === undefined ? weekday(day) <= 5 : known === 'work';
};

/**
 * Whether the day lies in a vacation of a school with these traits: outside every term that applies, but within 75 days of
 * one. Farther away, the terms have simply not been entered, and no check may be forgotten for that: it is not a vacation.
 */
export const isVacation = (cal: CalendarData, day: LocalDay, traits: readonly SchoolScope[]): boolean => {
  const terms = cal.terms.filter((term) => appliesToSchool(term.appliesTo, traits));
  if (terms.some((term) => covers(term, day))) return false;
  return terms.some((term) => daysAway(term, day) <= LONGEST_VACATION_DAYS);
};

const daysAway = (term: Term, day: LocalDay): number => (day < term.from ? daysBetween(day, term.from) : daysBetween(term.to, day));

/** A day on which such a school has pupils: a working day that is in no vacation. Without terms every working day is one. */
export const isSchoolDay = (cal: CalendarData, day: LocalDay, traits: readonly SchoolScope[]): boolean =>
  isWorkingDay(cal, day) && !isVacation(cal, day, traits);

/** The sensitive periods of such a school on a day. */
export const sensitivePeriodsOn = (cal: CalendarData, day: LocalDay, traits: readonly SchoolScope[]): SensitivePeriod[] =>
  cal.sensitive.filter((period) => covers(period, day) && appliesToSchool(period.appliesTo, traits));

/** Overlapping periods as one: the largest multiplier and every focus category once; multiplier 1 where there is none. */
export const sensitivityOn = (
  cal: CalendarData,
  day: LocalDay,
  traits: readonly SchoolScope[],
): { names: string[]; multiplier: number; focus: string[] } => {
  const periods = sensitivePeriodsOn(cal, day, traits);
  return {
    names: periods.map((period) => period.name),
    multiplier: Math.max(1, ...periods.map((period) => period.multiplier)),
    focus: [...new Set(periods.flatMap((period) => period.focus))],
  };
};
