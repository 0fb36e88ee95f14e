import { decideCase } from './accountability.ts';
import { assign, transfer } from './assignment.ts';
import { classify, reject } from './classification.ts';
import type { HazardCommand } from './commands.ts';
import { clearDuplicate, follow, merge } from './duplicates.ts';
import { answerEscalation, escalate } from './escalation.ts';
import { askExtension, grantExtension, refuseExtension } from './extension.ts';
import { confirmFive, fixFive } from './five-fixed.ts';
import { accept, giveBack, submit, verify } from './rectification.ts';
import type { Decision } from './rejection.ts';
import { reopen } from './reopening.ts';
import { addPhotos, correct, report, withdraw } from './reporting.ts';
import type { Hazard } from './state.ts';
import { enforce, supervise, takeMeasure } from './supervision.ts';
import { tick } from './tick.ts';
import type { Rules } from './timing.ts';

export type { Decision, Rejection, RejectionCode } from './rejection.ts';
export type { Rules } from './timing.ts';

const noRuleFor = (command: never): never => {
  // Its type alone: the rest may name a child.
  throw new Error(`no rule for the command ${String((command as { type?: unknown }).type)}`);
};

/**
 * Whether a command makes sense now, and what then happens. Pure: time and actor come in the command's `meta`, the city's policy
 * table and calendar as `rules`. A refusal that a person can cause is a value. *Who may* is not asked here, except where the item
 * itself names the person (assignee, reporter, rectifier): that is the table of rights in `organisation/authority.ts`.
 */
export const decide = (state: Hazard, command: HazardCommand, rules: Rules): Decision => {
  switch (command.type) {
    case 'Report':
      return report(state, command, rules);
    case 'AddPhotos':
      return addPhotos(state, command, rules);
    case 'Classify':
      return classify(state, command, rules);
    case 'Assign':
      return assign(state, command, rules);
    case 'Accept':
      return accept(state, command);
    case 'FixFive':
      return fixFive(state, command, rules);
    case 'ConfirmFive':
      return confirmFive(state, command, rules);
    case 'Submit':
      return submit(state, command, rules);
    case 'Verify':
      return verify(state, command);
    case 'Return':
      return giveBack(state, command, rules);
    case 'Withdraw':
      return withdraw(state, command);
    case 'Reject':
      return reject(state, command);
    case 'Correct':
      return correct(state, command, rules);
    case 'Transfer':
      return transfer(state, command, rules);
    case 'Escalate':
      return escalate(state, command);
    case 'AnswerEscalation':
      return answerEscalation(state, command);
    case 'AskExtension':
      return askExtension(state, command);
    case 'GrantExtension':
      return grantExtension(state, command);
    case 'RefuseExtension':
      return refuseExtension(state, command);
    case 'Merge':
      return merge(state, command);
    case 'ClearDuplicate':
      return clearDuplicate(state, command);
    case 'Follow':
      return follow(state, command);
    case 'Enforce':
      return enforce(state, command);
    case 'Supervise':
      return supervise(state, command);
    case 'TakeMeasure':
      return takeMeasure(state, command);
    case 'Reopen':
      return reopen(state, command, rules);
    case 'DecideCase':
      return decideCase(state, command);
    case 'Tick':
      return tick(state, command, rules);
    default:
      return noRuleFor(command);
  }
};
