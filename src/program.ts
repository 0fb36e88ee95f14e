import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type Koa from 'koa';
import { type RunningWorker, startWorker } from '../jobs/start-worker.ts';
import { advanceClock } from './app/advance-clock.ts';
import { planDuties } from './app/inspections/plan-duties.ts';
import { freeAllLanes } from './app/lane.ts';
import { publishMenus } from './app/publish-menus.ts';
import type { Config, WecomConfig } from './config.ts';
import { type Container, createContainer } from './container.ts';
import { createApiRouter } from './http/api.ts';
import { createApp } from './http/app.ts';
import { createOperations } from './http/operations.ts';
import { createQueueBoard } from './http/queue-board.ts';
import { createVirtualClockRoute } from './http/virtual-clock.ts';
import { createWecomCallback } from './http/wecom-callback.ts';
import { migrate } from './infra/database/migrate.ts';
import type { Logger } from './infra/logger.ts';
import { openDatabase as openPostgres } from './infra/postgres/open-database.ts';
import { LOOKALIKE_PATH, type Sandbox } from './sandbox/index.ts';
import { prepareSandbox, sandboxWecom } from './sandbox-setup.ts';

export type Role = 'web' | 'worker' | 'both';
export type Program = { url: string | null; sandbox: boolean; stop(): Promise<void> };

type Parts = { config: Config; role: Role; log: Logger };

/** What an operator can mend; its message names the setting. */
export class StartError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StartError';
  }
}

/** A server that answers 503 until the program stands behind it: a taken port is known before anything else is started. */
const listen = async (config: Config): Promise<{ server: Server; serve(app: Koa): void; url: string; port: number }> => {
  let handler: ReturnType<Koa['callback']> | null = null;
  const server = createServer((request, response) => {
    if (handler) return void handler(request, response);
    response.writeHead(503, { 'Retry-After': '1' }).end('starting');
  });
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host;
  return {
    server,
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    serve: (app) => {
      handler = app.callback();
    },
  };
};

const wecomFor = async (config: Config, connectionString: string, base: string | null): Promise<WecomConfig | null> => {
  if (config.wecom) return config.wecom;
  return config.sandbox ? sandboxWecom(connectionString, `${base ?? `http://127.0.0.1:${config.port}`}${LOOKALIKE_PATH}`) : null;
};

const routersOf = (config: Config, container: Container, sandbox: Sandbox | null) => {
  const wecom = container.channels.get('wecom');
  const { virtual } = container;
  return [
    createOperations({ notReady: container.notReady, metrics: container.metrics }),
    ...(wecom ? [createWecomCallback(container, wecom)] : []),
    ...(virtual
      ? [
          createVirtualClockRoute({
            apiToken: config.apiToken,
            advance: (to) => advanceClock(container, virtual, to),
            moved: (now) => sandbox?.clockMoved(now),
          }),
        ]
      : []),
    createApiRouter({ database: container.database, apiToken: config.apiToken, clock: container.clock }),
  ];
};

const startWeb = async (
  parts: Parts,
  container: Container,
  wecom: WecomConfig | null,
  front: Awaited<ReturnType<typeof listen>>,
): Promise<Sandbox | null> => {
  const { config, log } = parts;
  const sandbox =
    config.sandbox && wecom
      ? await prepareSandbox({ config, container, wecom, url: front.url, stateDir: path.join(config.dataDir, 'sandbox') })
      : null;
  const board = config.apiToken ? [await createQueueBoard(container.queue.queues, config.apiToken)] : [];
  front.serve(createApp({ first: [...(sandbox ? [sandbox] : []), ...board], routers: routersOf(config, container, sandbox), log }));
  return sandbox;
};

/** A small city is planned before anybody asks; of a province the worker's job does the rest. */
const PLAN_AT_START_MS = 2_000;

const planAtStart = async (container: Container, log: Logger): Promise<void> => {
  const deadline = performance.now() + PLAN_AT_START_MS;
  await planDuties(container, { over: () => performance.now() > deadline }).catch((error: unknown) =>
    log.warn({ err: error }, 'duties could not be planned at the start; the next tick does it'),
  );
};

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // Event streams of open pages never end by themselves.
    setTimeout(() => server.closeAllConnections(), 2000).unref();
  });

