import { formatShort } from '../domain/calendar/display.ts';
import type { HazardEvent, HazardEventType } from '../domain/hazard/events.ts';
import type { KnownHazard } from '../domain/hazard/state.ts';
import type { Draft } from '../messaging/draft.ts';
import type { Card } from '../messaging/message.ts';
import { isAsked } from './notifications/asked.ts';
import type { Surroundings } from './surroundings.ts';

/** A delivered card whose buttons are live. */
export type LiveCard = { id: string; kind: string; personId: string; card: Card };

/** Cards that a change makes wrong although the item still waits for the same thing: a new one goes out with it. */
const REPLACED: Readonly<Record<string, HazardEventType>> = {
  'grading-card': 'HazardCorrected',
  'five-card': 'FiveFixed',
  'extension-card': 'ExtensionRequested',
  'escalation-card': 'HazardEscalated',
  'case-card': 'AccountabilityDecided',
};

/** Whether a delivered card still asks something of whoever got it after these events, for himself or as a stand-in. */
export const cardStillAsks = (
  card: Pick<LiveCard, 'kind' | 'personId'>,
  item: KnownHazard,
  around: Surroundings,
  events: readonly HazardEvent[] = [],
): boolean => !events.some((event) => event.type === REPLACED[card.kind]) && isAsked(card.kind, card.personId, item, around);

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
  HazardTransferred: '已转办',
  HazardEscalated: '已上报',
  EscalationAnswered: '已答复',
  ExtensionRequested: '已重提',
  ExtensionGranted: '已同意',
  ExtensionRefused: '没同意',
  HazardMerged: '已合并',
  HazardReopened: '已重开',
  AccountabilityDecided: '已决定',
};

const BY_REPORTER: readonly HazardEventType[] = ['HazardCorrected', 'HazardWithdrawn', 'HazardMerged'];

/** What the reporter does as such: a hidden one must not be named by it. */
const asReporter = (events: readonly HazardEvent[]): boolean => events.some((event) => BY_REPORTER.includes(event.type));

/** Who decided and when: 王主任 11-23 10:20 已同意. The last telling event of a change says it. */
export const outcomeOf = (events: readonly HazardEvent[], item: KnownHazard, around: Surroundings): string | null => {
  const telling = events.findLast((event) => DONE[event.type] !== undefined);
  if (!telling) return null;
  const hidden = item.reporterHidden && telling.actor === item.reporter && asReporter(events);
  const who = telling.actor === null || hidden ? '' : `${around.nameOf(telling.actor)} `;
  return `${who}${formatShort(telling.at)} ${DONE[telling.type]}`;
};

/** Of a card that died without anybody's decision: whoever was stood in for is back. */
const OVER = '你不用再处理了';

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
  const told = outcomeOf(events, item, around) ?? OVER;
  return cards.map(({ id, kind, personId, card }) => {
    const sees = around.seesAll(personId) || !context.sensitive;
    const { actions: _actions, ...rest } = sees ? card : blanked(card, item);
    return {
      to: { person: personId },
      kind: 'redraw',
      body: { kind: 'card', card: { ...rest, outcome: sees ? told : OVER, buttons: [] } },
      cause: context.cause,
      hazardNumber: item.number,
      sensitive: context.sensitive || kind === 'case-card',
      redraws: id,
    };
  });
};
