import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createWecomChannel, type WecomDeps } from '../../../src/channels/wecom/index.ts';
import { createTokenStore } from '../../../src/infra/database/token-store.ts';
import { createUploadCache } from '../../../src/infra/database/upload-cache.ts';
import type { Channel } from '../../../src/messaging/channel.ts';
import { ChannelError } from '../../../src/messaging/errors.ts';
import type { MediaFile } from '../../../src/messaging/platform-state.ts';
import { KEYS } from '../../fixtures/wecom/callback.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type FakeWecom, startFakeWecom } from './fake-wecom.ts';

export type World = {
  readonly platform: FakeWecom;
  readonly pool: pg.Pool;
  readonly files: Map<string, MediaFile>;
  /** All that was logged, as JSON. */
  readonly logged: string[];
  /** A channel as one more process would have it. */
  channel(change?: Partial<WecomDeps> & { secret?: string }): Channel;
};

/** A database for the file; a platform and empty stores for each of its tests. */
export const useWorld = (): World => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let platform: FakeWecom;
  const files = new Map<string, MediaFile>();
  const logged: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 8 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE access_token, media_upload');
    files.clear();
    logged.length = 0;
    platform = await startFakeWecom();
  });
  afterEach(() => platform.close());

  const note = (data: object, text: string) => void logged.push(JSON.stringify({ ...data, text }));
  return {
    get platform() {
      return platform;
    },
    get pool() {
      return pool;
    },
    files,
    logged,
    channel: ({ secret, ...deps } = {}) =>
      createWecomChannel(
        { ...KEYS, secret: secret ?? KEYS.secret, apiBase: `${platform.url}/` },
        {
          tokens: createTokenStore(pool),
          uploads: createUploadCache(pool),
          media: { read: async (hash) => files.get(hash) ?? Promise.reject(new Error(`no file ${hash}`)) },
          log: { info: note, warn: note },
          timeoutMs: 5000,
          ...deps,
        },
      ),
  };
};

/** The ChannelError that this promise fails with; anything else fails the test. */
export const failure = async (promise: Promise<unknown>): Promise<ChannelError> => {
  const error: unknown = await promise.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof ChannelError) return error;
  throw error;
};
