import { atLocal, endOfDay, type LocalDay } from '../../domain/calendar/local-time.ts';
import { WORK_END } from '../../domain/calendar/working-time.ts';

/** When a day that somebody named as a deadline ends: when work does, or, after that, at its last second. ISO. */
export const dayEnd = (day: LocalDay, now: Date): string => {
  const end = atLocal(day, WORK_END);
  return (end > now ? end : endOfDay(day)).toISOString();
};
