import type { ItemDeed } from '../../conversation/deed.ts';
import type { HazardAction } from '../../domain/hazard/commands.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import { rightTo } from '../../domain/organisation/authority.ts';
import { nextAbove } from '../../domain/organisation/ladder.ts';
import type { GridRole } from '../../domain/organisation/roles.ts';
import { roleHolders } from '../../store/organisation.ts';
import { gridsOf, standingTo } from '../hazards/surroundings.ts';
import type { Performing } from './performing.ts';

type EscalateDeed = Extract<ItemDeed, { do: 'escalate' }>;

const ASKED_FIRST: readonly GridRole[] = ['具体责任人', '直接责任人', '网格长'];

/** Whose the matter is where it is no school's: of the village in which the unit lies, else of its town, the first of the three roles. */
const territorialAbove = async ({ db, city }: Performing, item: KnownHazard, from: string): Promise<string | null> => {
  const where = (await city.node(item.unit))?.where;
  for (const unit of [where?.village, where?.town]) {
    if (!unit) continue;
    const holders = await roleHolders(db, [unit.code]);
    for (const role of ASKED_FIRST) {
      const holder = holders.find((each) => each.role === role && each.id !== from);
      if (holder) return holder.id;
    }
  }
  return null;
};

/** For whom the speaker reports upwards: himself, or the person whose 代理人 he is. */
const reportingFor = async ({ db, city }: Performing, item: KnownHazard, person: string): Promise<string> => {
  const right = rightTo(await standingTo(db, person, item, city), 'Escalate', item);
  return right === null || right === 'self' ? person : right.standingInFor;
};

/** 上报: to the next above in the school's own tree, or to the village or town; what is confidential never leaves its lane. */
export const escalateAction = async (performing: Performing, item: KnownHazard, deed: EscalateDeed): Promise<HazardAction> => {
  const { city, person } = performing;
  const { reason } = deed;
  if (person === null) return { type: 'Escalate', to: null, tree: 'sector', reason };
  const from = await reportingFor(performing, item, person.id);
  const local = deed.territorial && laneOf(item) === 'ordinary' ? await territorialAbove(performing, item, from) : null;
  if (local !== null && local !== person.id) return { type: 'Escalate', to: local, tree: 'territorial', reason };
  const people = await gridsOf(city, item);
  return { type: 'Escalate', to: people === null ? null : nextAbove(item, from, people, deed.to), tree: 'sector', reason };
};
