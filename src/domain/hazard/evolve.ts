import type { EventOf, HazardEvent } from './events.ts';
import { laneOf } from './lane.ts';
import { noted } from './noted.ts';
import { reopened } from './reopening.ts';
import type { Acceptance, Ending, Facts, FiveFixed, Grading, Hazard, KnownHazard, Work } from './state.ts';
import { type InStatus, isIn, NOTHING_YET, OPEN_STATUSES } from './state.ts';

const NOTHING_FIXED: FiveFixed = {
  responsibility: null,
  measures: null,
  money: null,
  deadline: null,
  plan: null,
  until: null,
  confirmedBy: null,
};

const factsOf = (state: Facts): Facts => ({
  number: state.number,
  unit: state.unit,
  place: state.place,
  description: state.description,
  category: state.category,
  level: state.level,
  urgent: state.urgent,
  sensitive: state.sensitive,
  source: state.source,
  reporter: state.reporter,
  reporterHidden: state.reporterHidden,
  withheldFromSchool: state.withheldFromSchool,
  basis: state.basis,
  photosBefore: state.photosBefore,
  photosAfter: state.photosAfter,
  earlierPhotos: state.earlierPhotos,
  reportedAt: state.reportedAt,
  suggestedAssignee: state.suggestedAssignee,
  fiveFixed: state.fiveFixed,
  stepDueAt: state.stepDueAt,
  escalation: state.escalation,
  extension: state.extension,
  possibleDuplicateOf: state.possibleDuplicateOf,
  followers: state.followers,
  interimMeasure: state.interimMeasure,
  dangerousWork: state.dangerousWork,
  supervised: state.supervised,
  cases: state.cases,
  climb: state.climb,
  standIns: state.standIns,
  takenUp: state.takenUp,
});

const gradingOf = ({ classifiedBy, classifiedAt }: Grading): Grading => ({ classifiedBy, classifiedAt });

const workOf = ({ assignee, assignedAt, deadline, policy }: Work): Work => ({ assignee, assignedAt, deadline, policy });

const acceptanceOf = (state: Acceptance | object): Acceptance => ({ acceptedAt: 'acceptedAt' in state ? state.acceptedAt : null });

const reported = (event: EventOf<'HazardReported'>): Hazard => ({
  status: 'reported',
  number: event.number,
  unit: event.unit,
  place: event.place,
  description: event.description,
  category: event.category,
  level: event.level,
  urgent: event.urgent,
  sensitive: event.sensitive,
  source: event.source,
  reporter: event.reporter,
  reporterHidden: event.reporterHidden,
  withheldFromSchool: event.withheldFromSchool,
  basis: event.basis,
  photosBefore: event.photos,
  photosAfter: event.photosAfter,
  earlierPhotos: [],
  reportedAt: event.at,
  suggestedAssignee: event.suggestedAssignee,
  fiveFixed: NOTHING_FIXED,
  stepDueAt: event.dueAt,
  ...NOTHING_YET,
  followers: [],
  cases: [],
  possibleDuplicateOf: event.possibleDuplicateOf ?? null,
  dangerousWork: event.dangerousWork ?? null,
});

const photosAdded = (state: KnownHazard, event: EventOf<'PhotosAdded'>): Hazard => {
  if (event.phase === 'before') return { ...state, photosBefore: [...state.photosBefore, ...event.photos] };
  return { ...state, photosAfter: [...state.photosAfter, ...event.photos] };
};

const classified = (state: KnownHazard, event: EventOf<'HazardClassified'>): Hazard => {
  const confidential = laneOf({ sensitive: event.sensitive, withheldFromSchool: state.withheldFromSchool }) !== 'ordinary';
  const changed = {
    category: event.category,
    level: event.level,
    sensitive: event.sensitive,
    suggestedAssignee: confidential ? null : state.suggestedAssignee,
    classifiedBy: event.by,
    classifiedAt: event.at,
    stepDueAt: event.dueAt ?? state.stepDueAt,
  };
  if (isIn(state, 'reported', 'classified')) return { ...factsOf(state), ...changed, status: 'classified' };
  if (isIn(state, 'assigned', 'rectifying')) return { ...state, ...changed, deadline: event.deadline ?? state.deadline };
  return state;
};

