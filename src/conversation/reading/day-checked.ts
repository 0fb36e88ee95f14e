import { addDays, type LocalDay, lastDayOf, localDay, mondayOf, monthOf, weekday } from '../../domain/calendar/local-time.ts';
import { numberCharacters, parseNumber } from './numbers.ts';
import { checking, normal } from './rules/telling.ts';

type Span = { start: number; end: number };

/** A day that a text names, and where. */
export type DayFound = Span & { day: LocalDay };

type Rule = { expression: RegExp; day: (match: RegExpExecArray, today: LocalDay) => LocalDay | null };

const N = `[${numberCharacters}]{1,3}`;
/** No day of a date is named like these: 3号楼, 2号门. */
const NO_THING = '(?!楼|门|教|机|宿|公|车|院|线|柜|住|库|室)';

const weekdayOf = (words: string): number => (/[日天末七]/u.test(words) ? 7 : (parseNumber(words) ?? 7));
const ofWeek = (today: LocalDay, weeks: number, words: string): LocalDay => addDays(mondayOf(today), weeks * 7 + weekdayOf(words) - 1);

const dateOf = (year: number, month: number, day: number): LocalDay | null => {
  if (month < 1 || month > 12 || day < 1) return null;
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  const date = addDays(first, day - 1);
  return date > lastDayOf(monthOf(first)) ? null : date;
};

/** Half a year ahead is last year's day: in January people tell of December. */
const nearest = (today: LocalDay, month: number, day: number): LocalDay | null => {
  const year = Number(today.slice(0, 4));
  const thisYear = dateOf(year, month, day);
  return thisYear !== null && thisYear > addDays(today, 180) ? dateOf(year - 1, month, day) : thisYear;
};

const ofMonth = (today: LocalDay, day: number): LocalDay | null => {
  const date = dateOf(Number(today.slice(0, 4)), Number(today.slice(5, 7)), day);
  if (date === null || date <= today) return date;
  const before = addDays(`${today.slice(0, 7)}-01`, -1);
  return dateOf(Number(before.slice(0, 4)), Number(before.slice(5, 7)), day);
};

const number = (text: string | undefined): number => parseNumber(text ?? '') ?? 0;

/** In order: an earlier rule wins at the same place of the text. People tell of days that are over: 周五 is the last one. */
const rules: readonly Rule[] = [
  { expression: /大前天/gu, day: (_, today) => addDays(today, -3) },
  { expression: /前[天儿日]|前晚/gu, day: (_, today) => addDays(today, -2) },
  { expression: /昨[天儿日晚]/gu, day: (_, today) => addDays(today, -1) },
  { expression: /大后天/gu, day: (_, today) => addDays(today, 3) },
  { expression: /后[天儿日]/gu, day: (_, today) => addDays(today, 2) },
  { expression: /明[天儿日早晚]/gu, day: (_, today) => addDays(today, 1) },
  { expression: /今[天儿日早晚]/gu, day: (_, today) => today },
  { expression: /上上个?(?:周|星期|礼拜)([一二三四五六日天1-6])/gu, day: (match, today) => ofWeek(today, -2, match[1] ?? '') },
  { expression: /上个?(?:周|星期|礼拜)([一二三四五六日天末1-6])/gu, day: (match, today) => ofWeek(today, -1, match[1] ?? '') },
  { expression: /下个?(?:周|星期|礼拜)([一二三四五六日天末1-6])/gu, day: (match, today) => ofWeek(today, 1, match[1] ?? '') },
  { expression: /下个?(?:周|星期|礼拜)/gu, day: (_, today) => ofWeek(today, 1, '一') },
  { expression: /(?:这|本)个?(?:周|星期|礼拜)([一二三四五六日天末1-6])/gu, day: (match, today) => ofWeek(today, 0, match[1] ?? '') },
  {
    expression: /(?:周|星期|礼拜)([一二三四五六日天1-6])(?![0-9年班])/gu,
    day: (match, today) => ofWeek(today, weekdayOf(match[1] ?? '') > weekday(today) ? -1 : 0, match[1] ?? ''),
  },
  {
    expression: /(20\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})[日号]?/gu,
    day: (match) => dateOf(Number(match[1]), Number(match[2]), Number(match[3])),
  },
  { expression: new RegExp(`上个?月(?:份)?(${N})[号日]`, 'gu'), day: (match, today) => lastMonths(today, number(match[1])) },
  {
    expression: new RegExp(`(${N})月(?:份)?(${N})[号日]?`, 'gu'),
    day: (match, today) => nearest(today, number(match[1]), number(match[2])),
  },
  {
    expression: /(?<=^|[\s,。;])(1[0-2]|0?[1-9])[./-]([0-3]?\d)(?![\d.]|米|万|元|块|公|厘|%|吨|斤)/gu,
    day: (match, today) => nearest(today, Number(match[1]), Number(match[2])),
  },
  { expression: new RegExp(`(${N})天(?:之)?前`, 'gu'), day: (match, today) => addDays(today, -Math.min(number(match[1]), 3000)) },
  {
    expression: new RegExp(`(?<![月第])(?<![0-9.])(${N})[号日]${NO_THING}`, 'gu'),
    day: (match, today) => ofMonth(today, number(match[1])),
  },
];

function lastMonths(today: LocalDay, day: number): LocalDay | null {
  const before = addDays(`${today.slice(0, 7)}-01`, -1);
  return dateOf(Number(before.slice(0, 4)), Number(before.slice(5, 7)), day);
}

/** More days than any message has. */
const MOST = 30;

/** Every day that a normalised text names, in its order. */
export const daysNamed = (text: string, now: Date): DayFound[] => {
  const today = localDay(now);
  const found: DayFound[] = [];
  for (const { expression, day } of rules) {
    for (const match of text.matchAll(expression)) {
      if (found.length === MOST) break;
      const [start, end] = [match.index, match.index + match[0].length];
      const date = found.some((each) => each.start < end && start < each.end) ? null : day(match, today);
      if (date !== null) found.push({ start, end, day: date });
    }
  }
  return found.sort((a, b) => a.start - b.start);
};

/** Where one thought ends: what was found has days of its own (灭火器11月20日就过期了). */
const BREAK = /[,。;!?\n]|发现|(?<=查)时/gu;

const clauseAround = (text: string, at: number): string => {
  const breaks = [...text.matchAll(BREAK)];
  const start = breaks.findLast((each) => each.index + each[0].length <= at);
  const end = breaks.find((each) => each.index >= at);
  return text.slice(start ? start.index + start[0].length : 0, end?.index ?? text.length);
};

const TELLS_OF_CHECK = /补(?:记|录|报|上|登)|查|去|到|看|总结/u;

/** The days that a message gives to its checks. `names`: where it names schools. */
export const daysChecked = (text: string, names: readonly Span[], now: Date): DayFound[] =>
  daysNamed(text, now).filter(({ start, end }) => {
    const clause = clauseAround(text, start);
    if (clause.replace(/[\s的在是]/gu, '').length <= end - start + 1) return true;
    const named = names.some((name) => clauseAround(text, name.start) === clause);
    return named || checking.test(clause) || TELLS_OF_CHECK.test(clause) || normal.test(clause);
  });
