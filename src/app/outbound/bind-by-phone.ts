import type { Channel } from '../../messaging/channel.ts';
import type { ChannelName } from '../../messaging/message.ts';
import { bindFreeAccount, phoneToAskFor } from '../../store/accounts.ts';
import type { Database } from '../../store/database.ts';
import type { Log } from '../ports.ts';

export type DirectoryDeps = { database: Database; channels: ReadonlyMap<ChannelName, Channel>; log: Log };

/**
 * Somebody with no account is looked up once a week in the platforms' directories by his phone, where the app may read them (design §4.4): wrong
 * numbers are counted there, and too many block the look-up for a day. Outside any transaction. @returns whether he is bound now
 */
export const bindByPhone = async ({ database, channels, log }: DirectoryDeps, personId: string, now: Date): Promise<boolean> => {
  const phone = await phoneToAskFor(database.prisma, personId, now);
  if (phone === null) return false;
  for (const channel of channels.values()) {
    const account = await channel.accountOfPhone(phone).catch((error: unknown) => {
      log.warn({ channel: channel.name, reason: error instanceof Error ? error.message : 'unknown' }, 'the directory could not be asked');
      return null;
    });
    if (account !== null && (await bindFreeAccount(database.prisma, { channel: channel.name, account, personId, boundAt: now })))
      return true;
  }
  return false;
};
