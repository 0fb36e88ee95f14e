import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ChannelError } from '../../messaging/errors.ts';
import type { TokenClaim, TokenStore } from '../../messaging/platform-state.ts';
import { ownError } from './errors.ts';
import { type Call, callJson, textField } from './http.ts';
import type { HttpFetch, Log, WecomConfig } from './types.ts';

/** The app's access token, one for all processes. */
export type Tokens = {
  /** A token with some life left. @throws ChannelError */
  current(): Promise<string>;
  /** The token after `rejected`: fetched only if nobody has replaced it yet. @throws ChannelError */
  after(rejected: string): Promise<string>;
};

export type TokenDeps = { store: TokenStore; http: HttpFetch; timeoutMs: number; log: Log };

/** A token is replaced this long before it ends, so that none ends on its way. */
const AHEAD_MS = 5 * 60_000;
/** A refused secret is not tried again before; a loop of wrong secrets gets the server's address banned for an hour [D90313]. */
const REFUSAL_MS = 10 * 60_000;
/**
 * A platform that gives the old token once more, with what it has left, is not asked again at every call of its last five minutes.
 */
const QUIET_MS = 15_000;
/** How often to look whether the process that fetches has got it. */
const LOOK_MS = 100;
/** A lease outlives the call it covers by this. */
const LEASE_MARGIN_MS = 5_000;
const DEFAULT_LIFETIME_S = 7200;

/**
 * The name of the app's token in the store. A hash of the secret is part of it: after the secret was changed neither the old token nor
 * the memory of a refused secret counts.
 */
const tokenKey = ({ corpId, agentId, secret }: WecomConfig): string =>
  `wecom:${corpId}:${agentId}:${createHash('sha256').update(secret).digest('hex').slice(0, 12)}`;

type Fetched = { kind: 'token'; token: string } | { kind: 'taken' } | { kind: 'failed'; error: unknown };

export const createTokens = (config: WecomConfig, deps: TokenDeps): Tokens => {
  const key = tokenKey(config);
  const refusal = createRefusalMemory(deps, `${key}:refused`);

  const fetchToken = async (): Promise<string> => {
    try {
      const { token, lifetimeMs } = await requestToken(config, deps);
      await deps.store.save(key, token, lifetimeMs, lifetimeMs <= AHEAD_MS ? QUIET_MS : 0);
      return token;
    } catch (error) {
      await refusal.remember(error);
      await deps.store.release(key);
      throw refusal.asError(error);
    }
  };

  const fetchIfOurs = async (claim: TokenClaim): Promise<Fetched> => {
    const refused = await refusal.recall();
    if (refused !== null) return { kind: 'failed', error: refused };
    if (!(await deps.store.claim(key, claim))) return { kind: 'taken' };
    return fetchToken().then(
      (token): Fetched => ({ kind: 'token', token }),
      (error: unknown): Fetched => ({ kind: 'failed', error }),
    );
  };

  const obtain = async (rejected: string | null): Promise<string> => {
    const leaseMs = deps.timeoutMs + LEASE_MARGIN_MS;
    const claim = { leaseMs, aheadMs: AHEAD_MS, rejected };
    for (let waitedMs = 0; waitedMs <= leaseMs + LEASE_MARGIN_MS; waitedMs += LOOK_MS) {
      const stored = await deps.store.read(key);
      const usable = stored !== null && stored.token !== rejected ? stored : null;
      if (usable !== null && usable.remainingMs > AHEAD_MS) return usable.token;
      const fetched = await fetchIfOurs(claim);
      if (fetched.kind === 'token') return fetched.token;
      // Somebody else is fetching, or nobody can: what is left of the old one will do meanwhile.
      if (usable !== null) return usable.token;
      if (fetched.kind === 'failed') throw fetched.error;
      await pause(LOOK_MS);
    }
    throw ownError('retry', 'token-wait', 'gettoken: another process holds the lease and does not finish');
  };

  return { current: () => obtain(null), after: (rejected) => obtain(rejected) };
};

const requestToken = async (config: WecomConfig, deps: TokenDeps): Promise<{ token: string; lifetimeMs: number }> => {
  const query = new URLSearchParams({ corpid: config.corpId, corpsecret: config.secret });
  const call: Call = { label: 'gettoken', url: `${config.apiBase}/cgi-bin/gettoken?${query}`, method: 'GET' };
  const answer = await callJson(deps.http, call, deps.timeoutMs);
  const token = textField(answer, 'access_token');
  if (token === null) throw ownError('retry', 'bad-json', 'gettoken: the answer holds no token');
  const seconds = Number(answer.expires_in ?? DEFAULT_LIFETIME_S);
  return { token, lifetimeMs: (seconds > 0 ? seconds : DEFAULT_LIFETIME_S) * 1000 };
};

type RefusalMemory = {
  /** The refusal, while it is remembered. */
  recall(): Promise<ChannelError | null>;
  remember(error: unknown): Promise<void>;
  asError(error: unknown): unknown;
};

/** Whatever the platform refuses for good when asked for a token is a wrong setting; remembered in the store, for all processes. */
const createRefusalMemory = ({ store, log }: TokenDeps, key: string): RefusalMemory => {
  const isRefusal = (error: unknown): error is ChannelError =>
    error instanceof ChannelError && error.code.startsWith('wecom:') && !['retry', 'rate-limited'].includes(error.errorClass);
  const refused = (code: string) =>
    new ChannelError('wecom', 'config', code, `WeCom gettoken: refused (${code}); check the corp id and the secret`, {
      retryAfterMs: REFUSAL_MS,
    });
  return {
    recall: async () => {
      const remembered = await store.read(key);
      return remembered === null ? null : refused(remembered.token);
    },
    remember: async (error) => {
      if (!isRefusal(error)) return;
      log.warn({ code: error.code }, 'WeCom refuses the corp id or the secret: no further try for 10 minutes');
      await store.save(key, error.code, REFUSAL_MS);
    },
    asError: (error) => (isRefusal(error) ? refused(error.code) : error),
  };
};
