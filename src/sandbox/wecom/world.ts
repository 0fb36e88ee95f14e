import { newId } from './ids.ts';
import type { Roster } from './roster.ts';
import { createSlidingWindow, type SlidingWindow } from './sliding-window.ts';
import type { Store } from './store.ts';
import type { Tokens } from './tokens.ts';
import type { ChatMessage, Clock, Credentials, MediaFile, SentRecord, WindowEvent } from './types.ts';

/** Everything that the API's calls and the people's deeds share. */
export type World = {
  credentials: Credentials;
  /** Platform limits, message times, the life of codes and media go by it. */
  now: Clock;
  /** Token lifetimes and callbacks go by it. */
  systemNow: () => Date;
  roster: Roster;
  store: Store;
  tokens: Tokens;
  /** 30 in a minute and 1000 in an hour to one member; more vanishes without an error. [D90312] */
  perMember: SlidingWindow;
  /** 20 in a minute by one webhook. [D99110] */
  perWebhook: SlidingWindow;
  sent: SentRecord[];
  /** The URL under which a page shows a file. */
  mediaUrl: (mediaId: string) => string;
  listeners: Set<(event: WindowEvent) => void>;
  sentListeners: Set<() => void>;
};

const MAX_SENT = 20_000;

export const createLimits = (): Pick<World, 'perMember' | 'perWebhook'> => ({
  perMember: createSlidingWindow([
    { max: 30, seconds: 60 },
    { max: 1000, seconds: 3600 },
  ]),
  perWebhook: createSlidingWindow([{ max: 20, seconds: 60 }]),
});

const tell = (world: World, event: WindowEvent): void => {
  for (const listener of world.listeners) listener(event);
};

/** Puts a line into a chat window. */
export const show = (world: World, line: Omit<ChatMessage, 'id'>): ChatMessage => {
  const message: ChatMessage = { id: newId('m'), ...line };
  world.store.record({ op: 'message', message });
  tell(world, { type: 'message', message });
  return message;
};

/** Replaces a line that is already in a window. */
export const redrawMessage = (world: World, message: ChatMessage): void => {
  world.store.record({ op: 'redraw', message });
  tell(world, { type: 'update', message });
};

export const tellDeliveryProblem = (world: World, conversation: string, problem: string): void =>
  tell(world, { type: 'delivery', conversation, problem });

export const findMessage = (world: World, conversation: string, id: string): ChatMessage | null =>
  world.store.state.windows.get(conversation)?.find((message) => message.id === id) ?? null;

export const keepMedia = (world: World, file: Omit<MediaFile, 'id' | 'size'>, bytes: Buffer): MediaFile => {
  const kept: MediaFile = { id: newId('3'), size: bytes.length, ...file };
  world.store.addMedia(kept, bytes);
  return kept;
};

export const remember = (
  world: World,
  record: Partial<SentRecord> & Pick<SentRecord, 'via' | 'at' | 'to' | 'msgtype' | 'body'>,
): SentRecord => {
  const whole: SentRecord = {
    text: null,
    card: null,
    mediaId: null,
    msgid: null,
    taskId: null,
    responseCode: null,
    truncated: false,
    dropped: [],
    duplicate: false,
    messageIds: [],
    ...record,
  };
  world.sent.push(whole);
  if (world.sent.length > MAX_SENT) world.sent.shift();
  for (const listener of world.sentListeners) listener();
  return whole;
};
