import { MENU } from '../conversation/menu.ts';
import type { Channel } from '../messaging/channel.ts';
import type { ChannelName } from '../messaging/message.ts';
import type { Database } from '../store/database.ts';
import type { Log } from './ports.ts';

export type MenuDeps = { database: Database; channels: ReadonlyMap<ChannelName, Channel>; log: Log };

/** Sets each platform's menu once; again only when it has changed. A platform that refuses is asked again at the next start: words do all the same. */
export const publishMenus = async ({ database, channels, log }: MenuDeps): Promise<void> => {
  const wanted = JSON.stringify(MENU);
  for (const channel of channels.values()) {
    const key = `menu-${channel.name}`;
    const published = await database.prisma.setting.findUnique({ where: { key } });
    if (published?.value === wanted) continue;
    try {
      await channel.publishMenu([...MENU]);
      await database.prisma.setting.upsert({ where: { key }, create: { key, value: wanted }, update: { value: wanted } });
    } catch (error) {
      log.warn(
        { channel: channel.name, reason: error instanceof Error ? error.message : 'unknown' },
        'the menu could not be set; everything can be typed',
      );
    }
  }
};
