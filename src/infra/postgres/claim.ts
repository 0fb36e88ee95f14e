import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { giveTo, ownerOf } from './account.ts';
import { AlreadyRunningError, explained } from './errors.ts';
import { machineId, processStart } from './process-identity.ts';

export type Role = 'server' | 'command';

/** One process's paper in the lock folder. `machine` and `started` tell whether its writer still lives. */
type Paper = { pid: number; role: Role; machine: string; started: string; held: boolean };

export type Claim = { release(): void };

export type ClaimRequest = {
  /** The lock folder; it lies beside the cluster, so that whoever reaches the cluster meets the lock. */
  folder: string;
  dataDir: string;
  role: Role;
  /** How long to wait for a passing command to finish. */
  patienceMs?: number;
  /** How long a claim from another machine or container must stand still to count as abandoned. */
  silenceMs?: number;
};

const PATIENCE_MS = 20_000;
const HEARTBEAT_MS = 3_000;
// Three missed heartbeats: the owner in the other container or on the other machine is gone.
const SILENCE_MS = 10_000;
const UNFINISHED_MS = 5_000;

/**
 * Makes this process the only owner of a cluster until `release`, or until it dies in whatever way.
 * Each process lays down a paper of its own and only then looks at the others, so of two that come at once at most one
 * sees itself alone; nobody ever removes the paper of a living process, and a dead one's is never taken over.
 * @throws AlreadyRunningError at once when a server owns it, after `patienceMs` when a command does
 */
export async function claim({ folder, dataDir, role, patienceMs = PATIENCE_MS, silenceMs = SILENCE_MS }: ClaimRequest): Promise<Claim> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const attempt = await tryToClaim(folder, role, silenceMs);
    if ('release' in attempt) return attempt;
    const settled = attempt.held && attempt.role === 'server';
    if (settled || performance.now() > deadline) throw new AlreadyRunningError(dataDir, attempt);
    await pause(50 + Math.random() * 100); // two that asked at the same moment must not do so again
  }
}

async function tryToClaim(folder: string, role: Role, silenceMs: number): Promise<Claim | Paper> {
  const mine = `${process.pid}-${randomBytes(4).toString('hex')}.json`;
  const paper: Paper = { pid: process.pid, role, machine: machineId(), started: processStart(process.pid) ?? '', held: false };
  try {
    layDown(folder, mine, paper);
    const others = await livingOthers(folder, mine, silenceMs);
    if (others.length === 0) return hold(folder, mine, paper);
    rmSync(join(folder, mine), { force: true });
    return others.find((other) => other.held) ?? others[0] ?? paper;
  } catch (error) {
    rmSync(join(folder, mine), { force: true });
    throw explained(error, folder);
  }
}

function layDown(folder: string, name: string, paper: Paper): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  giveTo(folder, ownerOf(join(folder, '..')));
  writeFileSync(join(folder, name), JSON.stringify(paper), { mode: 0o600 });
}

function hold(folder: string, name: string, paper: Paper): Claim {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify({ ...paper, held: true }));
  giveTo(file, ownerOf(folder));
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS);
  heartbeat.unref();
  const release = (): void => {
    clearInterval(heartbeat);
    rmSync(file, { force: true });
  };
  return { release };
}

function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // The folder is gone (a test, a restore): the claim is lost, but the process must not die of its heartbeat.
  }
}

async function livingOthers(folder: string, mine: string, silenceMs: number): Promise<Paper[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== mine);
  const papers = await Promise.all(names.map((name) => living(join(folder, name), silenceMs)));
  return papers.filter((paper) => paper !== null);
}

/** The paper if its writer lives; a dead one's is removed. */
async function living(file: string, silenceMs: number): Promise<Paper | null> {
  const paper = read(file);
  if (paper === 'gone') return null;
  if (await writerLives(file, paper, silenceMs)) return paper ?? { pid: 0, role: 'command', machine: '', started: '', held: false };
  rmSync(file, { force: true });
  return null;
}

async function writerLives(file: string, paper: Paper | null, silenceMs: number): Promise<boolean> {
  if (!paper) return Math.abs(Date.now() - modified(file)) < UNFINISHED_MS; // just being written, or left by a full disk
  if (paper.machine === machineId()) {
    const started = processStart(paper.pid);
    return started === 'unknown' || started === paper.started;
  }
  const before = modified(file);
  await pause(silenceMs);
  return modified(file) !== before;
}

function read(file: string): Paper | null | 'gone' {
  try {
    const paper: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isPaper(paper) ? paper : null;
  } catch (error) {
    return error instanceof SyntaxError ? null : 'gone';
  }
}

function isPaper(value: unknown): value is Paper {
  return typeof value === 'object' && value !== null && 'pid' in value && 'machine' in value && 'started' in value && 'held' in value;
}

const modified = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
