import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Level, levels } from '../../../../src/domain/hazard/category.ts';
import type { Report } from '../../../../src/domain/hazard/commands.ts';
import { laneOf } from '../../../../src/domain/hazard/lane.ts';
import type { KnownHazard } from '../../../../src/domain/hazard/state.ts';
import { type Action, can, mayReport, RIGHTS, rightTo } from '../../../../src/domain/organisation/authority.ts';
import type { Relation, Standing } from '../../../../src/domain/organisation/roles.ts';
import { reporterFor, visibilityOf } from '../../../../src/domain/organisation/visibility.ts';
import { accepts, agrees, assignTo, by, itemAfter, lives, nowhere, PORTER, reported, submits, TEACHER } from '../hazard/hazard-story.ts';
import { ALL_RELATIONS } from '../life-table.ts';

const standing = (...relations: Relation[]): Standing => ({ person: 'somebody', relations: new Set(relations) });

/** An item that waits in `reported`, so that nobody is a rectifier and no person has taken it up. */
const waiting = (level: Level, changes: Partial<Report> = {}): KnownHazard => itemAfter(reported({ ...nowhere, level, ...changes }));

describe('a right', () => {
  it('adds up over the ways in which a person stands to the item', () => {
    const both = standing('own:成员', 'paired', 'own:具体责任人');
    expect(can(both, 'Classify', waiting('一般'))).toBe(true);
  });

  it('is what either of two relations gives, but for the rectifier’s', () => {
    const judging: readonly Action[] = ['Verify', 'Return', 'GrantExtension', 'RefuseExtension'];
    const items = levels.flatMap((level) => [
      waiting(level),
      waiting(level, { sensitive: true }),
      waiting(level, { withheldFromSchool: true }),
    ]);
    const wrong: string[] = [];
    for (const item of items)
      for (const action of Object.keys(RIGHTS) as Action[])
        for (const one of ALL_RELATIONS)
          for (const other of ALL_RELATIONS) {
            const either = can(standing(one), action, item) || can(standing(other), action, item);
            const judgesOwn = judging.includes(action) && (one === 'assignee' || other === 'assignee');
            if (can(standing(one, other), action, item) !== (either && !judgesOwn)) wrong.push(`${action} by ${one} who is ${other}`);
          }
    expect(wrong).toEqual([]);
  });

  it('is nobody’s who stands in no way to it, or is merely of the same city', () => {
    for (const action of Object.keys(RIGHTS) as Action[]) {
      expect(can(standing(), action, waiting('重大'))).toBe(false);
      expect(can(standing('staff'), action, waiting('重大'))).toBe(false);
    }
  });

  it.each(['Correct', 'Withdraw'] as const)('to %s leaves the reporter once a person has taken the item up', (action) => {
    const straight = itemAfter(reported());
    expect(can(standing('reporter'), action, straight)).toBe(true);
    expect(can(standing('reporter'), action, itemAfter(reported(), accepts(PORTER)))).toBe(false);
    expect(can(standing('reporter'), action, itemAfter(reported(nowhere), assignTo(PORTER)))).toBe(false);
  });

  it.each(['Correct', 'Withdraw'] as const)(
    'to %s does not come back to the reporter by handing the item on or taking it up again',
    (action) => {
      const passedOn = itemAfter(reported(), accepts(PORTER), by(PORTER, { type: 'Transfer', assignee: 'plumber', reason: '归水电工管' }));
      const reassigned = itemAfter(reported(), accepts(PORTER), assignTo('plumber'));
      const again = itemAfter(reported(), submits(PORTER, 'done'), agrees('head'), by('head', { type: 'Reopen', reason: '又坏了' }));
      const regraded = itemAfter(
        reported(nowhere),
        by('officer', { type: 'Reject', reason: '灯是好的' }),
        by('head', { type: 'Reopen', reason: '晚上才看得出' }),
      );
      for (const item of [passedOn, reassigned, again, regraded]) expect(can(standing('reporter'), action, item)).toBe(false);
      const untouched = itemAfter(reported(), by('operator', { type: 'Assign', assignee: 'plumber' }));
      expect(can(standing('reporter'), action, untouched)).toBe(true);
    },
  );

  it('to correct stays with the 具体责任人 afterwards', () => {
    expect(can(standing('own:具体责任人'), 'Correct', itemAfter(reported(), accepts(PORTER)))).toBe(true);
  });

  it.each(['Verify', 'Return'] as const)('to %s is never the rectifier’s, whatever his roles', (action) => {
    const byTheHead = itemAfter(reported({ placePerson: 'head' }), submits('head', 'done'));
    const head: Standing = { person: 'head', relations: new Set(['own:网格长', 'assignee', 'bureau:网格长']) };
    expect(can(head, action, byTheHead)).toBe(false);
    expect(can({ ...head, relations: new Set(['own:网格长']) }, action, byTheHead)).toBe(false);
    expect(can({ person: 'deputy-head', relations: new Set(['own:直接责任人']) }, action, byTheHead)).toBe(true);
    // A stand-in of the assignee stands to the item as the assignee does.
    expect(can({ person: 'deputy-head', relations: new Set(['own:直接责任人', 'assignee']) }, action, byTheHead)).toBe(false);
  });

  it.each(['Verify', 'Return', 'GrantExtension', 'RefuseExtension'] as const)('to %s is not lent to or by a rectifier', (action) => {
    const item = itemAfter(reported(), submits(PORTER, 'done'));
    const head = { person: 'head', relations: new Set<Relation>(['own:网格长']) };
    const porter = { person: PORTER, relations: new Set<Relation>(['own:网格长', 'assignee']) };
    expect(rightTo({ person: 'x', relations: new Set(), standsInFor: [head] }, action, item)).toEqual({ standingInFor: 'head' });
    expect(rightTo({ person: 'x', relations: new Set(), standsInFor: [porter] }, action, item)).toBeNull();
    expect(rightTo({ person: 'x', relations: new Set(), standsInFor: [porter, head] }, action, item)).toEqual({ standingInFor: 'head' });
    expect(rightTo({ person: PORTER, relations: new Set(), standsInFor: [head] }, action, item)).toBeNull();
  });

  it('is used as one’s own before that of somebody for whom one stands in', () => {
    const head = { person: 'head', relations: new Set<Relation>(['own:网格长']) };
    expect(rightTo({ ...standing('own:具体责任人'), standsInFor: [head] }, 'Classify', waiting('一般'))).toBe('self');
    expect(rightTo({ ...standing('own:具体责任人'), standsInFor: [head] }, 'ConfirmFive', waiting('一般'))).toEqual({
      standingInFor: 'head',
    });
  });

  it('to report is everybody’s who is known, and in an urgent danger anybody’s', () => {
    expect(mayReport(TEACHER, { urgent: false })).toBe(true);
    expect(mayReport(null, { urgent: true })).toBe(true);
    expect(mayReport(null, { urgent: false })).toBe(false);
  });
});

