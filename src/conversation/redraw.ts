import { formatShort } from '../domain/calendar/display.ts';
import type { HazardEvent, HazardEventType } from '../domain/hazard/events.ts';
import { isIn, type KnownHazard } from '../domain/hazard/state.ts';
import type { Draft } from '../messaging/draft.ts';
import type { Card } from '../messaging/message.ts';
import type { Surroundings } from './surroundings.ts';

/** A delivered card whose buttons are live. */
export type LiveCard = { id: string; kind: string; personId: string; card: Card };

/** What each kind of card asks of whom: once the item is past that, or it is another's turn, its buttons are dead. */
const STILL_ASKS: Record<string, (item: KnownHazard, addressee: string, around: Surroundings) => boolean> = {
  'grading-card': (item, addressee, around) =>
    (item.status === 'reported' || item.status === 'classified') && around.classifiers.includes(addressee),
  'task-card': (item, addressee) => item.status === 'assigned' && item.assignee === addressee,
  'return-card': (item, addressee) => item.status === 'rectifying' && item.assignee === addressee,
  'verify-card': (item, addressee, around) => item.status === 'submitted' && around.verifiers.includes(addressee),
  'five-card': (item, addressee, around) =>
    item.fiveFixed.confirmedBy === null &&
    isIn(item, 'reported', 'classified', 'assigned', 'rectifying') &&
    around.heads.includes(addressee),
};

/** Cards that a change makes wrong although the item still waits for the same thing: a new one goes out with it. */
const isReplaced = (kind: string, events: readonly HazardEvent[]): boolean =>
  (kind === 'grading-card' && events.some((event) => event.type === 'HazardCorrected')) ||
  (kind === 'five-card' && events.some((event) => event.type === 'FiveFixed'));

/** Whether a delivered card still asks for something after these events. */
export const cardStillAsks = (
  card: Pick<LiveCard, 'kind' | 'personId'>,
  item: KnownHazard,
  around: Surroundings,
  events: readonly HazardEvent[] = [],
): boolean => !isReplaced(card.kind, events) && (STILL_ASKS[card.kind]?.(item, card.personId, around) ?? false);

/** Three words: with a name and a time it has to fit the 20 characters of a WeCom card's dead button [D90236]. */
const DONE: Partial<Record<HazardEventType, string>> = {
  HazardCorrected: '已更正',
  HazardClassified: '已核定',
  HazardAssigned: '已派人',
  HazardAccepted: '已接收',
  FiveFixed: '已补充',
  FiveConfirmed: '已确认',
  RectificationSubmitted: '已整改',
  HazardVerified: '已同意',
  RectificationReturned: '已退回',
  HazardWithdrawn: '已撤回',
  HazardRejected: '不属实',
};

/** What only the reporter does: a hidden one must not be named by it. */
const asReporter = (events: readonly HazardEvent[]): boolean =>
  events.some((event) => event.type === 'HazardCorrected' || event.type === 'HazardWithdrawn');

/** Who decided and when: 王主任 11-23 10:20 已同意. The last telling event of a change says it. */
export const outcomeOf = (events: readonly HazardEvent[], item: KnownHazard, around: Surroundings): string | null => {
  const telling = events.findLast((event) => DONE[event.type] !== undefined);
  if (!telling) return null;
  const hidden = item.reporterHidden && telling.actor === item.reporter && asReporter(events);
  const who = telling.actor === null || hidden ? '' : `${around.nameOf(telling.actor)} `;
  return `${who}${formatShort(telling.at)} ${DONE[telling.type]}`;
};

/** What is left of a card for somebody who may no longer see the item: its number, and that it is over. */
const blanked = (card: Card, item: KnownHazard): Card => ({
  ...card,
  title: `${item.number}（保密事项）`,
  text: null,
  fields: [],
});

/** Redraws dead cards without their buttons; whoever may no longer see the item loses its words and names too. */
export const redrawsFor = (
  cards: readonly LiveCard[],
  item: KnownHazard,
  events: readonly HazardEvent[],
  around: Surroundings,
  context: { cause: Draft['cause']; sensitive: boolean },
): Draft[] => {
  const told = outcomeOf(events, item, around);
  if (told === null) return [];
  return cards.map(({ id, personId, card }) => {
    const sees = around.seesAll(personId) || !context.sensitive;
    const { actions: _actions, ...rest } = sees ? card : blanked(card, item);
    return {
      to: { person: personId },
      kind: 'redraw',
      body: { kind: 'card', card: { ...rest, outcome: sees ? told : '你不用再处理了', buttons: [] } },
      cause: context.cause,
      hazardNumber: item.number,
      sensitive: context.sensitive,
      redraws: id,
    };
  });
};
