import { describe, expect, it } from 'vitest';
import { readCell } from '../../../../src/domain/hazard/policy-keys.ts';
import { defaultInspectionPolicy } from '../../../../src/domain/inspection/policy.ts';
import { INSPECTION_POLICY_KEYS, inspectionPolicyFrom, readInspectionCell } from '../../../../src/domain/inspection/policy-keys.ts';

const codes = (policy = defaultInspectionPolicy) => Object.fromEntries(INSPECTION_POLICY_KEYS.map(({ key, code }) => [key, code(policy)]));

describe('what a city decides about its checks, by keys', () => {
  it('has a key for every setting, with the defaults of the notice', () => {
    expect(codes()).toEqual({
      'checks.city.windows': 'fixed',
      'checks.city.months': '2',
      'checks.vacation': 'skip',
      'checks.upper-after': '3d',
      'messages.weekly': '10',
    });
    expect(INSPECTION_POLICY_KEYS).toHaveLength(Object.keys(defaultInspectionPolicy).length);
  });

  it.each([
    ['checks.city.windows', 'rolling', 'rolling'],
    ['checks.city.windows', ' Fixed ', 'fixed'],
    ['checks.city.months', '1', '1'],
    ['checks.city.months', '3', '3'],
    ['checks.vacation', 'keep', 'keep'],
    ['checks.upper-after', '0d', '0d'],
    ['checks.upper-after', '30d', '30d'],
    ['checks.upper-after', '5个工作日', '5d'],
    ['messages.weekly', '3', '3'],
    ['messages.weekly', '100', '100'],
  ])('%s = %j reads back as %s, and changes nothing else', (key, value, kept) => {
    expect(codes(inspectionPolicyFrom([{ key, value }]))).toEqual({ ...codes(), [key]: kept });
  });

  it.each([
    ['checks.city.windows', 'moving', 'fixed'],
    ['checks.city.months', '4', '1, 2 or 3'],
    ['checks.city.months', '0', '1, 2 or 3'],
    ['checks.vacation', 'none', 'skip'],
    ['checks.upper-after', '31d', '0d to 30d'],
    ['checks.upper-after', '3cd', '0d to 30d'],
    ['checks.upper-after', '3', '0d to 30d'],
    ['messages.weekly', '2', '3 to 100'],
    ['messages.weekly', '101', '3 to 100'],
    ['messages.weekly', '10.5', '3 to 100'],
    ['messages.weekly', '', '3 to 100'],
  ])('refuses %s = %j and says what it takes: %s', (key, value, words) => {
    const cell = readInspectionCell(key, value);
    expect(cell?.ok === false ? cell.message : '').toContain(words);
    expect(inspectionPolicyFrom([{ key, value }])).toEqual(defaultInspectionPolicy);
  });

  it('leaves other keys to the deadlines, which leave these to it', () => {
    expect(readInspectionCell('accept.较大', '4h')).toBeNull();
    for (const { key } of INSPECTION_POLICY_KEYS) expect(readCell(key, '3d').ok).toBe(false);
    expect(inspectionPolicyFrom([{ key: 'accept.较大', value: '6h' }])).toEqual(defaultInspectionPolicy);
  });
});
