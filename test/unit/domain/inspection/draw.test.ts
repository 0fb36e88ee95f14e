import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawLots, faultsIn, type Lots, lotOf, makeSealed, type SealedDraw } from '../../../../src/domain/inspection/draw.ts';
import { type RiskFacts, WEIGHTS, weightOf } from '../../../../src/domain/inspection/draw-weights.ts';

const quiet: RiskFacts = { 一般: 0, 较大: 0, 重大: 0, overdue: 0, daysSinceCheck: 0, students: 0 };

describe('the weight of a school', () => {
  it.each<[string, Partial<RiskFacts>, number]>([
    ['nothing at all', {}, 10],
    ['three 一般', { 一般: 3 }, 16],
    ['many 一般 are capped', { 一般: 500 }, 20],
    ['one 较大', { 较大: 1 }, 20],
    ['one 重大', { 重大: 1 }, 30],
    ['two overdue', { overdue: 2 }, 20],
    ['checked six days ago', { daysSinceCheck: 6 }, 10],
    ['checked two weeks ago', { daysSinceCheck: 14 }, 14],
    ['never checked', { daysSinceCheck: null }, 30],
    ['checked long ago counts as never', { daysSinceCheck: 300 }, 30],
    ['1,000 pupils', { students: 1000 }, 15],
    ['everything', { 一般: 99, 较大: 99, 重大: 99, overdue: 99, daysSinceCheck: null, students: 99_999 }, 155],
  ])('%s', (_what, facts, weight) => {
    expect(weightOf({ ...quiet, ...facts })).toBe(weight);
  });

  const anyFacts = fc.record({
    一般: fc.nat(200),
    较大: fc.nat(50),
    重大: fc.nat(20),
    overdue: fc.nat(100),
    daysSinceCheck: fc.option(fc.nat(400)),
    students: fc.nat(9000),
  });

  it('is a whole number, never less than the base, and never grows less with more risk', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom('一般', '较大', '重大', 'overdue', 'students' as const), (facts, which) => {
        const weight = weightOf(facts);
        expect(Number.isInteger(weight)).toBe(true);
        expect(weight).toBeGreaterThanOrEqual(WEIGHTS.base);
        expect(weightOf({ ...facts, [which]: facts[which as '一般'] + 1 })).toBeGreaterThanOrEqual(weight);
      }),
    );
  });
});

const seedOf = (nth: number): string => nth.toString(16).padStart(64, '0');
const candidate = (code: string, weight = 10) => ({ code, weight, facts: quiet });
const anybody = [{ id: 'ann', barred: [] as string[] }];
const codes = (count: number): string[] => Array.from({ length: count }, (_, index) => `S${String(index).padStart(3, '0')}`);

const anyLots = fc.record({
  seed: fc.nat().map(seedOf),
  count: fc.integer({ min: 1, max: 12 }),
  inspectors: fc.uniqueArray(fc.record({ id: fc.constantFrom('ann', 'bob', 'cid'), barred: fc.subarray(codes(10)) }), {
    minLength: 1,
    selector: ({ id }) => id,
  }),
  candidates: fc
    .subarray(codes(20))
    .chain((some) =>
      fc
        .array(fc.integer({ min: 10, max: 155 }), { minLength: some.length, maxLength: some.length })
        .map((weights) => some.map((code, index) => candidate(code, weights[index]))),
    ),
});

