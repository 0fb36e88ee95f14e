import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { cityFigures } from './app/burden/figures.ts';
import { createRules } from './app/hazards/rules.ts';
import { drawPicture } from './app/outbound/draw-picture.ts';
import type { Clock } from './app/ports.ts';
import { createWecomChannel } from './channels/wecom/index.ts';
import type { Config, WecomConfig } from './config.ts';
import { statutoryDays } from './infra/calendar/statutory-days.ts';
import { createVirtualClock, systemClock, type VirtualClock } from './infra/clock/clocks.ts';
import { pendingMigrations } from './infra/database/migrate.ts';
import { createTokenStore } from './infra/database/token-store.ts';
import { createUploadCache } from './infra/database/upload-cache.ts';
import type { Logger } from './infra/logger.ts';
import { beforeAndAfter } from './infra/media/before-and-after.ts';
import { inspectPhoto } from './infra/media/inspect-photo.ts';
import { openMediaStore } from './infra/media/media-store.ts';
import { createMetrics } from './infra/metrics.ts';
import { openQueue, type QueueBackend } from './infra/queue/bullmq.ts';
import type { Channel } from './messaging/channel.ts';
import type { ChannelName } from './messaging/message.ts';
import { problemsOf } from './readiness.ts';
import { type Database, openDatabase } from './store/database.ts';
import { createInboxWriter } from './store/inbox.ts';

const EXTENSIONS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/gif': 'gif' };

const queueBackend = async (config: Config, connectionString: string, database: Database): Promise<QueueBackend> =>
  config.redisUrl
    ? { kind: 'redis', url: config.redisUrl, prefix: `campus-grid-${await installationId(database)}` }
    : { kind: 'postgres', connectionString };

const mediaSource = (media: Awaited<ReturnType<typeof openMediaStore>>) => ({
  read: async (hash: string) => {
    const bytes = await media.read(hash);
    const contentType = (await media.describe(hash))?.contentType ?? 'application/octet-stream';
    return { bytes, contentType, name: `${hash.slice(0, 12)}.${EXTENSIONS[contentType] ?? 'bin'}` };
  },
});

/**
 * Jobs of two installations that share one Redis must not mix: each has an id of its own, invented once and kept in its database. The
 * PostgreSQL queue lies in the installation's database anyhow.
 */
const installationId = async (database: Database): Promise<string> => {
  await database.prisma.setting.createMany({
    data: [{ key: 'installation', value: randomBytes(4).toString('hex') }],
    skipDuplicates: true,
  });
  const { value } = await database.prisma.setting.findUniqueOrThrow({ where: { key: 'installation' } });
  return String(value);
};

/**
 * The composition root: the only place that knows which database, queue, clock and platforms there are. `wecom` is the configured app or
 * the sandbox's; nothing below can tell the difference.
 */
export const createContainer = async (config: Config, connectionString: string, wecom: WecomConfig | null, log: Logger) => {
  const media = await openMediaStore(path.join(config.dataDir, 'media'));
  const database = openDatabase(connectionString, { onError: (error) => log.warn({ reason: error.message }, 'idle database connection') });
  const virtual: VirtualClock | null = config.clock.mode === 'virtual' ? createVirtualClock(database.pool) : null;
  if (virtual && config.clock.mode === 'virtual') await virtual.begin(config.clock.start ?? new Date());
  const clock: Clock = virtual ?? systemClock;
  const metrics = createMetrics(database.pool, async () => cityFigures(database.prisma, await clock.now()));
  const queue = openQueue(await queueBackend(config, connectionString, database), log);
  const channels = new Map<ChannelName, Channel>();
  const stores = { tokens: createTokenStore(database.pool), uploads: createUploadCache(database.pool), media: mediaSource(media) };
  if (wecom) channels.set('wecom', createWecomChannel(wecom, { ...stores, log }));
  const notReady = () => problemsOf({ pendingMigrations: () => pendingMigrations(database.pool), queueReady: () => queue.ready() });
  return {
    database,
    clock,
    virtual,
    metrics,
    media,
    queue,
    channels,
    log,
    notReady,
    inbox: createInboxWriter(database.pool, () => clock.now()),
    inspectPhoto,
    draw: drawPicture({ database, media, compose: beforeAndAfter, now: () => clock.now() }),
    rules: createRules(statutoryDays()),
    close: async () => {
      await queue.close();
      await database.close();
    },
  };
};

export type Container = Awaited<ReturnType<typeof createContainer>>;
