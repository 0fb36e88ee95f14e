import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { migrate } from '../../src/infra/database/migrate.ts';
import { onDatabase } from './database-url.ts';

export type TestDatabase = {
  url: string;
  /** Cuts whoever is still connected and deletes the database. */
  drop(): Promise<void>;
};

/** A fresh database with all migrations on the embedded PostgreSQL of this run (some 30 ms). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('adminUrl');
  const name = randomName('test');
  await run(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${inject('templateDatabase')}`);
  return database(adminUrl, name);
}

/** An empty database, without any migration. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('adminUrl');
  const name = randomName('empty');
  await run(adminUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  return database(adminUrl, name);
}

/** A fresh database with all migrations on the installed PostgreSQL; only where `inject('realPostgresUrl')` is not null. */
export async function createRealDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('realPostgresUrl');
  if (adminUrl === null) throw new Error('there is no installed PostgreSQL: skip this test where realPostgresUrl is null');
  const name = randomName('campusgrid_test');
  await run(adminUrl, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
  const created = database(adminUrl, name);
  try {
    await migrate(created.url);
  } catch (error) {
    await created.drop();
    throw error;
  }
  return created;
}

function database(adminUrl: string, name: string): TestDatabase {
  return { url: onDatabase(adminUrl, name), drop: () => run(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** Random enough that test runs on one shared PostgreSQL never meet. */
const randomName = (prefix: string): string => `${prefix}_${randomBytes(6).toString('hex')}`;
