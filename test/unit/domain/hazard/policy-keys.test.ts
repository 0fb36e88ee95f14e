import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultDeadlinePolicy, GRADES, RUNGS } from '../../../../src/domain/hazard/deadline-policy.ts';
import { cellOf, climbFault, POLICY_KEYS, policyFrom, readCell, withPolicyCell } from '../../../../src/domain/hazard/policy-keys.ts';

const set = (key: string, value: string) => policyFrom([{ key, value }]);

describe('the policy table by its keys', () => {
  it('has a key for every cell and each key once', () => {
    const cells = (value: unknown): number =>
      value === null || (typeof value === 'object' && 'kind' in value)
        ? 1
        : Object.values(value as object).reduce((sum, inner) => sum + cells(inner), 0);
    expect(POLICY_KEYS).toHaveLength(cells(defaultDeadlinePolicy));
    expect(new Set(POLICY_KEYS.map(({ key }) => key)).size).toBe(POLICY_KEYS.length);
  });

  it.each([
    ['classify.一般', '4h'],
    ['classify.重大或紧急', '30min'],
    ['accept.较大', '4h'],
    ['rectify.较大', '15cd'],
    ['verify.重大或紧急', '1d'],
    ['interim.一般', 'none'],
    ['interim.较大', 'today'],
    ['overdue.一般.市教育局', '5d'],
    ['overdue.重大或紧急.中心校', '60min'],
    ['on-the-spot', 'today'],
    ['stand-in-after', '15min'],
    ['measure-within.2', '0min'],
    ['reopen-within', '30cd'],
  ])('%s is %s by default', (name, value) => {
    const key = POLICY_KEYS.find((each) => each.key === name);
    expect(key && cellOf(defaultDeadlinePolicy, key)).toBe(value);
  });

  it('reads back every cell as it shows it, and changes that cell alone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...POLICY_KEYS), fc.constantFrom('7d', '90min', '3h', '20cd', 'today'), (key, value) => {
        const cell = readCell(key.key, value);
        if (!cell.ok) return;
        const changed = withPolicyCell(defaultDeadlinePolicy, cell);
        for (const each of POLICY_KEYS)
          expect(cellOf(changed, each)).toBe(each.key === key.key ? value : cellOf(defaultDeadlinePolicy, each));
      }),
    );
  });

  it.each([
    ['accept', '4h', 'There is no policy key'],
    ['accept.特大', '4h', 'There is no policy key'],
    ['accept.一般', '', 'is no time'],
    ['accept.一般', '4 years', 'is no time'],
    ['accept.一般', '-4h', 'is no time'],
    ['accept.一般', 'none', 'cannot be empty'],
    ['rectify.一般', '999d', 'too long'],
    ['reopen-within', '3d', 'calendar days'],
  ])('refuses %s = %j: %s', (key, value, words) => {
    const cell = readCell(key, value);
    expect(cell.ok ? '' : cell.message).toContain(words);
  });

  it('understands Chinese times', () => {
    expect(readCell('accept.一般', '2个工作日')).toMatchObject({ ok: true, value: { kind: 'working-days', n: 2 } });
    expect(readCell('interim.重大或紧急', '30分钟')).toMatchObject({ ok: true, value: { kind: 'minutes', n: 30 } });
  });

  it('does not let a higher rung hear before a lower one', () => {
    expect(climbFault(defaultDeadlinePolicy)).toBeNull();
    expect(climbFault(set('overdue.一般.网格长', '9d'))).toContain('overdue.一般.中心校');
    expect(climbFault(set('overdue.重大或紧急.市教育局', '10min'))).toContain('overdue.重大或紧急.市教育局');
    for (const grade of GRADES) for (const rung of RUNGS) expect(climbFault(set(`overdue.${grade}.${rung}`, 'today'))).toBeNull();
  });

  it('lets the later change of a cell win, and leaves out what it cannot read', () => {
    const policy = policyFrom([
      { key: 'accept.一般', value: '2d' },
      { key: 'accept.一般', value: '6h' },
      { key: 'gone.一般', value: '1d' },
      { key: 'accept.较大', value: 'nonsense' },
    ]);
    expect(policy.steps.accept.一般).toEqual({ kind: 'working-hours', n: 6 });
    expect(policy.steps.accept.较大).toEqual(defaultDeadlinePolicy.steps.accept.较大);
  });
});