describe('drawing lots', () => {
  it('takes each school once, never one that nobody may enter, and all there are where more are asked for', () => {
    fc.assert(
      fc.property(anyLots, (lots: Lots) => {
        const picks = drawLots(lots);
        const open = lots.candidates.filter(({ code }) => lots.inspectors.some(({ barred }) => !barred.includes(code)));
        expect(picks.length).toBe(Math.min(lots.count, open.length));
        expect(new Set(picks.map(({ school }) => school)).size).toBe(picks.length);
        for (const { school, inspector } of picks)
          expect(lots.inspectors.find(({ id }) => id === inspector)?.barred.includes(school)).toBe(false);
      }),
    );
  });

  it('comes out the same for the same seed, in whatever order the schools are given', () => {
    fc.assert(
      fc.property(anyLots, fc.infiniteStream(fc.nat()), (lots, noise) => {
        const shuffled = lots.candidates
          .map((each) => ({ each, at: noise.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ each }) => each);
        expect(drawLots({ ...lots, candidates: shuffled })).toEqual(drawLots(lots));
      }),
    );
  });

  it('comes out otherwise for other seeds', () => {
    const drawn = codes(40).map(
      (_, nth) =>
        drawLots({ seed: seedOf(nth), count: 1, inspectors: anybody, candidates: codes(20).map((code) => candidate(code)) })[0]?.school,
    );
    expect(new Set(drawn).size).toBeGreaterThan(8);
  });

  it('makes numbers between 0 and 1 that lie evenly', () => {
    const lots = codes(2000).map((code) => lotOf(seedOf(7), code));
    expect(lots.every((lot) => lot > 0 && lot < 1)).toBe(true);
    const mean = lots.reduce((sum, lot) => sum + lot, 0) / lots.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });

  it('takes a school five times as heavy about five times as often', () => {
    const candidates = [candidate('heavy', 50), ...codes(10).map((code) => candidate(code, 10))];
    const seeds = 3000;
    const heavy = Array.from({ length: seeds }, (_, nth) =>
      drawLots({ seed: seedOf(nth), count: 1, inspectors: anybody, candidates }),
    ).filter(([first]) => first?.school === 'heavy').length;
    // 50 of 150: a third, within six standard deviations.
    expect(heavy / seeds).toBeGreaterThan(0.28);
    expect(heavy / seeds).toBeLessThan(0.39);
  });

  it('lets inspectors take turns, and nobody into his own school', () => {
    const inspectors = [
      { id: 'ann', barred: [] },
      { id: 'bob', barred: ['S001'] },
    ];
    const lots = { inspectors, count: 4, candidates: codes(4).map((code) => candidate(code)) };
    for (let nth = 0; nth < 50; nth += 1) {
      const picks = drawLots({ ...lots, seed: seedOf(nth) });
      expect(picks.filter(({ inspector }) => inspector === 'ann').length).toBeGreaterThanOrEqual(2);
      expect(picks.filter(({ inspector }) => inspector === 'bob').length).toBeGreaterThanOrEqual(1);
      expect(picks.find(({ school }) => school === 'S001')?.inspector).toBe('ann');
    }
  });
});

describe('a sealed draw computed again', () => {
  const sealed: SealedDraw = makeSealed({
    id: 'one',
    unit: 'E000',
    on: '2026-11-24',
    seed: seedOf(5),
    count: 3,
    inspectors: [{ id: 'ann', barred: [] }],
    schools: codes(9).map((code, index) => ({ code, facts: { ...quiet, 较大: index } })),
  });
  const [first, ...others] = sealed.picks;
  const notDrawn = codes(9).find((code) => !sealed.picks.some(({ school }) => school === code)) ?? '';

  it('has no fault', () => {
    expect(sealed.picks).toHaveLength(3);
    expect(faultsIn(sealed)).toEqual([]);
    expect(faultsIn(JSON.parse(JSON.stringify(sealed)))).toEqual([]);
  });

  it.each<[string, SealedDraw, string[]]>([
    ['another school', { ...sealed, picks: [{ school: notDrawn, inspector: 'ann' }, ...others] }, ['picks']],
    ['another inspector', { ...sealed, picks: [{ school: first?.school ?? '', inspector: 'bob' }, ...others] }, ['picks']],
    ['one school less', { ...sealed, picks: others }, ['picks']],
    [
      'a weight that was raised',
      { ...sealed, candidates: sealed.candidates.map((each) => ({ ...each, weight: each.code === notDrawn ? 9999 : each.weight })) },
      ['weights', 'picks'],
    ],
    ['another seed', { ...sealed, seed: seedOf(6) }, ['picks']],
  ])('shows %s', (_what, altered, faults) => {
    expect(faultsIn(altered)).toEqual(faults);
  });
});
