import { gradeOf } from '../hazard/deadline-policy.ts';
import { laneOf } from '../hazard/lane.ts';
import type { KnownHazard } from '../hazard/state.ts';
import { can } from './authority.ts';
import type { GridRole, Relation, Standing } from './roles.ts';
import type { PeopleAround } from './verifier.ts';

const GRIDS = ['own', 'upper', 'bureau'] as const;

/** The person in whose hands the work is or was; null: nobody's yet. */
export const assigneeOf = (item: KnownHazard): string | null =>
  'assignee' in item ? item.assignee : 'work' in item ? (item.work?.assignee ?? null) : null;

/** What a person is to the item itself, whatever his post. */
export const tiesToItem = (person: string, item: KnownHazard): Relation[] => [
  ...(item.reporter === person ? (['reporter'] as const) : []),
  ...(assigneeOf(item) === person ? (['assignee'] as const) : []),
  ...(item.suggestedAssignee === person ? (['place-person'] as const) : []),
  ...(item.escalation?.to === person ? (['escalated-to'] as const) : []),
  ...(item.followers.includes(person) ? (['follower'] as const) : []),
];

/** Those around an item beyond its grids: paired leaders, who is on duty now, and whose 代理人 stands in (by the principal's 工号). */
export type Beside = { paired: readonly string[]; onDuty: readonly string[]; deputies: ReadonlyMap<string, string> };

/** How somebody stands to an item, judged by those around it alone: no town or village people, no plain staff. */
export const standingAround = (person: string, item: KnownHazard, people: PeopleAround, beside: Beside): Standing => {
  const relationsOf = (who: string): Set<Relation> =>
    new Set<Relation>([
      ...GRIDS.flatMap((grid) => people[grid].filter((holder) => holder.person === who).map(({ role }): Relation => `${grid}:${role}`)),
      ...tiesToItem(who, item),
      ...(beside.paired.includes(who) ? (['paired'] as const) : []),
      ...(beside.onDuty.includes(who) ? (['on-duty'] as const) : []),
    ]);
  const principals = [...beside.deputies].filter(([, deputy]) => deputy === person).map(([principal]) => principal);
  return {
    person,
    relations: relationsOf(person),
    standsInFor: principals.map((principal) => ({ person: principal, relations: relationsOf(principal) })),
  };
};

const holding = (people: PeopleAround, grid: keyof PeopleAround, ...roles: GridRole[]): string[] =>
  roles.flatMap((role) => people[grid].filter((holder) => holder.role === role).map((holder) => holder.person));

const unique = (people: readonly string[]): string[] => [...new Set(people)];

/** Who confirms 五落实: the unit's 网格长, where that is vacant the next above; in confidence those of the lane. */
export const headsFor = (item: KnownHazard, people: PeopleAround): string[] => {
  const rungs: [(typeof GRIDS)[number], GridRole][] = [
    ['own', '网格长'],
    ['upper', '网格长'],
    ['bureau', '网格长'],
    ['bureau', '具体责任人'],
  ];
  for (const [grid, role] of rungs) {
    const relations = new Set<Relation>([`${grid}:${role}`]);
    const found = holding(people, grid, role).filter((person) => can({ person, relations }, 'ConfirmFive', item));
    if (found.length > 0) return unique(found);
  }
  return [];
};

/** What cannot wait is not kept from the school's own leaders either. */
export const ownLeadersTold = (item: KnownHazard, people: PeopleAround): string[] =>
  laneOf(item) === 'ordinary' && gradeOf(item) === '重大或紧急'
    ? unique(holding(people, 'own', '网格长', '直接责任人')).filter((person) => person !== item.reporter)
    : [];

/** The unit's own three roles, as far as the item's lane admits them. */
export const leadersFor = (item: KnownHazard, people: PeopleAround): string[] => {
  if (laneOf(item) === 'ordinary') return unique(holding(people, 'own', '具体责任人', '直接责任人', '网格长'));
  return laneOf(item) === 'sensitive' ? unique(holding(people, 'own', '网格长')) : [];
};

/** Who decides on an accountability file; in confidence the bureau's officer alone. */
export const decidersFor = (item: KnownHazard, people: PeopleAround): string[] =>
  unique(
    laneOf(item) === 'ordinary' ? holding(people, 'bureau', '具体责任人', '直接责任人', '网格长') : holding(people, 'bureau', '具体责任人'),
  );

/** Who hears in private that an item resembles 刑法 art. 134-1: the unit's 网格长 and the bureau's officer, each within the item's lane. */
export const warnedFor = (item: KnownHazard, people: PeopleAround): string[] => {
  const head = laneOf(item) === 'withheld' ? [] : holding(people, 'own', '网格长');
  return unique([...head, ...holding(people, 'bureau', '具体责任人')]);
};
