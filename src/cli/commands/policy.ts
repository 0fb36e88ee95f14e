import { userInfo } from 'node:os';
import { listPolicy, type PolicyItem, setPolicy } from '../../app/policy.ts';
import { INSPECTION_POLICY_KEYS } from '../../domain/inspection/policy-keys.ts';
import { type AddCommand, JSON_OPTION } from '../cli.ts';
import { OperatorError } from '../operator-error.ts';
import { type Column, facts, table } from '../table.ts';
import { show } from '../terminal.ts';

const columns: readonly Column<PolicyItem>[] = [
  { title: 'key', of: (item) => item.key },
  { title: 'value', of: (item) => item.value },
  { title: 'default', of: (item) => (item.value === item.default ? null : item.default) },
  { title: 'changed by', of: (item) => item.changedBy, widest: 20 },
  { title: 'at', of: (item) => item.changedAt?.slice(0, 16) ?? null },
  { title: 'reason', of: (item) => item.reason, widest: 40 },
];

const asFacts = (item: PolicyItem): string =>
  facts([
    ['key', item.key],
    ['value', item.value],
    ['default', item.default],
    ['changed by', item.changedBy],
    ['reason', item.reason],
  ]);

const LEGEND = `h, d: working hours and days · cd: calendar days · min: minutes, at any hour · today · none
${INSPECTION_POLICY_KEYS.map(({ key, allowed }) => `${key}: ${allowed}`).join('\n')}`;

/** Parent and child both know --json: given after the child's name it lands with either. */
type Given = { json?: boolean; by?: string; reason?: string };

export const addPolicy: AddCommand = (program, cli) => {
  const policy = program
    .command('policy')
    .description('shows the policy table: within what time each step must be done, who hears when it is not, and how checks are planned')
    .option(...JSON_OPTION)
    .action(async ({ json }: Given) => {
      const page = await cli.withInstallation(({ database }) => listPolicy(database.prisma));
      show(cli.terminal, json, page, () => `${table(columns, page.items)}\n\n${LEGEND}`);
    });
  policy
    .command('set <key> <value>')
    .description('changes one cell for whatever is assigned or planned from now on; items and windows under way keep theirs')
    .option('--reason <text>', 'why; kept with the change')
    .option('--by <name>', 'who decided it (default: the user of this machine)')
    .option(...JSON_OPTION)
    .action(async (key: string, value: string, given: Given, command: { optsWithGlobals(): Given }) => {
      const { json } = command.optsWithGlobals();
      const by = given.by?.trim() || userInfo().username;
      const answer = await cli.withInstallation(async ({ database, clock }) =>
        setPolicy(database.prisma, { key, value, by, reason: given.reason?.trim() || null, at: await clock.now() }),
      );
      if (!answer.ok) throw new OperatorError(answer.refusal.message);
      show(cli.terminal, json, answer.value, () => asFacts(answer.value));
    });
};
