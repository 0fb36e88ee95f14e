import { endOfDay, type LocalDay, localDay } from '../calendar/local-time.ts';
import type { RuleId } from './rules.ts';

/** Why nobody has to: the whole window is vacation; the school closed; another grid has to, or has done it; the rules or the calendar changed. */
export type WaiveReason = 'vacation' | 'closed' | 'passed-on' | 'rule';

export const DUTY_STATUSES = ['open', 'done', 'overdue', 'waived'] as const;

/** `overdue` is so by the clock alone: nothing has to run for it. */
export type DutyStatus = (typeof DUTY_STATUSES)[number];

/** What a duty's status depends on. */
export type DutyFacts = { rule: RuleId; from: LocalDay; to: LocalDay; required: number; done: number; waived: WaiveReason | null };

/** The last moment at which a duty of a window that ends on this day is in time. */
export const dueAt = (to: LocalDay): Date => endOfDay(to);

/** What was done counts, even where nobody had to. */
export const dutyStatus = (duty: Pick<DutyFacts, 'to' | 'required' | 'done' | 'waived'>, now: Date): DutyStatus => {
  if (duty.done >= duty.required) return 'done';
  if (duty.waived !== null) return 'waived';
  return localDay(now) > duty.to ? 'overdue' : 'open';
};
