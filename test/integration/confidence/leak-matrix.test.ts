import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Matrix, openMatrix } from './life.ts';
import { sayLeaks } from './leaks.ts';

let full: Matrix;

beforeAll(async () => {
  const t = performance.now();
  full = await openMatrix(true);
  console.log('lived', performance.now() - t, full.seen);
}, 180_000);
afterAll(() => full?.city.close());

describe('chat', () => {
  it('tells nobody what he may not know', async () => {
    const events = await full.city.database.prisma.$queryRaw<{ event: string; n: number; numbers: number }[]>`
      SELECT e.event, count(*)::int AS n, count(DISTINCT e.number)::int AS numbers FROM hazard_history e JOIN hazard h ON h.number = e.number WHERE h.sensitive OR h.withheld_from_school GROUP BY 1 ORDER BY 1`;
    console.log(events.map((e) => `${e.event} ${e.n}/${e.numbers}`).join('\n'));
    expect(sayLeaks(full.leaks)).toEqual([]);
  });
});
