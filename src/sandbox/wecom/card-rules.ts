import { type Answer, firstRefusal, refused } from './answers.ts';
import { byteLength } from './bytes.ts';
import { asList, asObject, asText, isObject, type JsonObject } from './json.ts';

/** Where a card is used decides what it may have. */
export type CardPlace = 'app' | 'update' | 'webhook';

const TYPES = new Set(['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction']);
const WEBHOOK_TYPES = new Set(['text_notice', 'news_notice']);
const TASK_ID = /^[0-9A-Za-z_@-]+$/;
const KEY_BYTES = 1024;
const OPTION_ID_BYTES = 128;
const TASK_ID_BYTES = 128;

const hasText = (object: unknown, field: string): boolean => asText(asObject(object)[field]).trim() !== '';

const hasScheme = (url: unknown): boolean => /^https?:\/\/\S+$/i.test(asText(url));

const cardType = (card: JsonObject, place: CardPlace): Answer | null => {
  const type = asText(card.card_type);
  const known = place === 'webhook' ? WEBHOOK_TYPES : TYPES;
  return known.has(type) ? null : refused(42031, 'invalid template_card.card_type');
};

const title = (card: JsonObject): Answer | null => {
  const fits = hasText(card.main_title, 'title') || (card.card_type === 'text_notice' && asText(card.sub_title_text).trim() !== '');
  return fits ? null : refused(42033, 'missing template_card.main_title.title');
};

const needsTaskId = (card: JsonObject): boolean =>
  isObject(card.action_menu) || ['button_interaction', 'vote_interaction', 'multiple_interaction'].includes(asText(card.card_type));

const taskId = (card: JsonObject, place: CardPlace): Answer | null => {
  const given = card.task_id;
  if (given === undefined) return place === 'app' && needsTaskId(card) ? refused(42014, 'missing task_id') : null;
  const id = asText(given);
  return TASK_ID.test(id) && byteLength(id) <= TASK_ID_BYTES ? null : refused(42014, 'illegal task_id');
};

const horizontalItem = (item: unknown): Answer | null => {
  const { type = 0, url, media_id, userid } = asObject(item);
  if (!hasText(item, 'keyname')) return refused(42027, 'missing horizontal_content_list.keyname');
  if (type === 1 && !hasScheme(url)) return refused(42028, 'invalid horizontal_content_list.url');
  if (type === 2 && asText(media_id) === '') return refused(42029, 'missing horizontal_content_list.media_id');
  if (type === 3 && asText(userid) === '') return refused(42050, 'missing horizontal_content_list.userid');
  return null;
};

const horizontal = (card: JsonObject): Answer | null => {
  const items = asList(card.horizontal_content_list);
  if (items.length > 6) return refused(42035, 'horizontal_content_list is too long');
  return firstRefusal(...items.map((item) => () => horizontalItem(item)));
};

const jumpList = (card: JsonObject): Answer | null => {
  const items = asList(card.jump_list);
  if (items.length > 3) return refused(42036, 'jump_list is too long');
  const wrong = items.some((item) => !hasText(item, 'title') || (asObject(item).type === 1 && !hasScheme(asObject(item).url)));
  return wrong ? refused(42042, 'invalid jump_list') : null;
};

const verticalList = (card: JsonObject): Answer | null => {
  const items = asList(card.vertical_content_list);
  if (items.length > 4) return refused(42037, 'vertical_content_list is too long');
  return items.every((item) => hasText(item, 'title')) ? null : refused(42033, 'missing vertical_content_list.title');
};

const cardAction = (card: JsonObject): Answer | null => {
  const isNotice = WEBHOOK_TYPES.has(asText(card.card_type));
  const { type = 0, url, appid } = asObject(card.card_action);
  if (type === 1) return hasScheme(url) && byteLength(asText(url)) <= 2048 ? null : refused(42028, 'invalid card_action.url');
  if (type === 2) return asText(appid) === '' ? refused(42030, 'missing card_action.appid') : null;
  return isNotice || type !== 0 ? refused(42045, 'invalid card_action') : null;
};

const cardImage = (card: JsonObject, place: CardPlace): Answer | null => {
  if (card.card_type !== 'news_notice') return null;
  const image = hasScheme(asObject(card.card_image).url);
  const area = place !== 'webhook' && hasScheme(asObject(card.image_text_area).image_url);
  return image || area ? null : refused(42044, 'missing card_image');
};

const uniqueKeys = (keys: string[]): Answer | null => (new Set(keys).size === keys.length ? null : refused(42051, 'duplicate action key'));

