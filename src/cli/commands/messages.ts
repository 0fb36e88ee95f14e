import { listMessages, type MessageView } from '../../app/queries/messages.ts';
import type { AddCommand } from '../cli.ts';
import type { Column } from '../table.ts';
import { addList } from './list.ts';

const recipient = ({ to }: MessageView): string | null => {
  if (to === null) return null;
  if ('person' in to) return to.person.name;
  return 'group' in to ? `群 ${to.group.name}` : `${to.account.channel}:${to.account.account}`;
};

export const messageColumns: readonly Column<MessageView>[] = [
  { title: '标识', of: (message) => message.id },
  { title: '收件人', of: recipient, widest: 20 },
  { title: '种类', of: (message) => message.kind, widest: 20 },
  { title: '状态', of: (message) => message.status },
  { title: '次数', of: (message) => message.attempts },
  { title: '时间', of: (message) => message.createdAt.slice(0, 19).replace('T', ' ') },
  { title: '原因', of: (message) => message.error, widest: 24 },
  { title: '内容', of: (message) => message.text, widest: 40 },
];

export const addMessages: AddCommand = (program, cli) =>
  addList(program, cli, {
    name: 'messages',
    description: 'lists what was and will be sent, the latest first',
    filters: ['unit', 'person', 'status', 'from', 'to', 'at'],
    help: {
      unit: 'only to people and groups of this unit and all below it',
      person: 'only to this person (工号)',
      status: 'some of queued,sent,parked,dropped',
      from: 'written on this day (2026-11-23) or later',
      to: 'written on this day or earlier',
      at: 'what was waiting to be sent at the end of this day, or at this time',
    },
    ask: ({ database }, filters) => listMessages(database.prisma, filters),
    columns: messageColumns,
  });
