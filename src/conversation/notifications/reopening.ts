import type { EventOf } from '../../domain/hazard/events.ts';
import type { Draft } from '../../messaging/draft.ts';
import { shortText } from '../replies/item-text.ts';
import { gradingCard, taskCard } from './cards.ts';
import { type Change, cardTo, withLine } from './change.ts';
import { feedback, followersHear } from './feedback.ts';

/** Taken up again: whoever rectified it, or whoever grades it where no work had been done, gets a card that says why. */
const askAgain = (change: Change, { assignee, actor, reason }: EventOf<'HazardReopened'>): Draft[] => {
  const { around } = change;
  const why = shortText(reason, 80);
  const name = around.nameOf(actor);
  if (assignee === null)
    return cardTo(change, 'grading-card', around.classifiers, withLine(gradingCard(change), `${name} 重新打开：${why}`));
  const card = taskCard(change, '重新打开，请再整改', [
    { name: '谁打开的', value: name },
    { name: '原因', value: why },
  ]);
  return cardTo(change, 'task-card', [assignee], card);
};

export const reopenedCards = (change: Change, event: EventOf<'HazardReopened'>): Draft[] => {
  const { number } = change.after;
  const brief = `${number} 又重新打开了，会接着处理，有结果再告诉你。`;
  return [
    ...askAgain(change, event),
    ...feedback(change, event.actor, `你报的 ${brief}\n原因：${shortText(event.reason, 80)}`, `你报的 ${brief}`),
    ...followersHear(change, [event.actor, event.assignee], `你也报过的 ${brief}`),
  ];
};
