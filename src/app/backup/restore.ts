import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type pg from 'pg';
import {
  otherSessions,
  quoted,
  readForeignKeys,
  readTables,
  removeOwnNotes,
  setCounter,
  type Table,
  tablesWithData,
} from '../../store/backup/catalogue.ts';
import { loadRows, prepareForCopy } from '../../store/backup/copy-rows.ts';
import { BackupError, diskFault } from './backup-error.ts';
import { readCompressed } from './files.ts';
import { type Manifest, photoFile, type TableFile, tableFile } from './manifest.ts';
import { listedPhotos, someAtOnce } from './photo-list.ts';

export type RestoreDeps = {
  client: pg.ClientBase;
  media: { put(content: Readable, limit: { maxBytes: number }): Promise<{ hash: string }> };
  /** The program's own migrations, in order, with their checksums. */
  migrations: readonly { name: string; checksum: string }[];
  /** The migrations that the database has. */
  appliedMigrations(client: pg.ClientBase): Promise<ReadonlyMap<string, string>>;
  /** Applies those of these migrations that the database lacks. @returns their names */
  applyMissing(names: ReadonlySet<string>): Promise<string[]>;
};

/** `photosMissing`: how many the backup already lacked. `migrations`: those that were newer than the backup, and are applied now. */
export type RestoreReport = {
  createdAt: string;
  tables: number;
  rows: number;
  photos: number;
  photosMissing: number;
  migrations: string[];
};

const PHOTOS_AT_ONCE = 4;

const HOW_TO_GO_ON =
  'A backup is restored into an empty database only. Without DATABASE_URL: stop the server, set another DATA_DIR (or move the folder ' +
  'DATA_DIR away) and restore again before the server is started, which would load the demonstration city. With DATABASE_URL: create an empty ' +
  'database and set DATABASE_URL to it. Nothing was changed.';

/** A newer backup has migrations that this program does not know, and columns that it would lose. */
const refuseUnknown = ({ migrations: own }: RestoreDeps, { migrations, program }: Manifest): void => {
  const checksums = new Map(own.map(({ name, checksum }) => [name, checksum]));
  const unknown = migrations.filter(({ name }) => !checksums.has(name)).map(({ name }) => name);
  if (unknown.length > 0)
    throw new BackupError(
      `The backup was taken by a newer program (${program}): this one does not know the migration${unknown.length > 1 ? 's' : ''} ` +
        `${unknown.join(', ')}. Install that version or a newer one. Nothing was changed.`,
    );
  const changed = migrations.find(({ name, checksum }) => checksums.get(name) !== checksum);
  if (changed)
    throw new BackupError(`The migration ${changed.name} of this program is not the one of the backup: put the file back as it was.`);
};

const refuseCompany = async (client: pg.ClientBase): Promise<void> => {
  const others = await otherSessions(client);
  if (others > 0)
    throw new BackupError(
      `Somebody else is connected to the database (${others} session${others > 1 ? 's' : ''}): stop the server and all other commands, ` +
        'then restore. Nothing was changed.',
    );
};

const refuseData = async (client: pg.ClientBase, tables: readonly Table[]): Promise<void> => {
  const full = await tablesWithData(client, tables);
  if (full.length > 0) throw new BackupError(`The database already holds data (${full.join(', ')}). ${HOW_TO_GO_ON}`);
};

/** Empty, or made by exactly the migrations of the backup and never used. */
const refuseUnfit = async ({ client, appliedMigrations }: RestoreDeps, { migrations }: Manifest): Promise<void> => {
  const tables = await readTables(client);
  const applied = await appliedMigrations(client);
  if (applied.size === 0 && tables.length > 0)
    throw new BackupError(`The database holds tables that are not this program's (${tables[0]?.name}, …). ${HOW_TO_GO_ON}`);
  if (applied.size === 0) return;
  await refuseData(client, tables);
  const wanted = new Set(migrations.map(({ name }) => name));
  const other = [...applied.keys()].filter((name) => !wanted.has(name));
  if (other.length > 0)
    throw new BackupError(
      `The database holds no data, but is ahead of the backup (it has the migration ${other.join(', ')}). ${HOW_TO_GO_ON}`,
    );
};

