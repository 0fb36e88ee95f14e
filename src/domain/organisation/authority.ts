import type { HazardCommandType } from '../hazard/commands.ts';
import { type Lane, laneOf } from '../hazard/lane.ts';
import { isTakenUp, rectifiersOf } from '../hazard/responsibility.ts';
import type { KnownHazard } from '../hazard/state.ts';
import type { Relation, Standing } from './roles.ts';

/**
 * What a person may do to, or learn of, an item. `see` is all of it; `see-status` only that it is being handled; `see-reporter` who
 * reported it. Reporting is no such action: see {@link mayReport}.
 */
export type Action = Exclude<HazardCommandType, 'Report'> | 'see' | 'see-status' | 'see-reporter';

/** Under which condition a relation gives a right. */
export type Condition =
  | 'always'
  /** Until a person has classified or accepted it. */
  | 'until-taken-up'
  | 'only-一般'
  | 'up-to-较大'
  | 'from-较大'
  | 'ordinary-lane'
  | 'confidential-lane'
  | 'reporter-named'
  | 'from-较大-and-named';

const CONDITIONS: Record<Condition, (item: KnownHazard) => boolean> = {
  always: () => true,
  'until-taken-up': (item) => !isTakenUp(item),
  'only-一般': (item) => item.level === '一般',
  'up-to-较大': (item) => item.level !== '重大',
  'from-较大': (item) => item.level !== '一般',
  'ordinary-lane': (item) => laneOf(item) === 'ordinary',
  'confidential-lane': (item) => laneOf(item) !== 'ordinary',
  'reporter-named': (item) => !item.reporterHidden,
  'from-较大-and-named': (item) => item.level !== '一般' && !item.reporterHidden,
};

/** The three responsible roles of one grid node, each with the same right. */
const threeOf = (grid: 'own' | 'upper' | 'bureau', condition: Condition): Partial<Record<Relation, Condition>> => ({
  [`${grid}:网格长`]: condition,
  [`${grid}:直接责任人`]: condition,
  [`${grid}:具体责任人`]: condition,
});

/** Those who lead the item: the unit's three roles, and those of the grids above it, which see and act for their schools. */
const managers = { ...threeOf('own', 'always'), ...threeOf('upper', 'always'), ...threeOf('bureau', 'always') };

/** 同意 and 返回修改, by level: 一般 by the unit's two leaders, 较大 by the grid above, 重大 by the bureau; whoever is above may always. */
const verifiers: Partial<Record<Relation, Condition>> = {
  'own:网格长': 'only-一般',
  'own:直接责任人': 'only-一般',
  ...threeOf('upper', 'up-to-较大'),
  ...threeOf('bureau', 'always'),
};

const watchers: Partial<Record<Relation, Condition>> = {
  assignee: 'always',
  'place-person': 'always',
  ...managers,
  paired: 'from-较大',
  territorial: 'always',
};

/** Action × relation: whatever is not in here, nobody may. Each right holds within the lane of the item only. */
export const RIGHTS: Record<Action, Partial<Record<Relation, Condition>>> = {
  see: { reporter: 'ordinary-lane', ...watchers },
  'see-status': { reporter: 'always', ...watchers },
  'see-reporter': {
    reporter: 'always',
    assignee: 'reporter-named',
    'place-person': 'reporter-named',
    ...threeOf('own', 'reporter-named'),
    ...threeOf('upper', 'reporter-named'),
    ...threeOf('bureau', 'reporter-named'),
    'bureau:具体责任人': 'always',
    paired: 'from-较大-and-named',
    territorial: 'reporter-named',
  },
  AddPhotos: { reporter: 'always', assignee: 'always', 'place-person': 'always', ...managers },
  Classify: managers,
  Assign: managers,
  Reject: managers,
  Accept: { assignee: 'always' },
  FixFive: { assignee: 'always', 'place-person': 'always', ...managers },
  ConfirmFive: { 'own:网格长': 'always', 'upper:网格长': 'always', 'bureau:网格长': 'always', 'bureau:具体责任人': 'confidential-lane' },
  Submit: { assignee: 'always' },
  Verify: verifiers,
  Return: verifiers,
  Withdraw: { reporter: 'until-taken-up' },
  Correct: { reporter: 'until-taken-up', ...managers },
};

/** Which relations count in a lane at all; null: every one. */
const ADMITTED: Record<Lane, readonly Relation[] | null> = {
  ordinary: null,
  sensitive: ['reporter', 'assignee', 'own:网格长', 'bureau:具体责任人'],
  withheld: ['reporter', 'assignee', 'bureau:具体责任人'],
};

const NOT_FOR_RECTIFIERS: readonly Action[] = ['Verify', 'Return'];

const isRectifier = (standing: Standing, item: KnownHazard): boolean =>
  standing.relations.has('assignee') || (standing.person !== null && rectifiersOf(item).includes(standing.person));

/** Whether the person who stands so to the item may do this. Whether it makes sense now is another question: `decide`. */
export const can = (standing: Standing, action: Action, item: KnownHazard): boolean => {
  if (NOT_FOR_RECTIFIERS.includes(action) && isRectifier(standing, item)) return false;
  const admitted = ADMITTED[laneOf(item)];
  return [...standing.relations].some((relation) => {
    const condition = RIGHTS[action][relation];
    return condition !== undefined && (admitted === null || admitted.includes(relation)) && CONDITIONS[condition](item);
  });
};

/** Every bound person may report, of any place of his city; an unbound account only an urgent danger. */
export const mayReport = (person: string | null, report: { urgent: boolean }): boolean => person !== null || report.urgent;
