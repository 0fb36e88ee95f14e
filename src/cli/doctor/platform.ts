import { createClient } from '../../channels/wecom/client.ts';
import { type Answer, callJson } from '../../channels/wecom/http.ts';
import { createTokens } from '../../channels/wecom/token.ts';
import type { HttpFetch } from '../../channels/wecom/types.ts';
import type { Config, WecomConfig } from '../../config.ts';
import { createTokenStore } from '../../infra/database/token-store.ts';
import { ChannelError } from '../../messaging/errors.ts';
import type { Installation } from '../cli.ts';
import { type Check, type Finding, fail, ok, warn } from './check.ts';

const TIMEOUT_MS = 10_000;
const http: HttpFetch = (url, request) => fetch(url, request);
const SILENT = { info: () => undefined, warn: () => undefined };
const SANDBOX_ONLY = 'no WeCom app is set: the sandbox stands in for it';

const callbackAddress = async ({ publicUrl, wecom }: Config): Promise<Finding> => {
  if (wecom === null) return ok(SANDBOX_ONLY);
  const mend =
    'Set PUBLIC_URL to the address under which WeCom reaches this server, and enter PUBLIC_URL/wecom/callback on the app’s page 接收消息.';
  if (publicUrl === null) return warn('PUBLIC_URL is not set: the callback address cannot be checked', mend);
  const host = new URL(publicUrl).hostname;
  if (/^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[?::1)/.test(host))
    return warn(`WeCom cannot reach ${publicUrl}`, mend);
  return ok(`callback address ${publicUrl}/wecom/callback`);
};

/** Asks for the app itself [D90227]: needs a token, the trusted address, and the app's own id. */
const askAgent = ({ database }: Installation, wecom: WecomConfig): Promise<Answer> => {
  const tokens = createTokens(wecom, { store: createTokenStore(database.pool), http, timeoutMs: TIMEOUT_MS, log: SILENT });
  const client = createClient({ apiBase: wecom.apiBase, tokens, http, timeoutMs: TIMEOUT_MS });
  const url = (token: string): string => client.url('agent/get', token, { agentid: String(wecom.agentId) });
  return client.withToken((token) => callJson(http, { label: 'agent/get', url: url(token), method: 'GET' }, TIMEOUT_MS));
};

const MENDS: Record<string, string> = {
  'wecom:60020': 'Enter the address of this server under 企业可信IP on the app’s page.',
  'wecom:40013': 'Check WECOM_CORP_ID (我的企业).',
  'wecom:40001': 'Check WECOM_SECRET (the app’s page).',
  'wecom:40091': 'Check WECOM_SECRET (the app’s page).',
  'wecom:40056': 'Check WECOM_AGENT_ID (the app’s page).',
  'wecom:301002': 'WECOM_SECRET and WECOM_AGENT_ID belong to different apps.',
  timeout: 'Check the way out to WECOM_API_BASE (firewall, proxy).',
  unreachable: 'Check WECOM_API_BASE and the way out to it (DNS, firewall, proxy).',
};

/** What went wrong and how to mend it; for a refused address, which one the platform saw. */
export const platformFault = (error: unknown): Finding => {
  if (!(error instanceof ChannelError)) throw error;
  const seen = /from ip: ?([0-9a-fA-F.:]+)/.exec(error.message)?.[1];
  const mend = MENDS[error.code] ?? 'Look the code up in the platform’s list of error codes.';
  return fail(error.message, seen ? `${mend} WeCom sees this server as ${seen.replace(/[.:]+$/, '')}.` : mend);
};

const lengthAt = (answer: Answer, outer: string, inner: string): number => {
  const value = answer[outer];
  const list: unknown = typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === inner)?.[1] : null;
  return Array.isArray(list) ? list.length : 0;
};

/** Who may use the app, as the platform tells it. */
export const visibleScope = (answer: Answer): Finding => {
  const people = lengthAt(answer, 'allow_userinfos', 'user');
  const departments = lengthAt(answer, 'allow_partys', 'partyid');
  const tags = lengthAt(answer, 'allow_tags', 'tagid');
  if (Number(answer.close ?? 0) === 1) return fail('the app is switched off', 'Switch it on on the app’s page (启用).');
  const message = `token and trusted address work; visible to ${people} people, ${departments} departments, ${tags} tags`;
  return people + departments + tags > 0 ? ok(message) : fail(message, 'Add the schools’ departments under 可见范围 on the app’s page.');
};

const wecomApp = async (installation: Installation): Promise<Finding> => {
  const { wecom } = installation.config;
  return wecom === null ? ok(SANDBOX_ONLY) : askAgent(installation, wecom).then(visibleScope, platformFault);
};

/** From here through the public address back to ourselves. */
const callbackAnswers = async ({ publicUrl, wecom }: Config): Promise<Finding> => {
  if (publicUrl === null) return wecom === null ? ok(SANDBOX_ONLY) : warn('PUBLIC_URL is not set', 'Set it to try the way from outside.');
  const url = `${publicUrl}/healthz`;
  const mend =
    'See that the server runs, and that the proxy in front of it passes on /healthz and /wecom/callback. A network may also forbid the way from inside.';
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = await response.text();
    return response.ok && body.includes('"ok"')
      ? ok(`${url} answers`)
      : fail(`${url} answers ${response.status}, and not like this program`, mend);
  } catch (error) {
    return fail(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`, mend);
  }
};

export const platformChecks: readonly Check[] = [
  { name: 'callback-address', needs: 'settings', run: callbackAddress },
  { name: 'wecom-app', live: true, needs: 'database', run: wecomApp },
  { name: 'callback-answers', live: true, needs: 'settings', run: callbackAnswers },
];
