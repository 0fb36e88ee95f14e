import { formatShort } from '../../domain/calendar/display.ts';
import type { EventOf } from '../../domain/hazard/events.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import type { Draft } from '../../messaging/draft.ts';
import { firstAid } from '../replies/first-aid.ts';
import { gradeText, shortText } from '../replies/item-text.ts';
import { type Change, headline, isOrdinary, tell, textTo, textToGroup, without } from './change.ts';
import { feedback, followersHear } from './feedback.ts';

const isSerious = (item: KnownHazard): boolean => item.level !== '一般' || item.urgent;
const aid = ({ after }: Change): string => (after.urgent ? `${firstAid(after.category)}\n` : '');

/** The place's person is asked to make it safe while the level is still open. If he reported it himself, his receipt says so. */
export const makeSafe = (change: Change): Draft[] => {
  const { after } = change;
  const { suggestedAssignee: person } = after;
  if (!isOrdinary(after) || !isSerious(after) || person === null || person === after.reporter || 'assignee' in after) return [];
  const text = `${aid(change)}${headline(change)}\n你负责这里，请先封闭、警示或停用，别让学生靠近。等级核定后会派给你。`;
  return textTo(change, 'make-safe', [person], text);
};

/** A group is not told what somebody unknown says, until a person has looked at it. */
const groupNotices = (change: Change): Draft[] => {
  const { after, around, unsure } = change;
  if (unsure || (after.reporter === null && after.status === 'reported')) return [];
  const text = `${aid(change)}【${after.urgent ? '紧急' : `${after.level}隐患`}】${headline(change)}\n请大家留意，提醒学生远离，安全办正在处理。`;
  return around.groups.map((group) => textToGroup(change, 'group-notice', group, text));
};

/** What cannot wait till morning goes to who is on 值班 or 带班 in the unit: he is near. */
const onDutyTexts = (change: Change, asked: readonly (string | null)[]): Draft[] => {
  const { after, around } = change;
  const text = `${aid(change)}【${after.urgent ? '紧急' : after.level}】${headline(change)}\n你在值班，请马上去看，先封闭、停用、让人离开。办好回复「${after.number} 临时措施：…」。`;
  return tell(change, 'notice-duty', without(around.onDuty, ...asked), text, null);
};

/** 较大, 重大 and urgent: the level above, paired leaders and the unit's groups hear at once; whoever gets a card is not told twice. */
export const alarm = (change: Change): Draft[] => {
  const { after, around, events } = change;
  if (!isOrdinary(after) || !isSerious(after) || (change.unsure && !after.urgent)) return [];
  const actors = events.map((event) => event.actor);
  const asked = [...around.classifiers, after.suggestedAssignee, 'assignee' in after ? after.assignee : null, ...actors];
  const above = without(around.told, ...asked, ...around.onDuty);
  const text = `【${after.urgent ? '紧急' : after.level}】${headline(change)}\n${gradeText(after)}。正在核定和处置。`;
  return [...makeSafe(change), ...onDutyTexts(change, asked), ...textTo(change, 'notice-above', above, text), ...groupNotices(change)];
};

/** Those above were told of 重大 at once: they hear its end too, in one line. */
const endForAbove = (change: Change, people: readonly string[], who: string): Draft[] =>
  change.after.level === '重大' ? tell(change, 'notice-end', people, `✅ ${headline(change)}\n${who} 验收通过，已销号存档。`, null) : [];

export const verifiedTexts = (change: Change, event: EventOf<'HazardVerified'>): Draft[] => {
  const { after, around } = change;
  const who = `${around.nameOf(event.actor)} ${formatShort(event.at)}`;
  const rectifier = 'submittedBy' in after && after.submittedBy !== after.reporter ? after.submittedBy : null;
  const heard = [event.actor, rectifier, after.reporter];
  const done = around.seesAll(rectifier)
    ? `✅ ${headline(change)}\n${who} 验收通过，已存档。辛苦了！`
    : `✅ ${after.number} 验收通过，已存档。辛苦了！`;
  return [
    ...feedback(
      change,
      event.actor,
      `✅ 你报的 ${headline(change)}\n已经整改好，${who} 验收通过，已存档。谢谢你发现它！`,
      `✅ 你报的 ${after.number} 已经处理好，已存档。谢谢你告诉我们！`,
    ),
    ...followersHear(change, heard, `✅ 你也报过的 ${after.number} 已经处理好，已存档。谢谢你！`),
    ...textTo(change, 'accepted-work', [rectifier], done),
    ...endForAbove(change, without(around.told, ...heard, ...after.followers), who),
  ];
};

