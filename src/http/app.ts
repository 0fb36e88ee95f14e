import type Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import type { Log } from '../app/ports.ts';

export type HttpParts = {
  /** Before all others: the sandbox, which reads its own bodies. */
  first: Middleware[];
  routers: Router[];
  log: Log;
};

/** What a caller may know of a fault: its status. The rest is in the log. */
const answerFaults =
  (log: Log): Middleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 503;
      if (status >= 500) log.error({ err: error, path: ctx.path }, 'request failed');
      ctx.status = status;
      ctx.body = { error: { code: status >= 500 ? 'unavailable' : 'refused', message: status >= 500 ? 'try again' : 'not allowed' } };
    }
  };

/** The web side of the program. */
export const createApp = ({ first, routers, log }: HttpParts): Koa => {
  const app = new Koa();
  app.silent = true;
  app.use(answerFaults(log));
  for (const middleware of first) app.use(middleware);
  for (const router of routers) app.use(router.routes()).use(router.allowedMethods());
  return app;
};
