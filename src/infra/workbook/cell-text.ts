import type { Cell, CellValue } from 'exceljs';

// Invisible characters that come along when cells are pasted from web pages and chats, and control characters that PostgreSQL refuses.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * What a cell says, as text: a formula's result, a link's words, a date as `2026-11-23` (with ` 08:30` where it has a time), a number with
 * all its digits and the leading zeros of its format, an error as Excel shows it (#N/A), 是 / 否 for ticks. Empty cells give ''.
 */
export const cellText = (cell: Pick<Cell, 'value' | 'numFmt'>): string => clean(valueText(cell.value, cell.numFmt));

const clean = (text: string): string => text.replace(/\r\n?/g, '\n').replace(INVISIBLE, '').replace(LONE_SURROGATE, '').trim();

const valueText = (value: CellValue, format: string | undefined): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value, format);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (value instanceof Date) return dateText(value);
  if ('richText' in value) return value.richText.map((run) => run.text).join('');
  if ('error' in value) return value.error;
  if ('hyperlink' in value) return valueText(value.text, format);
  return 'result' in value ? valueText(value.result ?? null, format) : '';
};

/** Phones and codes typed as numbers keep their digits; what Excel itself cut (beyond 15 digits) is gone already. */
const numberText = (value: number, format: string | undefined): string => {
  if (!Number.isFinite(value)) return '';
  if (!Number.isInteger(value)) return String(Number(value.toPrecision(15)));
  const digits = BigInt(value).toString();
  return /^0+$/.test(format ?? '') ? digits.padStart(format?.length ?? 0, '0') : digits;
};

// A cell's date has no zone: exceljs shows its wall clock as UTC. Half a second mends the rounding of day fractions.
const dateText = (value: Date): string => {
  if (Number.isNaN(value.getTime())) return '';
  const text = new Date(value.getTime() + 500).toISOString();
  return text.slice(11, 16) === '00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
};
