import { cardAsText } from '../../messaging/card-text.ts';
import type { Address, Card, OutboundMessage } from '../../messaging/message.ts';
import { byteLength, splitByBytes } from './bytes.ts';
import { liveCard, losesWords, type TemplateCard, wholeText } from './card.ts';
import { inert, isAccount, markdownAsText } from './words.ts';

/** The three doors of the platform: the app's conversation with a member, a group of the app, a robot's webhook. */
export type Door = 'member' | 'appchat' | 'robot';

/** One call to the platform, without the recipient. A file is named by its hash; its upload is the sender's business. */
export type Part =
  | { msgtype: 'text'; text: { content: string; mentioned_list?: string[] } }
  | { msgtype: 'markdown'; markdown: { content: string } }
  | { msgtype: 'template_card'; template_card: TemplateCard }
  | { msgtype: 'image'; hash: string }
  | { msgtype: 'file'; hash: string; name: string };

/** Bytes of `text.content` at every door; more is cut without a word [D90236, D90248, D99110]. */
export const TEXT_BYTES = 2048;
/** Bytes of `markdown.content`: a robot takes twice as much. */
export const MARKDOWN_BYTES: Record<Door, number> = { member: 2048, appchat: 2048, robot: 4096 };
/** Room for inline mentions below markdown; who finds none there is not mentioned. */
const MENTION_BYTES = 512;

/** The door for this address, or null for another platform's. */
export const doorOf = (to: Address): Door | null => {
  if (to.kind === 'member') return 'member';
  if (to.platform === 'wecom-robot') return 'robot';
  return to.platform === 'wecom-appchat' ? 'appchat' : null;
};

/** The calls that carry this message, in order; the last one is what `MessageRef` speaks of. Pure: the same message, the same parts. */
export const render = (message: OutboundMessage, door: Door): Part[] => {
  const mentions = door === 'member' ? [] : message.mentions.filter(isAccount);
  const body = message.body;
  switch (body.kind) {
    case 'text':
      return texts(body.text, mentions);
    case 'markdown':
      return message.plain ? texts(markdownAsText(body.markdown), mentions) : markdowns(body.markdown, door, mentions);
    case 'image':
      return [{ msgtype: 'image', hash: body.hash }];
    case 'file':
      return [{ msgtype: 'file', hash: body.hash, name: body.name }];
    case 'card':
      return cards(message, body.card, door, mentions);
  }
};

const texts = (text: string, mentions: string[]): Part[] =>
  splitByBytes(inert(text), TEXT_BYTES).map((content, index) => ({
    msgtype: 'text',
    // Once: a long text should not ring for every part.
    text: index === 0 && mentions.length > 0 ? { content, mentioned_list: mentions } : { content },
  }));

const markdowns = (markdown: string, door: Door, mentions: string[]): Part[] => {
  const line = mentionLine(mentions);
  const pieces = splitByBytes(inert(markdown), MARKDOWN_BYTES[door] - byteLength(line));
  return pieces.map((piece, index) => ({
    msgtype: 'markdown',
    markdown: { content: index === pieces.length - 1 ? piece + line : piece },
  }));
};

const mentionLine = (mentions: string[]): string => {
  let line = '';
  for (const account of mentions) {
    const longer = `${line || '\n'}<@${account}>`;
    if (byteLength(longer) > MENTION_BYTES) break;
    line = longer;
  }
  return line;
};

/**
 * Buttons exist only in the app's conversation, and only a card with buttons needs to be a card: the kinds without them want a link to a
 * page, which we don't have, and are invisible in the WeChat plugin. So everything else is sent as words.
 */
const cards = (message: OutboundMessage, card: Card, door: Door, mentions: string[]): Part[] => {
  if (door !== 'member') return texts(wholeText(card), mentions);
  const live = card.actions.length > 0 && card.outcome === null;
  if (message.plain || !live) return texts(cardAsText(card), []);
  const before = losesWords(card) ? texts(wholeText(card), []) : [];
  return [...before, { msgtype: 'template_card', template_card: liveCard(card, message.id) }];
};

const SHORTEST_INTERVAL = 1800;
const LONGEST_INTERVAL = 4 * 3600;

/**
 * `duplicate_check_interval` in seconds for the message with this running number. The platform swallows a body that it has seen within the
 * interval, comparing whole bodies: a retry must be the same byte for byte, yet two messages with the same words (收到 twice in an hour) must
 * differ. The interval itself makes the difference: it runs through all it may be, 12,601 values from half an hour to four hours, so that it
 * comes again only after as many messages.
 */
export const duplicateInterval = (sequence: number): number => SHORTEST_INTERVAL + (sequence % (LONGEST_INTERVAL - SHORTEST_INTERVAL + 1));

/** JSON as raw UTF-8; a lone half of a surrogate pair would come out as `\uXXXX`, which the platform refuses (40033). */
export const toJson = (body: object): string =>
  JSON.stringify(body, (_key, value: unknown) => (typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\uFFFD') : value));
