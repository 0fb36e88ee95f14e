import type { HazardAction } from '../../domain/hazard/commands.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import { can } from '../../domain/organisation/authority.ts';
import type { Draft } from '../../messaging/draft.ts';
import { loadHazard, lockHazards } from '../../store/hazards.ts';
import { handleHazardCommand } from '../hazards/handle-hazard-command.ts';
import { standingTo } from '../hazards/surroundings.ts';
import { causeOf, type Performing } from './performing.ts';

/**
 * Joins an item to another. The one that it was found to look like needs no further right; any other only somebody may name who sees it.
 * @returns null: to this speaker there is no such item
 */
export const mergeAction = async (performing: Performing, item: KnownHazard, into: string): Promise<HazardAction | null> => {
  const { db, person, city } = performing;
  // Of two who join the same two items, one this way and one that, the second has to find that the first has done so.
  await lockHazards(db, [item.number, into]);
  const target = (await loadHazard(db, into))?.state;
  if (!target) return null;
  const sees = item.possibleDuplicateOf === into || can(await standingTo(db, person?.id ?? null, target, city), 'see', target);
  if (!sees) return null;
  const { number, status, unit, level } = target;
  return { type: 'Merge', into: { number, status, unit, level, ordinary: laneOf(target) === 'ordinary' } };
};

/** Whoever reported or followed the merged item follows the other from now on. */
export const followMerged = async (performing: Performing, merged: KnownHazard): Promise<Draft[]> => {
  if (merged.status !== 'merged') return [];
  const followers = [...new Set([merged.reporter, ...merged.followers])].filter((person) => person !== null);
  if (followers.length === 0) return [];
  const { db, rules, city, now } = performing;
  const outcome = await handleHazardCommand({ db, rules, cause: causeOf(performing), city, operator: true }, merged.mergedInto, {
    type: 'Follow',
    from: merged.number,
    followers,
    meta: { actor: null, at: now },
  });
  return outcome.ok ? outcome.drafts : [];
};
