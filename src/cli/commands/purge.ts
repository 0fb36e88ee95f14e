import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { type PurgeReport, purge } from '../../app/purge/purge.ts';
import { isLocalDay } from '../../domain/calendar/local-time.ts';
import { openMediaStore } from '../../infra/media/media-store.ts';
import { type AddCommand, type Installation, JSON_OPTION } from '../cli.ts';
import { show } from '../terminal.ts';

type Options = { before: string; dryRun?: boolean; json?: boolean };

const day = (text: string): string => {
  if (!isLocalDay(text)) throw new InvalidArgumentError('It must be a day such as 2024-09-01.');
  return text;
};

const carryOut = async ({ config, database, clock }: Installation, { before, dryRun }: Options): Promise<PurgeReport> => {
  const media = await openMediaStore(path.join(config.dataDir, 'media'));
  return purge({ pool: database.pool, media, now: await clock.now(), by: 'operator' }, before, { dryRun: dryRun ?? false });
};

const asText = ({ before, dryRun, files, ...counts }: PurgeReport): string =>
  [
    `${dryRun ? 'Would remove' : 'Removed'} personal data from before ${before}:`,
    ...Object.entries(counts).map(([name, count]) => `  ${name.padEnd(10)} ${count}`),
    ...(dryRun ? [] : [`  ${'files'.padEnd(10)} ${files}`]),
  ].join('\n');

export const addPurge: AddCommand = (program, cli) => {
  program
    .command('purge')
    .description('removes personal data of what ended before a day, by the retention rule; history stays whole')
    .requiredOption('--before <day>', 'the first day that is kept, such as 2024-09-01; at least 90 days ago', day)
    .option('--dry-run', 'count what would be removed, and change nothing')
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const report = await cli.withInstallation((installation) => carryOut(installation, options));
      show(cli.terminal, options.json, report, () => asText(report));
    });
};
