import { addDays, localDay } from '../calendar/local-time.ts';
import type { CommandOf } from './commands.ts';
import type { EventOf } from './events.ts';
import { accepted, type Decision, refused, wrongStatus } from './rejection.ts';
import { type Facts, type Hazard, type InStatus, isIn, type KnownHazard } from './state.ts';
import { dueFor, policyOf, type Rules, rectifyDeadline } from './timing.ts';
import { said } from './words.ts';

type Ended = InStatus<'archived' | 'rejected' | 'merged'>;

const endOf = (state: Ended): Date => (state.status === 'archived' ? state.closedAt : state.endedAt);

/** The days within which the policy lets an item be taken up again. */
const daysToReopen = (state: Hazard, rules: Rules): number => {
  const { reopenWithin } = policyOf(state, rules);
  return 'n' in reopenWithin ? reopenWithin.n : 0;
};

/**
 * Takes an ended item up again: what was archived goes back to whoever rectified it, with a new deadline; what was rejected or merged is
 * to be graded anew.
 */
export const reopen = (state: Hazard, command: CommandOf<'Reopen'>, rules: Rules): Decision => {
  if (!isIn(state, 'archived', 'rejected', 'merged')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const reason = said(command.reason);
  if (reason === null) return refused({ code: 'reason-missing' });
  const days = daysToReopen(state, rules);
  const endedAt = endOf(state);
  if (localDay(at) > addDays(localDay(endedAt), days)) return refused({ code: 'too-late-to-reopen', endedAt, days });
  const stamp = { type: 'HazardReopened', at, actor, reason } as const;
  if (state.status !== 'archived')
    return accepted({ ...stamp, assignee: null, deadline: null, dueAt: dueFor(state, 'classify', state, at, rules) });
  // The day of an old plan is over: the time for the work is counted anew.
  const deadline = rectifyDeadline(state, { ...state, fiveFixed: { ...state.fiveFixed, until: null } }, at, rules);
  return accepted({ ...stamp, assignee: state.assignee, deadline, dueAt: dueFor(state, 'accept', state, at, rules) });
};

const factsAgain = (state: Ended, event: EventOf<'HazardReopened'>, factsOf: (state: Facts) => Facts): Facts => ({
  ...factsOf(state),
  photosAfter: [],
  earlierPhotos: [...state.earlierPhotos, ...state.photosAfter],
  stepDueAt: event.dueAt,
  climb: null,
  standIns: null,
  takenUp: true,
});

/** The item as it stands after it was taken up again. */
export const reopened = (state: KnownHazard, event: EventOf<'HazardReopened'>, factsOf: (state: Facts) => Facts): Hazard => {
  if (state.status === 'archived' && event.assignee !== null) {
    const { classifiedBy, classifiedAt, policy } = state;
    return {
      ...factsAgain(state, event, factsOf),
      classifiedBy,
      classifiedAt,
      policy,
      status: 'assigned',
      assignee: event.assignee,
      assignedAt: event.at,
      deadline: event.deadline ?? state.deadline,
    };
  }
  return isIn(state, 'rejected', 'merged') ? { ...factsAgain(state, event, factsOf), status: 'reported' } : state;
};
