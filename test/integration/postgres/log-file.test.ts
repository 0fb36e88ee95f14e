import { readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openLogFile } from '../../../src/infra/postgres/log-file.ts';
import { remove, temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();
afterAll(() => remove(folder));

it('puts a log that has grown too long aside and begins anew', () => {
  const path = join(folder, 'postgres.log');
  writeFileSync(path, `${'old '.repeat(1024 * 1024)}end`);
  const log = openLogFile(path, folder);
  writeSync(log.descriptor, 'new');
  log.close();
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(`${path}.1`).size).toBeGreaterThan(4 * 1024 * 1024);
});

it('gives back what was written since the mark', () => {
  const path = join(folder, 'marked.log');
  writeFileSync(path, 'before ');
  const log = openLogFile(path, folder);
  writeSync(log.descriptor, 'first ');
  log.mark();
  writeSync(log.descriptor, 'second');
  const words = log.sinceMark();
  log.close();
  expect(words).toBe('second');
});
