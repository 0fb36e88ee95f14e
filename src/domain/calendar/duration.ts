import type { CalendarData } from './calendar-data.ts';
import { addWorkingDays, addWorkingHours, calendarDaysLater } from './working-time.ts';

/**
 * A time allowed, as plain data (it is stored and snapshotted as JSON). `minutes` run at any hour, night and holidays
 * included ("now"); `today` ends with the same calendar day.
 */
export type Duration =
  | { kind: 'working-hours'; n: number }
  | { kind: 'working-days'; n: number }
  | { kind: 'calendar-days'; n: number }
  | { kind: 'minutes'; n: number }
  | { kind: 'today' };

/** When a duration that begins at `from` is over. */
export const dueAfter = (cal: CalendarData, from: Date, duration: Duration): Date => {
  switch (duration.kind) {
    case 'working-hours':
      return addWorkingHours(cal, from, duration.n);
    case 'working-days':
      return addWorkingDays(cal, from, duration.n);
    case 'calendar-days':
      return calendarDaysLater(from, duration.n);
    case 'minutes':
      return new Date(from.getTime() + duration.n * 60_000);
    case 'today':
      return calendarDaysLater(from, 0);
  }
};

/** Whether what stands behind this duration is told at any hour instead of waiting for the morning. */
export const ignoresQuietHours = (duration: Duration): boolean => duration.kind === 'minutes';

const UNITS = [
  { kind: 'working-hours', code: 'h', words: ['h', '小时', '个小时', '工作小时', '个工作小时'], whole: false },
  { kind: 'working-days', code: 'd', words: ['d', '工作日', '个工作日'], whole: true },
  { kind: 'calendar-days', code: 'cd', words: ['cd', '天', '日', '自然日', '个自然日'], whole: true },
  { kind: 'minutes', code: 'min', words: ['min', 'm', '分钟'], whole: true },
] as const;

/** The short form that operators write: `4h`, `3d` (working), `15cd` (calendar days), `30min` (at any hour), `today`. */
export const durationCode = (duration: Duration): string =>
  duration.kind === 'today' ? 'today' : `${duration.n}${UNITS.find((unit) => unit.kind === duration.kind)?.code ?? ''}`;

/** Reads the short form or its Chinese twin (4小时, 3个工作日, 15天, 30分钟, 当天); null when it is neither. */
export const parseDuration = (text: string): Duration | null => {
  const clean = text.trim().toLowerCase();
  if (['today', '当天', '当日', '今天'].includes(clean)) return { kind: 'today' };
  const [, number = '', word = ''] = /^(\d{1,4}(?:\.\d)?)\s*(\D+)$/.exec(clean) ?? [];
  const unit = UNITS.find((candidate) => (candidate.words as readonly string[]).includes(word));
  if (unit === undefined || (unit.whole && number.includes('.'))) return null;
  return { kind: unit.kind, n: Number(number) };
};

/** How a duration is said in a chat: 4个工作小时内, 3个工作日内, 15天内, 30分钟内, 当天; 马上 where nothing is left to wait for. */
export const sayDuration = (duration: Duration): string => {
  if (duration.kind === 'today') return '当天';
  if (duration.n === 0) return duration.kind === 'calendar-days' ? '当天' : '马上';
  const words = { 'working-hours': '个工作小时', 'working-days': '个工作日', 'calendar-days': '天', minutes: '分钟' };
  return `${duration.n}${words[duration.kind]}内`;
};
