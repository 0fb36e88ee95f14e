import type { SchoolScope } from '../../domain/calendar/calendar-data.ts';
import type { CalendarEntry, CityCalendar } from './city-calendar.ts';
import { type DayNumber, dayText, weekdayOf } from './day-number.ts';

/**
 * The calendar as the rehearsal reads it from the invented city, counted without the code that is rehearsed: plain weeks, over them the days
 * of the State Council, over them the city's own.
 */
export type RehearsalCalendar = {
  isWorkingDay(day: DayNumber): boolean;
  /** Outside every term of such a school (though a term is near: the city's terms are all entered). */
  isVacation(day: DayNumber, traits: readonly SchoolScope[]): boolean;
  isSchoolDay(day: DayNumber, traits: readonly SchoolScope[]): boolean;
  /** The sensitive periods of such a school, all of them. */
  periodsFor(traits: readonly SchoolScope[]): CalendarEntry[];
};

const isFor = ({ appliesTo }: CalendarEntry, traits: readonly SchoolScope[]): boolean =>
  appliesTo.includes('全部') || appliesTo.some((scope) => traits.includes(scope));

const covers = ({ from, to }: CalendarEntry, day: DayNumber): boolean => from <= day && day <= to;

/** An answer that is asked for again is not worked out again. */
const remembered = (ask: (day: DayNumber) => boolean): ((day: DayNumber) => boolean) => {
  const known = new Map<DayNumber, boolean>();
  return (day) => {
    const found = known.get(day);
    if (found !== undefined) return found;
    const answer = ask(day);
    known.set(day, answer);
    return answer;
  };
};

const ofKind = (entries: readonly CalendarEntry[], kind: CalendarEntry['kind']): CalendarEntry[] =>
  entries.filter((entry) => entry.kind === kind);

export const rehearsalCalendar = ({ entries, statutory }: CityCalendar): RehearsalCalendar => {
  const [off, work, terms, periods] = [
    ofKind(entries, '放假'),
    ofKind(entries, '上班'),
    ofKind(entries, '学期'),
    ofKind(entries, '敏感时期'),
  ];
  const isWorkingDay = remembered((day) => {
    if (work.some((entry) => covers(entry, day))) return true;
    if (off.some((entry) => covers(entry, day))) return false;
    const named = statutory.get(dayText(day));
    return named === undefined ? weekdayOf(day) <= 5 : named === 'work';
  });
  const vacations = new Map<string, (day: DayNumber) => boolean>();
  const isVacation = (day: DayNumber, traits: readonly SchoolScope[]): boolean => {
    const key = traits.join();
    const found = vacations.get(key) ?? remembered((each) => !terms.some((term) => isFor(term, traits) && covers(term, each)));
    vacations.set(key, found);
    return found(day);
  };
  return {
    isWorkingDay,
    isVacation,
    isSchoolDay: (day, traits) => isWorkingDay(day) && !isVacation(day, traits),
    periodsFor: (traits) => periods.filter((entry) => isFor(entry, traits)),
  };
};
