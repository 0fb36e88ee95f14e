import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/infra/database/migrate.ts';
import { startEmbeddedPostgres } from '../../src/infra/postgres/embedded.ts';
import { onDatabase } from './database-url.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's connection to the embedded PostgreSQL of this run (database `postgres`). */
    adminUrl: string;
    /** Name of the database that has all migrations and nothing else; clone it, never connect to it. */
    templateDatabase: string;
    /** An installed PostgreSQL, for the scaled-out size; null when there is none. */
    realPostgresUrl: string | null;
    realRedisUrl: string | null;
  }
}

const TEMPLATE = 'template';

// Losing these data is nothing, waiting for the disk is.
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/** Vitest's global setup: one embedded PostgreSQL for the whole run of a project, with a migrated database to clone. */
export default async function databaseServer(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'campus-grid-test-'));
  chmodSync(folder, 0o711); // PostgreSQL runs as another user when the tests are run by root
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const postgres = await startEmbeddedPostgres({
      dataDir: join(folder, 'data'),
      log: quiet,
      settings: FAST,
      initdbArguments: ['--no-sync'],
    });
    const teardown = (): Promise<void> => postgres.stop().finally(remove);
    await prepare(project, onDatabase(postgres.connectionString, 'postgres')).catch(async (error: unknown) => {
      await teardown();
      throw error;
    });
    return teardown;
  } catch (error) {
    remove();
    throw error;
  }
}

async function prepare(project: TestProject, adminUrl: string): Promise<void> {
  const [realPostgresUrl, realRedisUrl] = await Promise.all([findPostgres(), findRedis()]);
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`).finally(() => client.end());
  await migrate(onDatabase(adminUrl, TEMPLATE));
  project.provide('adminUrl', adminUrl);
  project.provide('templateDatabase', TEMPLATE);
  project.provide('realPostgresUrl', realPostgresUrl);
  project.provide('realRedisUrl', realRedisUrl);
  reportAbsent(project.name, realPostgresUrl, realRedisUrl);
}

/** On a developer's machine the scaled-out part may be left out, with a word; where it must be tested its absence is a failure. */
function reportAbsent(project: string, postgres: string | null, redis: string | null): void {
  const absent = [postgres ? null : 'PostgreSQL (TEST_DATABASE_URL)', redis ? null : 'Redis (TEST_REDIS_URL)'].filter(
    (name) => name !== null,
  );
  if (absent.length === 0) return;
  const message = `${project}: no installed ${absent.join(' and no ')}, so the tests of the scaled-out size that need it are left out.`;
  if (process.env.CI) throw new Error(`${message} In CI they must run.`);
  console.log(message);
}

async function findPostgres(): Promise<string | null> {
  const configured = process.env.TEST_DATABASE_URL;
  const candidates = configured
    ? [configured]
    : usualPostgresUsers().map((user) => `postgres://${user}@127.0.0.1:5432/postgres?sslmode=disable`);
  for (const url of candidates) {
    if (await mayCreateDatabases(url)) return url;
  }
  if (configured) throw new Error('TEST_DATABASE_URL is set, but that PostgreSQL does not answer, or its user may not create databases.');
  return null;
}

function usualPostgresUsers(): string[] {
  try {
    return [userInfo().username, 'postgres'];
  } catch {
    return ['postgres']; // a user without an entry in /etc/passwd
  }
}

async function mayCreateDatabases(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 1_000, query_timeout: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ may: boolean }>(
      'SELECT rolcreatedb OR rolsuper AS may FROM pg_roles WHERE rolname = current_user',
    );
    return rows[0]?.may ?? false;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function findRedis(): Promise<string | null> {
  const configured = process.env.TEST_REDIS_URL;
  if (configured) return configured;
  return (await answersPing(6379)) ? 'redis://127.0.0.1:6379' : null;
}

/** Asks in Redis's own protocol, since something else may listen on the port. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port, timeout: 500 }, () => socket.write('PING\r\n'));
    const answer = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.on('data', (data) => answer(data.toString().startsWith('+PONG')));
    socket.on('error', () => answer(false));
    socket.on('timeout', () => answer(false));
  });
}

const quiet = {
  info: () => undefined,
  warn: (fields: Record<string, unknown>, message: string) => console.warn(message, fields),
};
