import { crc32, deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { demoCity } from '../../../../src/app/organisation/demo-city.ts';
import type { Workbook } from '../../../../src/app/organisation/workbook.ts';
import { readWorkbook } from '../../../../src/infra/workbook/read-workbook.ts';
import { writeWorkbook } from '../../../../src/infra/workbook/write-workbook.ts';

const limits = { file: 1024 * 1024, unpacked: 8 * 1024 * 1024, merged: 10_000 };

const bytesOf = async (fill: (sheet: ExcelJS.Worksheet) => void): Promise<Buffer> => {
  const book = new ExcelJS.Workbook();
  fill(book.addWorksheet('人员'));
  return Buffer.from(await book.xlsx.writeBuffer());
};

const read = async (fill: (sheet: ExcelJS.Worksheet) => void): Promise<Workbook> => {
  const result = await readWorkbook(await bytesOf(fill), limits);
  if (!result.ok) throw new Error(result.error);
  return result.workbook;
};

/** What one cell below the header 手机 is read as. */
const readCell = async (value: ExcelJS.CellValue, numFmt?: string): Promise<string | undefined> => {
  const [sheet] = await read((page) => {
    page.addRow(['工号', '手机']);
    page.addRow(['P1', value]);
    if (numFmt !== undefined) page.getCell('B2').numFmt = numFmt;
  });
  return sheet?.rows[0]?.cells.手机;
};

describe('cells', () => {
  const at = new Date('2026-11-23T00:00:00Z');
  test.each<[what: string, value: ExcelJS.CellValue, format: string | undefined, text: string]>([
    ['a phone typed as a number, with all its digits', 13_900_000_001, undefined, '13900000001'],
    ['a phone shown in scientific notation, with all its digits', 13_900_000_001, '0.00E+00', '13900000001'],
    ['a code with the leading zeros of its format', 42, '000000', '000042'],
    ['a fraction without binary dust', 0.1 + 0.2, undefined, '0.3'],
    ['a date as a day', at, 'yyyy/m/d', '2026-11-23'],
    ['a date with its time', new Date('2026-11-23T08:30:00Z'), 'yyyy/m/d h:mm', '2026-11-23 08:30'],
    ['the words of rich text', { richText: [{ text: '张' }, { text: '三', font: { bold: true } }] }, undefined, '张三'],
    ['the result of a formula', { formula: 'A1&"x"', result: '张三' }, undefined, '张三'],
    ['the date that a formula gives', { formula: 'TODAY()', result: at }, 'yyyy/m/d', '2026-11-23'],
    ['the error of a formula', { formula: 'VLOOKUP(1,A1,1)', result: { error: '#N/A' } }, undefined, '#N/A'],
    ['the words of a link', { text: '张三', hyperlink: 'https://example.org' }, undefined, '张三'],
    ['a tick as yes', true, undefined, '是'],
    ['text without the blanks around it, half and full width', ' \u3000张三\u00a0 ', undefined, '张三'],
    ['text without invisible characters', '\u200b13900000001\u202c\ufeff', undefined, '13900000001'],
    ['full-width characters as they are', '（三）中', undefined, '（三）中'],
  ])('reads %s', async (_what, value, format, text) => {
    expect(await readCell(value, format)).toBe(text);
  });
});

describe('sheets', () => {
  test('keep the numbers of their rows over titles, notes and blank rows', async () => {
    const [sheet] = await read((page) => {
      page.addRow(['青澜市学校安全网格人员表']);
      page.mergeCells('A1:C1');
      page.addRow([]);
      page.addRow([' *工 号', '姓　名*', '（备注）']);
      page.addRow(['P1', '张三']);
      page.addRow([]);
      page.addRow(['P2', '李四', '借调']);
    });
    expect(sheet).toEqual({
      name: '人员',
      headerRow: 3,
      columns: ['工号', '姓名', '(备注)'],
      rows: [
        { row: 4, cells: { 工号: 'P1', 姓名: '张三' } },
        { row: 6, cells: { 工号: 'P2', 姓名: '李四', '(备注)': '借调' } },
      ],
    });
  });

  test('give a merged cell to every row that it covers', async () => {
    const [sheet] = await read((page) => {
      page.addRows([
        ['单位编码', '姓名'],
        ['S1', '张三'],
        ['', '李四'],
        ['S2', '王五'],
      ]);
      page.mergeCells('A2:A3');
    });
    expect(sheet?.rows.map(({ cells }) => cells.单位编码)).toEqual(['S1', 'S1', 'S2']);
  });

  test('come back from a written workbook as they were', async () => {
    const city = demoCity({ webhook: (name) => `https://robots.example/${encodeURIComponent(name)}`, today: '2026-11-23' });
    const result = await readWorkbook(await writeWorkbook(city));
    expect(result).toEqual({ ok: true, workbook: city });
  });
});

/** A zip file with the given entries, made by hand: no program would write these. */
const zip = (entries: { name: string; content: Buffer }[]): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const packed = deflateRawSync(content);
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(1, 18); // a lie: the header says one byte
    common.writeUInt16LE(title.length, 22);
    parts.push(Buffer.from('PK\u0003\u0004', 'latin1'), common, title, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), common, rest, title);
    offset += 30 + title.length + packed.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
};

describe('files that are no workbook give one clear error', () => {
  const book = { name: 'xl/workbook.xml', content: Buffer.from('<workbook/>') };
  const merged = Buffer.from('<worksheet><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>');
  const files: [what: string, bytes: () => Buffer | Promise<Buffer>, error: RegExp][] = [
    ['an empty file', () => Buffer.alloc(0), /empty/],
    ['plain text', () => Buffer.from('工号,姓名\nP1,张三\n'), /not a readable \.xlsx/],
    ['a password', () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]), /password/],
    ['an old .xls', () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), /old \.xls/],
    ['a Word document', () => zip([{ name: 'word/document.xml', content: Buffer.from('<x/>') }]), /no sheets/],
    ['a binary workbook', () => zip([{ name: 'xl/workbook.bin', content: Buffer.from('x') }]), /\.xlsb/],
    ['a file cut off on the way', async () => (await bytesOf((page) => page.addRow(['工号', '姓名']))).subarray(0, 3000), /cut off/],
    ['a file that is too big', () => Buffer.alloc(limits.file + 1), /larger than 1 MB/],
    ['a zip bomb', () => zip([book, { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(16 * 1024 * 1024) }]), /unpacks to more/],
    ['a merged sheet', () => zip([book, { name: 'xl/worksheets/sheet1.xml', content: merged }]), /merged range/],
    [
      'nonsense inside',
      () => zip([book, { name: 'xl/worksheets/sheet1.xml', content: Buffer.from('<worksheet><sheetData><row') }]),
      /damaged/,
    ],
  ];
  test.each(files)('%s', async (_what, bytes, error) => {
    expect(await readWorkbook(await bytes(), limits)).toEqual({ ok: false, error: expect.stringMatching(error) });
  });

  test('a file with broken bytes inside', async () => {
    const bytes = await bytesOf((page) => page.addRow(['工号', '姓名']));
    bytes.fill(0xff, 60, 160);
    expect(await readWorkbook(bytes, limits)).toEqual({ ok: false, error: expect.stringMatching(/damaged|not a readable/) });
  });
});
