import { sayDeadline } from '../../domain/calendar/display.ts';
import type { EventOf } from '../../domain/hazard/events.ts';
import type { Draft } from '../../messaging/draft.ts';
import { shortText } from '../replies/item-text.ts';
import { type Change, headline, tell, without } from './change.ts';

const assigneeOf = ({ after }: Change): string | null => ('assignee' in after ? after.assignee : null);

/** 查处: whoever works on it and those who lead the unit hear what was ordered. */
export const enforcedTexts = (change: Change, event: EventOf<'HazardEnforced'>): Draft[] => {
  const { around } = change;
  const people = without([assigneeOf(change), ...around.leaders], event.actor);
  const text = `【查处】${headline(change)}\n${around.nameOf(event.actor)}：${shortText(event.measure, 120)}\n已记入档案，请照此落实。`;
  return tell(change, 'enforced', people, text, null);
};

/** 挂牌督办: all who answer for it hear, up to the paired leaders; in confidence those of the lane alone. */
export const supervisedTexts = (change: Change, event: EventOf<'HazardSupervised'>): Draft[] => {
  const { after, around } = change;
  const people = without([assigneeOf(change), ...around.classifiers, ...around.leaders, ...around.told], event.actor);
  const note = event.note === null ? '' : `：${shortText(event.note, 80)}`;
  const work =
    'assignee' in after
      ? `由 ${around.nameOf(after.assignee)} 整改，${sayDeadline(after.deadline, around.now)}，请盯到销号。`
      : '还没派人整改，请马上定人。';
  const text = `【挂牌督办】${headline(change)}\n${around.nameOf(event.actor)} 对它挂牌督办${note}。\n${work}`;
  return tell(change, 'supervised', people, text, null);
};

/** 临时措施: of what cannot wait, whoever grades it hears that nobody comes to harm meanwhile; so does who was warned. */
export const measureTexts = (change: Change, event: EventOf<'InterimMeasureTaken'>): Draft[] => {
  const { after, around } = change;
  const grave = after.level === '重大' || after.urgent ? around.classifiers : [];
  const warned = after.dangerousWork === null ? [] : without(around.warned, after.reporter);
  const text = `${headline(change)}\n${around.nameOf(event.actor)} 已采取临时措施：${shortText(event.measure, 120)}`;
  return tell(change, 'measure-taken', without([...grave, ...warned], event.actor), text, null);
};
