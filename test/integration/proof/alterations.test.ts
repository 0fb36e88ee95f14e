import { appendFile, copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { replay } from '../../../src/app/proof/replay.ts';
import { toJson } from '../../../src/store/hazard-json.ts';
import { columnsOf } from '../../../src/store/hazards.ts';
import { entryHash, type HistoryEntry } from '../../../src/store/history.ts';
import { sealOf } from '../../../src/store/history-seal.ts';
import { alter, type Column, columnsIn, KEYS, keepCopies, type Row, randomFrom, rowsOf, setColumn, TABLES } from './alterations.ts';
import { type KeptCity, livedIn, openKeptCity } from './kept-city.ts';

const SEED = process.env.CI ? 20_261_124 : Date.now() % 1_000_000_007;

/** What the clock reads to find an item again; the item's own record says what it should be only by way of the city's rules. */
const NOT_COVERED = ['hazard.wake_at'];

describe(`verify names what was altered (seed ${SEED})`, () => {
  let city: KeptCity;
  let lived: Awaited<ReturnType<typeof livedIn>>;
  let restore: (only?: string) => Promise<void>;
  const random = randomFrom(SEED);

  beforeAll(async () => {
    city = await openKeptCity();
    lived = await livedIn(city);
    restore = await keepCopies(city, [...TABLES, 'media_file', 'hazard_counter', 'purge_run', 'purged_photo']);
  });
  afterEach(() => restore());
  afterAll(() => city.close());

  const records = async (files = false): Promise<string[]> => (await city.verify(files)).findings.map(({ record }) => record);
  const lines = async (files = false): Promise<string[]> =>
    (await city.verify(files)).findings.map(({ record, problem }) => `${record}: ${problem}`);

  /** Whether one of the findings is about this row. */
  const isNamed = (found: readonly string[], { table }: Column, row: Row): boolean =>
    found.some((record) => record.startsWith(table === 'history_anchor' ? 'anchor ' : String(row.number)));

  const tries = (column: Column): number => (column.type === 'jsonb' ? 30 : 4);

  it('in every column of every table of the record', async () => {
    const missed = new Map<string, string[]>();
    let alterations = 0;
    for (const column of await columnsIn(city)) {
      const rows = await rowsOf(city, column.table);
      for (let turn = 0; turn < tries(column); turn += 1) {
        const row = rows[random(rows.length)] ?? {};
        const { what, value } = alter(column, row[column.name], random);
        const where = `${column.table}.${column.name}`;
        await setColumn(city, column, row, value);
        if (!isNamed(await records(), column, row))
          missed.set(where, [...(missed.get(where) ?? []), `${KEYS[column.table].map((key) => row[key])} ${what}`]);
        await restore(column.table);
        alterations += 1;
      }
    }
    expect(alterations).toBeGreaterThan(150);
    const half = [...missed].filter(([where]) => !NOT_COVERED.includes(where));
    expect(half).toEqual([]);
    expect([...missed.keys()]).toEqual(NOT_COVERED);
  });

  it('when any row is gone, or stands there a second time', async () => {
    const missed: string[] = [];
    for (const table of TABLES)
      for (const row of await rowsOf(city, table)) {
        const where = KEYS[table].map((key, index) => `${key} = $${index + 1}`).join(' AND ');
        const values = KEYS[table].map((key) => row[key]);
        await city.tamper([`DELETE FROM ${table} WHERE ${where}`, values]);
        if (!isNamed(await records(), { table } as Column, row)) missed.push(`${table} ${values}`);
        await restore(table);
      }
    expect(missed).toEqual([]);
    await city.tamper([
      `INSERT INTO hazard_history SELECT number, seq + 100, at, actor_id, event, step, data, hash, previous_hash FROM hazard_history WHERE seq = 1`,
    ]);
    expect(await records()).toHaveLength(lived.numbers.length + 2);
    await restore();
    await city.tamper([
      `INSERT INTO history_text (id, number, text) VALUES ('extra', $1, 'x'), ('stray', 'H26119999', 'x')`,
      [lived.archived],
    ]);
    expect(await lines()).toEqual([
      `${lived.archived}: has words that its history does not refer to (text extra)`,
      'text stray: belongs to H26119999, which does not exist',
    ]);
  });

  it('when two rows change places', async () => {
    const swap = `UPDATE hazard_history a SET data = b.data, at = b.at, event = b.event, step = b.step, actor_id = b.actor_id
      FROM hazard_history b WHERE a.number = $1 AND b.number = $1 AND (a.seq, b.seq) IN ((2, 3), (3, 2))`;
    await city.tamper([swap, [lived.returned]]);
    expect(await lines()).toEqual([`${lived.returned} entry 2: was altered`]);
    await restore();
    await city.tamper([
      `UPDATE hazard_history SET seq = CASE seq WHEN 2 THEN 103 ELSE 102 END WHERE number = $1 AND seq IN (2, 3)`,
      [lived.returned],
    ]);
    await city.tamper([`UPDATE hazard_history SET seq = seq - 100 WHERE seq > 100`]);
    expect((await lines())[0]).toBe(`${lived.returned} entry 2: was altered`);
    await restore();
    await city.tamper([
      `UPDATE history_text a SET text = b.text FROM history_text b WHERE a.number = $1 AND b.number = $2 AND length(a.text) > 3 AND length(b.text) > 3`,
      [lived.archived, lived.returned],
    ]);
    expect((await records()).every((record) => record.startsWith(lived.archived))).toBe(true);
    await restore();
    await city.tamper([
      `UPDATE hazard a SET state = b.state FROM hazard b WHERE a.number <> b.number AND a.number IN ($1, $2) AND b.number IN ($1, $2)`,
      [lived.archived, lived.returned],
    ]);
    expect(await records()).toEqual([lived.archived, lived.returned]);
  });

  /** Makes an item's chain whole again after an alteration, as somebody who knows the program would. */
  const chainAgain = async (number: string, change: (entry: HistoryEntry) => HistoryEntry): Promise<HistoryEntry[]> => {
    const entries = await city.database.prisma.hazardHistory.findMany({
      where: { number },
      orderBy: { seq: 'asc' },
      omit: { number: true },
    });
    let previousHash: string | null = null;
    const made = entries.map((entry) => {
      const { hash: _hash, ...facts } = { ...change(entry), previousHash };
      previousHash = entryHash(number, facts);
      return { ...facts, hash: previousHash };
    });
    for (const { seq, at, actorId, data, hash, previousHash: before } of made)
      await city.tamper([
        'UPDATE hazard_history SET at = $3, actor_id = $4, data = $5, hash = $6, previous_hash = $7 WHERE number = $1 AND seq = $2',
        [number, seq, at, actorId, JSON.stringify(data), hash, before],
      ]);
    return made;
  };

  /** Writes the row that a history leads to. */
  const rowAgain = async (number: string): Promise<void> => {
    const entries = await city.database.prisma.hazardHistory.findMany({ where: { number }, orderBy: { seq: 'asc' } });
    const texts = new Map((await city.database.prisma.historyText.findMany({ where: { number } })).map(({ id, text }) => [id, text]));
    const state = replay(entries, texts);
    if (!state) throw new Error('no item');
    const { version = 0 } = sealOf(entries.at(-1)?.data);
    const { state: _state, ...columns } = columnsOf(state);
    await city.tamper([
      'UPDATE hazard SET state = $2, version = $3, status = $4, step_due_at = $5, assignee_id = $6, deadline = $7 WHERE number = $1',
      [number, JSON.stringify(toJson(state)), version, columns.status, columns.stepDueAt, columns.assigneeId, columns.deadline],
    ]);
  };

  it('when a whole chain was computed anew after an alteration', async () => {
    const change = (entry: HistoryEntry): HistoryEntry => (entry.event === 'HazardVerified' ? { ...entry, actorId: 'P2' } : entry);
    await chainAgain(lived.archived, change);
    await rowAgain(lived.archived);
    const found = await lines();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^anchor of 2026-11-24: the history of that day was rewritten after it had been anchored \(items with entries of that day: .*H26110003/,
    );
  });

  it('when the end of a history was cut off', async () => {
    await city.tamper([
      'DELETE FROM hazard_history WHERE number = $1 AND seq = (SELECT max(seq) FROM hazard_history WHERE number = $1)',
      [lived.returned],
    ]);
    expect((await records())[0]).toBe(lived.returned);
    await restore();
    // With the row set back to what is left, too.
    await city.tamper([`DELETE FROM hazard_history WHERE number = $1 AND event IN ('HazardVerified', 'HazardArchived')`, [lived.archived]]);
    await rowAgain(lived.archived);
    await city.tamper([
      `DELETE FROM history_text t WHERE number = $1 AND NOT EXISTS (SELECT FROM hazard_history e WHERE e.data::text LIKE '%' || t.id || '%')`,
      [lived.archived],
    ]);
    expect(await lines()).toEqual([expect.stringMatching(/^anchor of 2026-11-24: \d+ entries of that day were anchored, \d+ are there/)]);
  });

  it('when an item has vanished with all that belonged to it, anchored or not', async () => {
    const vanish = (number: string) =>
      city.tamper(
        ...['hazard', 'hazard_history', 'history_text', 'photo_use'].map((table): [string, unknown[]] => [
          `DELETE FROM ${table} WHERE number = $1`,
          [number],
        ]),
      );
    const lost = (number: string) => `${number}: the number was given, but neither the item nor its history is there`;
    await vanish(lived.archived);
    expect(await lines()).toEqual([
      lost(lived.archived),
      expect.stringMatching('anchor of 2026-11-23'),
      expect.stringMatching('anchor of 2026-11-24'),
    ]);
    await restore();
    const youngest = lived.numbers.at(-1) ?? '';
    await vanish(youngest);
    expect(await lines()).toEqual([lost(youngest)]);
  });

  it('when the anchors were all made anew', async () => {
    await city.tamper(['DELETE FROM history_anchor']);
    await city.anchor();
    expect(await city.database.prisma.historyAnchor.count()).toBe(2);
    expect((await lines())[0]).toMatch(/^anchor [0-9a-f]{64}: is gone or was altered: H2611\d{4} entry \d+ was written after it$/);
  });

  it('when one byte of a photo differs, a photo is gone, or two have changed places', async () => {
    const photos = (await city.database.prisma.mediaFile.findMany({ orderBy: { hash: 'asc' } })).map(({ hash }) => hash);
    const [first = '', second = ''] = photos;
    const kept = `${city.fileOf(first)}.kept`;
    await copyFile(city.fileOf(first), kept);
    const bytes = await readFile(city.fileOf(first));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(city.fileOf(first), bytes);
    expect(await lines(true)).toEqual([`photo ${first}: the file was altered: its bytes are no longer those of its hash`]);
    await copyFile(kept, city.fileOf(first));
    await appendFile(city.fileOf(first), 'x');
    expect(await records(true)).toEqual([`photo ${first}`]);
    await rm(city.fileOf(first));
    expect(await lines(true)).toEqual([`photo ${first}: the file is gone, and no purge has removed it`]);
    await rename(city.fileOf(second), city.fileOf(first));
    await copyFile(kept, city.fileOf(second));
    expect(await records(true)).toEqual([`photo ${first}`, `photo ${second}`]);
    await copyFile(city.fileOf(first), `${kept}.too`);
    await rename(`${kept}.too`, city.fileOf(second));
    await rename(kept, city.fileOf(first));
    expect(await records(true)).toEqual([]);
    await city.tamper(['DELETE FROM media_file WHERE hash = $1', [first]]);
    expect(await lines(true)).toEqual([
      expect.stringMatching(new RegExp(`^H2611\\d{4}: shows the photo ${first}, which the store does not know$`)),
    ]);
    await restore();
    await city.tamper(['UPDATE media_file SET size = size + 1 WHERE hash = $1', [first]]);
    expect(await records(true)).toEqual([`photo ${first}`]);
  });

  it('but nothing where the retention rule has removed words and photos', async () => {
    const { hash } = await city.database.prisma.mediaFile.findFirstOrThrow({ orderBy: { hash: 'asc' } });
    const kept = `${city.fileOf(hash)}.kept`;
    await rename(city.fileOf(hash), kept);
    await city.tamper(
      ['DELETE FROM history_text WHERE number = $1', [lived.archived]],
      [`UPDATE hazard SET state = state || '{"description": ""}' WHERE number = $1`, [lived.archived]],
      [`DELETE FROM history_text WHERE number = $1`, [lived.unnamed]],
      [`UPDATE hazard SET reporter_account = NULL WHERE number = $1`, [lived.unnamed]],
      ['INSERT INTO purged_photo (hash, purged_at) VALUES ($1, $2)', [hash, city.clock.at]],
    );
    // Nothing of this was done by a purge.
    const found = await records(true);
    expect(found).toHaveLength(3);
    for (const record of [lived.unnamed, lived.archived, `photo ${hash}`]) expect(found).toContainEqual(expect.stringMatching(record));
    await city.tamper([`INSERT INTO purge_run (before, at, by, counts) VALUES ('2026-11-26', $1, 'operator', '{}')`, [city.clock.at]]);
    expect(await lines(true)).toEqual([]);
    // The words that are left must still be those that were written.
    await city.tamper([`UPDATE hazard SET state = jsonb_set(state, '{description}', '"别的"') WHERE number = $1`, [lived.archived]]);
    expect(await lines(true)).toEqual([`${lived.archived}: the state is not what its history leads to (at description)`]);
    await rename(kept, city.fileOf(hash));
  });

  it('and stops at its limit', async () => {
    await city.tamper([`UPDATE hazard_history SET actor_id = 'nobody'`]);
    const found = await city.verify(false);
    expect(found.findings).toHaveLength(lived.numbers.length);
    expect(found.findings[0]).toEqual({ record: `${lived.numbers[0]} entry 1`, problem: 'was altered' });
  });
});
