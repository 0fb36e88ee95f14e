import { addDays, addMonths, daysBetween, firstDayOf, type LocalDay, lastDayOf, mondayOf, monthOf } from '../calendar/local-time.ts';

/** The time in which a duty is to be done: both days included. `name` as people say it: 2026年11—12月, 11月23日—29日, 冬季取暖. */
export type DutyWindow = { from: LocalDay; to: LocalDay; name: string };

const yearOf = (day: LocalDay): number => Number(day.slice(0, 4));
const monthNumber = (day: LocalDay): number => Number(day.slice(5, 7));

const sayMonthDay = (day: LocalDay): string => `${monthNumber(day)}月${Number(day.slice(8))}日`;

/** 11月23日—29日, 11月30日—12月6日; with years where they differ. */
const saySpan = (from: LocalDay, to: LocalDay): string => {
  if (yearOf(from) !== yearOf(to)) return `${sayWithYear(from)}—${sayWithYear(to)}`;
  return `${sayMonthDay(from)}—${monthNumber(from) === monthNumber(to) ? `${Number(to.slice(8))}日` : sayMonthDay(to)}`;
};

const sayWithYear = (day: LocalDay): string => `${yearOf(day)}年${sayMonthDay(day)}`;

const wholeMonths = (from: LocalDay, to: LocalDay): DutyWindow => ({
  from,
  to,
  name: `${yearOf(from)}年${monthNumber(from)}${monthOf(from) === monthOf(to) ? '' : `—${monthNumber(to)}`}月`,
});

/** One day: 11月23日. */
export const dayWindow = (day: LocalDay): DutyWindow => ({ from: day, to: day, name: sayMonthDay(day) });

/** The week of a day, Monday to Sunday: 11月23日—29日. */
export const weekWindow = (day: LocalDay): DutyWindow => {
  const from = mondayOf(day);
  const to = addDays(from, 6);
  return { from, to, name: saySpan(from, to) };
};

/** The fixed window of `count` months that a day lies in, counted from January: 2026年11月, 2026年11—12月, 2026年10—12月. */
export const monthsWindow = (day: LocalDay, count: 1 | 2 | 3): DutyWindow => {
  const first = addMonths(monthOf(day), -((monthNumber(day) - 1) % count));
  return wholeMonths(firstDayOf(first), lastDayOf(addMonths(first, count - 1)));
};

/** The month of a day: 2026年11月. */
export const monthWindow = (day: LocalDay): DutyWindow => monthsWindow(day, 1);

const QUARTERS = ['一', '二', '三', '四'] as const;

/** The quarter of a day: 2026年第四季度. */
export const quarterWindow = (day: LocalDay): DutyWindow => ({
  ...monthsWindow(day, 3),
  name: `${yearOf(day)}年第${QUARTERS[Math.floor((monthNumber(day) - 1) / 3)] ?? ''}季度`,
});

/** The last day of `count` months that begin with `from`: the day before the same date; where that month has no such date, its last day. */
const endOfMonths = (from: LocalDay, count: number): LocalDay => {
  const month = addMonths(monthOf(from), count);
  const date = Number(from.slice(8));
  const last = lastDayOf(month);
  return date > Number(last.slice(8)) ? last : addDays(firstDayOf(month), date - 2);
};

/** `count` months from any day on: 2026年11月5日—2027年1月4日. */
export const rollingWindow = (from: LocalDay, count: 1 | 2 | 3): DutyWindow => {
  const to = endOfMonths(from, count);
  return { from, to, name: `${sayWithYear(from)}—${yearOf(from) === yearOf(to) ? sayMonthDay(to) : sayWithYear(to)}` };
};

/** What is left of a window of whole months from a day on, under a name of its own: nothing is to be checked twice after a change of rule. */
export const restOfMonths = (window: DutyWindow, from: LocalDay): DutyWindow => {
  if (from <= window.from) return window;
  if (from === firstDayOf(monthOf(from))) return wholeMonths(from, window.to);
  return { from, to: window.to, name: `${sayWithYear(from)}—${sayMonthDay(window.to)}` };
};

/** How many days a window has. */
export const lengthOf = ({ from, to }: Pick<DutyWindow, 'from' | 'to'>): number => daysBetween(from, to) + 1;
