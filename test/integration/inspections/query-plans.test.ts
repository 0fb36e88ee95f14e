import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dutiesAt, unfinishedFor } from '../../../src/app/inspections/duties-of.ts';
import { latestChecksOf } from '../../../src/app/inspections/find-check.ts';
import { recordChecks } from '../../../src/app/inspections/record-checks.ts';
import { listDuties } from '../../../src/app/queries/duties.ts';
import { readFilters } from '../../../src/app/queries/filters.ts';
import { unfinishedDuties } from '../../../src/store/burden.ts';
import { type Database, type Db, openDatabase } from '../../../src/store/database.ts';
import { remindersOf } from '../../../src/store/inspections/digests.ts';
import { isReminderDue, isStageDue } from '../../../src/store/inspections/reminders.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { nodes, type Plan, statementsOf } from '../../support/query-plan.ts';

const NOW = new Date('2026-11-23T08:00:00+08:00');

/** A big city after half a year: 2,000 schools, of which each has a daily, a weekly and a monthly rhythm; nearly all was done. */
const FILL = `
  INSERT INTO unit (code, name, kind) VALUES ('E', '教育局', '市教育局');
  INSERT INTO unit (code, name, kind, sector_parent_code) SELECT 'C' || n, '中心校' || n, '中心校', 'E' FROM generate_series(1, 100) n;
  INSERT INTO unit (code, name, kind, sector_parent_code) SELECT 'S' || n, '学校' || n, '学校', 'C' || (n % 100 + 1) FROM generate_series(1, 2000) n;
  INSERT INTO person (id, name) SELECT 'P' || n, '人' || n FROM generate_series(1, 2000) n;
  INSERT INTO person (id, name) SELECT 'T' || n, '镇' || n FROM generate_series(1, 100) n;
  INSERT INTO person_role (person_id, unit_code, role) SELECT 'P' || n, 'S' || n, '具体责任人' FROM generate_series(1, 2000) n;
  INSERT INTO person_role (person_id, unit_code, role) SELECT 'T' || n, 'C' || n, '具体责任人' FROM generate_series(1, 100) n;
  INSERT INTO duty (rule, unit_code, school_code, "from", "to", name, required, done, planned_at)
    SELECT 'school-daily', 'S' || s, 'S' || s, date '2026-11-24' - d, date '2026-11-24' - d, 'd', 1, CASE WHEN d > 2 AND (s + d) % 40 > 0 THEN 1 ELSE 0 END, now()
    FROM generate_series(1, 2000) s, generate_series(0, 120) d;
  INSERT INTO duty (rule, unit_code, school_code, "from", "to", name, required, done, planned_at)
    SELECT 'town-monthly', 'C' || (s % 100 + 1), 'S' || s, date '2026-05-01' + m * 31, date '2026-05-31' + m * 31, 'm', 1, CASE WHEN m < 6 THEN 1 ELSE 0 END, now()
    FROM generate_series(1, 2000) s, generate_series(0, 7) m;
  INSERT INTO inspection (id, school_code, person_id, day, at, grids, rules, words, photos, cause_type, cause_id)
    SELECT 'i' || s || '-' || d, 'S' || s, 'P' || s, date '2026-11-24' - d, date '2026-11-24' - d + time '09:00', '{}', '{school-daily}', '查了',
      CASE WHEN s % 10 = 0 THEN jsonb_build_array(jsonb_build_object('hash', repeat('0', 50) || s || '-' || d)) ELSE '[]' END, 'inbox', 'i' || s || '-' || d
    FROM generate_series(1, 2000) s, generate_series(2, 80) d;
  ANALYZE`;

/** Rows that a node looked at, those that it left out as well. */
const looks = (node: Plan): number => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];

