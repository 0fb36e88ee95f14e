import type { Readable } from 'node:stream';
import type { Address, ChannelName, InboundMessage, MediaRef, MessageRef, OutboundMessage } from './message.ts';

/** A request as it came in, nothing trusted yet. */
export type RawRequest = {
  method: 'GET' | 'POST';
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
};

/** A verified, decrypted, not yet understood delivery: what the inbox keeps. */
export type Envelope = {
  channel: ChannelName;
  /** The same for every repeat of the same delivery, different for any two different ones. */
  dedupeKey: string;
  /** The sender's account lower-cased, or `system`: messages of one lane are handled in order. */
  lane: string;
  /** The decrypted payload, to be parsed later and kept as evidence. */
  payload: string;
};

export type Opened =
  | { kind: 'handshake'; body: string }
  | { kind: 'event'; envelope: Envelope }
  /** Signed by the platform, but for another app of the corp or without sense: kept, counted, not acted upon. */
  | { kind: 'kept'; envelope: Envelope; reason: 'foreign-agent' | 'unreadable' }
  /** Not from the platform, or too old: refused without effect. `status` is the HTTP answer, `code` a stable word for logs and metrics. */
  | { kind: 'refused'; status: 400 | 401 | 403 | 413; code: string };

/** The port that every chat platform implements (one folder below `src/channels` each). */
export interface Channel {
  readonly name: ChannelName;
  /** Verifies and decrypts; `now` is the system's time (not the virtual clock's). Never throws on bad input. */
  open(request: RawRequest, now: Date): Opened;
  /** Pure. Whatever it cannot read becomes `unsupported`. */
  parse(payload: string): InboundMessage;
  /**
   * Renders within the platform's limits and sends. One message may take several calls (a picture and its words); a repeat with the
   * same message repeats the same bytes, so that the platform's duplicate check can swallow it.
   * @throws ChannelError
   */
  send(message: OutboundMessage): Promise<MessageRef>;
  /**
   * Redraws a delivered card, for everybody who got it. Best effort at the platform's mercy: a code may be used up or too old.
   * @throws ChannelError
   */
  update(message: OutboundMessage, ref: MessageRef): Promise<void>;
  /** Downloads a file that a person sent. @throws ChannelError */
  fetchMedia(ref: MediaRef): Promise<Readable>;
  /** The account of the member with this phone, or null (unknown, or the app may not look). @throws ChannelError */
  accountOfPhone(phone: string): Promise<string | null>;
  /** Sets the app's menu; its entries come back as `menu` messages with their key. @throws ChannelError */
  publishMenu(entries: MenuEntry[]): Promise<void>;
  /** What limits a message to this address has to respect; keys name counters that all processes share. */
  limits(to: Address): Limit[];
}

/** At most `max` within any `seconds`; `reserve` of them are kept for urgent messages. */
export type Limit = { key: string; max: number; seconds: number; reserve: number };

/** An entry of the app's menu. At most three on every platform we know, names of at most five characters. */
export type MenuEntry = { name: string; key: string };
