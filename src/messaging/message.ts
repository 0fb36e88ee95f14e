/** The neutral vocabulary between people and platforms. Imports nothing: a platform cannot learn what a hazard is. */

export type ChannelName = 'wecom' | 'dingtalk';

/** A file that lies at the platform (or in our own store, once it has a hash). */
export type MediaRef = { channel: ChannelName; id: string; kind: 'image' | 'voice' | 'video' | 'file'; name: string | null };

export type InboundContent =
  | { kind: 'text'; text: string }
  | { kind: 'image'; media: MediaRef }
  | { kind: 'voice'; media: MediaRef; transcript: string | null }
  | { kind: 'video'; media: MediaRef }
  | { kind: 'file'; media: MediaRef }
  | { kind: 'location'; latitude: number; longitude: number; label: string | null }
  | { kind: 'link'; title: string; url: string }
  /** A pressed button. `ref` is the opaque reference that we put on it; `updateToken` lets the platform redraw the card. */
  | { kind: 'action'; ref: string; cardId: string | null; updateToken: string | null }
  /** An entry of the app's menu. */
  | { kind: 'menu'; key: string }
  /** The person opened the conversation, was let into the app, or left it. */
  | { kind: 'presence'; change: 'entered' | 'joined' | 'left' }
  /** The platform speaks of the app itself (about to be suspended, contacts changed): for the operator, not for a person. */
  | { kind: 'notice'; topic: string }
  | { kind: 'unsupported'; type: string };

export type InboundMessage = {
  channel: ChannelName;
  /** The platform's account of the sender, in the platform's spelling; compare it lower-cased. `null` for system events. */
  sender: string | null;
  conversation: { kind: 'single' } | { kind: 'group'; id: string };
  sentAt: Date;
  content: InboundContent;
};

export type Tone = 'info' | 'success' | 'warning' | 'danger';

/** One button. `ref` is opaque and short (≤ 64 characters of `[0-9A-Za-z_-]`). */
export type CardAction = { label: string; ref: string; style: 'primary' | 'default' | 'danger' };

/** A message with fields and buttons. Texts are plain and unescaped: each platform's renderer escapes and shortens. */
export type Card = {
  title: string;
  tone: Tone;
  /** Who speaks, e.g. 校安网格 · 待验收. */
  source: string | null;
  text: string | null;
  fields: { name: string; value: string }[];
  /** At most 6. None: the card is only read. */
  actions: CardAction[];
  /** Says how it ended, e.g. 王主任 11-23 10:20 已同意; a card with an outcome has no live buttons. */
  outcome: string | null;
};

export type OutboundBody =
  | { kind: 'text'; text: string }
  | { kind: 'markdown'; markdown: string }
  | { kind: 'image'; hash: string }
  | { kind: 'file'; hash: string; name: string }
  | { kind: 'card'; card: Card };

export type GroupPlatform = 'wecom-robot' | 'wecom-appchat' | 'dingtalk-robot' | 'dingtalk-group';

/** Where a message goes. A group's address is a webhook's whole URL or a chat id; both the URL and `secret` are secrets. */
export type Address =
  | { kind: 'member'; account: string }
  | { kind: 'group'; platform: GroupPlatform; address: string; secret: string | null };

export type OutboundMessage = {
  /** Our id of the message (the outbox row's): unique, ≤ 64 characters of `[0-9A-Za-z_-]`; becomes the card's id at the platform. */
  id: string;
  /** A running number: two messages near each other never have the same, so that equal words can be told apart by a platform. */
  sequence: number;
  to: Address;
  body: OutboundBody;
  /** Text instead of cards and markdown, with numbered answers (design §4.5). */
  plain: boolean;
  /** Accounts to mention in a group. */
  mentions: string[];
};

/** What the platform told us of a delivered message, kept to update its card later. */
export type MessageRef = { id: string | null; updateToken: string | null };
