import { type DayNumber, monthIndex } from './day-number.ts';
import type { Random } from './random.ts';

/** Days on which nobody checks anything: snow in winter, thunderstorms in July and August. */
export const isStorm = (random: Random, day: DayNumber): boolean => {
  const month = monthIndex(day);
  const likelihood = month === 6 || month === 7 ? 0.06 : 0.02;
  return random.happens(likelihood, 'storm', day);
};
