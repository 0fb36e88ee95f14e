import type { CommandOf } from './commands.ts';
import { accepted, type Decision, type Rejection, refused, wrongStatus } from './rejection.ts';
import { type Hazard, type InStatus, isIn } from './state.ts';
import { said } from './words.ts';

/** 上报: the next above is asked to decide. Whoever has the item keeps it until then. */
export const escalate = (state: Hazard, command: CommandOf<'Escalate'>): Decision => {
  if (!isIn(state, 'reported', 'classified', 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const reason = said(command.reason);
  if (reason === null) return refused({ code: 'reason-missing' });
  if (command.to === null || command.to === actor) return refused({ code: 'nobody-above' });
  if (state.escalation?.to === command.to) return refused({ code: 'unchanged' });
  return accepted({ type: 'HazardEscalated', at, actor, to: command.to, tree: command.tree, reason });
};

type Escalatable = InStatus<'reported' | 'classified' | 'assigned' | 'rectifying'>;

/** Time is given by another than who has the work or has asked, and it is more time. */
const noTimeToGive = (state: Escalatable, { meta, until }: CommandOf<'AnswerEscalation'>): Rejection | null => {
  if (until == null) return null;
  if (until <= meta.at) return { code: 'deadline-in-the-past', until };
  if (!isIn(state, 'assigned', 'rectifying')) return null;
  const own = [state.assignee, state.escalation?.by];
  if ([meta.actor, meta.standingInFor].some((person) => person != null && own.includes(person))) return { code: 'rectifier-cannot-verify' };
  return until <= state.deadline ? { code: 'deadline-not-later', until, deadline: state.deadline } : null;
};

/** Whoever was asked hands it back, with money, advice or time. Taking it over or naming another is an assignment. */
export const answerEscalation = (state: Hazard, command: CommandOf<'AnswerEscalation'>): Decision => {
  if (!isIn(state, 'reported', 'classified', 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  if (state.escalation === null) return refused({ code: 'not-escalated' });
  const note = said(command.note);
  if (note === null) return refused({ code: 'reason-missing' });
  const rejection = noTimeToGive(state, command);
  if (rejection !== null) return refused(rejection);
  const deadline = isIn(state, 'assigned', 'rectifying') ? (command.until ?? null) : null;
  return accepted({ type: 'EscalationAnswered', at, actor, note, deadline, dueAt: state.status === 'rectifying' ? deadline : null });
};
