import type { Channel } from '../../messaging/channel.ts';
import { ChannelError } from '../../messaging/errors.ts';
import { createClient, type WecomClient } from './client.ts';
import { download } from './download.ts';
import { textField } from './http.ts';
import { limitsOf } from './limits.ts';
import { menuOf } from './menu.ts';
import { openRequest } from './open.ts';
import { parsePayload } from './parse.ts';
import { sendMessage, updateMessage } from './send.ts';
import { createTokens } from './token.ts';
import type { HttpFetch, Log, WecomConfig, WecomDeps } from './types.ts';

export type { WecomConfig, WecomDeps } from './types.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const SILENT: Log = { info: () => undefined, warn: () => undefined };
const globalFetch: HttpFetch = (url, request) => fetch(url, request);

/** WeCom (企业微信), by a self-built app, its groups, and group robots. */
export const createWecomChannel = (given: WecomConfig, deps: WecomDeps): Channel => {
  const config: WecomConfig = { ...given, apiBase: given.apiBase.replace(/\/+$/, '') };
  const { http = globalFetch, timeoutMs = DEFAULT_TIMEOUT_MS, log = SILENT } = deps;
  const tokens = createTokens(config, { store: deps.tokens, http, timeoutMs, log });
  const client = createClient({ apiBase: config.apiBase, tokens, http, timeoutMs });
  return {
    name: 'wecom',
    open: (request, now) => openRequest(config, config.agentId, request, now),
    parse: parsePayload,
    send: (message) => sendMessage(config, { uploads: deps.uploads, media: deps.media, client, log }, message),
    update: (message, ref) => updateMessage(config, client, message, ref),
    fetchMedia: (ref) => download({ client, http, timeoutMs }, ref.id),
    accountOfPhone: (phone) => accountOfPhone(client, phone),
    publishMenu: async (entries) => {
      await client.post('menu/create', menuOf(entries), { agentid: String(config.agentId) });
    },
    limits: (to) => limitsOf(config, to),
  };
};

/** Not found, outside the app's range, or no right to ask: the same to us [D95402]. */
const NOBODY = new Set(['wecom:46004', 'wecom:60111', 'wecom:60011', 'wecom:60103', 'wecom:48002']);

const accountOfPhone = async (client: WecomClient, phone: string): Promise<string | null> => {
  const mobile = phone.replace(/[\s-]/g, '').replace(/^(\+|00)86/, '');
  // Wrong numbers are counted, and too many block the call for a day: what can't be a mobile number is not asked for.
  if (!/^1\d{10}$/.test(mobile)) return null;
  try {
    return textField(await client.post('user/getuserid', { mobile }), 'userid');
  } catch (error) {
    if (error instanceof ChannelError && NOBODY.has(error.code)) return null;
    throw error;
  }
};
