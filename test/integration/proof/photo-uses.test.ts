import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { recordPhotoUses, usesOf } from '../../../src/store/photo-uses.ts';
import { type KeptCity, livedIn, openKeptCity } from './kept-city.ts';

const AT = new Date('2026-11-23T10:00:00+08:00');
/** A hash with as many bits set as not, and others that differ in so many bits. */
const LOOKS = 'f0f0a5a5c3c30f1e';
const withBits = (...bits: number[]): string =>
  bits
    .reduce((hash, bit) => hash ^ (1n << BigInt(bit)), BigInt(`0x${LOOKS}`))
    .toString(16)
    .padStart(16, '0');

describe('photo uses', () => {
  let city: KeptCity;
  const db = () => city.database.prisma;
  const known = async (hash: string, perceptualHash: string | null): Promise<void> => {
    await db().mediaFile.create({ data: { hash, perceptualHash, contentType: 'image/jpeg', size: 1, createdAt: AT } });
  };
  const uses = async (hash: string, except: string | null = null) =>
    (await usesOf(db(), [hash], { except })).map(({ number, phase, exact }) => `${number} ${phase} ${exact ? 'same' : 'near'}`);

  beforeAll(async () => {
    city = await openKeptCity();
    await known('original', LOOKS);
    await recordPhotoUses(db(), 'H1', [{ hash: 'original', phase: 'before', at: AT }]);
    await recordPhotoUses(db(), 'H2', [{ hash: 'original', phase: 'after', at: new Date(AT.getTime() + 1000) }]);
  });
  afterAll(() => city.close());

  it('are found by the same file, but for the item itself', async () => {
    expect(await uses('original')).toEqual(['H1 before same', 'H2 after same']);
    expect(await uses('original', 'H1')).toEqual(['H2 after same']);
    expect(await uses('unknown')).toEqual([]);
    expect(await usesOf(db(), [], { except: null })).toEqual([]);
  });

  it('are kept once each, from the first time', async () => {
    await recordPhotoUses(db(), 'H1', [{ hash: 'original', phase: 'before', at: new Date(AT.getTime() + 5000) }]);
    const [first] = await usesOf(db(), ['original'], { except: 'H2' });
    expect(first).toEqual({ hash: 'original', number: 'H1', phase: 'before', at: AT, exact: true });
  });

  // Spread over the hash, so that only one of the five pieces is whole; and all in one piece.
  it.each([
    [1, [0], true],
    [2, [63, 1], true],
    [3, [63, 51, 39], true],
    [4, [63, 51, 39, 27], true],
    [4, [15, 27, 39, 51], true],
    [4, [0, 1, 2, 3], true],
    [5, [0, 1, 2, 3, 4], false],
    [5, [63, 51, 39, 27, 15], false],
  ])('are found by their looks when %i bits differ (%j)', async (_count, bits, found) => {
    const hash = `copy ${bits}`;
    await known(hash, withBits(...bits));
    expect(await uses(hash)).toEqual(found ? ['H1 before near', 'H2 after near'] : []);
  });

  it('are not found by looks that say nothing, or by none', async () => {
    await recordPhotoUses(db(), 'H3', [{ hash: 'dark', phase: 'before', at: AT }]);
    await known('dark', '0000000000000001');
    await known('dark too', '0000000000000000');
    await known('odd', '0');
    await known('voice', null);
    for (const hash of ['dark too', 'odd', 'voice']) expect(await uses(hash)).toEqual([]);
  });

  it('are known of items that were there before', async () => {
    const older = await openKeptCity();
    onTestFinished(older.close);
    const lived = await livedIn(older);
    await older.tamper(['DELETE FROM photo_use']);
    await older.database.pool.query(await readFile('prisma/migrations/20261124000200_known_photo_uses/migration.sql', 'utf8'));
    const found = await older.database.prisma.photoUse.findMany({ where: { number: lived.returned }, orderBy: { at: 'asc' } });
    expect(found.map(({ phase }) => phase)).toEqual(['before', 'after', 'after']);
    expect(found[0]?.at.toISOString().slice(0, 10)).toBe('2026-11-23');
  });

  it('are found without reading the whole table', async () => {
    await city.database.pool.query(`
      INSERT INTO media_file (hash, content_type, size, created_at, perceptual_hash)
      SELECT 'p' || n, 'image/jpeg', 1, now(), substr(md5(n::text), 1, 16) FROM generate_series(1, 30000) n`);
    await city.database.pool.query('ANALYZE media_file');
    const { rows } = await city.database.pool.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT hash FROM media_file WHERE substr(perceptual_hash, 1, 3) = 'f0f' OR substr(perceptual_hash, 13, 4) = '0f1e'`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('media_file_looks_5');
  });
});
