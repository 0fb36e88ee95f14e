/** Chance that a seed repeats: the same seed gives the same numbers on every machine. */
export type Random = {
  /** 0 ≤ number < 1. */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** One of the list. @throws Error for an empty list */
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
  shuffled<T>(list: readonly T[]): T[];
  /** Lower-case letters only: no reader takes them for a number. */
  letters(length: number): string;
  /** Another stream of the same seed, so that what one part draws does not move the others. */
  fork(name: string): Random;
};

const LETTERS = 'abcdefgijklmnopqrstuvwxyz';

const hashOf = (text: string): number =>
  [...text].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619), 2166136261);

/** Mulberry32, small and even enough to pick what breaks next. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => {
    const [found] = list.slice(between(0, list.length - 1));
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  return {
    next,
    between,
    pick,
    chance: (probability) => next() < probability,
    shuffled: (list) =>
      list
        .map((item) => ({ item, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
    letters: (length) => Array.from({ length }, () => LETTERS[between(0, LETTERS.length - 1)]).join(''),
    fork: (name) => createRandom(seed ^ hashOf(name)),
  };
};