const putPhotos = async ({ media }: RestoreDeps, directory: string, { photos }: Manifest): Promise<void> => {
  const missing = new Set(photos.missing);
  await someAtOnce(listedPhotos(directory), PHOTOS_AT_ONCE, async ({ hash, size }) => {
    if (missing.has(hash)) return;
    const stored = await media.put(createReadStream(join(directory, photoFile(hash))), { maxBytes: size });
    if (stored.hash !== hash) throw new BackupError(`${photoFile(hash)} was changed while it was being restored. Nothing was changed.`);
  });
};

const sameNames = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join('\n') === [...others].sort().join('\n');

const refuseOtherTables = (tables: readonly Table[], { tables: files }: Manifest): void => {
  const columns = new Map(tables.map((table) => [table.name, table.columns]));
  const odd = files.find((file) => !sameNames(file.columns, columns.get(file.name) ?? []));
  if (
    odd ||
    !sameNames(
      [...columns.keys()],
      files.map(({ name }) => name),
    )
  )
    throw new BackupError(`The backup's tables are not those that its migrations make${odd ? ` (${odd.name})` : ''}. Nothing was changed.`);
};

const loadTable = async (client: pg.ClientBase, directory: string, file: TableFile): Promise<void> => {
  const rows = await loadRows(client, file, readCompressed(join(directory, tableFile(file))));
  if (rows !== file.rows) throw new BackupError(`${tableFile(file)}: ${rows} rows instead of ${file.rows}. Nothing was changed.`);
};

/**
 * All rows in one transaction. Triggers rest, since they would alter rows that come back as they were; foreign keys are put back, and
 * with that checked, when everything is there. Whoever comes meanwhile waits.
 */
const loadAll = async (client: pg.ClientBase, directory: string, manifest: Manifest): Promise<void> => {
  const tables = await readTables(client);
  refuseOtherTables(tables, manifest);
  const names = tables.map(({ name }) => `public.${quoted(name)}`);
  await client.query(`SET LOCAL lock_timeout = '10s'`);
  await client.query(`LOCK TABLE ${names.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  await refuseData(client, tables);
  await removeOwnNotes(client, tables);
  const foreignKeys = await readForeignKeys(client);
  for (const { table, name } of foreignKeys) await client.query(`ALTER TABLE public.${quoted(table)} DROP CONSTRAINT ${quoted(name)}`);
  for (const name of names) await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
  for (const file of manifest.tables) await loadTable(client, directory, file);
  for (const counter of manifest.counters) await setCounter(client, counter);
  for (const name of names) await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
  for (const { table, name, definition } of foreignKeys)
    await client.query(`ALTER TABLE public.${quoted(table)} ADD CONSTRAINT ${quoted(name)} ${definition}`);
};

const inTransaction = async (client: pg.ClientBase, work: () => Promise<void>): Promise<void> => {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
};

/**
 * Brings a checked backup (see `checkBackup`) into an empty database: photos first, then the tables as the backup's program had them, then
 * what the program has changed since. The caller is the only migrator, so that no server can start meanwhile. Broken off anywhere before
 * the rows are committed, it can be done again.
 * @throws BackupError with what the operator can do; then the database holds no data
 */
export const restore = async (deps: RestoreDeps, directory: string, manifest: Manifest): Promise<RestoreReport> => {
  const { client } = deps;
  refuseUnknown(deps, manifest);
  await refuseCompany(client);
  await refuseUnfit(deps, manifest);
  try {
    await putPhotos(deps, directory, manifest);
    await deps.applyMissing(new Set(manifest.migrations.map(({ name }) => name)));
    await prepareForCopy(client);
    await inTransaction(client, () => loadAll(client, directory, manifest));
  } catch (error) {
    throw diskFault(error, directory, 'Nothing was restored.');
  }
  const migrations = await deps.applyMissing(new Set(deps.migrations.map(({ name }) => name)));
  await client.query('ANALYZE');
  return {
    createdAt: manifest.createdAt,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
    photos: manifest.photos.count,
    photosMissing: manifest.photos.missing.length,
    migrations,
  };
};
