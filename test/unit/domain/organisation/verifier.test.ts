import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Level, levels } from '../../../../src/domain/hazard/category.ts';
import type { Report } from '../../../../src/domain/hazard/commands.ts';
import type { KnownHazard } from '../../../../src/domain/hazard/state.ts';
import { can } from '../../../../src/domain/organisation/authority.ts';
import type { GridRole, Relation } from '../../../../src/domain/organisation/roles.ts';
import {
  classifiersFor,
  type PeopleAround,
  type RoleHolder,
  toldAtOnce,
  verifiersFor,
} from '../../../../src/domain/organisation/verifier.ts';
import { assignTo, fixesFive, HEAD, itemAfter, nowhere, reported, submits, TEACHER } from '../hazard/hazard-story.ts';

const node = (name: string): RoleHolder[] => [
  { person: `${name}-officer`, role: '具体责任人' },
  { person: `${name}-deputy`, role: '直接责任人' },
  { person: `${name}-head`, role: '网格长' },
  { person: `${name}-member`, role: '成员' },
];
const three = (name: string): string[] => [`${name}-officer`, `${name}-deputy`, `${name}-head`];
const everybody: PeopleAround = { own: node('own'), upper: node('upper'), bureau: node('bureau') };
const vacant = (people: PeopleAround, grid: keyof PeopleAround, ...roles: GridRole[]): PeopleAround => ({
  ...people,
  [grid]: people[grid].filter((holder) => !roles.includes(holder.role)),
});
const ALL: GridRole[] = ['具体责任人', '直接责任人', '网格长', '成员'];

const waiting = (level: Level, changes: Partial<Report> = {}): KnownHazard => itemAfter(reported({ ...nowhere, level, ...changes }));
const doneBy = (person: string, level: Level, changes: Partial<Report> = {}): KnownHazard =>
  itemAfter(reported({ ...nowhere, level, ...changes }), fixesFive(HEAD, true), assignTo(person), submits(person, 'done'));

describe('whom the verification card reaches', () => {
  const cases: [string, KnownHazard, PeopleAround, string[]][] = [
    ['一般: the two leaders of the unit', doneBy('porter', '一般'), everybody, ['own-deputy', 'own-head']],
    ['一般, done by one of them: the other', doneBy('own-head', '一般'), everybody, ['own-deputy']],
    [
      '一般, no deputy head, done by the head: the upper grid',
      doneBy('own-head', '一般'),
      vacant(everybody, 'own', '直接责任人'),
      three('upper'),
    ],
    ['一般, one person with all roles: the upper grid', doneBy('one', '一般'), { ...everybody, own: allRoles('one') }, three('upper')],
    [
      '一般, that person alone above, too: the bureau',
      doneBy('one', '一般'),
      { ...everybody, own: allRoles('one'), upper: allRoles('one') },
      three('bureau'),
    ],
    ['较大: the upper grid', doneBy('porter', '较大'), everybody, three('upper')],
    ['较大, done by one of the upper grid: its others', doneBy('upper-head', '较大'), everybody, ['upper-officer', 'upper-deputy']],
    ['较大, the upper grid vacant: the bureau', doneBy('porter', '较大'), vacant(everybody, 'upper', ...ALL), three('bureau')],
    ['重大: the bureau', doneBy('porter', '重大'), everybody, three('bureau')],
    ['sensitive 一般: the 网格长', doneBy('counsellor', '一般', { sensitive: true }), everybody, ['own-head']],
    [
      'sensitive 一般, handled by the 网格长: the bureau’s 具体责任人',
      doneBy('own-head', '一般', { sensitive: true }),
      everybody,
      ['bureau-officer'],
    ],
    ['sensitive 较大: the bureau’s 具体责任人', doneBy('counsellor', '较大', { sensitive: true }), everybody, ['bureau-officer']],
    ['sensitive 重大: the bureau’s 具体责任人', doneBy('counsellor', '重大', { sensitive: true }), everybody, ['bureau-officer']],
    [
      'kept from the school: the bureau’s 具体责任人',
      doneBy('counsellor', '一般', { withheldFromSchool: true }),
      everybody,
      ['bureau-officer'],
    ],
    ['confidential, handled by the only one who could: nobody', doneBy('bureau-officer', '较大', { sensitive: true }), everybody, []],
  ];

  it.each(cases)('%s', (_name, item, people, expected) => {
    expect(verifiersFor(item, people)).toEqual(expected);
  });

  it('names a person with two roles once', () => {
    const people = { ...everybody, own: [...node('own'), { person: 'own-head', role: '直接责任人' as const }] };
    expect(verifiersFor(doneBy('porter', '一般'), people)).toEqual(['own-deputy', 'own-head']);
  });

  it('reaches only people who may verify it', () => {
    const anyItem = fc.record({ level: fc.constantFrom(...levels), sensitive: fc.boolean(), withheldFromSchool: fc.boolean() });
    const anyHolders = fc.uniqueArray(fc.record({ person: fc.constantFrom('a', 'b', 'c', 'd'), role: fc.constantFrom(...ALL) }), {
      maxLength: 5,
    });
    const anyPeople = fc.record({ own: anyHolders, upper: anyHolders, bureau: anyHolders });
    fc.assert(
      fc.property(anyItem, anyPeople, fc.constantFrom('a', 'b', 'z'), ({ level, ...changes }, people, rectifier) => {
        const item = doneBy(rectifier, level, changes);
        for (const person of verifiersFor(item, people)) {
          expect(person).not.toBe(rectifier);
          expect(can({ person, relations: relationsOf(person, people) }, 'Verify', item)).toBe(true);
        }
      }),
    );
  });
});

