import type { HazardCommandType } from '../hazard/commands.ts';
import { gradeOf } from '../hazard/deadline-policy.ts';
import { type Lane, laneOf } from '../hazard/lane.ts';
import { isTakenUp, rectifiersOf } from '../hazard/responsibility.ts';
import type { KnownHazard } from '../hazard/state.ts';
import type { Relation, Standing } from './roles.ts';

/** What no person does: the clock, and what follows from another item's change. */
export type SystemCommand = 'Tick' | 'Follow';

/**
 * What a person may do to, or learn of, an item. `see` is all of it; `see-status` only that it is being handled; `see-reporter` who
 * reported it. Reporting is no such action: see {@link mayReport}.
 */
export type Action = Exclude<HazardCommandType, 'Report' | SystemCommand> | 'see' | 'see-status' | 'see-reporter';

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
  | 'from-较大-and-named'
  /** 重大 or urgent, so that it cannot wait for the morning. */
  | 'asked-now'
  | 'asked-now-and-named'
  /** The item looks like an open one, and nobody has said yet whether it is. */
  | 'suspected';

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
  'asked-now': (item) => gradeOf(item) === '重大或紧急',
  'asked-now-and-named': (item) => gradeOf(item) === '重大或紧急' && !item.reporterHidden,
  suspected: (item) => item.possibleDuplicateOf !== null,
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
  'escalated-to': 'always',
  'on-duty': 'asked-now',
};

/** Those above the unit. */
const above = { ...threeOf('upper', 'always'), ...threeOf('bureau', 'always') };

/** Action × relation: whatever is not in here, nobody may. Each right holds within the lane of the item only. */
export const RIGHTS: Record<Action, Partial<Record<Relation, Condition>>> = {
  see: { reporter: 'ordinary-lane', ...watchers },
  'see-status': { reporter: 'always', follower: 'always', ...watchers },
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
    'escalated-to': 'reporter-named',
    'on-duty': 'asked-now-and-named',
  },
  AddPhotos: { reporter: 'always', assignee: 'always', 'place-person': 'always', 'on-duty': 'asked-now', ...managers },
  Classify: managers,
  Assign: { 'escalated-to': 'always', ...managers },
  Reject: managers,
  Accept: { assignee: 'always' },
  FixFive: { assignee: 'always', 'place-person': 'always', ...managers },
  ConfirmFive: { 'own:网格长': 'always', 'upper:网格长': 'always', 'bureau:网格长': 'always', 'bureau:具体责任人': 'confidential-lane' },
  Submit: { assignee: 'always' },
  Verify: verifiers,
  Return: verifiers,
  Withdraw: { reporter: 'until-taken-up' },
  Correct: { reporter: 'until-taken-up', ...managers },
  // In confidence the handler is named by those who may know; he does not choose who else gets to know.
  Transfer: { assignee: 'ordinary-lane' },
  Escalate: { assignee: 'always', 'escalated-to': 'always', ...managers },
  AnswerEscalation: { 'escalated-to': 'always', ...above },
  AskExtension: { assignee: 'always' },
  GrantExtension: verifiers,
  RefuseExtension: verifiers,
  Merge: { reporter: 'suspected', ...managers },
  ClearDuplicate: { reporter: 'suspected', ...managers },
  Enforce: above,
  Supervise: threeOf('bureau', 'always'),
  TakeMeasure: { assignee: 'always', 'place-person': 'always', 'on-duty': 'asked-now', ...managers },
  Reopen: verifiers,
  DecideCase: threeOf('bureau', 'always'),
};

/** Which relations count in a lane at all; null: every one. */
const ADMITTED: Record<Lane, readonly Relation[] | null> = {
  ordinary: null,
  sensitive: ['reporter', 'assignee', 'own:网格长', 'bureau:具体责任人'],
  withheld: ['reporter', 'assignee', 'bureau:具体责任人'],
};

const NOT_FOR_RECTIFIERS: readonly Action[] = ['Verify', 'Return', 'GrantExtension', 'RefuseExtension'];

/**
 * For whom a 代理人 may stand in: in confidence for the bureau's officer alone, so that the circle does not grow by somebody's leave.
 */
const STAND_IN_ADMITTED: Record<Lane, readonly Relation[] | null> = {
  ordinary: null,
  sensitive: ['bureau:具体责任人'],
  withheld: ['bureau:具体责任人'],
};

const isRectifier = ({ person, relations }: Pick<Standing, 'person' | 'relations'>, item: KnownHazard): boolean =>
  relations.has('assignee') || (person !== null && rectifiersOf(item).includes(person));

const holds = (relations: ReadonlySet<Relation>, action: Action, item: KnownHazard, admitted: readonly Relation[] | null): boolean =>
  [...relations].some((relation) => {
    const condition = RIGHTS[action][relation];
    return condition !== undefined && (admitted === null || admitted.includes(relation)) && CONDITIONS[condition](item);
  });

/** What is somebody's own and nobody else's: what he reported, and what he follows. */
const NEVER_BY_STAND_IN: readonly Relation[] = ['reporter', 'follower'];

/**
 * By which right the person who stands so to the item may do this: his own (`self`), or that of somebody for whom he stands in (that
 * person's 工号); null: not at all. Whether it makes sense now is another question: `decide`.
 */
export const rightTo = (standing: Standing, action: Action, item: KnownHazard): 'self' | { standingInFor: string } | null => {
  const noRectifier = NOT_FOR_RECTIFIERS.includes(action);
  // Nobody judges his own work, not even as somebody's stand-in.
  if (noRectifier && isRectifier(standing, item)) return null;
  const lane = laneOf(item);
  if (holds(standing.relations, action, item, ADMITTED[lane])) return 'self';
  // 别说是我说的: only the bureau's officer in person can see who it was (design §4.1).
  if (action === 'see-reporter' && item.reporterHidden) return null;
  const principal = (standing.standsInFor ?? []).find((each) => {
    if (noRectifier && isRectifier(each, item)) return false;
    const relations = new Set([...each.relations].filter((relation) => !NEVER_BY_STAND_IN.includes(relation)));
    return holds(relations, action, item, STAND_IN_ADMITTED[lane]);
  });
  return principal === undefined ? null : { standingInFor: principal.person };
};

/** Whether the person may do this, in his own right or as a stand-in. */
export const can = (standing: Standing, action: Action, item: KnownHazard): boolean => rightTo(standing, action, item) !== null;

/** Every bound person may report, of any place of his city; an unbound account only an urgent danger. */
export const mayReport = (person: string | null, report: { urgent: boolean }): boolean => person !== null || report.urgent;
