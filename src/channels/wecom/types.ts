import type { MediaSource, TokenStore, UploadCache } from '../../messaging/platform-state.ts';

/** Settings of one self-built app (自建应用) of one corp. */
export type WecomConfig = {
  corpId: string;
  agentId: number;
  /** The app's secret. */
  secret: string;
  /** Token of the callback page (接收消息). */
  token: string;
  /** EncodingAESKey of the callback page: 43 letters and digits. */
  encodingAesKey: string;
  /** Usually https://qyapi.weixin.qq.com. */
  apiBase: string;
};

export type HttpRequest = {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | FormData;
  redirect: 'manual';
  signal: AbortSignal;
};

/** The part of `fetch` that we use. */
export type HttpFetch = (url: string, request: HttpRequest) => Promise<Response>;

/** The part of a pino logger that we use. Never given a secret, a phone number or a message. */
export type Log = { info(data: object, text: string): void; warn(data: object, text: string): void };

export type WecomDeps = {
  tokens: TokenStore;
  uploads: UploadCache;
  media: MediaSource;
  /** Default: the global `fetch`. */
  http?: HttpFetch;
  /** Patience for connecting and the whole answer of one call. Default 10 s. */
  timeoutMs?: number;
  log?: Log;
};
