import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MIGRATIONS_DIRECTORY, migrate } from '../../src/infra/database/migrate.ts';
import { diffToSchema } from './schema-engine.ts';
import { createScratchDatabase, type ScratchDatabase } from './scratch-database.ts';

const USAGE = `Makes and checks the migrations of the database.

  npm run migration -- create NAME          write the SQL that brings the migrations up to prisma/schema.prisma
  npm run migration -- create NAME --empty  write an empty migration, for SQL written by hand (triggers, CHECKs, data)
  npm run migration -- check                exit 1 when prisma/schema.prisma and the migrations differ

Works on a scratch database: of the PostgreSQL of DATABASE_URL when that is set, else of a throw-away one.`;

const SCHEMA = fileURLToPath(new URL('../schema.prisma', import.meta.url));
const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { empty: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const [command, name, ...rest] = positionals;
  if (values.help) return say(USAGE, 0);
  if (command === 'check' && name === undefined) return check();
  if (command !== 'create' || name === undefined || rest.length > 0) return say(USAGE, 1);
  if (!NAME.test(name)) return say(`NAME is lower case with underscores (add_hazard_index), not "${name}".`, 1);
  return values.empty ? write(name, '-- Written by hand.\n') : create(name);
}

async function create(name: string): Promise<number> {
  const sql = await difference();
  return sql === null ? say('The migrations already give what schema.prisma says: nothing written.', 0) : write(name, sql);
}

async function check(): Promise<number> {
  const sql = await difference();
  if (sql === null) return say('The migrations give what schema.prisma says.', 0);
  return say(`The migrations do not give what schema.prisma says. Missing:\n\n${sql}\nMake it with: npm run migration -- create NAME`, 1);
}

/** Applies the migrations to an empty database and asks what still keeps it from schema.prisma. */
async function difference(): Promise<string | null> {
  const scratch = await createScratchDatabase(process.env.DATABASE_URL || undefined);
  dropWhenTheEngineDies(scratch);
  try {
    if (await hasMigrations()) await migrate(scratch.url);
    return await diffToSchema(scratch.url, { path: SCHEMA, content: await readFile(SCHEMA, 'utf8') });
  } finally {
    await scratch.drop();
  }
}

/** A panic of the engine surfaces outside every promise of ours. */
function dropWhenTheEngineDies(scratch: ScratchDatabase): void {
  process.once('uncaughtException', (error) => {
    console.error(error);
    void scratch.drop().finally(() => process.exit(1));
  });
}

async function hasMigrations(): Promise<boolean> {
  if (!existsSync(MIGRATIONS_DIRECTORY)) return false;
  const entries = await readdir(MIGRATIONS_DIRECTORY, { withFileTypes: true });
  return entries.some((entry) => entry.isDirectory());
}

async function write(name: string, sql: string): Promise<number> {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(MIGRATIONS_DIRECTORY, `${stamp}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(MIGRATIONS_DIRECTORY, 'migration_lock.toml'), 'provider = "postgresql"\n');
  await writeFile(join(folder, 'migration.sql'), sql);
  return say(`Wrote ${relative(process.cwd(), join(folder, 'migration.sql'))}. Read it before you commit it.`, 0);
}

function say(words: string, status: number): number {
  (status === 0 ? console.log : console.error)(words);
  return status;
}

// The engine leaves timers behind that would hold the process for seconds.
process.exit(
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }),
);
