import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Column, facts, table, widthOf } from '../../../src/cli/table.ts';

const columns: Column<{ a: string | null; b: number | boolean }>[] = [
  { title: '姓名', of: (row) => row.a, widest: 8 },
  { title: 'n', of: (row) => row.b },
];

describe('widths', () => {
  test.each([
    ['abc', 3],
    ['张三', 4],
    ['(保密事项)', 10],
    ['（全角）', 8],
    ['e\u0301', 1],
    ['🔥', 2],
    ['𠮷', 2],
    ['', 0],
  ])('%j takes %i cells', (text, cells) => {
    expect(widthOf(text)).toBe(cells);
  });
});

describe('tables', () => {
  test('stand in columns, whatever the script', () => {
    expect(
      table(columns, [
        { a: '张三', b: 1 },
        { a: 'Lee', b: 22 },
        { a: null, b: true },
      ]),
    ).toBe(['姓名  n', '张三  1', 'Lee   22', '-     是'].join('\n'));
  });

  test('cut what is too long on a character', () => {
    expect(table(columns, [{ a: '石桥镇中心小学', b: 0 }])).toContain('石桥镇…  0');
  });

  test('every second column begins in the same cell', () => {
    const row = fc.record({ a: fc.string({ unit: 'grapheme', maxLength: 12 }), b: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const lines = table(columns, rows).split('\n');
        expect(lines).toHaveLength(rows.length + 1);
        expect(new Set(lines.map((line) => widthOf(line))).size).toBe(1);
      }),
    );
  });

  test('what people wrote cannot steer the terminal', () => {
    const text = table(columns, [{ a: '\u001b[2J\r\nx', b: 0 }]);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('facts stand below each other', () => {
    expect(
      facts([
        ['类别', 'fire'],
        ['x', null],
      ]),
    ).toBe('类别  fire\nx     -');
  });
});
