import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import type { Deed, NoDeed, PressOptions } from './deeds.ts';
import { createWecomLookalike, type LookalikeOptions, type WecomLookalike } from './lookalike.ts';
import type { CallbackRecord, PersonContent, SentRecord } from './types.ts';

/** The look-alike on a port of its own: what tests use as the platform. */
export type WecomLookalikeServer = WecomLookalike & {
  /** Set `WECOM_API_BASE` to it. */
  url: string;
  /** The address of a group robot with this key. */
  webhookUrl(key: string): string;
  setCallbackUrl(url: string | null): void;
  /** These resolve when the app accepted the callback or all attempts failed; they reject where a client would not allow the deed. */
  sendText(account: string, text: string): Promise<CallbackRecord>;
  sendImage(account: string, bytes: Buffer, name?: string): Promise<CallbackRecord>;
  sendVoice(account: string, bytes: Buffer): Promise<CallbackRecord>;
  sendLocation(account: string, label: string, latitude: number, longitude: number): Promise<CallbackRecord>;
  press(account: string, messageId: string, key: string, options?: PressOptions): Promise<CallbackRecord>;
  clickMenu(account: string, key: string): Promise<CallbackRecord>;
  enter(account: string): Promise<CallbackRecord>;
  callback(account: string, content: PersonContent): Promise<CallbackRecord>;
  /** The first record (past ones included) that fits; rejects after `timeoutMs` (default 10 s) with what there was instead. */
  waitFor(fits: (record: SentRecord) => boolean, timeoutMs?: number): Promise<SentRecord>;
  close(): Promise<void>;
};

const summary = (record: SentRecord): string =>
  `${record.via} ${record.msgtype} → ${record.to.join(',')}: ${record.text ?? JSON.stringify(record.card ?? record.mediaId)}`.slice(0, 200);

const waitForRecord = (lookalike: WecomLookalike, fits: (record: SentRecord) => boolean, timeoutMs: number): Promise<SentRecord> =>
  new Promise((resolve, reject) => {
    const look = (): boolean => {
      const found = lookalike.sent.find(fits);
      if (found) resolve(found);
      return found !== undefined;
    };
    if (look()) return;
    const stop = lookalike.onSent(() => {
      if (!look()) return;
      clearTimeout(timer);
      stop();
    });
    const timer = setTimeout(() => {
      stop();
      const seen = lookalike.sent.slice(-20).map(summary).join('\n  ');
      reject(new Error(`no such message within ${timeoutMs} ms; the last ones were:\n  ${seen}`));
    }, timeoutMs);
  });

const outcome = async (deed: Promise<Deed | NoDeed>): Promise<CallbackRecord> => {
  const done = await deed;
  if (typeof done === 'string') throw new Error(`the client does not allow it: ${done}`);
  return done.done;
};

export type LookalikeServerOptions = Omit<LookalikeOptions, 'callbackUrl' | 'prefix'> & { callbackUrl?: string | null; port?: number };

/** Listens on 127.0.0.1, on a free port unless one is given. Callbacks are sent again without a pause. */
export const createWecomLookalikeServer = async (options: LookalikeServerOptions): Promise<WecomLookalikeServer> => {
  let callbackUrl = options.callbackUrl ?? null;
  const lookalike = createWecomLookalike({ resendAfterMs: 0, ...options, callbackUrl: () => callbackUrl });
  const app = new Koa();
  app.silent = true; // broken connections are what tests ask for
  app.use(lookalike.router.routes());
  const server = createServer(app.callback());
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const { deeds } = lookalike;
  return {
    ...lookalike,
    url,
    webhookUrl: (key) => `${url}/cgi-bin/webhook/send?key=${encodeURIComponent(key)}`,
    setCallbackUrl: (next) => {
      callbackUrl = next;
    },
    sendText: (account, text) => outcome(deeds.text(account, text)),
    sendImage: (account, bytes, name = 'photo.jpg') => outcome(deeds.media(account, 'image', bytes, name)),
    sendVoice: (account, bytes) => outcome(deeds.media(account, 'voice', bytes, 'voice.amr')),
    sendLocation: (account, label, latitude, longitude) => outcome(deeds.location(account, { label, latitude, longitude })),
    press: (account, messageId, key, pressOptions) => outcome(deeds.press(account, messageId, key, pressOptions)),
    clickMenu: (account, key) => outcome(deeds.menu(account, key)),
    enter: (account) => outcome(deeds.enter(account)),
    callback: (account, content) => outcome(deeds.raw(account, content)),
    waitFor: (fits, timeoutMs = 10_000) => waitForRecord(lookalike, fits, timeoutMs),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      lookalike.close();
    },
  };
};