/** The one who had it to do, if there was one, and if it was not he who ended it. */
const formerAssignee = ({ before, events }: Change): string | null => {
  const person = 'assignee' in before ? before.assignee : null;
  return events.some((event) => event.actor === person) ? null : person;
};

const releaseText = (change: Change, why: string, briefly: string): Draft[] => {
  const person = formerAssignee(change);
  const words = isOrdinary(change.after)
    ? `${headline(change)}\n${why}，你不用再处理了。`
    : `${change.after.number} ${briefly}，你不用再处理了。`;
  return textTo(change, 'task-moved', [person], words);
};

export const rejectedTexts = (change: Change, event: EventOf<'HazardRejected'>): Draft[] => {
  const { after, around } = change;
  const why = `${around.nameOf(event.actor)} 核实后认为不属实：${shortText(event.reason, 80)}`;
  return [
    ...feedback(
      change,
      event.actor,
      `你报的 ${headline(change)}\n${why}。如果不同意，请联系学校安全办或重新报一次。`,
      `你报的 ${after.number} 已核实，没有按隐患处理。如果不同意，请重新报一次。`,
    ),
    ...followersHear(
      change,
      [event.actor, formerAssignee(change)],
      `你也报过的 ${after.number} 已核实，没有按隐患处理。如果不同意，请重新报一次。`,
    ),
    ...releaseText(change, why, '已结束'),
  ];
};

/** Those who reported the same still may see the danger. */
export const withdrawnTexts = (change: Change, event: EventOf<'HazardWithdrawn'>): Draft[] => [
  ...followersHear(change, [event.actor, formerAssignee(change)], `你也报过的 ${change.after.number} 已撤回。问题还在的话，请再报一次。`),
  ...releaseText(change, '上报人已撤回', '已撤回'),
];

/** 重复: whoever reported it follows the other item from now on; whoever had it to do is free. */
export const mergedTexts = (change: Change, event: EventOf<'HazardMerged'>): Draft[] => {
  const { number } = change.after;
  const follow = `和 ${event.into} 是同一件事，已并到一起办。${event.into} 有结果会告诉你。`;
  return [
    ...feedback(change, event.actor, `你报的 ${number} ${follow}`, `你报的 ${number} ${follow}`),
    ...followersHear(change, [event.actor, formerAssignee(change)], `你也报过的 ${number} ${follow}`),
    ...releaseText(change, `和 ${event.into} 是同一件事，已合并`, '已合并'),
  ];
};

/** Whoever works on it hears that its place or words are others now. */
export const correctedTexts = (change: Change, event: EventOf<'HazardCorrected'>): Draft[] => {
  const { after, around, events } = change;
  const person = 'assignee' in after && after.assignee !== event.actor ? after.assignee : null;
  if (person === null || events.some((other) => other.type === 'HazardAssigned')) return [];
  if (!around.seesAll(person)) return textTo(change, 'corrected', [person], `${after.number} 有更正，发「${after.number}」看最新情况。`);
  return textTo(change, 'corrected', [person], `更正：${headline(change)}\n还是归你整改，请按这个来。`);
};

export const fiveConfirmedTexts = (change: Change, event: EventOf<'FiveConfirmed'>): Draft[] => {
  const { after } = change;
  const person = 'assignee' in after && after.assignee !== event.actor ? after.assignee : null;
  return textTo(change, 'five-confirmed', [person], `${headline(change)}\n五落实已确认，请接收并按方案整改。`);
};
