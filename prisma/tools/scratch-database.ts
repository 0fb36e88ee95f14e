import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/infra/postgres/embedded.ts';

export type ScratchDatabase = { url: string; drop(): Promise<void> };

const PREFIX = 'campusgrid_scratch_';

/** An empty database to try migrations on: in the PostgreSQL of `databaseUrl`, else in a throw-away one. */
export async function createScratchDatabase(databaseUrl: string | undefined): Promise<ScratchDatabase> {
  return databaseUrl ? onServer(databaseUrl) : throwAway();
}

async function onServer(databaseUrl: string): Promise<ScratchDatabase> {
  const name = PREFIX + randomBytes(6).toString('hex');
  await run(databaseUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(databaseUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function throwAway(): Promise<ScratchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  chmodSync(folder, 0o711); // run by root, PostgreSQL works under another account
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const { connectionString, stop } = await startEmbeddedPostgres({
      dataDir: join(folder, 'data'),
      role: 'command',
      log: { info: () => undefined, warn: (fields, message) => console.error(message, fields) },
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
      initdbArguments: ['--no-sync'],
    });
    return { url: connectionString, drop: () => stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