describe('a reporter who asked to stay unnamed', () => {
  const hidden = waiting('较大', { reporterHidden: true });

  it.each(ALL_RELATIONS)('is seen by %s only where that is himself or the bureau’s 具体责任人', (relation) => {
    const entitled = relation === 'reporter' || relation === 'bureau:具体责任人';
    expect(can(standing(relation), 'see-reporter', hidden)).toBe(entitled);
    expect(reporterFor(standing(relation), hidden)).toBe(entitled ? TEACHER : null);
  });

  it('is never learnt of by anybody who may not see the item', () => {
    for (const relation of ALL_RELATIONS)
      for (const level of levels)
        for (const changes of [{}, { sensitive: true }, { withheldFromSchool: true }, { reporterHidden: true }]) {
          const item = waiting(level, changes);
          if (can(standing(relation), 'see-reporter', item) && relation !== 'reporter')
            expect(can(standing(relation), 'see', item)).toBe(true);
        }
  });
});

describe('what a person sees', () => {
  it('of his own report: all of it, but for a confidential one only that it is being handled', () => {
    expect(visibilityOf(standing('reporter', 'staff'), waiting('重大'))).toBe('full');
    expect(visibilityOf(standing('reporter', 'staff'), waiting('重大', { sensitive: true }))).toBe('status-only');
    expect(visibilityOf(standing('reporter', 'staff'), waiting('重大', { withheldFromSchool: true }))).toBe('status-only');
  });

  it('of a confidential report of his own: all of it where he also is the school’s 网格长, unless it is kept from the school', () => {
    expect(visibilityOf(standing('reporter', 'own:网格长'), waiting('一般', { sensitive: true }))).toBe('full');
    expect(visibilityOf(standing('reporter', 'own:网格长'), waiting('一般', { withheldFromSchool: true }))).toBe('status-only');
  });

  const outside = ALL_RELATIONS.filter((relation) => !['reporter', 'assignee', 'own:网格长', 'bureau:具体责任人'].includes(relation));
  const lives0 = Object.values(lives).filter((state): state is KnownHazard => state.status !== 'none');

  it('of a sensitive item outside its lane: nothing, in whatever status, with whatever other roles', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...lives0),
        fc.subarray([...outside]),
        fc.boolean(),
        fc.constantFrom(...levels),
        (life, relations, kept, level) => {
          const item: KnownHazard = { ...life, sensitive: true, withheldFromSchool: kept, level };
          expect(laneOf(item)).not.toBe('ordinary');
          expect(visibilityOf(standing(...relations), item)).toBe('none');
          for (const action of Object.keys(RIGHTS) as Action[]) expect(can(standing(...relations), action, item)).toBe(false);
        },
      ),
    );
  });

  it('of an item kept from the school: nothing for all of the school, its 网格长 included', () => {
    const school = ALL_RELATIONS.filter((relation) => relation.startsWith('own:') || relation === 'place-person');
    for (const level of levels) expect(visibilityOf(standing(...school), waiting(level, { withheldFromSchool: true }))).toBe('none');
  });
});
