import { WORDS } from '../history-words.ts';

/** Words that the domain knows to be there always: they become empty. All others become null, as if nobody had said them. */
const NEVER_NULL: ReadonlySet<string> = new Set(['description', 'words', 'reason', 'measure']);

const isDate = (value: object): boolean => '$date' in value;

/**
 * An item's state, as JSON, without what people wrote: exactly the words that its history keeps apart, and nothing else, so that what is
 * left still is what its history leads to. Categories, levels, times and ids stay.
 */
export const withoutWords = (state: unknown, key = ''): unknown => {
  if (typeof state === 'string' && WORDS.has(key)) return NEVER_NULL.has(key) ? '' : null;
  if (Array.isArray(state)) return state.map((inner) => withoutWords(inner, key));
  if (typeof state !== 'object' || state === null || isDate(state)) return state;
  return Object.fromEntries(Object.entries(state).map(([name, inner]) => [name, withoutWords(inner, name)]));
};
