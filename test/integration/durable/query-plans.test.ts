import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { nextInLane, pendingInboundLanes } from '../../../src/store/inbox.ts';
import { concernsOf } from '../../../src/store/item-lines.ts';
import { dueOutboundLanes, holdBack, isAnythingDue, nextDueTime, nextToSend } from '../../../src/store/outbox-delivery.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { nodes, type Plan, statementsOf } from '../../support/query-plan.ts';

const ROWS = 200_000;
const NOW = new Date('2026-11-23T08:00:00+08:00');

/** A busy city's tables: nearly all is done, a little is still to do. */
const FILL = `
  INSERT INTO unit (code, name, kind) SELECT 'S' || n, '学校' || n, '学校' FROM generate_series(1, 2000) n;
  INSERT INTO person (id, name) SELECT 'P' || n, '人' || n FROM generate_series(1, 20000) n;
  INSERT INTO hazard (number, status, level, category, urgent, sensitive, unit_code, reporter_id, assignee_id, reported_at, state, version)
    SELECT 'H2611' || n, CASE WHEN n % 40 = 0 THEN 'rectifying' ELSE 'archived' END, '一般', 'fire', false, false, 'S' || (n % 2000 + 1),
      'P' || (n % 20000 + 1), 'P' || ((n * 7) % 20000 + 1), '2026-11-01'::timestamptz + n * interval '1 second', '{"description":"灯坏了"}', 1
    FROM generate_series(1, ${ROWS}) n;
  INSERT INTO inbox_message (id, channel, dedupe_key, lane, payload, status, received_at)
    SELECT 'in-' || n, 'wecom', n, 'p' || (n % 20000), 'x', CASE WHEN n % 1000 = 0 THEN 'pending' ELSE 'processed' END, '2026-11-01'
    FROM generate_series(1, ${ROWS}) n;
  INSERT INTO outbox_message (id, lane, person_id, kind, body, text, actions, cause_type, cause_id, correlation_id, status, created_at,
      not_before, retry_at, redraws, card_open, hazard_number)
    SELECT 'out-' || n, 'person:P' || (n % 20000 + 1), 'P' || (n % 20000 + 1), 'verify-card', '{}', 'x', '[]', 'inbox', 'x', 'x',
      CASE WHEN n % 1000 = 0 THEN 'queued' ELSE 'sent' END, '2026-11-01', '2026-11-01', CASE WHEN n % 5000 = 0 THEN now() + interval '1 h' END,
      CASE WHEN n % 3000 = 0 THEN 'out-' || (n - 1) END, n % 500 = 0, 'H2611' || n
    FROM generate_series(1, ${ROWS}) n;
  ANALYZE`;

describe('on tables with 200,000 rows', () => {
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

  /** Tables that a statement reads from end to end. It runs in a transaction of its own that is taken back. */
  const readWhole = async (run: (db: Parameters<Parameters<Database['transaction']>[0]>[0]) => Promise<unknown>): Promise<string[]> => {
    const plans: Plan[] = [];
    const { pool } = database;
    const explain = async (text: string, values: unknown[]): Promise<void> => {
      const { rows } = await pool.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
      plans.push(rows[0]['QUERY PLAN'][0].Plan);
    };
    for (const { text, values } of await statementsOf(testDatabase.url, (watched) => run(watched.prisma))) await explain(text, values);
    expect(plans.length).toBeGreaterThan(0);
    return plans.flatMap(nodes).flatMap((node) => (node['Node Type'].includes('Seq Scan') ? [node['Relation Name'] ?? ''] : []));
  };

  it.each([
    ['the next message of a sender', (db: Parameters<typeof nextInLane>[0]) => nextInLane(db, 'p7')],
    [
      'senders with something unhandled',
      (db: Parameters<typeof nextInLane>[0]) => pendingInboundLanes(db, NOW, { limit: 500, idle: true }),
    ],
    ['the next message to a recipient', (db: Parameters<typeof nextInLane>[0]) => nextToSend(db, 'person:P1', NOW)],
    ['recipients with something due', (db: Parameters<typeof nextInLane>[0]) => dueOutboundLanes(db, NOW, { limit: 500, idle: true })],
    ['whether anything is due', (db: Parameters<typeof nextInLane>[0]) => isAnythingDue(db, NOW)],
    ['when something is due next', (db: Parameters<typeof nextInLane>[0]) => nextDueTime(db, NOW, new Date('2027-01-01'))],
    ['what is open between the bot and a person', (db: Parameters<typeof nextInLane>[0]) => concernsOf(db, 'P7')],
  ])('%s is found by index', async (_what, run) => {
    const whole = await readWhole(run);
    expect(whole.filter((table) => ['hazard', 'inbox_message', 'outbox_message'].includes(table))).toEqual([]);
  });

  it('holding a lane back is done by index', async () => {
    const row = { id: 'out-1000', lane: 'person:P1001', urgent: false, channel: null } as Parameters<typeof holdBack>[1];
    expect(await readWhole((db) => holdBack(db, row, NOW))).toEqual([]);
  });
});
