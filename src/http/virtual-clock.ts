import Router from '@koa/router';
import type { Context } from 'koa';
import rawBody from 'raw-body';
import { z } from 'zod';
import type { Advanced } from '../app/advance-clock.ts';
import { isoLocal } from '../domain/calendar/local-time.ts';
import { bearerCheck } from './authentication.ts';

const request = z.object({ now: z.iso.datetime({ offset: true }) });

export type ClockRoute = {
  apiToken: string | null;
  advance(to: Date): Promise<Advanced | null>;
  /** Told after a move, so that open pages can show it. */
  moved(now: Date): void;
};

const wanted = async (ctx: Context): Promise<Date | null> => {
  try {
    const body = request.safeParse(JSON.parse(await rawBody(ctx.req, { limit: '1kb', encoding: 'utf8' })));
    return body.success ? new Date(body.data.now) : null;
  } catch {
    return null;
  }
};

/** `POST /sandbox/clock {"now": ISO time}`: only with CLOCK=virtual. Calls wait for each other: time moves once at a time. */
export const createVirtualClockRoute = ({ apiToken, advance, moved }: ClockRoute): Router => {
  const router = new Router();
  const mayMove = apiToken === null ? null : bearerCheck(apiToken);
  let last: Promise<unknown> = Promise.resolve();
  router.post('/sandbox/clock', async (ctx) => {
    if (mayMove && !mayMove(ctx.get('Authorization'))) return ctx.throw(401);
    const to = await wanted(ctx);
    if (to === null) {
      ctx.status = 400;
      ctx.body = { error: { code: 'bad-time', message: 'send {"now": "2026-11-23T08:00:00+08:00"}' } };
      return;
    }
    const turn = last.then(() => advance(to));
    last = turn.catch(() => {});
    const advanced = await turn;
    if (advanced === null) {
      ctx.status = 409;
      ctx.body = { error: { code: 'backwards', message: 'the clock only moves forwards' } };
      return;
    }
    moved(advanced.now);
    ctx.body = { ...advanced, now: isoLocal(advanced.now) };
  });
  return router;
};
