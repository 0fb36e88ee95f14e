import { createRules } from '../../app/hazards/rules.ts';
import { type PreviewItem, previewReminders } from '../../app/inspections/preview.ts';
import { isLocalDay } from '../../domain/calendar/local-time.ts';
import { statutoryDays } from '../../infra/calendar/statutory-days.ts';
import { type AddCommand, JSON_OPTION } from '../cli.ts';
import { commandLog } from '../installation.ts';
import { OperatorError } from '../operator-error.ts';
import { type Column, table } from '../table.ts';
import { show } from '../terminal.ts';

const columns: readonly Column<PreviewItem>[] = [
  { title: '时间', of: (item) => item.at.slice(0, 16).replace('T', ' ') },
  { title: '收件人', of: ({ to, channel }) => (channel === 'group' ? `群 ${to.name}` : to.name), widest: 24 },
  { title: '事项', of: ({ stages }) => [...new Set(stages.map(({ rule, stage }) => `${rule}:${stage}`))].join(' '), widest: 40 },
  { title: '内容', of: ({ text }) => text, widest: 80 },
];

const dayGiven = (option: string, text: string | undefined): string | undefined => {
  if (text === undefined || isLocalDay(text)) return text;
  throw new OperatorError(`${option} ${text}: not a day like 2026-11-23`);
};

type Given = { from?: string; to?: string; json?: boolean };

export const addPreview: AddCommand = (program, cli) => {
  program
    .command('preview')
    .description('shows which reminders of checks would go to whom and when, if nobody did anything until then; sends nothing')
    .option('--from <day>', 'from this day (2026-11-23) on; today by default')
    .option('--to <day>', 'up to and including this day, at most 100 days ahead (default: 62 days)')
    .option(...JSON_OPTION)
    .action(async ({ from, to, json }: Given) => {
      const days = { from: dayGiven('--from', from), to: dayGiven('--to', to) };
      const answer = await cli.withInstallation(({ config, database, clock }) =>
        previewReminders({ database, clock, rules: createRules(statutoryDays()), log: commandLog(config.logLevel) }, days),
      );
      if (!answer.ok) throw new OperatorError(answer.refusal.message);
      const { items } = answer.value;
      show(cli.terminal, json, answer.value, () => (items.length === 0 ? 'Nobody would be reminded.' : table(columns, items)));
    });
};
