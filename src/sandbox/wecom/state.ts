import type { JsonObject } from './json.ts';
import type { AppChat, ChatMessage, Delivery, MediaFile, ResponseCode } from './types.ts';

/** What the look-alike remembers of a corp. Everything is bounded: it is a toy beside the product, not an archive. */
export type State = {
  windows: Map<string, ChatMessage[]>;
  deliveries: Map<string, Delivery>;
  /** task_id → msgid: a task_id is unique within the app. [D90236] */
  tasks: Map<string, string>;
  /** Hash of a body → msgid of its last delivery. */
  bodies: Map<string, string>;
  codes: Map<string, ResponseCode>;
  media: Map<string, MediaFile>;
  appChats: Map<string, AppChat>;
  /** Accounts that wrote although nobody listed them. */
  strangers: Set<string>;
  menu: JsonObject[];
};

/** The only ways in which the state moves; one JSON line each. */
export type Change =
  | { op: 'message'; message: ChatMessage }
  | { op: 'redraw'; message: ChatMessage }
  | { op: 'delivery'; delivery: Delivery }
  | { op: 'code'; code: ResponseCode }
  | { op: 'code-used'; code: string }
  | { op: 'media'; file: MediaFile }
  | { op: 'appchat'; chat: AppChat }
  | { op: 'stranger'; account: string }
  | { op: 'menu'; menu: JsonObject[] };

export const MESSAGES_PER_WINDOW = 300;
const MAX_DELIVERIES = 20_000;
const MAX_CODES = 20_000;
export const MAX_MEDIA = 2_000;

export const emptyState = (): State => ({
  windows: new Map(),
  deliveries: new Map(),
  tasks: new Map(),
  bodies: new Map(),
  codes: new Map(),
  media: new Map(),
  appChats: new Map(),
  strangers: new Set(),
  menu: [],
});

const forgetOldest = <T>(map: Map<string, T>, max: number): T | null => {
  const oldest = map.size > max ? map.entries().next().value : undefined;
  if (!oldest) return null;
  map.delete(oldest[0]);
  return oldest[1];
};

const addMessage = (state: State, message: ChatMessage): void => {
  const window = state.windows.get(message.conversation) ?? [];
  window.push(message);
  state.windows.set(message.conversation, window.slice(-MESSAGES_PER_WINDOW));
};

const redraw = (state: State, message: ChatMessage): void => {
  const window = state.windows.get(message.conversation) ?? [];
  const index = window.findIndex((candidate) => candidate.id === message.id);
  if (index >= 0) window[index] = message;
};

const addDelivery = (state: State, delivery: Delivery): void => {
  state.deliveries.set(delivery.msgid, delivery);
  if (delivery.taskId) state.tasks.set(delivery.taskId, delivery.msgid);
  if (delivery.bodyHash) state.bodies.set(delivery.bodyHash, delivery.msgid);
  const forgotten = forgetOldest(state.deliveries, MAX_DELIVERIES);
  if (!forgotten) return;
  state.tasks.delete(forgotten.taskId ?? '');
  if (state.bodies.get(forgotten.bodyHash ?? '') === forgotten.msgid) state.bodies.delete(forgotten.bodyHash ?? '');
};

const addCode = (state: State, code: ResponseCode): void => {
  state.codes.set(code.code, code);
  forgetOldest(state.codes, MAX_CODES);
};

/** Moves the state by one change. */
export const applyChange = (state: State, change: Change): void => {
  switch (change.op) {
    case 'message':
      addMessage(state, change.message);
      break;
    case 'redraw':
      redraw(state, change.message);
      break;
    case 'delivery':
      addDelivery(state, change.delivery);
      break;
    case 'code':
      addCode(state, change.code);
      break;
    case 'code-used':
      state.codes.delete(change.code);
      break;
    case 'media':
      state.media.set(change.file.id, change.file);
      break;
    case 'appchat':
      state.appChats.set(change.chat.chatid, change.chat);
      break;
    case 'stranger':
      state.strangers.add(change.account);
      break;
    case 'menu':
      state.menu = change.menu;
  }
};

/** The shortest list of changes that leads to the same state. */
export const changesOf = (state: State): Change[] => [
  { op: 'menu', menu: state.menu },
  ...[...state.strangers].map((account): Change => ({ op: 'stranger', account })),
  ...[...state.appChats.values()].map((chat): Change => ({ op: 'appchat', chat })),
  ...[...state.media.values()].map((file): Change => ({ op: 'media', file })),
  ...[...state.deliveries.values()].map((delivery): Change => ({ op: 'delivery', delivery })),
  ...[...state.codes.values()].map((code): Change => ({ op: 'code', code })),
  ...[...state.windows.values()].flat().map((message): Change => ({ op: 'message', message })),
];
