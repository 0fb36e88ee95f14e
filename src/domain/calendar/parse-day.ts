import {
  addDays,
  addMonths,
  atLocal,
  daysBetween,
  isLocalDay,
  type LocalDay,
  type LocalTime,
  lastDayOf,
  localDay,
  mondayOf,
  monthOf,
  weekday,
} from './local-time.ts';

const NEAR: Record<string, number> = {
  大前天: -3,
  前天: -2,
  昨天: -1,
  昨日: -1,
  今天: 0,
  今日: 0,
  当天: 0,
  今晚: 0,
  明天: 1,
  明日: 1,
  明晚: 1,
  后天: 2,
  大后天: 3,
};

const DIGITS = '零一二三四五六七八九';

/** Reads 0–99 in Arabic or Chinese digits (25, 三, 两, 十五, 二十五); null when it is neither. */
const readNumber = (text: string): number | null => {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  if (text === '') return null;
  const found = /^(?:([二三四五六七八九])?(十))?([零一两二三四五六七八九])?$/.exec(text);
  if (found === null) return null;
  const [, tens = '一', ten, ones = '零'] = found;
  const one = ones === '两' ? 2 : DIGITS.indexOf(ones);
  return (ten === undefined ? 0 : DIGITS.indexOf(tens) * 10) + one;
};

const makeDay = (year: number, month: number, date: number): LocalDay | null => {
  const day = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  return isLocalDay(day) ? day : null;
};

const nearest = (days: (LocalDay | null)[], today: LocalDay): LocalDay | null =>
  days
    .filter((day) => day !== null)
    .sort((a, b) => Math.abs(daysBetween(today, a)) - Math.abs(daysBetween(today, b)))
    .at(0) ?? null;

const fullDate = (text: string): LocalDay | null => {
  const [, year, month, date] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?$/.exec(text) ?? [];
  return year === undefined ? null : makeDay(Number(year), Number(month), Number(date));
};

const monthAndDate = (text: string, today: LocalDay): LocalDay | null => {
  const [, m = '', d = ''] =
    /^(\d{1,2}|[一二三四五六七八九十]+)(?:月|[-/.](?=\d))(\d{1,2}|[一二三四五六七八九十]+)[日号]?$/.exec(text) ?? [];
  const month = readNumber(m);
  const date = readNumber(d);
  if (month === null || date === null) return null;
  const year = Number(today.slice(0, 4));
  return nearest(
    [-1, 0, 1].map((shift) => makeDay(year + shift, month, date)),
    today,
  );
};

const dateOnly = (text: string, today: LocalDay): LocalDay | null => {
  const [, which = '', d = ''] = /^(本月|这个月|下月|下个月|上月|上个月)?(\d{1,2}|[一二三四五六七八九十]+)[日号]$/.exec(text) ?? [];
  const date = readNumber(d);
  if (date === null) return null;
  const shifts = which === '' ? [-1, 0, 1] : [which.startsWith('下') ? 1 : which.startsWith('上') ? -1 : 0];
  const months = shifts.map((shift) => addMonths(monthOf(today), shift));
  return nearest(
    months.map((month) => makeDay(Number(month.slice(0, 4)), Number(month.slice(5)), date)),
    today,
  );
};

/** A bare 周五 is the coming one, today included; 本周, 上周 and 下周 name the week, Monday first. */
const dayOfWeek = (text: string, today: LocalDay): LocalDay | null => {
  const [, which = '', name = ''] = /^(本|这|这个|下|下个|上|上个)?(?:周|星期|礼拜)([一二三四五六日天])$/.exec(text) ?? [];
  if (name === '') return null;
  const index = name === '天' ? 6 : '一二三四五六日'.indexOf(name);
  const shift = which.startsWith('下') ? 7 : which.startsWith('上') ? -7 : 0;
  const day = addDays(mondayOf(today), index + shift);
  return which === '' && index + 1 < weekday(today) ? addDays(day, 7) : day;
};

const fromNow = (text: string, today: LocalDay): LocalDay | null => {
  const [, count = '', unit = ''] = /^(\d{1,2}|[两一二三四五六七八九十]+)(天|个?星期|周)[之以]?[后内]$/.exec(text) ?? [];
  const number = readNumber(count);
  return number === null ? null : addDays(today, unit === '天' ? number : number * 7);
};

const monthEnd = (text: string, today: LocalDay): LocalDay | null => {
  const [, which] = /^(本|这个|下|下个)?月(?:底|末)$/.exec(text) ?? [];
  if (!/月(?:底|末)$/.test(text) || (which === undefined && !/^月/.test(text))) return null;
  return lastDayOf(addMonths(monthOf(today), which?.startsWith('下') ? 1 : 0));
};

/**
 * Reads one day as people write it, the whole text: 2026-11-25, 11月25日(周三), 11.25, 25号, 明天, 周五, 下周一, 三天后, 月底.
 * Without a year or month the nearest such day is meant, in the past or to come. Null when it is no day.
 */
export const parseDay = (text: string, today: LocalDay): LocalDay | null => {
  const clean = text.replace(/\s+/g, '').replace(/[(（](?:周|星期)[一二三四五六日天][)）]$/, '');
  const near = Object.hasOwn(NEAR, clean) ? NEAR[clean] : undefined;
  if (near !== undefined) return addDays(today, near);
  const readers = [fullDate, monthAndDate, dateOnly, dayOfWeek, fromNow, monthEnd];
  return readers.map((read) => read(clean, today)).find((day) => day !== null) ?? null;
};

const afternoon = (word: string, hour: number): boolean => hour < 12 && /下午|晚上|傍晚|今晚|明晚/.test(word);

/** Reads a time of day, the whole text: 18:00, 18：30, 9点, 下午5点半, 晚上8点20分, 中午12点; null when it is none. */
export const parseTime = (text: string): LocalTime | null => {
  const pattern = /^(早上|上午|中午|下午|傍晚|晚上)?(\d{1,2}|[两一二三四五六七八九十]+)(?:[:：](\d{2})|[点时](半|一刻|\d{1,2}分?)?)$/;
  const [, word = '', h = '', colon, rest = ''] = pattern.exec(text.replace(/\s+/g, '')) ?? [];
  const read = readNumber(h);
  if (read === null) return null;
  const hour = afternoon(word, read) || (word === '中午' && read < 3) ? read + 12 : read;
  const minute = colon === undefined ? ({ '': 0, 半: 30, 一刻: 15 }[rest] ?? Number.parseInt(rest, 10)) : Number(colon);
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
};

/**
 * Reads a day, a time or both as people write them, and everything that `sayDeadline` writes: 11月25日(周三)18:00 前,
 * 明天下午5点, 18:00前 (today). `time` is null where none was said. Null when it is none of these.
 */
export const parseMoment = (text: string, now: Date): { day: LocalDay; time: LocalTime | null; at: Date } | null => {
  const clean = text.replace(/\s+/g, '').replace(/(?:之前|以前|前)$/, '');
  const today = localDay(now);
  for (let cut = clean.length; cut >= 0; cut -= 1) {
    const head = clean.slice(0, cut);
    const tail = clean.slice(cut);
    const day = head === '' ? today : parseDay(head, today);
    const time = tail === '' ? null : parseTime(/^[今明]晚$/.test(head) ? `晚上${tail}` : tail);
    if (day !== null && (time !== null || (tail === '' && head !== ''))) return { day, time, at: atLocal(day, time ?? '00:00') };
  }
  return null;
};
