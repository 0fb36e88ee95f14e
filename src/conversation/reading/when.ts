import { numberCharacters, parseNumber } from './numbers.ts';

/** A time that somebody named: where in the text, and the day it means (YYYY-MM-DD in Asia/Shanghai; null when only the caller can know). */
export type WhenFound = { start: number; end: number; date: string | null };

export type Vacation = { start: string; end: string } | null | undefined;

const DAY = 86_400_000;
const OFFSET = 8 * 3_600_000;

type Day = { year: number; month: number; day: number; weekday: number; serial: number };

/** A calendar day as a count of days, so that arithmetic never meets a clock or a zone. */
const fromSerial = (serial: number): Day => {
  const date = new Date(serial * DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() || 7, serial };
};
const dayIn = (now: Date): Day => fromSerial(Math.floor((now.getTime() + OFFSET) / DAY));
const serialOf = (year: number, month: number, day: number): number => Math.round(Date.UTC(year, month - 1, day) / DAY);
const lastOf = (year: number, month: number): number => serialOf(year, month + 1, 1) - 1;
const iso = (serial: number): string => new Date(serial * DAY).toISOString().slice(0, 10);

const weekdayOf = (words: string): number => (/[日天末七]/u.test(words) ? 7 : (parseNumber(words) ?? 7));

type Rule = { expression: RegExp; day: (match: RegExpExecArray, today: Day, vacation: Vacation) => number | null };

const N = `[${numberCharacters}]{1,4}`;
const afterDays = (match: RegExpExecArray, today: Day, each: number): number | null => {
  const count = parseNumber(match[1] ?? '');
  return count === null || count > 3000 ? null : today.serial + count * each;
};

const workingDays = (today: Day, count: number): number => {
  let serial = today.serial;
  for (let left = Math.min(count, 400); left > 0; ) {
    serial += 1;
    if (fromSerial(serial).weekday <= 5) left -= 1;
  }
  return serial;
};

const dayOfMonth = (today: Day, month: number | null, day: number): number | null => {
  if (day < 1 || day > 31 || (month !== null && (month < 1 || month > 12))) return null;
  let { year } = today;
  let wanted = month ?? today.month;
  const passed = (): boolean => serialOf(year, wanted, day) < today.serial;
  if (month !== null && passed()) year += 1;
  for (let tries = 0; month === null && tries < 3 && (passed() || lastOf(year, wanted) < serialOf(year, wanted, day)); tries += 1) {
    wanted += 1;
    if (wanted > 12) [year, wanted] = [year + 1, 1];
  }
  return Math.min(serialOf(year, wanted, day), lastOf(year, wanted));
};

const festival = (month: number, day: number) => (_: RegExpExecArray, today: Day) => (dayOfMonth(today, month, day) ?? today.serial) - 1;
const vacationDay = (which: 'start' | 'end', shift: number) => (_: RegExpExecArray, __: Day, vacation: Vacation) =>
  vacation ? Date.parse(`${vacation[which]}T00:00:00Z`) / DAY + shift : null;

