import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../support/machinery.ts';
import { type KeptCity, livedIn, openKeptCity } from '../proof/kept-city.ts';
import { grid, gridJson } from './grid.ts';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

let city: KeptCity;
let env: Record<string, string>;

/** Some thousand ended items of 2026; the clock stands a year later. */
beforeAll(async () => {
  city = await openKeptCity();
  const { archived } = await livedIn(city);
  env = { DATABASE_URL: city.url, DATA_DIR: city.folder, CLOCK: 'virtual', CLOCK_START: '2027-11-26T09:00:00+08:00' };
  await city.database.pool.query(
    `INSERT INTO hazard (number, status, level, category, urgent, sensitive, unit_code, reported_at, state, version)
     SELECT 'H2611' || (20000 + n), status, level, category, urgent, sensitive, unit_code, reported_at + n * interval '1 millisecond', state, version
     FROM hazard, generate_series(1, 4000) n WHERE number = $1`,
    [archived],
  );
});
afterAll(() => city.close());

const purged = async (): Promise<number> => {
  const { rows } = await city.database.pool.query<{ count: number }>(
    `SELECT coalesce(sum((counts ->> 'hazards')::int), 0)::int AS count FROM purge_run`,
  );
  return rows[0]?.count ?? 0;
};

it('refuses what is no day, and days that are too recent', async () => {
  const none = await grid(env, 'purge', '--before', 'gestern');
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('It must be a day such as')]);
  const recent = await grid(env, 'purge', '--before', '2027-11-01', '--json');
  expect([recent.code, recent.stdout, recent.stderr]).toEqual([
    1,
    '',
    expect.stringMatching(/^grid: 2027-11-01 is too recent: .*2027-08-28/),
  ]);
});

it('killed half-way, goes on where it was; a dry run said before what would come', async () => {
  const dry = await gridJson(env, 'purge', '--before', '2026-12-01', '--dry-run');
  expect([dry.code, dry.json.hazards, await purged()]).toEqual([0, 4003, 0]);

  const { PATH = '', HOME = '' } = process.env;
  const args = ['--import', 'tsx', path.join(PROJECT, 'src/cli/main.ts'), 'purge', '--before', '2026-12-01'];
  const child = spawn(process.execPath, args, { cwd: PROJECT, env: { PATH, HOME, ...env }, stdio: 'ignore' });
  const over = once(child, 'exit');
  await until(purged, (count) => count > 0);
  child.kill('SIGKILL');
  expect((await over)[1]).toBe('SIGKILL');
  const before = await purged();

  const rest = await gridJson(env, 'purge', '--before', '2026-12-01');
  expect(rest.code).toBe(0);
  expect(before + Number(rest.json.hazards)).toBe(4003);
  const { json } = await gridJson(env, 'purge', '--before', '2026-12-01', '--dry-run');
  expect(json).toMatchObject({ hazards: 0, words: 0, photos: 0 });
});
