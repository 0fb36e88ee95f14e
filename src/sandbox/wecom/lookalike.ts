import type Router from '@koa/router';
import { createRoutes } from './api/routes.ts';
import { type Callbacks, createCallbacks } from './callbacks.ts';
import { createDeeds, type Deeds } from './deeds.ts';
import { createFaults, type Fault } from './faults.ts';
import type { JsonObject } from './json.ts';
import { createRoster, type Roster } from './roster.ts';
import { openStore } from './store.ts';
import { createTokens } from './tokens.ts';
import type { CallbackRecord, ChatMessage, Clock, Credentials, Group, MediaFile, Member, SentRecord, WindowEvent } from './types.ts';
import { createLimits, tellDeliveryProblem, type World } from './world.ts';

export type LookalikeOptions = {
  credentials: Credentials;
  /** Where the app listens for callbacks; a function, where that is known later only. null: nowhere. */
  callbackUrl: string | null | (() => string | null);
  /** Who is visible to the app. Left out: everybody with a well-formed userid. */
  members?: () => Promise<Member[]>;
  /** Groups by webhook key or chat id. Left out: every webhook key exists. */
  groups?: () => Promise<Group[]>;
  /** Folder for the windows and files, one process a folder. Left out or null: memory only. */
  stateDir?: string | null;
  /** The product's clock: platform limits go by it. Default: the system's. */
  now?: Clock;
  /** The system's clock: tokens and callbacks go by it. A parameter for tests only. */
  systemNow?: () => Date;
  /** Pause before a callback is sent again, ms. Default 1000. */
  resendAfterMs?: number;
  /** How long a callback may take, ms. Default 5000, the platform's. */
  callbackLimitMs?: number;
  /** Sign further attempts anew instead of repeating the identical request. */
  signAnew?: boolean;
  /** Base path below which the router serves `/cgi-bin/...`, e.g. `/sandbox/wecom`. */
  prefix?: string;
  /** URL under which a page shows a file. Default `/media/<id>`. */
  mediaUrl?: (mediaId: string) => string;
  /** What PicUrl of an image callback says. */
  pictureUrl?: (mediaId: string) => string;
};

/** A local stand-in for the WeCom server: its API as a router, and its members' clients as functions. */
export type WecomLookalike = {
  router: Router;
  roster: Roster;
  /** Everything the app did, oldest first. */
  sent: SentRecord[];
  callbacks: CallbackRecord[];
  /** What a member does by himself. */
  deeds: Deeds;
  sign: Callbacks['sign'];
  verifyCallbackUrl: Callbacks['verifyUrl'];
  /** Lets the next `times` calls whose path ends with `path` go wrong. */
  fail(path: string, how: Fault, times?: number): void;
  healFaults(): void;
  /** Takes the current token back, as the platform may at any time. */
  invalidateTokens(): void;
  /** A window's last lines, oldest first; by account or `group:<key>`. */
  window(conversation: string): ChatMessage[];
  windows(): Record<string, ChatMessage[]>;
  menu(): JsonObject[];
  appChats(): Group[];
  media(id: string): { file: MediaFile; bytes: Buffer } | null;
  /** Calls back on every window event; returns how to stop. */
  listen(listener: (event: WindowEvent) => void): () => void;
  /** Calls back after every new entry of `sent`; returns how to stop. */
  onSent(listener: () => void): () => void;
  close(): void;
};

const createWorld = (options: LookalikeOptions, systemNow: () => Date): World => {
  const store = openStore(options.stateDir ?? null);
  return {
    credentials: options.credentials,
    now: options.now ?? systemNow,
    systemNow,
    roster: createRoster(options.members ?? null, options.groups ?? null, store.state.strangers),
    store,
    tokens: createTokens(systemNow),
    ...createLimits(),
    sent: [],
    mediaUrl: options.mediaUrl ?? ((id) => `/media/${id}`),
    listeners: new Set(),
    sentListeners: new Set(),
  };
};

const createCallbacksOf = (options: LookalikeOptions, world: World): Callbacks => {
  const { callbackUrl } = options;
  return createCallbacks({
    credentials: options.credentials,
    callbackUrl: typeof callbackUrl === 'function' ? callbackUrl : () => callbackUrl,
    systemNow: world.systemNow,
    resendAfterMs: options.resendAfterMs ?? 1_000,
    timeLimitMs: options.callbackLimitMs,
    signAnew: options.signAnew,
    pictureUrl: options.pictureUrl ?? ((id) => `http://p.invalid/${id}/0`),
    onGaveUp: (record) => {
      const last = record.attempts.at(-1)?.problem ?? 'no callback address';
      tellDeliveryProblem(world, record.account, `机器人没有收到这条消息(试了 ${record.attempts.length} 次,${last})`);
    },
  });
};

const subscribe = <T>(listeners: Set<T>, listener: T): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const createWecomLookalike = (options: LookalikeOptions): WecomLookalike => {
  const world = createWorld(options, options.systemNow ?? (() => new Date()));
  const callbacks = createCallbacksOf(options, world);
  const faults = createFaults();
  const { state } = world.store;
  return {
    router: createRoutes(world, faults.middleware, options.prefix ?? ''),
    roster: world.roster,
    sent: world.sent,
    callbacks: callbacks.records,
    deeds: createDeeds(world, callbacks),
    sign: callbacks.sign,
    verifyCallbackUrl: callbacks.verifyUrl,
    fail: (path, how, times = 1) => faults.add(path, how, times),
    healFaults: faults.clear,
    invalidateTokens: world.tokens.invalidate,
    window: (conversation) => [...(state.windows.get(conversation) ?? [])],
    windows: () => Object.fromEntries([...state.windows].map(([conversation, messages]) => [conversation, [...messages]])),
    menu: () => state.menu,
    appChats: () => [...state.appChats.values()].map((chat) => ({ key: chat.chatid, name: chat.name, unit: '' })),
    media(id) {
      const [file, bytes] = [state.media.get(id), world.store.bytesOf(id)];
      return file && bytes ? { file, bytes } : null;
    },
    listen: (listener) => subscribe(world.listeners, listener),
    onSent: (listener) => subscribe(world.sentListeners, listener),
    close: () => world.store.close(),
  };
};
