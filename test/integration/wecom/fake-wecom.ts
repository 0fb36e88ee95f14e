import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Recorded = { method: string; path: string; query: URLSearchParams; contentType: string; body: Buffer };

/** What the fake does with one call: an answer, or none. */
export type Reply =
  | { kind: 'answer'; status?: number; headers?: Record<string, string>; body: string | Buffer }
  /** Takes the request and says nothing. */
  | { kind: 'hang' }
  /** Cuts the connection, before or in the middle of the body. */
  | { kind: 'reset'; after?: Buffer };

export const json = (body: object, status = 200): Reply => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify(body),
});

export const errcode = (code: number, errmsg = 'no'): Reply => json({ errcode: code, errmsg });

export type FakeWecom = {
  url: string;
  /** All calls so far, in order. */
  calls: Recorded[];
  callsTo(path: string): Recorded[];
  /** Replies to calls of `/cgi-bin/{path}`, one after the other; the last one stays. */
  on(path: string, ...replies: (Reply | ((call: Recorded) => Reply))[]): void;
  close(): Promise<void>;
};

const PREFIX = '/cgi-bin/';

/** A platform on this machine that does what a test tells it; by default it gives out `token-1`, `token-2` … and accepts everything. */
export const startFakeWecom = async (): Promise<FakeWecom> => {
  const calls: Recorded[] = [];
  const planned = new Map<string, (Reply | ((call: Recorded) => Reply))[]>();
  let tokens = 0;

  const replyTo = (call: Recorded): Reply => {
    const queue = planned.get(call.path);
    const next = queue !== undefined && queue.length > 1 ? queue.shift() : queue?.[0];
    if (next !== undefined) return typeof next === 'function' ? next(call) : next;
    if (call.path !== 'gettoken') return json({ errcode: 0, errmsg: 'ok' });
    tokens += 1;
    return json({ errcode: 0, errmsg: 'ok', access_token: `token-${tokens}`, expires_in: 7200 });
  };

  const server = createServer((request, response) => {
    void record(request).then((call) => {
      calls.push(call);
      answer(response, replyTo(call));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    callsTo: (path) => calls.filter((call) => call.path === path),
    on: (path, ...replies) => void planned.set(path, replies),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const record = async (request: IncomingMessage): Promise<Recorded> => {
  const url = new URL(request.url ?? '/', 'http://fake');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method ?? '',
    path: url.pathname.replace(PREFIX, ''),
    query: url.searchParams,
    contentType: request.headers['content-type'] ?? '',
    body: Buffer.concat(chunks),
  };
};

const answer = (response: ServerResponse, reply: Reply): void => {
  if (reply.kind === 'hang') return;
  if (reply.kind === 'answer') {
    response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
    return;
  }
  if (reply.after === undefined) response.destroy();
  else response.writeHead(200, { 'content-type': 'image/jpeg' }).write(reply.after, () => response.destroy());
};
