/**
 * Days as whole numbers (1970-01-01 is 0), for the rehearsal alone: the oracle must not count with the code that it judges, and a year of a
 * city asks for a day some millions of times.
 */
export type DayNumber = number;

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;

/** The number of a day `YYYY-MM-DD`. */
export const dayNumber = (day: string): DayNumber => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

const texts = new Map<DayNumber, string>();

/** The day of a number, `YYYY-MM-DD`. */
export const dayText = (day: DayNumber): string => {
  const known = texts.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10);
  texts.set(day, text);
  return text;
};

/** Monday 1 … Sunday 7. */
export const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The Monday of the day's week. */
export const mondayBefore = (day: DayNumber): DayNumber => day - weekdayOf(day) + 1;

/** The moment of a clock time in China; `minutes` after the day's midnight. */
export const momentOf = (day: DayNumber, minutes: number): Date => new Date(day * DAY_MS - CHINA_MS + minutes * 60_000);

/** The first and the last day of a run of months that begins `ahead` months after the January of the day's year. */
export const monthsFrom = (day: DayNumber, ahead: number, months: number): { from: DayNumber; to: DayNumber } => {
  const year = new Date(day * DAY_MS).getUTCFullYear();
  return { from: Date.UTC(year, ahead, 1) / DAY_MS, to: Date.UTC(year, ahead + months, 1) / DAY_MS - 1 };
};

/** January 0 … December 11. */
export const monthIndex = (day: DayNumber): number => new Date(day * DAY_MS).getUTCMonth();
