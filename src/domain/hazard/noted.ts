import type { EventOf, HazardEventType } from './events.ts';
import type { AccountabilityCase, Facts } from './state.ts';

/** The events that change what is known of an item and leave its status as it is. */
export type NotedEvent =
  | 'HazardEscalated'
  | 'ExtensionRequested'
  | 'ExtensionRefused'
  | 'DuplicateCleared'
  | 'FollowersAdded'
  | 'HazardEnforced'
  | 'HazardSupervised'
  | 'InterimMeasureTaken'
  | 'StepOverdue'
  | 'DeputiesCalled'
  | 'AccountabilityOpened'
  | 'AccountabilityDecided';

const decided = (cases: readonly AccountabilityCase[], event: EventOf<'AccountabilityDecided'>): AccountabilityCase[] =>
  cases.map((each) =>
    each.trigger === event.trigger && each.decision === null && event.actor !== null
      ? { ...each, decision: { started: event.started, reason: event.reason, by: event.actor, at: event.at } }
      : each,
  );

const climbed = (state: Facts, { dueAt, rung }: EventOf<'StepOverdue'>): Facts['climb'] => {
  const same = state.climb !== null && state.climb.dueAt.getTime() === dueAt.getTime();
  return { dueAt, rungs: same && state.climb ? [...state.climb.rungs, rung] : [rung] };
};

const NOTE: { [T in NotedEvent & HazardEventType]: (state: Facts, event: EventOf<T>) => Partial<Facts> } = {
  HazardEscalated: (_state, { to, tree, reason, at, actor }) => ({ escalation: { to, tree, reason, at, by: actor ?? '' } }),
  ExtensionRequested: (_state, { until, reason, at, actor }) => ({ extension: { until, reason, at, by: actor ?? '' } }),
  ExtensionRefused: () => ({ extension: null }),
  DuplicateCleared: () => ({ possibleDuplicateOf: null }),
  FollowersAdded: ({ followers }, event) => ({ followers: [...new Set([...followers, ...event.followers])] }),
  // What was imposed is in the history; it is a measure on record too.
  HazardEnforced: ({ interimMeasure }, { measure, at, actor }) => ({ interimMeasure: interimMeasure ?? { measure, at, by: actor ?? '' } }),
  HazardSupervised: (_state, { at, actor }) => ({ supervised: { at, by: actor ?? '' } }),
  InterimMeasureTaken: (_state, { measure, at, actor }) => ({ interimMeasure: { measure, at, by: actor ?? '' } }),
  StepOverdue: (state, event) => ({ climb: climbed(state, event) }),
  DeputiesCalled: (_state, { since, called }) => ({ standIns: { since, called } }),
  AccountabilityOpened: ({ cases }, { trigger, persons, at }) => ({
    cases: [...cases, { trigger, persons, openedAt: at, decision: null }],
  }),
  AccountabilityDecided: ({ cases }, event) => ({ cases: decided(cases, event) }),
};

/** What of the facts such an event changes. */
export const noted = (state: Facts, event: EventOf<NotedEvent>): Partial<Facts> =>
  (NOTE[event.type] as (state: Facts, event: EventOf<NotedEvent>) => Partial<Facts>)(state, event);
