import { orderToRectify } from './assignment.ts';
import { compareLevels } from './category.ts';
import type { CommandOf } from './commands.ts';
import type { HazardEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { classification, type Gradable } from './grading.ts';
import { accepted, type Decision, refused, wrongStatus } from './rejection.ts';
import { type Hazard, isIn } from './state.ts';
import type { Rules } from './timing.ts';
import { said } from './words.ts';

/** To whom it goes after this classification; null: it stays with whom it is, or nobody is known. */
const assigneeAfter = (state: Gradable, graded: Hazard, named: string | null): string | null => {
  if (isIn(state, 'assigned', 'rectifying')) return named === state.assignee ? null : named;
  return named ?? (graded.status === 'classified' ? graded.suggestedAssignee : null);
};

/** Confirms or changes the grading; where the place's person is known, the same tap hands it over. */
export const classify = (state: Hazard, command: CommandOf<'Classify'>, rules: Rules): Decision => {
  if (!isIn(state, 'reported', 'classified', 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const { level = state.level, category = state.category } = command;
  const reason = said(command.reason);
  if (compareLevels(level, state.level) < 0 && reason === null)
    return refused({ code: 'lower-level-needs-reason', from: state.level, to: level });
  const changed = state.status === 'reported' || level !== state.level || category !== state.category;
  const events: HazardEvent[] = changed
    ? [classification(state, { category, level, by: actor, reason, clause: said(command.clause), at }, rules)]
    : [];
  const graded = events.reduce(evolve, state as Hazard);
  const assignee = assigneeAfter(state, graded, said(command.assignee));
  if (assignee !== null) events.push(...orderToRectify(graded, assignee, { at, actor }, rules));
  return events.length === 0 ? refused({ code: 'unchanged' }) : accepted(...events);
};

/** 不属实: ends the item, with a reason. */
export const reject = (state: Hazard, command: CommandOf<'Reject'>): Decision => {
  if (!isIn(state, 'reported', 'classified', 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const reason = said(command.reason);
  return reason === null ? refused({ code: 'reason-missing' }) : accepted({ type: 'HazardRejected', at, actor, reason });
};
