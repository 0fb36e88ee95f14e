/** Times are shown in Asia/Shanghai (UTC+8, no daylight saving) wherever the browser stands. All functions take milliseconds. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OFFSET = 8 * HOUR;
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];

const pad = (number) => String(number).padStart(2, '0');

function fields(at) {
  const shifted = new Date(at + OFFSET);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: WEEKDAYS[shifted.getUTCDay()],
    clock: `${pad(shifted.getUTCHours())}:${pad(shifted.getUTCMinutes())}`,
    dayNumber: Math.floor((at + OFFSET) / DAY),
  };
}

/** As a chat shows it: 09:30, 昨天 09:30, 11月21日 周六 09:30, or with the year when it is another one. */
export function chatTime(at, now) {
  const then = fields(at);
  const today = fields(now);
  const age = today.dayNumber - then.dayNumber;
  if (age === 0) return then.clock;
  if (age === 1) return `昨天 ${then.clock}`;
  const date = `${then.month}月${then.day}日 ${then.weekday} ${then.clock}`;
  return then.year === today.year ? date : `${then.year}年${date}`;
}

/** For the clock in the head of the page: 11月23日 周一 09:30. */
export function clockTime(at) {
  const { year, month, day, weekday, clock } = fields(at);
  return { date: `${month}月${day}日`, weekday, clock, year };
}

/** ISO 8601 with +08:00, to the second. */
export function isoShanghai(at) {
  return `${new Date(at + OFFSET).toISOString().slice(0, 19)}+08:00`;
}

/** Eight o'clock of the next day: after the morning's digests. */
export function nextMorning(now) {
  return (fields(now).dayNumber + 1) * DAY + 8 * HOUR - OFFSET;
}

/** What a `datetime-local` field holds, and back; the field means Shanghai's time. */
export function toField(at) {
  return isoShanghai(at).slice(0, 16);
}

/** @returns milliseconds, or NaN while the field is not filled. */
export function fromField(value) {
  return Date.parse(`${value}:00+08:00`);
}

export { DAY, HOUR };
