import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlannedCity, type PlannedCity } from './planned-city.ts';

const NOW = '2026-11-23 09:00';

describe('planning the demonstration city', () => {
  let city: PlannedCity;
  beforeAll(async () => {
    city = await openPlannedCity();
    await city.plan(NOW);
  });
  afterAll(() => city.close());

  it('gives each grid its windows that run and those ahead', async () => {
    expect(await city.duties('S101')).toEqual([]);
  });
});
