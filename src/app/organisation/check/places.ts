import { responsibleRoles } from '../../../store/organisation/records.ts';
import type { PlaceRow, RoleRow } from '../../../store/organisation/rows.ts';
import type { SheetRow } from '../workbook.ts';
import {
  type Cell,
  cellOf,
  optionalCode,
  optionalText,
  optionalWord,
  requiredCode,
  requiredText,
  requiredWord,
  type Table,
} from './cells.ts';
import { type Presence, personProblem } from './people.ts';

/** The inner grids of a school from the top down; a level may be left out, the order may not be reversed (notice, 内部网格). */
const tiers = ['部门', '年级', '学部', '班级', '岗位'] as const;
const risks = ['红', '橙', '黄', '蓝'] as const;

export type References = { isUnit: (code: string) => boolean; presenceOf: (id: string) => Presence };

type Read = PlaceRow & { row: SheetRow };

/** Reads 责任区域. An empty 责任人工号 is no mistake of the workbook: coverage shows the place. */
export const checkPlaces = (table: Table, references: References, roles: readonly RoleRow[]): PlaceRow[] => {
  const seen = new Map<string, Read>();
  for (const row of table.rows) {
    const place = readPlace(table, row, references);
    if (place === null) continue;
    const key = [place.unitCode, place.tier, place.area, place.venue, place.spot].join('\n');
    const first = seen.get(key);
    if (first === undefined) seen.set(key, { ...place, row });
    else cellOf(table, row, '区域').complain(`与第 ${first.row.row} 行是同一个地方（单位、层级、区域、场所、部位都相同）`);
  }
  refuseReversedTiers(table, [...seen.values()], roles);
  return [...seen.values()].map(({ row: _row, ...place }) => place);
};

const readPlace = (table: Table, row: SheetRow, references: References): PlaceRow | null => {
  const cell = (column: string): Cell => cellOf(table, row, column);
  const unitCode = unitReference(cell('单位编码'), references);
  const tier = requiredWord(cell('层级'), tiers);
  const area = requiredText(cell('区域'), 50);
  const personId = personReference(cell('责任人工号'), references);
  const rest = {
    venue: optionalText(cell('场所'), 50) ?? '',
    spot: optionalText(cell('部位'), 50) ?? '',
    personId,
    upperPersonId: upperReference(cell('上级责任人工号'), personId, references),
    duty: optionalText(cell('职责'), 500),
    risk: optionalWord(cell('风险等级'), risks),
    frequency: optionalText(cell('检查频次'), 50),
  };
  return unitCode === null || tier === null || area === null ? null : { unitCode, tier, area, ...rest };
};

/** A required code of the sheet 单位 (or of a unit that is there already). */
export const unitReference = (cell: Cell, { isUnit }: References): string | null => {
  const code = requiredCode(cell);
  if (code === null || isUnit(code)) return code;
  cell.complain(`单位编码「${code}」在「单位」表里没有`);
  return null;
};

/** An optional 工号 of a person who is there. */
export const personReference = (cell: Cell, { presenceOf }: References): string | null => {
  const id = optionalCode(cell);
  const problem = id === null ? null : personProblem(id, presenceOf);
  if (problem === null) return id;
  cell.complain(problem);
  return null;
};

const upperReference = (cell: Cell, personId: string | null, references: References): string | null => {
  const upper = personReference(cell, references);
  if (upper === null || upper !== personId) return upper;
  cell.complain('上级责任人不能是责任人本人');
  return null;
};

/** Somebody whose own places all lie deeper than this one cannot stand above it, unless he is one of the unit's responsible three. */
const refuseReversedTiers = (table: Table, places: readonly Read[], roles: readonly RoleRow[]): void => {
  const key = (unitCode: string, personId: string): string => `${unitCode}\n${personId}`;
  const heads = new Set(roles.filter(({ role }) => responsibleRoles.includes(role)).map((each) => key(each.unitCode, each.personId)));
  const highest = new Map<string, number>();
  for (const { unitCode, personId, tier } of places) {
    if (personId === null) continue;
    const at = key(unitCode, personId);
    highest.set(at, Math.min(highest.get(at) ?? tiers.length, depthOf(tier)));
  }
  for (const { row, unitCode, tier, upperPersonId } of places) {
    if (upperPersonId === null || heads.has(key(unitCode, upperPersonId))) continue;
    const upper = highest.get(key(unitCode, upperPersonId));
    if (upper === undefined || upper <= depthOf(tier)) continue;
    cellOf(table, row, '上级责任人工号').complain(`层级倒置：「${tier}」的上级责任人「${upperPersonId}」只负责${tiers[upper]}一级`);
  }
};

const depthOf = (tier: string): number => (tiers as readonly string[]).indexOf(tier);
