import type { HazardView } from '../../app/queries/hazard-view.ts';
import { listHazards } from '../../app/queries/hazards.ts';
import type { AddCommand } from '../cli.ts';
import type { Column } from '../table.ts';
import { addList } from './list.ts';

const minute = (time: string | null): string | null => time?.slice(0, 16).replace('T', ' ') ?? null;
const CONFIDENTIAL = '(保密事项)';

const columns: readonly Column<HazardView>[] = [
  { title: '编号', of: (item) => item.number },
  { title: '状态', of: (item) => item.status },
  { title: '等级', of: (item) => `${item.level}${item.urgent ? ' 急' : ''}` },
  { title: '类别', of: (item) => item.categoryName, widest: 16 },
  { title: '单位', of: (item) => item.unit.name, widest: 24 },
  { title: '责任人', of: (item) => item.assignee?.name ?? null, widest: 10 },
  { title: '期限', of: (item) => minute(item.deadline) },
  { title: '超期', of: (item) => item.overdue },
  { title: '上报', of: (item) => minute(item.reportedAt) },
  { title: '情况', of: (item) => (item.sensitive ? CONFIDENTIAL : item.description), widest: 40 },
];

export const addHazards: AddCommand = (program, cli) =>
  addList(program, cli, {
    name: 'hazards',
    description: 'lists hazards, the latest report first',
    filters: ['unit', 'status', 'level', 'category', 'person', 'overdue', 'from', 'to', 'at'],
    help: {
      person: 'only those that this person (工号) reported or rectifies',
      from: 'reported on this day (2026-11-23) or later',
      to: 'reported on this day or earlier',
      at: 'those that were open at the end of this day, or at this time',
    },
    ask: async ({ database, clock }, filters) => listHazards(database.prisma, filters, await clock.now()),
    columns,
  });
