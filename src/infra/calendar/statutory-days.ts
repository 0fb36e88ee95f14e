import chineseDays from 'chinese-days';
import type { LocalDay } from '../../domain/calendar/local-time.ts';
import { daysIn } from '../../domain/calendar/local-time.ts';

const FIRST_YEAR = 2004;
const FARTHEST_YEAR = 2100;

/**
 * What the State Council's notice says of a day; null for a day that it doesn't name. The package answers a plain weekday
 * for years it has no notice of, without an error; only named days carry `English,中文,number`.
 */
const statutoryDay = (day: LocalDay): 'off' | 'work' | null => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  // The package reads text as midnight UTC and then asks for the local day, which is the day before in American zones.
  const detail = chineseDays.getDayDetail(new Date(year, month - 1, date, 12));
  if (!detail.name.includes(',')) return null;
  return detail.work ? 'work' : 'off';
};

// National Day is in every notice, and late enough in the year that a partial notice doesn't count as the whole.
const isKnown = (year: number): boolean => statutoryDay(`${year}-10-01`) === 'off';

/** The last year whose statutory days are known; after it only plain weeks are, until the city enters the days in the workbook. */
export const lastKnownYear = (): number => {
  let year = FIRST_YEAR;
  while (year < FARTHEST_YEAR && isKnown(year + 1)) year += 1;
  return year;
};

/** Whether the statutory days of the day's year are known; where not, holidays and make-up days are missing from every answer. */
export const isStatutoryYearKnown = (day: LocalDay): boolean => {
  const year = Number(day.slice(0, 4));
  return year >= FIRST_YEAR && year <= FARTHEST_YEAR && isKnown(year);
};

/**
 * The last day until which days off and make-up days are known without a gap. `entered`: whether the city has entered days off of a year
 * (`YYYY`) itself; later notices of the State Council come with a newer package, or by the sheet 日历.
 */
export const lastKnownDay = (entered: (year: string) => boolean): LocalDay => {
  let year = lastKnownYear();
  while (year < FARTHEST_YEAR && entered(String(year + 1))) year += 1;
  return `${year}-12-31`;
};

/**
 * Statutory days off and make-up days (调休) of the known years from `fromYear` on. Days off that fall on a weekend are named
 * too; other days are left out (they follow the week).
 */
export const statutoryDays = (fromYear = FIRST_YEAR): Map<LocalDay, 'off' | 'work'> => {
  const days = daysIn(`${Math.max(FIRST_YEAR, fromYear)}-01-01`, `${lastKnownYear()}-12-31`);
  const named = days.map((day) => [day, statutoryDay(day)] as const);
  return new Map(named.flatMap(([day, kind]) => (kind === null ? [] : [[day, kind] as const])));
};
