import type { IncomingMessage } from 'node:http';
import Router from '@koa/router';
import type { Context } from 'koa';
import rawBody from 'raw-body';
import { type AcceptDeps, acceptInbound } from '../app/inbound/accept-inbound.ts';
import type { Channel, RawRequest } from '../messaging/channel.ts';

/** Nothing genuine is larger [D90930]. */
const LIMIT = '1mb';

/** The first of a repeated parameter: a platform sends each once. */
const single = (values: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? (value[0] ?? '') : value]],
    ),
  );

/** What is thrown away of a body that is too large, before its sender is cut off. */
const DISCARD = { bytes: 16 * 1024 * 1024, milliseconds: 1000 };

/** Reads on without keeping anything, for a while: a connection that is cut while data still arrive takes our answer with it. */
const discardRest = (request: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    let left = DISCARD.bytes;
    const timer = setTimeout(resolve, DISCARD.milliseconds);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left <= 0) done();
    });
    request.once('end', done).once('close', done).once('error', done).resume();
  });

const bodyOf = async (ctx: Context): Promise<string | null> => {
  try {
    return await rawBody(ctx.req, { limit: LIMIT, encoding: 'utf8', length: ctx.req.headers['content-length'] });
  } catch {
    // Too large or broken off: nobody reads it.
    await discardRest(ctx.req);
    ctx.set('Connection', 'close');
    return null;
  }
};

const refuse = (ctx: Context, deps: AcceptDeps, channel: Channel, status: number, code: string): void => {
  deps.metrics.count('callbacks_refused_total', { channel: channel.name, code });
  deps.log.warn({ channel: channel.name, code }, 'callback refused');
  ctx.status = status;
  ctx.body = '';
};

const serve = async (ctx: Context, deps: AcceptDeps, channel: Channel): Promise<void> => {
  const method = ctx.method === 'GET' ? 'GET' : 'POST';
  const body = method === 'POST' ? await bodyOf(ctx) : '';
  if (body === null) return refuse(ctx, deps, channel, 413, 'too-large');
  const request: RawRequest = { method, query: single(ctx.query), headers: single(ctx.headers), body };
  const opened = channel.open(request, new Date());
  switch (opened.kind) {
    case 'refused':
      return refuse(ctx, deps, channel, opened.status, opened.code);
    case 'handshake':
      ctx.type = 'text/plain';
      ctx.body = opened.body;
      return;
    default:
      await acceptInbound(deps, opened);
      ctx.status = 200;
      ctx.body = '';
  }
};

/** WeCom's URL check and callbacks: verify, keep, answer with an empty 200; everything else happens later. */
export const createWecomCallback = (deps: AcceptDeps, channel: Channel): Router => {
  const router = new Router();
  router.get('/wecom/callback', (ctx) => serve(ctx, deps, channel));
  router.post('/wecom/callback', (ctx) => serve(ctx, deps, channel));
  return router;
};
