import type { Address, ChannelName, GroupPlatform, MessageRef } from '../messaging/message.ts';
import type { Db } from './database.ts';
import type { OutboxRow } from './outbox-delivery.ts';

/**
 * `unreachable`: the platform has said that it can't be reached there, and nothing has got through since. `mentions`: accounts on this channel of the
 * people to be mentioned in a group.
 */
export type Destination = { channel: ChannelName; address: Address; plain: boolean; unreachable: boolean; mentions: string[] };

const channelOfGroup = (platform: string): ChannelName => (platform.startsWith('wecom') ? 'wecom' : 'dingtalk');

/** Rows name people: what they are called on the group's platform is known when it is sent. */
const accountsOn = async (db: Db, channel: ChannelName, people: readonly string[]): Promise<string[]> => {
  if (people.length === 0) return [];
  const accounts = await db.account.findMany({ where: { channel, personId: { in: [...people] } }, orderBy: { account: 'asc' } });
  return accounts.map(({ account }) => account);
};

const groupDestination = async (db: Db, groupId: number, people: readonly string[]): Promise<Destination | null> => {
  const group = await db.chatGroup.findUnique({ where: { id: groupId } });
  if (!group || group.retiredAt) return null;
  const channel = channelOfGroup(group.platform);
  const address: Address = { kind: 'group', platform: group.platform as GroupPlatform, address: group.address, secret: group.secret };
  return { channel, address, plain: false, unreachable: false, mentions: await accountsOn(db, channel, people) };
};

/** A person is answered where he wrote; else reached where he was last active. Someone who has left hears nothing more. */
const personDestination = async (db: Db, row: OutboxRow, personId: string, available: ChannelName[]): Promise<Destination | null> => {
  const person = await db.person.findUnique({ where: { id: personId }, select: { plainText: true, status: true, accounts: true } });
  if (person?.status !== '在岗') return null;
  const at = (channel: string, account: string): Destination => ({
    channel: channel as ChannelName,
    address: { kind: 'member', account },
    plain: person.plainText,
    unreachable: person.accounts.some(
      (own) => own.channel === channel && own.account === account.toLowerCase() && own.unreachable !== null,
    ),
    mentions: [],
  });
  if (row.channel && row.account) return at(row.channel, row.account);
  const usable = person.accounts
    .filter((account) => available.includes(account.channel as ChannelName))
    .sort(
      (a, b) =>
        Number(a.unreachable !== null) - Number(b.unreachable !== null) ||
        (b.lastActiveAt?.getTime() ?? 0) - (a.lastActiveAt?.getTime() ?? 0),
    );
  const best = usable[0];
  return best ? at(best.channel, best.account) : null;
};

/** Where a message goes now; null when nobody can be reached (the caller parks it). */
export const destinationOf = async (db: Db, row: OutboxRow, available: ChannelName[]): Promise<Destination | null> => {
  if (row.groupId !== null) return groupDestination(db, row.groupId, row.mentions);
  if (row.personId !== null) return personDestination(db, row, row.personId, available);
  return row.channel && row.account
    ? {
        channel: row.channel as ChannelName,
        address: { kind: 'member', account: row.account },
        plain: false,
        unreachable: false,
        mentions: [],
      }
    : null;
};

export const cardToRedraw = async (db: Db, id: string): Promise<MessageRef | null> => {
  const row = await db.outboxMessage.findUnique({ where: { id }, select: { status: true, platformId: true, updateToken: true } });
  return row?.status === 'sent' ? { id: row.platformId, updateToken: row.updateToken } : null;
};

export const markUnreachable = async (db: Db, channel: string, account: string, code: string): Promise<void> => {
  await db.account.updateMany({ where: { channel, account: account.toLowerCase() }, data: { unreachable: code } });
};

/** Something got through: the mark was out of date. */
export const clearUnreachable = async (db: Db, channel: string, account: string): Promise<void> => {
  await db.account.updateMany({ where: { channel, account: account.toLowerCase() }, data: { unreachable: null } });
};
