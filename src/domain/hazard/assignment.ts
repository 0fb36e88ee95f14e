import type { CommandOf } from './commands.ts';
import type { HazardEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { classification } from './grading.ts';
import { accepted, type Decision, refused, wrongStatus } from './rejection.ts';
import { type Hazard, isIn } from './state.ts';
import { dueFor, policyOf, type Rules, rectifyDeadline } from './timing.ts';
import { said } from './words.ts';

/**
 * The event that gives an item to a person; none where it cannot be given. The first time it takes the snapshot of the policy and sets
 * the deadline; handing it on changes neither, or passing it round would win time.
 */
export const orderToRectify = (state: Hazard, assignee: string, stamp: { at: Date; actor: string | null }, rules: Rules): HazardEvent[] => {
  if (!isIn(state, 'classified', 'assigned', 'rectifying')) return [];
  const first = state.status === 'classified';
  return [
    {
      type: 'HazardAssigned',
      at: stamp.at,
      actor: stamp.actor,
      assignee,
      previousAssignee: first ? null : state.assignee,
      policy: policyOf(state, rules),
      deadline: first ? rectifyDeadline(state, state, stamp.at, rules) : state.deadline,
      dueAt: dueFor(state, 'accept', state, stamp.at, rules),
    },
  ];
};

/** 转办: whoever has the work hands it on, with a reason. The deadline stays, or passing it round would win time. */
export const transfer = (state: Hazard, command: CommandOf<'Transfer'>, rules: Rules): Decision => {
  if (!isIn(state, 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const assignee = said(command.assignee);
  if (assignee === null) return refused({ code: 'nobody-to-assign' });
  if (assignee === state.assignee) return refused({ code: 'unchanged' });
  const reason = said(command.reason);
  if (reason === null) return refused({ code: 'reason-missing' });
  const dueAt = dueFor(state, 'accept', state, at, rules);
  return accepted({ type: 'HazardTransferred', at, actor, assignee, previousAssignee: state.assignee, reason, dueAt });
};

/** Gives the item to somebody. On one that is only reported it confirms the suggested grading by the way. */
export const assign = (state: Hazard, command: CommandOf<'Assign'>, rules: Rules): Decision => {
  if (!isIn(state, 'reported', 'classified', 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const assignee = said(command.assignee) ?? state.suggestedAssignee;
  if (assignee === null) return refused({ code: 'nobody-to-assign' });
  if (isIn(state, 'assigned', 'rectifying') && state.assignee === assignee) return refused({ code: 'unchanged' });
  const confirmed =
    state.status === 'reported'
      ? [classification(state, { by: actor, at, reason: null, clause: null, level: state.level, category: state.category }, rules)]
      : [];
  return accepted(...confirmed, ...orderToRectify(confirmed.reduce(evolve, state as Hazard), assignee, { at, actor }, rules));
};
