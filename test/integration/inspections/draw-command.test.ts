import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type City, openCity } from '../api/city.ts';
import { type Environment, grid, gridJson, temporaryFolder } from '../cli/grid.ts';

let city: City;
let env: Environment;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

const query = (sql: string) => city.database.pool.query(sql);

beforeAll(async () => {
  city = await openCity();
  folder = await temporaryFolder();
  env = { DATABASE_URL: city.url, DATA_DIR: folder.path, CLOCK: 'virtual', CLOCK_START: '2026-11-23T09:00:00+08:00' };
});
afterAll(async () => {
  await city.close();
  await folder.remove();
});

const KEYS = ['hash', 'id', 'inspectors', 'on', 'revealedAt', 'schools', 'unit'];

describe('grid draw', () => {
  it('makes a sealed draw and computes it again, before and after it is revealed', async () => {
    const officer = city.idOf('韩玉梅');
    const made = await gridJson(env, 'draw', '--unit', 'E000', '--on', '2026-11-25', '--schools', '2', '--inspectors', officer);
    expect(made.code).toBe(0);
    expect(Object.keys(made.json).sort()).toEqual(KEYS);
    expect(made.json).toMatchObject({
      unit: { code: 'E000', name: '青澜市教育局' },
      on: '2026-11-25',
      schools: 2,
      inspectors: [{ id: officer, name: '韩玉梅' }],
      revealedAt: null,
    });
    const id = String(made.json.id);

    const before = await gridJson(env, 'draw', '--check', id.slice(0, 8));
    expect([before.code, before.json]).toEqual([0, made.json]);
    const early = await grid(env, 'draw', '--check', id, '--out', path.join(folder.path, 'early.json'));
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('only after it has been revealed')]);

    await query(`UPDATE draw SET revealed_at = '2026-11-24T23:30:00Z' WHERE id = '${id}'`);
    const file = path.join(folder.path, 'sealed.json');
    const after = await gridJson(env, 'draw', '--check', id, '--out', file);
    expect(after.code).toBe(0);
    expect(after.json).toMatchObject({ hash: made.json.hash, revealedAt: '2026-11-25T07:30:00.000+08:00' });
    expect(after.json.schools).toEqual([
      { code: expect.any(String), name: expect.any(String), inspector: { id: officer, name: '韩玉梅' } },
      { code: expect.any(String), name: expect.any(String), inspector: { id: officer, name: '韩玉梅' } },
    ]);
    expect(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ).toBe(made.json.hash);

    await query(
      `ALTER TABLE draw DISABLE TRIGGER draw_sealed; UPDATE draw SET sealed = jsonb_set(sealed, '{seed}', to_jsonb(repeat('0', 64))) WHERE id = '${id}'; ALTER TABLE draw ENABLE TRIGGER draw_sealed`,
    );
    const altered = await gridJson(env, 'draw', '--check', id);
    expect([altered.code, altered.stderr]).toEqual([1, expect.stringContaining('ALTERED')]);
    expect(Object.keys(altered.json).sort()).toEqual(KEYS);
    expect((await grid(env, 'draw', '--check', id)).stdout).toContain('ALTERED');
  }, 120_000);

  it('says in words what it has sealed, for the next working day, and that there were others', async () => {
    const first = await grid(env, 'draw', '--unit', 'C100');
    expect(first.stdout).toMatch(/on +2026-11-24/);
    expect(first.stdout).toMatch(/schools +3, sealed/);
    expect(first.stdout).toMatch(/inspectors +田占军/);
    const second = await grid(env, 'draw', '--unit', 'C100');
    expect(second.stdout).toContain('1 drawn for that unit and day before');
    const id = /id +(\S+)/.exec(first.stdout)?.[1] ?? '';
    const checked = await grid(env, 'draw', '--check', id);
    expect(checked.stdout).toContain('The seal is intact.');
    expect(checked.stdout).toContain('also drawn for that unit and day');
    expect(checked.stdout).not.toMatch(/S10\d|K101|小学|中学|幼儿园/);
  }, 60_000);

  it.each([
    [['--unit', 'NOPE'], 'there is no unit with the code NOPE'],
    [[], '--unit is missing'],
    [['--unit', 'E000', '--check', '12345678'], 'give one of them'],
    [['--unit', 'E000', '--on', 'tomorrow'], 'must be a day such as'],
    [['--unit', 'E000', '--schools', 'many'], 'whole number from 1 to 50'],
    [['--unit', 'E000', '--inspectors', 'P1,P2'], 'nobody with the number P1, P2'],
    [['--check', '123'], 'at least the first 8 characters'],
    [['--check', '00000000'], 'there is no draw'],
  ])(
    'refuses %j',
    async (args, message) => {
      const { code, stdout, stderr } = await grid(env, 'draw', ...args);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(message);
    },
    30_000,
  );
});
