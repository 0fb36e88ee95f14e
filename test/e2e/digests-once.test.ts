import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type Product, startProduct } from '../support/product.ts';

let product: Product | null = null;
afterEach(async () => {
  await product?.stop();
  product = null;
});

const BEFORE = '2026-11-22T20:00:00+08:00';
const MONDAY_MORNING = '2026-11-23T07:45:00.000+08:00';
const TUESDAY_NOON = '2026-11-24T12:00:00+08:00';

const asked = async <Row extends pg.QueryResultRow>(running: Product, sql: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: running.databaseUrl });
  await client.connect();
  return (await client.query<Row>(sql).finally(() => client.end())).rows;
};

/** Every digest that was written: to whom, on which morning. */
const digests = (running: Product): Promise<{ lane: string; at: string; status: string }[]> =>
  asked(
    running,
    `SELECT lane, to_char(created_at AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI') AS at, status FROM outbox_message
     WHERE kind IN ('digest', 'group-digest') ORDER BY 2, 1`,
  );

const forgetQueue = async (running: Product): Promise<void> => {
  const url = inject('realRedisUrl');
  const [row] = await asked<{ id: string }>(running, "SELECT value #>> '{}' AS id FROM setting WHERE key = 'installation'");
  if (!url || !row) return;
  const redis = new Redis(url);
  const keys = await redis.keys(`campus-grid-${row.id}:*`);
  if (keys.length > 0) await redis.del(...keys);
  await redis.quit();
};

/** How often the platform has shown each card: one that goes out again after a crash is told by its id. */
const shown = (running: Product): number[] => {
  const times = new Map<string, number>();
  for (const record of running.platform.sent) {
    const card = /"task_id":"([^"]+)"/.exec(JSON.stringify(record))?.[1];
    if (card) times.set(card, (times.get(card) ?? 0) + 1);
  }
  return [...times.values()];
};

describe.each([
  { size: 'test' as const, roles: ['both'] as const },
  { size: 'scaled' as const, roles: ['web', 'worker'] as const },
])('digests, $size', ({ size, roles }) => {
  it('go out once each, through kill -9 in the middle and an emptied queue', async (context) => {
    if (size === 'scaled' && (inject('realRedisUrl') === null || inject('realPostgresUrl') === null)) return context.skip();
    product = await startProduct({ size, roles: [...roles], clock: BEFORE });
    const running = product;
    const going = running.advance(TUESDAY_NOON).catch(() => null);
    while ((await digests(running)).length < 5);
    for (const role of roles) await running.kill9(role);
    await going;
    await forgetQueue(running);
    await running.start();
    await running.advance(TUESDAY_NOON);

    const all = await digests(running);
    const keys = all.map(({ lane, at }) => `${lane} ${at}`);
    expect(new Set(keys).size).toBe(keys.length);
    // Each school's officer hears of the daily patrol on both mornings, and at no other time.
    expect(new Set(all.map(({ at }) => at))).toEqual(new Set(['11-23 07:45', '11-24 07:45']));
    // The city has a DingTalk group, and this program no DingTalk.
    expect(
      all.filter(({ status }) => status !== 'sent').every(({ lane, status }) => lane.startsWith('group:') && status === 'parked'),
    ).toBe(true);
    expect(all.filter(({ at }) => at === '11-24 07:45').length).toBeGreaterThan(10);
    expect(await asked(running, 'SELECT id FROM reminder')).toEqual([]);
    expect(await asked(running, `SELECT id FROM duty WHERE next_stage_at <= '${MONDAY_MORNING}'`)).toEqual([]);
    const cards = shown(running);
    expect(cards.length).toBeGreaterThan(20);
    expect(Math.max(...cards)).toBe(1);
  }, 180_000);
});
