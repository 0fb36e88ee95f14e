import { describe, expect, it } from 'vitest';
import { limitsOf } from '../../../../src/channels/wecom/limits.ts';
import type { Address, GroupPlatform } from '../../../../src/messaging/message.ts';
import { KEYS } from '../../../fixtures/wecom/callback.ts';

const group = (platform: GroupPlatform, address: string): Address => ({ kind: 'group', platform, address, secret: null });
const ROBOT = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa';

describe('limits', () => {
  it('of a member are 30 a minute and 1000 an hour, in any spelling of the account', () => {
    const limits = limitsOf(KEYS, { kind: 'member', account: 'LiLaoShi' });
    expect(limits).toContainEqual(expect.objectContaining({ max: 30, seconds: 60 }));
    expect(limits).toContainEqual(expect.objectContaining({ max: 1000, seconds: 3600 }));
    expect(limitsOf(KEYS, { kind: 'member', account: 'LILAOSHI' })).toEqual(limits);
  });

  it('of a robot are 20 a minute, each robot for itself, its key unnamed', () => {
    const limits = limitsOf(KEYS, group('wecom-robot', ROBOT));
    expect(limits).toEqual([{ key: expect.not.stringContaining('693axxx6'), max: 20, seconds: 60, reserve: 4 }]);
    expect(limitsOf(KEYS, group('wecom-robot', `${ROBOT}2`))[0]?.key).not.toBe(limits[0]?.key);
  });

  it('of the corp are shared by members, and by groups', () => {
    const keys = (to: Address) => limitsOf(KEYS, to).map((limit) => limit.key);
    const shared = (a: Address, b: Address) => keys(a).filter((key) => keys(b).includes(key));
    expect(shared({ kind: 'member', account: 'a' }, { kind: 'member', account: 'b' })).toHaveLength(2);
    expect(shared(group('wecom-appchat', 'a'), group('wecom-appchat', 'b'))).toHaveLength(2);
  });

  it('always leave urgent messages a share, and the others more', () => {
    const addresses: Address[] = [{ kind: 'member', account: 'a' }, group('wecom-robot', ROBOT), group('wecom-appchat', 'c')];
    for (const limit of addresses.flatMap((to) => limitsOf(KEYS, to))) {
      expect(limit.reserve).toBeGreaterThan(0);
      expect(limit.reserve).toBeLessThan(limit.max / 2);
    }
  });

  it('are none for another platform', () => {
    expect(limitsOf(KEYS, group('dingtalk-group', 'x'))).toEqual([]);
  });
});