const relationsOf = (person: string, people: PeopleAround): Set<Relation> =>
  new Set(
    (['own', 'upper', 'bureau'] as const).flatMap((grid) =>
      people[grid].filter((holder) => holder.person === person).map((holder): Relation => `${grid}:${holder.role}`),
    ),
  );

function allRoles(person: string): RoleHolder[] {
  return (['具体责任人', '直接责任人', '网格长'] as const).map((role) => ({ person, role }));
}

describe('whom the card to classify reaches', () => {
  const cases: [string, Partial<Report>, PeopleAround, string[]][] = [
    ['the 具体责任人', {}, everybody, ['own-officer']],
    ['where that is vacant, the two leaders', {}, vacant(everybody, 'own', '具体责任人'), ['own-deputy', 'own-head']],
    ['where the unit has nobody, the upper 具体责任人', {}, vacant(everybody, 'own', ...ALL), ['upper-officer']],
    ['then the upper leaders', {}, vacant(vacant(everybody, 'own', ...ALL), 'upper', '具体责任人'), ['upper-deputy', 'upper-head']],
    ['without any known unit, the bureau’s 具体责任人', {}, { ...everybody, own: [], upper: [] }, ['bureau-officer']],
    ['nobody where there is nobody', {}, { own: [], upper: [], bureau: [] }, []],
    ['sensitive: the 网格长 and the bureau’s 具体责任人', { sensitive: true }, everybody, ['own-head', 'bureau-officer']],
    ['sensitive without a 网格长: the bureau’s alone', { sensitive: true }, vacant(everybody, 'own', '网格长'), ['bureau-officer']],
    ['kept from the school: the bureau’s alone', { withheldFromSchool: true, sensitive: true }, everybody, ['bureau-officer']],
  ];

  it.each(cases)('%s', (_name, changes, people, expected) => {
    const item = waiting('较大', changes);
    expect(classifiersFor(item, people)).toEqual(expected);
    for (const person of expected) expect(can({ person, relations: relationsOf(person, people) }, 'Classify', item)).toBe(true);
  });
});

describe('who above is told at once', () => {
  const paired = ['leader', 'upper-head'];

  it.each([
    ['一般', []],
    ['较大', [...three('upper'), 'leader']],
    ['重大', [...three('upper'), 'leader']],
  ] as [Level, string[]][])('of %s: %s', (level, expected) => {
    expect(toldAtOnce(waiting(level), everybody, paired)).toEqual(expected);
  });

  it('is the bureau where the upper grid is vacant', () => {
    expect(toldAtOnce(waiting('较大'), { ...everybody, upper: [] }, [])).toEqual(three('bureau'));
  });

  it('is nobody for a confidential item', () => {
    expect(toldAtOnce(waiting('重大', { sensitive: true }), everybody, paired)).toEqual([]);
    expect(toldAtOnce(waiting('重大', { withheldFromSchool: true }), everybody, paired)).toEqual([]);
  });

  it('is not the reporter, who knows', () => {
    expect(toldAtOnce(waiting('重大'), everybody, [TEACHER])).toEqual(three('upper'));
  });
});
