import { compareLevels } from '../domain/hazard/category.ts';
import type { EventOf, HazardEvent, HazardEventType } from '../domain/hazard/events.ts';
import type { Draft } from '../messaging/draft.ts';
import { caseDecidedTexts, caseOpenedCards } from './notifications/accountability.ts';
import { fiveCards, gradingCards, returnCards, taskCards, transferCards, verifyCards } from './notifications/cards.ts';
import { type Change, isOrdinary } from './notifications/change.ts';
import { warningTexts } from './notifications/dangerous-work.ts';
import { answeredTexts, escalationCards, takenOverTexts } from './notifications/escalation.ts';
import { extensionCards, grantedTexts, refusedTexts } from './notifications/extension.ts';
import { overdueDrafts } from './notifications/overdue.ts';
import { reopenedCards } from './notifications/reopening.ts';
import { deputyCards, withStandIns } from './notifications/stand-ins.ts';
import { enforcedTexts, measureTexts, supervisedTexts } from './notifications/supervision.ts';
import {
  alarm,
  correctedTexts,
  fiveConfirmedTexts,
  makeSafe,
  mergedTexts,
  rejectedTexts,
  verifiedTexts,
  withdrawnTexts,
} from './notifications/texts.ts';

export type { Change } from './notifications/change.ts';

const isUngiven = ({ after }: Change): boolean => after.status === 'reported' || after.status === 'classified';

const reported = (change: Change): Draft[] => [
  ...(isUngiven(change) ? gradingCards(change) : []),
  ...alarm(change),
  ...warningTexts(change),
];

/**
 * Raised to 较大 or 重大 by a person, or a stranger's report confirmed: those above hear of it now. Become confidential: those who may
 * still know of it take over.
 */
const classified = (change: Change, event: EventOf<'HazardClassified'>): Draft[] => {
  const { before, after } = change;
  const raised = compareLevels(event.level, event.previousLevel) > 0 && event.level !== '一般';
  const confirmed = after.reporter === null && before.status === 'reported';
  const narrowed = before.status !== 'none' && isOrdinary(before) && !isOrdinary(after) && isUngiven(change);
  return [...(raised || confirmed ? alarm(change) : []), ...(narrowed ? gradingCards(change, event.actor) : [])];
};

/** Another school, place or words: whoever grades it now gets a card that is right; whoever works on it hears of it. */
const corrected = (change: Change, event: EventOf<'HazardCorrected'>): Draft[] => {
  const { before, after } = change;
  const placeKnown = before.status !== 'none' && after.suggestedAssignee !== before.suggestedAssignee;
  return [
    ...(isUngiven(change) ? gradingCards(change) : []),
    ...(event.unit !== null ? alarm(change) : placeKnown ? makeSafe(change) : []),
    ...correctedTexts(change, event),
    ...(event.dangerousWork === null ? [] : warningTexts(change)),
  ];
};

const assigned = (change: Change, event: EventOf<'HazardAssigned'>): Draft[] => [
  ...taskCards(change, event),
  ...takenOverTexts(change, event),
];

const none = (): Draft[] => [];

/** One line an event: who hears of it, and how. The sender of the message gets his answer elsewhere (replies). */
const NOTIFY: { [T in HazardEventType]: (change: Change, event: EventOf<T>) => Draft[] } = {
  HazardReported: reported,
  PhotosAdded: none,
  HazardClassified: classified,
  HazardAssigned: assigned,
  HazardAccepted: none,
  FiveFixed: fiveCards,
  FiveConfirmed: fiveConfirmedTexts,
  RectificationSubmitted: verifyCards,
  RectificationReturned: returnCards,
  HazardVerified: verifiedTexts,
  HazardArchived: none,
  HazardWithdrawn: withdrawnTexts,
  HazardRejected: rejectedTexts,
  HazardCorrected: corrected,
  HazardTransferred: transferCards,
  HazardEscalated: escalationCards,
  EscalationAnswered: answeredTexts,
  ExtensionRequested: extensionCards,
  ExtensionGranted: grantedTexts,
  ExtensionRefused: refusedTexts,
  HazardMerged: mergedTexts,
  DuplicateCleared: none,
  FollowersAdded: none,
  HazardEnforced: enforcedTexts,
  HazardSupervised: supervisedTexts,
  InterimMeasureTaken: measureTexts,
  HazardReopened: reopenedCards,
  StepOverdue: overdueDrafts,
  DeputiesCalled: deputyCards,
  AccountabilityOpened: caseOpenedCards,
  AccountabilityDecided: caseDecidedTexts,
};

/** Who hears what of a change, those who stand in for others included. Pure; the order is the order in which people read it. */
export const notificationsFor = (change: Change): Draft[] =>
  withStandIns(
    change,
    change.events.flatMap((event) => (NOTIFY[event.type] as (change: Change, event: HazardEvent) => Draft[])(change, event)),
  );
