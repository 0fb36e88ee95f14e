import type { Context, Middleware } from 'koa';

/**
 * How a call goes wrong.
 * - `http-502`: a gateway's page instead of an answer; the call had no effect.
 * - `hang`: no answer ever; no effect.
 * - `reset-before`: the connection breaks before the call was looked at.
 * - `reset-after-accepting`: the platform did it, and the connection breaks before the answer.
 * - `not-json`: HTTP 200 with a page; no effect.
 * - `{ errcode }`: that refusal.
 * - `{ delayMs }`: slow, but right.
 */
export type Fault =
  | 'http-502'
  | 'hang'
  | 'reset-before'
  | 'reset-after-accepting'
  | 'not-json'
  | { errcode: number; errmsg?: string }
  | { delayMs: number };

export type Faults = { add(path: string, fault: Fault, times: number): void; clear(): void; middleware: Middleware };

const PAGE = '<html><head><title>502 Bad Gateway</title></head><body>stgw</body></html>';

const breakConnection = (ctx: Context): void => {
  ctx.respond = false;
  ctx.req.socket.resetAndDestroy();
};

const untilClosed = (ctx: Context): Promise<void> =>
  new Promise((resolve) => {
    ctx.respond = false;
    ctx.res.once('close', () => resolve());
    ctx.req.resume();
  });

const page = (ctx: Context, status: number): void => {
  ctx.status = status;
  ctx.type = 'text/html';
  ctx.body = PAGE;
};

const apply = async (fault: Fault, ctx: Context, next: () => Promise<unknown>): Promise<void> => {
  if (fault === 'http-502') return page(ctx, 502);
  if (fault === 'not-json') return page(ctx, 200);
  if (fault === 'hang') return untilClosed(ctx);
  if (fault === 'reset-before') return breakConnection(ctx);
  if (fault === 'reset-after-accepting') {
    await next();
    return breakConnection(ctx);
  }
  if ('delayMs' in fault) {
    await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    await next();
    return;
  }
  ctx.body = { errcode: fault.errcode, errmsg: fault.errmsg ?? 'injected by the test' };
};

/** Faults wait in line for calls whose path ends with theirs (`message/send`). */
export const createFaults = (): Faults => {
  let waiting: { path: string; fault: Fault; left: number }[] = [];
  const next = (path: string): Fault | null => {
    const entry = waiting.find((candidate) => path.endsWith(`/${candidate.path}`));
    if (!entry) return null;
    entry.left -= 1;
    waiting = waiting.filter((candidate) => candidate.left > 0);
    return entry.fault;
  };
  return {
    add: (path, fault, times) => void waiting.push({ path: path.replace(/^\/+/, ''), fault, left: times }),
    clear: () => {
      waiting = [];
    },
    async middleware(ctx, proceed) {
      const fault = next(ctx.path);
      await (fault ? apply(fault, ctx, proceed) : proceed());
    },
  };
};
