import { createHash, randomUUID } from 'node:crypto';
import { isoLocal } from '../domain/calendar/local-time.ts';
import { type HazardEvent, STEP_OF } from '../domain/hazard/events.ts';
import type { Prisma } from '../infra/database/generated/client.ts';
import type { Db } from './database.ts';

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

/** Words that people wrote: history refers to them, so that purging personal data leaves the chain whole. */
const WORDS = new Set(['description', 'text', 'words', 'reason', 'note', 'responsibility', 'measures', 'money', 'deadline', 'plan']);

type WordRef = { textId: string; sha256: string };
type KeptText = { id: string; text: string };

const textHash = (textId: string, text: string): string => createHash('sha256').update(textId).update(text).digest('hex');

/** Replaces every text of a person by a reference; the id salts the hash, so that short words cannot be guessed back from it. */
const withoutWords = (value: unknown, key: string, kept: KeptText[]): unknown => {
  if (value instanceof Date) return isoLocal(value);
  if (typeof value === 'string' && WORDS.has(key)) {
    const textId = randomUUID();
    const text = value.replaceAll('\0', '');
    kept.push({ id: textId, text });
    return { textId, sha256: textHash(textId, text) } satisfies WordRef;
  }
  if (Array.isArray(value)) return value.map((inner) => withoutWords(inner, key, kept));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, inner]) => (inner === undefined ? [] : [[name, withoutWords(inner, name, kept)]])),
    );
  return value;
};

const isWordRef = (value: unknown): value is WordRef =>
  typeof value === 'object' && value !== null && 'textId' in value && 'sha256' in value;

/** Puts the words back for people to read; those that were purged become null. */
export const withWords = (value: unknown, texts: ReadonlyMap<string, string>): unknown => {
  if (isWordRef(value)) return texts.get(value.textId) ?? null;
  if (Array.isArray(value)) return value.map((inner) => withWords(inner, texts));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withWords(inner, texts)]));
  return value;
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

/** Each entry's hash covers its facts and the hash before it: nothing in the middle can be changed unseen. */
export const entryHash = (number: string, entry: Omit<HistoryEntry, 'hash'>): string =>
  createHash('sha256')
    .update(canonicalJson({ ...entry, number, at: entry.at.toISOString() }))
    .digest('hex');

const refsIn = (value: unknown): WordRef[] => {
  if (isWordRef(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(refsIn) : [];
};

/**
 * Checks an item's chain as the database has it (data with references, in order; `texts` by id).
 * @returns `seq` of the first entry that was altered, left out or put in, or whose words were altered; null when all is whole. Words that
 * were purged are no alteration. Whether the end was cut off cannot be seen from the chain alone.
 */
export const verifyChain = (number: string, entries: readonly HistoryEntry[], texts: ReadonlyMap<string, string>): number | null => {
  let previousHash: string | null = null;
  for (const [index, { hash, ...facts }] of entries.entries()) {
    const inPlace = facts.seq === index + 1 && facts.previousHash === previousHash && entryHash(number, facts) === hash;
    const wordsWhole = refsIn(facts.data).every(({ textId, sha256 }) => {
      const text = texts.get(textId);
      return text === undefined || textHash(textId, text) === sha256;
    });
    if (!inPlace || !wordsWhole) return facts.seq;
    previousHash = hash;
  }
  return null;
};

/** Appends events to an item's chain, in the transaction that saves its state. The caller holds the item's row lock. */
export const appendHistory = async (db: Db, number: string, events: readonly HazardEvent[]): Promise<void> => {
  const last = await db.hazardHistory.findFirst({ where: { number }, orderBy: { seq: 'desc' }, select: { seq: true, hash: true } });
  const kept: KeptText[] = [];
  let seq = last?.seq ?? 0;
  let previousHash = last?.hash ?? null;
  const entries = events.map((event) => {
    const { type, at, actor, ...facts } = event;
    seq += 1;
    const entry = { seq, at, actorId: actor, event: type, step: STEP_OF[type], data: withoutWords(facts, '', kept), previousHash };
    const hash = entryHash(number, entry);
    previousHash = hash;
    return { ...entry, number, hash, data: entry.data as Prisma.InputJsonValue };
  });
  if (kept.length > 0) await db.historyText.createMany({ data: kept.map((text) => ({ ...text, number })) });
  await db.hazardHistory.createMany({ data: entries });
};

/** An item's history in order, with the words that still are there. */
export const historyOf = async (db: Db, number: string): Promise<HistoryEntry[]> => {
  const [entries, texts] = await Promise.all([
    db.hazardHistory.findMany({ where: { number }, orderBy: { seq: 'asc' } }),
    db.historyText.findMany({ where: { number }, select: { id: true, text: true } }),
  ]);
  const words = new Map(texts.map((text) => [text.id, text.text]));
  return entries.map(({ number: _number, ...entry }) => ({ ...entry, data: withWords(entry.data, words) }));
};
