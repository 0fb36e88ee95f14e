import { appliesToSchool, type CalendarData, type SchoolScope, type SensitivePeriod } from '../calendar/calendar-data.ts';
import type { LocalDay } from '../calendar/local-time.ts';
import type { InspectionPolicy } from './policy.ts';
import { lengthOf, monthsWindow, monthWindow, rollingWindow } from './window.ts';

/** The sensitive periods of such a school that run on a day, and the next `ahead` that begin. */
export const sensitivePeriodsFrom = (
  calendar: CalendarData,
  traits: readonly SchoolScope[],
  today: LocalDay,
  ahead: number,
): SensitivePeriod[] => {
  const mine = calendar.sensitive
    .filter(({ appliesTo, to }) => to >= today && appliesToSchool(appliesTo, traits))
    .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.name < b.name ? -1 : 1));
  const running = mine.filter(({ from }) => from <= today);
  return [...running, ...mine.filter(({ from }) => from > today).slice(0, ahead)];
};

/** How long a grid usually has for one check where the period begins; a bureau's rolling window is taken as if it began with the period. */
const baseDays = (grid: 'city' | 'town', from: LocalDay, { cityWindows, cityMonths }: InspectionPolicy): number => {
  if (grid === 'town') return lengthOf(monthWindow(from));
  return lengthOf(cityWindows === 'fixed' ? monthsWindow(from, cityMonths) : rollingWindow(from, cityMonths));
};

// Products of decimal fractions: 1.1 × 30 is a hair above 33.
const roundedUp = (value: number): number => Math.ceil(Math.round(value * 1e6) / 1e6);

/** How many checks a grid owes a school in a period: 倍数 times as many as usual, one at least (F3). */
export const requiredIn = (period: SensitivePeriod, grid: 'city' | 'town', policy: InspectionPolicy): number =>
  Math.max(1, roundedUp((period.multiplier * lengthOf(period)) / baseDays(grid, period.from, policy)));
