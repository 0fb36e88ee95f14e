import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/store/database.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

/** A county's own PostgreSQL usually runs in Asia/Shanghai; the embedded one in UTC. */
describe('times in a database of another zone', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
    const admin = openDatabase(test.url);
    await admin.pool.query(`ALTER DATABASE ${new URL(test.url).pathname.slice(1)} SET TimeZone = 'Asia/Shanghai'`);
    await admin.close();
  });
  afterAll(() => test.drop());

  it('are the same moments through Prisma and through pg', async () => {
    const database = openDatabase(test.url);
    const now = new Date('2026-11-23T01:00:00.123Z');
    await database.prisma.virtualClock.create({ data: { id: 1, now } });
    const { rows } = await database.pool.query<{ now: Date; text: string }>(
      "SELECT now, to_char(now AT TIME ZONE 'UTC', 'HH24:MI') AS text FROM virtual_clock",
    );
    const back = await database.prisma.virtualClock.findUniqueOrThrow({ where: { id: 1 } });
    await database.close();
    expect([rows[0]?.now, rows[0]?.text, back.now]).toEqual([now, '01:00', now]);
  });
});
