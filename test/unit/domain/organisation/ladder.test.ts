import { describe, expect, it } from 'vitest';
import type { Report } from '../../../../src/domain/hazard/commands.ts';
import { standingAround } from '../../../../src/domain/organisation/around.ts';
import { nextAbove, responsibleFor, rungsFor } from '../../../../src/domain/organisation/ladder.ts';
import type { PeopleAround, RoleHolder } from '../../../../src/domain/organisation/verifier.ts';
import { assignTo, itemAfter, nowhere, PORTER, reported } from '../hazard/hazard-story.ts';

const node = (name: string): RoleHolder[] => [
  { person: `${name}-head`, role: '网格长' },
  { person: `${name}-deputy`, role: '直接责任人' },
  { person: `${name}-officer`, role: '具体责任人' },
  { person: `${name}-member`, role: '成员' },
];
const allRoles = (person: string): RoleHolder[] => (['网格长', '直接责任人', '具体责任人'] as const).map((role) => ({ person, role }));
const full: PeopleAround = { own: node('own'), upper: node('upper'), bureau: node('bureau') };
const direct: PeopleAround = { own: node('own'), upper: node('bureau'), bureau: node('bureau') };
const without = (role: string): PeopleAround => ({ ...full, own: full.own.filter((holder) => holder.role !== role) });
const SECRET: Partial<Report> = { sensitive: true };
const WITHHELD: Partial<Report> = { withheldFromSchool: true };
const item = (changes: Partial<Report> = {}) => itemAfter(reported({ ...nowhere, ...changes }), assignTo(PORTER));

describe('who is asked next above', () => {
  const cases: [string, Partial<Report>, string, PeopleAround, string | null][] = [
    ['the place’s person: the 具体责任人', {}, PORTER, full, 'own-officer'],
    ['a member likewise', {}, 'own-member', full, 'own-officer'],
    ['the 具体责任人: the 直接责任人', {}, 'own-officer', full, 'own-deputy'],
    ['a leader: the 中心校', {}, 'own-head', full, 'upper-officer'],
    ['the other leader: the 中心校', {}, 'own-deputy', full, 'upper-officer'],
    ['the 中心校: the bureau', {}, 'upper-officer', full, 'bureau-officer'],
    ['the bureau: nobody', {}, 'bureau-head', full, null],
    ['no 具体责任人: the 直接责任人', {}, PORTER, without('具体责任人'), 'own-deputy'],
    ['no 直接责任人: the 网格长', {}, 'own-officer', without('直接责任人'), 'own-head'],
    ['an empty unit: the 中心校', {}, PORTER, { ...full, own: [] }, 'upper-officer'],
    ['an empty 中心校: the bureau', {}, 'own-head', { ...full, upper: [] }, 'bureau-officer'],
    ['nobody anywhere', {}, PORTER, { own: [], upper: [], bureau: [] }, null],
    ['one person with all roles: the 中心校', {}, 'one', { ...full, own: allRoles('one') }, 'upper-officer'],
    ['that person above, too: the bureau', {}, 'one', { ...full, own: allRoles('one'), upper: allRoles('one') }, 'bureau-officer'],
    ['directly under the bureau: the bureau', {}, 'own-head', direct, 'bureau-officer'],
    ['the bureau of such a school: nobody', {}, 'bureau-officer', direct, null],
    [
      'a 中心校’s own item: the bureau',
      {},
      'upper-head',
      { own: node('upper'), upper: node('bureau'), bureau: node('bureau') },
      'bureau-officer',
    ],
    ['sensitive, the handler: the 网格长', SECRET, PORTER, full, 'own-head'],
    ['sensitive, the 网格长: the bureau’s 具体责任人', SECRET, 'own-head', full, 'bureau-officer'],
    ['sensitive, that one: nobody', SECRET, 'bureau-officer', full, null],
    ['withheld, the handler: the bureau’s 具体责任人', WITHHELD, PORTER, full, 'bureau-officer'],
    ['withheld, that one: nobody', WITHHELD, 'bureau-officer', full, null],
  ];

  it.each(cases)('%s', (_name, changes, from, people, expected) => {
    expect(nextAbove(item(changes), from, people)).toBe(expected);
  });
});

describe('who is asked in the grid that was named', () => {
  it.each([
    ['中心校, by the place’s person', {}, PORTER, 'upper', 'upper-officer'],
    ['the bureau, by the place’s person', {}, PORTER, 'bureau', 'bureau-officer'],
    ['中心校, by somebody of it: the bureau', {}, 'upper-head', 'upper', 'bureau-officer'],
    ['中心校, in confidence: the bureau’s officer', SECRET, PORTER, 'upper', 'bureau-officer'],
  ] as const)('%s', (_name, changes, from, least, expected) => {
    expect(nextAbove(item(changes), from, full, least)).toBe(expected);
  });
});

describe('who stands on each rung of the climb', () => {
  const three = (name: string) => [`${name}-officer`, `${name}-deputy`, `${name}-head`];
  const cases: [string, Partial<Report>, PeopleAround, string[][]][] = [
    ['ordinary', {}, full, [['own-officer'], ['own-deputy'], ['own-head'], three('upper'), three('bureau')]],
    ['directly under the bureau', {}, direct, [['own-officer'], ['own-deputy'], ['own-head'], three('bureau'), three('bureau')]],
    ['one person with all roles', {}, { ...full, own: allRoles('one') }, [['one'], ['one'], ['one'], three('upper'), three('bureau')]],
    ['an empty unit', {}, { ...full, own: [] }, [[], [], [], three('upper'), three('bureau')]],
    ['sensitive', SECRET, full, [[], [], ['own-head'], [], ['bureau-officer']]],
    ['withheld', WITHHELD, full, [[], [], [], [], ['bureau-officer']]],
  ];

  it.each(cases)('%s', (_name, changes, people, expected) => {
    expect(Object.values(rungsFor(item(changes), people))).toEqual(expected);
  });
});

describe('whose duty an item is', () => {
  it('is that of whoever has it and of the unit’s three roles, each once', () => {
    expect(responsibleFor(item(), full)).toEqual([PORTER, 'own-head', 'own-deputy', 'own-officer']);
    expect(responsibleFor(itemAfter(reported(nowhere)), full)).toEqual(['own-head', 'own-deputy', 'own-officer']);
    expect(responsibleFor(item(), { ...full, own: allRoles(PORTER) })).toEqual([PORTER]);
  });
});

describe('how somebody stands to an item', () => {
  it('adds up his posts, his ties to it, and what those are for whom he stands in', () => {
    const beside = {
      paired: ['own-head'],
      onDuty: ['own-member'],
      deputies: new Map([
        [PORTER, 'own-officer'],
        ['own-head', 'own-officer'],
      ]),
    };
    const standing = standingAround('own-officer', item(), full, beside);
    expect([...standing.relations]).toEqual(['own:具体责任人']);
    expect(standing.standsInFor?.map(({ person, relations }) => [person, ...relations])).toEqual([
      [PORTER, 'assignee'],
      ['own-head', 'own:网格长', 'paired'],
    ]);
    expect([...standingAround('own-member', item(), full, beside).relations]).toEqual(['own:成员', 'on-duty']);
    expect([...standingAround('teacher', item(), full, beside).relations]).toEqual(['reporter']);
  });
});
