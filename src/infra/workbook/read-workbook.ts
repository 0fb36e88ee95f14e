import ExcelJS from 'exceljs';
import type { Sheet, SheetRow, Workbook } from '../../app/organisation/workbook.ts';
import { cellText } from './cell-text.ts';
import { unpack, type ZipEntry, zipEntries } from './zip-entries.ts';

export type ReadLimits = {
  /** Bytes of the file. */
  file: number;
  /** Bytes of everything in it, unpacked. */
  unpacked: number;
  /** Cells of one merged range: each becomes an object. */
  merged: number;
};

export type ReadWorkbook = { ok: true; workbook: Workbook } | { ok: false; error: string };

// 100,000 people make a file of 7 MB with 70 MB unpacked, and take 650 MB of memory.
const defaultLimits: ReadLimits = { file: 32 * 1024 * 1024, unpacked: 400 * 1024 * 1024, merged: 200_000 };

// Parts of a sheet that hold no data. Drop-down lists over whole columns would otherwise become an object a cell.
const UNREAD = ['dataValidations', 'conditionalFormatting', 'drawing', 'picture', 'headerFooter', 'pageSetup', 'rowBreaks', 'colBreaks'];

/** Reads an .xlsx file into neutral text. Whatever is wrong with the file as a whole is one error, in English, for the operator. */
export const readWorkbook = async (bytes: Buffer, limits: ReadLimits = defaultLimits): Promise<ReadWorkbook> => {
  const error = await refuse(bytes, limits);
  if (error !== null) return { ok: false, error };
  const book = new ExcelJS.Workbook();
  try {
    const options = { ignoreNodes: UNREAD };
    await book.xlsx.load(toArrayBuffer(bytes), options);
    return { ok: true, workbook: book.worksheets.map(readSheet) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return {
      ok: false,
      error: `The workbook is damaged and cannot be read (${reason}). Open it in Excel or WPS and save it again as .xlsx.`,
    };
  }
};

const toArrayBuffer = (bytes: Buffer): ArrayBuffer => {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
};

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MB`;

const OLE_FILE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

/** Why a file is not even handed to the reader; null when it may be. Bounded: nothing is unpacked beyond the limit. */
const refuse = async (bytes: Buffer, limits: ReadLimits): Promise<string | null> => {
  if (bytes.length === 0) return 'The file is empty.';
  if (bytes.length > limits.file)
    return `The file is larger than ${megabytes(limits.file)}. Split it, or remove pictures and unused sheets.`;
  if (bytes.subarray(0, 4).equals(OLE_FILE)) {
    return bytes.includes(ENCRYPTED)
      ? 'The workbook is protected by a password. Save it without one (File, Info, Protect Workbook), then import it again.'
      : 'This is an old .xls workbook. Save it as .xlsx, then import it again.';
  }
  const entries = bytes.toString('latin1', 0, 2) === 'PK' ? zipEntries(bytes) : null;
  if (entries === null) return 'This is not a readable .xlsx file (another kind of file, or cut off on the way).';
  if (entries.some((entry) => entry.name === 'xl/workbook.bin'))
    return 'This is an .xlsb workbook. Save it as .xlsx, then import it again.';
  if (!entries.some((entry) => entry.name === 'xl/workbook.xml')) return 'This is not an .xlsx workbook: it has no sheets in it.';
  return refuseContent(bytes, entries, limits);
};

const refuseContent = async (bytes: Buffer, entries: readonly ZipEntry[], limits: ReadLimits): Promise<string | null> => {
  let left = limits.unpacked;
  for (const entry of entries) {
    const content = await unpack(bytes, entry, left);
    if (content === 'too-big') return `The workbook unpacks to more than ${megabytes(limits.unpacked)}. Remove pictures and unused sheets.`;
    if (content === 'broken') return 'The workbook is damaged and cannot be unpacked. Open it in Excel or WPS and save it again as .xlsx.';
    left -= content.length;
    if (isSheet(entry) && hasHugeMerge(content, limits.merged)) {
      return `A sheet has a merged range of more than ${limits.merged} cells. Unmerge whole rows and columns, then import it again.`;
    }
  }
  return null;
};

const isSheet = ({ name }: ZipEntry): boolean => name.startsWith('xl/worksheets/') && name.endsWith('.xml');

const hasHugeMerge = (xml: Buffer, most: number): boolean => {
  const at = xml.indexOf('<mergeCells');
  if (at < 0) return false;
  const ranges = [...xml.toString('latin1', at).matchAll(/ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g)];
  return ranges.some(([, left = '', top, right = '', bottom]) => {
    const width = columnNumber(right) - columnNumber(left) + 1;
    return width * (Number(bottom) - Number(top) + 1) > most;
  });
};

const columnNumber = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

const readSheet = (sheet: ExcelJS.Worksheet): Sheet => {
  const rows: { row: number; texts: string[] }[] = [];
  sheet.eachRow((row, number) => {
    const texts: string[] = [];
    row.eachCell((cell, column) => {
      texts[column - 1] = cellText(cell);
    });
    if (texts.some((text) => text !== '')) rows.push({ row: number, texts: Array.from(texts, (text) => text ?? '') });
  });
  return toSheet(sheet.name, rows);
};

/** Titles and notes above the table are one text, often merged over the whole row: the header is the first row with two different ones. */
const toSheet = (name: string, rows: readonly { row: number; texts: readonly string[] }[]): Sheet => {
  const different = (texts: readonly string[]): number => new Set(texts.filter((text) => text !== '')).size;
  const found = rows.slice(0, 10).findIndex(({ texts }) => different(texts) > 1);
  const at = Math.max(0, found);
  const columns = (rows[at]?.texts ?? []).map(columnName);
  const body = rows.slice(at + 1).map(({ row, texts }): SheetRow => ({ row, cells: cellsOf(columns, texts) }));
  return {
    name: columnName(name),
    headerRow: rows[at]?.row ?? 0,
    columns: columns.filter((column) => column !== ''),
    rows: body.filter(({ cells }) => Object.keys(cells).length > 0),
  };
};

/** Names as people mean them: full-width letters, blanks inside, and the star of a required column don't count. */
const columnName = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\s+/gu, '')
    .replace(/^\*+|\*+$/g, '');

/** Of two columns with one name the first that is filled counts (the check reports the doubled column). */
const cellsOf = (columns: readonly string[], texts: readonly string[]): Record<string, string> => {
  const cells: Record<string, string> = Object.create(null) as Record<string, string>;
  columns.forEach((column, index) => {
    const text = texts[index] ?? '';
    if (column !== '' && text !== '') cells[column] ??= text;
  });
  return cells;
};
