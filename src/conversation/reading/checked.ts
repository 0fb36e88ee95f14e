import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { CheckPeriod, CheckResult } from '../../domain/inspection/check.ts';
import { daysChecked } from './day-checked.ts';
import type { CheckedSchool, ReadingContext, Told } from './reading.ts';
import { findUnits, type UnitFound } from './units.ts';

type Span = { start: number; end: number };

/** 日, 周, 月, 季 in what a check was called. 上周检查了 and 值周检查 name a time and a post. */
export const periodNamed = (period: string | null, text: string): CheckPeriod | null => {
  const words = period ?? '';
  if (/季/u.test(words)) return 'quarter';
  if (/月/u.test(words)) return new RegExp(`[上下]个?${words}`, 'u').test(text) ? null : 'month';
  if (/周/u.test(words)) return new RegExp(`[上下值]${words}`, 'u').test(text) ? null : 'week';
  return /日|天/u.test(words) && !/日常/u.test(words) ? 'day' : null;
};

/** All of them, or the rest of them. */
const COLLECTIVE = /都|均|全|一切|各/u;
const OTHERS = /(?:其[他它余]|剩下|另外(?:的|几))[^,。;]{0,6}/u;

/** 石桥镇中心校检查了三中: who checked is no school that was checked. */
const withoutChecker = (mentions: readonly UnitFound[], text: string): UnitFound[] => {
  const [first, second] = mentions;
  if (!first || !second) return [...mentions];
  const between = text.slice(first.end, second.start);
  const object = /^[^,。;、]*(?:检查|巡查|排查|督查|督导|抽查|走访|查|看)(?:了|过)?(?:一下)?$/u.test(between);
  return object ? mentions.slice(1) : [...mentions];
};

const keyOf = ({ unit, start, end }: UnitFound, text: string): string => unit?.id ?? text.slice(start, end);

type Said = { mention: UnitFound; told: Told };

/** Behind what a message says of one school a number of the next may stand. */
const closed = (text: string, span: Span): Span => {
  const words = text.slice(span.start, span.end);
  const lead = /^(?:[\s,。;、:]|的|那边|检查)*/u.exec(words)?.[0].length ?? 0;
  const tail = /(?:[\s,。;、:和跟与及]|\(?\d{1,2}[.、)])*$/u.exec(words)?.[0].length ?? 0;
  return { start: span.start + lead, end: Math.max(span.start + lead, span.end - tail) };
};

/** What stands behind each name, up to the next; 其他都没问题 closes what was found at one of them. */
const saidOf = (mentions: readonly UnitFound[], text: string, tell: (span: Span) => Told): { said: Said[]; others: CheckResult | null } => {
  let others: CheckResult | null = null;
  const said = mentions.map((mention, index) => {
    const whole = { start: mention.end, end: mentions[index + 1]?.start ?? text.length };
    const rest = OTHERS.exec(text.slice(whole.start, whole.end));
    const cut = rest ? { start: whole.start, end: whole.start + rest.index } : whole;
    if (rest) others = tell({ start: cut.end, end: whole.end }).result === '正常' ? '正常' : others;
    return { mention, told: tell(closed(text, cut)) };
  });
  return { said, others };
};

/** 三中、二实小和向阳小学，都没问题: the word at the end is about all that stand before it, up to a school of which something else is said. */
const spread = (said: readonly Said[], text: string): Said[] => {
  let carried: CheckResult | null = null;
  return [...said]
    .reverse()
    .map((each, back) => {
      const at = said.length - 1 - back;
      const again = said.slice(0, at).some(({ mention }) => keyOf(mention, text) === keyOf(each.mention, text));
      const behind = text.slice(each.mention.end, said[at + 1]?.mention.start ?? text.length);
      if (each.told.result === '正常' && (!again || COLLECTIVE.test(behind))) carried = '正常';
      if (each.told.result === '有问题') carried = null;
      const told = each.told.result === null && carried !== null ? { ...each.told, result: carried } : each.told;
      return { ...each, told };
    })
    .reverse();
};

const merged = (all: readonly Told[], otherwise: CheckResult | null): Told => {
  const findings = all.flatMap((told) => told.findings);
  const results = all.map(({ result }) => result);
  if (results.includes('有问题')) return { result: '有问题', findings };
  return { result: results.includes('正常') ? '正常' : otherwise, findings };
};

/**
 * The schools that a message says were checked, in the order of the text, each once, with what it says of each.
 * @param whole what the message as a whole tells: of the one school that it names, or of the speaker's own
 * @param tell what a part of the message tells
 */
export const checkedIn = (
  normal: { text: string; original: (start: number, end: number) => string },
  { units, ownUnit, now }: Pick<ReadingContext, 'units' | 'ownUnit' | 'now'>,
  whole: Told,
  tell: (span: Span) => Told,
): CheckedSchool[] => {
  const { text } = normal;
  const mentions = withoutChecker(findUnits(text, units, ownUnit), text);
  const days = daysChecked(text, mentions, now);
  const dayOf = (mention: UnitFound): LocalDay | null => (days.findLast(({ end }) => end <= mention.start) ?? days[0])?.day ?? null;
  const keys = [...new Set(mentions.map((mention) => keyOf(mention, text)))];
  const [first] = mentions;
  if (!first) return [{ ...whole, unit: null, said: null, among: [], day: days[0]?.day ?? null }];
  const { said, others } = keys.length > 1 ? saidOf(mentions, text, tell) : { said: [{ mention: first, told: whole }], others: null };
  const silent = said.every(({ told }) => told.result === null);
  const before = silent && keys.length > 1 ? tell({ start: 0, end: first.start }).result : null;
  const all = spread(said, text);
  return keys.flatMap((key) => {
    const own = all.filter(({ mention }) => keyOf(mention, text) === key);
    const mention = own[0]?.mention;
    if (!mention) return [];
    const told = merged(
      own.map((each) => each.told),
      others ?? (before === '正常' ? before : null),
    );
    return [{ ...told, unit: mention.unit, said: normal.original(mention.start, mention.end), among: mention.among, day: dayOf(mention) }];
  });
};
