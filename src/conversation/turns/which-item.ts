import type { Reading } from '../reading/reading.ts';
import type { Session } from '../session.ts';
import type { ItemLine } from '../situation.ts';

export type Which =
  /** `more`: how many of 全部 are left for the next time. */
  | { kind: 'these'; numbers: string[] }
  | { kind: 'none' }
  | { kind: 'many'; items: readonly ItemLine[] }
  /** The list that was shown has no such line. */
  | { kind: 'no-such-line'; shown: number }
  /** Digits that no open item of the speaker's view ends with. */
  | { kind: 'unknown'; ref: string };

/** 全部同意 and lists of numbers act on at most so many: one message is one transaction. */
export const MOST_AT_ONCE = 20;

const FULL = /(?<![0-9a-z])h?\s?(\d{8,12})(?!\d)/giu;
/** Four digits that stand alone: 同意 0023, not 1203室 or 2026年. */
const LAST_DIGITS = /(?:^|[\s,，。、:：])h?(\d{4})(?:号)?(?=$|[\s,，。、:：])/iu;

/** Hazard numbers that a text writes out in full, in one spelling. */
export const fullNumbersIn = (text: string): string[] => [
  ...new Set([...text.normalize('NFKC').matchAll(FULL)].map((match) => `H${match[1]}`)),
];

/** The last four digits of a number, where a text or a reference names an item by them. */
export const lastDigitsIn = (text: string, ref: string | null = null): string | null =>
  (ref?.normalize('NFKC').match(/^h?\s?(\d{4})$/iu) ?? text.normalize('NFKC').match(LAST_DIGITS))?.[1] ?? null;

/** Items that are named by number, in full or by their last digits; null when the text names none. */
const named = (reading: Reading, text: string, known: readonly ItemLine[]): Which | null => {
  const full = fullNumbersIn(text);
  // 13800001234 is a telephone, not an item.
  const numbers = full.filter((number) => !/^H1\d{10}$/u.test(number));
  if (numbers.length > 0) return { kind: 'these', numbers: numbers.slice(0, MOST_AT_ONCE) };
  const digits = lastDigitsIn(text, reading.ref);
  if (digits === null) return null;
  const matches = known.filter((item) => item.number.endsWith(digits));
  if (matches.length > 1) return { kind: 'many', items: matches };
  return matches[0] ? { kind: 'these', numbers: [matches[0].number] } : { kind: 'unknown', ref: digits };
};

/** Items whose words or place the phrase shares (昨天那个井盖): at least two characters in a row. */
export const alike = (phrase: string, items: readonly ItemLine[]): ItemLine[] => {
  const pairs = Array.from({ length: Math.max(0, phrase.length - 1) }, (_, at) => phrase.slice(at, at + 2)).filter(
    (pair) => !/这个|那个|上次|昨天|一下|怎么|[的了吗呢]/.test(pair),
  );
  const scored = items.map((item) => ({
    item,
    score: pairs.filter((pair) => `${item.place ?? ''}${item.description}`.includes(pair)).length,
  }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return best === 0 ? [] : scored.filter(({ score }) => score === best).map(({ item }) => item);
};

/** A phrase to be compared with items: a number is none. */
const phraseOf = (reading: Reading, text: string): string => (reading.ref && !/\d{4}/.test(reading.ref) ? reading.ref : text).slice(0, 200);

/**
 * Which items a word is meant for: those named, those numbered in the last list, the only one there is, one whose words are alike, or the
 * one last spoken of. A number that fits nothing is never taken for the only candidate.
 */
export const whichItems = (
  reading: Reading,
  text: string,
  candidates: readonly ItemLine[],
  known: readonly ItemLine[],
  session: Session,
): Which => {
  if (reading.numbers === 'all')
    return candidates.length > 0
      ? { kind: 'these', numbers: candidates.slice(0, MOST_AT_ONCE).map((item) => item.number) }
      : { kind: 'none' };
  const byNumber = named(reading, text, known);
  if (byNumber) return byNumber;
  if (reading.numbers && reading.numbers.length > 0) {
    const list =
      session.shown && (session.shown.kind === 'decisions' || session.shown.kind === 'items')
        ? session.shown.refs
        : candidates.map((item) => item.number);
    const chosen = [...new Set(reading.numbers)].slice(0, MOST_AT_ONCE).map((at) => list[at - 1]);
    return chosen.every((number) => number !== undefined)
      ? { kind: 'these', numbers: chosen }
      : { kind: 'no-such-line', shown: list.length };
  }
  const only = candidates[0];
  if (!only) return { kind: 'none' };
  if (candidates.length === 1) return { kind: 'these', numbers: [only.number] };
  const similar = alike(phraseOf(reading, text), candidates);
  if (similar.length === 1 && similar[0]) return { kind: 'these', numbers: [similar[0].number] };
  const last = candidates.find((item) => item.number === session.lastItem?.number);
  if (last && /这个|这条|那个|那条/.test(text)) return { kind: 'these', numbers: [last.number] };
  return { kind: 'many', items: similar.length > 1 ? similar : candidates };
};
