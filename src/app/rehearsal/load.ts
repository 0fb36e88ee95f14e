import type { City } from './city.ts';
import { type DayNumber, mondayBefore } from './day-number.ts';
import type { Delivered } from './observe.ts';

/** Messages that the bot started, per responsible person and calendar week. Weeks without any count too. */
export type PersonWeeks = { p50: number; p95: number; max: number };

/** An answer and the redrawing of an old card are nothing that the bot starts. */
const NOT_STARTED = ['reply', 'redraw'];

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;

/** Counts what people get. */
export const createLoad = () => {
  const weeks = new Map<DayNumber, Map<string, number>>();

  return {
    /** Everybody with a responsible role is somebody who can get messages in the week of a day. */
    dayBegins: (city: City, day: DayNumber): void => {
      const monday = mondayBefore(day);
      const week = weeks.get(monday) ?? new Map<string, number>();
      weeks.set(monday, week);
      for (const { id, roles } of city.people) if (!week.has(id) && roles.some((role) => role !== '成员')) week.set(id, 0);
    },

    delivered: (messages: readonly Delivered[]): void => {
      for (const { person, kind, day } of messages) {
        const week = weeks.get(mondayBefore(day));
        if (person !== null && week !== undefined && !NOT_STARTED.includes(kind)) week.set(person, (week.get(person) ?? 0) + 1);
      }
    },

    perPersonWeek: (): PersonWeeks => {
      const counts = [...weeks.values()].flatMap((week) => [...week.values()]).sort((a, b) => a - b);
      return { p50: quantile(counts, 0.5), p95: quantile(counts, 0.95), max: counts.at(-1) ?? 0 };
    },
  };
};
