import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { lineAt, statementLines } from './statement-lines.ts';

/** One folder of `prisma/migrations`: its name, its SQL and the sha256 (hex) of the file as it is stored. */
export type Migration = { name: string; sql: string; checksum: string };

export type MigrateOptions = {
  /** Folder of the migrations; by default the project's own `prisma/migrations`, wherever the program was started. */
  directory?: string;
};

/** The database cannot be brought up to date: a file was changed, is missing or fails. The message names the migration. */
export class MigrationError extends Error {
  readonly migration: string | null;

  constructor(message: string, migration: string | null, cause?: unknown) {
    super(message, { cause });
    this.name = 'MigrationError';
    this.migration = migration;
  }
}

export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

// The number Prisma's own engine locks, so that it and this runner never work on one database at the same time.
const ADVISORY_LOCK = 72707369;
const LOCK_PATIENCE = '10min';

/**
 * A statement that waits for a table makes everybody who comes after it wait too: it gives up soon, and the whole migration tries again a
 * little later, so that processes of the version before it go on working.
 */
const TABLE_PATIENCE = '1s';
const TABLE_PAUSE_MS = 500;
const TABLE_TRIES = 80;
const LOCK_NOT_AVAILABLE = '55P03';

const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" varchar(36) PRIMARY KEY,
  "checksum" varchar(64) NOT NULL,
  "finished_at" timestamptz,
  "migration_name" varchar(255) NOT NULL,
  "logs" text,
  "rolled_back_at" timestamptz,
  "started_at" timestamptz NOT NULL DEFAULT now(),
  "applied_steps_count" integer NOT NULL DEFAULT 0
)`;

/**
 * Applies every migration that the database does not have yet, each in a transaction of its own, in the order of their names.
 * Safe to run from any number of processes at once, and beside processes that use the database. Migrations that only the database knows
 * (a newer release ran) are left alone. Where nothing is missing, nobody else is waited for but a restore.
 * @throws MigrationError when an applied file was edited, a migration fails, or there are no migrations at all
 */
export async function migrate(connectionString: string, options: MigrateOptions = {}): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.directory);
  const client = new pg.Client({ connectionString, application_name: 'campus-grid-bot migrate' });
  client.on('error', () => undefined); // a connection cut between two queries shows itself in the next query
  await client.connect();
  try {
    if (await isUpToDate(client, migrations)) return { applied: [] };
    return await asOnlyMigrator(client, async () => ({ applied: await applyMissing(client, migrations) }));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Runs `work` while nobody else migrates, or even starts, on this database. The connection must not be used for anything else after it
 * unless `work` has ended.
 */
export async function asOnlyMigrator<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await lock(client, 'exclusive');
  try {
    return await work();
  } finally {
    await unlock(client, 'exclusive');
  }
}

/**
 * Applies those of `migrations` that the database lacks; the caller is the only migrator.
 * @throws MigrationError
 */
export async function applyMissing(client: pg.ClientBase, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(HISTORY_TABLE);
  const known = await history(client);
  refuseChanged(migrations, known);
  const applied: string[] = [];
  for (const migration of migrations.filter(({ name }) => !known.has(name))) {
    await applyPatiently(client, migration);
    applied.push(migration.name);
  }
  return applied;
}

/** The migrations that a database has, by name, with their checksums; none where it was never migrated. */
export async function appliedMigrations(database: Pick<pg.Pool, 'query'>): Promise<Map<string, string>> {
  const { rows } = await database.query<{ present: boolean }>(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS "present"`);
  return rows[0]?.present ? history(database) : new Map<string, string>();
}

/** Names of the migrations that the program has and the database has not; for the readiness check. */
export async function pendingMigrations(pool: Pick<pg.Pool, 'query'>, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = await readMigrations(options.directory);
  const known = await appliedMigrations(pool);
  return migrations.map(({ name }) => name).filter((name) => !known.has(name));
}

/** Reads the migrations of a folder, in the order in which they are applied. */
export async function readMigrations(directory = MIGRATIONS_DIRECTORY): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw new MigrationError(`The folder of migrations ${directory} cannot be read.`, null, error);
  });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  if (names.length === 0) throw new MigrationError(`There are no migrations in ${directory}.`, null);
  return Promise.all(names.map((name) => readMigration(directory, name)));
}

