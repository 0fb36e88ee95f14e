import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from '../../../src/infra/postgres/binaries.ts';
import { childEnvironment, ensureCluster } from '../../../src/infra/postgres/cluster.ts';
import { choosePlace, prepareDataDir } from '../../../src/infra/postgres/place.ts';
import { answersFor, connectionTo } from '../../../src/infra/postgres/postmaster.ts';
import { CLUSTER_SETTINGS } from '../../../src/infra/postgres/settings.ts';
import { freePort } from './free-port.ts';
import type { LogWatch } from './log-watch.ts';

/** A PostgreSQL of our own on a port that stays the same, so that it can be killed and come back to the same address. */
export type PostgresMachine = {
  url: string;
  start(): Promise<void>;
  /** `SIGKILL`: the postmaster dies at once; `SIGQUIT`: PostgreSQL's own immediate stop. Both recover from the log at the next start. */
  kill(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void>;
  stop(): Promise<void>;
};

const DATABASE = 'campusgrid';
const START_MS = 90_000;

// The machine itself is not switched off: what the kernel has taken is not lost, whatever dies. Commits stay synchronous.
const SETTINGS = { ...CLUSTER_SETTINGS, fsync: 'off', max_connections: '200' };

export const createPostgres = async (folder: string, logs: LogWatch): Promise<PostgresMachine> => {
  const silent = { info: () => undefined, warn: () => undefined };
  const place = choosePlace(prepareDataDir(folder), silent);
  const binaries = findBinaries(place, silent);
  const { password } = await ensureCluster(place, binaries, ['--no-sync'], silent);
  const port = await freePort();
  const admin = connectionTo(port, password, 'postgres');
  let child: ChildProcess | null = null;

  const options = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', place.cluster, '-p', String(port), '-k', '', '-c', 'listen_addresses=127.0.0.1', ...options];

  /** False when it ended before it answered: children of a killed one may still hold its memory. */
  const tryToStart = async (deadline: number): Promise<boolean> => {
    const started = spawn(binaries.postgres, args, {
      ...place.account,
      cwd: '/',
      env: childEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    if (started.stderr) logs.follow('postgres', started.stderr);
    while (performance.now() < deadline && started.exitCode === null && started.signalCode === null) {
      if (await answersFor(admin, place.cluster)) return true;
      await pause(50);
    }
    return false;
  };

  const start = async (): Promise<void> => {
    const deadline = performance.now() + START_MS;
    while (!(await tryToStart(deadline))) {
      if (performance.now() > deadline) throw new Error(`PostgreSQL did not come back:\n${logs.last('postgres').slice(-10).join('\n')}`);
      await pause(200);
    }
  };

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    running.kill(signal);
    await exited;
  };

  const killAtExit = (): void => void child?.kill('SIGQUIT');
  process.once('exit', killAtExit);
  await start();
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  await client.query(`CREATE DATABASE ${DATABASE}`).finally(() => client.end());
  return {
    url: connectionTo(port, password, DATABASE),
    start,
    kill: end,
    async stop() {
      process.off('exit', killAtExit);
      await end('SIGINT');
    },
  };
};
