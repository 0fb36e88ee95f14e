import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { demoCity } from '../../src/app/organisation/demo-city.ts';
import { importOrganisation } from '../../src/app/organisation/import-organisation.ts';
import { localDay } from '../../src/domain/calendar/local-time.ts';
import { migrate } from '../../src/infra/database/migrate.ts';
import { joinEmbeddedPostgres } from '../../src/infra/postgres/embedded.ts';
import type { WecomLookalikeServer } from '../../src/sandbox/wecom/server.ts';
import { openDatabase } from '../../src/store/database.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import type { MachineFault } from './faults.ts';
import { freePort } from './machines/free-port.ts';
import { createFront } from './machines/front.ts';
import type { LogWatch } from './machines/log-watch.ts';
import { createPostgres } from './machines/postgres.ts';
import { createProgram, type ProgramMachine, type ProgramRole } from './machines/program.ts';
import { createRedis, isRedisHere, type RedisMachine } from './machines/redis.ts';

export type Size = 'embedded' | 'scaled';

/** The product as it stands at a customer's, with everything around it that can be broken. */
export type Site = {
  programs: ProgramMachine[];
  /** The settings of its processes. */
  env: Record<string, string>;
  /** Which faults it knows. */
  faults: MachineFault[];
  /** Whether a process may end by itself: with its own PostgreSQL gone it does, and its supervisor starts both anew. */
  mayFall: boolean;
  /** What this machine does not have, for the report. */
  leftOut: string[];
  /** Breaks something and brings it back. */
  break(fault: MachineFault, downMs: number, which: number): Promise<void>;
  /** Where the database is now; null while it is away. */
  databaseUrl(): Promise<string | null>;
  stop(): Promise<void>;
};

const READY_MS = 120_000;

const settings = (platform: WecomLookalikeServer, dataDir: string): Record<string, string> => ({
  DATA_DIR: dataDir,
  SANDBOX: 'off',
  LOG_LEVEL: 'info',
  WECOM_CORP_ID: CREDENTIALS.corpId,
  WECOM_AGENT_ID: String(CREDENTIALS.agentId),
  WECOM_SECRET: CREDENTIALS.secret,
  WECOM_TOKEN: CREDENTIALS.token,
  WECOM_ENCODING_AES_KEY: CREDENTIALS.encodingAesKey,
  WECOM_API_BASE: platform.url,
});

const importCity = async (databaseUrl: string, platform: WecomLookalikeServer): Promise<void> => {
  const database = openDatabase(databaseUrl, { max: 2 });
  const now = new Date();
  try {
    const webhook = (group: string): string => platform.webhookUrl(Buffer.from(group).toString('hex').slice(0, 32));
    const { errors } = await importOrganisation(database, demoCity({ webhook, today: localDay(now) }), { now });
    if (errors.length > 0) throw new Error(`the demonstration city has mistakes: ${JSON.stringify(errors)}`);
  } finally {
    await database.close();
  }
};

const folderFor = (folder: string, name: string): string => {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o711); // PostgreSQL runs as another user when this is run by root
  return path;
};

const allReady = async (programs: readonly ProgramMachine[]): Promise<void> =>
  void (await Promise.all(programs.map((program) => program.ready(READY_MS))));

const killSome = async (programs: readonly ProgramMachine[], role: ProgramRole, downMs: number, which: number): Promise<void> => {
  const candidates = programs.filter((program) => program.role === role);
  await candidates[which % Math.max(1, candidates.length)]?.kill(downMs);
};

const killAll = async (programs: readonly ProgramMachine[], downMs: number): Promise<void> =>
  void (await Promise.all(programs.map((program) => program.kill(downMs))));

const restartRedis = async (redis: RedisMachine | null, downMs: number): Promise<void> => {
  await redis?.kill();
  await pause(downMs);
  await redis?.start();
};

const scaledFaults = (redis: RedisMachine | null): MachineFault[] => [
  'kill web',
  'kill worker',
  'kill everything',
  'kill PostgreSQL',
  'PostgreSQL stops immediately',
  ...(redis ? (['kill Redis', 'empty Redis'] as const) : []),
  'token taken back',
];

