import { type Answer, refused } from './answers.ts';
import { byteLength, cutBytes, cutCharacters } from './bytes.ts';
import { type CardPlace, judgeCard } from './card-rules.ts';
import { asList, asObject, asText, asTexts, type JsonObject } from './json.ts';
import { MEDIA_LIFETIME_MS } from './media-rules.ts';
import type { ChatMessage, MediaFile } from './types.ts';
import type { World } from './world.ts';

/** What a message shows once it is accepted: the line without its place and time. */
export type Shown = Pick<ChatMessage, 'kind' | 'text' | 'imageUrl' | 'fileName' | 'fileUrl' | 'card' | 'mentions'>;
export type Content = { refusal: Answer } | { refusal: null; shown: Shown; truncated: boolean; mediaId: string | null };

const TEXT_BYTES = 2048;
const INLINE_MENTION = /<@([^<>\s]{1,64})>/g;

const refusal = (answer: Answer): Content => ({ refusal: answer });

const shows = (shown: Shown, more: { truncated?: boolean; mediaId?: string } = {}): Content => ({
  refusal: null,
  shown,
  truncated: more.truncated ?? false,
  mediaId: more.mediaId ?? null,
});

const mentionsIn = (text: string, listed: string[]): Pick<ChatMessage, 'mentions'> => {
  const inline = [...text.matchAll(INLINE_MENTION)].map((match) => match[1] ?? '');
  const all = [...new Set([...listed, ...inline])];
  return all.length === 0 ? {} : { mentions: all };
};

/** Text is cut at its limit, not refused. [D90236] */
export const textContent = (body: JsonObject): Content => {
  const block = asObject(body.text);
  const given = asText(block.content);
  if (given === '') return refusal(refused(44004, 'empty content'));
  const text = cutBytes(given, TEXT_BYTES);
  const listed = asTexts(block.mentioned_list);
  return shows({ kind: 'text', text, ...mentionsIn(text, listed) }, { truncated: text !== given });
};

/** @param limit 2048 bytes from the app, 4096 by webhook; @param tooLong the refusal's code, which differs too */
export const markdownContent = (body: JsonObject, field: 'markdown' | 'markdown_v2', limit: number, tooLong: number): Content => {
  const text = asText(asObject(body[field]).content);
  if (text === '') return refusal(refused(44004, 'empty content'));
  if (byteLength(text) > limit) return refusal(refused(tooLong, `${field}.content exceed max length ${limit}`));
  return shows({ kind: 'markdown', text, ...mentionsIn(text, []) });
};

const fileOf = (world: World, mediaId: string, now: Date, webhook: string | null): MediaFile | null => {
  const file = world.store.state.media.get(mediaId);
  if (!file || file.webhook !== webhook) return null;
  return now.getTime() - Date.parse(file.at) < MEDIA_LIFETIME_MS ? file : null;
};

/** image, voice, video or file by media_id. */
export const mediaContent = (world: World, body: JsonObject, msgtype: MediaFile['type'], now: Date, webhook: string | null): Content => {
  const mediaId = asText(asObject(body[msgtype]).media_id);
  const file = fileOf(world, mediaId, now, webhook);
  if (!file) return refusal(refused(40007, 'invalid media_id'));
  if (msgtype !== 'file' && file.type !== msgtype) return refusal(refused(40004, 'invalid media type'));
  const url = world.mediaUrl(file.id);
  if (msgtype === 'image') return shows({ kind: 'image', imageUrl: url, fileName: file.name }, { mediaId });
  const kind = msgtype === 'voice' ? 'voice' : 'file';
  return shows({ kind, fileName: file.name, fileUrl: url }, { mediaId });
};

/** Title and description are cut, the URL must have a scheme. Shown as a card of its own kind. [D90236] */
export const textcardContent = (body: JsonObject): Content => {
  const block = asObject(body.textcard);
  const url = asText(block.url);
  if (asText(block.title) === '' || asText(block.description) === '') return refusal(refused(41016, 'missing title or description'));
  if (!/^https?:\/\/\S+$/i.test(url) || byteLength(url) > 2048) return refusal(refused(40058, 'invalid textcard.url'));
  const title = cutCharacters(asText(block.title), 128);
  const description = cutCharacters(asText(block.description), 512);
  const card = { card_type: 'textcard', main_title: { title }, sub_title_text: description, card_action: { type: 1, url } };
  return shows({ kind: 'card', text: title, card }, { truncated: title !== block.title || description !== block.description });
};

export const newsContent = (body: JsonObject): Content => {
  const articles = asList(asObject(body.news).articles);
  if (articles.length < 1 || articles.length > 8) return refusal(refused(45008, 'articles must hold 1 to 8 entries'));
  const complete = articles.every((article) => asText(asObject(article).title) !== '' && asText(asObject(article).url) !== '');
  if (!complete) return refusal(refused(41016, 'missing article title or url'));
  const text = articles.map((article) => `${asText(asObject(article).title)}\n${asText(asObject(article).url)}`).join('\n');
  return shows({ kind: 'text', text });
};

export const cardContent = (body: JsonObject, place: CardPlace): Content => {
  const card = asObject(body.template_card);
  const wrong = judgeCard(card, place);
  return wrong ? refusal(wrong) : shows({ kind: 'card', card });
};
