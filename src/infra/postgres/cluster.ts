import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, giveTo, giveTreeTo, isRoot, ownerOf } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, explain, explained } from './errors.ts';
import type { Log } from './log.ts';
import type { Place } from './place.ts';

export const DATABASE_USER = 'campusgrid';

/** An existing or a new cluster, ready to be started: its password and the file that keeps it. */
export type Cluster = { password: string; passwordFile: string };

/** Makes the cluster when there is none, and checks it when there is. The caller owns the place (see claim.ts). */
export async function ensureCluster(place: Place, binaries: Binaries, initdbArguments: string[], log: Log): Promise<Cluster> {
  const passwordFile = join(place.home, 'postgres.password');
  try {
    removeHalfMade(place);
    if (isCluster(place.cluster)) {
      checkVersion(place.cluster, binaries);
      if (isRoot() && ownerOf(place.cluster).uid === 0) giveTreeTo(place.cluster, place.account);
    } else {
      log.info({ cluster: place.cluster }, 'making a new PostgreSQL data folder');
      await makeCluster(place, binaries, initdbArguments, passwordFile);
    }
    if (!existsSync(passwordFile)) await renewPassword(place, binaries, passwordFile, log);
    return { password: readFileSync(passwordFile, 'utf8').trim(), passwordFile };
  } catch (error) {
    throw explained(error, place.home);
  }
}

const HALF_MADE = 'postgres.new-';

/** What a making left that was cut short. Its initdb may still be at work for a moment: hence the retries, and a new name each time. */
function removeHalfMade({ home }: Place): void {
  for (const name of readdirSync(home)) {
    if (name.startsWith(HALF_MADE)) rmSync(join(home, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function isCluster(folder: string): boolean {
  if (existsSync(join(folder, 'PG_VERSION'))) return true;
  if (!existsSync(folder) || readdirSync(folder).length === 0) return false;
  throw new EmbeddedPostgresError(
    'not-a-cluster',
    `The folder ${folder} holds something that is not a PostgreSQL data folder: move it away.`,
  );
}

function checkVersion(cluster: string, { majorVersion }: Binaries): void {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (found === majorVersion) return;
  throw new EmbeddedPostgresError(
    'wrong-version',
    `The data in ${cluster} was written by PostgreSQL ${found}, and this program brings PostgreSQL ${majorVersion}. ` +
      'Make a backup with the program that wrote it, move the folder away, and restore the backup with this one.',
  );
}

/** Made aside and moved into place when it is whole, so that a half-made cluster is never taken for a real one. */
async function makeCluster(place: Place, binaries: Binaries, extra: string[], passwordFile: string): Promise<void> {
  const work = mkdtempSync(join(place.home, HALF_MADE));
  const passwordForInitdb = join(work, 'password');
  try {
    const password = newPassword();
    writeFileSync(passwordForInitdb, password, { mode: 0o600 });
    giveTreeTo(work, place.account);
    await initdb(place, binaries, join(work, 'data'), passwordForInitdb, extra);
    keepPassword(place, passwordFile, password);
    rmSync(place.cluster, { recursive: true, force: true }); // an empty folder at most, see isCluster
    renameSync(join(work, 'data'), place.cluster);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function initdb({ home, account }: Place, binaries: Binaries, data: string, passwordFile: string, extra: string[]): Promise<void> {
  const { status, output } = await run(
    binaries.initdb,
    [
      `--pgdata=${data}`,
      `--username=${DATABASE_USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      ...extra,
    ],
    account,
  );
  if (status === 0) return;
  throw explain(output, home) ?? new EmbeddedPostgresError('start-failed', `PostgreSQL could not make its data folder: ${output.trim()}`);
}

function keepPassword({ dataDir }: Place, file: string, password: string): void {
  writeFileSync(`${file}.new`, `${password}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  giveTo(`${file}.new`, ownerOf(dataDir));
  renameSync(`${file}.new`, file);
}

/** The file was lost. Who may start PostgreSQL in single-user mode owns the data anyway, so nothing is given away by a new one. */
async function renewPassword(place: Place, binaries: Binaries, file: string, log: Log): Promise<void> {
  const password = newPassword();
  const statement = `ALTER ROLE ${DATABASE_USER} PASSWORD '${password}'\n`;
  const { status, output } = await run(binaries.postgres, ['--single', '-D', place.cluster, 'postgres'], place.account, statement);
  if (status !== 0 || /ERROR|FATAL/.test(output)) {
    throw new EmbeddedPostgresError('start-failed', `The file ${file} is missing, and no new password could be set: ${output.trim()}`);
  }
  keepPassword(place, file, password);
  log.warn({ file }, 'the password file of PostgreSQL was missing: a new password was set');
}

const newPassword = (): string => randomBytes(24).toString('base64url');

/** Runs a program of PostgreSQL to its end; its words are in English whatever the system's language. */
export async function run(program: string, args: string[], account: Account, input = ''): Promise<{ status: number; output: string }> {
  const child = spawn(program, args, { ...account, cwd: '/', env: childEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] });
  const pieces: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => pieces.push(piece));
  child.stdin.on('error', () => undefined); // it may end without reading
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ status: -1, output: error.message }));
    child.on('close', (code) => resolve({ status: code ?? -1, output: Buffer.concat(pieces).toString('utf8') }));
  });
}

/** Nothing of our own environment but the search path: PG* variables and secrets stay outside. */
export const childEnvironment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
});
