import { describe, expect, it } from 'vitest';
import { withActingOfficer } from '../../../../src/domain/organisation/acting-officer.ts';
import type { RoleHolder } from '../../../../src/domain/organisation/verifier.ts';

const officer: RoleHolder = { person: 'officer', role: '具体责任人' };
const deputy: RoleHolder = { person: 'deputy', role: '直接责任人' };
const head: RoleHolder = { person: 'head', role: '网格长' };
const member: RoleHolder = { person: 'member', role: '成员' };

describe('the bureau’s officer, where the post is vacant', () => {
  it.each<[string, RoleHolder[], string[]]>([
    ['is the officer while there is one', [officer, deputy, head], ['officer']],
    ['is the 直接责任人', [deputy, head, member], ['deputy']],
    ['is every 直接责任人, where there are two', [deputy, { person: 'second', role: '直接责任人' }, head], ['deputy', 'second']],
    ['is the 网格长, where there is no 直接责任人', [head, member], ['head']],
    ['is never a plain member', [member], []],
    ['is nobody in an empty bureau', [], []],
  ])('%s', (_name, holders, expected) => {
    const acting = withActingOfficer(holders);
    expect(acting.filter(({ role }) => role === '具体责任人').map(({ person }) => person)).toEqual(expected);
    expect(acting).toEqual(expect.arrayContaining(holders));
  });
});
