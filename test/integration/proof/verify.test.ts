import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});
