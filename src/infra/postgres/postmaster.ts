import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Binaries } from './binaries.ts';
import { childEnvironment, DATABASE_USER, run } from './cluster.ts';
import { EmbeddedPostgresError, explain } from './errors.ts';
import type { LogFile } from './log-file.ts';
import type { Place } from './place.ts';

/** A running PostgreSQL, child of this process. */
export type Postmaster = {
  port: number;
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<void>;
  /** Ends all sessions and waits for a clean shutdown. */
  stop(): Promise<void>;
};

export type PostmasterRequest = {
  place: Place;
  binaries: Binaries;
  password: string;
  logFile: LogFile;
  settings: Record<string, string>;
};

const READY_WITHIN_MS = 120_000; // recovery after a crash replays the log first
const DYING_CHILDREN_MS = 10_000;
const STOP_WITHIN_MS = 20_000;
const PORT_ATTEMPTS = 5;

// The shell holds the other end of a pipe of ours. When we end, however rudely, the pipe closes, `cat` returns and the
// server is told to shut down. SIGINT is PostgreSQL's fast shutdown: sessions are ended, committed data is safe.
const WATCHER = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(cat <&3 >/dev/null; kill -INT "$server" 2>/dev/null) &
watch=$!
trap 'kill -INT "$server" 2>/dev/null' TERM INT
exec 3<&-
wait "$server"
status=$?
while kill -0 "$server" 2>/dev/null; do wait "$server"; status=$?; done
kill "$watch" 2>/dev/null
exit "$status"
`;

/** Starts PostgreSQL on a free port of the loopback address and waits until it answers. */
export async function startPostmaster(request: PostmasterRequest): Promise<Postmaster> {
  const patience = performance.now() + DYING_CHILDREN_MS;
  for (let attempt = 1; ; ) {
    const started = await tryToStart(request);
    if ('port' in started) return started;
    if (/Address already in use/.test(started.words) && attempt < PORT_ATTEMPTS) attempt += 1;
    else if (/shared memory block .* still in use/.test(started.words) && performance.now() < patience) await pause(200);
    else throw startFailure(started.words, request.place);
  }
}

async function tryToStart(request: PostmasterRequest): Promise<Postmaster | { words: string }> {
  const { place, binaries, password, logFile } = request;
  const port = await freePort();
  logFile.mark();
  const child = spawnWatched(request, port);
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.on('error', () => resolve());
  });
  const ready = await untilReady(connectionTo(port, password, 'postgres'), place.cluster, ended);
  if (ready) return { port, ended, stop: () => stop(child, ended, place, binaries) };
  await stop(child, ended, place, binaries);
  return { words: logFile.sinceMark() };
}

function spawnWatched({ place, binaries, logFile, settings }: PostmasterRequest, port: number): ChildProcess {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = [binaries.postgres, '-D', place.cluster, '-p', String(port), '-k', '', '-c', 'listen_addresses=127.0.0.1', ...options];
  const child = spawn('/bin/sh', ['-c', WATCHER, 'sh', ...server], {
    ...place.account,
    cwd: '/',
    detached: true, // a Ctrl-C in the terminal must reach us, who then stop it when nothing needs it any more
    env: childEnvironment(),
    stdio: ['pipe', logFile.descriptor, logFile.descriptor],
  });
  child.stdin?.on('error', () => undefined);
  child.on('exit', () => child.stdin?.destroy()); // lets go of `cat` when the server ended before us
  child.unref();
  // A forgotten stop() must not keep the program alive: when it ends, the watcher does its work.
  if (child.stdin && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return child;
}

async function untilReady(connectionString: string, cluster: string, ended: Promise<void>): Promise<boolean> {
  const deadline = performance.now() + READY_WITHIN_MS;
  const over = ended.then(() => 'ended' as const);
  while (performance.now() < deadline) {
    if (await answersFor(connectionString, cluster)) return true;
    if ((await Promise.race([over, pause(25)])) === 'ended') return false;
  }
  return false;
}

/** Whether the PostgreSQL at this address takes our password and serves this very folder. */
export async function answersFor(connectionString: string, cluster: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000, query_timeout: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory === cluster;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stop(child: ChildProcess, ended: Promise<void>, { cluster, account }: Place, { pgCtl }: Binaries): Promise<void> {
  child.ref();
  child.stdin?.end();
  const late = new AbortController();
  const over = ended.then(() => 'ended' as const);
  const outcome = await Promise.race([over, pause(STOP_WITHIN_MS, 'late' as const, { signal: late.signal })]);
  late.abort();
  if (outcome === 'ended') return;
  await run(pgCtl, ['stop', '-D', cluster, '-m', 'immediate', '-w', '-t', '10'], account);
}

/** `sslmode=disable` because a PGSSLMODE in the environment is meant for some other server. */
export function connectionTo(port: number, password: string, database: string): string {
  return `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}

function startFailure(words: string, { home }: Place): EmbeddedPostgresError {
  const lastWords = words.trim().split('\n').slice(-5).join(' | ');
  return (
    explain(words, home) ??
    new EmbeddedPostgresError('start-failed', `PostgreSQL did not start: ${lastWords || 'it said nothing'} (see postgres.log in DATA_DIR)`)
  );
}
