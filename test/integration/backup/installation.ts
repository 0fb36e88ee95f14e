import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BackupReport, backUp } from '../../../src/app/backup/back-up.ts';
import { checkBackup } from '../../../src/app/backup/check-backup.ts';
import { type RestoreReport, restore } from '../../../src/app/backup/restore.ts';
import { appliedMigrations, applyMissing, asOnlyMigrator, type Migration, readMigrations } from '../../../src/infra/database/migrate.ts';
import { openMediaStore } from '../../../src/infra/media/media-store.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { createEmptyDatabase } from '../../support/database.ts';

/** A database without anything, and a media folder. */
export type EmptyPlace = { url: string; folder: string; database: Database; close(): Promise<void> };

export const temporary = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'campus-grid-backup-'));

export const openEmptyPlace = async (): Promise<EmptyPlace> => {
  const { url, drop } = await createEmptyDatabase();
  const folder = await temporary();
  const database = openDatabase(url, { max: 2 });
  return {
    url,
    folder,
    database,
    close: async () => {
      await database.close();
      await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

type Place = Pick<EmptyPlace, 'folder' | 'database'>;

/** As the command does it. */
export const takeBackup = async ({ database, folder }: Place, directory: string): Promise<BackupReport> => {
  const media = await openMediaStore(path.join(folder, 'media'));
  return backUp({ pool: database.pool, media, appliedMigrations, program: 'test', now: new Date() }, directory);
};

/** As the command does it; `migrations`: of a program that is newer or older; `meanwhile`: what happens once the backup has been checked. */
export const bringBack = async (
  { database, folder }: Place,
  directory: string,
  migrations?: Migration[],
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<RestoreReport> => {
  const manifest = await checkBackup(directory);
  await meanwhile();
  const own = migrations ?? (await readMigrations());
  const media = await openMediaStore(path.join(folder, 'media'));
  const client = await database.pool.connect();
  const missing = (names: ReadonlySet<string>) =>
    applyMissing(
      client,
      own.filter(({ name }) => names.has(name)),
    );
  try {
    const deps = { client, media, migrations: own, appliedMigrations, applyMissing: missing };
    return await asOnlyMigrator(client, () => restore(deps, directory, manifest));
  } finally {
    client.release(true);
  }
};

/** Every row of every table as text, by table; without what no backup holds. */
export const allRows = async ({ pool }: Database): Promise<Record<string, string[]>> => {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'
     AND tablename NOT IN ('_prisma_migrations', 'access_token', 'media_upload', 'lane') ORDER BY 1`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables)
    found[name] = (await pool.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t ORDER BY 1`)).rows.map(({ row }) => row);
  return found;
};

/** All files below a folder, by their paths from it. */
export const filesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
