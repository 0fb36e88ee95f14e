import ExcelJS from 'exceljs';
import type { Workbook } from '../../app/organisation/workbook.ts';

/** Writes neutral sheets as an .xlsx file, every cell as text, so that codes and phones keep their digits: a template, or a city to start from. */
export const writeWorkbook = async (workbook: Workbook): Promise<Buffer> => {
  const book = new ExcelJS.Workbook();
  for (const { name, columns, rows } of workbook) {
    const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
    sheet.addRow([...columns]).font = { bold: true };
    for (const { cells } of rows) sheet.addRow(columns.map((column) => cells[column] ?? null));
    columns.forEach((column, index) => {
      sheet.getColumn(index + 1).numFmt = '@';
      sheet.getColumn(index + 1).width = Math.max(12, column.length * 3);
    });
  }
  return Buffer.from(await book.xlsx.writeBuffer());
};
