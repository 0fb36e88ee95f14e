import type { Level } from '../hazard/category.ts';
import { type Lane, laneOf } from '../hazard/lane.ts';
import { rectifiersOf } from '../hazard/responsibility.ts';
import type { KnownHazard } from '../hazard/state.ts';
import type { GridRole } from './roles.ts';

/** A living person who holds a role in the grid in question. */
export type RoleHolder = { person: string; role: GridRole };

/**
 * The people around an item: of its own unit, of the grid above it (中心校, or the bureau where the unit is directly under it), of the
 * bureau. An item without a known unit has neither `own` nor `upper`.
 */
export type PeopleAround = { own: readonly RoleHolder[]; upper: readonly RoleHolder[]; bureau: readonly RoleHolder[] };

type Group = { of: keyof PeopleAround; roles: readonly GridRole[] };
/** The groups that are asked together. */
type Rung = readonly Group[];

const THREE: readonly GridRole[] = ['具体责任人', '直接责任人', '网格长'];
const LEADERS: readonly GridRole[] = ['直接责任人', '网格长'];

const ownLeaders: Rung = [{ of: 'own', roles: LEADERS }];
const ownHead: Rung = [{ of: 'own', roles: ['网格长'] }];
const upperThree: Rung = [{ of: 'upper', roles: THREE }];
const bureauThree: Rung = [{ of: 'bureau', roles: THREE }];
const bureauOfficer: Rung = [{ of: 'bureau', roles: ['具体责任人'] }];

/** Who verifies, by lane and level: the first rung with somebody on it who is no rectifier. */
const VERIFIERS: Record<Lane, Record<Level, readonly Rung[]>> = {
  ordinary: {
    一般: [ownLeaders, upperThree, bureauThree],
    较大: [upperThree, bureauThree],
    重大: [bureauThree],
  },
  sensitive: { 一般: [ownHead, bureauOfficer], 较大: [bureauOfficer], 重大: [bureauOfficer] },
  withheld: { 一般: [bureauOfficer], 较大: [bureauOfficer], 重大: [bureauOfficer] },
};

/** Who classifies: the first rung with somebody on it. A vacant role is filled by the next above. */
const CLASSIFIERS: Record<Lane, readonly Rung[]> = {
  ordinary: (['own', 'upper', 'bureau'] as const).flatMap((of): Rung[] => [[{ of, roles: ['具体责任人'] }], [{ of, roles: LEADERS }]]),
  sensitive: [
    [
      { of: 'own', roles: ['网格长'] },
      { of: 'bureau', roles: ['具体责任人'] },
    ],
  ],
  withheld: [bureauOfficer],
};

const onRung = (rung: Rung, people: PeopleAround, except: readonly (string | null)[]): string[] => {
  const found = rung.flatMap(({ of, roles }) => people[of].filter((holder) => roles.includes(holder.role)));
  return [...new Set(found.map((holder) => holder.person))].filter((person) => !except.includes(person));
};

const firstOccupied = (rungs: readonly Rung[], people: PeopleAround, except: readonly (string | null)[] = []): string[] => {
  for (const rung of rungs) {
    const found = onRung(rung, people, except);
    if (found.length > 0) return found;
  }
  return [];
};

/** To whom the card 请验收 goes: never a rectifier; where only rectifiers are possible, the level above. Each person once. */
export const verifiersFor = (item: KnownHazard, people: PeopleAround): string[] =>
  firstOccupied(VERIFIERS[laneOf(item)][item.level], people, rectifiersOf(item));

/** To whom the card 请研判 goes: one tap confirms the suggestion. Each person once. */
export const classifiersFor = (item: KnownHazard, people: PeopleAround): string[] => firstOccupied(CLASSIFIERS[laneOf(item)], people);

/**
 * Who above hears at once of a 较大 or 重大 item: the three roles of the upper grid (where it is vacant, the bureau's) and the paired
 * leaders (包联), but for the reporter himself. Nobody for a confidential item.
 */
export const toldAtOnce = (item: KnownHazard, people: PeopleAround, paired: readonly string[]): string[] => {
  if (laneOf(item) !== 'ordinary' || item.level === '一般') return [];
  const above = firstOccupied([upperThree, bureauThree], people);
  return [...new Set([...above, ...paired])].filter((person) => person !== item.reporter);
};
