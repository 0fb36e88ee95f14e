import { sayDeadline, sayMoment } from '../../domain/calendar/display.ts';
import type { EventOf } from '../../domain/hazard/events.ts';
import type { Draft } from '../../messaging/draft.ts';
import { shortText } from '../replies/item-text.ts';
import { button, type Change, card, cardTo, fieldsOf, headline, tell, withLine, without } from './change.ts';

const assigneeOf = ({ after }: Change): string | null => ('assignee' in after ? after.assignee : null);

/** Who asked above, until somebody decided. */
const askerBefore = ({ before }: Change): string | null => (before.status === 'none' ? null : (before.escalation?.by ?? null));

const whoHasIt = (change: Change): string => {
  const { after, around } = change;
  if (!('assignee' in after)) return '还没派人';
  return `${around.nameOf(after.assignee)}，${sayDeadline(after.deadline, around.now)}`;
};

/** 上报: who above decides reads what it is, who asks and why; whoever works on it hears that it stays with him until then. */
export const escalationCards = (change: Change, event: EventOf<'HazardEscalated'>): Draft[] => {
  const { around } = change;
  const asker = around.nameOf(event.actor);
  const fields = fieldsOf(change, [
    { name: '谁上报的', value: asker },
    { name: '原因', value: shortText(event.reason, 60) },
    { name: '现负责', value: whoHasIt(change) },
  ]);
  const title = event.tree === 'territorial' ? '请定夺：属地的事，请镇村来办' : '请定夺：下面办不了，报给你';
  const drawn = card(change, title, change.after.urgent ? 'danger' : 'warning', fields, [
    button('我来办', 'primary', 'take-over', change),
    button('交回去办', 'default', 'answer-escalation', change),
    button('看详情', 'default', 'open', change),
  ]);
  const told = `${headline(change)}\n${asker} 已报给 ${around.nameOf(event.to)} 定夺。没定之前还归你管，请先看好现场。`;
  return [
    ...cardTo(change, 'escalation-card', [event.to], withLine(drawn, '要派别人，回复「让 某某 改」。')),
    ...tell(change, 'escalated', without([assigneeOf(change)], event.actor, event.to), told, null),
  ];
};

/** Handed back with money, advice or time: whoever asked above and whoever works on it hear it. */
export const answeredTexts = (change: Change, event: EventOf<'EscalationAnswered'>): Draft[] => {
  const { around } = change;
  const due = event.deadline === null ? '' : `\n期限改到：${sayMoment(event.deadline, around.now)}。`;
  const full = `${headline(change)}\n${around.nameOf(event.actor)} 答复：${shortText(event.note, 120)}${due}`;
  const assignee = assigneeOf(change);
  return [
    ...tell(change, 'escalation-answered', without([assignee], event.actor), `${full}\n请接着整改。`, null),
    ...tell(change, 'escalation-answered', without([askerBefore(change)], event.actor, assignee), full, null),
  ];
};

/** Taken over, or given to another, by whoever decides: so hears who asked him to, unless the work was or is his. */
export const takenOverTexts = (change: Change, event: EventOf<'HazardAssigned'>): Draft[] => {
  const { around } = change;
  const asker = without([askerBefore(change)], event.actor, event.assignee, event.previousAssignee);
  const who = event.actor === event.assignee ? '接过去办了' : `定了由 ${around.nameOf(event.assignee)} 来办`;
  const full = `你上报的 ${headline(change)}\n${around.nameOf(event.actor)} ${who}。`;
  return tell(change, 'escalation-answered', asker, full, null);
};
