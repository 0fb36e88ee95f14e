import type { Context } from 'koa';
import rawBody from 'raw-body';
import { type Answer, refused } from '../answers.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { World } from '../world.ts';

/** One API call as its handler sees it. */
export type Call = { world: World; query: URLSearchParams; body: JsonObject; raw: string; now: Date; ctx: Context };

export type Handler = (call: Call) => Answer | Promise<Answer>;

const MAX_JSON = '2mb';
/** A webhook's picture comes as Base64 in its JSON. */
const MAX_WEBHOOK_JSON = '8mb';
const ESCAPED = /(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}/;

const decodeUtf8 = (bytes: Buffer): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Raw UTF-8 JSON objects only: the platform takes no `\uXXXX`. [D90313] */
const readJson = (bytes: Buffer): { refusal: Answer } | { refusal: null; body: JsonObject; raw: string } => {
  const raw = decodeUtf8(bytes);
  if (raw === null) return { refusal: refused(40033, 'request is not UTF-8') };
  const body = parseJson(raw);
  if (!isObject(body)) return { refusal: refused(40058, 'Warning: wrong json format.') };
  if (ESCAPED.test(raw)) return { refusal: refused(40033, 'invalid request character, \\uxxxx is not allowed') };
  return { refusal: null, body, raw };
};

const callOf = async (world: World, ctx: Context, body: JsonObject, raw: string): Promise<Call> => ({
  world,
  query: new URLSearchParams(ctx.querystring),
  body,
  raw,
  now: await world.now(),
  ctx,
});

const answer = async (ctx: Context, handler: Handler, call: Call): Promise<void> => {
  const result = await handler(call);
  if (ctx.body === undefined) ctx.body = result;
};

/** A call without a body. */
export const onGet =
  (world: World, handler: Handler) =>
  async (ctx: Context): Promise<void> =>
    answer(ctx, handler, await callOf(world, ctx, {}, ''));

const onJson =
  (limit: string) =>
  (world: World, handler: Handler) =>
  async (ctx: Context): Promise<void> => {
    const read = readJson(await rawBody(ctx.req, { limit, length: ctx.request.length }));
    if (read.refusal) ctx.body = read.refusal;
    else await answer(ctx, handler, await callOf(world, ctx, read.body, read.raw));
  };

/** A call with a JSON body. */
export const onPost = onJson(MAX_JSON);
export const onWebhookPost = onJson(MAX_WEBHOOK_JSON);

/** The token in the query decides before anything else does. [D90664] */
export const withToken =
  (handler: Handler): Handler =>
  (call) => {
    const token = call.query.get('access_token') ?? '';
    if (token === '') return refused(41001, 'access_token missing');
    const verdict = call.world.tokens.judge(token);
    if (verdict === 'expired') return refused(42001, 'access_token expired');
    return verdict === 'valid' ? handler(call) : refused(40014, 'invalid access_token');
  };

/** The app's number must be an integer, and this app's. */
export const judgeAgent = (world: World, agentid: unknown): Answer | null => {
  if (!Number.isInteger(agentid)) return refused(40056, 'invalid agentid');
  return agentid === world.credentials.agentId ? null : refused(301002, 'not allow operate another agent with this accesstoken');
};
