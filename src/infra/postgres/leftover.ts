import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { run } from './cluster.ts';
import type { Log } from './log.ts';
import type { Place } from './place.ts';
import { commandLine, processStart } from './process-identity.ts';

// No system gives out such a process id, and PostgreSQL therefore takes the file for a dead server's.
const IMPOSSIBLE_PID = 2147483646;

/**
 * Clears what a killed program left behind. A PostgreSQL that still serves this folder is stopped properly. A postmaster.pid
 * whose number belongs to a corpse or to some other program by now is corrected, not deleted: PostgreSQL also reads from it
 * whether a child of the dead server still has the data open, and that check must not be lost.
 * The caller owns the place (see claim.ts), so whatever runs here is an orphan.
 */
export async function clearLeftover({ cluster, account }: Place, { pgCtl }: Binaries, log: Log): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return;
  const content = readFileSync(file, 'utf8');
  const pid = Number.parseInt(content, 10);
  if (!Number.isInteger(pid) || pid <= 0) return;
  if (processStart(pid) !== null && serves(pid, cluster)) {
    log.warn({ pid }, 'stopping a PostgreSQL that outlived its owner');
    await stopOrphan(pgCtl, cluster, account);
  } else {
    writeFileSync(file, content.replace(/^\d+/, String(IMPOSSIBLE_PID)));
  }
}

async function stopOrphan(pgCtl: string, cluster: string, account: Place['account']): Promise<void> {
  const stop = (mode: string, seconds: number) => run(pgCtl, ['stop', '-D', cluster, '-m', mode, '-w', '-t', String(seconds)], account);
  if ((await stop('fast', 30)).status !== 0) await stop('immediate', 10);
}

/** Process ids are used again: only a postgres with this very data folder on its command line counts. */
function serves(pid: number, cluster: string): boolean {
  const words = commandLine(pid);
  if (words.length === 1) return /\bpostgres\b/.test(words[0] ?? '') && (words[0] ?? '').includes(`-D ${cluster}`);
  return basename(words[0] ?? '') === 'postgres' && words[words.indexOf('-D') + 1] === cluster;
}
