import type { CalendarData } from '../../../../src/domain/calendar/calendar-data.ts';
import { plainWeeks } from '../../../../src/domain/calendar/calendar-data.ts';
import { daysIn, isoLocal } from '../../../../src/domain/calendar/local-time.ts';

const off = (from: string, to: string) => daysIn(from, to).map((day) => [day, 'off'] as const);
const work = (...days: string[]) => days.map((day) => [day, 'work'] as const);

/** 2026 as the State Council published it on 2025-11-04. */
export const cal2026: CalendarData = {
  ...plainWeeks,
  days: new Map([
    ...off('2026-01-01', '2026-01-03'),
    ...off('2026-02-15', '2026-02-23'),
    ...off('2026-04-04', '2026-04-06'),
    ...off('2026-05-01', '2026-05-05'),
    ...off('2026-06-19', '2026-06-21'),
    ...off('2026-09-25', '2026-09-27'),
    ...off('2026-10-01', '2026-10-07'),
    ...work('2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'),
  ]),
};

/** `2026-11-23 09:00` (or with seconds) in Asia/Shanghai. */
export const local = (text: string): Date => new Date(`${text.replace(' ', 'T')}${text.length === 16 ? ':00' : ''}+08:00`);

/** The other way, to the second. */
export const shown = (at: Date): string => isoLocal(at).slice(0, 19).replace('T', ' ').replace(/:00$/, '');