/** In order: an earlier rule wins at the same place of the text. */
const rules: readonly Rule[] = [
  { expression: /(?:放(?:寒|暑)?假|寒假|暑假|假期)(?:之)?前/u, day: vacationDay('start', -1) },
  { expression: /开学(?:之)?前/u, day: vacationDay('end', 0) },
  { expression: /开学/u, day: vacationDay('end', 1) },
  { expression: /放(?:寒|暑)?假|寒假|暑假|假期/u, day: vacationDay('end', 0) },
  { expression: /(?:元旦|新年)(?:之?前|节前)/u, day: festival(1, 1) },
  { expression: /(?:五一|劳动节)前/u, day: festival(5, 1) },
  { expression: /(?:十一|国庆)(?:节)?前/u, day: festival(10, 1) },
  { expression: /元旦|新年/u, day: (_, today) => dayOfMonth(today, 1, 1) },
  { expression: /大后天/u, day: (_, today) => today.serial + 3 },
  { expression: /后天|后儿/u, day: (_, today) => today.serial + 2 },
  { expression: /明天|明早|明晚|明儿|明日|明个/u, day: (_, today) => today.serial + 1 },
  { expression: /今天|今晚|今儿|今日|当天|下班前/u, day: (_, today) => today.serial },
  {
    expression: /下下(?:个)?(?:周|星期|礼拜)([一二三四五六日天末1-6])/u,
    day: (match, today) => today.serial - today.weekday + 14 + weekdayOf(match[1] ?? ''),
  },
  {
    expression: /下(?:个)?(?:周|星期|礼拜)([一二三四五六日天末1-6])/u,
    day: (match, today) => today.serial - today.weekday + 7 + weekdayOf(match[1] ?? ''),
  },
  { expression: /下(?:个)?(?:周|星期|礼拜)/u, day: (_, today) => today.serial - today.weekday + 14 },
  {
    expression: /(?:这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天末1-6])(?![0-9年班])/u,
    day: (match, today) => {
      const wanted = today.serial - today.weekday + weekdayOf(match[1] ?? '');
      return wanted < today.serial ? wanted + 7 : wanted;
    },
  },
  { expression: /(?:这|本)(?:个)?(?:周|星期|礼拜)(?:内|之内)?/u, day: (_, today) => today.serial - today.weekday + 7 },
  { expression: /下(?:个)?月底/u, day: (_, today) => lastOf(today.year, today.month + 1) },
  {
    expression: new RegExp(`下(?:个)?月(?:份)?(${N})[号日]`, 'u'),
    day: (match, today) =>
      Math.min(serialOf(today.year, today.month + 1, parseNumber(match[1] ?? '') ?? 1), lastOf(today.year, today.month + 1)),
  },
  { expression: /下(?:个)?月(?:初|上旬)/u, day: (_, today) => serialOf(today.year, today.month + 1, 5) },
  { expression: /下(?:个)?月(?:中旬?)/u, day: (_, today) => serialOf(today.year, today.month + 1, 15) },
  { expression: /下(?:个)?月/u, day: (_, today) => lastOf(today.year, today.month + 1) },
  { expression: /(?:这个?|本)?月(?:底|末|内)/u, day: (_, today) => lastOf(today.year, today.month) },
  { expression: /年(?:底|末|前)/u, day: (_, today) => serialOf(today.year, 12, 31) },
  {
    expression: /(20\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})[日号]?/u,
    day: (match, today) => {
      const serial = serialOf(Number(match[1]), Number(match[2]), Number(match[3]));
      return serial < today.serial || Number(match[2]) > 12 || Number(match[3]) > 31 ? null : serial;
    },
  },
  {
    expression: new RegExp(`(${N})月(?:份)?(${N})[号日]?`, 'u'),
    day: (match, today) => dayOfMonth(today, parseNumber(match[1] ?? ''), parseNumber(match[2] ?? '') ?? 0),
  },
  {
    expression: /(?<![\d.])(\d{1,2})[./-](\d{1,2})(?![\d.])/u,
    day: (match, today) => dayOfMonth(today, Number(match[1]), Number(match[2])),
  },
  {
    expression: new RegExp(`(${N})号(?!楼|门|教|机|宿|公|车|院|线|柜|住)`, 'u'),
    day: (match, today) => dayOfMonth(today, null, parseNumber(match[1] ?? '') ?? 0),
  },
  {
    expression: new RegExp(`(${N})个?工作日(?:之?内|后|以内)?`, 'u'),
    day: (match, today) => workingDays(today, parseNumber(match[1] ?? '') ?? 1),
  },
  { expression: new RegExp(`(${N})(?:多)?天(?:之?内|后|以内)?`, 'u'), day: (match, today) => afterDays(match, today, 1) },
  { expression: /几天/u, day: (_, today) => today.serial + 3 },
  { expression: new RegExp(`(${N})个?(?:周|星期|礼拜)(?:之?内|后|以内)?`, 'u'), day: (match, today) => afterDays(match, today, 7) },
  { expression: /半个月|半月/u, day: (_, today) => today.serial + 15 },
  { expression: new RegExp(`(${N})个月(?:之?内|后|以内)?`, 'u'), day: (match, today) => afterDays(match, today, 30) },
  { expression: /(?:半|几)个?(?:小时|钟头)|一会儿?/u, day: (_, today) => today.serial },
];

/**
 * Finds the day that a normalised text names first. 缓两天 counts from today; a weekday or a day of the month that has passed means the next
 * one; a day that lies in the past for certain gives `date: null`.
 */
export const findWhen = (text: string, now: Date, vacation?: Vacation): WhenFound | null => {
  const today = dayIn(now);
  let best: (WhenFound & { rank: number }) | null = null;
  rules.forEach((rule, rank) => {
    const match = rule.expression.exec(text);
    if (match === null) return;
    const covered = best !== null && best.start <= match.index && best.start + (best.end - best.start) > match.index;
    if (best !== null && (covered || best.start < match.index)) return;
    const serial = rule.day(match, today, vacation);
    const date = serial === null || !Number.isFinite(serial) || serial < today.serial ? null : iso(serial);
    best = { start: match.index, end: match.index + match[0].length, date, rank };
  });
  return best;
};

/** A leave: the day it ends (`date`, with the words that say so) and, where it does not begin now, the day it begins. */
export type LeaveFound = WhenFound & { from: string | null };

const DURATION = new RegExp(`^(?:[${numberCharacters}半几]+)(?:多)?个?(?:天|周|星期|礼拜|月)(?![一二三四五六日天末])`, 'u');
const dayAfter = (date: string, days: number): string => iso(Date.parse(`${date}T00:00:00Z`) / DAY + days);

/**
 * Finds when somebody is away: 请假到周五 (from now), 周三到周五请假, 从明天请假三天, 请假三天 (today is the first), 明天请假 (that day alone).
 * Days as in {@link findWhen}; a day that cannot be told gives `date: null`.
 */
export const findLeave = (text: string, now: Date, vacation?: Vacation): LeaveFound | null => {
  const today = iso(dayIn(now).serial);
  const later = (from: string | null): string | null => (from === today ? null : from);
  const first = findWhen(text, now, vacation);
  if (first === null) return null;
  const rest = findWhen(text.slice(first.end), now, vacation);
  const isLength = (found: WhenFound, within: string): boolean => DURATION.test(within.slice(found.start, found.end));
  const lasts = (found: WhenFound, from: string): string | null =>
    found.date === null ? null : dayAfter(from, Math.max(0, (Date.parse(found.date) - Date.parse(today)) / DAY - 1));
  if (isLength(first, text)) return { ...first, date: lasts(first, today), from: null };
  if (rest !== null && first.date !== null) {
    const second = { ...rest, start: first.end + rest.start, end: first.end + rest.end };
    if (isLength(second, text)) return { ...second, date: lasts(rest, first.date), from: later(first.date) };
    if (/^[^,。;!?]{0,8}(?:到|至|-|~)\s*$/u.test(text.slice(first.end, second.start)))
      return { ...second, date: rest.date !== null && rest.date < first.date ? null : rest.date, from: later(first.date) };
  }
  return /(?:到|至)\s*$/u.test(text.slice(0, first.start)) ? { ...first, from: null } : { ...first, from: later(first.date) };
};
