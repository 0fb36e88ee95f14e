import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Verification } from '../evidence.ts';
import { inherited } from './program.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

type Ended = { code: number | null; output: string; complaints: string };

const grid = (args: readonly string[], env: Record<string, string>): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
      cwd: ROOT,
      env: { ...inherited(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended: Ended = { code: null, output: '', complaints: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      ended.output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      ended.complaints += chunk.toString();
    });
    child.once('close', (code) => resolve({ ...ended, code }));
  });

type Answer = { ok?: boolean; items?: { record?: string; problem?: string }[] };

const answerOf = (output: string): Answer | null => {
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
};

/** Runs `grid verify --json` against a site, where this version of the program has it. */
export const verifyByCli = async (env: Record<string, string>): Promise<Verification> => {
  if (!existsSync(join(ROOT, 'src/cli/commands/verify.ts'))) return { ran: false, ok: false, findings: [] };
  const { code, output, complaints } = await grid(['verify', '--json'], env);
  const answer = answerOf(output);
  if (answer === null) return { ran: true, ok: false, findings: [`no answer (exit code ${code}): ${complaints.slice(0, 300)}`] };
  const findings = (answer.items ?? []).map(({ record, problem }) => `${record}: ${problem}`);
  return { ran: true, ok: answer.ok === true && code === 0, findings };
};
