import type { SchoolScope } from '../../../domain/calendar/calendar-data.ts';
import { daysBetween } from '../../../domain/calendar/local-time.ts';
import { type CategoryCode, categories, parseCategory } from '../../../domain/hazard/category.ts';
import type { CalendarRow } from '../../../store/organisation/rows.ts';
import type { SheetRow } from '../workbook.ts';
import { type Cell, cellOf, multiplier, optionalDay, parts, requiredDay, requiredText, requiredWord, type Table } from './cells.ts';

const kinds = ['放假', '上班', '学期', '敏感时期'] as const;
const scopes: readonly SchoolScope[] = ['全部', '幼儿园', '小学', '初中', '高中', '寄宿'];

// A school year with its vacations fits in; a longer span is a slip in the year.
const LONGEST_DAYS = 400;

/** Reads 日历. An empty 结束 is a single day. */
export const checkCalendar = (table: Table): CalendarRow[] => {
  const seen = new Map<string, { row: number; entry: CalendarRow }>();
  for (const row of table.rows) {
    const entry = readEntry(table, row);
    if (entry === null) continue;
    const key = [entry.kind, entry.name, entry.from].join('\n');
    const first = seen.get(key);
    if (first === undefined) seen.set(key, { row: row.row, entry });
    else cellOf(table, row, '名称').complain(`与第 ${first.row} 行重复（类型、名称、开始都相同）`);
  }
  return [...seen.values()].map(({ entry }) => entry);
};

const readEntry = (table: Table, row: SheetRow): CalendarRow | null => {
  const cell = (column: string): Cell => cellOf(table, row, column);
  const kind = requiredWord(cell('类型'), kinds);
  const name = requiredText(cell('名称'), 50);
  const from = requiredDay(cell('开始'));
  const until = optionalDay(cell('结束'));
  const end = until ?? (cell('结束').text === '' ? from : null);
  const ordered = from === null || end === null || isSpan(cell('结束'), daysBetween(from, end));
  const appliesTo = readScopes(cell('适用'), kind);
  const weight = multiplier(cell('倍数'));
  const focus = readFocus(cell('重点类别'));
  if (kind === null || name === null || from === null || end === null || !ordered) return null;
  const sensitive = kind === '敏感时期' ? { multiplier: weight ?? 1, focus } : { multiplier: null, focus: [] };
  return { kind, name, from, to: end, ...sensitive, appliesTo };
};

const isSpan = (cell: Cell, days: number): boolean => {
  if (days >= 0 && days <= LONGEST_DAYS) return true;
  cell.complain(days < 0 ? '结束早于开始' : `从开始到结束有 ${days} 天，超过了 ${LONGEST_DAYS} 天，请检查年份`);
  return false;
};

const readScopes = (cell: Cell, kind: CalendarRow['kind'] | null): string => {
  const words = parts(cell.text);
  const unknown = words.filter((word) => !scopes.includes(word as SchoolScope));
  if (unknown.length > 0) cell.complain(`「${unknown.join('、')}」不认识，只能填：${scopes.join('、')}`);
  else if ((kind === '放假' || kind === '上班') && words.some((word) => word !== '全部')) {
    cell.complain(`${kind}对全市有效，适用请填「全部」；某一类学校的假期请用「学期」来定`);
  }
  return words.length === 0 ? '全部' : [...new Set(words)].join('、');
};

/** Some categories have a 、 in their name (治安反恐、三防): the longest run of parts that is a category is taken. */
const readFocus = (cell: Cell): CategoryCode[] => {
  const words = parts(cell.text);
  const found: CategoryCode[] = [];
  for (let at = 0; at < words.length; ) {
    const run = [3, 2, 1].find((length) => at + length <= words.length && categoryNamed(words.slice(at, at + length)) !== null);
    const category = run === undefined ? null : categoryNamed(words.slice(at, at + run));
    if (category === null) cell.complain(`重点类别「${words[at]}」不认识，可填：${categories.map(({ name }) => name).join('；')}`);
    else found.push(category);
    at += run ?? 1;
  }
  return [...new Set(found)];
};

const categoryNamed = (words: readonly string[]): CategoryCode | null => parseCategory(words.join('、').toLowerCase());
