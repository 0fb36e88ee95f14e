import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decryptMessage, encryptMessage, signEnvelope } from '../../../src/sandbox/wecom/crypto.ts';

/** The platform's published example. [D90968] */
const OFFICIAL = {
  token: 'QDG6eK',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  corpId: 'wx5823bf96d3bd56c7',
  signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
  timestamp: '1409659589',
  nonce: '263014780',
  echo: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
  plain: '1616140317555161061',
};

describe('the platform’s envelope', () => {
  it('signs the published example', () => {
    expect(signEnvelope(OFFICIAL.token, OFFICIAL.timestamp, OFFICIAL.nonce, OFFICIAL.echo)).toBe(OFFICIAL.signature);
  });

  it('opens the published example', () => {
    expect(decryptMessage(OFFICIAL.aesKey, OFFICIAL.echo)).toEqual({ message: OFFICIAL.plain, receiveId: OFFICIAL.corpId });
  });

  it('opens whatever it wrapped, in 32-byte blocks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[0-9a-z]{0,40}$/), (message, receiveId) => {
        const wrapped = encryptMessage(OFFICIAL.aesKey, message, receiveId);
        expect(Buffer.from(wrapped, 'base64').length % 32).toBe(0);
        expect(decryptMessage(OFFICIAL.aesKey, wrapped)).toEqual({ message, receiveId });
      }),
    );
  });

  it('never wraps the same message in the same bytes', () => {
    expect(encryptMessage(OFFICIAL.aesKey, 'x', 'c')).not.toBe(encryptMessage(OFFICIAL.aesKey, 'x', 'c'));
  });

  it.each(['', 'AAAA', 'AAAAAAAAAAAAAAAAAAAAAA=='])('refuses to open %j', (bytes) => {
    expect(() => decryptMessage(OFFICIAL.aesKey, bytes)).toThrow();
  });
});
