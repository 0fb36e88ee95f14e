import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MACHINE_FAULTS, PLATFORM_FAULTS } from '../../chaos/faults.ts';
import { readOptions, UsageError } from '../../chaos/options.ts';
import { planOf } from '../../chaos/plan.ts';
import { createRandom } from '../../chaos/random.ts';

const request = { durationMs: 24_000, machines: MACHINE_FAULTS, everyMs: 2_000, oursEveryMs: 8_000 };
const seed = fc.integer({ min: 0, max: 2 ** 31 });

describe('the schedule of a chaos run', () => {
  it('follows from the seed alone', () => {
    fc.assert(
      fc.property(seed, (one) => {
        expect(planOf(request, createRandom(one))).toEqual(planOf(request, createRandom(one)));
      }),
    );
    expect(planOf(request, createRandom(1))).not.toEqual(planOf(request, createRandom(2)));
  });

  it('breaks everything at least once, in order of time, and kills nothing at the very end', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 5_000, max: 3_600_000 }), (one, durationMs) => {
        const plan = planOf({ ...request, durationMs }, createRandom(one));
        const kinds = new Set(plan.map(({ kind }) => kind));
        for (const kind of [...MACHINE_FAULTS, ...PLATFORM_FAULTS.map((fault) => fault.kind)]) expect(kinds).toContain(kind);
        expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).sort((a, b) => a - b));
        expect(
          plan.every(
            ({ at, what }) => at >= 0 && at <= (what === 'machine' ? Math.max(durationMs * 0.7, durationMs - 10_000) : durationMs),
          ),
        ).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the chance that a seed repeats', () => {
  it('is even enough and stays in its bounds', () => {
    const random = createRandom(7);
    const drawn = Array.from({ length: 6_000 }, () => random.between(1, 6));
    for (const side of [1, 2, 3, 4, 5, 6]) expect(Math.abs(drawn.filter((one) => one === side).length - 1_000)).toBeLessThan(150);
    expect(Math.min(...drawn)).toBe(1);
    expect(Math.max(...drawn)).toBe(6);
  });

  it('gives each part a stream of its own', () => {
    const [one, other] = [createRandom(7), createRandom(7)];
    one.next();
    expect(one.fork('people').letters(12)).toBe(other.fork('people').letters(12));
    expect(other.fork('plan').letters(12)).not.toBe(other.fork('people').letters(12));
  });
});

describe('the options of a chaos run', () => {
  const today = new Date('2026-11-23T00:00:00Z');

  it('are read', () => {
    expect(readOptions(['--minutes', '10', '--seed', '5', '--size', 'scaled', '--json'], today)).toMatchObject({
      sizes: ['scaled'],
      seed: 5,
      seconds: 600,
      json: true,
    });
    expect(readOptions(['--short'], today)).toMatchObject({ sizes: ['embedded', 'scaled'], seed: 20_261_123, seconds: 22 });
  });

  it.each([[['--minutes', 'x']], [['--seed=-1']], [['--size', 'large']], [['--rate', '0']]])('refuses %j', (args) => {
    expect(() => readOptions(args, today)).toThrow(UsageError);
  });
});
