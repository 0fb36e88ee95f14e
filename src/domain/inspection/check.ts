import { addDays, type LocalDay } from '../calendar/local-time.ts';
import type { SchoolRule } from './rules.ts';

/** Nothing found, something found; null: not said. */
export type CheckResult = '正常' | '有问题';

/** How a school's own check was called: 日巡查, 周排查, 月检查, 季度总结. */
export type CheckPeriod = 'day' | 'week' | 'month' | 'quarter';

/** A check may be recorded late, but not without end: so many days back, and never ahead. */
export const LONGEST_BACKDATE_DAYS = 60;

/** The same said again within so many minutes is the same check. */
export const REPEAT_MINUTES = 10;

/** Whether a check that was made on `day` may be recorded on `today`. */
export const dayAllowed = (day: LocalDay, today: LocalDay): 'ok' | 'future' | 'too-old' => {
  if (day > today) return 'future';
  return day < addDays(today, -LONGEST_BACKDATE_DAYS) ? 'too-old' : 'ok';
};

/** A heavier check of the same people covers the lighter ones of its day and week; a summary (季度总结) is no walk through the school. */
const COVERS: Record<CheckPeriod, readonly SchoolRule[]> = {
  day: ['school-daily'],
  week: ['school-weekly', 'school-daily'],
  month: ['school-monthly', 'school-weekly', 'school-daily'],
  quarter: ['school-quarterly'],
};

/** How a recorded check was called, as far as what it counts for tells; null: by nobody of the school itself. */
export const periodOf = (rules: readonly string[]): CheckPeriod | null => {
  const heaviestFirst = ['quarter', 'month', 'week', 'day'] as const;
  return (
    heaviestFirst.find((period) => COVERS[period].length === rules.length && COVERS[period].every((rule) => rules.includes(rule))) ?? null
  );
};

/** A checked school's grids: codes of the bureau and of the unit that stands for the town grid (the bureau for schools directly under it). */
export type GridsOfSchool = { school: string; city: string | null; town: string | null };

/**
 * For what a check counts. `units`: where the checker holds a role. Staff of the school fulfil its own rules; the bureau's and the 中心校's
 * people those of their grid. A 中心校 that checks itself (design §4.1) fulfils its town duty by its 月检查.
 */
export const countsFor = (
  grids: GridsOfSchool,
  units: readonly string[],
  period: CheckPeriod | null,
): { grids: string[]; rules: SchoolRule[] } => {
  const ownStaff = units.includes(grids.school);
  const rules = ownStaff ? [...COVERS[period ?? 'day']] : [];
  const above = [grids.city, grids.town].filter((code): code is string => code !== null && code !== grids.school && units.includes(code));
  const itself = grids.town === grids.school && ownStaff && period === 'month' ? [grids.school] : [];
  return { grids: [...new Set([...above, ...itself])], rules };
};

/** A check as somebody records it. `photos`: with the time in the photo, where it carries one. */
export type CheckRecord = {
  school: string;
  by: string;
  day: LocalDay;
  result: CheckResult | null;
  period: CheckPeriod | null;
  words: string;
};
