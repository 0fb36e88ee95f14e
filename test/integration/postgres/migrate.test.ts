import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { migrate, pendingMigrations, readMigrations } from '../../../src/infra/database/migrate.ts';
import { createEmptyDatabase, createRealDatabase, createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { query, remove, temporaryFolder } from './temporary.ts';

const base = temporaryFolder();
let directory: string;
let database: TestDatabase;
let count = 0;

beforeEach(async () => {
  count += 1;
  directory = join(base, String(count));
  database = await createEmptyDatabase();
});

afterEach(() => database.drop());
afterAll(() => remove(base));

function migration(name: string, sql: string): string {
  mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, name, 'migration.sql'), sql);
  return join(directory, name, 'migration.sql');
}

const tables = async (): Promise<unknown[]> =>
  (await query(database.url, `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`)).map(({ name }) => name);

async function pending(): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: database.url });
  pool.on('error', () => undefined);
  return pendingMigrations(pool, { directory }).finally(() => pool.end());
}

describe('migrate', () => {
  it('applies what is missing, in the order of the names, and nothing twice', async () => {
    migration('2_second', 'ALTER TABLE first ADD COLUMN more text;');
    migration('1_first', 'CREATE TABLE first (id int);');
    expect(await pending()).toEqual(['1_first', '2_second']);
    expect(await migrate(database.url, { directory })).toEqual({ applied: ['1_first', '2_second'] });
    migration('3_third', 'CREATE TABLE third (id int);');
    expect(await pending()).toEqual(['3_third']);
    expect(await migrate(database.url, { directory })).toEqual({ applied: ['3_third'] });
    expect(await migrate(database.url, { directory })).toEqual({ applied: [] });
    expect(await pending()).toEqual([]);
  });

  it('applies each migration once when four processes start together', async () => {
    migration('1_first', 'CREATE TABLE first (id int); INSERT INTO first VALUES (1);');
    migration('2_second', 'INSERT INTO first VALUES (2);');
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url, { directory })));
    expect(runs.flatMap(({ applied }) => applied).sort()).toEqual(['1_first', '2_second']);
    expect(await query(database.url, 'SELECT id FROM first ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('refuses a file that was edited after it had been applied, and names it', async () => {
    const file = migration('1_first', 'CREATE TABLE first (id int);');
    await migrate(database.url, { directory });
    appendFileSync(file, '-- a late thought\n');
    migration('2_second', 'CREATE TABLE second (id int);');
    await expect(migrate(database.url, { directory })).rejects.toThrow(/Migration 1_first was changed/);
    expect(await tables()).toEqual(['_prisma_migrations', 'first']);
  });

  it('leaves nothing of a migration that fails, and keeps those before it', async () => {
    migration('1_first', 'CREATE TABLE first (id int PRIMARY KEY);');
    const broken = migration('2_broken', 'CREATE TABLE second (id int);\nINSERT INTO first VALUES (1);\nINSERT INTO first VALUES (1);\n');
    await expect(migrate(database.url, { directory })).rejects.toThrow(
      'Migration 2_broken failed at line 3 of migration.sql: duplicate key',
    );
    expect(await tables()).toEqual(['_prisma_migrations', 'first']);
    expect(await query(database.url, 'SELECT * FROM first')).toEqual([]);

    writeFileSync(broken, 'CREATE TABLE second (id int);');
    expect(await migrate(database.url, { directory })).toEqual({ applied: ['2_broken'] });
  });

  it.each([
    ['a misspelt word', `-- 注释; 𠮷\nCREATE TABLE a (id int);\n\nCREATE TABEL b (id int);`, 4],
    ['an unknown column', `CREATE TABLE a (id int);\nINSERT INTO a\n  (id, nope) VALUES (1, 2);`, 3],
    ['a failure while it runs', `SELECT 'a;b', E'it\\'s; so', $x$;\n;$x$;\n/* ;\n; */\nDO $$ BEGIN\n RAISE EXCEPTION 'no; no'; END $$;`, 5],
    ['a table that is already there', `CREATE TABLE a (id int); -- the first;\n\n\nCREATE TABLE a (id int);`, 4],
  ])('names the line of %s', async (_what, sql, line) => {
    migration('1_only', sql);
    await expect(migrate(database.url, { directory })).rejects.toThrow(`Migration 1_only failed at line ${line} of migration.sql`);
  });

  it('keeps quiet about migrations that a newer release has applied', async () => {
    migration('1_first', 'CREATE TABLE first (id int);');
    const newer = migration('2_newer', 'CREATE TABLE second (id int);');
    await migrate(database.url, { directory });
    remove(join(newer, '..'));
    expect(await migrate(database.url, { directory })).toEqual({ applied: [] });
    expect(await pending()).toEqual([]);
  });

  it('fails where there are no migrations at all', async () => {
    await expect(migrate(database.url, { directory })).rejects.toThrow(directory);
    mkdirSync(directory);
    await expect(migrate(database.url, { directory })).rejects.toThrow(/There are no migrations/);
  });
});

describe("the project's own migrations", () => {
  it('are all in a database made for a test', async () => {
    const own = await createTestDatabase();
    const pool = new pg.Pool({ connectionString: own.url });
    pool.on('error', () => undefined); // a connection that is just being closed may hear of the end of its database
    const missing = await pendingMigrations(pool).finally(() => pool.end());
    await own.drop();
    expect(missing).toEqual([]);
    expect((await readMigrations()).length).toBeGreaterThan(0);
  });

  it.skipIf(inject('realPostgresUrl') === null)('go onto an installed PostgreSQL as well (left out where there is none)', async () => {
    const own = await createRealDatabase();
    const applied = await query(own.url, 'SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1').finally(() => own.drop());
    expect(applied.map(({ name }) => name)).toEqual((await readMigrations()).map(({ name }) => name));
  });
});
