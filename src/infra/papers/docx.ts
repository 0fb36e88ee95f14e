import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } from 'docx';
import type { Paper, Section } from '../../app/papers/paper.ts';

/** Whatever Chinese font the reader's machine has: 宋体 on Windows, its kin elsewhere. */
const FONT = { ascii: 'Times New Roman', eastAsia: '宋体', hAnsi: 'Times New Roman' };
/** Half points. */
const BODY = 21;

// XML knows no control characters; Word would refuse the file.
const clean = (text: string): string => text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');

const line = (text: string, bold = false): Paragraph =>
  new Paragraph({ spacing: { after: 60 }, children: [new TextRun({ text: clean(text), bold, font: FONT, size: BODY })] });

const cell = (text: string, bold = false): TableCell => new TableCell({ children: [line(text, bold)], margins: { left: 80, right: 80 } });

const tableOf = (columns: readonly string[], rows: readonly (readonly string[])[]): Table =>
  new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      new TableRow({ tableHeader: true, children: columns.map((column) => cell(column, true)) }),
      ...rows.map((row) => new TableRow({ cantSplit: true, children: row.map((text) => cell(text)) })),
    ],
  });

const sectionOf = ({ heading, facts, table }: Section): (Paragraph | Table)[] => [
  new Paragraph({
    heading: HeadingLevel.HEADING_2,
    spacing: { before: 240, after: 120 },
    children: [new TextRun({ text: clean(heading), bold: true, font: { ...FONT, eastAsia: '黑体' }, size: 26 })],
  }),
  ...(facts.length > 0
    ? [
        new Table({
          width: { size: 100, type: WidthType.PERCENTAGE },
          rows: facts.map(([name, value]) => new TableRow({ children: [cell(name, true), cell(value)] })),
        }),
      ]
    : []),
  ...(table && table.rows.length > 0 ? [tableOf(table.columns, table.rows)] : []),
  ...(table && table.rows.length === 0 ? [line('（没有记录）')] : []),
];

/** Writes a paper as a .docx file, A4. */
export const writeDocx = async (paper: Paper): Promise<Buffer> => {
  const document = new Document({
    title: clean(paper.title),
    creator: '校安网格',
    sections: [
      {
        properties: { page: { size: { width: 11906, height: 16838 }, margin: { top: 1200, bottom: 1200, left: 1200, right: 1200 } } },
        children: [
          new Paragraph({
            heading: HeadingLevel.HEADING_1,
            spacing: { after: 120 },
            children: [new TextRun({ text: clean(paper.title), bold: true, font: { ...FONT, eastAsia: '黑体' }, size: 36 })],
          }),
          line(paper.subtitle),
          ...paper.sections.flatMap(sectionOf),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
};