const openScaled = async (folder: string, platform: WecomLookalikeServer, logs: LogWatch): Promise<Site> => {
  const postgres = await createPostgres(folderFor(folder, 'postgres'), logs);
  const redis = isRedisHere() ? await createRedis(folderFor(folder, 'redis'), logs) : null;
  await migrate(postgres.url);
  await importCity(postgres.url, platform);
  const env = {
    ...settings(platform, folderFor(folder, 'data')),
    DATABASE_URL: postgres.url,
    ...(redis ? { REDIS_URL: redis.url } : {}),
  };
  const ports = [await freePort(), await freePort()];
  const front = await createFront(ports);
  const programs = [
    ...ports.map((port, index) => createProgram({ name: `web-${index + 1}`, role: 'web', port }, env, logs)),
    ...[1, 2].map((nth) => createProgram({ name: `worker-${nth}`, role: 'worker', port: 0 }, env, logs)),
  ];
  platform.setCallbackUrl(`${front.url}/wecom/callback`);
  await allReady(programs);

  const carryOut: Record<MachineFault, (downMs: number, which: number) => Promise<void>> = {
    'kill web': (downMs, which) => killSome(programs, 'web', downMs, which),
    'kill worker': (downMs, which) => killSome(programs, 'worker', downMs, which),
    'kill everything': (downMs) => killAll(programs, downMs),
    'kill PostgreSQL': async (downMs) => {
      await postgres.kill('SIGKILL');
      await pause(downMs);
      await postgres.start();
    },
    'PostgreSQL stops immediately': async (downMs) => {
      await postgres.kill('SIGQUIT');
      await pause(downMs);
      await postgres.start();
    },
    'kill Redis': (downMs) => restartRedis(redis, downMs),
    'empty Redis': async () => redis?.empty(),
    'token taken back': async () => platform.invalidateTokens(),
  };
  return {
    programs,
    env,
    faults: scaledFaults(redis),
    mayFall: false,
    leftOut: redis ? [] : ['redis-server is not installed: the queue lies on PostgreSQL, and Redis is neither killed nor emptied'],
    break: (fault, downMs, which) => carryOut[fault](downMs, which),
    databaseUrl: async () => postgres.url,
    async stop() {
      await Promise.all(programs.map((program) => program.stop()));
      await front.close();
      await redis?.stop();
      await postgres.stop();
    },
  };
};

/** The postmaster that the program has started below its DATA_DIR. */
const embeddedPostmaster = (dataDir: string): number | null => {
  const file = join(dataDir, 'postgres', 'postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : Number.NaN;
  return Number.isInteger(pid) && pid > 1 ? pid : null;
};

const signalEmbedded = (dataDir: string, signal: NodeJS.Signals): void => {
  const pid = embeddedPostmaster(dataDir);
  try {
    if (pid !== null) process.kill(pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
};

const FALLS_WITHIN_MS = 30_000;

/** Without its PostgreSQL the program ends by itself, after a moment. */
const untilFallen = async (program: ProgramMachine, crashes: number): Promise<void> => {
  const deadline = performance.now() + FALLS_WITHIN_MS;
  while (program.crashes === crashes && performance.now() < deadline) await pause(50);
};

const openEmbedded = async (folder: string, platform: WecomLookalikeServer, logs: LogWatch): Promise<Site> => {
  const dataDir = folderFor(folder, 'data');
  const port = await freePort();
  const front = await createFront([port]);
  const env = settings(platform, dataDir);
  const program = createProgram({ name: 'program', role: 'both', port }, env, logs);
  platform.setCallbackUrl(`${front.url}/wecom/callback`);
  await program.ready(READY_MS);
  await importCity((await joinEmbeddedPostgres(dataDir)) ?? '', platform);
  const faults: MachineFault[] = ['kill everything', 'kill PostgreSQL', 'PostgreSQL stops immediately', 'token taken back'];
  return {
    programs: [program],
    env,
    faults,
    mayFall: true,
    leftOut: [],
    async break(fault, downMs) {
      const { crashes } = program;
      if (fault === 'token taken back') return platform.invalidateTokens();
      if (fault === 'kill everything') return program.kill(downMs);
      signalEmbedded(dataDir, fault === 'kill PostgreSQL' ? 'SIGKILL' : 'SIGQUIT');
      await untilFallen(program, crashes);
    },
    databaseUrl: () => joinEmbeddedPostgres(dataDir),
    async stop() {
      await program.stop();
      await front.close();
    },
  };
};

/** Starts a size of the product with the demonstration city, and waits until all of it is ready. */
export const openSite = (size: Size, folder: string, platform: WecomLookalikeServer, logs: LogWatch): Promise<Site> =>
  size === 'scaled' ? openScaled(folder, platform, logs) : openEmbedded(folder, platform, logs);
