import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { inject } from 'vitest';
import { demoCity } from '../../src/app/organisation/demo-city.ts';
import { importOrganisation } from '../../src/app/organisation/import-organisation.ts';
import { localDay } from '../../src/domain/calendar/local-time.ts';
import { joinEmbeddedPostgres } from '../../src/infra/postgres/embedded.ts';
import { createWecomLookalikeServer, type WecomLookalikeServer } from '../../src/sandbox/wecom/server.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createRealDatabase, createTestDatabase, type TestDatabase } from './database.ts';

export const API_TOKEN = 'only-for-tests-0123456789';

export const CREDENTIALS = {
  corpId: 'ww0123456789abcdef',
  agentId: 1000002,
  secret: 'only-for-tests',
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};

export type ProcessRole = 'both' | 'web' | 'worker';

export type ProductOptions = {
  /**
   * Where the data lie. `test`: a fresh database of the run's PostgreSQL. `embedded`: the program's own PostgreSQL under its DATA_DIR.
   * `scaled`: an installed PostgreSQL and Redis.
   */
  size?: 'test' | 'embedded' | 'scaled';
  /** Which processes run; default one with web and worker. */
  roles?: ProcessRole[];
  /** Where the virtual clock begins (ISO); null: the system's time. Default: the morning of a school day. */
  clock?: string | null;
  /** With the sandbox its own look-alike is the platform, and `platform` stands idle. Default off. */
  sandbox?: boolean;
  /** Whether the demonstration city is there from the start. Default yes. */
  city?: boolean;
  /** Another folder for DATA_DIR; it is not removed. */
  dataDir?: string;
  env?: Record<string, string>;
};

export type Ended = { code: number | null; signal: NodeJS.Signals | null; milliseconds: number };
export type ApiAnswer = { status: number; body: Record<string, unknown> };
export type Advanced = { now: string; handled: number; sent: number; waiting: number };

/** The real program, running as it does at a customer's, and the platform that it talks to. */
export type Product = {
  /** Where its web process listens now; another port after every start. */
  readonly url: string;
  readonly platform: WecomLookalikeServer;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** GET below the address, with the API token. */
  api(path: string): Promise<ApiAnswer>;
  /** Moves the virtual clock. */
  advance(to: string): Promise<Advanced>;
  /** What the virtual clock shows. */
  now(): Date;
  /** Everything that its processes have written so far. */
  logs(): string;
  pid(role?: ProcessRole): number;
  /** Starts what does not run: all of it, or one process. */
  start(role?: ProcessRole): Promise<void>;
  /** Asks to end (SIGTERM) and waits; everything stays for another start. */
  terminate(role?: ProcessRole): Promise<Ended>;
  kill9(role?: ProcessRole): Promise<void>;
  /** Ends everything and removes what it has left. */
  stop(): Promise<void>;
};

const START_MS = 60_000;
const ROOT = path.resolve(import.meta.dirname, '../..');

type Running = { child: ChildProcess; url: string | null; ended: Promise<Ended> };

const temporaryFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'campus-grid-e2e-'));
  chmodSync(folder, 0o711); // PostgreSQL runs as another user when the tests are run by root
  return folder;
};

/** Settings of whoever runs the tests must not leak in; without these few nothing starts. */
const inherited = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'USER', 'TMPDIR', 'LANG', 'TZ'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Starts `src/main.ts`. The environment is `env` and nothing of the caller's settings. */
export const spawnProgram = (role: ProcessRole, env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'src/main.ts'), ...(role === 'both' ? [] : [role])], {
    cwd: ROOT,
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** How a process ended. */
export const endOf = (child: ChildProcess): Promise<Omit<Ended, 'milliseconds'>> =>
  new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));

/** Resolves when the program says that it is ready, with its address (null: a worker); rejects when it ends before. */
const untilReady = (child: ChildProcess, role: ProcessRole, output: string[]): Promise<string | null> =>
  new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`not ready within ${START_MS} ms:\n${text}`)), START_MS);
    const look = (chunk: Buffer): void => {
      text += chunk.toString();
      output.push(chunk.toString());
      const url = /ready: (http:\S+)/.exec(text)?.[1];
      if (role === 'worker' ? /"msg":"ready"/.test(text) : url) resolve(url ?? null);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', (code) => reject(new Error(`the program ended with ${code} before it was ready:\n${text}`)));
    void Promise.resolve().then(() => child.once('close', () => clearTimeout(timer)));
  });

const databaseFor = async (size: ProductOptions['size']): Promise<TestDatabase | null> => {
  if (size === 'embedded') return null;
  return size === 'scaled' ? createRealDatabase() : createTestDatabase();
};

const redisUrl = (): string => {
  const configured = inject('realRedisUrl');
  if (configured === null) throw new Error('there is no Redis: skip this test where realRedisUrl is null');
  return configured;
};

/** The Redis that others use too is left as it was: an installation's keys carry its own id. */
const clearRedis = async (databaseUrl: string, url: string): Promise<void> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const { rows } = await pool.query<{ id: string }>("SELECT value #>> '{}' AS id FROM setting WHERE key = 'installation'");
  await pool.end();
  const id = rows[0]?.id;
  if (!id) return;
  const redis = new Redis(url);
  const keys = await redis.keys(`campus-grid-${id}:*`);
  if (keys.length > 0) await redis.del(...keys);
  await redis.quit();
};

