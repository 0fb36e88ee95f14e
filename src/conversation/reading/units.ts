import { searchable } from './normalise.ts';
import type { KnownUnit } from './reading.ts';

type Span = { start: number; end: number };

/** `unit` is null where the name is not on the roster, or where several units share it (`among`). */
export type UnitFound = Span & { unit: KnownUnit | null; among: readonly KnownUnit[] };

/** 十三中, 周三中午, 初三中段: the letters of a name that are no name. */
const misleadBefore = (name: string, text: string, at: number): boolean =>
  /^[一二三四五六七八九十0-9]/u.test(name) &&
  /[一二三四五六七八九十百0-9周期拜初高第年级月]$/u.test(text.slice(0, at)) &&
  !/第$/u.test(text.slice(0, at));
const misleadAfter = (name: string, text: string, end: number): boolean =>
  (/中$/u.test(name) && /^[心午间途段等旬]/u.test(text.slice(end))) ||
  (/小$/u.test(name) && /^[时心孩朋事]/u.test(text.slice(end))) ||
  (/[一二三四五六七八九十]幼$/u.test(name) && /^小/u.test(text.slice(end)));

const occurrences = (text: string, unit: KnownUnit): (Span & { unit: KnownUnit })[] =>
  [unit.name, ...unit.aliases].flatMap((raw) => {
    const name = searchable(raw).trim();
    const found: (Span & { unit: KnownUnit })[] = [];
    if (name === '') return found;
    for (let at = text.indexOf(name); at !== -1 && found.length < 20; at = text.indexOf(name, at + 1)) {
      if (!misleadBefore(name, text, at) && !misleadAfter(name, text, at + name.length))
        found.push({ start: at, end: at + name.length, unit });
    }
    return found;
  });

/** Names that follow the usual forms (五中, 第三小学, 石桥镇初中, 阳光幼儿园), where a clause begins or a visit is told. */
const LEAD = '(?<=^|[\\s,。;:!?、]|(?:检查|查|去|到|看|反映|今天|昨天|上午|下午|听说|关于|老师|家长)了?)';
const LETTER =
  '(?:(?![有在进事个的了拿我他你咱吧没不把被给让要去来说看到回放离这那跟从是发现到往出上下超需请建由与对为该全各每哪俺得能会都也就还又充])[\\u4e00-\\u9fff])';
const nameLike = new RegExp(
  `${LEAD}(?:第?[一二三四五六七八九十]{1,3}(?:中学|小学|初中|高中|幼儿园|实验小学|实小|中(?![心午间途段等旬学])|小(?![时心孩朋事学班])|幼(?!小|儿)|高(?![中三二一级度]))|${LETTER}{2,8}?(?:中心校|中心小学|实验小学|实验学校|完全小学|小学|中学|初中|高中|幼儿园|教学点|职教中心|职中|特教学校|实小|学校)(?!生|部|级))`,
  'gu',
);
const noName =
  /^(?:我们|咱们|你们|他们|整个|每个|各个?|哪个|哪所|什么|附近|周边|旁边|所有|其他|全市|全县|全镇|某|本|乡镇|农村|一所|几所|两所|初高|中小|小学|隔壁|公办|民办)/u;

const guess = (text: string): UnitFound | null => {
  for (const match of text.matchAll(nameLike)) {
    if (!noName.test(match[0])) return { start: match.index, end: match.index + match[0].length, unit: null, among: [] };
  }
  return null;
};

/**
 * Which school a normalised text names: the longest roster name, the first of equals. Where several units bear the name, the sender's own
 * one is meant; else nobody is chosen and `among` lists them.
 */
export const findUnit = (text: string, units: readonly KnownUnit[], own: KnownUnit | null): UnitFound | null => {
  const known = own === null || units.some((unit) => unit.id === own.id) ? units : [...units, own];
  const found = known.flatMap((unit) => occurrences(text, unit)).sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  const [best] = found;
  if (best === undefined) return guess(text);
  const same = found.filter((each) => each.start === best.start && each.end === best.end).map((each) => each.unit);
  const among = [...new Map(same.map((unit) => [unit.id, unit])).values()];
  const mine = among.find((unit) => unit.id === own?.id);
  const unit = mine ?? (among.length === 1 ? best.unit : null);
  return { start: best.start, end: best.end, unit, among };
};

const GUESSES = 10;

/** Names that no roster has, beside or between those that were found. */
const guesses = (text: string, found: readonly Span[]): UnitFound[] => {
  let seen = [...found].reduce((words, { start, end }) => words.slice(0, start) + '□'.repeat(end - start) + words.slice(end), text);
  seen = seen.replace(/(?<=□)[和跟与及]/gu, '、');
  const more: UnitFound[] = [];
  for (let next = guess(seen); next !== null && more.length < GUESSES; next = guess(seen)) {
    more.push(next);
    seen = seen.slice(0, next.start) + '□'.repeat(next.end - next.start) + seen.slice(next.end);
  }
  return more;
};

/** Every school that a normalised text names, in its order, as often as it does; of names that overlap the longest. */
export const findUnits = (text: string, units: readonly KnownUnit[], own: KnownUnit | null): UnitFound[] => {
  const known = own === null || units.some((unit) => unit.id === own.id) ? units : [...units, own];
  const all = known.flatMap((unit) => occurrences(text, unit)).sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  const found: UnitFound[] = [];
  for (const { start, end } of all) {
    if (found.some((each) => each.start < end && start < each.end)) continue;
    const here = all.filter((each) => each.start === start && each.end === end).map((each) => each.unit);
    const among = [...new Map(here.map((unit) => [unit.id, unit])).values()];
    const only = among.length === 1 ? among[0] : among.find((unit) => unit.id === own?.id);
    found.push({ start, end, unit: only ?? null, among });
  }
  return [...found, ...guesses(text, found)].sort((a, b) => a.start - b.start);
};
