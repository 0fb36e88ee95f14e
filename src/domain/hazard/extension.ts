import type { CommandOf, Meta } from './commands.ts';
import { accepted, type Decision, type Rejection, refused, wrongStatus } from './rejection.ts';
import { type Hazard, type InStatus, isIn } from './state.ts';
import { said } from './words.ts';

type Assigned = InStatus<'assigned' | 'rectifying'>;

const notLater = (state: Assigned, until: Date, at: Date): Rejection | null => {
  if (until <= at) return { code: 'deadline-in-the-past', until };
  return until <= state.deadline ? { code: 'deadline-not-later', until, deadline: state.deadline } : null;
};

/** Asked by whoever has the item; asking again replaces what was asked before. */
export const askExtension = (state: Hazard, command: CommandOf<'AskExtension'>): Decision => {
  if (!isIn(state, 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  if (![actor, command.meta.standingInFor].includes(state.assignee)) return refused({ code: 'not-the-assignee', assignee: state.assignee });
  const rejection = notLater(state, command.until, at);
  if (rejection !== null) return refused(rejection);
  const reason = said(command.reason);
  if (reason === null) return refused({ code: 'reason-missing' });
  return accepted({ type: 'ExtensionRequested', at, actor, until: command.until, reason });
};

/** Nobody grants himself time: neither who has the work, nor who has asked for it in his place. */
const ownWork = (state: Assigned, { actor, standingInFor = null }: Meta): Rejection | null => {
  if (actor === null) return { code: 'not-bound' };
  const own = [state.assignee, state.extension?.by];
  return [actor, standingInFor].some((person) => person !== null && own.includes(person)) ? { code: 'rectifier-cannot-verify' } : null;
};

export const grantExtension = (state: Hazard, command: CommandOf<'GrantExtension'>): Decision => {
  if (!isIn(state, 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  const own = ownWork(state, command.meta);
  if (own !== null) return refused(own);
  if (state.extension === null) return refused({ code: 'no-extension-asked' });
  const deadline = command.until ?? state.extension.until;
  const rejection = notLater(state, deadline, at);
  if (rejection !== null) return refused(rejection);
  return accepted({ type: 'ExtensionGranted', at, actor, deadline, dueAt: state.status === 'rectifying' ? deadline : null });
};

export const refuseExtension = (state: Hazard, command: CommandOf<'RefuseExtension'>): Decision => {
  if (!isIn(state, 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  const own = ownWork(state, command.meta);
  if (own !== null) return refused(own);
  if (state.extension === null) return refused({ code: 'no-extension-asked' });
  const reason = said(command.reason);
  return reason === null ? refused({ code: 'reason-missing' }) : accepted({ type: 'ExtensionRefused', at, actor, reason });
};
