import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLevels } from '../../../../src/domain/hazard/category.ts';
import type { HazardCommand, HazardCommandType } from '../../../../src/domain/hazard/commands.ts';
import { decide, type Rejection, type RejectionCode } from '../../../../src/domain/hazard/decide.ts';
import { evolve, evolveAll } from '../../../../src/domain/hazard/evolve.ts';
import { laneOf } from '../../../../src/domain/hazard/lane.ts';
import { isIn, type KnownHazard } from '../../../../src/domain/hazard/state.ts';
import { rules } from './hazard-story.ts';
import { anyAttempt, anyPlan, commandOf, play } from './random-life.ts';

const hashesOf = (item: KnownHazard): string[] =>
  [...item.photosBefore, ...item.photosAfter, ...item.earlierPhotos].map((each) => each.hash);
const doneBy = (item: KnownHazard): (string | null | undefined)[] => [
  'assignee' in item ? item.assignee : null,
  'submittedBy' in item ? item.submittedBy : null,
  item.extension?.by,
  item.escalation?.by,
];
/** Doing these twice changes nothing the second time. */
const CAN_BE_SO_ALREADY: readonly HazardCommandType[] = [
  'Classify',
  'Assign',
  'FixFive',
  'ConfirmFive',
  'Correct',
  'Transfer',
  'Escalate',
  'Follow',
  'Supervise',
  'Tick',
];

type Truth = { [C in RejectionCode]?: (rejection: Extract<Rejection, { code: C }>, now: KnownHazard, command: HazardCommand) => boolean };

/** What each refusal of the second command says, checked against the item as the first has left it. */
const TRUE_WHEN: Truth = {
  'wrong-status': ({ status }, now) => status === now.status,
  'not-the-assignee': ({ assignee }, now, { meta }) => 'assignee' in now && now.assignee === assignee && meta.actor !== assignee,
  'already-taken-up': (_, now) => now.status !== 'reported' || now.takenUp,
  'photo-missing': (_, now) => now.photosAfter.length === 0,
  'photo-not-new': (_, now, command) => 'photos' in command && command.photos.every((photo) => hashesOf(now).includes(photo.hash)),
  'photo-used-before': ({ hashes }, now, command) =>
    hashes.every((hash) => hashesOf(now).includes(hash) || (command.type === 'Submit' && command.usedElsewhere?.includes(hash))),
  'lower-level-needs-reason': ({ from, to }, now) => from === now.level && compareLevels(to, from) < 0,
  'rectifier-cannot-verify': (_, now, { meta }) =>
    [meta.actor, meta.standingInFor].some((person) => person != null && doneBy(now).includes(person)),
  'on-site-evidence-missing': (_, now) => now.level === '重大',
  'five-fixed-missing': ({ missing }, now) => missing.length > 0 && missing.every((part) => now.fiveFixed[part] === null),
  'five-fixed-unconfirmed': (_, now) => now.fiveFixed.confirmedBy === null,
  'deadline-in-the-past': ({ until }, _now, { meta }) => until <= meta.at,
  'deadline-not-later': ({ until, deadline }, now) =>
    'deadline' in now && now.deadline.getTime() === deadline.getTime() && until <= deadline,
  // Moved to another school, it is nobody's there; or it has become confidential by the way.
  'nobody-to-assign': (_, now, command) =>
    now.suggestedAssignee === null ||
    (command.type === 'Correct' && command.unit !== undefined && (command.placePerson == null || command.sensitive === true)),
  'not-escalated': (_, now) => now.escalation === null,
  'no-extension-asked': (_, now) => now.extension === null,
  'not-suspected': (_, now) => now.possibleDuplicateOf === null,
  'cannot-merge-into': ({ why }, now, command) =>
    command.type === 'Merge' &&
    (why === 'confidential' ? laneOf(now) !== 'ordinary' : why === 'elsewhere' && command.into.unit !== now.unit),
  'no-such-case': (_, now, command) =>
    command.type === 'DecideCase' && now.cases.every((file) => file.trigger !== command.trigger || file.decision !== null),
  unchanged: (_, _now, { type }) => CAN_BE_SO_ALREADY.includes(type),
};

const isTrue = (rejection: Rejection, now: KnownHazard, command: HazardCommand): boolean => {
  const check = TRUE_WHEN[rejection.code] as ((rejection: Rejection, now: KnownHazard, command: HazardCommand) => boolean) | undefined;
  return check?.(rejection, now, command) ?? false;
};

describe('two people act on the same item at once', () => {
  it('the second is told truly why it no longer goes, or it still goes and keeps the laws', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyPlan, fc.array(anyAttempt, { minLength: 6, maxLength: 6 }), (plan, attempts) => {
        const last = play(plan).at(-1);
        if (!last || last.after.status === 'none') return;
        const state = last.after;
        const { at } = last.command.meta;
        const possible = attempts.flatMap((attempt) => {
          const command = commandOf(state, attempt, at, plan.city);
          const decision = command && decide(state, command, rules);
          return command && decision?.ok ? [{ command, events: decision.events }] : [];
        });
        for (const first of possible)
          for (const second of possible) {
            const now = evolveAll(state, first.events) as KnownHazard;
            const decision = decide(now, second.command, rules);
            if (!decision.ok) {
              seen.add(decision.rejection.code);
              if (!isTrue(decision.rejection, now, second.command))
                throw new Error(
                  `${second.command.type} after ${first.command.type}: ${JSON.stringify(decision.rejection)} on ${now.status}`,
                );
              continue;
            }
            const end = decision.events.reduce(evolve, now) as KnownHazard;
            expect(hashesOf(end)).toEqual(expect.arrayContaining(hashesOf(now)));
            if (isIn(end, 'archived') && !isIn(now, 'archived')) expect([end.assignee, end.submittedBy]).not.toContain(end.verifiedBy);
          }
      }),
      { numRuns: 250 },
    );
    expect([...seen]).toEqual(expect.arrayContaining(['wrong-status', 'unchanged']));
  });
});
