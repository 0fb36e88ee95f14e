import { daysBetween, endOfDay, type LocalDay, localDay, localTime, weekday } from './local-time.ts';

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'] as const;

/** 周一 … 周日. */
export const weekdayName = (day: LocalDay): string => `周${WEEKDAYS[weekday(day) - 1] ?? ''}`;

/** 11月25日(周三); with the year when it is not this year's. */
export const formatDay = (day: LocalDay, today: LocalDay): string => {
  const year = day.slice(0, 4) === today.slice(0, 4) ? '' : `${Number(day.slice(0, 4))}年`;
  return `${year}${Number(day.slice(5, 7))}月${Number(day.slice(8))}日(${weekdayName(day)})`;
};

/**
 * The day as people say it: 今天, 昨天, 明天(周二), 后天(周三), else 11月25日(周三). Words for days to come keep their weekday,
 * since a message may be read a day late.
 */
export const sayDay = (day: LocalDay, today: LocalDay): string => {
  const near: Record<number, string> = { [-1]: '昨天', 0: '今天', 1: `明天(${weekdayName(day)})`, 2: `后天(${weekdayName(day)})` };
  return near[daysBetween(today, day)] ?? formatDay(day, today);
};

// The last second of a day is how "by the end of the day" is stored; people write it 24:00.
const clock = (at: Date): string => (at.getTime() === endOfDay(localDay(at)).getTime() ? '24:00' : localTime(at));

/** 今天18:00, 明天(周二)09:30, 11月25日(周三)18:00. */
export const sayMoment = (at: Date, now: Date): string => `${sayDay(localDay(at), localDay(now))}${clock(at)}`;

/** A deadline: 11月25日(周三)18:00 前, 今天18:00 前, 明天(周二)24:00 前. */
export const sayDeadline = (at: Date, now: Date): string => `${sayMoment(at, now)} 前`;

/** A moment for papers, the same whenever it is read: 2026-11-25 18:00. */
export const formatMoment = (at: Date): string => `${localDay(at)} ${localTime(at)}`;

/** A moment for cards and pictures: 11-23 10:20. */
export const formatShort = (at: Date): string => formatMoment(at).slice(5);
