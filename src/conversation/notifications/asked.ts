import { rectifiersOf } from '../../domain/hazard/responsibility.ts';
import { type AccountabilityCase, isIn, type KnownHazard } from '../../domain/hazard/state.ts';
import type { Surroundings } from '../surroundings.ts';

/** The file that waits for a decision; of several, which one after the other are decided, the oldest. */
export const openCase = (item: KnownHazard): AccountabilityCase | null => item.cases.find((each) => each.decision === null) ?? null;

const NOBODY: readonly string[] = [];

const isUngiven = (item: KnownHazard): boolean => isIn(item, 'reported', 'classified');

const verifiers = (item: KnownHazard, around: Surroundings): readonly string[] => (item.status === 'submitted' ? around.verifiers : NOBODY);

const caseDeciders = (item: KnownHazard, around: Surroundings): readonly string[] => {
  const open = openCase(item);
  return open === null ? NOBODY : around.deciders.filter((person) => !open.persons.includes(person));
};

/**
 * Of whom each kind of message asks something now. Once the item is past that, or it is another's turn, nobody is asked and the card's
 * buttons are dead. What is not in here asks for nothing.
 */
const ASKED: Readonly<Record<string, (item: KnownHazard, around: Surroundings) => readonly string[]>> = {
  'grading-card': (item, around) => (isUngiven(item) ? around.classifiers : NOBODY),
  'task-card': (item) => (item.status === 'assigned' ? [item.assignee] : NOBODY),
  'return-card': (item) => (item.status === 'rectifying' ? [item.assignee] : NOBODY),
  'before-and-after': verifiers,
  'verify-card': verifiers,
  'five-card': (item, around) =>
    item.fiveFixed.confirmedBy === null && isIn(item, 'reported', 'classified', 'assigned', 'rectifying') ? around.heads : NOBODY,
  'make-safe': (item) => (isUngiven(item) && item.suggestedAssignee !== null ? [item.suggestedAssignee] : NOBODY),
  'escalation-card': (item) => (item.escalation === null ? NOBODY : [item.escalation.to]),
  'extension-card': (item, around) => (item.extension !== null && isIn(item, 'assigned', 'rectifying') ? around.verifiers : NOBODY),
  'case-card': caseDeciders,
};

/** Who may not answer a kind of message, in whoever's place he stands: nobody judges his own work or his own file. */
const BARRED: Readonly<Record<string, (item: KnownHazard) => readonly string[]>> = {
  'before-and-after': rectifiersOf,
  'verify-card': rectifiersOf,
  'extension-card': rectifiersOf,
  'case-card': (item) => openCase(item)?.persons ?? NOBODY,
};

const principals = (kind: string, item: KnownHazard, around: Surroundings): readonly string[] => ASKED[kind]?.(item, around) ?? NOBODY;

/** Who is asked in this person's place, while he is away or does not answer; null: nobody, or nobody who may see the item. */
export const standInFor = (kind: string, principal: string, item: KnownHazard, around: Surroundings): string | null => {
  const deputy = around.deputyOf(principal);
  const asked = principals(kind, item, around);
  if (deputy === null || !asked.includes(principal) || asked.includes(deputy)) return null;
  return around.seesAll(deputy) && !BARRED[kind]?.(item).includes(deputy) ? deputy : null;
};

/** Whether a message of this kind asks something of the person now, for himself or in another's place. */
export const isAsked = (kind: string, person: string, item: KnownHazard, around: Surroundings): boolean => {
  const asked = principals(kind, item, around);
  return (
    around.seesAll(person) && (asked.includes(person) || asked.some((principal) => standInFor(kind, principal, item, around) === person))
  );
};
