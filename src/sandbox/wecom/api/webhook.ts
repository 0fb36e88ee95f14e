import { createHash } from 'node:crypto';
import { accepted, refused } from '../answers.ts';
import { type Content, cardContent, markdownContent, mediaContent, newsContent, textContent } from '../content.ts';
import { asObject, asText } from '../json.ts';
import { sniffContentType } from '../media-rules.ts';
import { keepMedia, remember, show } from '../world.ts';
import type { Call, Handler } from './call.ts';

const MARKDOWN_BYTES = 4096;
const TEXT_BYTES = 2048;
const IMAGE_BYTES = 2 * 1024 * 1024;

const webhookText = (call: Call): Content => {
  const content = asText(asObject(call.body.text).content);
  if (content === '') return { refusal: refused(93017, 'empty content') };
  if (Buffer.byteLength(content) > TEXT_BYTES) return { refusal: refused(40058, `text.content exceed max length ${TEXT_BYTES}`) };
  return textContent(call.body);
};

const webhookImage = ({ world, body, now, query }: Call): Content => {
  const { base64, md5 } = asObject(body.image);
  const bytes = Buffer.from(asText(base64), 'base64');
  if (bytes.length === 0) return { refusal: refused(93017, 'empty image') };
  if (bytes.length > IMAGE_BYTES) return { refusal: refused(93018, 'image is too big') };
  if (createHash('md5').update(bytes).digest('hex') !== asText(md5).toLowerCase())
    return { refusal: refused(301019, 'image md5 does not match') };
  const contentType = sniffContentType(bytes);
  if (contentType !== 'image/jpeg' && contentType !== 'image/png') return { refusal: refused(40005, 'invalid image type') };
  const file = keepMedia(world, { type: 'image', name: 'image', contentType, at: now.toISOString(), webhook: query.get('key') }, bytes);
  return { refusal: null, shown: { kind: 'image', imageUrl: world.mediaUrl(file.id) }, truncated: false, mediaId: file.id };
};

const contentOf = (call: Call): Content => {
  const msgtype = asText(call.body.msgtype);
  switch (msgtype) {
    case 'text':
      return webhookText(call);
    case 'markdown':
    case 'markdown_v2':
      return markdownContent(call.body, msgtype, MARKDOWN_BYTES, 40058);
    case 'image':
      return webhookImage(call);
    case 'news':
      return newsContent(call.body);
    case 'file':
    case 'voice':
      return mediaContent(call.world, call.body, msgtype, call.now, call.query.get('key'));
    case 'template_card':
      return cardContent(call.body, 'webhook');
    default:
      return { refusal: refused(40008, 'invalid message type') };
  }
};

/** POST webhook/send: the key in the URL is the only secret; 20 a minute. [D99110] */
export const sendByWebhook: Handler = async (call) => {
  const { world, body, query, now } = call;
  const key = query.get('key') ?? '';
  if (!(await world.roster.group(key))) return refused(93000, 'invalid webhook url');
  if (!world.perWebhook.take(key, now)) return refused(45009, 'api freq out of limit');
  const content = contentOf(call);
  if (content.refusal) return content.refusal;
  const [conversation, at] = [`group:${key}`, now.toISOString()];
  const line = show(world, { conversation, at, from: 'bot', ...content.shown });
  const { text = null, card = null } = content.shown;
  const { mediaId, truncated } = content;
  const msgtype = asText(body.msgtype);
  remember(world, { via: 'webhook', at, to: [conversation], msgtype, body, text, card, mediaId, truncated, messageIds: [line.id] });
  return accepted();
};
