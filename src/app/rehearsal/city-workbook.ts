import { type Sheet, type SheetName, sheetShapes, type Workbook } from '../organisation/workbook.ts';
import type { City } from './city.ts';
import { dayText } from './day-number.ts';

type Row = Readonly<Record<string, string | number | null>>;

const sheet = (name: SheetName, rows: readonly Row[]): Sheet => ({
  name,
  headerRow: 1,
  columns: sheetShapes[name].columns,
  rows: rows.map((row, index) => ({
    row: index + 2,
    cells: Object.fromEntries(Object.entries(row).flatMap(([column, value]) => (value === null ? [] : [[column, String(value)]]))),
  })),
});

const units = ({ units: all }: City): Row[] =>
  all.map(({ code, name, kind, sector, territory, students, boarders }) => ({
    编码: code,
    名称: name,
    类型: kind,
    行业上级: sector,
    属地上级: territory,
    学生数: students,
    住宿生数: boarders,
  }));

const people = ({ people: all }: City): Row[] =>
  all.flatMap(({ id, name, unit, roles, deputy }) =>
    roles.map((role) => ({
      工号: id,
      姓名: name,
      单位编码: unit,
      网格角色: role,
      企业微信账号: id.toLowerCase(),
      代理人工号: deputy,
      状态: '在岗',
    })),
  );

/** Nothing is sent to these addresses: the rehearsal delivers nothing. */
const groups = ({ groups: all }: City): Row[] =>
  all.map(({ unit, name }) => ({ 单位编码: unit, 名称: name, 平台: '企业微信群机器人', 地址: `https://rehearsal.invalid/${unit}` }));

const calendar = ({ calendar: { entries } }: City): Row[] =>
  entries.map(({ kind, name, from, to, multiplier, appliesTo }) => ({
    类型: kind,
    名称: name,
    开始: dayText(from),
    结束: dayText(to),
    倍数: kind === '敏感时期' ? multiplier : null,
    适用: appliesTo.join('、'),
  }));

/** The city as the workbook that its bureau would send: it goes through the same import as any other. */
export const workbookOf = (city: City): Workbook => [
  sheet('单位', units(city)),
  sheet('人员', people(city)),
  sheet('群', groups(city)),
  sheet('日历', calendar(city)),
];
