import type { CommandOf } from './commands.ts';
import { accepted, type Decision, refused, wrongStatus } from './rejection.ts';
import type { Hazard } from './state.ts';
import { said } from './words.ts';

/** A person decides on the file (事前追责, notice 六（七）); nobody on one that names himself. It outlives the item. */
export const decideCase = (state: Hazard, command: CommandOf<'DecideCase'>): Decision => {
  if (state.status === 'none') return wrongStatus(state);
  const { actor, at, standingInFor = null } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const open = state.cases.find((each) => each.trigger === command.trigger && each.decision === null);
  if (open === undefined) return refused({ code: 'no-such-case' });
  if ([actor, standingInFor].some((person) => person !== null && open.persons.includes(person))) return refused({ code: 'own-case' });
  const reason = said(command.reason);
  if (!command.start && reason === null) return refused({ code: 'reason-missing' });
  return accepted({ type: 'AccountabilityDecided', at, actor, trigger: command.trigger, started: command.start, reason });
};
