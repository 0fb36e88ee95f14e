import type { GridRole } from '../../../domain/organisation/roles.ts';
import type { ChannelName } from '../../../messaging/message.ts';
import { type PersonStatus, responsibleRoles } from '../../../store/organisation/records.ts';
import type { AccountRow, Known, PersonRow, RoleRow } from '../../../store/organisation/rows.ts';
import type { SheetRow } from '../workbook.ts';
import {
  type Cell,
  cellOf,
  mobilePhone,
  optionalCode,
  optionalText,
  optionalWord,
  requiredCode,
  requiredName,
  type Table,
  yesNo,
} from './cells.ts';

const roles: readonly GridRole[] = ['网格长', '直接责任人', '具体责任人', '成员'];
const statuses: readonly PersonStatus[] = ['在岗', '离岗'];

/** Whether a 工号 is somebody now: `unknown`, or 离岗 in this workbook. */
export type Presence = 'living' | 'left' | 'unknown';

export type CheckedPeople = { people: PersonRow[]; roles: RoleRow[]; accounts: AccountRow[]; presenceOf: (id: string) => Presence };

/** What rows say of the person himself; a repeated row may leave it empty, but may not say something else. */
type Facts = {
  姓名: string | null;
  手机: string | null;
  企业微信账号: string | null;
  钉钉账号: string | null;
  纯文字: boolean | null;
  代理人工号: string | null;
  状态: PersonStatus | null;
};
type FactColumn = keyof Facts;

type Said = { [Column in FactColumn]?: SheetRow };
type Person = { id: string; facts: Facts; said: Said; rows: SheetRow[] };
type Role = RoleRow & { row: SheetRow };

/** Reads 人员: rows of one 工号 are one person with several roles. */
export const checkPeople = (table: Table, isUnit: (code: string) => boolean, known: Known): CheckedPeople => {
  const people = new Map<string, Person>();
  const held: Role[] = [];
  for (const row of table.rows) {
    const id = requiredCode(cellOf(table, row, '工号'));
    const facts = readFacts(table, row);
    const role = readRole(table, row, id, facts.状态 ?? '在岗', isUnit);
    if (id === null) continue;
    remember(table, people, id, facts, row);
    if (role !== null) held.push(role);
  }
  const presenceOf = presence(people, known);
  const distinct = distinctRoles(table, held);
  refuseDoubledRoles(table, distinct, people);
  for (const person of people.values()) checkDeputy(table, person, presenceOf);
  return {
    people: [...people.values()].map(personRow),
    roles: distinct.map(({ personId, unitCode, role, title }) => ({ personId, unitCode, role, title })),
    accounts: [...accountsOf(table, people, '企业微信账号', 'wecom'), ...accountsOf(table, people, '钉钉账号', 'dingtalk')],
    presenceOf,
  };
};

const readFacts = (table: Table, row: SheetRow): Facts => {
  const cell = (column: FactColumn): Cell => cellOf(table, row, column);
  return {
    姓名: requiredName(cell('姓名')),
    手机: mobilePhone(cell('手机')),
    企业微信账号: account(cell('企业微信账号'), /^[a-z0-9][a-z0-9_.@-]{0,63}$/),
    钉钉账号: account(cell('钉钉账号'), /^[^\s:]{1,64}$/),
    纯文字: yesNo(cell('纯文字'), '是、否'),
    代理人工号: optionalCode(cell('代理人工号')),
    状态: optionalWord(cell('状态'), statuses),
  };
};

// WeCom's userids ignore case, and ours are compared lower-cased.
const account = (cell: Cell, pattern: RegExp): string | null => {
  const text = cell.text.normalize('NFKC').trim().toLowerCase();
  if (text === '') return null;
  if (pattern.test(text)) return text;
  cell.complain(`「${cell.text}」不是平台账号（userid），账号里不能有空格或汉字标点，最长 64 位`);
  return null;
};

const readRole = (table: Table, row: SheetRow, id: string | null, status: PersonStatus, isUnit: (code: string) => boolean): Role | null => {
  const cell = (column: string): Cell => cellOf(table, row, column);
  const left = status === '离岗';
  const unitCode = left ? optionalCode(cell('单位编码')) : requiredCode(cell('单位编码'));
  const title = optionalText(cell('职务'), 30);
  const role = readGridRole(cell('网格角色'), left);
  const isKnown = unitCode === null || isUnit(unitCode);
  if (!isKnown) cell('单位编码').complain(`单位编码「${unitCode}」在「单位」表里没有`);
  return id === null || unitCode === null || role === null || !isKnown ? null : { personId: id, unitCode, role, title, row };
};

