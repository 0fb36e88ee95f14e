import type { UnitKind } from '../../../domain/organisation/roles.ts';
import { aliasesOf, foldName, genericNames, LONGEST_ALIAS } from '../../../store/organisation/aliases.ts';
import type { AliasRow, Known, UnitRow } from '../../../store/organisation/rows.ts';
import type { SheetRow } from '../workbook.ts';
import { type Cell, cellOf, headCount, optionalCode, parts, requiredCode, requiredText, requiredWord, type Table, yesNo } from './cells.ts';

const kinds: readonly UnitKind[] = ['市级', '镇街', '村社区', '市教育局', '中心校', '学校', '幼儿园'];

type Parents = { allowed: readonly UnitKind[] /** Without one the tree would have a second root. */; required: boolean };
const none: Parents = { allowed: [], required: false };
const someTown: Parents = { allowed: ['镇街', '村社区'], required: false };
const someSupervisor: Parents = { allowed: ['中心校', '市教育局'], required: false };

// Both trees have exactly three levels (notice, 三、网格划分). A school without a parent is no mistake of the workbook: coverage shows it.
const parentRules: Readonly<Record<UnitKind, { sector: Parents; territorial: Parents }>> = {
  市级: { sector: none, territorial: none },
  镇街: { sector: none, territorial: { allowed: ['市级'], required: true } },
  村社区: { sector: none, territorial: { allowed: ['镇街'], required: true } },
  市教育局: { sector: none, territorial: { allowed: ['市级'], required: false } },
  中心校: { sector: { allowed: ['市教育局'], required: true }, territorial: someTown },
  学校: { sector: someSupervisor, territorial: someTown },
  幼儿园: { sector: someSupervisor, territorial: someTown },
};

export type CheckedUnits = { units: UnitRow[]; aliases: AliasRow[]; isUnit: (code: string) => boolean };

type Read = { row: SheetRow; unit: UnitRow };

/** Reads 单位: each row by itself first, then the two trees that the rows make together (with what is known already). */
export const checkUnits = (table: Table, known: Known): CheckedUnits => {
  const seen = new Map<string, Read>();
  // Rows with a mistake count as units all the same, or every row that refers to them would be called a mistake too.
  const mentioned = new Set<string>();
  const aliases: AliasRow[] = [];
  for (const row of table.rows) {
    const read = readUnit(table, row);
    if (read.code !== null) mentioned.add(read.code);
    if (read.unit === null) continue;
    const first = seen.get(read.unit.code);
    if (first === undefined) {
      seen.set(read.unit.code, { row, unit: read.unit });
      aliases.push(...read.aliases);
    } else cellOf(table, row, '编码').complain(`编码「${read.unit.code}」与第 ${first.row.row} 行重复`);
  }
  const find: Find = (code) => seen.get(code)?.unit ?? known.units.get(code);
  const present = new Set([...seen.values()].map(({ unit }) => unit.kind).concat([...known.units.values()].map(({ kind }) => kind)));
  for (const { row, unit } of seen.values()) {
    checkParent(unit, 'sector', cellOf(table, row, '行业上级'), { find, mentioned, present });
    checkParent(unit, 'territorial', cellOf(table, row, '属地上级'), { find, mentioned, present });
  }
  // Without any code to compare with, the one mistake is that 单位 is missing.
  const isUnit = (code: string): boolean => mentioned.size === 0 || mentioned.has(code) || known.units.has(code);
  return { units: [...seen.values()].map(({ unit }) => unit), aliases, isUnit };
};