/** In another person's hands: what his predecessor asked for is over, and he has yet to accept. */
const handedTo = (
  state: InStatus<'classified' | 'assigned' | 'rectifying'>,
  { assignee, at, dueAt }: { assignee: string; at: Date; dueAt: Date },
  work: Pick<Work, 'deadline' | 'policy'>,
): Hazard => ({
  ...factsOf(state),
  ...gradingOf(state),
  ...work,
  status: 'assigned',
  takenUp: state.takenUp || state.status === 'rectifying',
  escalation: null,
  extension: null,
  assignee,
  assignedAt: at,
  stepDueAt: dueAt,
});

const assigned = (state: KnownHazard, event: EventOf<'HazardAssigned'>): Hazard =>
  isIn(state, 'classified', 'assigned', 'rectifying') ? handedTo(state, event, { deadline: event.deadline, policy: event.policy }) : state;

/** A new step begins, also where it is due at the very moment at which the one before it was. */
const accepted = (state: KnownHazard, event: EventOf<'HazardAccepted'>): Hazard =>
  state.status === 'assigned' ? { ...state, status: 'rectifying', acceptedAt: event.at, stepDueAt: event.dueAt, climb: null } : state;

const fiveFixed = (state: KnownHazard, event: EventOf<'FiveFixed'>): Hazard => {
  const until = event.parts.deadline === undefined ? state.fiveFixed.until : event.until;
  const stepDueAt = event.dueAt ?? state.stepDueAt;
  return { ...state, fiveFixed: { ...state.fiveFixed, ...event.parts, until, confirmedBy: null }, stepDueAt };
};

const fiveConfirmed = (state: KnownHazard, event: EventOf<'FiveConfirmed'>): Hazard => {
  const changed = { fiveFixed: { ...state.fiveFixed, confirmedBy: event.actor }, stepDueAt: event.dueAt ?? state.stepDueAt };
  if (isIn(state, 'assigned', 'rectifying')) return { ...state, ...changed, deadline: event.deadline ?? state.deadline };
  return { ...state, ...changed };
};

const submitted = (state: KnownHazard, event: EventOf<'RectificationSubmitted'>): Hazard => {
  if (!isIn(state, 'assigned', 'rectifying') || event.actor === null) return state;
  return {
    ...factsOf(state),
    ...gradingOf(state),
    ...workOf(state),
    ...acceptanceOf(state),
    status: 'submitted',
    escalation: null,
    extension: null,
    photosAfter: [...state.photosAfter, ...event.photos],
    submittedBy: event.actor,
    submittedAt: event.at,
    note: event.note,
    stepDueAt: event.dueAt,
  };
};

const returned = (state: KnownHazard, event: EventOf<'RectificationReturned'>): Hazard => {
  if (state.status !== 'submitted') return state;
  return {
    ...factsOf(state),
    ...gradingOf(state),
    ...workOf(state),
    ...acceptanceOf(state),
    status: 'rectifying',
    photosAfter: [],
    earlierPhotos: [...state.earlierPhotos, ...state.photosAfter],
    stepDueAt: event.dueAt,
  };
};

const verified = (state: KnownHazard, event: EventOf<'HazardVerified'>): Hazard => {
  if (state.status !== 'submitted' || event.actor === null) return state;
  return { ...state, status: 'closed', verifiedBy: event.actor, verifiedAt: event.at, closedAt: event.at, stepDueAt: null };
};

type Open = InStatus<(typeof OPEN_STATUSES)[number]>;

