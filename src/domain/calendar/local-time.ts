import dayjs, { type Dayjs } from 'dayjs';
import utc from 'dayjs/plugin/utc.js';

/**
 * Days and clock times as people in Asia/Shanghai say them, whatever the server's zone: the only file that knows it, through dayjs.
 *
 * The zone is a fixed UTC+8: China has kept no daylight saving time since 1991 and has one zone, so that dayjs's fixed offset is exact and
 * many times faster than asking the zone database.
 */
dayjs.extend(utc);

/** A calendar day in Asia/Shanghai, always `YYYY-MM-DD`; compares as text. */
export type LocalDay = string;

/** A calendar month in Asia/Shanghai, always `YYYY-MM`; compares as text. */
export type LocalMonth = string;

/** A time of day, `HH:MM` from `00:00` to `24:00`; compares as text. */
export type LocalTime = string;

const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;
const TIME_PATTERN = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const DAY = 'YYYY-MM-DD';

/**
 * A moment as clocks in China show it, written as if it were UTC. (dayjs's own `utcOffset` goes through the server's zone and is an hour off
 * near a change of that zone's clocks.)
 */
const inChina = (at: Date): Dayjs => dayjs.utc(at.getTime() + OFFSET_MS);

/** As many days as the plans of some years name; then the memory begins anew. */
const MOST_KNOWN = 5_000;
const known = new Map<LocalDay, number>();

/**
 * Counting days needs no zone: a day is its own midnight in UTC, in milliseconds. The same few hundred days are asked for millions of times when a
 * province is planned, so that what was read once is kept.
 */
const midnight = (day: LocalDay): number => {
  const found = known.get(day);
  if (found !== undefined) return found;
  if (!isLocalDay(day)) throw new RangeError(`not a day: ${day}`);
  if (known.size >= MOST_KNOWN) known.clear();
  const at = dayjs.utc(day).valueOf();
  known.set(day, at);
  return at;
};

const dayAt = (midnightMs: number): LocalDay => new Date(midnightMs).toISOString().slice(0, DAY.length);

/** Whether the text is a day that exists: `2026-02-29` is none. */
export const isLocalDay = (text: string): boolean => {
  if (!DAY_PATTERN.test(text)) return false;
  const at = dayjs.utc(text);
  return at.isValid() && at.format(DAY) === text;
};

/** The day that a wall calendar in China shows at this moment. */
export const localDay = (at: Date): LocalDay => dayAt(at.getTime() + OFFSET_MS);

/** The time that a clock in China shows, `HH:MM`, seconds cut off. */
export const localTime = (at: Date): LocalTime => inChina(at).format('HH:mm');

/** The moment of a clock time on a day; `24:00` is the next day's midnight. Throws RangeError for what is no day or time. */
export const atLocal = (day: LocalDay, time: LocalTime): Date => {
  if (!TIME_PATTERN.test(time)) throw new RangeError(`not a time of day: ${time}`);
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return new Date(midnight(day) - OFFSET_MS + minutes * 60_000);
};

/** The first moment of a day. */
export const startOfDay = (day: LocalDay): Date => atLocal(day, '00:00');

/** The last second of a day: still that day on every paper, unlike the midnight after it. */
export const endOfDay = (day: LocalDay): Date => new Date(atLocal(day, '24:00').getTime() - 1000);

/** ISO 8601 with the zone of the place, e.g. `2026-11-25T18:00:00.000+08:00`. */
export const isoLocal = (at: Date): string => inChina(at).format('YYYY-MM-DDTHH:mm:ss.SSS[+08:00]');

/** The day `count` days later (earlier when negative). */
export const addDays = (day: LocalDay, count: number): LocalDay => dayAt(midnight(day) + count * DAY_MS);

/** How many days `to` lies after `from`; negative when before. */
export const daysBetween = (from: LocalDay, to: LocalDay): number => (midnight(to) - midnight(from)) / DAY_MS;

/** Every day from `from` to `to`, both included; none when `to` is earlier. */
export const daysIn = (from: LocalDay, to: LocalDay): LocalDay[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, index) => addDays(from, index));

/** Monday 1 … Sunday 7, as the Chinese week runs. */
export const weekday = (day: LocalDay): 1 | 2 | 3 | 4 | 5 | 6 | 7 => {
  const sundayFirst = new Date(midnight(day)).getUTCDay();
  return (sundayFirst === 0 ? 7 : sundayFirst) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
};

/** The Monday of the day's week. */
export const mondayOf = (day: LocalDay): LocalDay => addDays(day, 1 - weekday(day));

/** The day's month, `YYYY-MM`. */
export const monthOf = (day: LocalDay): LocalMonth => day.slice(0, 7);

/** The month `count` months later (earlier when negative). */
export const addMonths = (month: LocalMonth, count: number): LocalMonth =>
  dayjs
    .utc(midnight(firstDayOf(month)))
    .add(count, 'month')
    .format('YYYY-MM');

/** The first day of a month. */
export const firstDayOf = (month: LocalMonth): LocalDay => `${month}-01`;

/** The last day of a month, leap years counted. */
export const lastDayOf = (month: LocalMonth): LocalDay => addDays(firstDayOf(addMonths(month, 1)), -1);
