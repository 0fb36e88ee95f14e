import { randomInt } from 'node:crypto';
import { callbackXml, envelopeXml, isEvent } from './callback-xml.ts';
import { encryptMessage, signEnvelope } from './crypto.ts';
import { newId, newMsgId } from './ids.ts';
import type { Attempt, CallbackRecord, Credentials, PersonContent } from './types.ts';

/** The platform waits 5 s and sends again three times. [D90238] */
const TIME_LIMIT_MS = 5_000;
const RESENDS = 3;
const MAX_RECORDS = 5_000;
const MAX_REPLY = 4_096;

export type CallbackOptions = {
  credentials: Credentials;
  /** Where the app listens; null: nowhere yet. */
  callbackUrl: () => string | null;
  systemNow: () => Date;
  /** Pause before each further attempt; the platform's own is not documented. */
  resendAfterMs: number;
  timeLimitMs?: number;
  /** Whether a further attempt is signed anew. Not documented, so an app must bear both; default: the identical request again. */
  signAnew?: boolean;
  pictureUrl: (mediaId: string) => string;
  onGaveUp: (record: CallbackRecord) => void;
};

/** A signed request as the platform would POST it; tests may tamper with it. */
export type SignedRequest = { url: string; headers: Record<string, string>; body: string };

export type Callbacks = {
  records: CallbackRecord[];
  /** Encrypts and signs an inner XML for now, or for another moment. Without a callback URL the address is relative. */
  sign(xml: string, at?: Date): SignedRequest;
  /** Sends; resolves when the app accepted it or all attempts failed. One member's callbacks start in order. */
  send(account: string, content: PersonContent): { record: CallbackRecord; done: Promise<CallbackRecord> };
  /** What the console does on 保存: whether the app echoes the plaintext within a second. [D90930] */
  verifyUrl(): Promise<{ ok: boolean; status: number; body: string }>;
};

const pause = (ms: number): Promise<void> => (ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms)));

const problemOf = (error: unknown): string => (error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'connection');

const attempt = async (request: SignedRequest, timeLimitMs: number, at: Date): Promise<Attempt> => {
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  try {
    const { url, headers, body } = request;
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeLimitMs) });
    const reply = (await response.text()).slice(0, MAX_REPLY);
    const problem = response.status === 200 ? null : `http ${response.status}`;
    return { at: at.toISOString(), status: response.status, problem, milliseconds: took(), reply };
  } catch (error) {
    return { at: at.toISOString(), status: null, problem: problemOf(error), milliseconds: took(), reply: '' };
  }
};

const signedQuery = (credentials: Credentials, encrypted: string, at: Date): URLSearchParams => {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const nonce = String(randomInt(1_000_000_000, 2_000_000_000));
  return new URLSearchParams({ msg_signature: signEnvelope(credentials.token, timestamp, nonce, encrypted), timestamp, nonce });
};

const withQuery = (url: string, query: URLSearchParams): string => `${url}${url.includes('?') ? '&' : '?'}${query}`;

const verify = async (options: CallbackOptions): Promise<{ ok: boolean; status: number; body: string }> => {
  const { credentials, callbackUrl, systemNow } = options;
  const secret = String(randomInt(2 ** 40));
  const echo = encryptMessage(credentials.encodingAesKey, secret, credentials.corpId);
  const query = signedQuery(credentials, echo, systemNow());
  query.set('echostr', echo);
  const response = await fetch(withQuery(callbackUrl() ?? '', query), { redirect: 'manual', signal: AbortSignal.timeout(1_000) });
  const body = await response.text();
  return { ok: response.status === 200 && body === secret, status: response.status, body };
};

export const createCallbacks = (options: CallbackOptions): Callbacks => {
  const { credentials, systemNow } = options;
  const records: CallbackRecord[] = [];
  const lanes = new Map<string, Promise<unknown>>();

  const sign = (xml: string, at = systemNow()): SignedRequest => {
    const encrypted = encryptMessage(credentials.encodingAesKey, xml, credentials.corpId);
    return {
      url: withQuery(options.callbackUrl() ?? '', signedQuery(credentials, encrypted, at)),
      headers: { 'content-type': 'text/xml' },
      body: envelopeXml(credentials.corpId, credentials.agentId, encrypted),
    };
  };

  const finish = (record: CallbackRecord, outcome: 'accepted' | 'gave-up'): CallbackRecord => {
    record.outcome = outcome;
    if (outcome === 'gave-up') options.onGaveUp(record);
    return record;
  };

  const tryOnce = async (record: CallbackRecord, request: SignedRequest): Promise<boolean> => {
    const result = await attempt(request, options.timeLimitMs ?? TIME_LIMIT_MS, systemNow());
    record.attempts.push(result);
    return result.problem === null;
  };

  const resend = async (record: CallbackRecord, first: SignedRequest): Promise<CallbackRecord> => {
    for (let left = RESENDS; left > 0; left -= 1) {
      await pause(options.resendAfterMs);
      if (await tryOnce(record, options.signAnew ? sign(record.xml) : first)) return finish(record, 'accepted');
    }
    return finish(record, 'gave-up');
  };

  /** Only the first attempt holds up the member's next callback: resending goes on beside it. */
  const run = (record: CallbackRecord): Promise<CallbackRecord> => {
    if (options.callbackUrl() === null) return Promise.resolve(finish(record, 'gave-up'));
    const request = sign(record.xml);
    const first = (lanes.get(record.account) ?? Promise.resolve()).then(() => tryOnce(record, request));
    lanes.set(record.account, first);
    return first.then((accepted) => (accepted ? finish(record, 'accepted') : resend(record, request)));
  };

  return {
    records,
    sign,
    verifyUrl: () => verify(options),
    send(account, content) {
      const msgId = newMsgId();
      const head = { corpId: credentials.corpId, agentId: credentials.agentId, account, msgId };
      const xml = callbackXml({ ...head, createTime: Math.floor(systemNow().getTime() / 1000) }, content, options.pictureUrl);
      const known = { id: newId('cb'), account, msgId: isEvent(content) ? null : msgId, xml };
      const record: CallbackRecord = { ...known, attempts: [], outcome: 'pending' };
      records.push(record);
      if (records.length > MAX_RECORDS) records.shift();
      return { record, done: run(record) };
    },
  };
};
