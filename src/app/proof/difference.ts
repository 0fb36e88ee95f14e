import { goneRef, textHash } from '../../store/history-words.ts';

/** What the retention rule leaves in a state in place of words. */
const isNoWords = (value: unknown): boolean => value === null || value === '';

/** Words that history no longer has must be gone from the state too, or still be those of their hash. */
const sameWords = (expected: string, actual: unknown): boolean => {
  const gone = goneRef(expected);
  if (gone === null) return actual === expected;
  return isNoWords(actual) || (typeof actual === 'string' && textHash(gone.textId, actual) === gone.sha256);
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * Where two JSON values differ, as a path (`photosAfter.0.hash`); '' for the values themselves, null when they are equal. `expected` may have
 * marks of words that are gone.
 */
export const differenceOf = (expected: unknown, actual: unknown): string | null => {
  if (typeof expected === 'string') return sameWords(expected, actual) ? null : '';
  if (!isObject(expected)) return expected === actual ? null : '';
  if (!isObject(actual) || Array.isArray(expected) !== Array.isArray(actual)) return '';
  for (const [key, value] of Object.entries(expected)) {
    const inner = differenceOf(value, actual[key]);
    if (inner !== null) return inner === '' ? key : `${key}.${inner}`;
  }
  return Object.keys(actual).find((key) => !(key in expected)) ?? null;
};
