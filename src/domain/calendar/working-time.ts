import { type CalendarData, isWorkingDay } from './calendar-data.ts';
import { addDays, atLocal, endOfDay, type LocalDay, localDay } from './local-time.ts';

/** Working time opens. */
export const WORK_START = '07:30';
/** Working time closes: 10.5 working hours a day, no lunch break. */
export const WORK_END = '18:00';

const HOUR_MS = 3_600_000;
// A calendar without a working day in two years is broken data, and a search must end.
const LONGEST_SEARCH_DAYS = 731;

const opens = (day: LocalDay): Date => atLocal(day, WORK_START);
const closes = (day: LocalDay): Date => atLocal(day, WORK_END);

const searchWorkingDay = (cal: CalendarData, start: LocalDay, step: 1 | -1): LocalDay => {
  for (let count = 0; count < LONGEST_SEARCH_DAYS; count += 1) {
    const day = addDays(start, count * step);
    if (isWorkingDay(cal, day)) return day;
  }
  throw new RangeError(`the calendar has no working day within two years of ${start}`);
};

/** The first working day after a day. */
export const nextWorkingDay = (cal: CalendarData, day: LocalDay): LocalDay => searchWorkingDay(cal, addDays(day, 1), 1);

/** The day itself if it is a working day, else the next one. */
export const workingDayFrom = (cal: CalendarData, day: LocalDay): LocalDay => searchWorkingDay(cal, day, 1);

/** The day itself if it is a working day, else the last one before it. */
export const workingDayUntil = (cal: CalendarData, day: LocalDay): LocalDay => searchWorkingDay(cal, day, -1);

/** Whether this moment is working time: a working day from 07:30 to 18:00, both ends included. */
export const isWorkingTime = (cal: CalendarData, at: Date): boolean => {
  const day = localDay(at);
  return isWorkingDay(cal, day) && at >= opens(day) && at <= closes(day);
};

/** The moment itself if it is working time, else when work opens next. */
export const workingTimeFrom = (cal: CalendarData, at: Date): Date => {
  const day = localDay(at);
  if (isWorkingDay(cal, day) && at <= closes(day)) return at >= opens(day) ? at : opens(day);
  return opens(nextWorkingDay(cal, day));
};

/**
 * `hours` working hours after `from`, counted in working time only, to the millisecond: 4 h from Friday 16:00 are two hours
 * on Friday and two on Monday, so Monday 09:30. What starts outside working time starts at the next opening. A sum that
 * ends with the working day ends at 18:00, not at the next opening. 0 hours is `from` itself.
 */
export const addWorkingHours = (cal: CalendarData, from: Date, hours: number): Date => {
  if (!(hours >= 0)) throw new RangeError(`not a number of working hours: ${hours}`);
  if (hours === 0) return from;
  let at = workingTimeFrom(cal, from);
  let left = Math.round(hours * HOUR_MS);
  for (;;) {
    const today = closes(localDay(at)).getTime() - at.getTime();
    if (left <= today) return new Date(at.getTime() + left);
    left -= today;
    at = opens(nextWorkingDay(cal, localDay(at)));
  }
};

/**
 * The end (18:00) of the `days`-th working day after the day of `from`. The day of `from` never counts, at whatever hour and
 * whether worked or not, as people count days and as art. 201 of the Civil Code has it: 3 d from Monday 09:00 is Thursday
 * 18:00; from Saturday the count begins with Monday, so Wednesday 18:00. 0 days is `from` itself.
 */
export const addWorkingDays = (cal: CalendarData, from: Date, days: number): Date => {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`not a number of working days: ${days}`);
  if (days === 0) return from;
  let day = localDay(from);
  for (let count = 0; count < days; count += 1) day = nextWorkingDay(cal, day);
  return closes(day);
};

/** The last second of the day `days` calendar days after the day of `from`, worked or not; 0 is the end of the same day. */
export const calendarDaysLater = (from: Date, days: number): Date => endOfDay(addDays(localDay(from), days));

/** How many working hours lie between two moments; 0 when `to` is not later. */
export const workingHoursBetween = (cal: CalendarData, from: Date, to: Date): number => {
  let sum = 0;
  for (let at = workingTimeFrom(cal, from); at < to; at = opens(nextWorkingDay(cal, localDay(at)))) {
    const end = Math.min(closes(localDay(at)).getTime(), to.getTime());
    sum += end - at.getTime();
  }
  return sum / HOUR_MS;
};
