import { startWorker } from '../../../jobs/start-worker.ts';
import { createRules } from '../../../src/app/hazards/rules.ts';
import { createWecomChannel } from '../../../src/channels/wecom/index.ts';
import { systemClock } from '../../../src/infra/clock/clocks.ts';
import { createTokenStore } from '../../../src/infra/database/token-store.ts';
import { createUploadCache } from '../../../src/infra/database/upload-cache.ts';
import { openQueue } from '../../../src/infra/queue/bullmq.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { CREDENTIALS } from '../../support/credentials.ts';

/** A worker as its own process, for tests that kill it. Argument: where database, queue and platform are, as JSON. */
const { url, backend, apiBase } = JSON.parse(process.argv[2] ?? '{}');

const nothing = (): void => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const none = async () => Promise.reject(new Error('this test keeps no files'));
const database = openDatabase(url);
const queue = openQueue(backend, log);
const stores = { tokens: createTokenStore(database.pool), uploads: createUploadCache(database.pool), media: { read: none } };
const worker = startWorker(
  queue,
  {
    database,
    queue,
    log,
    clock: systemClock,
    channels: new Map([['wecom' as const, createWecomChannel({ ...CREDENTIALS, apiBase }, stores)]]),
    rules: createRules(new Map()),
    media: { put: none, read: none },
    inspectPhoto: async () => ({ ok: false, reason: 'none' }),
    draw: none,
    metrics: { count: nothing },
  },
  log,
);

process.once('SIGTERM', async () => {
  await worker.stop();
  await queue.close();
  await database.close();
  process.exit(0);
});
process.stdout.write('ready\n');
