import type { Draft } from '../../messaging/draft.ts';
import { type Change, inPrivate, isOrdinary, textTo, textToAccount, without } from './change.ts';

/** The reporter hears the end, wherever he wrote from; what he may not see is not repeated to him. Who did it himself was answered. */
export const feedback = (change: Change, actor: string | null, full: string, brief: string): Draft[] => {
  const { after, around } = change;
  if (after.reporter === null) return textToAccount(change, 'feedback', brief);
  if (after.reporter === actor) return [];
  return textTo(change, 'feedback', [after.reporter], around.seesAll(after.reporter) ? full : brief);
};

/**
 * Those who reported the same hear it by its number alone; `not`: who knows already. What has become confidential since is not theirs any
 * more. One of them may have asked to stay unnamed when he reported it: no list of messages shows that they follow.
 */
export const followersHear = (change: Change, not: readonly (string | null)[], brief: string): Draft[] => {
  const { followers, reporter } = change.after;
  if (!isOrdinary(change.after)) return [];
  return inPrivate(textTo(change, 'feedback', without(followers, reporter, ...not), brief));
};