/** The connection is refused or not found, the login is wrong, there is no such database, or it takes nobody just now. */
const UNREACHABLE = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|08|28|3D000|53300|57P0)/;

const migrated = async (config: Config, connectionString: string): Promise<string[]> => {
  try {
    return (await migrate(connectionString)).applied;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!config.databaseUrl || !UNREACHABLE.test(code)) throw error;
    const why = error instanceof Error && error.message !== '' ? error.message : code;
    throw new StartError(
      `DATABASE_URL: the database cannot be used (${why}). Check the address, the user and that PostgreSQL runs.`,
      error,
    );
  }
};

/** All of it together: whoever started us waits ten seconds before he kills. PostgreSQL needs one or two of them. */
const DRAIN_MS = 7_000;
/** Even when the time is used up, every step gets this long. */
const STEP_MS = 300;

/** Resolves when `step` has ended, failed or used up its time: what hangs (a dead Redis) must not keep the rest from closing. */
const endStep = async (step: () => Promise<void>, limitMs: number, log: Logger): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      log.warn({ limitMs }, 'a part did not end in time and is left behind');
      resolve();
    }, limitMs);
  });
  const ended = step().catch((error: unknown) => log.warn({ err: error }, 'while stopping'));
  await Promise.race([ended, late]).finally(() => clearTimeout(timer));
};

const stopAll = async (steps: (() => Promise<void>)[], log: Logger): Promise<void> => {
  const deadline = performance.now() + DRAIN_MS;
  const last = steps.pop();
  for (const step of steps) await endStep(step, Math.max(STEP_MS, deadline - performance.now()), log);
  // The database goes last, in its own time: cut short it would have to recover at the next start.
  await last?.().catch((error: unknown) => log.warn({ err: error }, 'while stopping'));
};

/**
 * Starts web, worker or both on the database that the settings name. `stop` drains: no new requests, running jobs end, then connections and
 * (embedded) PostgreSQL are closed.
 */
export const startProgram = async (config: Config, role: Role, log: Logger): Promise<Program> => {
  const parts = { config, role, log };
  const front = role === 'worker' ? null : await listen(config);
  const undo: (() => Promise<void>)[] = front ? [() => closeServer(front.server)] : [];
  const stop = (): Promise<void> => stopAll(undo.splice(0), log);
  try {
    const postgres = await openPostgres({
      dataDir: config.dataDir,
      databaseUrl: config.databaseUrl ?? undefined,
      role: 'server',
      log,
      onLost: () => {
        log.error({}, 'the embedded PostgreSQL has ended; stopping');
        process.exit(1);
      },
    });
    undo.push(() => postgres.close());
    const applied = await migrated(config, postgres.connectionString);
    if (applied.length > 0) log.info({ applied }, 'database migrated');
    const wecom = await wecomFor(config, postgres.connectionString, front?.url ?? null);
    const container = await createContainer(config, postgres.connectionString, wecom, log);
    undo.splice(undo.length - 1, 0, () => container.close());
    if (postgres.kind === 'embedded') await freeAllLanes(container.database.pool);
    const sandbox = front ? await startWeb(parts, container, wecom, front) : null;
    // Before the server: it would wait for the pages' event streams.
    if (sandbox) undo.unshift(async () => sandbox.close());
    if (role !== 'web') {
      await planAtStart(container, log);
      const worker: RunningWorker = startWorker(container.queue, container, log);
      // A platform that hangs must not hold the start up.
      void publishMenus(container);
      undo.unshift(() => worker.stop());
    }
    return { url: front?.url ?? null, sandbox: sandbox !== null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
