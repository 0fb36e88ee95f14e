import type { JsonObject } from './json.ts';

/** The five secrets and names that an app and the platform share. */
export type Credentials = {
  corpId: string;
  agentId: number;
  secret: string;
  token: string;
  encodingAesKey: string;
};

/** A member of the corp that is visible to the app. */
export type Member = { account: string; name: string; title?: string; phone?: string | null };

/** A group that a message can go to. `key` is a robot's webhook key or an app chat's id. */
export type Group = { key: string; name: string; unit: string };

export type MessageKind = 'text' | 'markdown' | 'image' | 'file' | 'voice' | 'location' | 'card' | 'event';

/** One line of a chat window, as a person sees it in his client. */
export type ChatMessage = {
  id: string;
  /** A member's account, or `group:<key>`. */
  conversation: string;
  /** ISO 8601. */
  at: string;
  from: 'bot' | 'person';
  kind: MessageKind;
  text?: string;
  imageUrl?: string;
  fileName?: string;
  fileUrl?: string;
  location?: { label: string; latitude: number; longitude: number };
  /** The card as last drawn. */
  card?: JsonObject;
  /** When the card was redrawn or the message recalled. */
  updated?: string;
  mentions?: string[];
};

export type MediaType = 'image' | 'voice' | 'video' | 'file';

export type MediaFile = {
  id: string;
  type: MediaType;
  name: string;
  contentType: string;
  size: number;
  at: string;
  /** A webhook's upload is good for that webhook only; everything else for any app of the corp. [D99110] */
  webhook: string | null;
};

/** One accepted message/send: what update and recall refer to. */
export type Delivery = {
  msgid: string;
  at: string;
  taskId: string | null;
  cardType: string | null;
  /** Hash of the whole request body, where the app asked for the duplicate check. */
  bodyHash: string | null;
  copies: { account: string; messageId: string }[];
};

/** Lets the app redraw a card once within 72 h. [D94888] */
export type ResponseCode = { code: string; msgid: string; expires: string };

export type AppChat = { chatid: string; name: string; owner: string; userlist: string[] };

/** What the app did, as tests look at it. One record a call that the platform accepted (duplicates too). */
export type SentRecord = {
  via: 'message' | 'webhook' | 'appchat' | 'update' | 'recall';
  at: string;
  /** Conversations that show it now: accounts, or `group:<key>`. */
  to: string[];
  msgtype: string;
  /** The request's JSON, untouched. */
  body: JsonObject;
  /** The words that a person sees (text, markdown), after the cut. */
  text: string | null;
  card: JsonObject | null;
  mediaId: string | null;
  msgid: string | null;
  taskId: string | null;
  responseCode: string | null;
  /** The platform cut the words at its limit. */
  truncated: boolean;
  /** Accounts that silently got nothing, being over their limit. [D90312] */
  dropped: string[];
  /** Swallowed by the duplicate check: nobody saw it again. */
  duplicate: boolean;
  /** Ids of the chat window lines, in the order of `to`. */
  messageIds: string[];
};

/** What a member does; becomes the callback's inner XML. [D90239, D90240] */
export type PersonContent =
  | { kind: 'text'; text: string }
  | { kind: 'image'; mediaId: string }
  | { kind: 'voice'; mediaId: string; format?: string }
  | { kind: 'video'; mediaId: string; thumbMediaId: string }
  | { kind: 'location'; label: string; latitude: number; longitude: number; scale?: number }
  | { kind: 'link'; title: string; description: string; url: string; picUrl?: string }
  | { kind: 'file'; mediaId: string; fileName: string }
  | { kind: 'click'; key: string }
  | { kind: 'view'; url: string }
  | { kind: 'enter' }
  | { kind: 'subscribe' }
  | { kind: 'unsubscribe' }
  | { kind: 'press'; key: string; taskId: string; cardType: string; responseCode: string; selected?: Record<string, string[]> };

export type Attempt = {
  at: string;
  /** The HTTP status; null when there was no answer. */
  status: number | null;
  /** `timeout`, `connection`, `http 500` …; null when it was accepted. */
  problem: string | null;
  milliseconds: number;
  /** What the app answered (a passive reply, normally empty). */
  reply: string;
};

/** One callback with all its attempts. */
export type CallbackRecord = {
  id: string;
  account: string;
  msgId: string | null;
  /** The decrypted message. */
  xml: string;
  attempts: Attempt[];
  outcome: 'pending' | 'accepted' | 'gave-up';
};

/** What happens in the windows, for whoever draws them. */
export type WindowEvent =
  | { type: 'message'; message: ChatMessage }
  | { type: 'update'; message: ChatMessage }
  | { type: 'delivery'; conversation: string; problem: string };

/** The product's clock: platform limits go by it. */
export type Clock = () => Date | Promise<Date>;
