import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LogWatch } from './log-watch.ts';

export type ProgramRole = 'both' | 'web' | 'worker';

/** One process of the product under a supervisor: whatever ends it, it is started again after a moment. */
export type ProgramMachine = {
  name: string;
  role: ProgramRole;
  /** 0 for a worker. */
  port: number;
  /** How often it ended although nobody had asked it to: at its start (no database yet), or `fallen`, after it was ready. */
  readonly crashes: number;
  readonly fallen: number;
  readonly starts: number;
  /** `kill -9`; it comes back after `downMs`. */
  kill(downMs: number): Promise<void>;
  /** Resolves when it says that it is ready; it may have to be started several times for that. */
  ready(withinMs: number): Promise<void>;
  /** Resident memory in MB; null where it does not run or the system does not tell. */
  memory(): number | null;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
};

const ROOT = resolve(import.meta.dirname, '../../..');
const AGAIN_MS = 500;
const STOP_MS = 20_000;

/** Settings of whoever runs this must not leak in. */
export const inherited = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'USER', 'TMPDIR', 'LANG', 'TZ'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

export const createProgram = (
  { name, role, port }: { name: string; role: ProgramRole; port: number },
  env: Record<string, string>,
  logs: LogWatch,
): ProgramMachine => {
  let child: ChildProcess | null = null;
  let wanted = true;
  let isReady = false;
  let crashes = 0;
  let fallen = 0;
  let starts = 0;
  let downMs = AGAIN_MS;
  let asked = false;

  const start = (): void => {
    starts += 1;
    isReady = false;
    const started = spawn(
      process.execPath,
      ['--max-semi-space-size=4', '--import', 'tsx', 'src/main.ts', ...(role === 'both' ? [] : [role])],
      { cwd: ROOT, env: { ...inherited(), MALLOC_ARENA_MAX: '2', ...env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    child = started;
    const look = (chunk: Buffer): void => {
      if (/"msg":"ready"/.test(chunk.toString())) isReady = true;
    };
    started.stdout.resume();
    started.stderr.on('data', look);
    logs.follow(name, started.stderr);
    started.once('close', () => {
      const wasReady = isReady;
      isReady = false;
      if (!wanted) return;
      if (!asked) crashes += 1;
      if (!asked && wasReady) fallen += 1;
      const wait = downMs;
      asked = false;
      downMs = AGAIN_MS;
      setTimeout(() => {
        if (wanted) start();
      }, wait).unref();
    });
  };

  const isRunning = (): boolean => child !== null && child.exitCode === null && child.signalCode === null;
  const killAtExit = (): void => void child?.kill('SIGTERM');
  process.once('exit', killAtExit);
  start();
  return {
    name,
    role,
    port,
    get crashes() {
      return crashes;
    },
    get fallen() {
      return fallen;
    },
    get starts() {
      return starts;
    },
    async kill(ms) {
      if (!child || !isRunning()) return;
      [downMs, asked] = [ms, true];
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
    async ready(withinMs) {
      const deadline = performance.now() + withinMs;
      while (!isReady) {
        if (performance.now() > deadline) throw new Error(`${name} is not ready:\n${logs.last(name).slice(-8).join('\n')}`);
        await pause(50);
      }
    },
    memory() {
      if (!isRunning() || process.platform !== 'linux') return null;
      try {
        const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child?.pid}/status`, 'utf8'))?.[1];
        return kilobytes ? Number(kilobytes) / 1024 : null;
      } catch {
        return null;
      }
    },
    async stop() {
      wanted = false;
      process.off('exit', killAtExit);
      if (!child || !isRunning()) return;
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await Promise.race([closed, pause(STOP_MS, undefined, { ref: false })]);
      child.kill('SIGKILL');
      await closed;
    },
  };
};
