import { createHash, randomUUID } from 'node:crypto';
import { isoLocal } from '../domain/calendar/local-time.ts';
import type { HazardEvent } from '../domain/hazard/events.ts';

/** Words that people wrote: history refers to them, so that purging personal data leaves the chain whole. */
export const WORDS: ReadonlySet<string> = new Set([
  'description',
  'text',
  'words',
  'reason',
  'note',
  'responsibility',
  'measures',
  'measure',
  'money',
  'deadline',
  'plan',
]);

/** Dates are kept as `isoLocal` writes them. A text that looks exactly so is kept as words, so that reading back never takes it for a date. */
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+08:00$/;

/** What an entry's data have beside the event's own fields, under a name that no field has (see history-seal.ts). */
export const SEAL = '$';

export type WordRef = { textId: string; sha256: string };
export type KeptText = { id: string; text: string };

export const textHash = (textId: string, text: string): string => createHash('sha256').update(textId).update(text).digest('hex');

export const isWordRef = (value: unknown): value is WordRef =>
  typeof value === 'object' && value !== null && 'textId' in value && 'sha256' in value;

/** PostgreSQL keeps no NUL. */
const plain = (text: string): string => text.replaceAll('\0', '');

const keep = (text: string, kept: KeptText[]): WordRef => {
  const textId = randomUUID();
  kept.push({ id: textId, text });
  return { textId, sha256: textHash(textId, text) };
};

/** Replaces every text of a person by a reference; the id salts the hash, so that short words cannot be guessed back from it. */
const withoutWords = (value: unknown, key: string, kept: KeptText[]): unknown => {
  if (value instanceof Date) return isoLocal(value);
  if (typeof value === 'string') {
    const text = plain(value);
    return WORDS.has(key) || DATE.test(text) ? keep(text, kept) : text;
  }
  if (Array.isArray(value)) return value.map((inner) => withoutWords(inner, key, kept));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, inner]) => (inner === undefined ? [] : [[name, withoutWords(inner, name, kept)]])),
    );
  return value;
};

/** An event as history keeps it: every field but type, time and actor (which are columns), texts apart. `eventFrom` is its inverse. */
export const dataOf = (event: HazardEvent): { data: Record<string, unknown>; kept: KeptText[] } => {
  const { type: _type, at: _at, actor: _actor, ...facts } = event;
  const kept: KeptText[] = [];
  return { data: withoutWords(facts, '', kept) as Record<string, unknown>, kept };
};

/** Puts the words back for people to read; those that were purged become null. */
export const withWords = (value: unknown, texts: ReadonlyMap<string, string>): unknown => {
  if (isWordRef(value)) return texts.get(value.textId) ?? null;
  if (Array.isArray(value)) return value.map((inner) => withWords(inner, texts));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (name === SEAL ? [] : [[name, withWords(inner, texts)]])));
  return value;
};

/** Every reference to words in an entry's data. */
export const refsIn = (value: unknown): WordRef[] => {
  if (isWordRef(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(refsIn) : [];
};

// A lone surrogate: no text in UTF-8 has one, so that nobody's words can look like this.
const GONE = '\uD800';

/** Stands for words that are no longer there, in a replay. */
const goneWords = ({ textId, sha256 }: WordRef): string => `${GONE}${textId} ${sha256}`;

/** The reference that a replayed text stands for; null for a text that is still there. */
export const goneRef = (text: string): WordRef | null => {
  if (!text.startsWith(GONE)) return null;
  const [textId = '', sha256 = ''] = text.slice(GONE.length).split(' ');
  return { textId, sha256 };
};

const fromData = (value: unknown, texts: ReadonlyMap<string, string>): unknown => {
  if (isWordRef(value)) return texts.get(value.textId) ?? goneWords(value);
  if (typeof value === 'string') return DATE.test(value) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map((inner) => fromData(inner, texts));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (name === SEAL ? [] : [[name, fromData(inner, texts)]])));
  return value;
};

/**
 * The event that an entry was made of, for replays; `texts` by id. Words that are gone become marks that `goneRef` knows.
 * What history holds is what the domain decided: an entry whose hash is right needs no second check of its fields.
 */
export const eventFrom = (
  { event, at, actorId, data }: { event: string; at: Date; actorId: string | null; data: unknown },
  texts: ReadonlyMap<string, string>,
): HazardEvent => ({ ...(fromData(data, texts) as object), type: event, at, actor: actorId }) as HazardEvent;