/** Whatever was asked of anybody is over with the item. */
const endingOf = (state: Open, at: Date): Facts & Ending => ({
  ...factsOf(state),
  escalation: null,
  extension: null,
  stepDueAt: null,
  endedAt: at,
  grading: state.status === 'reported' ? null : gradingOf(state),
  work: isIn(state, 'assigned', 'rectifying', 'submitted') ? { ...workOf(state), ...acceptanceOf(state) } : null,
});

const ended = (state: KnownHazard, status: 'rejected' | 'withdrawn', event: { reason: string; at: Date }): Hazard =>
  isIn(state, ...OPEN_STATUSES) ? { ...endingOf(state, event.at), status, reason: event.reason } : state;

const merged = (state: KnownHazard, event: EventOf<'HazardMerged'>): Hazard =>
  isIn(state, ...OPEN_STATUSES)
    ? { ...endingOf(state, event.at), status: 'merged', mergedInto: event.into, possibleDuplicateOf: null }
    : state;

const corrected = (state: KnownHazard, event: EventOf<'HazardCorrected'>): Hazard => ({
  ...state,
  description: event.description ?? state.description,
  unit: event.unit ?? state.unit,
  place: event.place ?? state.place,
  sensitive: event.sensitive,
  suggestedAssignee: event.suggestedAssignee,
  dangerousWork: event.dangerousWork ?? state.dangerousWork,
  // Whoever was asked above the old school has no say in another.
  escalation: event.unit === null ? state.escalation : null,
});

const transferred = (state: KnownHazard, event: EventOf<'HazardTransferred'>): Hazard =>
  isIn(state, 'assigned', 'rectifying') ? handedTo(state, event, { deadline: state.deadline, policy: state.policy }) : state;

/** A new deadline for whoever works on it; null: the old one stays. */
const withTimes = (state: KnownHazard, { deadline, dueAt }: { deadline: Date | null; dueAt: Date | null }): KnownHazard =>
  isIn(state, 'assigned', 'rectifying') ? { ...state, deadline: deadline ?? state.deadline, stepDueAt: dueAt ?? state.stepDueAt } : state;

const next = (state: KnownHazard, event: Exclude<HazardEvent, { type: 'HazardReported' }>): Hazard => {
  switch (event.type) {
    case 'PhotosAdded':
      return photosAdded(state, event);
    case 'HazardClassified':
      return classified(state, event);
    case 'HazardAssigned':
      return assigned(state, event);
    case 'HazardAccepted':
      return accepted(state, event);
    case 'FiveFixed':
      return fiveFixed(state, event);
    case 'FiveConfirmed':
      return fiveConfirmed(state, event);
    case 'RectificationSubmitted':
      return submitted(state, event);
    case 'HazardVerified':
      return verified(state, event);
    case 'HazardArchived':
      return state.status === 'closed' ? { ...state, status: 'archived', archivedAt: event.at } : state;
    case 'RectificationReturned':
      return returned(state, event);
    case 'HazardWithdrawn':
      return ended(state, 'withdrawn', event);
    case 'HazardRejected':
      return ended(state, 'rejected', event);
    case 'HazardCorrected':
      return corrected(state, event);
    case 'HazardTransferred':
      return transferred(state, event);
    case 'HazardMerged':
      return merged(state, event);
    case 'HazardReopened':
      return reopened(state, event, factsOf);
    case 'EscalationAnswered':
      return { ...withTimes(state, event), escalation: null };
    case 'ExtensionGranted':
      return { ...withTimes(state, event), extension: null };
    default:
      return { ...state, ...noted(state, event) };
  }
};

/**
 * The state after an event. Total: it never throws and never refuses; an event that cannot have happened in a state (which no
 * decision produces) leaves the state as it is.
 */
export const evolve = (state: Hazard, event: HazardEvent): Hazard => {
  if (event.type === 'HazardReported') return state.status === 'none' ? reported(event) : state;
  return state.status === 'none' ? state : next(state, event);
};

/** The state after a list of events, for replays. */
export const evolveAll = (state: Hazard, events: readonly HazardEvent[]): Hazard => events.reduce(evolve, state);
