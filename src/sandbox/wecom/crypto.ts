import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** The platform pads to 32 bytes, twice the cipher's own block. [D90968] */
const PAD_BLOCK = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;

/** SHA-1 over the four values in the order of their bytes. [D90968] */
export const signEnvelope = (token: string, timestamp: string, nonce: string, encrypted: string): string =>
  createHash('sha1').update([token, timestamp, nonce, encrypted].sort().join(''), 'utf8').digest('hex');

const keyOf = (encodingAesKey: string): Buffer => {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  if (key.length !== 32) throw new Error('the EncodingAESKey does not hold 32 bytes');
  return key;
};

const pad = (length: number): Buffer => {
  const size = PAD_BLOCK - (length % PAD_BLOCK);
  return Buffer.alloc(size, size);
};

/** Wraps a message as the platform does: random, length, message, receiver; AES-256-CBC; Base64. [D90968] */
export const encryptMessage = (encodingAesKey: string, message: string, receiveId: string): string => {
  const key = keyOf(encodingAesKey);
  const body = Buffer.from(message, 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([randomBytes(RANDOM_BYTES), length, body, Buffer.from(receiveId, 'utf8')]);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(pad(plain.length)), cipher.final()]).toString('base64');
};

/** Opens what `encryptMessage` (or the app) wrapped. @throws Error when the bytes are no such message. */
export const decryptMessage = (encodingAesKey: string, encrypted: string): { message: string; receiveId: string } => {
  const key = keyOf(encodingAesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(Buffer.from(encrypted, 'base64')), decipher.final()]);
  const padSize = padded.at(-1) ?? 0;
  const start = RANDOM_BYTES + LENGTH_BYTES;
  if (padSize < 1 || padSize > PAD_BLOCK || padded.length - padSize < start) throw new Error('the decrypted bytes are badly padded');
  const plain = padded.subarray(0, padded.length - padSize);
  const end = start + plain.readUInt32BE(RANDOM_BYTES);
  if (end > plain.length) throw new Error('the message is shorter than it says');
  return { message: plain.subarray(start, end).toString('utf8'), receiveId: plain.subarray(end).toString('utf8') };
};
