import { randomUUID } from 'node:crypto';
import { cardAsText } from '../messaging/card-text.ts';
import type { ButtonAction, Draft, DraftBody, PictureBody, Recipient } from '../messaging/draft.ts';
import type { OutboundBody } from '../messaging/message.ts';
import type { Db } from './database.ts';

export type StoredBody = OutboundBody | PictureBody;
export type OutboxStatus = 'queued' | 'sent' | 'parked' | 'dropped';

export const laneOf = (to: Recipient): string => {
  if ('group' in to) return `group:${to.group}`;
  return 'person' in to ? `person:${to.person}` : `account:${to.account.channel}:${to.account.account.toLowerCase()}`;
};

/** A button's reference: which message, which button. It resolves in our database or to nothing. */
export const buttonRef = (id: string, index: number): string => `${id}_${index}`;
export const parseButtonRef = (ref: string): { id: string; index: number } | null => {
  const match = /^([0-9a-f-]{36})_(\d)$/.exec(ref);
  return match?.[1] && match[2] ? { id: match[1], index: Number(match[2]) } : null;
};

const storedBody = (id: string, body: DraftBody): StoredBody => {
  if (body.kind !== 'card') return body;
  const { buttons, ...card } = body.card;
  return {
    kind: 'card',
    card: { ...card, actions: buttons.map((button, index) => ({ label: button.label, style: button.style, ref: buttonRef(id, index) })) },
  };
};

/** The words of a message, for lists and for people who read text only. */
export const textOf = (body: StoredBody): string => {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'markdown':
      return body.markdown;
    case 'card':
      return cardAsText(body.card);
    case 'image':
      return '[图片]';
    case 'file':
      return `[文件] ${body.name}`;
    case 'before-and-after':
      return `[整改前后对比图] ${body.number}`;
  }
};

const rowOf = (draft: Draft, correlationId: string, now: Date) => {
  const id = randomUUID();
  const body = storedBody(id, draft.body);
  const buttons = draft.body.kind === 'card' ? draft.body.card.buttons : [];
  const where = 'account' in draft.to ? draft.to.account : 'person' in draft.to ? draft.to.replyOn : undefined;
  return {
    id,
    lane: laneOf(draft.to),
    personId: 'person' in draft.to ? draft.to.person : null,
    groupId: 'group' in draft.to ? draft.to.group : null,
    channel: where?.channel ?? null,
    account: where?.account ?? null,
    kind: draft.kind,
    urgent: draft.urgent ?? false,
    body,
    text: textOf(body),
    actions: buttons.map((button) => button.action),
    mentions: draft.mentions ?? [],
    causeType: draft.cause.type,
    causeId: draft.cause.id,
    hazardNumber: draft.hazardNumber ?? null,
    sensitive: draft.sensitive ?? false,
    cardOpen: buttons.length > 0,
    redraws: draft.redraws ?? null,
    correlationId,
    createdAt: now.toISOString(),
    notBefore: (draft.notBefore ?? now).toISOString(),
  };
};

/** PostgreSQL's texts hold no NUL. */
const withoutNul = (_key: string, value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('\0', '') : value);

/** A message that was written, and where to knock after the commit. */
export type Added = { id: string; lane: string };

/** Writes messages in the caller's transaction, in their order; one statement for however many they are. */
export const addToOutbox = async (db: Db, drafts: Draft[], context: { correlationId: string; now: Date }): Promise<Added[]> => {
  if (drafts.length === 0) return [];
  const rows = drafts.map((draft) => rowOf(draft, context.correlationId, context.now));
  await db.$executeRaw`
    INSERT INTO outbox_message (id, lane, person_id, group_id, channel, account, kind, urgent, body, text, actions, mentions, cause_type, cause_id,
      hazard_number, sensitive, card_open, redraws, correlation_id, created_at, not_before)
    SELECT id, lane, "personId", "groupId", channel, account, kind, urgent, body, text, actions,
      ARRAY(SELECT jsonb_array_elements_text(mentions)), "causeType", "causeId", "hazardNumber", sensitive, "cardOpen", redraws, "correlationId",
      "createdAt"::timestamptz, "notBefore"::timestamptz
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows, withoutNul)}::jsonb) AS (id text, lane text, "personId" text, "groupId" int, channel text,
      account text, kind text, urgent boolean, body jsonb, text text, actions jsonb, mentions jsonb, "causeType" text, "causeId" text,
      "hazardNumber" text, sensitive boolean, "cardOpen" boolean, redraws text, "correlationId" text, "createdAt" text, "notBefore" text))
      WITH ORDINALITY AS m
    ORDER BY ordinality`;
  return rows.map((row) => ({ id: row.id, lane: row.lane }));
};

/** The last card with live buttons that went to a person, and their references. */
export const latestOpenCard = async (db: Db, personId: string): Promise<{ createdAt: Date; buttons: string[] } | null> => {
  const row = await db.outboxMessage.findFirst({
    where: { personId, cardOpen: true },
    orderBy: { seq: 'desc' },
    select: { id: true, createdAt: true, actions: true },
  });
  const count = (row?.actions as unknown as ButtonAction[] | undefined)?.length ?? 0;
  return row ? { createdAt: row.createdAt, buttons: Array.from({ length: count }, (_, index) => buttonRef(row.id, index)) } : null;
};

export type OpenCard = {
  id: string;
  lane: string;
  personId: string | null;
  groupId: number | null;
  channel: string | null;
  account: string | null;
  body: StoredBody;
  kind: string;
  sensitive: boolean;
};

/** Cards about an item whose buttons can still be pressed. */
export const openCardsOf = async (db: Db, number: string): Promise<OpenCard[]> => {
  const rows = await db.outboxMessage.findMany({
    where: { hazardNumber: number, cardOpen: true },
    select: { id: true, lane: true, personId: true, groupId: true, channel: true, account: true, body: true, kind: true, sensitive: true },
    take: 200,
  });
  return rows.map((row) => ({ ...row, body: row.body as unknown as StoredBody }));
};

export const closeCards = async (db: Db, ids: string[]): Promise<void> => {
  await db.outboxMessage.updateMany({ where: { id: { in: ids } }, data: { cardOpen: false } });
};

export type PressedButton = { action: ButtonAction; cardOpen: boolean; hazardNumber: string | null; outboxId: string; createdAt: Date };

/** What a pressed button means; null for a forged or forgotten one. A fresh update token is kept with the card. */
export const resolveButton = async (db: Db, ref: string, updateToken: string | null): Promise<PressedButton | null> => {
  const parsed = parseButtonRef(ref);
  if (!parsed) return null;
  const row = await db.outboxMessage.findUnique({
    where: { id: parsed.id },
    select: { actions: true, cardOpen: true, hazardNumber: true, createdAt: true },
  });
  const action = (row?.actions as unknown as ButtonAction[] | undefined)?.[parsed.index];
  if (!row || !action) return null;
  if (updateToken) await db.outboxMessage.update({ where: { id: parsed.id }, data: { updateToken } });
  return { action, cardOpen: row.cardOpen, hazardNumber: row.hazardNumber, outboxId: parsed.id, createdAt: row.createdAt };
};
