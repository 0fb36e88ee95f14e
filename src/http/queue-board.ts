import type { Queue } from 'bullmq';
import type { Middleware } from 'koa';
import { bearerCheck } from './authentication.ts';

const PATH = '/admin/queues';

/** A browser cannot send a bearer token by itself: the token is taken as the password of a basic login, too. */
const tokenOf = (header: string): string => {
  const basic = /^Basic (.+)$/i.exec(header)?.[1];
  return basic
    ? `Bearer ${Buffer.from(basic, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '')}`
    : header;
};

/** Bull Board, behind the API token; loaded only when it can be opened at all. */
export const createQueueBoard = async (queues: readonly Queue[], apiToken: string): Promise<Middleware> => {
  const [{ createBullBoard }, { BullMQAdapter }, { KoaAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/koa'),
  ]);
  const serverAdapter = new KoaAdapter();
  serverAdapter.setBasePath(PATH);
  createBullBoard({ queues: queues.map((queue) => new BullMQAdapter(queue)), serverAdapter });
  const board = serverAdapter.registerPlugin();
  const mayRead = bearerCheck(apiToken);
  return async (ctx, next) => {
    if (ctx.path !== PATH && !ctx.path.startsWith(`${PATH}/`)) return next();
    if (mayRead(tokenOf(ctx.get('Authorization')))) return board(ctx as never, next);
    ctx.set('WWW-Authenticate', 'Basic realm="campus-grid"');
    ctx.status = 401;
  };
};
