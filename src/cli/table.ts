/** One column: its heading, and what it shows of a row. `widest` cuts long texts. */
export type Column<Row> = { title: string; of: (row: Row) => string | number | boolean | null; widest?: number };

// Characters that a terminal draws two cells wide: CJK with its punctuation and full-width forms, Hangul, pictographs.
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

const cells = (character: string): number => (NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** How many cells of a terminal a text takes. */
export const widthOf = (text: string): number => Array.from(text).reduce((width, character) => width + cells(character), 0);

/** What people wrote must not steer the terminal: control characters become blanks. */
const plain = (value: string | number | boolean | null): string => {
  if (value === null) return '-';
  if (typeof value === 'boolean') return value ? '是' : '';
  return String(value)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
};

const cut = (text: string, widest: number): string => {
  if (widthOf(text) <= widest) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept) + cells(character) > widest - 1) break;
    kept += character;
  }
  return `${kept}…`;
};

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Lines of a table with its columns below each other, whatever script they are in. */
export const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string => {
  const body = rows.map((row) => columns.map(({ of, widest = 60 }) => cut(plain(of(row)), widest)));
  const lines = [columns.map(({ title }) => title), ...body];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => widthOf(line[index] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((cell, index) => pad(cell, widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** Names and values below each other. */
export const facts = (pairs: readonly (readonly [string, string | number | boolean | null])[]): string => {
  const width = Math.max(...pairs.map(([name]) => widthOf(name)));
  return pairs.map(([name, value]) => `${pad(name, width)}  ${plain(value)}`).join('\n');
};
