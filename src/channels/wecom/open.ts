import { createHash } from 'node:crypto';
import type { Envelope, Opened, RawRequest } from '../../messaging/channel.ts';
import { type CallbackKeys, decryptMessage, signatureMatches } from './crypto.ts';
import { dedupeKeyOf, readHead } from './inner-head.ts';

/** Longest body that is looked at, in bytes. */
const MAX_BODY = 1024 * 1024;
/** Widest difference between the request's timestamp and our time, in seconds. Longer than the platform keeps repeating a delivery. */
const MAX_SKEW = 600;

type Refusal = Extract<Opened, { kind: 'refused' }>;
type Signed = { signature: string; timestamp: string; nonce: string; encrypt: string };

const refuse = (status: Refusal['status'], code: string): Refusal => ({ kind: 'refused', status, code });

/** Verifies first, cheaply, and only then decrypts and reads. Never throws on bad input [D90930, D90968]. */
export const openRequest = (keys: CallbackKeys, agentId: number, request: RawRequest, now: Date): Opened => {
  if (Buffer.byteLength(request.body) > MAX_BODY) return refuse(413, 'too-large');
  const signed = readSigned(request);
  if ('kind' in signed) return signed;
  if (isStale(signed.timestamp, now)) return refuse(403, 'stale');
  if (!signatureMatches(keys.token, signed.timestamp, signed.nonce, signed.encrypt, signed.signature)) return refuse(401, 'bad-signature');
  const decrypted = decryptMessage(keys, signed.encrypt);
  if (!decrypted.ok) return refuse(decrypted.code === 'foreign-corp' ? 403 : 400, decrypted.code);
  if (request.method === 'GET') return { kind: 'handshake', body: decrypted.message.toString('utf8') };
  return classify(decrypted.message, agentId);
};

const readSigned = (request: RawRequest): Signed | Refusal => {
  const { msg_signature: signature, timestamp, nonce, echostr } = request.query;
  if (!signature || !timestamp || !nonce) return refuse(400, 'missing-parameters');
  // A proxy that decodes twice leaves blanks where the base64 had its plus signs; it has none of its own.
  const encrypt = request.method === 'GET' ? echostr?.replaceAll(' ', '+') : encryptElement(request.body);
  return encrypt ? { signature, timestamp, nonce, encrypt } : refuse(400, 'no-envelope');
};

const isStale = (timestamp: string, now: Date): boolean =>
  !/^\d{1,11}$/.test(timestamp) || Math.abs(now.getTime() / 1000 - Number(timestamp)) > MAX_SKEW;

const OPEN_TAG = '<Encrypt>';
const CLOSE_TAG = '</Encrypt>';
const WRAPPED = /^<!\[CDATA\[([^[\]<>]*)\]\]>$/;

/**
 * The text of the one `<Encrypt>` of the outer XML, with CDATA or without, or null. No parser runs on what nobody has signed yet, and
 * nothing else out there is believed: ToUserName and AgentID of the outer XML are not signed.
 */
export const encryptElement = (body: string): string | null => {
  if (!/^\s*<(\?xml|xml)\b/.test(body.slice(0, 200)) || /<!(DOCTYPE|ENTITY)/i.test(body)) return null;
  const start = body.indexOf(OPEN_TAG);
  const end = body.indexOf(CLOSE_TAG, start);
  if (start < 0 || end < 0 || body.lastIndexOf(OPEN_TAG) !== start) return null;
  const inside = body.slice(start + OPEN_TAG.length, end).trim();
  return (WRAPPED.exec(inside)?.[1] ?? inside).trim() || null;
};

const classify = (message: Buffer, agentId: number): Opened => {
  // PostgreSQL has no NUL in text: a message that could not be stored would never be answered.
  const payload = message.toString('utf8').replaceAll('\0', '');
  const head = readHead(payload);
  if (head === null) return { kind: 'kept', reason: 'unreadable', envelope: unreadable(message, payload) };
  const lane = head.sender?.toLowerCase() ?? 'system';
  const envelope: Envelope = { channel: 'wecom', dedupeKey: dedupeKeyOf(head), lane, payload };
  const ours = head.agentId === null || head.agentId === String(agentId);
  return ours ? { kind: 'event', envelope } : { kind: 'kept', reason: 'foreign-agent', envelope };
};

const unreadable = (message: Buffer, payload: string): Envelope => ({
  channel: 'wecom',
  dedupeKey: `unreadable|${createHash('sha256').update(message).digest('hex')}`,
  lane: 'system',
  payload,
});
