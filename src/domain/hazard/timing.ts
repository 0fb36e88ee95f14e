import type { CalendarData } from '../calendar/calendar-data.ts';
import { type DeadlinePolicy, type DeadlineStep, deadlineFor, defaultDeadlinePolicy, gradeOf } from './deadline-policy.ts';
import type { FiveFixed, Hazard } from './state.ts';

/** What times are computed from: the city's present policy table, and its calendar. */
export type Rules = { policy: DeadlinePolicy; calendar: CalendarData };

type Graded = { level: '一般' | '较大' | '重大'; urgent: boolean };

/**
 * The policy that the item lives by: its own snapshot from the first assignment on, before it the city's present one. What an old snapshot
 * does not know yet is the default.
 */
export const policyOf = (state: Hazard, rules: Rules): DeadlinePolicy =>
  'policy' in state ? { ...defaultDeadlinePolicy, ...state.policy } : rules.policy;

/** When a step that begins at `at` is due for this item. */
export const dueFor = (state: Hazard, step: DeadlineStep, item: Graded, at: Date, rules: Rules): Date =>
  deadlineFor(policyOf(state, rules), step, gradeOf(item), at, rules.calendar);

/** Until when it must be rectified: for 重大 or urgent items with a confirmed plan that names a day still to come, that day. */
export const rectifyDeadline = (state: Hazard, item: Graded & { fiveFixed: FiveFixed }, at: Date, rules: Rules): Date => {
  const { until, confirmedBy } = item.fiveFixed;
  if (gradeOf(item) === '重大或紧急' && confirmedBy !== null && until !== null && until > at) return until;
  return dueFor(state, 'rectify', item, at, rules);
};

/** The later of two moments. */
export const later = (a: Date, b: Date): Date => (a >= b ? a : b);
