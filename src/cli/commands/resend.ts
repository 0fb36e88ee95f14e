import { messagesById } from '../../app/queries/messages.ts';
import { requeueParked } from '../../store/outbox-delivery.ts';
import { type AddCommand, type Installation, JSON_OPTION } from '../cli.ts';
import { table } from '../table.ts';
import { show } from '../terminal.ts';
import { messageColumns } from './messages.ts';

/** Only rows are changed here: the running worker finds them at its next sweep and sends them. */
const resend = async ({ database, clock }: Installation, ids: readonly string[]) => {
  const put = await requeueParked(database.prisma, [...ids], await clock.now());
  const back = new Set(put.map(({ id }) => id));
  return { items: await messagesById(database.prisma, [...back]), kept: ids.filter((id) => !back.has(id)) };
};

export const addResend: AddCommand = (program, cli) => {
  program
    .command('resend <id...>')
    .description('puts parked messages back, to be sent within a minute by the running server')
    .option(...JSON_OPTION)
    .action(async (given: string[], { json }: { json?: boolean }) => {
      const ids = [...new Set(given)];
      const { items, kept } = await cli.withInstallation((installation) => resend(installation, ids));
      show(cli.terminal, json, { items, next: null }, () => (items.length === 0 ? 'Nothing was put back.' : table(messageColumns, items)));
      if (kept.length === 0) return;
      cli.terminal.note(`grid: not parked, so left alone: ${kept.join(', ')}`);
      cli.failed();
    });
};
