import type { CategoryCode, Level } from './category.ts';
import { gradeOf } from './deadline-policy.ts';
import type { EventOf } from './events.ts';
import { becomesSensitive } from './lane.ts';
import { type InStatus, isIn } from './state.ts';
import { dueFor, type Rules, rectifyDeadline } from './timing.ts';

/** The states in which category and level can still be set. */
export type Gradable = InStatus<'reported' | 'classified' | 'assigned' | 'rectifying'>;
type NewGrading = { category: CategoryCode; level: Level; by: string | 'system'; reason: string | null; clause: string | null; at: Date };

/** The times under a new grading; null: they stay, because the column of the policy table is the same. */
const newTimes = (state: Gradable, level: Level, at: Date, rules: Rules): { deadline: Date | null; dueAt: Date | null } => {
  const item = { level, urgent: state.urgent, fiveFixed: state.fiveFixed };
  if (isIn(state, 'reported', 'classified')) return { deadline: null, dueAt: dueFor(state, 'classify', item, at, rules) };
  if (gradeOf(item) === gradeOf(state)) return { deadline: null, dueAt: null };
  const deadline = rectifyDeadline(state, item, at, rules);
  return { deadline, dueAt: state.status === 'assigned' ? dueFor(state, 'accept', item, at, rules) : deadline };
};

/** The event that sets category and level. */
export const classification = (state: Gradable, grading: NewGrading, rules: Rules): EventOf<'HazardClassified'> => ({
  type: 'HazardClassified',
  at: grading.at,
  actor: grading.by === 'system' ? null : grading.by,
  category: grading.category,
  previousCategory: state.category,
  level: grading.level,
  previousLevel: state.level,
  sensitive: becomesSensitive(state.sensitive, grading.category),
  by: grading.by,
  reason: grading.reason,
  clause: grading.clause,
  ...newTimes(state, grading.level, grading.at, rules),
});
