import { type City, type CityUnit, schoolsOf } from './city.ts';
import { type DayNumber, mondayBefore, monthIndex, monthsFrom } from './day-number.ts';
import type { RehearsalCalendar } from './rehearsal-calendar.ts';

/**
 * One duty that the notice demands, by the oracle's own reading: `unit` has to check `school` at least `required` times from `from` to `to`.
 * `period`: the name of the sensitive period it is for. `excused`: the whole time is vacation and nobody lives there.
 */
export type Wanted = {
  school: string;
  rule: string;
  unit: string;
  from: DayNumber;
  to: DayNumber;
  period: string | null;
  required: number;
  excused: boolean;
};

type Window = { from: DayNumber; to: DayNumber };

/** What says which duty it is: the same words for the oracle's duty and for the database's row. */
export const dutyKey = ({ school, rule, unit, from, period }: Pick<Wanted, 'school' | 'rule' | 'unit' | 'from' | 'period'>): string =>
  [school, rule, unit, from, period ?? ''].join('|');

const daysOf = ({ from, to }: Window): DayNumber[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Windows of so many months that reach into a time: January is always the beginning of one. */
const monthWindows = (from: DayNumber, to: DayNumber, months: number): Window[] => {
  const windows: Window[] = [];
  let at = from;
  while (at <= to) {
    const window = monthsFrom(at, Math.floor(monthIndex(at) / months) * months, months);
    windows.push(window);
    at = window.to + 1;
  }
  return windows;
};

const weekWindows = (from: DayNumber, to: DayNumber): Window[] => {
  const windows: Window[] = [];
  for (let monday = mondayBefore(from); monday <= to; monday += 7) windows.push({ from: monday, to: monday + 6 });
  return windows;
};

/** The grid that stands for the town: its 中心校; the bureau where it lies directly under it; a 中心校 with pupils checks itself. */
export const townGridOf = (school: CityUnit, bureau: string): string =>
  school.kind === '中心校' ? school.code : (school.sector ?? bureau);

/** Notice 六（三）: a sensitive time asks for a multiple of the checks of usual times. */
const timesIn = (period: Window, usual: Window, multiplier: number): number =>
  Math.max(1, Math.ceil((multiplier * daysOf(period).length) / daysOf(usual).length - 1e-9));

const sensitiveDuties = (school: CityUnit, city: City, calendar: RehearsalCalendar): Omit<Wanted, 'excused'>[] => {
  const town = townGridOf(school, city.bureau);
  return calendar.periodsFor(school.traits).flatMap((entry) => {
    const base = { school: school.code, rule: 'sensitive', from: entry.from, to: entry.to, period: entry.name };
    const often = (months: number): number => {
      const usual = monthWindows(entry.from, entry.from, months)[0] ?? entry;
      return timesIn(entry, usual, entry.multiplier);
    };
    const byTown = { ...base, unit: town, required: often(1) };
    return town === city.bureau ? [byTown] : [{ ...base, unit: city.bureau, required: often(2) }, byTown];
  });
};

const plainDuties = (
  school: CityUnit,
  city: City,
  calendar: RehearsalCalendar,
  from: DayNumber,
  to: DayNumber,
): Omit<Wanted, 'excused'>[] => {
  const each = (rule: string, unit: string, windows: readonly Window[]): Omit<Wanted, 'excused'>[] =>
    windows.map((window) => ({ school: school.code, rule, unit, ...window, period: null, required: 1 }));
  const withPupils = (windows: readonly Window[]): Window[] =>
    windows.filter((window) => daysOf(window).some((day) => calendar.isSchoolDay(day, school.traits)));
  const months = monthWindows(from, to, 1);
  return [
    ...each('city-two-monthly', city.bureau, monthWindows(from, to, 2)),
    ...each('town-monthly', townGridOf(school, city.bureau), months),
    ...each('school-quarterly', school.code, withPupils(monthWindows(from, to, 3))),
    ...each('school-monthly', school.code, withPupils(months)),
    ...each('school-weekly', school.code, withPupils(weekWindows(from, to))),
    ...each('school-daily', school.code, withPupils(daysOf({ from, to }).map((day) => ({ from: day, to: day })))),
  ];
};

/** Every duty of every school of the city whose time touches these days. */
export const wantedDuties = (city: City, calendar: RehearsalCalendar, from: DayNumber, to: DayNumber): Wanted[] =>
  schoolsOf(city).flatMap((school) => {
    // F7 speaks of the rounds of usual times only: a sensitive period is set for its days, vacation or not.
    const excused = ({ rule, ...window }: Omit<Wanted, 'excused'>): boolean =>
      (rule === 'city-two-monthly' || rule === 'town-monthly') &&
      (school.boarders ?? 0) === 0 &&
      daysOf(window).every((day) => calendar.isVacation(day, school.traits));
    return [...plainDuties(school, city, calendar, from, to), ...sensitiveDuties(school, city, calendar)]
      .filter((duty) => duty.from <= to && duty.to >= from)
      .map((duty) => ({ ...duty, excused: excused(duty) }));
  });
