import { isLocalDay, type LocalDay } from '../../../domain/calendar/local-time.ts';
import type { SheetRow, WorkbookError } from '../workbook.ts';

/** One cell under check: its text, and where complaints about it go. A `broken` cell has been complained about already. */
export type Cell = { text: string; broken: boolean; complain: (message: string) => void };

/** The sheet that is being read: `missing` columns have been complained about, and their cells are not again. */
export type Table = { sheet: string; missing: ReadonlySet<string>; rows: readonly SheetRow[]; errors: WorkbookError[] };

const EXCEL_ERROR = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|BUSY!|FIELD!|UNKNOWN!|CONNECT!|BLOCKED!)$/i;

/** A cell of a row. What Excel could not calculate is a mistake wherever it stands. */
export const cellOf = ({ sheet, missing, errors }: Table, row: SheetRow, column: string): Cell => {
  const complain = (message: string): void => {
    errors.push({ sheet, row: row.row, column, message });
  };
  const text = row.cells[column] ?? '';
  if (!EXCEL_ERROR.test(text)) return { text, broken: missing.has(column), complain };
  complain(`单元格里是公式错误 ${text}，请改成实际内容`);
  return { text: '', broken: true, complain };
};

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, '');

/** Free text up to `longest` characters; null when empty. */
export const optionalText = (cell: Cell, longest: number): string | null => {
  if (cell.text === '') return null;
  const length = Array.from(cell.text).length;
  if (length <= longest) return cell.text;
  cell.complain(`太长了（${length} 个字），最多 ${longest} 个字`);
  return null;
};

/** The same, but an empty cell is a mistake. */
export const requiredText = (cell: Cell, longest: number): string | null => {
  if (cell.text === '' && !cell.broken) cell.complain('不能为空');
  return optionalText(cell, longest);
};

/** A person's name: Chinese names are often padded with blanks (张　三). */
export const requiredName = (cell: Cell): string | null =>
  requiredText({ ...cell, text: /^[\p{Script=Han}\s·]+$/u.test(cell.text) ? cell.text.replace(/\s+/gu, '') : cell.text }, 30);

const CODE = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u;

/** A code (编码, 工号), full-width letters and blanks made plain. */
export const optionalCode = (cell: Cell): string | null => {
  const code = plain(cell.text);
  if (code === '') return null;
  if (/^\d(?:\.\d+)?E\+\d+$/i.test(code)) return refuse(cell, `「${code}」被 Excel 变成了科学记数法，请把单元格设为文本后重新填写`);
  if (CODE.test(code)) return code;
  return refuse(cell, `「${cell.text}」不能作编码：只能用文字、数字和 . _ -，最多 32 个字`);
};

export const requiredCode = (cell: Cell): string | null => {
  if (cell.text === '' && !cell.broken) cell.complain('不能为空');
  return optionalCode(cell);
};

const refuse = (cell: Cell, message: string): null => {
  cell.complain(message);
  return null;
};

/** One of a few words; null when empty. */
export const optionalWord = <Word extends string>(cell: Cell, allowed: readonly Word[]): Word | null => {
  const text = plain(cell.text);
  if (text === '') return null;
  const found = allowed.find((word) => word === text);
  return found ?? refuse(cell, `「${cell.text}」不认识，只能填：${allowed.join('、')}`);
};

export const requiredWord = <Word extends string>(cell: Cell, allowed: readonly Word[]): Word | null => {
  if (cell.text === '' && !cell.broken) cell.complain(`不能为空，请填：${allowed.join('、')}`);
  return optionalWord(cell, allowed);
};

const YES = ['是', '有', '对', 'TRUE', 'YES', 'Y', '1', '√', '✓', '✔'];
const NO = ['否', '无', '没有', '不', 'FALSE', 'NO', 'N', '0', '×', 'X'];

/** 是 / 否, 有 / 无 and what people put instead; null when empty. */
export const yesNo = (cell: Cell, words: '是、否' | '有、无'): boolean | null => {
  const text = plain(cell.text).toUpperCase();
  if (text === '') return null;
  if (YES.includes(text)) return true;
  if (NO.includes(text)) return false;
  return refuse(cell, `「${cell.text}」不认识，只能填：${words}`);
};

const MOST_PUPILS = 100_000;

/** A head count; null when empty. */
export const headCount = (cell: Cell): number | null => {
  const text = plain(cell.text).replace(/[,，]/g, '').replace(/人$/, '');
  if (text === '') return null;
  const count = /^\d{1,9}(?:\.0+)?$/.test(text) ? Number(text) : Number.NaN;
  if (count <= MOST_PUPILS) return count;
  return refuse(cell, `「${cell.text}」不是人数，请填 0 到 ${MOST_PUPILS} 的整数`);
};

/** A Chinese mobile number without country code; null when empty. */
export const mobilePhone = (cell: Cell): string | null => {
  const text = plain(cell.text)
    .replace(/^(?:\+|00)?86-?(?=1\d)/, '')
    .replace(/-/g, '');
  if (text === '') return null;
  if (/^1[3-9]\d{9}$/.test(text)) return text;
  if (/E\+?\d+$/i.test(text)) return refuse(cell, `手机号「${text}」被 Excel 变成了科学记数法，请把单元格设为文本后重新填写`);
  return refuse(cell, `「${cell.text}」不是手机号，应为 11 位数字、以 1 开头`);
};

/** A multiplier above 0; null when empty. */
export const multiplier = (cell: Cell): number | null => {
  const text = plain(cell.text).replace(/倍$/, '');
  if (text === '') return null;
  const value = /^\d{1,3}(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= 60) return value;
  return refuse(cell, `「${cell.text}」不是倍数，请填大于 0、不超过 60 的数`);
};

const WRITTEN_DAY = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?)?$/;

/** A day as people write it (2026-11-23, 2026/11/23, 2026年11月23日, 20261123) or as Excel's serial number; null when empty. */
export const optionalDay = (cell: Cell): LocalDay | null => {
  const text = cell.text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  if (text === '') return null;
  const day = writtenDay(text.replace(/\s*([-/.年月日])\s*/g, '$1')) ?? serialDay(text);
  return day ?? refuse(cell, `「${cell.text}」不是日期，请写成 2026-11-23 这样`);
};

export const requiredDay = (cell: Cell): LocalDay | null => {
  if (cell.text === '' && !cell.broken) cell.complain('不能为空，请填日期');
  return optionalDay(cell);
};

const writtenDay = (text: string): LocalDay | null => {
  const [, year, month, date, month8, date8] = WRITTEN_DAY.exec(text) ?? [];
  if (year === undefined) return null;
  const day = `${year}-${(month ?? month8 ?? '').padStart(2, '0')}-${(date ?? date8 ?? '').padStart(2, '0')}`;
  return isLocalDay(day) ? day : null;
};

// Day 25569 of Excel is 1970-01-01. Five digits from 2009 to 2064: a date cell that lost its format.
const serialDay = (text: string): LocalDay | null => {
  const serial = /^[45]\d{4}(?:\.\d+)?$/.test(text) ? Math.floor(Number(text)) : null;
  return serial === null ? null : new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10);
};

/** The parts of a list that is separated by 、 or what people type for it. */
export const parts = (text: string): string[] =>
  text
    .split(/[、，,;；\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
