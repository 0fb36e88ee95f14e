import type Router from '@koa/router';
import type { Middleware } from 'koa';
import { createEventStream, type EventStream } from './event-stream.ts';
import { ownPageOnly, protectPage } from './guard.ts';
import { platformGroups, platformMembers, type SandboxGroup, type SandboxPerson } from './organisation.ts';
import { createPageRouter } from './page-api.ts';
import { createWecomLookalike, type WecomLookalike } from './wecom/lookalike.ts';
import type { Clock, Credentials } from './wecom/types.ts';

export type { SandboxGroup, SandboxPerson } from './organisation.ts';

export type SandboxOptions = {
  credentials: Credentials;
  /** The product's own callback, e.g. `http://127.0.0.1:3000/wecom/callback`; a function where the port is known later only. */
  callbackUrl: string | (() => string | null);
  /** Everybody of the organisation who has a WeCom account. Asked often: the callers keep it cheap. */
  directory: () => Promise<SandboxPerson[]>;
  groups: () => Promise<SandboxGroup[]>;
  /** Folder for windows and files; null: memory only. One process a folder. */
  stateDir: string | null;
  /** The product's clock. */
  now: Clock;
  clockMode: 'system' | 'virtual';
  /** Host names besides loopback under which the page may be opened (of `PUBLIC_URL`, say). */
  hosts?: string[];
  /** Told when a callback finally failed. */
  log?: { warn(fields: object, message: string): void };
};

/** One Koa middleware, and what belongs to it. */
export type Sandbox = Middleware & {
  wecom: WecomLookalike;
  /** Tells the open pages that the virtual clock moved. */
  clockMoved(now: Date): void;
  /** How many pages listen to the events now. */
  listeners(): number;
  close(): void;
};

/** Below it `WECOM_API_BASE` and the demonstration's webhooks point. */
export const LOOKALIKE_PATH = '/sandbox/wecom';

const forwardEvents = (wecom: WecomLookalike, events: EventStream, log: SandboxOptions['log']): void => {
  wecom.listen((event) => {
    if (event.type !== 'delivery') return events.publish(event.type, event.message);
    const { conversation, problem } = event;
    events.publish('delivery', { conversation, problem });
    log?.warn({ problem }, 'the sandbox could not deliver a callback');
  });
};

/** A router's middleware is typed for a context that it completes itself. */
const asMiddleware = (router: Router): Middleware => router.routes() as Middleware;

const isPlatform = (path: string): boolean => path.startsWith(`${LOOKALIKE_PATH}/`);

/** The page, its interface and its files; everything else below `/sandbox` (the clock, say) belongs to others. */
const PAGE = /^\/sandbox(?:\/?|\/(?:api|assets|media)\/.*)$/;

/**
 * Mounts the WeCom look-alike at `/sandbox/wecom`, the chat page at `/sandbox` and its interface at `/sandbox/api`. Other paths pass on to
 * the next middleware.
 */
export const createSandbox = (options: SandboxOptions): Sandbox => {
  const { directory, groups, now, clockMode, log } = options;
  const wecom = createWecomLookalike({
    credentials: options.credentials,
    callbackUrl: options.callbackUrl,
    members: async () => platformMembers(await directory()),
    groups: async () => platformGroups(await groups()),
    stateDir: options.stateDir,
    now,
    prefix: LOOKALIKE_PATH,
    mediaUrl: (id) => `/sandbox/media/${id}`,
  });
  const events = createEventStream();
  forwardEvents(wecom, events, log);
  const clock = async () => ({ mode: clockMode, now: (await now()).toISOString() });
  const platform = asMiddleware(wecom.router);
  const page = asMiddleware(createPageRouter({ wecom, events, directory, groups, clock }));
  const guard = ownPageOnly(options.hosts ?? []);
  const middleware: Middleware = async (ctx, next) => {
    if (isPlatform(ctx.path)) return platform(ctx, next);
    if (!PAGE.test(ctx.path)) return next();
    return guard(ctx, () => protectPage(ctx, () => page(ctx, next)));
  };
  return Object.assign(middleware, {
    wecom,
    clockMoved: (moved: Date) => events.publish('clock', { now: moved.toISOString() }),
    listeners: () => events.listeners,
    close() {
      events.close();
      wecom.close();
    },
  });
};
