import type { ButtonAction } from '../messaging/draft.ts';
import type { Card, ChannelName } from '../messaging/message.ts';
import type { Db } from './database.ts';

/** A sign of life: people are reached first where they were last active. An account that works again is no longer marked. */
export const touchAccount = async (db: Db, channel: string, account: string, at: Date): Promise<void> => {
  await db.account.updateMany({ where: { channel, account: account.toLowerCase() }, data: { lastActiveAt: at, unreachable: null } });
};

export const bindAccount = async (
  db: Db,
  {
    channel,
    account,
    personId,
    boundBy,
    boundAt,
  }: { channel: ChannelName; account: string; personId: string; boundBy: 'dialogue'; boundAt: Date },
): Promise<void> => {
  const key = { channel, account: account.toLowerCase() };
  await db.account.upsert({
    where: { channel_account: key },
    create: { ...key, personId, boundBy, boundAt },
    update: { personId, boundBy, boundAt, unreachable: null },
  });
};

/** Binds an account that nobody is bound to yet; false when it is somebody's. */
export const bindFreeAccount = async (
  db: Db,
  { channel, account, personId, boundAt }: { channel: ChannelName; account: string; personId: string; boundAt: Date },
): Promise<boolean> => {
  const { count } = await db.account.createMany({
    data: [{ channel, account: account.toLowerCase(), personId, boundBy: 'phone', boundAt }],
    skipDuplicates: true,
  });
  return count === 1;
};

const WEEK_MS = 7 * 24 * 3600_000;

/** The phone of somebody whom no directory was asked for within the week, and notes that one is asked now; null: do not ask. */
export const phoneToAskFor = async (db: Db, personId: string, now: Date): Promise<string | null> => {
  const before = new Date(now.getTime() - WEEK_MS);
  const rows = await db.person.updateManyAndReturn({
    where: { id: personId, status: '在岗', phone: { not: null }, OR: [{ directoryAskedAt: null }, { directoryAskedAt: { lt: before } }] },
    data: { directoryAskedAt: now },
    select: { phone: true },
  });
  return rows[0]?.phone ?? null;
};

/** Whether somebody reads text only (design §4.5). */
export const setPlainText = async (db: Db, personId: string, on: boolean): Promise<void> => {
  await db.person.updateMany({ where: { id: personId }, data: { plainText: on } });
};

const DAY_MS = 24 * 3600_000;

/** What an account has asked for within a day: how often, and for whom it still waits. */
export const bindingRequests = async (
  db: Db,
  channel: string,
  account: string,
  now: Date,
): Promise<{ count: number; waitingFor: string[] }> => {
  const rows = await db.bindingRequest.findMany({
    where: { channel, account: account.toLowerCase(), createdAt: { gt: new Date(now.getTime() - DAY_MS) } },
    select: { personId: true, status: true },
    take: 50,
  });
  return { count: rows.length, waitingFor: rows.filter(({ status }) => status === 'open').map(({ personId }) => personId) };
};

/** `personId` null: nobody of that name and phone; it is kept all the same, and counts against the daily limit. */
export const openRequest = async (
  db: Db,
  request: { id: string; channel: string; account: string; personId: string | null; createdAt: Date },
): Promise<void> => {
  await db.bindingRequest.create({
    data: {
      ...request,
      account: request.account.toLowerCase(),
      personId: request.personId ?? '',
      status: request.personId ? 'open' : 'refused',
    },
  });
};

export type OpenRequest = { id: string; channel: ChannelName; account: string; personId: string };

/** Locks an open request; null when it was decided before. */
export const takeRequest = async (db: Db, id: string): Promise<OpenRequest | null> => {
  const rows = await db.$queryRaw<OpenRequest[]>`
    SELECT id, channel, account, person_id AS "personId" FROM binding_request WHERE id = ${id} AND status = 'open' FOR UPDATE`;
  return rows[0] ?? null;
};

export const settleRequest = async (db: Db, id: string, status: 'confirmed' | 'refused', by: string, at: Date): Promise<void> => {
  await db.bindingRequest.update({ where: { id }, data: { status, decidedBy: by, decidedAt: at } });
};

export type BindingCard = { id: string; personId: string; card: Card };

/** The live cards by which these people were asked about a request. */
export const openBindingCards = async (db: Db, people: readonly string[], request: string): Promise<BindingCard[]> => {
  const rows = await db.outboxMessage.findMany({
    where: { personId: { in: [...people] }, cardOpen: true, kind: 'binding-card' },
    select: { id: true, personId: true, body: true, actions: true },
    take: 500,
  });
  return rows.flatMap(({ id, personId, body, actions }) => {
    const about = (actions as unknown as ButtonAction[]).some((action) => action.data?.request === request);
    const stored = body as unknown as { kind: string; card: Card };
    return about && personId !== null && stored.kind === 'card' ? [{ id, personId, card: stored.card }] : [];
  });
};
