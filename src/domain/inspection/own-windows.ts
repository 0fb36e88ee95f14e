import { type CalendarData, isSchoolDay, type SchoolScope } from '../calendar/calendar-data.ts';
import { addDays, daysIn, type LocalDay } from '../calendar/local-time.ts';
import { CHECK_RULES, SCHOOL_RULES, type SchoolRule } from './rules.ts';
import { type DutyWindow, dayWindow, monthWindow, quarterWindow, weekWindow } from './window.ts';

const WINDOW_OF: Record<SchoolRule, (day: LocalDay) => DutyWindow> = {
  'school-daily': dayWindow,
  'school-weekly': weekWindow,
  'school-monthly': monthWindow,
  'school-quarterly': quarterWindow,
};

/** Longer than any vacation: whoever finds no school day within it looks no further. In days. */
const LONGEST_SEARCH_DAYS = 366;

/** A window without a school day has no duty; the next that has one is looked for behind it, after a vacation too. */
const windowsWithSchool = (
  windowOf: (day: LocalDay) => DutyWindow,
  isSchool: (day: LocalDay) => boolean,
  today: LocalDay,
  ahead: number,
) => {
  const hasSchool = ({ from, to }: DutyWindow): boolean => daysIn(from, to).some(isSchool);
  const furthest = addDays(today, LONGEST_SEARCH_DAYS);
  const current = windowOf(today);
  const windows = hasSchool(current) ? [current] : [];
  const wanted = windows.length + ahead;
  for (
    let next = windowOf(addDays(current.to, 1));
    windows.length < wanted && next.from <= furthest;
    next = windowOf(addDays(next.to, 1))
  ) {
    if (hasSchool(next)) windows.push(next);
  }
  return windows;
};

/** The windows of a school's own rules that run, and those ahead: 日巡查, 周排查, 月检查 and 季度总结 where there is a school day (F4). */
export const ownWindows = (
  calendar: CalendarData,
  traits: readonly SchoolScope[],
  today: LocalDay,
): { rule: SchoolRule; window: DutyWindow }[] => {
  const known = new Map<LocalDay, boolean>();
  const isSchool = (day: LocalDay): boolean => {
    const found = known.get(day) ?? isSchoolDay(calendar, day, traits);
    known.set(day, found);
    return found;
  };
  return SCHOOL_RULES.flatMap((rule) =>
    windowsWithSchool(WINDOW_OF[rule], isSchool, today, CHECK_RULES[rule].ahead).map((window) => ({ rule, window })),
  );
};
