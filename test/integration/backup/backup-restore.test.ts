import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, test } from 'vitest';
import { verify } from '../../../src/app/proof/verify.ts';
import { type Migration, migrate, readMigrations } from '../../../src/infra/database/migrate.ts';
import { openMediaStore } from '../../../src/infra/media/media-store.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { takeMaintenanceLock } from '../../../src/store/maintenance-lock.ts';
import { createRealDatabase } from '../../support/database.ts';
import { type KeptCity, livedIn, openKeptCity } from '../proof/kept-city.ts';
import { allRows, bringBack, type EmptyPlace, filesBelow, openEmptyPlace, takeBackup, temporary } from './installation.ts';

let city: KeptCity;
let backups: string;
let whole: string;
let count = 0;

const folder = (): string => {
  count += 1;
  return path.join(backups, `backup-${count}`);
};

beforeAll(async () => {
  backups = await temporary();
  city = await openKeptCity();
  await livedIn(city);
  await city.database.pool.query(`INSERT INTO access_token (key, token, expires_at) VALUES ('wecom', 'a-very-secret-token', now())`);
  await city.database.pool.query(`INSERT INTO session (key, data, updated_at) VALUES ('k', '{"a\\tb": "行\\n\\\\N"}', now())`);
  await city.database.pool.query(`INSERT INTO virtual_clock (now) VALUES (now())`);
  await city.database.pool.query(`INSERT INTO policy_change (key, value, "by", at) VALUES ('x', 'y', 'operator', now())`);
  whole = folder();
  await takeBackup(city, whole);
});
afterAll(async () => {
  await city.close();
  await rm(backups, { recursive: true, force: true });
});

describe('a restored backup', () => {
  let place: EmptyPlace;
  beforeEach(async () => {
    place = await openEmptyPlace();
  });
  afterEach(() => place.close());

  it('has every row and photo as they were, and goes on from there', async () => {
    const report = await bringBack(place, whole);
    const before = await allRows(city.database);
    expect(await allRows(place.database)).toEqual(before);
    expect(report).toMatchObject({ migrations: [], photosMissing: 0, rows: Object.values(before).flat().length });
    expect((await filesBelow(path.join(place.folder, 'media'))).sort()).toEqual(await filesBelow(path.join(city.folder, 'media')));

    // Counters go on, triggers and foreign keys are back.
    const { pool } = place.database;
    const change = `INSERT INTO policy_change (key, value, "by", at) VALUES ('x', 'z', 'operator', now()) RETURNING id`;
    expect((await pool.query(change)).rows).toEqual([{ id: 2 }]);
    await expect(pool.query('DELETE FROM hazard_history')).rejects.toMatchObject({ code: '42501' });
    const keys = `SELECT conname, pg_get_constraintdef(oid) AS says, convalidated FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace ORDER BY 1`;
    expect((await pool.query(keys)).rows).toEqual((await city.database.pool.query(keys)).rows);
    const triggers = `SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`;
    expect((await pool.query(triggers)).rows).toEqual((await city.database.pool.query(triggers)).rows);
  });

  it('is found to be as it was written by the check of history and photos', async () => {
    await bringBack(place, whole);
    const copy = openMediaStore(path.join(place.folder, 'media'));
    const [row] = (await place.database.pool.query<{ hash: string }>('SELECT hash FROM media_file')).rows;
    expect((await (await copy).read(row?.hash ?? '')).length).toBeGreaterThan(4);
    // The same check that an operator makes, on the other database.
    const found = await verify({ database: place.database, lookAt: null, now: city.clock.at });
    expect(found.findings).toEqual([]);
    expect(found.checked.items).toBe(9);
  });

  it('is one moment, whatever was written while it was taken', async () => {
    const busy = await openKeptCity();
    let ended = false;
    const write = async (): Promise<void> => {
      while (!ended) await busy.report();
    };
    for (let item = 0; item < 5; item += 1) await busy.report();
    const writing = write();
    const target = folder();
    await takeBackup(busy, target).finally(() => {
      ended = true;
    });
    await writing;
    await bringBack(place, target);
    const found = await verify({ database: place.database, lookAt: null, now: busy.clock.at });
    // These items get their numbers in a transaction of their own.
    expect(found.findings.filter(({ problem }) => !problem.startsWith('the number was given'))).toEqual([]);
    expect(found.checked.items).toBeGreaterThanOrEqual(5);
    await busy.close();
  });

  it('of an older program is brought up to date by a newer one', async () => {
    const sql = 'ALTER TABLE unit ADD COLUMN nickname text; UPDATE unit SET nickname = name;';
    const newer: Migration = { name: '29990101000000_newer', sql, checksum: '0'.repeat(64) };
    const report = await bringBack(place, whole, [...(await readMigrations()), newer]);
    expect(report.migrations).toEqual([newer.name]);
    const { rows } = await place.database.pool.query('SELECT count(*)::int AS units FROM unit WHERE nickname = name');
    expect(rows).toEqual([{ units: 8 }]);
  });

  it('may go into a database that was migrated but never used', async () => {
    await bringBack(place, whole);
    const own = await openEmptyPlace();
    await migrate(own.url);
    await own.database.pool.query(`INSERT INTO setting (key, value) VALUES ('installation', '"other"')`);
    await bringBack(own, whole);
    expect(await allRows(own.database)).toEqual(await allRows(place.database));
    await own.close();
  });
});

