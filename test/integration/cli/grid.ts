import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workbook } from '../../../src/app/organisation/workbook.ts';
import { writeWorkbook } from '../../../src/infra/workbook/write-workbook.ts';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

export type Ran = { code: number | null; stdout: string; stderr: string; ms: number };
export type Environment = Record<string, string>;

/** Runs a program in the project's folder with these settings and no others. */
export const run = (program: string, args: readonly string[], env: Environment): Promise<Ran> => {
  const began = performance.now();
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, args, {
    cwd: PROJECT,
    env: { PATH, HOME, TZ: 'America/New_York', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    read.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    read.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...read, code, ms: performance.now() - began }));
  });
};

/** The command itself, without npm around it. */
export const grid = (env: Environment, ...args: string[]): Promise<Ran> =>
  run(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], env);

/** Runs a command with --json and reads all of its standard output as one object. */
export const gridJson = async (env: Environment, ...args: string[]): Promise<Ran & { json: Record<string, unknown> }> => {
  const ran = await grid(env, ...args, '--json');
  try {
    return { ...ran, json: JSON.parse(ran.stdout) };
  } catch {
    throw new Error(`not JSON (exit code ${ran.code}): ${ran.stdout}\n${ran.stderr}`);
  }
};

export type Folder = { path: string; workbook(name: string, sheets: Workbook): Promise<string>; remove(): Promise<void> };

export const temporaryFolder = async (): Promise<Folder> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'campus-grid-cli-'));
  return {
    path: folder,
    workbook: async (name, sheets) => {
      const file = path.join(folder, name);
      await writeFile(file, await writeWorkbook(sheets));
      return file;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
