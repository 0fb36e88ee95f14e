import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../../src/app/proof/difference.ts';
import { replay, stateAsJson } from '../../../src/app/proof/replay.ts';
import { STEP_OF } from '../../../src/domain/hazard/events.ts';
import { toJson } from '../../../src/store/hazard-json.ts';
import { dataOf, eventFrom, goneRef, withWords } from '../../../src/store/history-words.ts';
import { anyLife, type Life, OWN_WORDS } from './random-lives.ts';

/** What the database gives back of events: columns and JSON, words apart. */
const asKept = ({ events }: Life) => {
  const texts = new Map<string, string>();
  const entries = events.map((event, index) => {
    const { data, kept } = dataOf(event);
    for (const { id, text } of kept) texts.set(id, text);
    return {
      seq: index + 1,
      at: event.at,
      actorId: event.actor,
      event: event.type,
      step: STEP_OF[event.type],
      data: JSON.parse(JSON.stringify(data)) as unknown,
      hash: '',
      previousHash: null,
    };
  });
  return { entries, texts };
};

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(toJson(value)));

describe('history', () => {
  it('leads back to the state that the events had led to', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyLife, (life) => {
        const { entries, texts } = asKept(life);
        for (const { type } of life.events) seen.add(type);
        expect(entries.map((entry) => eventFrom(entry, texts)).map(asJson)).toEqual(life.events.map(asJson));
        expect(asJson(replay(entries, texts))).toEqual(asJson(life.state));
      }),
      { numRuns: 300 },
    );
    // A life that only ever is reported proves nothing.
    expect(seen.size).toBeGreaterThan(12);
  });

  it('keeps nothing that people wrote, and shows it to readers as before', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        const { entries, texts } = asKept(life);
        expect(JSON.stringify(entries)).not.toContain(OWN_WORDS);
        const shown = JSON.stringify(entries.map((entry) => withWords(entry.data, texts)));
        expect(shown).not.toContain('textId');
        expect(texts.size === 0 || shown.includes(OWN_WORDS)).toBe(true);
      }),
    );
  });

  it('is compared by the hashes of words that are gone', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        const { entries } = asKept(life);
        const state = replay(entries, new Map());
        if (!state) throw new Error('no item');
        const expected = stateAsJson(toJson(state) as object, { older: false });
        const actual = stateAsJson(asJson(life.state) as object, { older: false }) as { description: string };
        expect(differenceOf(expected, actual)).toBeNull();
        expect(differenceOf(expected, { ...actual, description: `${actual.description}。` })).toBe('description');
        expect(differenceOf(expected, { ...actual, description: '' })).toBeNull();
      }),
    );
  });

  it('shows readers nothing of what seals an entry', () => {
    const data = { place: { id: 1, text: null }, $: { version: 3, anchor: 'a', account: { salt: 's', sha256: 'h' } } };
    expect(withWords(data, new Map())).toEqual({ place: { id: 1, text: null } });
  });

  it('takes a text that looks like a date for a text, wherever it stands', () => {
    const date = '2026-11-25T18:00:00.000+08:00';
    const event = { type: 'FollowersAdded', at: new Date(0), actor: null, from: date, followers: [date] } as const;
    const { data, kept } = dataOf({ ...event, followers: [...event.followers] });
    expect(kept).toHaveLength(2);
    const texts = new Map(kept.map(({ id, text }) => [id, text]));
    expect(eventFrom({ event: event.type, at: event.at, actorId: null, data }, texts)).toEqual(event);
  });

  it('never takes words for a mark of words that are gone', () => {
    expect(goneRef('text')).toBeNull();
    expect(goneRef('')).toBeNull();
  });
});