const readGridRole = (cell: Cell, left: boolean): GridRole | null => {
  if (left || cell.text !== '' || cell.broken) return optionalWord(cell, roles);
  cell.complain('在岗人员要有网格角色；普通教职工请填「成员」');
  return null;
};

const remember = (table: Table, people: Map<string, Person>, id: string, facts: Facts, row: SheetRow): void => {
  const person = people.get(id);
  if (person === undefined) {
    const columns = Object.keys(facts) as FactColumn[];
    const said = Object.fromEntries(columns.filter((column) => facts[column] !== null).map((column) => [column, row]));
    people.set(id, { id, facts, said, rows: [row] });
    return;
  }
  person.rows.push(row);
  for (const column of Object.keys(facts) as FactColumn[]) merge(table, person, column, facts, row);
};

const merge = (table: Table, person: Person, column: FactColumn, facts: Facts, row: SheetRow): void => {
  const [before, now] = [person.facts[column], facts[column]];
  if (now === null || before === now) return;
  if (before === null) {
    person.facts = { ...person.facts, [column]: now };
    person.said[column] = row;
    return;
  }
  const first = person.said[column]?.row;
  cellOf(table, row, column).complain(`工号「${person.id}」的${column}与第 ${first} 行不一致：${shown(before)} / ${shown(now)}`);
};

const shown = (value: string | boolean): string => (typeof value === 'boolean' ? (value ? '是' : '否') : value);

const presence =
  (people: ReadonlyMap<string, Person>, known: Known) =>
  (id: string): Presence => {
    const person = people.get(id);
    if (person !== undefined) return person.facts.状态 === '离岗' ? 'left' : 'living';
    // Without any 工号 to compare with, the one mistake is that 人员 is missing.
    return people.size === 0 || known.people.has(id) ? 'living' : 'unknown';
  };

/** Words for a reference to a person; null when he is there. */
export const personProblem = (id: string, presenceOf: (id: string) => Presence): string | null => {
  const found = presenceOf(id);
  if (found === 'living') return null;
  return found === 'left' ? `工号「${id}」已经离岗` : `工号「${id}」在「人员」表里没有`;
};

const checkDeputy = (table: Table, person: Person, presenceOf: (id: string) => Presence): void => {
  const deputy = person.facts.代理人工号;
  if (deputy === null) return;
  const problem = deputy === person.id ? '代理人不能是本人' : personProblem(deputy, presenceOf);
  const row = person.said.代理人工号;
  if (problem !== null && row !== undefined) cellOf(table, row, '代理人工号').complain(problem);
};

const distinctRoles = (table: Table, held: readonly Role[]): Role[] => {
  const seen = new Map<string, Role>();
  for (const each of held) {
    const key = `${each.personId}\n${each.unitCode}\n${each.role}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, each);
    else cellOf(table, each.row, '网格角色').complain(`与第 ${first.row.row} 行重复：同一人在同一单位的同一角色只填一行`);
  }
  return [...seen.values()];
};

/** Each node has exactly one of each responsible role (notice, 五、工作任务). */
const refuseDoubledRoles = (table: Table, held: readonly Role[], people: ReadonlyMap<string, Person>): void => {
  const living = held.filter(({ role, personId }) => responsibleRoles.includes(role) && people.get(personId)?.facts.状态 !== '离岗');
  const first = new Map<string, Role>();
  for (const each of living) {
    const key = `${each.unitCode}\n${each.role}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, each);
    else {
      const name = people.get(other.personId)?.facts.姓名 ?? other.personId;
      cellOf(table, each.row, '网格角色').complain(
        `单位「${each.unitCode}」的${each.role}已经是${name}（第 ${other.row.row} 行），每个网格只能有一位`,
      );
    }
  }
};

const accountsOf = (
  table: Table,
  people: ReadonlyMap<string, Person>,
  column: '企业微信账号' | '钉钉账号',
  channel: ChannelName,
): AccountRow[] => {
  const owners = new Map<string, Person>();
  for (const person of people.values()) {
    const name = person.facts[column];
    const row = person.said[column];
    if (name === null || row === undefined) continue;
    const owner = owners.get(name);
    if (owner === undefined) owners.set(name, person);
    else
      cellOf(table, row, column).complain(
        `账号「${name}」已经是工号「${owner.id}」的（第 ${owner.said[column]?.row} 行），一个账号只能属于一个人`,
      );
  }
  return [...owners].map(([name, person]) => ({ channel, account: name, personId: person.id }));
};

const personRow = ({ id, facts }: Person): PersonRow => ({
  id,
  name: facts.姓名 ?? '',
  phone: facts.手机,
  plainText: facts.纯文字 ?? false,
  deputyId: facts.代理人工号,
  status: facts.状态 ?? '在岗',
});
