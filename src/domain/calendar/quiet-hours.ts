import { type CalendarData, isWorkingDay } from './calendar-data.ts';
import { addDays, atLocal, type LocalTime, localDay, localTime } from './local-time.ts';
import { nextWorkingDay, workingDayUntil } from './working-time.ts';

/** From this time on the bot starts nothing by itself that can wait. */
export const QUIET_FROM = '20:00';
/** The first minute that is not quiet. */
export const QUIET_UNTIL = '07:30';
/** When digests leave. */
export const DIGEST_AT = '07:45';

/** Whether a reminder must wait: from 20:00 (included) to 07:30 (not included), and all day on days that nobody works. */
export const isQuiet = (cal: CalendarData, at: Date): boolean => {
  const time = localTime(at);
  return time >= QUIET_FROM || time < QUIET_UNTIL || !isWorkingDay(cal, localDay(at));
};

/** The first working morning that is not earlier than `at`: 07:30, or 07:45 for digests. */
export const nextWorkingMorning = (cal: CalendarData, at: Date, time: LocalTime = QUIET_UNTIL): Date => {
  const day = localDay(at);
  if (isWorkingDay(cal, day) && at <= atLocal(day, time)) return atLocal(day, time);
  return atLocal(nextWorkingDay(cal, day), time);
};

/** The last working morning that is not later than `at`. */
export const lastWorkingMorning = (cal: CalendarData, at: Date, time: LocalTime = QUIET_UNTIL): Date => {
  const day = localDay(at);
  const from = at >= atLocal(day, time) ? day : addDays(day, -1);
  return atLocal(workingDayUntil(cal, from), time);
};

/**
 * When a reminder meant for `at` goes out: then, if it isn't quiet; else on the next working morning, but never past its
 * deadline: where that morning would be too late, it goes on the working morning before.
 */
export const outOfQuietHours = (cal: CalendarData, at: Date, deadline: Date | null, time: LocalTime = QUIET_UNTIL): Date => {
  if (!isQuiet(cal, at)) return at;
  const later = nextWorkingMorning(cal, at, time);
  return deadline === null || later <= deadline ? later : lastWorkingMorning(cal, at, time);
};
