import { sayDeadline } from '../../domain/calendar/display.ts';
import { levels } from '../../domain/hazard/category.ts';
import type { EventOf } from '../../domain/hazard/events.ts';
import { missingParts } from '../../domain/hazard/five-fixed.ts';
import type { CardDraft, Draft } from '../../messaging/draft.ts';
import { shortText } from '../replies/item-text.ts';
import { button, type Change, card, cardTo, fieldsOf, headline, isOrdinary, tell, textTo, toEach, without } from './change.ts';

const urgentMark = ({ after }: Change): string => (after.urgent ? '紧急！' : '');

/** Whoever grades may want to call the reporter: his name, unless he asked to stay unnamed; the account of somebody unknown. */
const reporterField = ({ after, around }: Change): { name: string; value: string } => {
  if (after.reporterHidden) return { name: '上报人', value: '不具名' };
  if (after.reporter !== null) return { name: '上报人', value: around.nameOf(after.reporter) };
  return { name: '上报人', value: `还没绑定的账号 ${shortText(around.reporterAccount?.account ?? '', 40)}`.trim() };
};

/** Asks whoever grades: one tap confirms the suggestion, or sets another level; where it is graded already, who is to rectify it. */
export const gradingCard = (change: Change): CardDraft => {
  const { after, around } = change;
  const graded = after.status !== 'reported';
  const others = levels.filter((level) => level !== after.level);
  const buttons = graded
    ? [button('看详情', 'default', 'open', change), button('不属实', 'danger', 'reject', change)]
    : [
        button(`就按${after.level}`, 'primary', 'confirm', change),
        ...others.map((level) => button(`定为${level}`, 'default', 'confirm', change, { level })),
        button('不属实', 'danger', 'reject', change),
      ];
  const who = after.suggestedAssignee ? `建议派给 ${around.nameOf(after.suggestedAssignee)}` : '未定，请指定：回复「让 某某 改」';
  const fields = fieldsOf(change, [
    { name: '负责人', value: who },
    reporterField(change),
    ...(after.possibleDuplicateOf === null ? [] : [{ name: '疑似重复', value: `像是 ${after.possibleDuplicateOf}` }]),
    { name: '请在', value: after.stepDueAt ? sayDeadline(after.stepDueAt, around.now) : '尽快' },
  ]);
  const title = `${urgentMark(change)}${graded ? '请定谁来整改' : '请核定'}：${after.level}隐患`;
  return card(change, title, after.urgent ? 'danger' : 'warning', fields, buttons);
};

export const gradingCards = (change: Change, except: string | null = null): Draft[] =>
  cardTo(change, 'grading-card', without(change.around.classifiers, except), gradingCard(change));

/** Whoever had it before hears that he is rid of it: in confidence by the number alone, since he may no longer see it. */
export const movedTexts = (change: Change, previous: string | null, assignee: string): Draft[] => {
  const { before, around, after } = change;
  if (previous === assignee) return [];
  const saw = before.status !== 'none' && isOrdinary(before) && isOrdinary(after);
  const text = saw
    ? `${headline(change)}\n已改派给 ${around.nameOf(assignee)}，你不用再处理了。`
    : `${after.number} 已改派，你不用再处理了。`;
  return textTo(change, 'task-moved', [previous], text);
};

/** Asks whoever has it to accept it. `opening`: what the title begins with; `more`: where it comes from. */
export const taskCard = (change: Change, opening = '请整改', more: CardDraft['fields'] = []): CardDraft => {
  const { after, around } = change;
  const own = 'assignee' in after && after.reporter === after.assignee && !after.reporterHidden ? '（你报的，归你负责）' : '';
  const until = 'deadline' in after ? [{ name: '整改期限', value: sayDeadline(after.deadline, around.now) }] : [];
  return card(
    change,
    `${urgentMark(change)}${opening}：${after.level}隐患${own}`,
    after.urgent ? 'danger' : 'info',
    fieldsOf(change, [...until, ...more]),
    [
      button('接收', 'primary', 'accept', change),
      button('已整改', 'default', 'submit', change),
      button('看详情', 'default', 'open', change),
    ],
  );
};

