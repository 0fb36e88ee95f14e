import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MACHINE_FAULTS, PLATFORM_FAULTS } from '../chaos/faults.ts';
import type { figuresOf } from '../chaos/report.ts';

type Figures = ReturnType<typeof figuresOf>;
type Ended = { code: number | null; output: string; complaints: string };

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Some 60 s on a quiet machine; a loaded one may take its time. */
const LONGEST_MS = 420_000;

const children = new Set<ReturnType<typeof spawn>>();
afterAll(() => {
  for (const child of children) child.kill('SIGTERM');
});

/** The same program that `npm run chaos` starts, from one seed. */
const runChaos = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/chaos/main.ts', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let [output, complaints] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.once('close', (code) => {
      children.delete(child);
      resolve({ code, output, complaints });
    });
  });

describe('everything around the product is broken while forty people use it', () => {
  it(
    'and each acknowledged message has its one effect, each effect its message, in both sizes',
    async () => {
      const ended = await runChaos('--short', '--seed', '20261123', '--json');
      const runs: Figures[] = ended.output === '' ? [] : JSON.parse(ended.output);
      expect(
        runs.map(({ size, violations }) => ({ size, violations })),
        ended.complaints.slice(-4_000),
      ).toEqual([
        { size: 'embedded', violations: [] },
        { size: 'scaled', violations: [] },
      ]);
      for (const run of runs) {
        const known = run.size === 'embedded' || run.leftOut.length > 0 ? [] : MACHINE_FAULTS;
        expect(Object.keys(run.faults)).toEqual(expect.arrayContaining([...known, ...PLATFORM_FAULTS.map(({ kind }) => kind)]));
        // A run in which nothing came through would prove nothing.
        expect(run.messages.acknowledged).toBeGreaterThan(10);
        expect(run.historyEntries).toBeGreaterThan(10);
        expect(run.displays).toBeGreaterThan(10);
      }
      expect(ended.code).toBe(0);
    },
    LONGEST_MS,
  );
});
