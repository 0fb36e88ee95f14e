import { afterAll, beforeAll, expect, test } from 'vitest';
import { type City, openCity, serveApi } from '../api/city.ts';
import { grid, gridJson, temporaryFolder } from '../cli/grid.ts';

let city: City;
let env: Record<string, string>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  city = await openCity();
  folder = await temporaryFolder();
  env = { DATABASE_URL: city.url, DATA_DIR: folder.path, CLOCK: 'virtual', CLOCK_START: '2026-11-23T09:00:00+08:00' };
});

afterAll(async () => {
  await city.close();
  await folder.remove();
});

test('plans first, and gives the very objects of the read API', async () => {
  const query = ['--unit', 'C100', '--rule', 'town-monthly', '--status', 'open', '--at', '2026-11-23'];
  const { json, code, stderr } = await gridJson(env, 'duties', ...query);
  expect([code, stderr]).toEqual([0, '']);
  expect(json).toMatchObject({
    items: ['K101', 'S103', 'S102', 'S101'].map(() => ({ rule: 'town-monthly', unit: { code: 'C100' }, required: 1, done: 0 })),
    next: null,
  });
  const api = await serveApi(city);
  const answer = await api.get('/api/duties?unit=C100&rule=town-monthly&status=open&at=2026-11-23');
  expect(answer.body).toEqual(json);
  await api.close();
});

test('is a table for people', async () => {
  const { code, stdout } = await grid(env, 'duties', '--school', 'S101', '--rule', 'city-two-monthly', '--limit', '1');
  expect(code).toBe(0);
  expect(stdout).toContain('市级全覆盖检查');
  expect(stdout).toContain('石桥镇中心小学');
  expect(stdout).toContain('More: add --cursor');
});

test('a wrong filter is told in words', async () => {
  const { code, stdout, stderr } = await grid(env, 'duties', '--rule', 'weekly');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('rule: must be one of sensitive, city-two-monthly');
});
