import { describe, expect, it } from 'vitest';
import { classOf, isTokenRefused, platformError } from '../../../../src/channels/wecom/errors.ts';
import type { ChannelErrorClass } from '../../../../src/messaging/errors.ts';

describe('the class of a code', () => {
  it.each<[number, ChannelErrorClass]>([
    [-1, 'retry'],
    [6000, 'retry'],
    [45009, 'rate-limited'],
    [45033, 'rate-limited'],
    [40003, 'recipient'],
    [60111, 'recipient'],
    [81013, 'recipient'],
    [86001, 'recipient'],
    [60140, 'stale'],
    [42014, 'stale'],
    [40007, 'media'],
    [45001, 'media'],
    [40033, 'request'],
    [42039, 'request'],
    [44004, 'request'],
    [40001, 'config'],
    [48002, 'config'],
    [60020, 'config'],
    [93000, 'config'],
    [40201, 'content'],
    [82004, 'content'],
    [987654, 'request'],
  ])('%i is %s', (code, errorClass) => {
    expect(classOf(code)).toBe(errorClass);
  });
});

describe('an error of the platform', () => {
  it('says how long to keep still when there were too many calls', () => {
    expect(platformError('message/send', 45009).retryAfterMs).toBe(60_000);
    expect(platformError('message/send', 45036).retryAfterMs).toBe(600_000);
    expect(platformError('message/send', 40003).retryAfterMs).toBeNull();
  });

  it('quotes the explanation, without secrets and phone numbers', () => {
    const errmsg = 'not allow to access from your ip: 10.1.2.3, access_token=AbC-1, key: k3y corpsecret=s3cret mobile 13812345678';
    const { message, code } = platformError('user/getuserid', 60020, errmsg);
    expect(code).toBe('wecom:60020');
    expect(message).toContain('10.1.2.3');
    for (const secret of ['AbC-1', 'k3y', 's3cret', '13812345678']) expect(message).not.toContain(secret);
  });

  it('is worth a fresh token only where the token was refused', () => {
    const refused = [40014, 42001, 41001, 40001, 60020].map((code) => isTokenRefused(platformError('x', code)));
    expect(refused).toEqual([true, true, true, false, false]);
  });
});