it.skipIf(inject('realPostgresUrl') === null)('may move between the sizes: from the embedded PostgreSQL to an installed one', async () => {
  const { url, drop } = await createRealDatabase();
  const database = openDatabase(url, { max: 2 });
  const place = { folder: await temporary(), database };
  await bringBack(place, whole);
  expect(await allRows(database)).toEqual(await allRows(city.database));
  await database.close();
  await drop();
  await rm(place.folder, { recursive: true });
});

it('that fails while rows are loaded leaves no data, and can be done again', async () => {
  const place = await openEmptyPlace();
  const target = folder();
  await takeBackup(city, target);
  const file = path.join(target, 'tables/outbox_message.copy.gz');
  const later = path.join(target, 'tables/unit_alias.copy.gz');
  const bytes = await readFile(later);
  const spoil = async (): Promise<void> => {
    await writeFile(later, await readFile(file));
  };
  await expect(bringBack(place, target, undefined, spoil)).rejects.toThrow();
  expect((await allRows(place.database)).hazard).toEqual([]);
  expect((await place.database.pool.query(`SELECT FROM pg_constraint WHERE conname = 'hazard_history_number_fkey'`)).rows).toHaveLength(1);
  await writeFile(later, bytes);
  await bringBack(place, target);
  expect(await allRows(place.database)).toEqual(await allRows(city.database));
  await place.close();
});

describe('a restore is refused', () => {
  let place: EmptyPlace;
  let target: string;
  beforeEach(async () => {
    place = await openEmptyPlace();
    target = folder();
    await takeBackup(city, target);
  });
  afterEach(async () => {
    // Whatever was refused, nothing was touched.
    const { rows } = await place.database.pool.query(`SELECT FROM pg_tables WHERE schemaname = 'public' AND tablename = 'hazard'`);
    expect(rows).toEqual([]);
    await place.close();
  });

  const refusal = async (migrations?: Migration[]): Promise<string> =>
    bringBack(place, target, migrations).then(
      () => 'restored',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const photoIn = async (): Promise<string> =>
    path.join(target, (await filesBelow(target)).find((file) => file.startsWith('photos/')) ?? '');

  test.each([
    ['a folder that is none', async () => rm(target, { recursive: true }), /holds no finished backup/],
    ['half a backup', async () => rm(path.join(target, 'manifest.json')), /holds no finished backup/],
    [
      'a table with a byte more',
      async () => appendFile(path.join(target, 'tables/hazard.copy.gz'), 'x'),
      /tables\/hazard\.copy\.gz is not as/,
    ],
    ['a table that is gone', async () => rm(path.join(target, 'tables/person.copy.gz')), /tables\/person\.copy\.gz is missing/],
    ['a list of photos that was cut', async () => truncate(path.join(target, 'photos.tsv.gz'), 30), /photos\.tsv\.gz is not as/],
    ['a photo that is gone', async () => rm(await photoIn()), /photos\/.* is missing/],
    ['a photo that was altered', async () => appendFile(await photoIn(), 'x'), /photos\/.* is not as it was written/],
  ])('for %s', async (_what, harm, words) => {
    await harm();
    expect(await refusal()).toMatch(words);
    expect(await refusal()).toMatch(/^BackupError: /);
  });

  it('for a manifest that was altered', async () => {
    const file = path.join(target, 'manifest.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"program": "test"', '"program": "best"'));
    expect(await refusal()).toMatch(/damaged: manifest\.json is not as it was written/);
    await writeFile(file, '{');
    expect(await refusal()).toMatch(/damaged: manifest\.json/);
  });

  it('for a backup of a newer program, which it names', async () => {
    const all = await readMigrations();
    expect(await refusal(all.slice(0, -1))).toContain(`does not know the migration ${all.at(-1)?.name}`);
  });

  it('while somebody else is connected', async () => {
    const other = new pg.Client({ connectionString: place.url });
    await other.connect();
    expect(await refusal()).toMatch(/Somebody else is connected to the database \(1 session\): stop the server/);
    await other.end();
  });
});

