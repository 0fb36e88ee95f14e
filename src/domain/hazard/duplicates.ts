import { compareLevels } from './category.ts';
import type { CommandOf } from './commands.ts';
import { laneOf } from './lane.ts';
import { accepted, type Decision, type Rejection, refused, wrongStatus } from './rejection.ts';
import { type Hazard, type InStatus, isIn, OPEN_STATUSES } from './state.ts';

type Mergeable = InStatus<'reported' | 'classified' | 'assigned' | 'rectifying'>;

/** Confidential items are never joined with others: whoever follows one must not learn of the other. */
const obstacle = (state: Mergeable, into: CommandOf<'Merge'>['into']): Rejection | null => {
  const because = (why: Extract<Rejection, { code: 'cannot-merge-into' }>['why']): Rejection => ({
    code: 'cannot-merge-into',
    number: into.number,
    why,
  });
  if (into.number === state.number) return because('itself');
  if (!into.ordinary || laneOf(state) !== 'ordinary') return because('confidential');
  if (into.unit !== state.unit) return because('elsewhere');
  if (!(OPEN_STATUSES as readonly string[]).includes(into.status)) return because('ended');
  // A circular's item, a flag of art. 134-1 and 督办 have consequences of their own (notice 六（七）), which must not vanish with the row.
  if (state.source === '上级通报' || state.dangerousWork !== null || state.supervised !== null) return because('on-record');
  // What remains would have a lower level, without a name and a reason for it.
  return compareLevels(into.level, state.level) < 0 ? because('milder') : null;
};

/** 重复: this row ends, and whoever reported it follows the other. */
export const merge = (state: Hazard, { into, meta }: CommandOf<'Merge'>): Decision => {
  if (!isIn(state, 'reported', 'classified', 'assigned', 'rectifying')) return wrongStatus(state);
  if (meta.actor === null) return refused({ code: 'not-bound' });
  const rejection = obstacle(state, into);
  return rejection === null ? accepted({ type: 'HazardMerged', at: meta.at, actor: meta.actor, into: into.number }) : refused(rejection);
};

/** Looked alike, but is another one. */
export const clearDuplicate = (state: Hazard, { meta }: CommandOf<'ClearDuplicate'>): Decision => {
  if (!isIn(state, ...OPEN_STATUSES)) return wrongStatus(state);
  if (state.possibleDuplicateOf === null) return refused({ code: 'not-suspected' });
  return accepted({ type: 'DuplicateCleared', at: meta.at, actor: meta.actor, of: state.possibleDuplicateOf });
};

/** Those who come over with a merged item. */
export const follow = (state: Hazard, { from, followers, meta }: CommandOf<'Follow'>): Decision => {
  if (!isIn(state, ...OPEN_STATUSES)) return wrongStatus(state);
  const fresh = followers.filter((person) => person !== state.reporter && !state.followers.includes(person));
  if (fresh.length === 0) return refused({ code: 'unchanged' });
  return accepted({ type: 'FollowersAdded', at: meta.at, actor: meta.actor, from, followers: fresh });
};