const wecomSettings = (platform: WecomLookalikeServer): Record<string, string> => ({
  WECOM_CORP_ID: CREDENTIALS.corpId,
  WECOM_AGENT_ID: String(CREDENTIALS.agentId),
  WECOM_SECRET: CREDENTIALS.secret,
  WECOM_TOKEN: CREDENTIALS.token,
  WECOM_ENCODING_AES_KEY: CREDENTIALS.encodingAesKey,
  WECOM_API_BASE: platform.url,
});

const importCity = async (databaseUrl: string, platform: WecomLookalikeServer, now: Date): Promise<void> => {
  const database = openDatabase(databaseUrl, { max: 2 });
  try {
    const webhook = (group: string): string => platform.webhookUrl(Buffer.from(group).toString('hex').slice(0, 32));
    const { errors } = await importOrganisation(database, demoCity({ webhook, today: localDay(now) }), { now });
    if (errors.length > 0) throw new Error(`the demonstration city has mistakes: ${JSON.stringify(errors)}`);
  } finally {
    await database.close();
  }
};

/** The morning of an ordinary Monday, in working hours. */
export const MONDAY = '2026-11-23T08:00:00+08:00';

/** Starts the program with a platform, a database and the demonstration city. Call `stop` at the end. */
export const startProduct = async (options: ProductOptions = {}): Promise<Product> => {
  const { size = 'test', roles = ['both'], sandbox = false, city = true } = options;
  const virtual = options.clock === undefined ? MONDAY : options.clock;
  let now = virtual === null ? new Date() : new Date(virtual);
  const clock = (): Date => (virtual === null ? new Date() : now);
  const dataDir = options.dataDir ?? temporaryFolder();
  const platform = await createWecomLookalikeServer({ credentials: CREDENTIALS, now: clock });
  const database = await databaseFor(size);
  const output: string[] = [];
  const running = new Map<ProcessRole, Running>();
  let databaseUrl = database?.url ?? null;

  const env: Record<string, string> = {
    PORT: '0',
    DATA_DIR: dataDir,
    API_TOKEN,
    SANDBOX: sandbox ? 'on' : 'off',
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...(size === 'scaled' ? { REDIS_URL: redisUrl() } : {}),
    ...(virtual === null ? {} : { CLOCK: 'virtual', CLOCK_START: virtual }),
    ...(sandbox ? {} : wecomSettings(platform)),
    ...options.env,
  };

  const startOne = async (role: ProcessRole): Promise<void> => {
    const child = spawnProgram(role, env);
    const ended = endOf(child).then((end) => ({ ...end, milliseconds: 0 }));
    running.set(role, { child, url: null, ended });
    const url = await untilReady(child, role, output);
    running.set(role, { child, url, ended });
    if (url) platform.setCallbackUrl(`${url}/wecom/callback`);
  };

  const endOne = async (role: ProcessRole, signal: NodeJS.Signals): Promise<Ended> => {
    const one = running.get(role);
    if (!one) return { code: null, signal: null, milliseconds: 0 };
    running.delete(role);
    const from = performance.now();
    one.child.kill(signal);
    const end = await one.ended;
    return { ...end, milliseconds: performance.now() - from };
  };

  const webUrl = (): string => {
    const found = [...running.values()].find(({ url }) => url !== null)?.url;
    if (!found) throw new Error('no web process runs');
    return found;
  };

  const product: Product = {
    get url() {
      return webUrl();
    },
    platform,
    dataDir,
    get databaseUrl() {
      if (databaseUrl === null) throw new Error('the database is not known before the first start');
      return databaseUrl;
    },
    async api(where) {
      const response = await fetch(`${webUrl()}${where}`, { headers: { authorization: `Bearer ${API_TOKEN}` } });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async advance(to) {
      now = new Date(to); // the platform's limits go by the same clock
      const response = await fetch(`${webUrl()}/sandbox/clock`, {
        method: 'POST',
        headers: { authorization: `Bearer ${API_TOKEN}` },
        body: JSON.stringify({ now: to }),
      });
      if (response.status !== 200) throw new Error(`the clock did not move to ${to}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Advanced;
    },
    now: clock,
    logs: () => output.join(''),
    pid: (role = roles[0] ?? 'both') => running.get(role)?.child.pid ?? 0,
    async start(role) {
      for (const each of role ? [role] : roles) if (!running.has(each)) await startOne(each);
      if (size === 'embedded') databaseUrl = await joinEmbeddedPostgres(dataDir);
    },
    terminate: (role = roles[0] ?? 'both') => endOne(role, 'SIGTERM'),
    async kill9(role = roles[0] ?? 'both') {
      await endOne(role, 'SIGKILL');
    },
    async stop() {
      process.off('exit', killAll);
      for (const role of [...running.keys()].reverse()) await endOne(role, 'SIGTERM');
      await platform.close();
      if (size === 'scaled' && databaseUrl) await clearRedis(databaseUrl, redisUrl());
      await database?.drop();
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };

  const killAll = (): void => {
    for (const { child } of running.values()) child.kill('SIGTERM');
  };
  process.once('exit', killAll);
  try {
    if (city && databaseUrl && !sandbox) await importCity(databaseUrl, platform, clock());
    await product.start();
    if (city && size === 'embedded' && !sandbox) await importCity(product.databaseUrl, platform, clock());
    return product;
  } catch (error) {
    await product.stop();
    throw error;
  }
};