it('is never restored over data, which stay as they are', async () => {
  const place = await openEmptyPlace();
  await bringBack(place, whole);
  await place.database.pool.query(`UPDATE person SET name = '后来的名字' WHERE id = 'P1'`);
  const before = await allRows(place.database);
  await expect(bringBack(place, whole)).rejects.toThrow(/already holds data \(.*hazard.*\)\. A backup is restored into an empty/s);
  expect(await allRows(place.database)).toEqual(before);
  await place.close();
});

describe('a backup', () => {
  it('is for its owner alone, and has no tokens in it', async () => {
    expect((await stat(whole)).mode & 0o777).toBe(0o700);
    const files = await filesBelow(whole);
    for (const file of files) expect((await stat(path.join(whole, file))).mode & 0o077).toBe(0);
    expect(files.join(' ')).not.toMatch(/access_token|unfinished/);
  });

  it('needs a folder of its own, and of two into one folder one is refused', async () => {
    await expect(takeBackup(city, whole)).rejects.toThrow(/is not empty/);
    expect(await filesBelow(whole)).toContain('manifest.json');
    const target = folder();
    const two = await Promise.allSettled([takeBackup(city, target), takeBackup(city, target)]);
    expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await filesBelow(target)).toContain('manifest.json');
  });

  it('that was killed is none, and its folder is not used again', async () => {
    const target = folder();
    await mkdir(target);
    await writeFile(path.join(target, 'unfinished-backup.txt'), '');
    await expect(takeBackup(city, target)).rejects.toThrow(/was broken off\. Choose another folder, or delete this one/);
    expect(await filesBelow(target)).toEqual(['unfinished-backup.txt']);
    const place = await openEmptyPlace();
    await expect(bringBack(place, target)).rejects.toThrow(/holds no finished backup/);
    await place.close();
  });

  it('says which photos were not to be had, and is none without any', async () => {
    const poor = await openKeptCity();
    await poor.report();
    await poor.report();
    const [lost, kept] = (await poor.database.pool.query<{ hash: string }>('SELECT hash FROM media_file ORDER BY hash')).rows;
    await writeFile(poor.fileOf(lost?.hash ?? ''), 'damaged');
    const target = folder();
    expect(await takeBackup(poor, target)).toMatchObject({ photos: 1, photosMissing: [lost?.hash] });
    const place = await openEmptyPlace();
    expect(await bringBack(place, target)).toMatchObject({ photos: 1, photosMissing: 1 });
    await place.close();
    await rm(poor.fileOf(kept?.hash ?? ''));
    const empty = folder();
    await expect(takeBackup(poor, empty)).rejects.toThrow(/None of the 2 photos is in DATA_DIR\/media/);
    expect(existsSync(empty)).toBe(false);
    await poor.close();
  });

  it('is not taken while a purge is under way', async () => {
    const client = await city.database.pool.connect();
    await takeMaintenanceLock(client, 'alone');
    await expect(takeBackup(city, folder())).rejects.toThrow(/A purge is under way/);
    client.release(true);
  });

  it('leaves nothing behind when the disk is full', async (context) => {
    const disk = folder();
    await mkdir(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48k', 'tmpfs', disk], { stdio: 'ignore' }).status === 0;
    if (!mounted) return context.skip();
    try {
      await expect(takeBackup(city, disk)).rejects.toThrow(/no space is left there\. Nothing of the backup was kept\./);
      expect(await filesBelow(disk)).toEqual([]);
      expect((await city.database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});
