import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../../../src/infra/postgres/embedded.ts';

/** A new folder that other accounts can enter; with `mode` 0700 they cannot. */
export function temporaryFolder(mode = 0o711): string {
  const folder = mkdtempSync(join(tmpdir(), 'campus-grid-postgres-'));
  chmodSync(folder, mode);
  return folder;
}

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

export const quiet = { info: () => undefined, warn: () => undefined };

export const start = (dataDir: string, more: Partial<EmbeddedPostgresOptions> = {}) =>
  startEmbeddedPostgres({ dataDir, log: quiet, initdbArguments: ['--no-sync'], ...more });

/** Runs one statement on a connection of its own. */
export async function query(connectionString: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows;
  } finally {
    await client.end();
  }
}

export const postmasterPid = (cluster: string): number => Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10);

export type Owner = { connectionString: string; child: ChildProcess };

/** Starts the database in another node process; resolves when it can be used. */
export async function startOwner(dataDir: string, account: { uid?: number; gid?: number } = {}): Promise<Owner> {
  const script = fileURLToPath(new URL('./owner-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], { ...account, stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (piece: Buffer) => errors.push(piece.toString()));
  const line = once(createInterface(child.stdout), 'line').then(([text]) => String(text));
  const failed = once(child, 'close').then(() => Promise.reject(new Error(`the owner ended: ${errors.join('')}`)));
  failed.catch(() => undefined);
  return { connectionString: await Promise.race([line, failed]), child };
}

/** Kills without mercy and waits until the system says it is over. */
export async function killOwner({ child }: Owner): Promise<void> {
  const over = once(child, 'exit');
  child.kill('SIGKILL');
  await over;
}
