import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BackupReport, backUp } from '../../app/backup/back-up.ts';
import { appliedMigrations } from '../../infra/database/migrate.ts';
import { openMediaStore } from '../../infra/media/media-store.ts';
import { type AddCommand, type Installation, JSON_OPTION } from '../cli.ts';
import { show } from '../terminal.ts';

const version = async (): Promise<string> => {
  const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
};

const take = async ({ config, database }: Installation, directory: string): Promise<BackupReport> => {
  const media = await openMediaStore(path.join(config.dataDir, 'media'));
  return backUp({ pool: database.pool, media, appliedMigrations, program: await version(), now: new Date() }, directory);
};

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

const asText = ({ directory, tables, rows, photos, bytes }: BackupReport): string =>
  `Backed up ${rows} rows of ${tables} tables and ${photos} photos (${megabytes(bytes)}) into ${directory}.\n` +
  'It holds names, phones, photos and the secrets of group robots: keep it where only you can read it.';

export const addBackup: AddCommand = (program, cli) => {
  program
    .command('backup <dir>')
    .description('writes the whole state, photos included, into a new or empty folder; the server may go on working')
    .option(...JSON_OPTION)
    .action(async (directory: string, { json }: { json?: boolean }) => {
      const target = path.resolve(directory);
      const report = await cli.withInstallation((installation) => take(installation, target), { migrate: false });
      show(cli.terminal, json, report, () => asText(report));
      if (report.photosMissing.length === 0) return;
      cli.terminal.note(
        `grid: the backup is whole but for ${report.photosMissing.length} photos, which DATA_DIR/media has not or has damaged:\n` +
          report.photosMissing.slice(0, 20).join('\n'),
      );
      cli.failed();
    });
};
