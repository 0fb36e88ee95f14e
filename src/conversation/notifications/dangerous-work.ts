import { sayDeadline } from '../../domain/calendar/display.ts';
import { defaultDeadlinePolicy } from '../../domain/hazard/deadline-policy.ts';
import type { DangerousWork } from '../../domain/hazard/state.ts';
import type { Draft } from '../../messaging/draft.ts';
import { SITUATION_WORDS } from '../replies/dangerous-work.ts';
import { shortText } from '../replies/item-text.ts';
import { type Change, headline, inPrivate, tell, without } from './change.ts';

const MINUTE = 60_000;

/** Until when a measure must be on record (the policy's `measureWithin`); no time at all is 现在. */
const until = ({ after, around }: Change, { situation }: DangerousWork): string => {
  const policy = 'policy' in after ? { ...defaultDeadlinePolicy, ...after.policy } : defaultDeadlinePolicy;
  const within = policy.measureWithin[situation];
  if (within.kind !== 'minutes') return '请尽快落实临时措施';
  const due = new Date(after.reportedAt.getTime() + within.n * MINUTE);
  return due <= around.now ? '请马上落实临时措施' : `请在${sayDeadline(due, around.now)}落实临时措施`;
};

/**
 * Words that resemble a situation of 刑法 art. 134-1: told in private to the unit's 网格长 and the bureau's officer, for them to judge;
 * never to a group, and never to whoever reported it. It names the article and says nothing of guilt.
 */
export const warningTexts = (change: Change): Draft[] => {
  const { after, around } = change;
  const { dangerousWork: found } = after;
  if (found === null || after.interimMeasure !== null) return [];
  const text = [
    `仅供你判断：${headline(change)}`,
    `原话「${shortText(found.words, 40)}」，${SITUATION_WORDS[found.situation]}，请负责人判断。`,
    `${until(change, found)}，落实后回复「${after.number} 临时措施：…」。`,
  ].join('\n');
  return inPrivate(tell(change, 'private-warning', without(around.warned, after.reporter), text, null));
};
