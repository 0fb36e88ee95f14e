import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { findBinaries } from './binaries.ts';
import { type Claim, claim, type Role } from './claim.ts';
import { ensureCluster } from './cluster.ts';
import { explained } from './errors.ts';
import { clearLeftover } from './leftover.ts';
import type { Log } from './log.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { choosePlace, type Place, prepareDataDir } from './place.ts';
import { answersFor, connectionTo, type Postmaster, startPostmaster } from './postmaster.ts';
import { readRuntimeFile, removeRuntimeFile, writeRuntimeFile } from './runtime-file.ts';
import { CLUSTER_SETTINGS } from './settings.ts';

export type EmbeddedPostgresOptions = {
  /** DATA_DIR; made when it is not there. */
  dataDir: string;
  log: Log;
  /** `server` (default) for the long-running program, `command` for one that ends soon: others wait for it. */
  role?: Role;
  /** Called when PostgreSQL ends without having been stopped (killed from outside, out of memory). */
  onLost?: () => void;
  /** Settings of PostgreSQL beyond or instead of ours; tests turn fsync off. */
  settings?: Record<string, string>;
  initdbArguments?: string[];
};

export type EmbeddedPostgres = {
  /** Of the database `campusgrid`; the user may create others beside it. */
  connectionString: string;
  /** Ends all sessions, shuts down cleanly and gives the data folder free. Close your pools first. May be called twice. */
  stop(): Promise<void>;
};

const DATABASE = 'campusgrid';

/**
 * Starts the PostgreSQL of a data folder, as a child of this process, on a free port of 127.0.0.1.
 * Makes the cluster on first use, and clears up after a predecessor that was killed.
 * @throws AlreadyRunningError when a living process owns it; EmbeddedPostgresError with a message for the operator
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, role = 'server' } = options;
  const dataDir = prepareDataDir(resolve(options.dataDir));
  const place = choosePlace(dataDir, log);
  const owned = await claim({ folder: `${place.cluster}.lock`, dataDir, role });
  try {
    return await startOwned(options, place, owned, role);
  } catch (error) {
    owned.release();
    throw explained(error, place.home);
  }
}

/**
 * The connection string of the database that a living process runs for this data folder; null when there is none.
 * @param ownedBy join only the database of such a process
 */
export async function joinEmbeddedPostgres(dataDir: string, ownedBy?: Role): Promise<string | null> {
  const running = readRuntimeFile(resolve(dataDir));
  if (ownedBy !== undefined && running?.role !== ownedBy) return null;
  const password = running ? readPassword(running.passwordFile) : null;
  if (!running || password === null) return null;
  const connectionString = connectionTo(running.port, password, running.database);
  return (await answersFor(connectionString, running.cluster)) ? connectionString : null;
}

async function startOwned(options: EmbeddedPostgresOptions, place: Place, owned: Claim, role: Role): Promise<EmbeddedPostgres> {
  const { log, settings, initdbArguments = [] } = options;
  const { dataDir } = place;
  const binaries = findBinaries(place, log);
  await clearLeftover(place, binaries, log);
  removeRuntimeFile(dataDir);
  const { password, passwordFile } = await ensureCluster(place, binaries, initdbArguments, log);
  const logFile = openLogFile(join(dataDir, 'postgres.log'), dataDir);
  try {
    const request = { place, binaries, password, logFile, settings: { ...CLUSTER_SETTINGS, ...settings } };
    const postmaster = await startPostmaster(request);
    await createDatabase(connectionTo(postmaster.port, password, 'postgres')).catch(async (error: unknown) => {
      await postmaster.stop();
      throw error;
    });
    writeRuntimeFile(dataDir, { port: postmaster.port, database: DATABASE, passwordFile, cluster: place.cluster, pid: process.pid, role });
    const stop = stopOnce(postmaster, owned, dataDir, logFile, options);
    return { connectionString: connectionTo(postmaster.port, password, DATABASE), stop };
  } catch (error) {
    logFile.close();
    throw error;
  }
}

function stopOnce(postmaster: Postmaster, owned: Claim, dataDir: string, logFile: LogFile, options: EmbeddedPostgresOptions) {
  let stopping: Promise<void> | null = null;
  const release = (): void => {
    removeRuntimeFile(dataDir);
    logFile.close();
    owned.release();
  };
  void postmaster.ended.then(() => {
    if (stopping) return;
    options.log.warn({}, 'PostgreSQL ended by itself (see postgres.log in DATA_DIR)');
    stopping = Promise.resolve(release());
    options.onLost?.();
  });
  return (): Promise<void> => {
    stopping ??= postmaster.stop().finally(release);
    return stopping;
  };
}

async function createDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function readPassword(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}
