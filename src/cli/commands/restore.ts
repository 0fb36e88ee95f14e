import path from 'node:path';
import type pg from 'pg';
import { checkBackup } from '../../app/backup/check-backup.ts';
import type { Manifest } from '../../app/backup/manifest.ts';
import { type RestoreDeps, type RestoreReport, restore } from '../../app/backup/restore.ts';
import { appliedMigrations, applyMissing, asOnlyMigrator, readMigrations } from '../../infra/database/migrate.ts';
import { openMediaStore } from '../../infra/media/media-store.ts';
import { type AddCommand, type Installation, JSON_OPTION } from '../cli.ts';
import { show } from '../terminal.ts';

const depsFor = async ({ config }: Installation, client: pg.ClientBase): Promise<RestoreDeps> => {
  const migrations = await readMigrations();
  return {
    client,
    media: await openMediaStore(path.join(config.dataDir, 'media')),
    migrations,
    appliedMigrations,
    applyMissing: (names) =>
      applyMissing(
        client,
        migrations.filter(({ name }) => names.has(name)),
      ),
  };
};

const bringBack = async (installation: Installation, directory: string, manifest: Manifest): Promise<RestoreReport> => {
  const client = await installation.database.pool.connect();
  try {
    const deps = await depsFor(installation, client);
    return await asOnlyMigrator(client, () => restore(deps, directory, manifest));
  } finally {
    client.release(true);
  }
};

const asText = ({ createdAt, tables, rows, photos, migrations }: RestoreReport): string =>
  [
    `Restored ${rows} rows of ${tables} tables and ${photos} photos, as they were at ${createdAt}.`,
    ...(migrations.length > 0 ? [`Brought up to date: ${migrations.join(', ')}.`] : []),
    'Start the server, then look at `doctor` and `messages --status queued`.',
  ].join('\n');

export const addRestore: AddCommand = (program, cli) => {
  program
    .command('restore <dir>')
    .description('brings a backup into an empty database; every file is checked before anything is touched')
    .option(...JSON_OPTION)
    .action(async (directory: string, { json }: { json?: boolean }) => {
      const source = path.resolve(directory);
      const manifest = await checkBackup(source);
      const report = await cli.withInstallation((installation) => bringBack(installation, source, manifest), { migrate: false });
      show(cli.terminal, json, report, () => asText(report));
      if (report.photosMissing > 0) cli.terminal.note(`grid: ${report.photosMissing} photos were missing when the backup was taken.`);
    });
};
