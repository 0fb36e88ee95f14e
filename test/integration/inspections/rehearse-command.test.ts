import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe, expect, inject, test } from 'vitest';
import { grid, gridJson } from '../cli/grid.ts';

const query = async <Row extends object>(statement: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: inject('adminUrl') });
  await client.connect();
  const { rows } = await client.query<Row>(statement).finally(() => client.end());
  return rows;
};

const scratchDatabases = async (): Promise<string[]> => {
  const rows = await query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname LIKE 'campusgrid_scratch_%' ORDER BY datname`,
  );
  return rows.map(({ datname }) => datname);
};

const SHORT = ['rehearse', '--schools', '2', '--from', '2026-11-02', '--to', '2026-11-04', '--seed', '3'];

describe('grid rehearse', () => {
  test('reports, and leaves nothing behind', async () => {
    const before = await scratchDatabases();
    const { code, json } = await gridJson({ DATABASE_URL: inject('adminUrl') }, ...SHORT);
    expect(Object.keys(json)).toEqual([
      ...['seed', 'schools', 'days', 'duties', 'checks', 'hazards', 'messages', 'misses', 'doubles', 'perPersonWeek', 'seconds'],
    ]);
    expect(json).toMatchObject({ seed: 3, schools: 2, days: 3, misses: [], doubles: [] });
    expect(Object.keys(json.perPersonWeek as object)).toEqual(['p50', 'p95', 'max']);
    expect(code).toBe(0);
    expect((await scratchDatabases()).filter((name) => !before.includes(name))).toEqual([]);
  });

  test('needs an account that may create databases, and says so', async () => {
    const name = `plain_${randomBytes(4).toString('hex')}`;
    await query(`CREATE ROLE ${name} LOGIN PASSWORD 'plain'`);
    const url = new URL(inject('adminUrl'));
    url.username = name;
    url.password = 'plain';
    const refused = await grid({ DATABASE_URL: url.href }, ...SHORT);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/^grid: The account of DATABASE_URL may not create databases/);
  });

  test.each([
    [['--schools', '0'], /--schools: a whole number from 1 to/],
    [['--from', '2026-02-30'], /--from: a day such as 2026-11-01, not 2026-02-30/],
    [['--from', '2026-11-02', '--to', '2026-11-01'], /--to 2026-11-01 lies before --from 2026-11-02/],
    [['--from', '2026-11-02', '--to', '2036-11-01'], /is too long/],
  ])('refuses %j before anything is done', async (wish, words) => {
    const refused = await grid({ DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' }, 'rehearse', ...wish);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(words);
  });
});
