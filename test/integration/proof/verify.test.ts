import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { NOTHING_YET } from '../../../src/domain/hazard/state.ts';
import { entryHash } from '../../../src/store/history.ts';
import { type KeptCity, livedIn, openKeptCity } from './kept-city.ts';

describe('verify', () => {
  let city: KeptCity;
  let lived: Awaited<ReturnType<typeof livedIn>>;

  beforeAll(async () => {
    city = await openKeptCity();
    lived = await livedIn(city);
  });
  afterAll(() => city.close());

  it('finds everything as it was written, and counts it', async () => {
    const found = await city.verify();
    expect(found.findings).toEqual([]);
    expect(found.checked).toMatchObject({ items: 9, anchors: 2 });
    expect(found.checked.entries).toBeGreaterThan(30);
    expect(found.checked.texts).toBeGreaterThan(20);
    expect(found.checked.files).toBeGreaterThan(9);
    expect(found.anchor).toMatchObject({ day: '2026-11-24' });
    expect(found.unanchored).toBeGreaterThan(4);
    expect(found.days).toEqual([]);
    expect(lived.numbers).toHaveLength(9);
  });

  it('reads what the first release wrote, which knew neither seals nor all of what is known today', async () => {
    const older = await openKeptCity();
    onTestFinished(older.close);
    const number = await older.report({}, null, 'wecom:somebody');
    const entries = await older.database.prisma.hazardHistory.findMany({
      where: { number },
      orderBy: { seq: 'asc' },
      omit: { number: true },
    });
    let previousHash: string | null = null;
    for (const { hash: _hash, ...entry } of entries) {
      const { $: _seal, possibleDuplicateOf: _of, dangerousWork: _work, ...data } = entry.data as Record<string, unknown>;
      const hash = entryHash(number, { ...entry, data, previousHash });
      await older.tamper([
        'UPDATE hazard_history SET data = $3, hash = $4, previous_hash = $5 WHERE number = $1 AND seq = $2',
        [number, entry.seq, JSON.stringify(data), hash, previousHash],
      ]);
      previousHash = hash;
    }
    await older.tamper(['UPDATE hazard SET state = state - $2::text[] WHERE number = $1', [number, Object.keys(NOTHING_YET)]]);
    expect((await older.verify()).findings).toEqual([]);
    await older.act(number, 'P2', { type: 'Classify' });
    await older.act(number, 'P2', { type: 'Assign', assignee: 'P3' });
    expect((await older.verify()).findings).toEqual([]);
    await older.tamper([`UPDATE hazard SET state = state - 'followers' WHERE number = $1`, [number]]);
    expect((await older.verify()).findings).toEqual([
      { record: number, problem: 'the state is not what its history leads to (at followers)' },
    ]);
  });
});
