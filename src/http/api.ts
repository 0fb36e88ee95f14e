import Router from '@koa/router';
import type { Context, Middleware, Next } from 'koa';
import type { Clock } from '../app/ports.ts';
import type { Answer, Refusal } from '../app/queries/answer.ts';
import { listDuties } from '../app/queries/duties.ts';
import { type FiltersOf, type ListName, readFilters } from '../app/queries/filters.ts';
import { hazardByNumber, hazardNumber, listHazards } from '../app/queries/hazards.ts';
import { listHistory } from '../app/queries/history.ts';
import { listMessages } from '../app/queries/messages.ts';
import { listPeople, listUnits } from '../app/queries/organisation.ts';
import { statsOf } from '../app/queries/stats.ts';
import type { Database } from '../store/database.ts';
import { bearerCheck } from './authentication.ts';

export type ApiDeps = {
  database: Database;
  /** API_TOKEN; while it is unset nothing under /api is there at all. */
  apiToken: string | null;
  /** What is overdue is so by the clock port. */
  clock: Clock;
};

const fail = (ctx: Context, status: number, code: string, message: string): void => {
  ctx.status = status;
  ctx.body = { error: { code, message } };
};

const notFound = (ctx: Context): void => fail(ctx, 404, 'not-found', 'There is nothing at this address.');

/** In front of every route: who has no token learns nothing, not even which addresses exist. */
const guard = (apiToken: string | null): Middleware => {
  const mayRead = apiToken === null ? null : bearerCheck(apiToken);
  return async (ctx: Context, next: Next) => {
    ctx.set('Cache-Control', 'no-store');
    if (mayRead === null) return notFound(ctx);
    if (!mayRead(ctx.get('Authorization'))) {
      ctx.set('WWW-Authenticate', 'Bearer realm="campus-grid-bot"');
      return fail(ctx, 401, 'unauthorized', 'Send the header "Authorization: Bearer" with the API_TOKEN of this server.');
    }
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.set('Allow', 'GET, HEAD');
      return fail(ctx, 405, 'method-not-allowed', 'This interface is read-only: use GET.');
    }
    return next();
  };
};

const refuse = (ctx: Context, refusal: Refusal): void => fail(ctx, 400, refusal.code, refusal.message);

/** A route that reads its filters, asks, and answers with JSON; `null` is nothing of that name. */
const answering =
  <Name extends ListName>(list: Name, ask: (filters: FiltersOf<Name>, ctx: Context) => Promise<Answer<object | null>>): Middleware =>
  async (ctx: Context) => {
    const filters = readFilters(list, ctx.query);
    if (!filters.ok) return refuse(ctx, filters.refusal);
    const answer = await ask(filters.value, ctx);
    if (!answer.ok) return refuse(ctx, answer.refusal);
    if (answer.value === null) return notFound(ctx);
    ctx.body = answer.value;
  };

const numberIn = (ctx: Context): string => hazardNumber(String(ctx.params.number)) ?? '';

/** The read API (design §3.3): `/api/…`, JSON, GET only. Mount `routes()`; it needs nothing in front of it. */
export const createApiRouter = ({ database, apiToken, clock }: ApiDeps): Router => {
  const db = database.prisma;
  const router = new Router();
  router.all('/api{/*rest}', guard(apiToken));
  router.get(
    '/api/hazards',
    answering('hazards', async (filters) => listHazards(db, filters, await clock.now())),
  );
  router.get('/api/hazards/:number', async (ctx) => {
    const hazard = await hazardByNumber(db, numberIn(ctx), await clock.now());
    if (hazard === null) return notFound(ctx);
    ctx.body = hazard;
  });
  router.get(
    '/api/history/:number',
    answering('history', async (filters, ctx) => ({ ok: true, value: await listHistory(db, numberIn(ctx), filters) })),
  );
  router.get(
    '/api/duties',
    answering('duties', async (filters) => listDuties(db, filters, await clock.now())),
  );
  router.get(
    '/api/people',
    answering('people', (filters) => listPeople(db, filters)),
  );
  router.get(
    '/api/units',
    answering('units', (filters) => listUnits(db, filters)),
  );
  router.get(
    '/api/messages',
    answering('messages', (filters) => listMessages(db, filters)),
  );
  router.get(
    '/api/stats',
    answering('stats', async (filters) => statsOf(db, filters, await clock.now())),
  );
  router.all('/api{/*rest}', notFound);
  return router;
};
