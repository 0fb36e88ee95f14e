import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, type Db, openDatabase } from '../../../src/store/database.ts';
import { claimDue, dueItems } from '../../../src/store/due-items.ts';
import { isItemDue, isNoticeDue, nextItemTime, nextNoticeTime } from '../../../src/store/falls-due.ts';
import { overdueItems } from '../../../src/store/item-lines.ts';
import { claimNotices, peopleWithNotices } from '../../../src/store/notices.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { nodes, type Plan } from '../../support/query-plan.ts';

const ROWS = 60_000;
const NOW = new Date('2026-11-23T08:00:00+08:00');

/** Nearly everything has ended or was told; a little is open, and a little of that is late. */
const FILL = `
  INSERT INTO unit (code, name, kind) SELECT 'S' || n, '学校' || n, '学校' FROM generate_series(1, 500) n;
  INSERT INTO hazard (number, status, level, category, urgent, sensitive, unit_code, assignee_id, step_due_at, wake_at, reported_at, state, version)
    SELECT 'H2611' || n, CASE WHEN n % 40 = 0 THEN 'rectifying' ELSE 'archived' END, '一般', 'fire', false, false, 'S' || (n % 500 + 1),
      'P' || (n * 7 % 5000), CASE WHEN n % 40 = 0 THEN '2026-11-20'::timestamptz + n * interval '1 minute' END,
      CASE WHEN n % 40 = 0 THEN '2026-11-20'::timestamptz + n * interval '1 minute' END, '2026-11-01', '{"description":"灯坏了"}', 1
    FROM generate_series(1, ${ROWS}) n;
  INSERT INTO notice (person_id, kind, hazard_number, data, not_before, outbox_id)
    SELECT 'P' || (n % 5000), 'overdue', 'H2611' || n, '{}', '2026-11-20'::timestamptz + n * interval '1 minute',
      CASE WHEN n % 500 > 0 THEN 'out' END
    FROM generate_series(1, ${ROWS}) n;
  ANALYZE`;

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url, { max: 2 });
  await database.pool.query(FILL);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

/** The tables that the statement of a query reads from end to end. */
const readWhole = async (run: (db: Db) => Promise<unknown>): Promise<string[]> => {
  const plans: Plan[] = [];
  const template = async (strings: { sql: string; values: unknown[] }): Promise<unknown[]> => {
    let count = 0;
    const text = strings.sql.replace(/\?/g, () => {
      count += 1;
      return `$${count}`;
    });
    const { rows } = await database.pool.query(`EXPLAIN (FORMAT JSON) ${text}`, strings.values);
    plans.push(rows[0]['QUERY PLAN'][0].Plan);
    return [];
  };
  const { Prisma } = await import('../../../src/infra/database/generated/client.ts');
  const explaining = { $queryRaw: (strings: TemplateStringsArray, ...values: unknown[]) => template(Prisma.sql(strings, ...values)) };
  await run(explaining as unknown as Db);
  expect(plans.length).toBeGreaterThan(0);
  return plans.flatMap(nodes).flatMap((node) => (node['Node Type'] === 'Seq Scan' && node['Relation Name'] ? [node['Relation Name']] : []));
};

it.each<[string, (db: Db) => Promise<unknown>]>([
  ['what is due', (db) => dueItems(db, NOW, 200)],
  ['an item that is due', (db) => claimDue(db, 'H2611400', NOW)],
  ['whether an item is due', (db) => isItemDue(db, NOW)],
  ['whether anybody has something to hear', (db) => isNoticeDue(db, NOW)],
  ['when an item is due next', (db) => nextItemTime(db, NOW, new Date('2026-12-23T08:00:00+08:00'))],
  ['when somebody has something to hear next', (db) => nextNoticeTime(db, NOW, new Date('2026-12-23T08:00:00+08:00'))],
  ['who has something to hear', (db) => peopleWithNotices(db, NOW, 200)],
  ['what one person has to hear', (db) => claimNotices(db, 'P500', NOW, 2000)],
  ['what is overdue in a school', (db) => overdueItems(db, { units: ['S1'], assignee: 'P7' }, NOW, 15)],
  [
    'what is overdue in a city',
    (db) => overdueItems(db, { units: Array.from({ length: 500 }, (_, index) => `S${index + 1}`), assignee: 'P7' }, NOW, 15),
  ],
])('%s is found by an index', async (_what, run) => {
  expect((await readWhole(run)).filter((table) => table === 'hazard' || table === 'notice')).toEqual([]);
});
