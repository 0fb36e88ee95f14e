import type { Rung } from '../hazard/deadline-policy.ts';
import { type Lane, laneOf } from '../hazard/lane.ts';
import type { KnownHazard } from '../hazard/state.ts';
import type { GridRole } from './roles.ts';
import type { PeopleAround } from './verifier.ts';

type Post = { of: keyof PeopleAround; roles: readonly GridRole[] };

/** From below upwards. */
const GRIDS: readonly (keyof PeopleAround)[] = ['own', 'upper', 'bureau'];

const THREE: readonly GridRole[] = ['具体责任人', '直接责任人', '网格长'];
const own = (...roles: GridRole[]): Post => ({ of: 'own', roles });
const upper: Post = { of: 'upper', roles: THREE };
const bureau: Post = { of: 'bureau', roles: THREE };
const bureauOfficer: Post = { of: 'bureau', roles: ['具体责任人'] };

/** The way up, lowest first: handler → 具体责任人 → 直接责任人 / 网格长 → 中心校 → 市教育局 (design §4.1). Leaders are asked one after the other. */
const LADDER: Record<Lane, readonly Post[]> = {
  ordinary: [own('具体责任人'), own('直接责任人', '网格长'), upper, bureau],
  sensitive: [own('网格长'), bureauOfficer],
  withheld: [bureauOfficer],
};

const holdersOf = ({ of, roles }: Post, people: PeopleAround): string[] =>
  roles.flatMap((role) => people[of].filter((holder) => holder.role === role).map((holder) => holder.person));

/**
 * Who is asked when `from` cannot settle the item: the first living person on the first step above all the steps that `from` stands on.
 * Whoever stands on none of them (the place's person) starts below. `least`: the grid that was named (上报教育局); what lies below it is
 * passed over. Null: there is nobody above.
 */
export const nextAbove = (item: KnownHazard, from: string, people: PeopleAround, least: keyof PeopleAround = 'own'): string | null => {
  const steps = LADDER[laneOf(item)].map((post) => (GRIDS.indexOf(post.of) < GRIDS.indexOf(least) ? [] : holdersOf(post, people)));
  const standsOn = LADDER[laneOf(item)].findLastIndex((post) => holdersOf(post, people).includes(from));
  return (
    steps
      .slice(standsOn + 1)
      .flat()
      .find((person) => person !== from) ?? null
  );
};

const RUNG_POSTS: Record<Lane, Partial<Record<Rung, Post>>> = {
  ordinary: { 具体责任人: own('具体责任人'), 直接责任人: own('直接责任人'), 网格长: own('网格长'), 中心校: upper, 市教育局: bureau },
  sensitive: { 网格长: own('网格长'), 市教育局: bureauOfficer },
  withheld: { 市教育局: bureauOfficer },
};

/** Who hears on each rung of the climb that a step stands still. A rung without anybody is passed over; in confidence most are. */
export const rungsFor = (item: KnownHazard, people: PeopleAround): Record<Rung, string[]> => {
  const posts = RUNG_POSTS[laneOf(item)];
  const on = (rung: Rung): string[] => {
    const post = posts[rung];
    return post === undefined ? [] : [...new Set(holdersOf(post, people))];
  };
  return {
    具体责任人: on('具体责任人'),
    直接责任人: on('直接责任人'),
    网格长: on('网格长'),
    中心校: on('中心校'),
    市教育局: on('市教育局'),
  };
};

/** Whose duty an item is, as an accountability file names them (notice 六（七）): whoever has it, and the unit's three roles. */
export const responsibleFor = (item: KnownHazard, people: PeopleAround): string[] => {
  const assignee = 'assignee' in item ? [item.assignee] : [];
  return [...new Set([...assignee, ...holdersOf(own('网格长', '直接责任人', '具体责任人'), people)])];
};
