import type { Command } from 'commander';
import type { Answer, Page } from '../../app/queries/answer.ts';
import { type FiltersOf, type ListName, readFilters } from '../../app/queries/filters.ts';
import { RULE_IDS } from '../../domain/inspection/rules.ts';
import { type Cli, type Installation, JSON_OPTION } from '../cli.ts';
import { OperatorError } from '../operator-error.ts';
import { type Column, table } from '../table.ts';
import { show } from '../terminal.ts';

type FilterName = 'unit' | 'school' | 'rule' | 'person' | 'status' | 'level' | 'category' | 'overdue' | 'from' | 'to' | 'at';

const FILTERS: Record<FilterName, readonly [flags: string, help: string]> = {
  unit: ['--unit <code>', 'only this unit and all below it'],
  school: ['--school <code>', 'only what concerns this school'],
  rule: ['--rule <rule>', `only of this rule: ${RULE_IDS.join(', ')}`],
  person: ['--person <id>', 'only what concerns this person (工号)'],
  status: ['--status <list>', 'only with one of these statuses, commas between them'],
  level: ['--level <level>', 'only of this level: 一般, 较大 or 重大'],
  category: ['--category <name>', 'only of this category, by its code or name'],
  overdue: ['--overdue', 'only those whose deadline has passed'],
  from: ['--from <day>', 'from this day (2026-11-23) or time on'],
  to: ['--to <day>', 'up to and including this day or time'],
  at: ['--at <day>', 'as of the end of this day, or of this time'],
};

export type ListCommand<Name extends ListName, Item> = {
  name: Name;
  description: string;
  filters: readonly FilterName[];
  /** What a filter means for this list, where the general words do not say it. */
  help?: Partial<Record<FilterName, string>>;
  ask(installation: Installation, filters: FiltersOf<Name>): Promise<Answer<Page<Item>>>;
  columns: readonly Column<Item>[];
};

const orRefuse = <T>(answer: Answer<T>): T => {
  if (answer.ok) return answer.value;
  throw new OperatorError(answer.refusal.message);
};

const asText = <Item>(columns: readonly Column<Item>[], page: Page<Item>): string => {
  if (page.items.length === 0) return 'Nothing found.';
  const rest = page.next === null ? '' : `\n\nMore: add --cursor ${page.next}`;
  return `${table(columns, page.items)}${rest}`;
};

/** A command that shows one page of a list: the same filters, order and objects as the read API. */
export const addList = <Name extends ListName, Item>(program: Command, cli: Cli, list: ListCommand<Name, Item>): void => {
  const command = program.command(list.name).description(list.description);
  for (const filter of list.filters) command.option(FILTERS[filter][0], list.help?.[filter] ?? FILTERS[filter][1]);
  command
    .option('--limit <n>', 'how many at most, 1 to 200 (default 50)')
    .option('--cursor <cursor>', 'the page after the one that ended with this cursor')
    .option(...JSON_OPTION)
    .action(async ({ json, ...given }: { json?: boolean } & Record<string, string | boolean>) => {
      const raw = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
      const filters = orRefuse(readFilters(list.name, raw));
      const page = orRefuse(await cli.withInstallation((installation) => list.ask(installation, filters)));
      show(cli.terminal, json, page, () => asText(list.columns, page));
    });
};
