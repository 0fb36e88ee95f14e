import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Redis } from 'ioredis';
import type { Config } from '../../config.ts';
import { type Check, type Finding, fail, ok, warn } from './check.ts';

const MB = 1024 * 1024;
const LITTLE_MB = 2048;
const TOO_LITTLE_MB = 256;

/** The oldest releases of Node that everything in here runs on. */
export const nodeVersion = (version: string): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? ok(`Node ${version}`)
    : fail(`Node ${version} is too old`, 'Install Node 20.19 or later.');
};

const dataFolder = async ({ dataDir }: Config): Promise<Finding> => {
  const folder = path.resolve(dataDir);
  const probe = path.join(folder, `.doctor-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`DATA_DIR ${folder} cannot be written: ${reason}`, 'Give the folder to the user that runs the program, or set DATA_DIR.');
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
  const { bavail, bsize } = await statfs(folder);
  return diskSpace(folder, Math.floor((bavail * bsize) / MB));
};

/** What so much free space on the disk of DATA_DIR means. */
export const diskSpace = (folder: string, freeMb: number): Finding => {
  const message = `DATA_DIR ${folder} can be written, ${freeMb} MB free`;
  const mend = 'Free some space: photos and the embedded database grow there.';
  if (freeMb < TOO_LITTLE_MB) return fail(message, mend);
  return freeMb < LITTLE_MB ? warn(message, mend) : ok(message);
};

const settings = async (config: Config): Promise<Finding> => {
  const size = `${config.databaseUrl ? 'DATABASE_URL' : 'embedded database'}, ${config.redisUrl ? 'Redis' : 'queue in the database'}`;
  const platform = config.wecom ? 'WeCom' : config.sandbox ? 'sandbox' : 'no platform';
  const message = `settings are complete: ${size}, ${platform}, clock ${config.clock.mode}`;
  if (!config.wecom && !config.sandbox)
    return warn(message, 'Set the five WECOM_ settings, or SANDBOX=on: nobody can write to the bot now.');
  return ok(message);
};

/** The policy must not throw jobs away when memory runs short. */
const memoryPolicy = async (redis: Redis): Promise<Finding> => {
  const answer: unknown = await redis.call('CONFIG', 'GET', 'maxmemory-policy').catch(() => null);
  const policy = Array.isArray(answer) ? String(answer[1]) : null;
  if (policy === null || policy === 'noeviction') return ok('Redis answers');
  return warn(`Redis answers, but throws data away when it is full (maxmemory-policy ${policy})`, 'Set maxmemory-policy to noeviction.');
};

const queue = async ({ redisUrl }: Config): Promise<Finding> => {
  if (redisUrl === null) return ok('the queue lies in the database');
  const redis = new Redis(redisUrl, { lazyConnect: true, connectTimeout: 5000, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    return await memoryPolicy(redis);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`Redis does not answer: ${reason}`, 'Check REDIS_URL and that Redis runs. Nothing is lost meanwhile; work waits.');
  } finally {
    redis.disconnect();
  }
};

export const machineChecks: readonly Check[] = [
  { name: 'settings', needs: 'settings', run: settings },
  { name: 'node', needs: 'settings', run: async () => nodeVersion(process.versions.node) },
  { name: 'data-folder', needs: 'settings', run: dataFolder },
  { name: 'queue', needs: 'settings', run: queue },
];
