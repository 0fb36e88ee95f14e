import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { MIGRATIONS_DIRECTORY, migrate, readMigrations } from '../../src/infra/database/migrate.ts';
import { query } from '../integration/postgres/temporary.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { type Product, startProduct } from '../support/product.ts';
import { numberIn, startTalk } from './support/talk.ts';

let product: Product | null = null;
let database: TestDatabase | null = null;
let folder: string | null = null;

afterEach(async () => {
  await product?.stop();
  await database?.drop();
  if (folder) rmSync(folder, { recursive: true, force: true });
  product = null;
  database = null;
  folder = null;
});

const readyz = async (running: Product): Promise<number> => (await fetch(`${running.url}/readyz`)).status;

const reports = async (running: Product, words: string): Promise<string> => {
  const talk = await startTalk(running);
  await talk.says('zhengyiming', words);
  return numberIn(await talk.hears('zhengyiming', /H\d{8}/));
};

/** As a newer release of the program would have done it. */
const NEWER = `ALTER TABLE hazard ADD COLUMN weather text; CREATE TABLE weather (id int);
  INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('newer', 'x', '29990101000000_newer', now())`;

it('a process stays ready and goes on when a newer one has migrated the database, and can be started again', async () => {
  product = await startProduct();
  const first = await reports(product, '北楼三层走廊灭火器过期');
  await query(product.databaseUrl, NEWER);
  expect(await readyz(product)).toBe(200);
  const second = await reports(product, '南楼二层窗户玻璃裂了');
  await product.terminate();
  await product.start();
  expect(await readyz(product)).toBe(200);
  const third = await reports(product, '操场东侧围栏松了');
  expect(new Set([first, second, third]).size).toBe(3);
  expect(await query(product.databaseUrl, 'SELECT DISTINCT weather FROM hazard')).toEqual([{ weather: null }]);
}, 120_000);

it('a process brings a database of the first release up to date, and is ready', async () => {
  const all = (await readMigrations()).map(({ name }) => name);
  folder = mkdtempSync(path.join(tmpdir(), 'campus-grid-older-'));
  for (const name of all.slice(0, 2)) cpSync(path.join(MIGRATIONS_DIRECTORY, name), path.join(folder, name), { recursive: true });
  database = await createEmptyDatabase();
  await migrate(database.url, { directory: folder });
  product = await startProduct({ city: false, env: { DATABASE_URL: database.url } });
  expect(await readyz(product)).toBe(200);
  const names = await query(database.url, 'SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1');
  expect(names.map(({ name }) => name)).toEqual(all);
}, 120_000);
