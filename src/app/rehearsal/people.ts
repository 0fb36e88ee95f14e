import type { City, CityPerson } from './city.ts';
import { type DayNumber, dayText, monthsFrom } from './day-number.ts';
import { grouped } from './grouped.ts';
import type { Random } from './random.ts';

/** How somebody does what he has to: at once; when the last reminders come; hardly ever. */
export type Character = 'diligent' | 'late' | 'forgetful';

/** The character of whoever has to check for a unit. */
export const characterOf = (random: Random, unit: string): Character => {
  const share = random.share('character', unit);
  if (share < 0.7) return 'diligent';
  return share < 0.9 ? 'late' : 'forgetful';
};

/** Away from the first to the last of these days, both included. */
export type Journey = { person: string; from: DayNumber; to: DayNumber };

/**
 * Who travels when. A 具体责任人 goes in the first half of a month and a 直接责任人 in the second, so that nobody's deputy is away together
 * with him.
 */
export const journeysOf = (city: City, random: Random, from: DayNumber, to: DayNumber): Journey[] => {
  const journeys: Journey[] = [];
  for (
    let month = monthsFrom(from, monthOfYear(from), 1);
    month.from <= to;
    month = monthsFrom(month.to + 1, monthOfYear(month.to + 1), 1)
  ) {
    for (const person of city.people) {
      const first = firstDayAway(person);
      if (first === null || !random.happens(0.15, 'travels', person.id, month.from)) continue;
      const begins = month.from + first + random.between(0, 6, 'leaves', person.id, month.from);
      journeys.push({ person: person.id, from: begins, to: begins + random.between(1, 6, 'stays', person.id, month.from) });
    }
  }
  return journeys;
};

const monthOfYear = (day: DayNumber): number => Number(dayText(day).slice(5, 7)) - 1;

/** Whoever has nobody to stand in for him stays at home. */
const firstDayAway = ({ roles, deputy }: CityPerson): number | null => {
  if (deputy === null) return null;
  if (roles.includes('具体责任人')) return 0;
  return roles.includes('直接责任人') ? 15 : null;
};

/** Who is away on a day, asked quickly. */
export type Absences = (person: string, day: DayNumber) => boolean;

/** Asks a list that may grow. */
export const absencesFrom = (journeys: () => readonly Journey[]): Absences => {
  let known: { of: number; byPerson: Map<string, Journey[]> } = { of: 0, byPerson: new Map() };
  return (person, day) => {
    const all = journeys();
    if (all.length !== known.of) known = { of: all.length, byPerson: grouped(all, (journey) => journey.person) };
    return known.byPerson.get(person)?.some((journey) => journey.from <= day && day <= journey.to) ?? false;
  };
};
