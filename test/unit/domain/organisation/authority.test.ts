import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Level, levels } from '../../../../src/domain/hazard/category.ts';
import type { Report } from '../../../../src/domain/hazard/commands.ts';
import { laneOf } from '../../../../src/domain/hazard/lane.ts';
import type { KnownHazard } from '../../../../src/domain/hazard/state.ts';
import { type Action, can, mayReport, RIGHTS } from '../../../../src/domain/organisation/authority.ts';
import type { Relation, Standing } from '../../../../src/domain/organisation/roles.ts';
import { reporterFor, visibilityOf } from '../../../../src/domain/organisation/visibility.ts';
import { accepts, assignTo, itemAfter, lives, nowhere, PORTER, reported, submits, TEACHER } from '../hazard/hazard-story.ts';

const RELATIONS = [
  'reporter',
  'assignee',
  'place-person',
  'own:具体责任人',
  'own:直接责任人',
  'own:网格长',
  'own:成员',
  'upper:具体责任人',
  'upper:直接责任人',
  'upper:网格长',
  'upper:成员',
  'bureau:具体责任人',
  'bureau:直接责任人',
  'bureau:网格长',
  'bureau:成员',
  'paired',
  'territorial',
  'staff',
] as const satisfies readonly Relation[];

const standing = (...relations: Relation[]): Standing => ({ person: 'somebody', relations: new Set(relations) });

/** An item that waits in `reported`, so that nobody is a rectifier and no person has taken it up. */
const waiting = (level: Level, changes: Partial<Report> = {}): KnownHazard => itemAfter(reported({ ...nowhere, level, ...changes }));

// 3: any level; 1: 一般 only; 2: up to 较大; g: 较大 and 重大 only; -: never.
const meaning: Record<string, readonly Level[]> = { '3': levels, '1': ['一般'], '2': ['一般', '较大'], g: ['较大', '重大'], '-': [] };

/** The ordinary lane. Columns as in RELATIONS: reporter, assignee, place; own 具 直 网 成; upper 具 直 网 成; bureau 具 直 网 成; 包联, 属地, staff. */
const ordinary: Record<Action, string> = {
  see: '           3 3 3  3 3 3 -  3 3 3 -  3 3 3 -  g 3 -',
  'see-status': '  3 3 3  3 3 3 -  3 3 3 -  3 3 3 -  g 3 -',
  'see-reporter': '3 3 3  3 3 3 -  3 3 3 -  3 3 3 -  g 3 -',
  AddPhotos: '     3 3 3  3 3 3 -  3 3 3 -  3 3 3 -  - - -',
  Classify: '      - - -  3 3 3 -  3 3 3 -  3 3 3 -  - - -',
  Assign: '        - - -  3 3 3 -  3 3 3 -  3 3 3 -  - - -',
  Reject: '        - - -  3 3 3 -  3 3 3 -  3 3 3 -  - - -',
  Accept: '        - 3 -  - - - -  - - - -  - - - -  - - -',
  FixFive: '       - 3 3  3 3 3 -  3 3 3 -  3 3 3 -  - - -',
  ConfirmFive: '   - - -  - - 3 -  - - 3 -  - - 3 -  - - -',
  Submit: '        - 3 -  - - - -  - - - -  - - - -  - - -',
  Verify: '        - - -  - 1 1 -  2 2 2 -  3 3 3 -  - - -',
  Return: '        - - -  - 1 1 -  2 2 2 -  3 3 3 -  - - -',
  Withdraw: '      3 - -  - - - -  - - - -  - - - -  - - -',
  Correct: '       3 - -  3 3 3 -  3 3 3 -  3 3 3 -  - - -',
};

