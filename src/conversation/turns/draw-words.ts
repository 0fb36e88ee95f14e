import { type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { parseDay } from '../../domain/calendar/parse-day.ts';
import { type DrawDay, say } from '../turn.ts';
import type { Handler } from './item-words.ts';

const N = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})';
const WEEK = '(?:周|星期|礼拜)';
const DAY = new RegExp(
  '大后天|大前天|后天|前天|[明今昨][天日]|' +
    `\\d{4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}[日号]?|${N}月${N}[日号]?|\\d{1,2}[-/.]\\d{1,2}|(?:本月|这个月|下个?月)?${N}[日号]|` +
    `(?:本|这个?|下个?|上个?)?${WEEK}[一二三四五六日天]|${N}天[之以]?后`,
  'u',
);
const SOME_WEEK = new RegExp(`(?:本|这个?|下下?个?|上个?)${WEEK}|(?:这|本|下)个?月|${WEEK}(?=\\s)|周末|改天|过几天|这几天`, 'u');
/** 四不两直 begins with a number: 周三四不两直 is Wednesday, 周四不两直 nobody says. */
const NAME = /四不两直/gu;

/** 15号 in a month whose 15th has passed: the next one is meant. */
const nextSuch = (said: string, today: LocalDay): LocalDay | null => (/^[^月]+[日号]$/u.test(said) ? parseDay(`下月${said}`, today) : null);

/** The day that somebody names for what is to come. */
export const dayIn = (text: string, today: LocalDay): DrawDay => {
  const rest = text.normalize('NFKC').replace(NAME, ' ');
  const said = DAY.exec(rest)?.[0];
  if (said === undefined) return SOME_WEEK.test(rest) ? 'unclear' : null;
  const day = parseDay(said, today);
  if (day === null) return 'unclear';
  return day < today ? (nextSuch(said, today) ?? day) : day;
};

const SENT =
  /(?:让|叫|派|请|由|安排|检查人(?:是|为|:)?)\s*(?<names>[\p{Script=Han}·A-Za-z0-9、,&\s]{1,60}?)\s*(?:一起|一块儿?|分头|带队)?(?:去|来|到|查|检查|负责|跑)/u;
const LISTED = /检查人(?:员)?\s*(?:是|为|:)?\s*(?<names>[\p{Script=Han}·A-Za-z0-9、,&\s]{2,60})$/u;
const BETWEEN = /[、,&\s]+|(?<=\p{Script=Han}{2})[和与跟及](?=\p{Script=Han}{2})|(?<=^我)[和与跟及]|[和与跟及](?=我$)/u;

/** Who is to go, as they were named; 我 for the speaker. Empty where nobody was. */
export const inspectorsIn = (text: string): string[] => {
  const said = text
    .normalize('NFKC')
    .trim()
    .replace(/[。.!]+$/u, '');
  const names = (LISTED.exec(said) ?? SENT.exec(said))?.groups?.names ?? '';
  return names.split(BETWEEN).filter((name) => name !== '');
};

/** 三所学校 is no school's name. */
const COUNTED = /^(?:\d{1,3}|[一二两三四五六七八九十]{1,3})(?:所|个|家)/u;

/** 四不两直抽查3所, 下周三四不两直抽查3所 让韩玉梅、于洋去: a sealed draw. */
export const draw: Handler = (reading, text, { session, now }) => {
  // A name that several grids share, or none: better asked than drawn from all.
  if (reading.unitText !== null && reading.unit === null && !COUNTED.test(reading.unitText)) return say(session, { say: 'unit-unknown' });
  const count = Array.isArray(reading.numbers) ? (reading.numbers[0] ?? null) : null;
  return {
    acts: [{ act: 'draw', schools: count, on: dayIn(text, localDay(now)), unit: reading.unit?.id ?? null, inspectors: inspectorsIn(text) }],
    session,
  };
};
