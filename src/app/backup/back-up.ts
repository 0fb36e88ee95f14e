import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type pg from 'pg';
import { readCounters, readTables } from '../../store/backup/catalogue.ts';
import { mediaList, prepareForCopy, rowsOf } from '../../store/backup/copy-rows.ts';
import { takeMaintenanceLock } from '../../store/maintenance-lock.ts';
import { BackupError, diskFault } from './backup-error.ts';
import { syncFolder, writeCompressed, writePlain } from './files.ts';
import {
  type Manifest,
  PHOTO_FOLDER,
  PHOTO_LIST,
  photoFile,
  TABLE_FOLDER,
  type TableFile,
  tableFile,
  UNFINISHED,
  writeManifest,
} from './manifest.ts';
import { listedPhotos, someAtOnce } from './photo-list.ts';

export type BackupDeps = {
  pool: pg.Pool;
  /** Photos by hash; a stream that fails with the code `corrupt` at its end, or `missing` at once, stands for a photo that is not to be had. */
  media: { openStream(hash: string): Promise<Readable> };
  /** The migrations that the database has, by name, with their checksums. */
  appliedMigrations(client: pg.ClientBase): Promise<ReadonlyMap<string, string>>;
  /** Version of the program, for people. */
  program: string;
  now: Date;
};

/** `photosMissing`: hashes that the database knows and the store has not, or only damaged. Sizes in bytes. */
export type BackupReport = {
  directory: string;
  createdAt: string;
  tables: number;
  rows: number;
  photos: number;
  bytes: number;
  photosMissing: string[];
};

const PHOTOS_AT_ONCE = 4;
/** More than this is no accident of single files, but the wrong DATA_DIR. */
const MOST_MISSING = 1000;

const NOTHING_LEFT = 'Nothing of the backup was kept.';
const NOTE =
  'A backup is being written here, or was broken off. Without manifest.json it is not whole and cannot be restored: delete it.\n';

/** Takes an empty or new folder for one backup. What lies there is never overwritten. @returns whether the folder is new */
const claimFolder = async (directory: string): Promise<boolean> => {
  const made = await mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await readdir(directory);
  if (found.includes(UNFINISHED))
    throw new BackupError(
      `${directory}: another backup is being written there, or was broken off. Choose another folder, or delete this one.`,
    );
  if (found.length > 0) throw new BackupError(`${directory} is not empty: a backup needs a folder of its own.`);
  // Of two that come at once, one fails here.
  await writeFile(join(directory, UNFINISHED), NOTE, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new BackupError(`${directory}: another backup is being written there. Choose another folder.`) : error;
  });
  // Foreign file systems may know no modes; the files' own are set besides.
  await chmod(directory, 0o700).catch(() => undefined);
  return made !== undefined;
};

const removeAll = async (directory: string, isNew: boolean): Promise<void> => {
  if (isNew) return rm(directory, { recursive: true, force: true });
  for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true, force: true });
};

type Rows = Pick<Manifest, 'migrations' | 'tables' | 'counters'> & { list: Manifest['photos']['list'] };

/** All tables as they were at one moment, whatever is written meanwhile. */
const copyRows = async ({ appliedMigrations }: BackupDeps, client: pg.ClientBase, directory: string): Promise<Rows> => {
  await prepareForCopy(client);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const applied = await appliedMigrations(client);
  if (applied.size === 0) throw new BackupError('The database is empty: there is nothing to back up. Check DATABASE_URL and DATA_DIR.');
  const tables: TableFile[] = [];
  for (const table of await readTables(client)) {
    const rows = rowsOf(client, table);
    const facts = await writeCompressed(rows, join(directory, tableFile(table)));
    tables.push({ ...table, ...facts, rows: rows.rowCount });
  }
  const list = await writeCompressed(mediaList(client), join(directory, PHOTO_LIST));
  const counters = await readCounters(client);
  await client.query('COMMIT');
  const migrations = [...applied].map(([name, checksum]) => ({ name, checksum })).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { migrations, tables, counters, list };
};