/** The sensitive lane: the school's 网格长, the named handler, the bureau's 具体责任人. */
const sensitive: Record<Action, string> = {
  see: '           - 3 -  - - 3 -  - - - -  3 - - -  - - -',
  'see-status': '  3 3 -  - - 3 -  - - - -  3 - - -  - - -',
  'see-reporter': '3 3 -  - - 3 -  - - - -  3 - - -  - - -',
  AddPhotos: '     3 3 -  - - 3 -  - - - -  3 - - -  - - -',
  Classify: '      - - -  - - 3 -  - - - -  3 - - -  - - -',
  Assign: '        - - -  - - 3 -  - - - -  3 - - -  - - -',
  Reject: '        - - -  - - 3 -  - - - -  3 - - -  - - -',
  Accept: '        - 3 -  - - - -  - - - -  - - - -  - - -',
  FixFive: '       - 3 -  - - 3 -  - - - -  3 - - -  - - -',
  ConfirmFive: '   - - -  - - 3 -  - - - -  3 - - -  - - -',
  Submit: '        - 3 -  - - - -  - - - -  - - - -  - - -',
  Verify: '        - - -  - - 1 -  - - - -  3 - - -  - - -',
  Return: '        - - -  - - 1 -  - - - -  3 - - -  - - -',
  Withdraw: '      3 - -  - - - -  - - - -  - - - -  - - -',
  Correct: '       3 - -  - - 3 -  - - - -  3 - - -  - - -',
};

/** Kept from the school: as the sensitive lane, without the school. */
const withheld = Object.fromEntries(
  Object.entries(sensitive).map(([action, row]) => {
    const cells = row.trim().split(/\s+/);
    cells[RELATIONS.indexOf('own:网格长')] = '-';
    return [action, cells.join(' ')];
  }),
);

const cellsOf = (table: Record<string, string>) =>
  Object.entries(table).flatMap(([action, row]) =>
    row
      .trim()
      .split(/\s+/)
      .map((cell, index) => ({ action: action as Action, relation: RELATIONS[index] ?? 'staff', cell })),
  );

const lanes: [string, Record<string, string>, Partial<Report>][] = [
  ['ordinary', ordinary, {}],
  ['sensitive', sensitive, { sensitive: true }],
  ['withheld', withheld, { withheldFromSchool: true }],
  ['sensitive and withheld', withheld, { withheldFromSchool: true, category: 'bullying' }],
];

describe.each(lanes)('who may what in the lane: %s', (_lane, table, changes) => {
  it('has a cell for every action and relation', () => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(RIGHTS).sort());
    expect(cellsOf(table)).toHaveLength(Object.keys(RIGHTS).length * RELATIONS.length);
  });

  it.each(cellsOf(table))('$action by $relation: $cell', ({ action, relation, cell }) => {
    const allowed = levels.filter((level) => can(standing(relation), action, waiting(level, changes)));
    expect(allowed).toEqual(meaning[cell]);
  });
});

describe('a right', () => {
  it('adds up over the ways in which a person stands to the item', () => {
    const both = standing('own:成员', 'paired', 'own:具体责任人');
    expect(can(both, 'Classify', waiting('一般'))).toBe(true);
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

  it('to report is everybody’s who is known, and in an urgent danger anybody’s', () => {
    expect(mayReport(TEACHER, { urgent: false })).toBe(true);
    expect(mayReport(null, { urgent: true })).toBe(true);
    expect(mayReport(null, { urgent: false })).toBe(false);
  });
});

describe('a reporter who asked to stay unnamed', () => {
  const hidden = waiting('较大', { reporterHidden: true });

  it.each(RELATIONS)('is seen by %s only where that is himself or the bureau’s 具体责任人', (relation) => {
    const entitled = relation === 'reporter' || relation === 'bureau:具体责任人';
    expect(can(standing(relation), 'see-reporter', hidden)).toBe(entitled);
    expect(reporterFor(standing(relation), hidden)).toBe(entitled ? TEACHER : null);
  });

  it('is never learnt of by anybody who may not see the item', () => {
    for (const relation of RELATIONS)
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

  const outside = RELATIONS.filter((relation) => !['reporter', 'assignee', 'own:网格长', 'bureau:具体责任人'].includes(relation));
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
    const school = RELATIONS.filter((relation) => relation.startsWith('own:') || relation === 'place-person');
    for (const level of levels) expect(visibilityOf(standing(...school), waiting(level, { withheldFromSchool: true }))).toBe('none');
  });
});
