import type { CheckPeriod } from '../../domain/inspection/check.ts';
import { type City, type CityUnit, schoolsOf } from './city.ts';
import { type DayNumber, mondayBefore, monthIndex, monthsFrom } from './day-number.ts';
import { grouped } from './grouped.ts';
import { characterOf } from './people.ts';
import type { Random } from './random.ts';
import type { RehearsalCalendar } from './rehearsal-calendar.ts';
import { townGridOf } from './wanted-duties.ts';

/** What somebody of `unit` does on a day: records a check of `school` that was made on `checkedOn` (that day, or a few days before). */
export type Act = { on: DayNumber; checkedOn: DayNumber; unit: string; school: string; period: CheckPeriod | null };

export type ActOptions = {
  random: Random;
  calendar: RehearsalCalendar;
  storm: (day: DayNumber) => boolean;
  from: DayNumber;
  to: DayNumber;
};

const MONTHS_OF = { month: 1, quarter: 3 } as const;
const WEIGHT: Record<CheckPeriod, number> = { day: 0, week: 1, month: 2, quarter: 3 };

/** The first day from `target` to `last` on which somebody can go; null: none any more. */
const firstDay = (target: DayNumber, last: DayNumber, possible: (day: DayNumber) => boolean): DayNumber | null => {
  for (let day = target; day <= last; day += 1) if (possible(day)) return day;
  return null;
};

/** 日巡查: the diligent go nearly every day, the late write some of them down on the next school day, the forgetful miss many. */
const dailyActs = (school: CityUnit, { random, calendar, storm, from, to }: ActOptions): Act[] => {
  const acts: Act[] = [];
  const character = characterOf(random, school.code);
  const share = { diligent: 0.98, late: 0.6, forgetful: 0.6 }[character];
  let late: DayNumber | null = null;
  for (let day = from; day <= to; day += 1) {
    if (!calendar.isSchoolDay(day, school.traits) || storm(day)) continue;
    const act = { on: day, unit: school.code, school: school.code, period: 'day' as const };
    if (late !== null) acts.push({ ...act, checkedOn: late });
    late = null;
    if (random.happens(share, 'daily', school.code, day)) acts.push({ ...act, checkedOn: day });
    else if (character === 'late') late = day;
  }
  return acts;
};

/** Once in a week, month or quarter: in good time, when the last reminders have come, or not at all. */
const roundAct = (
  school: CityUnit,
  period: 'week' | 'month' | 'quarter',
  window: { from: DayNumber; to: DayNumber },
  { random, calendar, storm, from, to }: ActOptions,
): Act[] => {
  const character = characterOf(random, school.code);
  const key = [period, school.code, window.from];
  if (random.happens(character === 'forgetful' ? 0.5 : 0.03, 'forgets', ...key)) return [];
  const days = window.to - window.from + 1;
  const share = character === 'diligent' ? 0.2 + random.share('when', ...key) / 2 : 0.9;
  // A week's last days of work are Thursday and Friday.
  const offset = period === 'week' && character !== 'diligent' ? 4 : Math.floor(share * days);
  const on = firstDay(window.from + offset, window.to, (day) => calendar.isSchoolDay(day, school.traits) && !storm(day));
  return on === null || on < from || on > to ? [] : [{ on, checkedOn: on, unit: school.code, school: school.code, period }];
};

const schoolRounds = (school: CityUnit, options: ActOptions): Act[] => {
  const acts: Act[] = [];
  for (let monday = mondayBefore(options.from); monday <= options.to; monday += 7) {
    acts.push(...roundAct(school, 'week', { from: monday, to: monday + 6 }, options));
  }
  for (const period of ['month', 'quarter'] as const) {
    const months = MONTHS_OF[period];
    let at = options.from;
    while (at <= options.to) {
      const window = monthsFrom(at, Math.floor(monthIndex(at) / months) * months, months);
      acts.push(...roundAct(school, period, window, options));
      at = window.to + 1;
    }
  }
  return acts;
};

/** One walk through the school a day: the heaviest that was meant; a summary is written besides. */
const oneWalkADay = (acts: readonly Act[]): Act[] =>
  [...grouped(acts, (act) => `${act.on} ${act.checkedOn} ${act.period === 'quarter'}`).values()].flatMap((same) =>
    [...same].sort((a, b) => WEIGHT[b.period ?? 'day'] - WEIGHT[a.period ?? 'day']).slice(0, 1),
  );

/** A grid's visits to one school within a window, spread over it. Few come late: in the last days, or days after and written down as of then. */
const visits = (unit: string, school: string, window: { from: DayNumber; to: DayNumber }, count: number, options: ActOptions): Act[] => {
  const { random, calendar, storm, from, to } = options;
  const possible = (day: DayNumber): boolean => calendar.isWorkingDay(day) && !storm(day);
  const days = window.to - window.from + 1;
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const key = ['visit', unit, school, window.from, days, index];
    const mood = random.share(...key, 'mood');
    if (mood < 0.03) return [];
    const share = mood < 0.13 ? 0.93 : (index + 0.1 + 0.7 * random.share(...key)) / count;
    const checkedOn = firstDay(window.from + Math.floor(share * days), window.to, possible);
    if (checkedOn === null) return [];
    const on = mood > 0.97 ? firstDay(checkedOn + 3, checkedOn + 9, possible) : checkedOn;
    return on === null || on < from || on > to ? [] : [{ on, checkedOn, unit, school, period: null }];
  });
};

const gridVisits = (school: CityUnit, city: City, options: ActOptions): Act[] => {
  const town = townGridOf(school, city.bureau);
  const acts: Act[] = [];
  for (const [unit, months] of [
    [city.bureau, 2],
    [town, 1],
  ] as const) {
    // A 中心校 that is the school checks itself: that is its own monthly walk.
    if (unit === school.code) continue;
    let at = options.from;
    while (at <= options.to) {
      const window = monthsFrom(at, Math.floor(monthIndex(at) / months) * months, months);
      if (!allVacation(school, window, options.calendar)) acts.push(...visits(unit, school.code, window, 1, options));
      at = window.to + 1;
    }
    for (const period of options.calendar.periodsFor(school.traits)) {
      const usual = 30 * months;
      const count = Math.ceil((period.multiplier * (period.to - period.from + 1)) / usual) - 1;
      if (period.to >= options.from && period.from <= options.to)
        acts.push(...visits(unit, school.code, period, Math.max(1, count), options));
    }
  }
  return [...grouped(acts, (act) => `${act.on} ${act.unit}`).values()].flatMap((same) => same.slice(0, 1));
};

const allVacation = (school: CityUnit, { from, to }: { from: DayNumber; to: DayNumber }, calendar: RehearsalCalendar): boolean => {
  for (let day = from; day <= to; day += 1) if (!calendar.isVacation(day, school.traits)) return false;
  return (school.boarders ?? 0) === 0;
};

/** All that the people of the city will record, by the day on which they do. Nothing of it depends on what the bot says. */
export const planActs = (city: City, options: ActOptions): Map<DayNumber, Act[]> =>
  grouped(
    schoolsOf(city).flatMap((school) => [
      ...oneWalkADay([...dailyActs(school, options), ...schoolRounds(school, options)]),
      ...gridVisits(school, city, options),
    ]),
    (act) => act.on,
  );
