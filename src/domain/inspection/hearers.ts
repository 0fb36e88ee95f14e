import type { GridRole } from '../organisation/roles.ts';
import type { Stage } from './stage.ts';

/** The living people in a grid's responsible roles, and the grid above it (中心校 of a school, bureau of a 中心校; null above the bureau). */
export type Grid = { holders: readonly { person: string; role: GridRole }[]; above: Grid | null };

/** Who hears of a stage in the grid that has to check; `above`: the officer of the grid above it. Design §4.2. */
const HEARS: Readonly<Record<Stage, readonly GridRole[] | 'above'>> = {
  opens: ['具体责任人'],
  halfway: ['具体责任人'],
  'left-7': ['具体责任人'],
  'left-3': ['具体责任人', '直接责任人'],
  'left-1': ['具体责任人', '直接责任人'],
  overdue: ['具体责任人', '直接责任人', '网格长'],
  upper: 'above',
};

/** Who does a 具体责任人's part in a grid, the first role with somebody in it. */
const OFFICER: readonly GridRole[] = ['具体责任人', '直接责任人', '网格长'];

const inRole = (grid: Grid, role: GridRole): string[] => grid.holders.filter((holder) => holder.role === role).map(({ person }) => person);

/** Who does the 具体责任人's part within one grid; empty where it has nobody at all. */
export const officersOf = (grid: Grid): string[] => OFFICER.map((role) => inRole(grid, role)).find((people) => people.length > 0) ?? [];

/** A grid with nobody in it is answered for by the one above. */
const answering = (grid: Grid | null): string[] => {
  if (grid === null) return [];
  const own = officersOf(grid);
  return own.length > 0 ? own : answering(grid.above);
};

/** Everybody who hears of a stage, each once. Empty only where no grid up to the bureau has anybody. */
export const hearers = (stage: Stage, grid: Grid): string[] => {
  const roles = HEARS[stage];
  if (roles === 'above') return answering(grid.above);
  return [...new Set(roles.flatMap((role) => (role === '具体责任人' ? answering(grid) : inRole(grid, role))))];
};
