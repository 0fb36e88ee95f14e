import { isTokenRefused } from './errors.ts';
import { type Answer, type Call, callJson } from './http.ts';
import { toJson } from './render.ts';
import type { Tokens } from './token.ts';
import type { HttpFetch } from './types.ts';

/** A file on its way to the platform; `name` is what people see. */
export type Upload = { bytes: Buffer; contentType: string; name: string };

/** The only place that knows the platform's URLs. Every method throws ChannelError. */
export type WecomClient = {
  /** `POST /cgi-bin/{path}` with a token; a refused token is replaced and the call made once more. */
  post(path: string, body: object, parameters?: Record<string, string>): Promise<Answer>;
  /** A temporary file for messages of the app, kept by the platform for 3 days [D90253]. */
  upload(kind: 'image' | 'file', file: Upload): Promise<Answer>;
  /** Runs a call with a token, and once more with a fresh one where the platform refuses it. */
  withToken<T>(attempt: (token: string) => Promise<T>): Promise<T>;
  /** The URL of an API call, with its parameters and the token. */
  url(path: string, token: string, parameters?: Record<string, string>): string;
  /** To a robot's webhook, whose URL is all it needs, and a secret [D99110]. */
  postWebhook(webhook: string, body: object): Promise<Answer>;
  /** A file for messages of this robot alone. */
  uploadToWebhook(webhook: string, file: Upload): Promise<Answer>;
};

export type ClientDeps = { apiBase: string; tokens: Tokens; http: HttpFetch; timeoutMs: number };

const jsonCall = (label: string, url: string, body: object): Call => ({
  label,
  url,
  method: 'POST',
  contentType: 'application/json; charset=utf-8',
  body: toJson(body),
});

/** FormData writes a file's name as raw UTF-8, which is how the platform shows it; `filename*=` it would not understand. */
const uploadCall = (label: string, url: string, file: Upload): Call => {
  const form = new FormData();
  form.append('media', new Blob([new Uint8Array(file.bytes)], { type: file.contentType }), oneLine(file.name));
  return { label, url, method: 'POST', body: form, size: file.bytes.length };
};

const oneLine = (name: string): string => name.replace(/[\p{Cc}\p{Surrogate}"\\/]/gu, '_');

/** `…/webhook/send?key=K` → `…/webhook/upload_media?key=K&type=file`. */
const uploadUrl = (webhook: string): string => {
  const url = new URL(webhook);
  url.pathname = url.pathname.replace(/\/[^/]*$/, '/upload_media');
  url.searchParams.set('type', 'file');
  return url.href;
};

/** The slowest line that an upload still has to get through, in bytes a millisecond (2 Mbit/s). */
const SLOW_LINE = 256;

export const createClient = ({ apiBase, tokens, http, timeoutMs }: ClientDeps): WecomClient => {
  const json = (call: Call): Promise<Answer> => callJson(http, call, timeoutMs + Math.ceil((call.size ?? 0) / SLOW_LINE));

  const url = (path: string, token: string, parameters: Record<string, string> = {}): string =>
    `${apiBase}/cgi-bin/${path}?${new URLSearchParams({ access_token: token, ...parameters })}`;

  const withToken = async <T>(attempt: (token: string) => Promise<T>): Promise<T> => {
    const token = await tokens.current();
    try {
      return await attempt(token);
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
      return attempt(await tokens.after(token));
    }
  };

  return {
    url,
    withToken,
    post: (path, body, parameters) => withToken((token) => json(jsonCall(path, url(path, token, parameters), body))),
    upload: (kind, file) => withToken((token) => json(uploadCall('media/upload', url('media/upload', token, { type: kind }), file))),
    postWebhook: (webhook, body) => json(jsonCall('webhook/send', webhook, body)),
    uploadToWebhook: (webhook, file) => json(uploadCall('webhook/upload_media', uploadUrl(webhook), file)),
  };
};
