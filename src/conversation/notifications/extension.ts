import { sayDeadline, sayMoment } from '../../domain/calendar/display.ts';
import type { EventOf } from '../../domain/hazard/events.ts';
import type { Draft } from '../../messaging/draft.ts';
import { shortText } from '../replies/item-text.ts';
import { button, type Change, card, cardTo, fieldsOf, headline, tell, without } from './change.ts';

/** 延期: whoever may verify the level decides; the one who works on it never. */
export const extensionCards = (change: Change, event: EventOf<'ExtensionRequested'>): Draft[] => {
  const { after, around } = change;
  const old = 'deadline' in after ? [{ name: '原期限', value: sayDeadline(after.deadline, around.now) }] : [];
  const fields = fieldsOf(change, [
    { name: '申请人', value: around.nameOf(event.actor) },
    ...old,
    { name: '原因', value: shortText(event.reason, 60) },
  ]);
  const drawn = card(change, `请批延期：想延到 ${sayMoment(event.until, around.now)}`, 'warning', fields, [
    button('同意延期', 'primary', 'grant-extension', change),
    button('不同意', 'danger', 'refuse-extension', change),
    button('看详情', 'default', 'open', change),
  ]);
  return cardTo(change, 'extension-card', without(around.verifiers, event.actor), drawn);
};

const toAssignee = (change: Change, actor: string | null, text: string): Draft[] => {
  const { after } = change;
  return 'assignee' in after ? tell(change, 'extension-decided', without([after.assignee], actor), text, null) : [];
};

export const grantedTexts = (change: Change, event: EventOf<'ExtensionGranted'>): Draft[] => {
  const { around } = change;
  const who = `${around.nameOf(event.actor)} 同意延期`;
  return toAssignee(change, event.actor, `${headline(change)}\n${who}，新期限：${sayDeadline(event.deadline, around.now)}。`);
};

export const refusedTexts = (change: Change, event: EventOf<'ExtensionRefused'>): Draft[] => {
  const { after, around } = change;
  const due = 'deadline' in after ? `期限还是${sayDeadline(after.deadline, around.now)}，` : '';
  const who = `${around.nameOf(event.actor)} 没同意延期：${shortText(event.reason, 80)}`;
  return toAssignee(change, event.actor, `${headline(change)}\n${who}\n${due}实在办不了，回复「上报」加原因。`);
};