const readUnit = (table: Table, row: SheetRow): { code: string | null; unit: UnitRow | null; aliases: AliasRow[] } => {
  const cell = (column: string): Cell => cellOf(table, row, column);
  const code = requiredCode(cell('编码'));
  const name = requiredText(cell('名称'), 50);
  const kind = requiredWord(cell('类型'), kinds);
  const unit = {
    sectorParentCode: optionalCode(cell('行业上级')),
    territorialParentCode: optionalCode(cell('属地上级')),
    ...pupils(cell('学生数'), cell('住宿生数')),
    canteen: yesNo(cell('有无食堂'), '有、无'),
    schoolBus: yesNo(cell('有无校车'), '有、无'),
  };
  const shortNames = shortNamesIn(cell('简称'));
  if (code === null || name === null || kind === null) return { code, unit: null, aliases: [] };
  const aliases = aliasesOf(name, shortNames).map((alias) => ({ unitCode: code, alias }));
  return { code, unit: { code, name, kind, ...unit }, aliases };
};

const pupils = (all: Cell, boarding: Cell): { students: number | null; boarders: number | null } => {
  const students = headCount(all);
  const boarders = headCount(boarding);
  if (students !== null && boarders !== null && boarders > students) {
    boarding.complain(`住宿生数 ${boarders} 多于学生数 ${students}`);
  }
  return { students, boarders };
};

const shortNamesIn = (cell: Cell): string[] => {
  const names = parts(cell.text);
  for (const name of names) {
    const length = Array.from(foldName(name)).length;
    if (length < 2 || genericNames.includes(foldName(name))) cell.complain(`简称「${name}」太笼统，聊天里分不清是哪个单位`);
    if (length > LONGEST_ALIAS) cell.complain(`简称「${name}」太长了，最多 ${LONGEST_ALIAS} 个字`);
  }
  return names;
};

type Tree = 'sector' | 'territorial';
type Node = Pick<UnitRow, 'kind' | 'sectorParentCode' | 'territorialParentCode'>;
type Find = (code: string) => Node | undefined;
type Forest = { find: Find; mentioned: ReadonlySet<string>; present: ReadonlySet<UnitKind> };

const parentOf = (unit: Node, tree: Tree): string | null => (tree === 'sector' ? unit.sectorParentCode : unit.territorialParentCode);

const checkParent = (unit: UnitRow, tree: Tree, cell: Cell, forest: Forest): void => {
  const { allowed, required } = parentRules[unit.kind][tree];
  const column = tree === 'sector' ? '行业上级' : '属地上级';
  const parent = parentOf(unit, tree);
  if (parent === null) {
    if (required && cell.text === '' && allowed.some((kind) => forest.present.has(kind))) {
      cell.complain(`不能为空：${unit.kind}的${column}应为${allowed.join('或')}，否则就成了第二个根`);
    }
    return;
  }
  const problem = parentProblem(unit, tree, parent, forest);
  if (problem !== null) cell.complain(problem);
};

const parentProblem = (unit: UnitRow, tree: Tree, parent: string, { find, mentioned }: Forest): string | null => {
  const { allowed } = parentRules[unit.kind][tree];
  const column = tree === 'sector' ? '行业上级' : '属地上级';
  const above = find(parent);
  if (parent === unit.code) return `${column}不能是本单位自己`;
  if (above === undefined) return mentioned.has(parent) ? null : `${column}「${parent}」在「单位」表里没有`;
  const ring = ringFrom(unit.code, tree, find);
  if (ring !== null) return `${column}绕成了一个圈：${ring.join(' → ')}`;
  if (allowed.length === 0) return `${unit.kind}没有${column}，请留空`;
  return allowed.includes(above.kind) ? null : `${unit.kind}的${column}应为${allowed.join('或')}，「${parent}」是${above.kind}`;
};

/** The way up from a unit back to itself; null when it ends. */
const ringFrom = (start: string, tree: Tree, find: Find): string[] | null => {
  const way = [start];
  for (let code = start; way.length < 12; ) {
    const node = find(code);
    const parent = node === undefined ? null : parentOf(node, tree);
    if (parent === null) return null;
    way.push(parent);
    if (parent === start) return way;
    code = parent;
  }
  return null;
};
