import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * How long a start takes and what the idle program needs, as `npm start` on a fresh machine: embedded PostgreSQL, sandbox, invented city.
 * `node --import tsx test/bench/startup.ts`; `--json` for figures only. Exits with 1 when an aim is missed.
 */
type Measure = { name: string; value: number; unit: string; aim: number };

const ROOT = path.resolve(import.meta.dirname, '../..');
const IDLE_MS = 10_000;

const start = async (dataDir: string): Promise<{ child: ChildProcess; seconds: number }> => {
  const from = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=4', '--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    // As `npm start` sets it.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, MALLOC_ARENA_MAX: '2', PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /ready: (http:\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready`)));
  });
  const response = await fetch(`${url}/readyz`);
  if (response.status !== 200) throw new Error(`/readyz answers ${response.status}`);
  return { child, seconds: (performance.now() - from) / 1000 };
};

const stop = async (child: ChildProcess): Promise<number> => {
  const from = performance.now();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  return (performance.now() - from) / 1000;
};

/** Resident memory of the node process in MB; Linux only. */
const residentMegabytes = (child: ChildProcess): number => {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
};

const measure = async (dataDir: string): Promise<Measure[]> => {
  const first = await start(dataDir);
  const ended = await stop(first.child);
  const later = await start(dataDir);
  await pause(IDLE_MS);
  const resident = process.platform === 'linux' ? residentMegabytes(later.child) : Number.NaN;
  await stop(later.child);
  return [
    { name: 'first start, with initdb and the invented city', value: first.seconds, unit: 's', aim: 10 },
    { name: 'later start', value: later.seconds, unit: 's', aim: 5 },
    { name: 'stop', value: ended, unit: 's', aim: 10 },
    { name: 'resident memory of the node process after 10 s idle', value: resident, unit: 'MB', aim: 250 },
  ];
};

const folder = mkdtempSync(path.join(tmpdir(), 'campus-grid-startup-'));
chmodSync(folder, 0o711); // PostgreSQL runs as another user when this is run by root
try {
  const measures = await measure(folder);
  const lines = measures.map(({ name, value, unit, aim }) => `${name}: ${value.toFixed(1)} ${unit} (aim below ${aim} ${unit})`);
  process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(measures)}\n` : `${lines.join('\n')}\n`);
  if (measures.some(({ value, aim }) => value >= aim)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
