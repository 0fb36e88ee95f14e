import { listPeople, type PersonItem } from '../../app/queries/organisation.ts';
import type { AddCommand } from '../cli.ts';
import type { Column } from '../table.ts';
import { addList } from './list.ts';

const columns: readonly Column<PersonItem>[] = [
  { title: '工号', of: (person) => person.id },
  { title: '姓名', of: (person) => person.name, widest: 16 },
  { title: '单位', of: (person) => person.unit?.name ?? null, widest: 28 },
  { title: '职务', of: (person) => person.title, widest: 20 },
  { title: '网格角色', of: (person) => [...new Set(person.roles.map((each) => each.role))].join('、') || null },
  { title: '账号', of: (person) => person.channels.join(',') || null },
  { title: '纯文字', of: (person) => person.plainText },
  { title: '状态', of: (person) => person.status },
];

export const addPeople: AddCommand = (program, cli) =>
  addList(program, cli, {
    name: 'people',
    description: 'lists the people of the grid with their roles',
    filters: ['unit', 'person', 'status'],
    help: { person: 'only this person, by 工号 or exact name', status: 'only 在岗 or 离岗' },
    ask: ({ database }, filters) => listPeople(database.prisma, filters),
    columns,
  });
