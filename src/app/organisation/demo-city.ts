import type { LocalDay } from '../../domain/calendar/local-time.ts';
import { calendarEntries, rosterEntries } from './demo-city/calendar.ts';
import { placeLines } from './demo-city/places.ts';
import { deputies, dingtalkUnit, plainReaders, staffLines } from './demo-city/staff.ts';
import { groupLines, pairingLines, unitLines } from './demo-city/units.ts';
import { type Sheet, type SheetName, sheetShapes, type Workbook } from './workbook.ts';

export type DemoCityOptions = {
  /** Where a group's robot listens: the sandbox's own address for it. `platform` is the workbook's word. */
  webhook: (group: string, platform: string) => string;
  /** The calendar and the duty roster are laid around this day. */
  today: LocalDay;
};

/**
 * 青澜市, an invented county-level city, as the workbook that its bureau would send: 27 units, about 110 people, all with WeCom accounts.
 * It goes through the same import as any workbook.
 */
export const demoCity = (options: DemoCityOptions): Workbook => [
  sheet('单位', lines(unitLines)),
  sheet('人员', people()),
  sheet('责任区域', places()),
  sheet('包联', pairings()),
  sheet('群', groups(options)),
  sheet('日历', calendarEntries(options.today)),
  sheet('值班', roster(options.today)),
];

const lines = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map((word) => (word === '-' ? '' : word)));

/** Lines below `# CODE`, each with its unit's code in front. */
const linesByUnit = (text: string): string[][] => {
  let unit = '';
  return lines(text).flatMap((words) => {
    if (words[0] !== '#') return [[unit, ...words]];
    unit = words[1] ?? '';
    return [];
  });
};

const sheet = (name: SheetName, rows: readonly (readonly string[])[]): Sheet => {
  const { columns } = sheetShapes[name];
  const cells = (values: readonly string[]): Record<string, string> =>
    Object.fromEntries(columns.flatMap((column, index) => (values[index] ? [[column, values[index]]] : [])));
  return { name, headerRow: 1, columns, rows: rows.map((values, index) => ({ row: index + 2, cells: cells(values) })) };
};

const accounts = [...new Set(linesByUnit(staffLines).map(([, , , , account = '']) => account))];

// 工号 are G001, G002 … in the order of the staff lines, and phones go with them; the range is made up like everything else.
const idOf = (account: string): string => {
  const index = accounts.indexOf(account);
  if (index < 0) throw new Error(`the demonstration city has nobody called ${account}`);
  return `G${String(index + 1).padStart(3, '0')}`;
};

const phoneOf = (account: string): string => `1990000${String(accounts.indexOf(account) + 1).padStart(4, '0')}`;

const people = (): string[][] =>
  linesByUnit(staffLines).map(([unit = '', role = '', title = '', name = '', account = '']) => {
    const deputy = deputies[account];
    const dingtalk = unit === dingtalkUnit ? `${account}.dd` : '';
    const plain = plainReaders.includes(account) ? '是' : '否';
    return [idOf(account), name, phoneOf(account), unit, title, role, account, dingtalk, plain, deputy ? idOf(deputy) : '', '在岗'];
  });

const places = (): string[][] =>
  linesByUnit(placeLines).map(
    ([unit = '', tier = '', area = '', venue = '', spot = '', person = '', upper = '', risk = '', often = '', duty = '']) => [
      unit,
      tier,
      area,
      venue,
      spot,
      idOf(person),
      idOf(upper),
      duty,
      risk,
      often,
    ],
  );

const pairings = (): string[][] => lines(pairingLines).map(([account = '', unit = '', kind = '']) => [idOf(account), unit, kind]);

const groups = ({ webhook }: DemoCityOptions): string[][] =>
  lines(groupLines).map(([unit = '', name = '', platform = '']) => [unit, name, platform, webhook(name, platform), secretOf(platform)]);

// A DingTalk robot signs its messages; any text does for the sandbox.
const secretOf = (platform: string): string => (platform === '钉钉群机器人' ? 'SEC-sandbox' : '');

const roster = (today: LocalDay): string[][] => rosterEntries(today).map(([day, unit, account, kind]) => [day, unit, idOf(account), kind]);