const actionMenu = (card: JsonObject): Answer | null => {
  if (card.action_menu === undefined) return null;
  const actions = asList(asObject(card.action_menu).action_list);
  if (actions.length < 1 || actions.length > 3) return refused(42037, 'action_list must hold 1 to 3 entries');
  if (!actions.every((action) => hasText(action, 'text'))) return refused(42038, 'missing action_list.text');
  const keys = actions.map((action) => asText(asObject(action).key));
  if (keys.some((key) => key === '' || byteLength(key) > KEY_BYTES)) return refused(42039, 'invalid action_list.key');
  return uniqueKeys(keys);
};

const button = (item: unknown): Answer | null => {
  const { type = 0, key, url, style = 1 } = asObject(item);
  if (!hasText(item, 'text')) return refused(42038, 'missing button_list.text');
  if (type === 1) return hasScheme(url) ? null : refused(42028, 'invalid button_list.url');
  if (type !== 0 || asText(key) === '' || byteLength(asText(key)) > KEY_BYTES) return refused(42039, 'invalid button_list.key');
  return [1, 2, 3, 4].includes(Number(style)) ? null : refused(40058, 'invalid button_list.style');
};

const buttons = (card: JsonObject): Answer | null => {
  if (card.card_type !== 'button_interaction') return null;
  const items = asList(card.button_list);
  if (items.length < 1 || items.length > 6) return refused(42037, 'button_list must hold 1 to 6 entries');
  const keys = items.filter((item) => asObject(item).type !== 1).map((item) => asText(asObject(item).key));
  return firstRefusal(...items.map((item) => () => button(item)), () => uniqueKeys(keys));
};

const options = (list: unknown, max: number): Answer | null => {
  const items = asList(list);
  if (items.length < 1 || items.length > max) return refused(42040, `option_list must hold 1 to ${max} entries`);
  const ids = items.map((item) => asText(asObject(item).id));
  if (ids.some((id) => id === '' || byteLength(id) > OPTION_ID_BYTES)) return refused(42040, 'invalid option id');
  if (!items.every((item) => hasText(item, 'text'))) return refused(42041, 'missing option text');
  return new Set(ids).size === ids.length ? null : refused(42040, 'duplicate option id');
};

const question = (block: unknown, max: number): Answer | null => {
  const key = asText(asObject(block).question_key);
  if (key === '' || byteLength(key) > KEY_BYTES) return refused(42043, 'invalid question_key');
  return options(asObject(block).option_list, max);
};

const questions = (card: JsonObject): Answer | null => {
  if (card.card_type === 'vote_interaction') return question(card.checkbox, 20);
  if (card.card_type === 'button_interaction') return card.button_selection === undefined ? null : question(card.button_selection, 10);
  if (card.card_type !== 'multiple_interaction') return null;
  const selects = asList(card.select_list);
  if (selects.length < 1 || selects.length > 3) return refused(42047, 'select_list must hold 1 to 3 entries');
  return firstRefusal(...selects.map((select) => () => question(select, 10)));
};

const submitButton = (card: JsonObject, place: CardPlace): Answer | null => {
  if (!['vote_interaction', 'multiple_interaction'].includes(asText(card.card_type))) return null;
  if (place === 'update' && card.submit_button === undefined) return null;
  const key = asText(asObject(card.submit_button).key);
  return key !== '' && byteLength(key) <= KEY_BYTES ? null : refused(42046, 'invalid submit_button');
};

/** What is wrong with a template_card, by the platform's field rules; null: nothing. Advised lengths are not enforced. [D90236, D94888, D99110] */
export const judgeCard = (card: JsonObject, place: CardPlace): Answer | null =>
  firstRefusal(
    () => cardType(card, place),
    () => title(card),
    () => taskId(card, place),
    () => horizontal(card),
    () => jumpList(card),
    () => verticalList(card),
    () => cardAction(card),
    () => cardImage(card, place),
    () => actionMenu(card),
    () => buttons(card),
    () => questions(card),
    () => submitButton(card, place),
  );

/** Whether sending it yields a response_code, so that it can be redrawn later. [D94888] */
export const isUpdatable = (card: JsonObject): boolean => needsTaskId(card);

/** The callback keys that a person can press on the card as drawn now: `replace_text` stands in place of the buttons, grey and dead. [D94888] */
export const pressableKeys = (card: JsonObject): string[] => {
  const keyOf = (item: unknown): string => asText(asObject(item).key);
  const live = asText(card.replace_text) === '' ? [...asList(card.button_list), card.submit_button] : [];
  const menu = asList(asObject(card.action_menu).action_list);
  return [...live.filter((item) => asObject(item).type !== 1), ...menu].map(keyOf).filter((key) => key !== '');
};
