import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchLogs } from '../../chaos/machines/log-watch.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'campus-grid-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const findingsIn = async (...chunks: string[]): Promise<string[]> => {
  const logs = watchLogs(folder, 'zqsecret');
  const stream = Readable.from(chunks);
  logs.follow('web', stream);
  await new Promise((resolve) => stream.once('end', resolve));
  logs.close();
  return logs.findings.map(({ what, line }) => `${what} in line ${line}`);
};

it.each([
  ['a phone number', ['{"phone":"19900000051"}\n']],
  ['words that somebody wrote', ['fine\n', 'report zqsecretabc\n']],
  ['an unhandled rejection', ['(node:1) UnhandledPromiseRejectionWarning: x\n']],
])('%s is found', async (what, chunks) => {
  expect(await findingsIn(...chunks)).toEqual([expect.stringContaining(what)]);
});

it('what is cut across chunks is found, and the last line without its end', async () => {
  expect(await findingsIn('a\nb zqse', 'cret')).toEqual(['words that somebody wrote in line 2']);
});

it('times, numbers of items, masked phones and ids are no finding', async () => {
  expect(
    await findingsIn(
      '{"outbox":"efbce20f-284b-4035-afaa-c13949362349"}\n{"time":"2026-11-23T08:00:00.123Z","cid":"H26110001","at":1795420800123,"phone":"199****0051"}\n',
    ),
  ).toEqual([]);
});

it('everything is kept in a file for whoever looks for a cause', async () => {
  await findingsIn('one\ntwo\n');
  await expect.poll(() => readFileSync(join(folder, 'web.log'), 'utf8')).toBe('one\ntwo\n');
});