const isNotToBeHad = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'missing' || error.code === 'corrupt');

/** @returns false when the store has no such photo, or a damaged one */
const copyPhoto = async ({ media }: BackupDeps, hash: string, directory: string): Promise<boolean> => {
  const target = join(directory, photoFile(hash));
  // Under a name of its own until it is whole and right.
  const temporary = join(directory, PHOTO_FOLDER, `${hash}.${randomUUID()}`);
  try {
    await writePlain(await media.openStream(hash), temporary);
  } catch (error) {
    if (!isNotToBeHad(error)) throw error;
    await rm(temporary, { force: true });
    return false;
  }
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await rename(temporary, target);
  return true;
};

const copyPhotos = async (deps: BackupDeps, directory: string): Promise<Omit<Manifest['photos'], 'list'>> => {
  const photos = { count: 0, bytes: 0, missing: [] as string[] };
  await someAtOnce(listedPhotos(directory), PHOTOS_AT_ONCE, async ({ hash, size }) => {
    if (await copyPhoto(deps, hash, directory)) {
      photos.count += 1;
      photos.bytes += size;
    } else photos.missing.push(hash);
    if (photos.missing.length > MOST_MISSING)
      throw new BackupError(`More than ${MOST_MISSING} photos are not in DATA_DIR/media: is DATA_DIR the server's own? ${NOTHING_LEFT}`);
  });
  if (photos.count === 0 && photos.missing.length > 0)
    throw new BackupError(
      `None of the ${photos.missing.length} photos is in DATA_DIR/media: is DATA_DIR the server's own? ${NOTHING_LEFT}`,
    );
  return { ...photos, missing: photos.missing.sort() };
};

const fill = async (deps: BackupDeps, client: pg.ClientBase, directory: string): Promise<Manifest> => {
  await mkdir(join(directory, TABLE_FOLDER), { mode: 0o700 });
  await mkdir(join(directory, PHOTO_FOLDER), { mode: 0o700 });
  const { list, ...rows } = await copyRows(deps, client, directory);
  const photos = await copyPhotos(deps, directory);
  for (const folder of [TABLE_FOLDER, PHOTO_FOLDER]) await syncFolder(join(directory, folder));
  const manifest = await writeManifest(directory, {
    program: deps.program,
    createdAt: deps.now.toISOString(),
    ...rows,
    photos: { list, ...photos },
  });
  await rm(join(directory, UNFINISHED));
  await syncFolder(directory);
  return manifest;
};

const report = (directory: string, { createdAt, tables, photos }: Manifest): BackupReport => ({
  directory,
  createdAt,
  tables: tables.length,
  rows: tables.reduce((sum, table) => sum + table.rows, 0),
  photos: photos.count,
  bytes: tables.reduce((sum, table) => sum + table.bytes, photos.list.bytes + photos.bytes),
  photosMissing: photos.missing,
});

/**
 * Writes the whole state into a folder that is empty or not there yet: all tables of one moment, then their photos, then what makes it
 * whole, the manifest. Memory does not grow with the data. The server may go on working. After a failure the folder is as it was before.
 * @throws BackupError with what the operator can do
 */
export const backUp = async (deps: BackupDeps, directory: string): Promise<BackupReport> => {
  const client = await deps.pool.connect();
  try {
    if (!(await takeMaintenanceLock(client, 'shared'))) throw new BackupError('A purge is under way: take the backup when it has ended.');
    const isNew = await claimFolder(directory);
    try {
      return report(directory, await fill(deps, client, directory));
    } catch (error) {
      await removeAll(directory, isNew).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    throw diskFault(error, directory, NOTHING_LEFT);
  } finally {
    // A copy that was broken off leaves the connection useless; its lock ends with it too.
    client.release(true);
  }
};
