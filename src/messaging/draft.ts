import type { Card, CardAction, ChannelName, OutboundBody } from './message.ts';

/** What a button does when it is pressed: kept here, so that the platform only ever sees an opaque reference. */
export type ButtonAction = { do: string; number: string | null; version: number | null; data?: Record<string, string> };
export type Button = { label: string; style: CardAction['style']; action: ButtonAction };

/** A picture that is drawn when it is sent, from what is known then. */
export type PictureBody = { kind: 'before-and-after'; number: string };
export type CardDraft = Omit<Card, 'actions'> & { buttons: Button[] };
export type DraftBody = Exclude<OutboundBody, { kind: 'card' }> | PictureBody | { kind: 'card'; card: CardDraft };

export type Recipient =
  | { person: string; replyOn?: { channel: ChannelName; account: string } }
  | { account: { channel: ChannelName; account: string } }
  | { group: number };

export type Draft = {
  to: Recipient;
  kind: string;
  urgent?: boolean;
  body: DraftBody;
  /** `sweep`: something fell due by itself; its id is the item's number, or that of the notice. `digest`: a day's reminders; its id is the day. `draw`: its id. */
  cause: { type: 'inbox' | 'hazard' | 'binding' | 'operator' | 'sweep' | 'digest' | 'draw'; id: string };
  hazardNumber?: string | null;
  sensitive?: boolean;
  /** 工号 of the people to be mentioned in a group. */
  mentions?: string[];
  /** The outbox row whose card this one redraws. */
  redraws?: string;
  notBefore?: Date;
};
