import { createHash } from 'node:crypto';
import { refsIn, textHash } from './history-words.ts';

export type HistoryEntry = {
  seq: number;
  at: Date;
  actorId: string | null;
  event: string;
  step: string;
  data: unknown;
  hash: string;
  previousHash: string | null;
};

/** JSON with sorted keys: the same bytes for the same facts, whatever order the database gives them back in. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`)
      .join(',')}}`;
  return JSON.stringify(value);
};

/** PostgreSQL knows times that no clock shows (infinity). */
const isMoment = (at: unknown): boolean => at instanceof Date && !Number.isNaN(at.getTime());

/** Each entry's hash covers its facts and the hash before it: nothing in the middle can be changed unseen. */
export const entryHash = (number: string, entry: Omit<HistoryEntry, 'hash'>): string =>
  createHash('sha256')
    .update(canonicalJson({ ...entry, number, at: entry.at.toISOString() }))
    .digest('hex');

export type ChainFault = { seq: number; problem: string };

const wordsFault = (data: unknown, texts: ReadonlyMap<string, string>): string | null => {
  for (const { textId, sha256 } of refsIn(data)) {
    const text = texts.get(textId);
    if (text !== undefined && textHash(textId, text) !== sha256) return `words were altered (text ${textId})`;
  }
  return null;
};

const entryFault = (
  number: string,
  { hash, ...facts }: HistoryEntry,
  expected: { seq: number; previousHash: string | null },
): string | null => {
  if (facts.seq !== expected.seq) return `is out of place: entry ${expected.seq} should come here`;
  if (!isMoment(facts.at) || entryHash(number, facts) !== hash) return 'was altered';
  return facts.previousHash === expected.previousHash ? null : 'does not follow the entry before it: one of the two was replaced';
};

/**
 * Checks an item's chain as the database has it (data with references, in order; `texts` by id).
 * @returns the first entry that was altered, left out or put in, or whose words were altered, and what is wrong with it; null when all is
 * whole. Words that are gone are no fault here. Whether the end was cut off cannot be seen from the chain alone.
 */
export const chainFault = (number: string, entries: readonly HistoryEntry[], texts: ReadonlyMap<string, string>): ChainFault | null => {
  let previousHash: string | null = null;
  for (const [index, entry] of entries.entries()) {
    const problem = entryFault(number, entry, { seq: index + 1, previousHash }) ?? wordsFault(entry.data, texts);
    if (problem !== null) return { seq: entry.seq, problem };
    previousHash = entry.hash;
  }
  return null;
};

/** The same, the entry's `seq` only. */
export const verifyChain = (number: string, entries: readonly HistoryEntry[], texts: ReadonlyMap<string, string>): number | null =>
  chainFault(number, entries, texts)?.seq ?? null;
