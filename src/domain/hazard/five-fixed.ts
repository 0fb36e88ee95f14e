import type { CommandOf } from './commands.ts';
import { gradeOf } from './deadline-policy.ts';
import type { EventOf, HazardEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { accepted, type Decision, type Rejection, refused, wrongStatus } from './rejection.ts';
import { type Facts, type FiveFixed, type FiveParts, type Hazard, type InStatus, isIn } from './state.ts';
import { dueFor, later, type Rules } from './timing.ts';
import { said } from './words.ts';

type Plannable = InStatus<'reported' | 'classified' | 'assigned' | 'rectifying'>;

/** The five parts in their customary order: 责任、措施、资金、时限、预案. */
export const FIVE_PARTS = ['responsibility', 'measures', 'money', 'deadline', 'plan'] as const satisfies readonly (keyof FiveParts)[];

/** The parts that nobody has said yet. */
export const missingParts = (five: FiveParts): (keyof FiveParts)[] => FIVE_PARTS.filter((part) => five[part] === null);

const incomplete = (five: FiveFixed): Rejection | null => {
  const missing = missingParts(five);
  return missing.length === 0 ? null : { code: 'five-fixed-missing', missing };
};

/** What keeps a 重大 item from being worked on: 五落实 that is not complete or not confirmed; null: nothing. */
export const fiveFixedGate = (item: Facts): Rejection | null => {
  if (item.level !== '重大') return null;
  return incomplete(item.fiveFixed) ?? (item.fiveFixed.confirmedBy === null ? { code: 'five-fixed-unconfirmed' } : null);
};

/** Only what is said and differs from what was said before. */
const newParts = (known: FiveFixed, { parts, until = null }: CommandOf<'FixFive'>): Partial<FiveParts> => {
  const news: Partial<FiveParts> = {};
  for (const part of FIVE_PARTS) {
    const words = said(parts[part]);
    const sameTime = part !== 'deadline' || until?.getTime() === known.until?.getTime();
    if (words !== null && !(words === known[part] && sameTime)) news[part] = words;
  }
  return news;
};

const inThePast = (until: Date | null | undefined, at: Date): Rejection | null =>
  until != null && until <= at ? { code: 'deadline-in-the-past', until } : null;

/** With a confirmed plan the plan's day replaces "a plan within three days"; whoever has the item has yet to accept it. */
const confirmation = (state: Plannable, { actor, at }: { actor: string; at: Date }, rules: Rules): EventOf<'FiveConfirmed'> => {
  const deadline = gradeOf(state) === '重大或紧急' && isIn(state, 'assigned', 'rectifying') ? state.fiveFixed.until : null;
  const dueAt = state.status === 'assigned' ? dueFor(state, 'accept', state, at, rules) : state.status === 'rectifying' ? deadline : null;
  return { type: 'FiveConfirmed', at, actor, deadline, dueAt };
};

/** Whoever drafts the parts is at work: from then on the time for the plan counts, not the time for accepting. */
const draftingUntil = (state: Plannable): Date | null =>
  state.status === 'assigned' && state.level === '重大' ? later(state.stepDueAt ?? state.deadline, state.deadline) : null;

/** Takes down what was said of the five parts; a change of a confirmed plan needs to be confirmed again. */
export const fixFive = (state: Hazard, command: CommandOf<'FixFive'>, rules: Rules): Decision => {
  if (!isIn(state, 'reported', 'classified', 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const parts = newParts(state.fiveFixed, command);
  if (Object.keys(parts).length === 0) return refused({ code: 'unchanged' });
  const until = parts.deadline === undefined ? null : (command.until ?? null);
  const past = inThePast(until, at);
  if (past !== null) return refused(past);
  const events: HazardEvent[] = [{ type: 'FiveFixed', at, actor, parts, until, dueAt: draftingUntil(state) }];
  const next = events.reduce(evolve, state as Hazard);
  // A day that is over confirms nothing: what was said stands as a draft until a new day is named.
  const confirmable = (five: FiveFixed): boolean => incomplete(five) === null && inThePast(five.until, at) === null;
  if (command.confirms && isIn(next, 'reported', 'classified', 'assigned', 'rectifying') && confirmable(next.fiveFixed))
    events.push(confirmation(next, { actor, at }, rules));
  return accepted(...events);
};

/** The 网格长 stands for the plan that somebody else has drafted. */
export const confirmFive = (state: Hazard, { meta }: CommandOf<'ConfirmFive'>, rules: Rules): Decision => {
  if (!isIn(state, 'reported', 'classified', 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const missing = incomplete(state.fiveFixed) ?? inThePast(state.fiveFixed.until, at);
  if (missing !== null) return refused(missing);
  if (state.fiveFixed.confirmedBy !== null) return refused({ code: 'unchanged' });
  return accepted(confirmation(state, { actor, at }, rules));
};
