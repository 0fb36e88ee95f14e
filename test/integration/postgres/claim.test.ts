import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claim } from '../../../src/infra/postgres/claim.ts';
import { AlreadyRunningError } from '../../../src/infra/postgres/errors.ts';
import { machineId, processStart } from '../../../src/infra/postgres/process-identity.ts';
import { remove, temporaryFolder } from './temporary.ts';

const base = temporaryFolder();
let count = 0;

function lockFolder(): string {
  count += 1;
  const folder = join(base, String(count));
  mkdirSync(folder);
  return folder;
}

const paper = (fields: object): string =>
  JSON.stringify({ pid: process.pid, role: 'server', machine: machineId(), started: processStart(process.pid), held: true, ...fields });

const request = (folder: string) => ({ folder, dataDir: '/data', role: 'server' as const, patienceMs: 500, silenceMs: 150 });

afterAll(() => remove(base));

describe('the claim on a data folder', () => {
  it('goes to exactly one of many that ask at the same moment', async () => {
    const folder = lockFolder();
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => claim({ ...request(folder), patienceMs: 10_000 })));
    const losers = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(losers).toHaveLength(7);
    for (const { reason } of losers) expect(reason).toBeInstanceOf(AlreadyRunningError);
  });

  it('is free again after its release', async () => {
    const folder = lockFolder();
    (await claim(request(folder))).release();
    (await claim(request(folder))).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('passes from a dead process, also when its process id belongs to another one by now', async () => {
    const folder = lockFolder();
    writeFileSync(join(folder, 'dead.json'), paper({ pid: 2147483646 }));
    writeFileSync(join(folder, 'reused.json'), paper({ started: '1' }));
    (await claim(request(folder))).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('passes from another container whose heartbeat has stopped', async () => {
    const folder = lockFolder();
    writeFileSync(join(folder, 'other.json'), paper({ machine: 'another container' }));
    await expect(claim(request(folder))).resolves.toBeDefined();
  });

  it('stays with another container whose heart beats', async () => {
    const folder = lockFolder();
    const file = join(folder, 'other.json');
    writeFileSync(file, paper({ machine: 'another container', pid: 7 }));
    const heart = setInterval(() => utimesSync(file, Math.random() * 1e9, Math.random() * 1e9), 20);
    try {
      await expect(claim(request(folder))).rejects.toMatchObject({ problem: 'already-running', owner: { pid: 7, role: 'server' } });
    } finally {
      clearInterval(heart);
    }
  });

  it('is refused in the end when a command does not finish', async () => {
    const folder = lockFolder();
    const command = await claim({ ...request(folder), role: 'command' });
    await expect(claim({ ...request(folder), patienceMs: 100 })).rejects.toThrow(/A command is already running for DATA_DIR \/data/);
    command.release();
  });
});
