import { ChannelError } from '../../messaging/errors.ts';
import { ownError, platformError } from './errors.ts';
import type { HttpFetch, HttpRequest } from './types.ts';

/** One HTTP call. `label` stands for the URL in errors and logs, as the URL holds a token or a key. */
export type Call = {
  label: string;
  url: string;
  method: 'GET' | 'POST';
  contentType?: string;
  body?: string | FormData;
  /** Bytes of a body that takes its time. */
  size?: number;
};

export type Answer = Readonly<Record<string, unknown>>;

const RESETS = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const causeCode = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
};

const networkCode = (error: unknown): string => {
  const code = causeCode(error);
  if ((error instanceof Error && ['TimeoutError', 'AbortError'].includes(error.name)) || /TIMEDOUT|TIMEOUT/.test(code)) return 'timeout';
  if (RESETS.has(code)) return 'reset';
  return UNREACHABLE.has(code) ? 'unreachable' : 'network';
};

/** A failed connection as an error worth a retry. The cause is left out: it may quote the URL, and with it the token. */
export const networkError = (label: string, error: unknown): ChannelError => {
  if (error instanceof ChannelError) return error;
  const code = networkCode(error);
  return ownError('retry', code, `${label}: ${code}`);
};

const statusError = (label: string, response: Response): ChannelError | null => {
  const { status } = response;
  if (status >= 200 && status < 300) return null;
  const code = `http:${status}`;
  if (status === 429) return new ChannelError('wecom', 'rate-limited', code, `WeCom ${label}: ${code}`, { retryAfterMs: 60_000 });
  // Redirects are not followed (a login page of the network, a token sent elsewhere); 4xx means that somebody else answers at this address.
  const mendable = status >= 400 && status < 500 && status !== 408;
  return ownError(mendable ? 'config' : 'retry', code, `${label}: ${code}`);
};

/** Makes the call and returns the answer's head. Its body is still bound to `signal`. @throws ChannelError */
export const exchange = async (http: HttpFetch, call: Call, signal: AbortSignal): Promise<Response> => {
  const request: HttpRequest = { method: call.method, redirect: 'manual', signal };
  if (call.contentType !== undefined) request.headers = { 'content-type': call.contentType };
  if (call.body !== undefined) request.body = call.body;
  const response = await http(call.url, request).catch((error: unknown) => {
    throw networkError(call.label, error);
  });
  const failure = statusError(call.label, response);
  if (failure === null) return response;
  await response.body?.cancel().catch(() => undefined);
  throw failure;
};

/** The body of an answer as an object with `errcode` 0 or none. @throws ChannelError for any other, or for no JSON at all */
export const readAnswer = async (label: string, response: Response): Promise<Answer> => {
  const text = await response.text().catch((error: unknown) => {
    throw networkError(label, error);
  });
  const answer = asObject(text);
  if (answer === null) throw ownError('retry', 'bad-json', `${label}: the answer is no JSON object`);
  const errcode = Number(answer.errcode ?? 0);
  if (errcode !== 0) throw platformError(label, errcode, answer.errmsg);
  return answer;
};

const asObject = (text: string): Answer | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : null;
  } catch {
    return null;
  }
};

/** A whole call with a JSON answer, within `timeoutMs` from connecting to the last byte. @throws ChannelError */
export const callJson = async (http: HttpFetch, call: Call, timeoutMs: number): Promise<Answer> =>
  readAnswer(call.label, await exchange(http, call, AbortSignal.timeout(timeoutMs)));

/** A field of an answer as text, or null where it is absent, empty or something else. */
export const textField = (answer: Answer, name: string): string | null => {
  const value = answer[name];
  return typeof value === 'string' && value !== '' ? value : null;
};
