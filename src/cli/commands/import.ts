import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { passOn } from '../../app/hazards/pass-on.ts';
import { createRules } from '../../app/hazards/rules.ts';
import { type ImportReport, importOrganisation } from '../../app/organisation/import-organisation.ts';
import type { Workbook, WorkbookError } from '../../app/organisation/workbook.ts';
import { statutoryDays } from '../../infra/calendar/statutory-days.ts';
import { readWorkbook } from '../../infra/workbook/read-workbook.ts';
import { type AddCommand, JSON_OPTION } from '../cli.ts';
import { OperatorError } from '../operator-error.ts';
import { type Column, table } from '../table.ts';
import { show } from '../terminal.ts';

type Options = { dryRun?: boolean; retire?: boolean; json?: boolean };

const READ_FAULTS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'that is a folder',
  EACCES: 'it may not be read',
};

const workbookFrom = async (file: string): Promise<Workbook> => {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`${file}: ${READ_FAULTS[error.code ?? ''] ?? error.message}`);
  });
  const read = await readWorkbook(bytes);
  if (!read.ok) throw new OperatorError(`${file}: ${read.error}`);
  return read.workbook;
};

const errorColumns: readonly Column<WorkbookError>[] = [
  { title: '工作表', of: (error) => error.sheet },
  { title: '行', of: (error) => error.row },
  { title: '列', of: (error) => error.column || null },
  { title: '问题', of: (error) => error.message, widest: 100 },
];

const list = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`\n${title}`, ...lines.map((line) => `  ${line}`)];

const asText = (report: ImportReport, { dryRun, retire }: Options): string => {
  const { errors, ignored, missing, passedOn } = report;
  if (errors.length > 0) {
    return `${table(errorColumns, errors)}\n\n${errors.length} mistake${errors.length === 1 ? '' : 's'}: nothing was changed.`;
  }
  return [
    `${dryRun ? 'Would load' : 'Loaded'} ${report.units} units, ${report.people} people, ${report.places} places; retired ${report.retired}.`,
    ...list('Ignored, because nobody knows them:', ignored),
    ...list(
      retire ? 'Retired, because the workbook no longer has them:' : 'No longer in the workbook, and kept (--retire retires them):',
      missing.map(({ sheet, key, name }) => `${sheet} ${key} ${name}`),
    ),
    ...list(
      'Open items of people who left:',
      passedOn.map(
        ({ from, to, unit, items }) => `${from.name} (${from.id}) in ${unit}: ${items}, ${to ? `to ${to}` : 'nobody can take them'}`,
      ),
    ),
  ].join('\n');
};

/** Open items of people who left go to their stand-ins as if a person had handed them on. */
const handOver = () => passOn({ rules: createRules(statutoryDays()), correlationId: `import-${randomUUID()}` });

export const addImport: AddCommand = (program, cli) => {
  program
    .command('import <file>')
    .description('loads or updates the organisation from a workbook (.xlsx): all of it, or with any mistake in it nothing')
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--retire', 'retire what the workbook no longer has, instead of keeping it')
    .option(...JSON_OPTION)
    .action(async (file: string, options: Options) => {
      const workbook = await workbookFrom(file);
      const { dryRun, retire } = options;
      const report = await cli.withInstallation(async ({ database, clock }) =>
        importOrganisation(database, workbook, { now: await clock.now(), dryRun, retire, reassign: handOver() }),
      );
      show(cli.terminal, options.json, report, () => asText(report, options));
      if (report.errors.length > 0) cli.failed();
    });
};
