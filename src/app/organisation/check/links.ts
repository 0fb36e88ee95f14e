import type { GroupPlatform } from '../../../messaging/message.ts';
import type { GroupRow, PairingRow, RosterRow } from '../../../store/organisation/rows.ts';
import type { SheetRow } from '../workbook.ts';
import { type Cell, cellOf, optionalText, requiredDay, requiredText, requiredWord, type Table } from './cells.ts';
import { personReference, type References, unitReference } from './places.ts';

/** Reads every row, and refuses the second of two rows with one key in `column`. */
const distinct = <Row>(
  table: Table,
  read: (row: SheetRow) => Row | null,
  keyOf: (row: Row) => string,
  column: string,
  what: string,
): Row[] => {
  const seen = new Map<string, { row: number; value: Row }>();
  for (const row of table.rows) {
    const value = read(row);
    if (value === null) continue;
    const first = seen.get(keyOf(value));
    if (first === undefined) seen.set(keyOf(value), { row: row.row, value });
    else cellOf(table, row, column).complain(`${what}与第 ${first.row} 行重复`);
  }
  return [...seen.values()].map(({ value }) => value);
};

const requiredPerson = (cell: Cell, references: References): string | null => {
  if (cell.text === '' && !cell.broken) cell.complain('不能为空');
  return personReference(cell, references);
};

/** Reads 包联. */
export const checkPairings = (table: Table, references: References): PairingRow[] => {
  const read = (row: SheetRow): PairingRow | null => {
    const leaderId = requiredPerson(cellOf(table, row, '领导工号'), references);
    const unitCode = unitReference(cellOf(table, row, '单位编码'), references);
    const kind = requiredWord(cellOf(table, row, '类型'), ['包片', '包校'] as const);
    return leaderId === null || unitCode === null || kind === null ? null : { leaderId, unitCode, kind };
  };
  return distinct(table, read, (each) => `${each.leaderId}\n${each.unitCode}`, '单位编码', '这位领导包联这个单位');
};

/** Reads 值班. */
export const checkRoster = (table: Table, references: References): RosterRow[] => {
  const read = (row: SheetRow): RosterRow | null => {
    const date = requiredDay(cellOf(table, row, '日期'));
    const unitCode = unitReference(cellOf(table, row, '单位编码'), references);
    const personId = requiredPerson(cellOf(table, row, '工号'), references);
    const kind = requiredWord(cellOf(table, row, '身份'), ['带班', '值班'] as const);
    return date === null || unitCode === null || personId === null || kind === null ? null : { date, unitCode, personId, kind };
  };
  return distinct(table, read, (each) => [each.date, each.unitCode, each.personId, each.kind].join('\n'), '工号', '值班安排');
};

const platforms = {
  企业微信群机器人: 'wecom-robot',
  企业微信应用群: 'wecom-appchat',
  钉钉群机器人: 'dingtalk-robot',
  钉钉群: 'dingtalk-group',
} as const satisfies Record<string, GroupPlatform>;

const platformNames = Object.keys(platforms) as (keyof typeof platforms)[];

/** Reads 群. Two groups with one address would get every message twice. */
export const checkGroups = (table: Table, references: References): GroupRow[] => {
  const addresses = new Map<string, number>();
  const read = (row: SheetRow): GroupRow | null => {
    const cell = (column: string): Cell => cellOf(table, row, column);
    const unitCode = unitReference(cell('单位编码'), references);
    const name = requiredText(cell('名称'), 50);
    const platformName = requiredWord(cell('平台'), platformNames);
    const platform = platformName === null ? null : platforms[platformName];
    const address = platform === null ? null : readAddress(cell('地址'), platform);
    if (address !== null) refuseKnownAddress(cell('地址'), address, row.row, addresses);
    const secret = platform === 'dingtalk-robot' ? requiredSecret(cell('密钥')) : null;
    if (unitCode === null || name === null || platform === null || address === null) return null;
    return { unitCode, name, platform, address, secret };
  };
  return distinct(table, read, (each) => `${each.unitCode}\n${each.name}`, '名称', '这个单位的群名');
};

const refuseKnownAddress = (cell: Cell, address: string, row: number, addresses: Map<string, number>): void => {
  const first = addresses.get(address);
  if (first === undefined) addresses.set(address, row);
  else cell.complain(`地址与第 ${first} 行相同，同一个群只填一行`);
};

const readAddress = (cell: Cell, platform: GroupPlatform): string | null => {
  const text = requiredText(cell, 1000);
  if (text === null) return null;
  const isRobot = platform === 'wecom-robot' || platform === 'dingtalk-robot';
  if (isRobot && !isWebhook(text)) return refuse(cell, '群机器人的地址应是完整的 webhook 网址，以 https:// 开头');
  if (!isRobot && !/^[A-Za-z0-9_+/=-]{1,128}$/.test(text)) return refuse(cell, '群的地址应是群会话 ID，只含字母、数字和 _ + / = -');
  return text;
};

const isWebhook = (text: string): boolean => /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text);

const requiredSecret = (cell: Cell): string | null =>
  cell.text === '' && !cell.broken ? refuse(cell, '钉钉群机器人要填「加签」密钥') : optionalText(cell, 200);

const refuse = (cell: Cell, message: string): null => {
  cell.complain(message);
  return null;
};
