import { issueCode } from './api/response-code.ts';
import type { Callbacks } from './callbacks.ts';
import { pressableKeys } from './card-rules.ts';
import { asList, asObject, asText } from './json.ts';
import { sniffContentType } from './media-rules.ts';
import { isUserid } from './roster.ts';
import type { CallbackRecord, ChatMessage, MediaType, PersonContent } from './types.ts';
import { findMessage, keepMedia, show, type World } from './world.ts';

/** What a person did: its line in the window (or the callback's id where there is none) and the end of its callback. */
export type Deed = { id: string; callback: CallbackRecord; done: Promise<CallbackRecord> };

/** A deed that the person's client would not let him do. */
export type NoDeed = 'unknown-account' | 'unknown-message' | 'no-such-button';

export type PressOptions = {
  /** Choices of the card's selections: question_key → option ids. */
  selected?: Record<string, string[]>;
  /** Presses what the card once showed: a client that has not redrawn it yet. */
  stale?: boolean;
};

/** What members can do in their client. Every deed shows in the window and goes to the app by a signed callback. */
export type Deeds = {
  text(account: string, text: string): Promise<Deed | NoDeed>;
  location(account: string, place: { label: string; latitude: number; longitude: number }): Promise<Deed | NoDeed>;
  media(account: string, type: MediaType, bytes: Buffer, name: string): Promise<Deed | NoDeed>;
  press(account: string, messageId: string, key: string, options?: PressOptions): Promise<Deed | NoDeed>;
  menu(account: string, key: string): Promise<Deed | NoDeed>;
  enter(account: string): Promise<Deed | NoDeed>;
  /** Anything else of §3, without a line in the window. */
  raw(account: string, content: PersonContent): Promise<Deed | NoDeed>;
};

type Line = Omit<ChatMessage, 'id' | 'conversation' | 'at' | 'from'>;

const spelled = async (world: World, account: string): Promise<string | null> => {
  const member = await world.roster.member(account);
  if (member) return member.account;
  if (!isUserid(account)) return null;
  world.store.record({ op: 'stranger', account });
  return account;
};

const buttonLabel = (message: ChatMessage, key: string): string => {
  const card = message.card ?? {};
  const candidates = [...asList(card.button_list), ...asList(asObject(card.action_menu).action_list), card.submit_button];
  return asText(asObject(candidates.find((item) => asObject(item).key === key)).text) || key;
};

const menuLabel = (world: World, key: string): string => {
  const items = world.store.state.menu.flatMap((button) => [button, ...asList(button.sub_button).map(asObject)]);
  return asText(items.find((item) => item.key === key)?.name) || key;
};

const mediaLine = (type: MediaType, url: string, name: string): Line => {
  if (type === 'image') return { kind: 'image', imageUrl: url, fileName: name };
  return { kind: type === 'voice' ? 'voice' : 'file', fileName: name, fileUrl: url };
};

const mediaDeed = (type: MediaType, mediaId: string, fileName: string): PersonContent => {
  if (type === 'video') return { kind: 'video', mediaId, thumbMediaId: mediaId };
  return type === 'file' ? { kind: 'file', mediaId, fileName } : { kind: type, mediaId };
};

export const createDeeds = (world: World, callbacks: Callbacks): Deeds => {
  const act = async (account: string, line: Line | null, content: () => PersonContent): Promise<Deed | NoDeed> => {
    const conversation = await spelled(world, account);
    if (conversation === null) return 'unknown-account';
    const at = (await world.now()).toISOString();
    const shown = line ? show(world, { conversation, at, from: 'person', ...line }) : null;
    const { record, done } = callbacks.send(conversation, content());
    return { id: shown?.id ?? record.id, callback: record, done };
  };

  const media = async (account: string, type: MediaType, bytes: Buffer, name: string): Promise<Deed | NoDeed> => {
    if ((await spelled(world, account)) === null) return 'unknown-account';
    const at = (await world.now()).toISOString();
    const file = keepMedia(world, { type, name, contentType: sniffContentType(bytes), at, webhook: null }, bytes);
    return act(account, mediaLine(type, world.mediaUrl(file.id), name), () => mediaDeed(type, file.id, name));
  };

  const press: Deeds['press'] = async (account, messageId, key, options = {}) => {
    const conversation = await spelled(world, account);
    const message = conversation === null ? null : findMessage(world, conversation, messageId);
    if (!message?.card) return 'unknown-message';
    if (!options.stale && !pressableKeys(message.card).includes(key)) return 'no-such-button';
    const delivery = [...world.store.state.deliveries.values()].findLast((one) => one.copies.some((copy) => copy.messageId === messageId));
    if (!delivery) return 'unknown-message';
    const now = await world.now();
    const cardType = asText(message.card.card_type) || (delivery.cardType ?? '');
    const line: Line = { kind: 'event', text: buttonLabel(message, key) };
    return act(account, line, () => ({
      kind: 'press',
      key,
      taskId: delivery.taskId ?? '',
      cardType,
      responseCode: issueCode(world, delivery.msgid, now),
      selected: options.selected,
    }));
  };

  return {
    text: (account, text) => act(account, { kind: 'text', text }, () => ({ kind: 'text', text })),
    location: (account, place) => act(account, { kind: 'location', location: place }, () => ({ kind: 'location', ...place })),
    media,
    press,
    menu: (account, key) => act(account, { kind: 'event', text: menuLabel(world, key) }, () => ({ kind: 'click', key })),
    enter: (account) => act(account, null, () => ({ kind: 'enter' })),
    raw: (account, content) => act(account, null, () => content),
  };
};