export const taskCards = (change: Change, event: EventOf<'HazardAssigned'>): Draft[] => {
  const moved = movedTexts(change, event.previousAssignee, event.assignee);
  // Solved on the spot: there is nothing left to ask for.
  if (change.after.status !== 'assigned') return moved;
  return [...cardTo(change, 'task-card', [event.assignee], taskCard(change)), ...moved];
};

/** 转办: the next one reads who handed it on and why; for what cannot wait, whoever grades hears it too. */
export const transferCards = (change: Change, event: EventOf<'HazardTransferred'>): Draft[] => {
  const { after, around } = change;
  const from = around.nameOf(event.previousAssignee);
  const to = around.nameOf(event.assignee);
  const reason = shortText(event.reason, 60);
  const drawn = taskCard(change, '转给你整改', [
    { name: '转办人', value: from },
    { name: '原因', value: reason },
  ]);
  const grave = after.level === '重大' || after.urgent;
  const graders = grave ? without(around.classifiers, event.actor, event.assignee, event.previousAssignee) : [];
  return [
    ...cardTo(change, 'task-card', [event.assignee], drawn),
    ...(event.actor === event.previousAssignee ? [] : movedTexts(change, event.previousAssignee, event.assignee)),
    ...tell(change, 'handed-on', graders, `${headline(change)}\n${from} 转给 ${to} 整改：${reason}`, null),
  ];
};

/** First what it was and is, as one picture; then the question. */
export const verifyCards = (change: Change, event: EventOf<'RectificationSubmitted'>): Draft[] => {
  const { after, around } = change;
  const fields = fieldsOf(change, [
    { name: '整改人', value: around.nameOf(event.actor) },
    ...(event.note ? [{ name: '说明', value: shortText(event.note, 60) }] : []),
    { name: '请在', value: sayDeadline(event.dueAt, around.now) },
  ]);
  const drawn = card(change, '请验收：整改已完成', event.repeated ? 'warning' : 'info', fields, [
    button('同意', 'primary', 'verify', change),
    button('退回', 'danger', 'return', change),
    button('看详情', 'default', 'open', change),
  ]);
  const warned = event.repeated ? { ...drawn, text: `注意：整改后的照片以前用过，请核实。\n${drawn.text ?? ''}` } : drawn;
  return [
    ...toEach(change, 'before-and-after', around.verifiers, { kind: 'before-and-after', number: after.number }),
    ...cardTo(change, 'verify-card', around.verifiers, warned),
  ];
};

export const returnCards = (change: Change, event: EventOf<'RectificationReturned'>): Draft[] => {
  const { after, around } = change;
  if (!('assignee' in after)) return [];
  const fields = [
    { name: '退回原因', value: shortText(event.reason, 80) },
    ...fieldsOf(change),
    { name: '请在', value: sayDeadline(event.dueAt, around.now) },
  ];
  const drawn = card(change, `${around.nameOf(event.actor)} 退回：请再整改`, 'warning', fields, [
    button('已整改', 'primary', 'submit', change),
    button('看详情', 'default', 'open', change),
  ]);
  return cardTo(change, 'return-card', [after.assignee], drawn);
};

/** All five parts are said, by somebody who may not confirm them himself. */
export const fiveCards = (change: Change): Draft[] => {
  const { after, around } = change;
  const { fiveFixed: five } = after;
  if (missingParts(five).length > 0 || five.confirmedBy !== null) return [];
  const part = (name: string, words: string | null) => ({ name, value: shortText(words ?? '', 60) });
  const fields = [
    part('责任', five.responsibility),
    part('措施', five.measures),
    part('资金', five.money),
    part('时限', five.deadline),
    part('预案', five.plan),
  ];
  return cardTo(
    change,
    'five-card',
    around.heads,
    card(change, '请确认五落实', 'warning', fields, [button('确认', 'primary', 'confirm-five', change)]),
  );
};
