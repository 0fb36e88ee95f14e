import { createDecipheriv, timingSafeEqual } from 'node:crypto';
import { getSignature } from '@wecom/crypto';

/** What the callback page of the app's settings shows, and the corp it belongs to. */
export type CallbackKeys = { corpId: string; token: string; encodingAesKey: string };

export type Decrypted =
  | { ok: true; message: Buffer }
  | { ok: false; code: 'bad-base64' | 'bad-length' | 'bad-padding' | 'bad-message-length' | 'foreign-corp' };

const BLOCK = 32;
const RANDOM_BYTES = 16;
const HEADER_BYTES = RANDOM_BYTES + 4;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** True when `signature` is the platform's over these values, compared in constant time [D90968]. */
export const signatureMatches = (token: string, timestamp: string, nonce: string, encrypt: string, signature: string): boolean => {
  const expected = Buffer.from(getSignature(token, timestamp, nonce, encrypt));
  const given = Buffer.from(signature);
  // timingSafeEqual throws on unequal lengths; the length of a SHA-1 is no secret.
  return given.length === expected.length && timingSafeEqual(given, expected);
};

/**
 * Decrypts an `Encrypt` or `echostr` whose signature has been checked: AES-256-CBC, PKCS#7 to 32 bytes,
 * random(16) ‖ length(4, big-endian) ‖ message ‖ receiver [D90968].
 *
 * On node:crypto instead of the library's `decrypt`, which throws the padding away unread, takes any length for good (the whole tail
 * becomes the message) and leaves the receiver to the caller: all that has to be refused here is gone by the time it returns.
 */
export const decryptMessage = (keys: CallbackKeys, encrypt: string): Decrypted => {
  if (!BASE64.test(encrypt) || encrypt.length % 4 !== 0) return { ok: false, code: 'bad-base64' };
  const cipher = Buffer.from(encrypt, 'base64');
  if (cipher.length < BLOCK || cipher.length % 16 !== 0) return { ok: false, code: 'bad-length' };
  const plain = unpad(decipher(keys.encodingAesKey, cipher));
  return plain === null ? { ok: false, code: 'bad-padding' } : readPlain(plain, keys.corpId);
};

const decipher = (encodingAesKey: string, cipher: Buffer): Buffer => {
  // 43 characters carry 258 bits: the last one may hold two stray ones, which Buffer ignores.
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const aes = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
  // OpenSSL would unpad by its own block of 16 and refuse pads of 17 to 32.
  aes.setAutoPadding(false);
  return Buffer.concat([aes.update(cipher), aes.final()]);
};

const unpad = (padded: Buffer): Buffer | null => {
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > BLOCK || pad > padded.length) return null;
  const end = padded.length - pad;
  return padded.subarray(end).every((byte) => byte === pad) ? padded.subarray(0, end) : null;
};

const readPlain = (plain: Buffer, corpId: string): Decrypted => {
  if (plain.length < HEADER_BYTES) return { ok: false, code: 'bad-length' };
  const end = HEADER_BYTES + plain.readUInt32BE(RANDOM_BYTES);
  if (end > plain.length) return { ok: false, code: 'bad-message-length' };
  if (!plain.subarray(end).equals(Buffer.from(corpId))) return { ok: false, code: 'foreign-corp' };
  return { ok: true, message: plain.subarray(HEADER_BYTES, end) };
};
