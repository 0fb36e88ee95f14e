import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/infra/database/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../support/machinery.ts';
import { query, remove, temporaryFolder } from './temporary.ts';

const directory = temporaryFolder();
let database: TestDatabase;
let old: pg.Client;

const migration = (name: string, sql: string): void => {
  mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, name, 'migration.sql'), sql);
};

beforeEach(async () => {
  database = await createEmptyDatabase();
  migration('1_first', 'CREATE TABLE item (id int); INSERT INTO item VALUES (1);');
  await migrate(database.url, { directory });
  old = new pg.Client({ connectionString: database.url });
  old.on('error', () => undefined);
  await old.connect();
});
afterEach(async () => {
  await old.end();
  await database.drop();
  remove(join(directory, '2_second'));
});
afterAll(() => remove(directory));

/** Resolves when somebody waits for a lock of this kind. */
const untilSomebodyWaits = (kind: 'relation' | 'advisory') =>
  until(
    () => query(database.url, `SELECT FROM pg_locks WHERE locktype = '${kind}' AND NOT granted`),
    (waiting) => waiting.length > 0,
  );

describe('migrating beside processes that use the database', () => {
  it('never makes them wait behind it for long, and goes on when the table is free', async () => {
    migration('2_second', 'ALTER TABLE item ADD COLUMN more text;');
    await old.query('BEGIN');
    await old.query('SELECT id FROM item');
    const migrating = migrate(database.url, { directory });
    await untilSomebodyWaits('relation');
    // This one stands behind the migration, and gets its turn while the table is still held by the first.
    await query(database.url, 'INSERT INTO item VALUES (2)');
    expect(await query(database.url, `SELECT FROM pg_attribute WHERE attrelid = 'item'::regclass AND attname = 'more'`)).toEqual([]);
    await old.query('COMMIT');
    expect(await migrating).toEqual({ applied: ['2_second'] });
    expect(await query(database.url, 'SELECT id, more FROM item ORDER BY id')).toEqual([1, 2].map((id) => ({ id, more: null })));
  });

  it('is not held up by others that have nothing to migrate either, but by a restore', async () => {
    await old.query('SELECT pg_advisory_lock_shared(72707369)');
    expect(await migrate(database.url, { directory })).toEqual({ applied: [] });
    await old.query('SELECT pg_advisory_unlock_shared(72707369), pg_advisory_lock(72707369)');
    const starting = migrate(database.url, { directory });
    await untilSomebodyWaits('advisory');
    await old.query('SELECT pg_advisory_unlock(72707369)');
    expect(await starting).toEqual({ applied: [] });
  });
});
