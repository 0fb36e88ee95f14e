import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { grid, gridJson } from '../integration/cli/grid.ts';
import { type Product, startProduct } from '../support/product.ts';
import { numberIn, startTalk } from './support/talk.ts';

let first: Product;
let folder: string;
let number: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'campus-grid-restored-'));
  chmodSync(folder, 0o711); // PostgreSQL runs as another user when the tests are run by root
  first = await startProduct({ size: 'embedded' });
  const talk = await startTalk(first);
  await talk.photographs('zhengyiming');
  await talk.says('zhengyiming', '北楼三层走廊灭火器过期');
  number = numberIn(await talk.hears('zhengyiming', /H\d{8}/));
  await talk.settled();
}, 120_000);

afterAll(async () => {
  await first?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('a backup of the running program is restored elsewhere, and the program goes on there', async () => {
  const backup = path.join(folder, 'backup');
  const own = { DATA_DIR: first.dataDir };
  const taken = await gridJson(own, 'backup', backup);
  expect(taken.code).toBe(0);
  expect(taken.json).toMatchObject({ directory: backup, photos: 1, photosMissing: [] });
  const known = (await first.api(`/api/hazards/${number}`)).body;

  const again = await grid(own, 'backup', backup);
  expect([again.code, again.stderr]).toEqual([1, `grid: ${backup} is not empty: a backup needs a folder of its own.\n`]);
  const refused = await grid(own, 'restore', backup);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/^grid: Somebody else is connected .* stop the server/)]);

  const dataDir = path.join(folder, 'data');
  const restored = await gridJson({ DATA_DIR: dataDir }, 'restore', backup);
  expect([restored.code, restored.stderr]).toEqual([0, '']);
  expect(restored.json).toMatchObject({ photos: 1, photosMissing: 0, migrations: [], rows: taken.json.rows });
  expect((await gridJson({ DATA_DIR: dataDir }, 'verify')).json).toMatchObject({ ok: true, items: [] });
  const full = await grid({ DATA_DIR: dataDir }, 'restore', backup);
  expect([full.code, full.stderr]).toEqual([1, expect.stringMatching(/^grid: The database already holds data .* set another DATA_DIR/)]);

  const second = await startProduct({ size: 'embedded', dataDir, city: false, clock: first.now().toISOString() });
  try {
    expect((await second.api(`/api/hazards/${number}`)).body).toEqual(known);
    const talk = await startTalk(second);
    await talk.says('zhengyiming', '南楼二层窗户玻璃裂了');
    expect(numberIn(await talk.hears('zhengyiming', /H\d{8}/))).not.toBe(number);
  } finally {
    await second.stop();
  }
}, 120_000);
