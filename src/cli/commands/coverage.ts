import { type CoverageGap, coverage } from '../../app/organisation/coverage.ts';
import { resolveScope } from '../../app/queries/scope.ts';
import { type AddCommand, JSON_OPTION } from '../cli.ts';
import { OperatorError } from '../operator-error.ts';
import { type Column, table } from '../table.ts';
import { show } from '../terminal.ts';

const columns: readonly Column<CoverageGap>[] = [
  { title: '缺口', of: (gap) => gap.gap },
  { title: '单位', of: (gap) => gap.unit?.name ?? null, widest: 28 },
  { title: '说明', of: (gap) => gap.message, widest: 80 },
];

const asText = (gaps: readonly CoverageGap[]): string =>
  gaps.length === 0
    ? 'The grid has no gaps.'
    : `${table(columns, gaps)}\n\n${gaps.length} gap${gaps.length === 1 ? '' : 's'}. Mend them in the workbook and import it again.`;

/** A report, not a test: gaps are no failure of the command. */
export const addCoverage: AddCommand = (program, cli) => {
  program
    .command('coverage')
    .description('shows what the grid lacks: people, places, trees, roles, groups (exit code 0 with gaps, too)')
    .option('--unit <code>', 'only this unit and all below it')
    .option(...JSON_OPTION)
    .action(async ({ json, unit }: { json?: boolean; unit?: string }) => {
      const gaps = await cli.withInstallation(async ({ database }) => {
        const scope = await resolveScope(database.prisma, { unit });
        if (!scope.ok) throw new OperatorError(scope.refusal.message);
        return coverage(database.prisma, unit ?? null);
      });
      show(cli.terminal, json, { items: gaps, next: null }, () => asText(gaps));
    });
};
