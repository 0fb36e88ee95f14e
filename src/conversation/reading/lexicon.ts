import { type CategoryCode, type Level, levels, parseCategory } from '../../domain/hazard/category.ts';
import { compileWords, longestOnly, type Occurrence, type WordFinder } from './aho-corasick.ts';
import { lexiconTable } from './lexicon-data.ts';

/** `fault`: wrong by itself; `thing`: may be in order; `hint`: only the field (see `lexicon-data.ts`). */
export type WordKind = 'fault' | 'thing' | 'hint';

export type LexiconEntry = { word: string; category: CategoryCode; level: Level; urgent: boolean; kind: WordKind };

export type Lexicon = {
  entries: readonly LexiconEntry[];
  /** The longest words found, in order. */
  find: (text: string) => Occurrence<LexiconEntry>[];
};

const kinds: readonly string[] = ['fault', 'thing', 'hint'] satisfies WordKind[];

/** @throws Error naming the line, when the table has a category, level or kind that we don't know: a mistake in our own data. */
const parseLine = (line: string): LexiconEntry[] => {
  const [code = '', level = '', urgent = '', kind = '', words = ''] = line.split('\t');
  const category = parseCategory(code);
  if (category === null || !levels.includes(level as Level) || !kinds.includes(kind)) throw new Error(`bad lexicon line: ${line}`);
  return words
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ word, category, level: level as Level, urgent: urgent === '1', kind: kind as WordKind }));
};

/** The words that come with the program. */
export const standardEntries: readonly LexiconEntry[] = lexiconTable
  .split('\n')
  .filter((line) => line !== '')
  .flatMap(parseLine);

/** Compiles entries into one automaton; a later entry overrides an earlier one with the same word (an operator's words come last). */
export const compileLexicon = (entries: readonly LexiconEntry[]): Lexicon => {
  const finder: WordFinder<LexiconEntry> = compileWords(entries.map((entry) => [entry.word.toLowerCase(), entry] as const));
  return { entries, find: (text) => longestOnly(finder(text)) };
};

/** The standard lexicon, compiled once. */
export const standardLexicon: Lexicon = compileLexicon(standardEntries);
