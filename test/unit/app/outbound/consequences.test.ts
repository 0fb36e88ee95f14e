import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consequenceOf, MAX_OWN_FAULTS, maxAttempts } from '../../../../src/app/outbound/consequences.ts';
import { ChannelError, type ChannelErrorClass } from '../../../../src/messaging/errors.ts';

const failure = (errorClass: ChannelErrorClass, retryAfterMs?: number) =>
  new ChannelError('wecom', errorClass, 'wecom:1', 'refused', retryAfterMs === undefined ? {} : { retryAfterMs });

const first = { attempts: 0, urgent: false };
const DAY_MS = 24 * 3600_000;

describe('what a failed delivery leads to', () => {
  it.each<[ChannelErrorClass, object]>([
    ['retry', { end: null, retryAfterMs: 2000, counts: true, pauseMs: null, unreachable: false }],
    ['rate-limited', { end: null, retryAfterMs: 60_000, counts: false, pauseMs: 60_000, unreachable: false }],
    ['config', { end: null, retryAfterMs: 600_000, counts: false, pauseMs: 600_000, unreachable: false }],
    ['recipient', { end: 'parked', unreachable: true, pauseMs: null }],
    ['stale', { end: 'dropped', unreachable: false, pauseMs: null }],
    ['media', { end: 'parked', unreachable: false, pauseMs: null }],
    ['request', { end: 'parked', unreachable: false, pauseMs: null }],
    ['content', { end: 'parked', unreachable: false, pauseMs: null }],
  ])('for an error of the class %s', (errorClass, consequence) => {
    expect(consequenceOf(failure(errorClass), first)).toMatchObject(consequence);
  });

  it('keeps to the pause that the platform asks for', () => {
    expect(consequenceOf(failure('rate-limited', 5000), first)).toMatchObject({ retryAfterMs: 5000, pauseMs: 5000 });
    expect(consequenceOf(failure('retry', 7000), first)).toMatchObject({ retryAfterMs: 7000, pauseMs: null });
  });

  it('grows with every try, to ten minutes, for what is urgent to one', () => {
    const pauses = (urgent: boolean) =>
      [0, 1, 2, 3, 10, 100].map((attempts) => consequenceOf(failure('retry'), { attempts, urgent }).retryAfterMs / 1000);
    expect(pauses(false)).toEqual([2, 4, 8, 16, 600, 600]);
    expect(pauses(true)).toEqual([2, 4, 8, 16, 60, 60]);
  });

  it.each([false, true])('waits out an outage of about a day before it parks (urgent: %s)', (urgent) => {
    let waited = 0;
    let attempts = 0;
    for (;;) {
      const consequence = consequenceOf(failure('retry'), { attempts, urgent });
      attempts += 1;
      if (consequence.end === 'parked') break;
      waited += consequence.retryAfterMs;
    }
    expect(attempts).toBe(maxAttempts(urgent));
    expect(waited / DAY_MS).toBeGreaterThan(0.95);
    expect(waited / DAY_MS).toBeLessThan(1.1);
  });

  it('parks a fault of our own after about an hour', () => {
    expect(consequenceOf(new Error('a bug'), { attempts: MAX_OWN_FAULTS - 2, urgent: false })).toMatchObject({ end: null });
    expect(consequenceOf(new Error('a bug'), { attempts: MAX_OWN_FAULTS - 1, urgent: false })).toMatchObject({ end: 'parked' });
  });

  it('never ends a message for a wrong setting or a limit, however often', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.boolean(),
        fc.constantFrom('config' as const, 'rate-limited' as const),
        (attempts, urgent, errorClass) => {
          const { end, counts } = consequenceOf(failure(errorClass), { attempts, urgent });
          expect({ end, counts }).toEqual({ end: null, counts: false });
        },
      ),
    );
  });
});
