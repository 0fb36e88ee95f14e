import { describe, expect, it } from 'vitest';
import { daysIn } from '../../../../src/domain/calendar/local-time.ts';
import { isStatutoryYearKnown, lastKnownYear, statutoryDays } from '../../../../src/infra/calendar/statutory-days.ts';
import { cal2026 } from './support.ts';

describe('statutory days', () => {
  it('are those of the notice for 2026, whatever the zone of the server', () => {
    const zone = process.env.TZ;
    try {
      for (const name of ['UTC', 'America/Los_Angeles', 'Asia/Shanghai']) {
        process.env.TZ = name;
        const known = statutoryDays(2026);
        const of2026 = daysIn('2026-01-01', '2026-12-31').flatMap((day) => (known.has(day) ? [[day, known.get(day)]] : []));
        expect(new Map(of2026 as [string, string][])).toEqual(cal2026.days);
      }
    } finally {
      process.env.TZ = zone;
    }
  });

  it('begin with the year asked for', () => {
    expect([...statutoryDays(2025).keys()].at(0)).toBe('2025-01-01');
    expect(statutoryDays(2024).get('2024-02-18')).toBe('work');
  });

  it('say where their knowledge ends instead of taking the next year for plain weeks', () => {
    const last = lastKnownYear();
    expect(last).toBeGreaterThanOrEqual(2026);
    expect(isStatutoryYearKnown(`${last}-01-01`)).toBe(true);
    expect(isStatutoryYearKnown(`${last + 1}-01-01`)).toBe(false);
    expect(isStatutoryYearKnown('2003-10-01')).toBe(false);
    expect([...statutoryDays().keys()].every((day) => day <= `${last}-12-31`)).toBe(true);
  });
});