describe('in a big city', () => {
  let testDatabase: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = openDatabase(testDatabase.url, { max: 2 });
    await database.pool.query(FILL);
    await database.pool.query('VACUUM duty');
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  /** The most rows that a statement looked at in one table, and the tables that it read from end to end. */
  const costOf = async (work: (db: Db) => Promise<unknown>): Promise<{ looked: number; whole: string[] }> => {
    const statements = await statementsOf(testDatabase.url, (watched) => watched.transaction(work));
    expect(statements.length).toBeGreaterThan(0);
    const found: Plan[] = [];
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN');
      for (const { text, values } of statements) {
        const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
        found.push(...nodes(rows[0]['QUERY PLAN'][0].Plan));
      }
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    const ours = found.filter((node) => ['duty', 'inspection', 'reminder'].includes(node['Relation Name'] ?? ''));
    return {
      looked: Math.max(0, ...ours.map(looks)),
      // Whether a table has any row at all is seen at the first one.
      whole: ours.filter((node) => node['Node Type'].includes('Seq Scan') && looks(node) > 1).map((node) => node['Relation Name'] ?? ''),
    };
  };

  const list = (raw: Record<string, string>) => async (db: Db) => {
    const filters = readFilters('duties', raw);
    if (!filters.ok) throw new Error(filters.refusal.message);
    return listDuties(db, filters.value, NOW);
  };

  const check = (school: string, by: string, photo: string) => ({
    ...{ school, by, day: '2026-11-23', result: '正常' as const, period: null, words: '查了', position: null },
    photos: photo === '' ? [] : [{ hash: photo, takenAt: null }],
  });

  it.each<[string, (db: Db) => Promise<unknown>, number]>([
    ['the first page of all', list({}), 1_000],
    ['a page of one 中心校', list({ unit: 'C7' }), 6_000],
    ['a page of one school', list({ school: 'S77' }), 100],
    ['a page of a rule', list({ rule: 'town-monthly', to: '2026-11-23' }), 20_000],
    ['a page of what one person has to do with', list({ person: 'P77' }), 1_000],
    ['a page of what holds a moment', list({ at: '2026-11-10', unit: 'C7' }), 6_000],
    ['what is overdue of one 中心校', list({ status: 'overdue', unit: 'C7' }), 20_000],
    ['what a person still has to check', (db) => unfinishedFor(db, 'T7', NOW, 10), 1_000],
    ['what one school still has', (db) => dutiesAt(db, 'S77', NOW), 100],
    ['how many duties wait in the whole city', (db) => unfinishedDuties(db, '2026-11-23'), 20_000],
    ['what a person recorded last', (db) => latestChecksOf(db, 'P77', new Date('2026-11-22T00:00:00+08:00')), 10],
    [
      'recording',
      (db) =>
        recordChecks({ db, now: NOW, cause: { type: 'inbox', id: randomUUID() } }, [check('S77', 'P77', 'x'), check('S78', 'P78', 'y')]),
      100,
    ],
  ])('%s is found by index', async (_what, work, most) => {
    const { looked, whole } = await costOf(work);
    expect(whole).toEqual([]);
    expect(looked).toBeLessThanOrEqual(most);
  });

  describe('in the morning, while what is known of the tables is no longer true', () => {
    const morning = new Date('2026-11-23T07:45:00+08:00');
    const everybody = Array.from({ length: 200 }, (_, n) => `person:P${n + 1}`);

    /** When the duties were looked at last something was due of everybody's, which has been done since; the reminders never were. */
    beforeAll(async () => {
      await database.pool.query(`UPDATE duty SET next_stage_at = $1 WHERE "to" >= '2026-11-01'`, [morning]);
      await database.pool.query(
        `INSERT INTO reminder (recipient, unit_code, rule, "from", "to", name, stage, not_before)
         SELECT 'person:P' || s, 'S' || s, 'school-daily', date '2026-11-23' - d, date '2026-11-23' - d, 'd', 'opens', $1
         FROM generate_series(1, 2000) s, generate_series(0, 9) d`,
        [morning],
      );
      await database.pool.query('ANALYZE duty');
      await database.pool.query('UPDATE duty SET next_stage_at = NULL WHERE next_stage_at IS NOT NULL');
    });

    it('what a few are to be told is found by index', async () => {
      const { looked, whole } = await costOf((db) => remindersOf(db, everybody, morning));
      expect(whole).toEqual([]);
      expect(looked).toBe(2_000);
    });

    it('whether anything is due is asked of the indexes alone', async () => {
      await database.pool.query('DELETE FROM reminder');
      const asked = async (db: Db): Promise<unknown> => [await isReminderDue(db, NOW), await isStageDue(db, NOW)];
      expect(await database.transaction(asked)).toEqual([true, false]); // no weekly summary was ever sent
      const { whole } = await costOf(asked);
      expect(whole).toEqual([]);
    });
  });
});
