import { createHash } from 'node:crypto';
import { ChannelError } from '../../messaging/errors.ts';
import type { Address, MessageRef, OutboundMessage } from '../../messaging/message.ts';
import type { MediaFile } from '../../messaging/platform-state.ts';
import { type TemplateCard, updatedCard } from './card.ts';
import type { WecomClient } from './client.ts';
import { ownError } from './errors.ts';
import { type Answer, textField } from './http.ts';
import { type Door, doorOf, duplicateInterval, type Part, render } from './render.ts';
import type { Log, WecomConfig, WecomDeps } from './types.ts';
import { isAccount } from './words.ts';

export type SendDeps = Pick<WecomDeps, 'uploads' | 'media'> & { client: WecomClient; log: Log };

type Context = { config: WecomConfig; deps: SendDeps; message: OutboundMessage; door: Door };
type MediaPart = Extract<Part, { hash: string }>;
/** `msgtype` and the object of its name, as the platform wants them. */
type Content = Record<string, unknown> & { msgtype: string };

/** Renders and sends, part by part; the reference is the last part's. @throws ChannelError */
export const sendMessage = async (config: WecomConfig, deps: SendDeps, message: OutboundMessage): Promise<MessageRef> => {
  const door = doorOf(message.to);
  if (door === null) throw ownError('request', 'wrong-platform', 'send: the address belongs to another platform');
  const context: Context = { config, deps, message, door };
  let answer: Answer = {};
  for (const part of render(message, door)) answer = await sendPart(context, part);
  return { id: textField(answer, 'msgid'), updateToken: textField(answer, 'response_code') };
};

const sendPart = (context: Context, part: Part): Promise<Answer> => {
  if (!('hash' in part)) return deliver(context, part);
  return part.msgtype === 'image' && context.door === 'robot' ? sendRobotImage(context, part.hash) : sendUploaded(context, part);
};

const deliver = ({ config, deps, message, door }: Context, content: Content): Promise<Answer> => {
  const { to } = message;
  if (to.kind === 'member') return toMember(config, deps.client, to.account, message.sequence, content);
  if (door === 'robot') return deps.client.postWebhook(webhookOf(to), content);
  // Groups know no duplicate check: a repeat after a lost answer is seen twice.
  return deps.client.post('appchat/send', { chatid: to.address, ...content });
};

/** [D90236] */
const toMember = async (config: WecomConfig, client: WecomClient, account: string, sequence: number, content: Content): Promise<Answer> => {
  if (!isAccount(account)) throw ownError('recipient', 'bad-account', 'message/send: no account of a member');
  const answer = await client.post('message/send', {
    touser: account,
    agentid: config.agentId,
    ...content,
    enable_duplicate_check: 1,
    duplicate_check_interval: duplicateInterval(sequence),
  });
  for (const list of ['invaliduser', 'unlicenseduser'] as const) refuseListed(answer, list, account);
  return answer;
};

/** Even when nobody is reached, the call may succeed: the platform lists whom it left out, in lower case. */
const refuseListed = (answer: Answer, list: 'invaliduser' | 'unlicenseduser', account: string): void => {
  const accounts = (textField(answer, list) ?? '').toLowerCase().split('|');
  if (!accounts.includes(account.toLowerCase())) return;
  const reason = list === 'invaliduser' ? 'outside the range of the app' : 'without a licence for it';
  throw ownError('recipient', `wecom:${list}`, `message/send: the member is ${reason}`);
};

const webhookOf = (to: Extract<Address, { kind: 'group' }>): string => {
  const valid = URL.canParse(to.address) && ['http:', 'https:'].includes(new URL(to.address).protocol);
  if (!valid) throw ownError('config', 'bad-webhook', 'webhook/send: the address of the group is no URL');
  return to.address;
};

