import { createHash } from 'node:crypto';
import { type Answer, accepted, refused } from '../answers.ts';
import { isUpdatable } from '../card-rules.ts';
import { type Content, cardContent, markdownContent, mediaContent, newsContent, textContent, textcardContent } from '../content.ts';
import { newId } from '../ids.ts';
import { asText } from '../json.ts';
import { resolveRecipients } from '../recipients.ts';
import type { SentRecord } from '../types.ts';
import { remember, show, type World } from '../world.ts';
import { type Call, type Handler, judgeAgent } from './call.ts';
import { issueCode } from './response-code.ts';

const APP_MARKDOWN_BYTES = 2048;
const DEFAULT_INTERVAL_S = 1800;
const MAX_INTERVAL_S = 4 * 3600;

type Accepted = Extract<Content, { refusal: null }>;

const contentOf = ({ world, body, now }: Call): Content => {
  const msgtype = asText(body.msgtype);
  switch (msgtype) {
    case 'text':
      return textContent(body);
    case 'markdown':
      return markdownContent(body, 'markdown', APP_MARKDOWN_BYTES, 45002);
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
      return mediaContent(world, body, msgtype, now, null);
    case 'textcard':
      return textcardContent(body);
    case 'news':
      return newsContent(body);
    case 'template_card':
      return cardContent(body, 'app');
    default:
      return { refusal: refused(40008, 'invalid message type') };
  }
};

const bodyHash = ({ body, raw }: Call): string | null =>
  body.enable_duplicate_check === 1 ? createHash('sha256').update(raw).digest('hex') : null;

/** The msgid of the same whole request within its interval; null: this one is new. */
const firstMsgid = (call: Call): string | null => {
  const { state } = call.world.store;
  const first = state.deliveries.get(state.bodies.get(bodyHash(call) ?? '') ?? '');
  const interval = Math.min(Number(call.body.duplicate_check_interval ?? DEFAULT_INTERVAL_S), MAX_INTERVAL_S);
  return first && call.now.getTime() - Date.parse(first.at) < interval * 1000 ? first.msgid : null;
};

const reusesTaskId = (world: World, content: Accepted): boolean => {
  const taskId = asText(content.shown.card?.task_id);
  return taskId !== '' && world.store.state.tasks.has(taskId);
};

const splitByLimit = (world: World, accounts: string[], now: Date): { served: string[]; dropped: string[] } => {
  const served = accounts.filter((account) => world.perMember.take(account.toLowerCase(), now));
  return { served, dropped: accounts.filter((account) => !served.includes(account)) };
};

const deliver = (call: Call, content: Accepted, accounts: string[]): SentRecord => {
  const { world, body, now } = call;
  const at = now.toISOString();
  const { served, dropped } = splitByLimit(world, accounts, now);
  const lines = served.map((account) => show(world, { conversation: account, at, from: 'bot', ...content.shown }));
  const card = content.shown.card ?? null;
  const record = remember(world, {
    via: 'message',
    at,
    to: served,
    msgtype: asText(body.msgtype),
    body,
    text: content.shown.text ?? null,
    card,
    mediaId: content.mediaId,
    msgid: newId('msg-'),
    taskId: asText(card?.task_id) || null,
    truncated: content.truncated,
    dropped,
    messageIds: lines.map((line) => line.id),
  });
  const copies = lines.map((line) => ({ account: line.conversation, messageId: line.id }));
  const cardType = asText(card?.card_type) || null;
  const { msgid, taskId } = record;
  world.store.record({ op: 'delivery', delivery: { msgid: msgid ?? '', at, taskId, cardType, bodyHash: bodyHash(call), copies } });
  return record;
};

const swallow = ({ world, body, now }: Call, content: Accepted, msgid: string, lists: Record<string, string>): Answer => {
  const at = now.toISOString();
  const { text = null, card = null } = content.shown;
  remember(world, { via: 'message', at, to: [], msgtype: asText(body.msgtype), body, text, card, msgid, duplicate: true });
  return accepted({ ...lists, msgid });
};

/**
 * POST message/send. [D90236] What the platform answers to a swallowed duplicate is not documented; here it is the first msgid and no
 * response_code, the least that an app can hope for.
 */
export const sendMessage: Handler = async (call) => {
  const { world, body, now } = call;
  const wrongAgent = judgeAgent(world, body.agentid);
  if (wrongAgent) return wrongAgent;
  const content = contentOf(call);
  if (content.refusal) return content.refusal;
  const recipients = await resolveRecipients(world, body);
  if (recipients.refusal) return recipients.refusal;
  const first = firstMsgid(call);
  if (first !== null) return swallow(call, content, first, recipients.lists);
  if (reusesTaskId(world, content)) return refused(42014, 'task_id was used before');
  const record = deliver(call, content, recipients.accounts);
  if (!record.card || !isUpdatable(record.card)) return accepted({ ...recipients.lists, msgid: record.msgid });
  record.responseCode = issueCode(world, record.msgid ?? '', now);
  return accepted({ ...recipients.lists, msgid: record.msgid, response_code: record.responseCode });
};
