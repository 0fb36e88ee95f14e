/** Anything that names one decision: the same words give the same number, whatever was asked before. */
export type Key = string | number;

const SPREAD = 0x9e3779b1;
const MIX_ONE = 0x85ebca6b;
const MIX_TWO = 0xc2b2ae35;

/** Murmur's last step: every bit of the sum moves every bit of the result. */
const mixed = (sum: number): number => {
  const once = Math.imul(sum ^ (sum >>> 16), MIX_ONE);
  const twice = Math.imul(once ^ (once >>> 13), MIX_TWO);
  return (twice ^ (twice >>> 16)) >>> 0;
};

/** A seeded source of chance. */
export type Random = {
  /** From 0 (included) to 1 (not included). */
  share(...key: Key[]): number;
  /** Whether something with this likelihood happens. */
  happens(likelihood: number, ...key: Key[]): boolean;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number, ...key: Key[]): number;
  /** One of a list that is not empty. */
  pick<T>(from: readonly [T, ...T[]], ...key: Key[]): T;
};

/**
 * Chance that depends on the seed and on what is decided, never on the order of the questions: so one more decision somewhere leaves
 * all others as they were, and the same seed is the same city.
 */
export const seeded = (seed: number): Random => {
  const share = (...key: Key[]): number => {
    const text = `${seed}\n${key.join('\n')}`;
    let sum = SPREAD;
    for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
    return mixed(sum) / 0x1_0000_0000;
  };
  const between = (least: number, most: number, ...key: Key[]): number => least + Math.floor(share(...key) * (most - least + 1));
  return {
    share,
    happens: (likelihood, ...key) => share(...key) < likelihood,
    between,
    pick: (from, ...key) => from[between(0, from.length - 1, ...key)] ?? from[0],
  };
};
