import { type Sheet, type SheetName, sheetNames, sheetShapes, type Workbook, type WorkbookError } from '../workbook.ts';
import type { Table } from './cells.ts';

export type Tables = { tables: ReadonlyMap<SheetName, Table>; ignored: string[] };

/** Finds the known sheets and columns. What is missing or doubled is a mistake; what is unknown is ignored, and said. */
export const findTables = (workbook: Workbook, errors: WorkbookError[]): Tables => {
  const ignored = workbook.filter(({ name }) => !isSheetName(name)).map(({ name }) => `工作表「${name}」`);
  const tables = new Map<SheetName, Table>();
  for (const name of sheetNames) {
    const [sheet, ...doubled] = workbook.filter((each) => each.name === name);
    if (doubled.length > 0)
      errors.push({ sheet: name, row: 1, column: '', message: `工作表「${name}」有 ${doubled.length + 1} 张，只能有一张` });
    if (sheet !== undefined && !isBlank(name, sheet)) tables.set(name, table(name, sheet, errors, ignored));
    else if (sheet !== undefined) ignored.push(`空白的工作表「${name}」`);
    else if (sheetShapes[name].required) errors.push({ sheet: name, row: 1, column: '', message: `缺少工作表「${name}」` });
  }
  return { tables, ignored };
};

const isSheetName = (name: string): name is SheetName => (sheetNames as readonly string[]).includes(name);

/** A template's sheet that nobody has filled in, not even with a header: as if it were not there. */
const isBlank = (name: SheetName, sheet: Sheet): boolean => sheet.headerRow === 0 && !sheetShapes[name].required;

const table = (name: SheetName, sheet: Sheet, errors: WorkbookError[], ignored: string[]): Table => {
  const { columns, needed, required } = sheetShapes[name];
  const row = Math.max(1, sheet.headerRow);
  const missing = new Set(needed.filter((column) => !sheet.columns.includes(column)));
  for (const column of missing) errors.push({ sheet: name, row, column, message: `「${name}」表缺少「${column}」列` });
  for (const column of doubledIn(sheet.columns)) errors.push({ sheet: name, row, column, message: `「${column}」列出现了不止一次` });
  if (required && missing.size === 0 && sheet.rows.length === 0) {
    errors.push({ sheet: name, row, column: '', message: `「${name}」表里没有数据` });
  }
  ignored.push(...unknownIn(sheet.columns, columns).map((column) => `「${name}」表的「${column}」列`));
  return { sheet: name, missing, rows: sheet.rows, errors };
};

const doubledIn = (columns: readonly string[]): string[] => [
  ...new Set(columns.filter((column, index) => columns.indexOf(column) !== index)),
];

const unknownIn = (columns: readonly string[], known: readonly string[]): string[] => [
  ...new Set(columns.filter((column) => !known.includes(column))),
];
