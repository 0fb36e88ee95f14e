import Router from '@koa/router';
import type { Context } from 'koa';
import rawBody from 'raw-body';
import type { EventStream } from './event-stream.ts';
import type { SandboxGroup, SandboxPerson } from './organisation.ts';
import { platformGroups } from './organisation.ts';
import { servePageFile } from './page-files.ts';
import { type PageMessage, pageMessage } from './page-requests.ts';
import type { Deed, NoDeed } from './wecom/deeds.ts';
import type { WecomLookalike } from './wecom/lookalike.ts';
import { sniffContentType } from './wecom/media-rules.ts';
import type { ChatMessage, MediaType } from './wecom/types.ts';

export type PageOptions = {
  wecom: WecomLookalike;
  events: EventStream;
  directory: () => Promise<SandboxPerson[]>;
  groups: () => Promise<SandboxGroup[]>;
  clock: () => Promise<{ mode: 'system' | 'virtual'; now: string }>;
};

const SHOWN_PER_WINDOW = 100;
const MAX_JSON = '256kb';
const MAX_FILE = '20mb';

const PROBLEMS: Record<NoDeed, { status: number; error: string }> = {
  'unknown-account': { status: 404, error: '没有这个账号' },
  'unknown-message': { status: 404, error: '没有这条消息' },
  'no-such-button': { status: 409, error: '这张卡片上已经没有这个按钮了' },
};

const refuse = (ctx: Context, status: number, error: string): void => {
  ctx.status = status;
  ctx.body = { error };
};

const settle = async (ctx: Context, deed: Promise<Deed | NoDeed>): Promise<void> => {
  const done = await deed;
  if (typeof done === 'string') return refuse(ctx, PROBLEMS[done].status, PROBLEMS[done].error);
  ctx.status = 202;
  ctx.body = { id: done.id };
};

const withStrangers = async ({ wecom, directory }: PageOptions): Promise<Omit<SandboxPerson, 'phone'>[]> => {
  const people = (await directory()).map(({ phone: _private, ...person }) => person);
  const known = new Set(people.map((person) => person.account.toLowerCase()));
  const others = (await wecom.roster.members()).filter((member) => !known.has(member.account.toLowerCase()));
  return [...people, ...others.map(({ account, name }) => ({ account, name, title: '', unit: '', unitKind: '', roles: [] }))];
};

const state = async (ctx: Context, options: PageOptions): Promise<void> => {
  const { wecom } = options;
  const listed = platformGroups(await options.groups());
  const created = wecom.appChats().filter((chat) => listed.every((group) => group.key !== chat.key));
  const last = (messages: ChatMessage[]): ChatMessage[] => messages.slice(-SHOWN_PER_WINDOW);
  ctx.body = {
    people: await withStrangers(options),
    groups: [...listed, ...created],
    conversations: Object.fromEntries(Object.entries(wecom.windows()).map(([key, messages]) => [key, last(messages)])),
    clock: await options.clock(),
    menu: wecom.menu(),
  };
};

const act = ({ deeds }: WecomLookalike, message: PageMessage): Promise<Deed | NoDeed> => {
  switch (message.kind) {
    case 'text':
      return deeds.text(message.account, message.text);
    case 'location': {
      const { label, latitude, longitude } = message;
      return deeds.location(message.account, { label, latitude, longitude });
    }
    case 'press':
      return deeds.press(message.account, message.messageId, message.key, { selected: message.selected });
    case 'menu':
      return deeds.menu(message.account, message.key);
    case 'enter':
      return deeds.enter(message.account);
  }
};

const parseMessage = (text: string): PageMessage | null => {
  try {
    return pageMessage.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

/** JSON only: a form of a foreign page cannot send that without asking first. */
const say = async (ctx: Context, wecom: WecomLookalike): Promise<void> => {
  if (!ctx.is('application/json')) return refuse(ctx, 415, '只接受 application/json');
  const message = parseMessage(await rawBody(ctx.req, { limit: MAX_JSON, length: ctx.request.length, encoding: 'utf8' }));
  return message ? settle(ctx, act(wecom, message)) : refuse(ctx, 400, '看不懂这个请求');
};

const sendFile = async (ctx: Context, wecom: WecomLookalike, type: MediaType, mime: string, fallback: string): Promise<void> => {
  if (!ctx.is(mime)) return refuse(ctx, 415, `只接受 ${mime}`);
  const bytes = await rawBody(ctx.req, { limit: MAX_FILE, length: ctx.request.length });
  if (bytes.length === 0) return refuse(ctx, 400, '文件是空的');
  const query = new URLSearchParams(ctx.querystring);
  const name = (query.get('name') ?? '').slice(0, 200) || fallback;
  return settle(ctx, wecom.deeds.media(query.get('account') ?? '', type, bytes, name));
};

/** Pictures and sound show in the page; everything else is only ever downloaded. */
const serveMedia = (ctx: Context, wecom: WecomLookalike, id: string): void => {
  const found = wecom.media(id);
  if (!found) return;
  const contentType = sniffContentType(found.bytes);
  const inline = /^(image|audio|video)\//.test(contentType) || found.file.type === 'voice';
  ctx.type = contentType;
  ctx.set('Cache-Control', 'private, max-age=86400, immutable');
  ctx.attachment(found.file.name, { type: inline ? 'inline' : 'attachment' });
  ctx.body = found.bytes;
};

/** The chat page and what it talks to. */
export const createPageRouter = (options: PageOptions): Router => {
  const { wecom, events } = options;
  const router = new Router({ prefix: '/sandbox' });
  router.get('/', (ctx) => servePageFile(ctx, 'index.html'));
  router.get('/api/state', (ctx) => state(ctx, options));
  router.get('/api/events', (ctx) => events.open(ctx));
  router.post('/api/messages', (ctx) => say(ctx, wecom));
  router.post('/api/photos', (ctx) => sendFile(ctx, wecom, 'image', 'image/*', 'photo.jpg'));
  router.post('/api/voices', (ctx) => sendFile(ctx, wecom, 'voice', 'audio/*', 'voice.amr'));
  router.get('/media/:id', (ctx) => serveMedia(ctx, wecom, ctx.params.id ?? ''));
  router.get('/assets/:file', (ctx) => servePageFile(ctx, ctx.params.file ?? ''));
  return router;
};
