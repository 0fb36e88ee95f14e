import { type Sheet, type SheetName, sheetShapes, type Workbook } from '../../../../src/app/organisation/workbook.ts';

type Grid = Record<SheetName, string[][]>;

/** A city that is just large enough for every rule, without a mistake. Row n of a sheet is Excel's row n + 2. */
const grids: Grid = {
  单位: [
    ['QL', '青澜市', '', '市级', '', '', '', '', '', ''],
    ['T1', '石桥镇', '', '镇街', '', 'QL', '', '', '', ''],
    ['V1', '古柳村', '', '村社区', '', 'T1', '', '', '', ''],
    ['E0', '青澜市教育局', '教育局', '市教育局', '', 'QL', '', '', '', ''],
    ['C1', '石桥镇中心校', '石桥中心校', '中心校', 'E0', 'T1', '', '', '', ''],
    ['S1', '古柳小学', '古柳、柳小', '学校', 'C1', 'V1', '180', '20', '有', '无'],
    ['S2', '第三中学', '三中', '学校', 'E0', 'T1', '1850', '', '有', '无'],
    ['S3', '红旗庄小学', '', '学校', 'C1', 'V1', '90', '', '无', '无'],
  ],
  人员: [
    ['P1', '王一', '13900000001', 'S1', '校长', '网格长', 'wangyi', '', '否', '', '在岗'],
    ['P2', '李二', '13900000002', 'S1', '主任', '直接责任人', 'lier', '', '否', 'P1', '在岗'],
    ['P2', '李二', '', 'S1', '主任', '具体责任人', '', '', '', '', ''],
    ['P3', '张三', '13900000003', 'S1', '教师', '成员', 'zhangsan', 'zs01', '是', '', '在岗'],
    ['P4', '赵四', '', 'E0', '局长', '网格长', '', '', '', '', ''],
    ['P5', '钱五', '', 'S1', '', '', '', '', '', '', '离岗'],
  ],
  责任区域: [
    ['S1', '岗位', '教学楼', '三楼', '东侧楼梯', 'P3', 'P2', '扶手', '黄', '每周'],
    ['S1', '班级', '一年级一班', '', '', 'P1', 'P2', '', '蓝', '每日'],
  ],
  包联: [
    ['P4', 'C1', '包片'],
    ['P4', 'S2', '包校'],
  ],
  群: [
    ['E0', '全市群', '企业微信群机器人', 'https://robots.example/send?key=1', ''],
    ['C1', '石桥群', '钉钉群机器人', 'https://robots.example/send?key=2', 'SEC1'],
    ['S2', '三中群', '企业微信应用群', 'chat001', ''],
  ],
  日历: [
    ['学期', '秋季学期', '2026-09-01', '2027-01-20', '', '', '全部'],
    ['敏感时期', '冬季取暖', '2026-11-15', '2027-03-15', '1.5', 'heating、治安反恐、三防', '小学、初中'],
    ['放假', '校庆', '2026-12-04', '', '', '', ''],
  ],
  值班: [
    ['2026-11-23', 'S1', 'P1', '带班'],
    ['2026-11-23', 'S1', 'P3', '值班'],
  ],
};

const sheetOf = (name: SheetName, rows: readonly string[][]): Sheet => {
  const { columns } = sheetShapes[name];
  const cells = (row: readonly string[]): Record<string, string> =>
    Object.fromEntries(columns.flatMap((column, index) => (row[index] ? [[column, row[index]]] : [])));
  return { name, headerRow: 1, columns, rows: rows.map((row, index) => ({ row: index + 2, cells: cells(row) })) };
};

export const smallCity = (): Workbook => (Object.keys(grids) as SheetName[]).map((name) => sheetOf(name, grids[name]));

const inSheet = (workbook: Workbook, name: string, change: (sheet: Sheet) => Sheet): Workbook =>
  workbook.map((sheet) => (sheet.name === name ? change(sheet) : sheet));

/** Writes into cells of one row (Excel's number); '' empties a cell. */
export const put = (workbook: Workbook, name: SheetName, row: number, cells: Record<string, string>): Workbook =>
  inSheet(workbook, name, (sheet) => ({
    ...sheet,
    rows: sheet.rows.map((each) => (each.row === row ? { row, cells: { ...each.cells, ...cells } } : each)),
  }));

/** Appends a row, like the one with number `like` but for some cells. */
export const add = (workbook: Workbook, name: SheetName, like: number, cells: Record<string, string>): Workbook =>
  inSheet(workbook, name, (sheet) => {
    const row = Math.max(...sheet.rows.map((each) => each.row)) + 1;
    const base = sheet.rows.find((each) => each.row === like)?.cells ?? {};
    return { ...sheet, rows: [...sheet.rows, { row, cells: { ...base, ...cells } }] };
  });

export const withoutSheet = (workbook: Workbook, name: SheetName): Workbook => workbook.filter((sheet) => sheet.name !== name);

export const withoutRow = (workbook: Workbook, name: SheetName, row: number): Workbook =>
  inSheet(workbook, name, (sheet) => ({ ...sheet, rows: sheet.rows.filter((each) => each.row !== row) }));

export const withColumns = (workbook: Workbook, name: SheetName, change: (columns: readonly string[]) => string[]): Workbook =>
  inSheet(workbook, name, (sheet) => ({ ...sheet, columns: change(sheet.columns) }));