/** Bytes: the platform refuses files of 5 bytes and less, images over 10 MB (robots: 2 MB), files over 20 MB [D90253, D99110]. */
const SMALLEST = 6;
const LARGEST = { image: 10 * 1024 * 1024, file: 20 * 1024 * 1024, robotImage: 2 * 1024 * 1024 } as const;

const readMedia = async ({ deps }: Context, hash: string, largest: number): Promise<MediaFile> => {
  const file = await deps.media.read(hash);
  if (file.bytes.length > largest) throw ownError('media', 'too-big', `file of ${file.bytes.length} bytes, at most ${largest}`);
  if (file.bytes.length < SMALLEST) throw ownError('media', 'too-small', `file of ${file.bytes.length} bytes, at least ${SMALLEST}`);
  return file;
};

const sendRobotImage = async (context: Context, hash: string): Promise<Answer> => {
  const { bytes } = await readMedia(context, hash, LARGEST.robotImage);
  const md5 = createHash('md5').update(bytes).digest('hex');
  return deliver(context, { msgtype: 'image', image: { base64: bytes.toString('base64'), md5 } });
};

/** Three days by the platform; half a day less, so that an id never dies between the first try and the last. */
const UPLOAD_LIFETIME_MS = 60 * 3600_000;
const UNKNOWN_MEDIA = new Set(['wecom:40007', 'wecom:40145']);

/** Uploads once per file and names the same id on every retry; an id that the platform has lost is replaced once. */
const sendUploaded = async (context: Context, part: MediaPart): Promise<Answer> => {
  const key = uploadKey(context, part);
  const send = async () => deliver(context, { msgtype: part.msgtype, [part.msgtype]: { media_id: await mediaId(context, part, key) } });
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ChannelError) || !UNKNOWN_MEDIA.has(error.code)) throw error;
    context.deps.log.info({ code: error.code }, 'WeCom no longer knows an uploaded file: uploading it again');
    await context.deps.uploads.drop(key);
    return send();
  }
};

/** The shown name belongs to the upload, and a robot only knows its own; its URL is hashed, as it is a secret. */
const uploadKey = ({ config, message, door }: Context, part: MediaPart): string => {
  const place = door === 'robot' && message.to.kind === 'group' ? message.to.address : config.corpId;
  const identity = JSON.stringify([place, part.msgtype, part.hash, part.msgtype === 'file' ? part.name : null]);
  return `wecom:${createHash('sha256').update(identity).digest('hex')}`;
};

const mediaId = async (context: Context, part: MediaPart, key: string): Promise<string> => {
  const { uploads, client } = context.deps;
  const known = await uploads.get(key);
  if (known !== null) return known;
  const file = await readMedia(context, part.hash, LARGEST[part.msgtype]);
  const named = part.msgtype === 'file' ? { ...file, name: part.name } : file;
  const { to } = context.message;
  const answer =
    to.kind === 'group' && context.door === 'robot'
      ? await client.uploadToWebhook(webhookOf(to), named)
      : await client.upload(part.msgtype, named);
  const id = textField(answer, 'media_id');
  if (id === null) throw ownError('retry', 'bad-json', 'media/upload: the answer names no media_id');
  return uploads.put(key, id, new Date(Date.now() + UPLOAD_LIFETIME_MS));
};

/**
 * Redraws a delivered card for everybody who got it, within 72 hours and once for each code [D94888].
 * @throws ChannelError `stale` where there is nothing left to redraw with
 */
export const updateMessage = async (config: WecomConfig, client: WecomClient, message: OutboundMessage, ref: MessageRef): Promise<void> => {
  const card = redrawn(message);
  if (card === null || ref.updateToken === null)
    throw ownError('stale', 'not-updatable', 'update: not a card, or no code to redraw it with');
  await client.post('message/update_template_card', {
    atall: 1,
    agentid: config.agentId,
    response_code: ref.updateToken,
    template_card: card,
  });
};

const redrawn = (message: OutboundMessage): TemplateCard | null =>
  message.body.kind === 'card' && message.to.kind === 'member' ? updatedCard(message.body.card) : null;
