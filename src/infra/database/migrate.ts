import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
 * Safe to run from any number of processes at once. Migrations that only the database knows (a newer release ran) are left alone.
 * @throws MigrationError when an applied file was edited, a migration fails, or there are no migrations at all
 */
export async function migrate(connectionString: string, options: MigrateOptions = {}): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.directory);
  const client = new pg.Client({ connectionString, application_name: 'campus-grid-bot migrate' });
  client.on('error', () => undefined); // a connection cut between two queries shows itself in the next query
  await client.connect();
  try {
    await lock(client);
    const known = await history(client);
    refuseChanged(migrations, known);
    const applied: string[] = [];
    for (const migration of migrations.filter(({ name }) => !known.has(name))) {
      await apply(client, migration);
      applied.push(migration.name);
    }
    return { applied };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Names of the migrations that the program has and the database has not; for the readiness check. */
export async function pendingMigrations(pool: Pick<pg.Pool, 'query'>, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = await readMigrations(options.directory);
  const { rows } = await pool.query<{ present: boolean }>(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS "present"`);
  const known = rows[0]?.present ? await history(pool) : new Map<string, string>();
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

async function lock(client: pg.Client): Promise<void> {
  await client.query(`SET lock_timeout = '${LOCK_PATIENCE}'`);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
  } catch (error) {
    throw new MigrationError(`Another process has been migrating this database for more than ${LOCK_PATIENCE}.`, null, error);
  }
  await client.query('RESET lock_timeout');
  await client.query(HISTORY_TABLE);
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

function refuseChanged(migrations: Migration[], known: Map<string, string>): void {
  const changed = migrations.find(({ name, checksum }) => known.has(name) && known.get(name) !== checksum);
  if (!changed) return;
  throw new MigrationError(
    `Migration ${changed.name} was changed after it had been applied to this database. ` +
      'Put the file back as it was (mind line endings), and make the change in a new migration.',
    changed.name,
  );
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const startedAt = new Date();
  try {
    await client.query('BEGIN');
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
async function runScript(client: pg.Client, name: string, sql: string): Promise<void> {
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
