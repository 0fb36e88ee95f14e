import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { burdenStats, cityFigures } from '../../../src/app/burden/figures.ts';
import { statsOf } from '../../../src/app/queries/stats.ts';
import { localDay } from '../../../src/domain/calendar/local-time.ts';
import { lastKnownYear } from '../../../src/infra/calendar/statutory-days.ts';
import { createMetrics } from '../../../src/infra/metrics.ts';
import type { Draft } from '../../../src/messaging/draft.ts';
import { addToOutbox } from '../../../src/store/outbox.ts';
import { at } from '../clocks/time.ts';
import { type City, openCity } from '../conversation/city.ts';

let city: City;
beforeAll(async () => {
  city = await openCity();
});
afterAll(() => city.close());

/** So many messages to the person of this account, a kind each. */
const write = (account: string, count: number, moment: string, changes: Partial<Draft> = {}): Promise<unknown> => {
  const draft: Draft = {
    to: { person: city.idOf(account) },
    kind: 'feedback',
    body: { kind: 'text', text: '好了' },
    cause: { type: 'operator', id: 'test' },
    ...changes,
  };
  const drafts = Array.from({ length: count }, () => draft);
  return addToOutbox(city.database.prisma, drafts, { correlationId: 'test', now: at(moment) });
};

describe('the burden', () => {
  beforeAll(async () => {
    await write('wangshouzheng', 12, '11-20 09:00');
    await write('zhangtiejun', 3, '11-21 09:00');
    await write('zhaomanyi', 1, '11-22 09:00');
    // None of these was started by the bot, reached anybody, lies within the week, or may be counted.
    await write('zhaomanyi', 5, '11-22 09:00', {
      kind: 'reply',
      to: { person: city.idOf('zhaomanyi'), replyOn: { channel: 'wecom', account: 'z' } },
    });
    await write('zhaomanyi', 5, '11-22 09:00', { kind: 'redraw' });
    await write('zhaomanyi', 5, '11-22 09:00', { sensitive: true });
    await write('zhaomanyi', 5, '11-16 09:00');
  });

  it('counts a week of what the bot started, by the people who got any', async () => {
    expect(await burdenStats(city.database.prisma, null, at('11-23 09:00'))).toEqual({
      cap: 10,
      people: 3,
      p50: 3,
      p95: 12,
      max: 12,
      over: 1,
    });
  });

  it('of a unit is that of its people alone, and stands in the statistics', async () => {
    const { unitCode } = await city.database.prisma.personRole.findFirstOrThrow({ where: { personId: city.idOf('wangshouzheng') } });
    const stats = await statsOf(city.database.prisma, { unit: unitCode }, at('11-23 09:00'));
    expect(stats).toMatchObject({ ok: true, value: { burden: { cap: 10, people: 3, max: 12, over: 1 } } });
    const elsewhere = await statsOf(city.database.prisma, { unit: 'S302' }, at('11-23 09:00'));
    expect(elsewhere).toMatchObject({ ok: true, value: { burden: { cap: 10, people: 0, p50: 0, p95: 0, max: 0, over: 0 } } });
  });

  it('is in the metrics, with the duties that wait and the end of the calendar, and names nobody', async () => {
    const { prisma, pool } = city.database;
    const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
    const duty = { rule: 'town-monthly', unitCode: 'T1', required: 1, plannedAt: at('11-01 00:00'), name: '11月' };
    await prisma.duty.createMany({
      data: [
        { ...duty, schoolCode: 'A', from: day('2026-11-01'), to: day('2026-11-30') },
        { ...duty, schoolCode: 'B', from: day('2026-11-01'), to: day('2026-11-23') },
        { ...duty, schoolCode: 'C', from: day('2026-10-01'), to: day('2026-11-22') },
        { ...duty, schoolCode: 'D', from: day('2026-12-01'), to: day('2026-12-31') },
        { ...duty, schoolCode: 'E', from: day('2026-11-01'), to: day('2026-11-30'), done: 1 },
        { ...duty, schoolCode: 'F', from: day('2026-11-01'), to: day('2026-11-30'), waived: 'vacation' },
      ],
    });
    const now = at('11-23 09:00');
    expect(localDay(now)).toBe('2026-11-23');
    const text = await createMetrics(pool, () => cityFigures(prisma, now)).render();
    expect(text).toContain('campus_grid_started_messages{quantile="0.5"} 3');
    expect(text).toContain('campus_grid_started_messages{quantile="0.95"} 12');
    expect(text).toContain('campus_grid_started_messages{quantile="1"} 12');
    expect(text).toContain('campus_grid_over_burden 1');
    expect(text).toContain('campus_grid_duties{status="running"} 2');
    expect(text).toContain('campus_grid_duties{status="overdue"} 1');
    const end = (year: number): number => Date.parse(`${year}-12-31T23:59:59+08:00`) / 1000;
    expect(text).toContain(`campus_grid_calendar_known_until ${end(lastKnownYear())}`);
    expect(text).not.toMatch(/王守正|wangshouzheng|G04\d/);
    const year = lastKnownYear() + 1;
    await prisma.calendarEntry.create({
      data: { kind: '放假', name: '国庆', from: day(`${year}-10-01`), to: day(`${year}-10-07`), focus: [] },
    });
    expect(await createMetrics(pool).render()).toContain(`campus_grid_calendar_known_until ${end(year)}`);
  });
});
