import { createCipheriv, randomBytes } from 'node:crypto';
import { envelopeXml } from '../../../src/sandbox/wecom/callback-xml.ts';
import { signEnvelope } from '../../../src/sandbox/wecom/crypto.ts';
import { CREDENTIALS } from '../../support/credentials.ts';

/** What is signed, and how it goes out. */
export type Sealed = { query: Record<string, string>; encrypted: string };

const KEY = Buffer.from(`${CREDENTIALS.encodingAesKey}=`, 'base64');
const BLOCK = 32;

/** These very bytes under the app's key: a multiple of 16, padded by the caller or not at all. */
export const encryptRaw = (padded: Buffer): string => {
  const cipher = createCipheriv('aes-256-cbc', KEY, KEY.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
};

const padded = (plain: Buffer): Buffer => {
  const size = BLOCK - (plain.length % BLOCK);
  return Buffer.concat([plain, Buffer.alloc(size, size)]);
};

/** Any bytes as a message, with any length and receiver one likes. The look-alike's own `encryptMessage` takes well-formed text only. */
export const encryptBytes = (message: Buffer, { length = message.length, receiver = CREDENTIALS.corpId } = {}): string => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length);
  return encryptRaw(padded(Buffer.concat([randomBytes(16), size, message, Buffer.from(receiver)])));
};

/** Signs a ciphertext (or what stands for one) as of a moment, in ms since 1970. */
export const signed = (encrypted: string, at = Date.now()): Sealed => {
  const timestamp = String(Math.floor(at / 1000));
  const nonce = String(randomBytes(4).readUInt32BE());
  return { encrypted, query: { msg_signature: signEnvelope(CREDENTIALS.token, timestamp, nonce, encrypted), timestamp, nonce } };
};

export const envelopeOf = (encrypted: string): string => envelopeXml(CREDENTIALS.corpId, CREDENTIALS.agentId, encrypted);