async function readMigration(directory: string, name: string): Promise<Migration> {
  const file = join(directory, name, 'migration.sql');
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new MigrationError(`Migration ${name} has no readable file ${file}.`, name, error);
  });
  return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
}

/** Shared: as many as like, but nobody who migrates or restores. The connection's end lets go of it too. */
async function lock(client: pg.ClientBase, how: 'shared' | 'exclusive'): Promise<void> {
  await client.query(`SET lock_timeout = '${LOCK_PATIENCE}'`);
  try {
    await client.query(`SELECT pg_advisory_lock${how === 'shared' ? '_shared' : ''}($1)`, [ADVISORY_LOCK]);
  } catch (error) {
    throw new MigrationError(`Another process has been migrating or restoring this database for more than ${LOCK_PATIENCE}.`, null, error);
  }
  await client.query('RESET lock_timeout');
}

async function unlock(client: pg.ClientBase, how: 'shared' | 'exclusive'): Promise<void> {
  const release = `SELECT pg_advisory_unlock${how === 'shared' ? '_shared' : ''}($1)`;
  await client.query(release, [ADVISORY_LOCK]).catch(() => undefined); // a broken connection has let go already
}

async function isUpToDate(client: pg.ClientBase, migrations: readonly Migration[]): Promise<boolean> {
  await lock(client, 'shared');
  const known = await appliedMigrations(client).finally(() => unlock(client, 'shared'));
  refuseChanged(migrations, known);
  return migrations.every(({ name }) => known.has(name));
}

/** Checksums of the applied migrations by name. */
async function history(database: Pick<pg.Pool, 'query'>): Promise<Map<string, string>> {
  const { rows } = await database.query<{ migration_name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  const unfinished = rows.find((row) => !row.finished);
  if (unfinished) {
    const name = unfinished.migration_name;
    throw new MigrationError(`Migration ${name} was begun by another tool and never finished: repair the database by hand.`, name);
  }
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function refuseChanged(migrations: readonly Migration[], known: ReadonlyMap<string, string>): void {
  const changed = migrations.find(({ name, checksum }) => known.has(name) && known.get(name) !== checksum);
  if (!changed) return;
  throw new MigrationError(
    `Migration ${changed.name} was changed after it had been applied to this database. ` +
      'Put the file back as it was (mind line endings), and make the change in a new migration.',
    changed.name,
  );
}

/** Tries again while others hold a table that the migration must change. */
async function applyPatiently(client: pg.ClientBase, migration: Migration): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await apply(client, migration);
    } catch (error) {
      if (!isHeldUp(error) || tried >= TABLE_TRIES) throw error;
      await pause(TABLE_PAUSE_MS);
    }
  }
}

const isHeldUp = (error: unknown): boolean =>
  error instanceof MigrationError && error.cause instanceof pg.DatabaseError && error.cause.code === LOCK_NOT_AVAILABLE;

async function apply(client: pg.ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  const startedAt = new Date();
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL lock_timeout = '${TABLE_PATIENCE}'`);
    await runScript(client, name, sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, startedAt],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Runs all statements of a file in one round trip, so that no splitting of ours can ever change what is run. */
async function runScript(client: pg.ClientBase, name: string, sql: string): Promise<void> {
  let finished = 0;
  const query = new pg.Query(sql);
  const submit = query.submit;
  query.submit = (connection) => {
    const count = (): void => {
      finished += 1;
    };
    connection.on('commandComplete', count);
    connection.once('readyForQuery', () => connection.off('commandComplete', count));
    submit.call(query, connection);
  };
  try {
    await new Promise<void>((resolve, reject) => {
      query.on('end', () => resolve());
      query.on('error', reject);
      client.query(query);
    });
  } catch (error) {
    const line = failedLine(error, sql, finished);
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(`Migration ${name} failed at line ${line ?? '?'} of migration.sql: ${reason}`, name, error);
  }
}

/** PostgreSQL gives the place of a mistake in the text; of a statement that failed while it ran we know only which one it was. */
function failedLine(error: unknown, sql: string, finishedStatements: number): number | undefined {
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN;
  return Number.isInteger(position) ? lineAt(sql, position) : statementLines(sql)[finishedStatements];
}
