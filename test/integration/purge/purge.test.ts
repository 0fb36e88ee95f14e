import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PurgeReport, purge } from '../../../src/app/purge/purge.ts';
import { openMediaStore } from '../../../src/infra/media/media-store.ts';
import { takeMaintenanceLock } from '../../../src/store/maintenance-lock.ts';
import { addToOutbox } from '../../../src/store/outbox.ts';
import { allRows } from '../backup/installation.ts';
import { type KeptCity, livedIn, openKeptCity } from '../proof/kept-city.ts';

const DAY = 24 * 3_600_000;

let city: KeptCity;
let lived: Awaited<ReturnType<typeof livedIn>>;

/** Items of three days in November (three of them ended, with four photos; one photo is in no item), and the clock a year later. */
beforeEach(async () => {
  city = await openKeptCity();
  lived = await livedIn(city);
  city.clock.at = new Date('2027-11-26T09:00:00+08:00');
});
afterEach(() => city.close());

const rows = async <T extends object>(statement: string, values: unknown[] = []): Promise<T[]> =>
  (await city.database.pool.query<T>(statement, values)).rows;

const run = async (before: string, dryRun = false): Promise<PurgeReport> => {
  const media = await openMediaStore(path.join(city.folder, 'media'));
  return purge({ pool: city.database.pool, media, now: city.clock.at, by: 'operator' }, before, { dryRun });
};

const photosOf = async (number: string): Promise<string[]> =>
  (
    await rows<{ hash: string }>(
      `SELECT DISTINCT found #>> '{}' AS hash FROM hazard h, jsonb_path_query(h.state, '$.**.hash') found WHERE number = $1 ORDER BY 1`,
      [number],
    )
  ).map(({ hash }) => hash);

const stateOf = async (number: string): Promise<unknown> =>
  (await rows<{ state: unknown }>('SELECT state FROM hazard WHERE number = $1', [number]))[0]?.state;

/** Everything of the database that a purge may touch, as text. */
const allText = async (): Promise<string> => JSON.stringify(await allRows(city.database));

describe('the retention rule', () => {
  it('takes words and photos of what ended before the day, and leaves what is open or younger as it was', async () => {
    const open = await allRowsOf(lived.returned);
    const ended = await photosOf(lived.archived);
    expect(ended).toHaveLength(2);
    expect(await run('2026-11-27')).toMatchObject({ hazards: 3, photos: 5, files: 5, dryRun: false });

    expect(JSON.stringify(await stateOf(lived.archived))).not.toMatch(/灯|换好了|三楼/);
    expect(await stateOf(lived.archived)).toMatchObject({
      status: 'archived',
      description: '',
      note: null,
      category: 'electric',
      level: '一般',
    });
    expect(await rows('SELECT FROM history_text WHERE number = $1', [lived.archived])).toEqual([]);
    for (const hash of ended) expect(existsSync(city.fileOf(hash))).toBe(false);
    expect(await allRowsOf(lived.returned)).toEqual(open);
    for (const hash of await photosOf(lived.returned)) expect(existsSync(city.fileOf(hash))).toBe(true);
  });

  it('leaves history and all else whole: the check of everything finds nothing', async () => {
    await run('2026-11-27');
    const found = await city.verify();
    expect(found.findings).toEqual([]);
    expect(found.checked.items).toBe(9);
  });

  it('counts by day: what ended on the day itself or had an entry since stays', async () => {
    const before = await rows('SELECT number, state FROM hazard ORDER BY 1');
    // The one photo is of the first day, and no item shows it.
    expect(await run('2026-11-24')).toMatchObject({ hazards: 0, words: 0, photos: 1 });
    expect(await rows('SELECT number, state FROM hazard ORDER BY 1')).toEqual(before);
    expect(await run('2026-11-25')).toMatchObject({ hazards: 3 });
  });

  it('keeps a photo that a younger item shows too', async () => {
    const [shared] = await photosOf(lived.archived);
    await city.database.pool.query(
      `UPDATE hazard SET state = jsonb_set(state, '{photosAfter}', state -> 'photosAfter' || jsonb_build_array(jsonb_build_object('hash', $2::text)))
       WHERE number = $1`,
      [lived.returned, shared],
    );
    expect(await run('2026-11-27')).toMatchObject({ photos: 4, files: 4 });
    expect(existsSync(city.fileOf(shared ?? ''))).toBe(true);
  });

  it('takes the words of old messages, but of none that waits or whose card is still needed', async () => {
    const old = new Date('2026-11-25T09:00:00+08:00');
    const draft = (text: string, hazardNumber: string | null = null) => ({
      to: { person: 'P3' },
      kind: 'reply',
      body: { kind: 'text' as const, text },
      cause: { type: 'operator' as const, id: randomUUID() },
      hazardNumber,
    });
    const add = async (text: string, status: string, at: Date, number: string | null = null, cardOpen = false): Promise<void> => {
      const [added] = await addToOutbox(city.database.prisma, [draft(text, number)], { correlationId: 'c', now: at });
      await rows('UPDATE outbox_message SET status = $2, card_open = $3 WHERE id = $1', [added?.id, status, cardOpen]);
    };
    await add('old and sent', 'sent', old);
    await add('old and parked', 'parked', old);
    await add('old and waiting', 'queued', old);
    await add('old card of an open item', 'sent', old, lived.returned, true);
    await add('young', 'sent', city.clock.at);
    const receive = (id: string, status: string, at: Date) =>
      rows(
        `INSERT INTO inbox_message (id, channel, dedupe_key, lane, payload, status, received_at) VALUES ($1, 'wecom', $1, 'l', $1, $2, $3)`,
        [id, status, at],
      );
    await receive('old', 'processed', old);
    await receive('old and pending', 'pending', old);
    await receive('young', 'processed', city.clock.at);

    expect(await run('2026-11-27')).toMatchObject({ inbox: 1, outbox: 2 });
    expect(await rows('SELECT payload FROM inbox_message ORDER BY seq')).toEqual([
      { payload: '' },
      { payload: 'old and pending' },
      { payload: 'young' },
    ]);
    expect(await rows('SELECT text, status, body FROM outbox_message ORDER BY seq LIMIT 2')).toEqual(
      ['sent', 'dropped'].map((status) => ({ text: '（已按规定清除）', status, body: { kind: 'text', text: '（已按规定清除）' } })),
    );
    expect(await rows('SELECT text FROM outbox_message ORDER BY seq OFFSET 2')).toEqual(
      ['old and waiting', 'old card of an open item', 'young'].map((text) => ({ text })),
    );
  });

  it('clears who has left and is in nothing open, and forgets old sessions, absences and requests', async () => {
    // Named by open items: P3; only by ended ones or none: P5 and a stranger to all items.
    await rows(`UPDATE person SET status = '离岗' WHERE id IN ('P3', 'P5')`);
    await rows(
      `INSERT INTO person (id, name, phone, status) VALUES ('P9', '吴用', '13900000009', '离岗'), ('P8', '钱在', '13900000008', '在岗')`,
    );
    await rows(`INSERT INTO account (channel, account, person_id, bound_by, bound_at) VALUES ('wecom', 'wuyong', 'P9', 'import', now())`);
    const old = new Date('2026-11-25T09:00:00+08:00');
    await rows(`INSERT INTO session (key, data, updated_at) VALUES ('old', '{}', $1), ('young', '{}', $2)`, [old, city.clock.at]);
    await rows(`INSERT INTO absence (person_id, "from", until, set_at) VALUES ('P8', $1, $1, $1), ('P8', $1, $2, $1)`, [
      old,
      city.clock.at,
    ]);
    const asked = `INSERT INTO binding_request (id, channel, account, person_id, status, created_at, decided_at) VALUES ($1, 'wecom', 'a', 'P8', $2, $3, $3)`;
    await rows(asked, ['old', 'granted', old]);
    await rows(asked, ['open', 'open', old]);
    const report = await run('2026-11-27');
    expect(report).toMatchObject({ sessions: 1, absences: 1, bindings: 1, people: 2 });
    expect(await rows(`SELECT id, name, phone FROM person WHERE id IN ('P9', 'P8') ORDER BY id`)).toEqual([
      { id: 'P8', name: '钱在', phone: '13900000008' },
      { id: 'P9', name: '已清除', phone: null },
    ]);
    expect(await rows(`SELECT name FROM person WHERE id = 'P3' AND name <> '已清除'`)).toHaveLength(1);
    expect(await rows(`SELECT FROM account WHERE account = 'wuyong'`)).toEqual([]);
    expect((await city.verify()).findings).toEqual([]);
  });
});

/** What the database has of one item. */
const allRowsOf = async (number: string): Promise<unknown[]> => [
  await rows('SELECT * FROM hazard WHERE number = $1', [number]),
  await rows('SELECT * FROM hazard_history WHERE number = $1 ORDER BY seq', [number]),
  await rows('SELECT * FROM history_text WHERE number = $1 ORDER BY id', [number]),
];

describe('a purge', () => {
  it('counts in a dry run what it would remove, and changes nothing', async () => {
    await rows(`INSERT INTO session (key, data, updated_at) VALUES ('old', '{}', $1)`, [new Date('2026-11-25T09:00:00+08:00')]);
    const before = await allText();
    const dry = await run('2026-11-27', true);
    expect(await allText()).toBe(before);
    expect(dry).toMatchObject({ dryRun: true, hazards: 3, photos: 5, sessions: 1, files: 0 });
    expect(await run('2026-11-27')).toEqual({ ...dry, dryRun: false, files: 5 });
  });

  it('accounts for what it removed, and finds nothing the second time', async () => {
    const first = await run('2026-11-27');
    const notes = await rows<{ before: string; by: string; counts: Record<string, number> }>(
      'SELECT "before"::text AS before, "by", counts FROM purge_run ORDER BY id',
    );
    expect(new Set(notes.map((note) => `${note.before} ${note.by}`))).toEqual(new Set(['2026-11-27 operator']));
    const sum = (name: string): number => notes.reduce((total, { counts }) => total + (counts[name] ?? 0), 0);
    expect([sum('hazards'), sum('words'), sum('photos')]).toEqual([first.hazards, first.words, first.photos]);
    const second = await run('2026-11-27');
    const { before: _before, dryRun: _dryRun, ...counts } = second;
    expect(new Set(Object.values(counts))).toEqual(new Set([0]));
    expect(await rows('SELECT FROM purge_run')).toHaveLength(notes.length);
  });

  it('goes on where it was killed: files whose rows were gone already are removed', async () => {
    const media = await openMediaStore(path.join(city.folder, 'media'));
    const dies = { remove: async () => Promise.reject(new Error('killed')) };
    const deps = { pool: city.database.pool, now: city.clock.at, by: 'operator' };
    await expect(purge({ ...deps, media: dies }, '2026-11-27', { dryRun: false })).rejects.toThrow('killed');
    expect((await city.verify()).findings).toEqual([]);
    expect(await purge({ ...deps, media }, '2026-11-27', { dryRun: false })).toMatchObject({ hazards: 0, photos: 0, files: 5 });
  });

  it('walks a thousand items in batches', async () => {
    await rows(
      `INSERT INTO hazard (number, status, level, category, urgent, sensitive, unit_code, reported_at, state, version)
       SELECT 'H2611' || (20000 + n), status, level, category, urgent, sensitive, unit_code, reported_at + n * interval '1 millisecond',
         state || jsonb_build_object('number', 'H2611' || (20000 + n)), version FROM hazard, generate_series(1, 1200) n WHERE number = $1`,
      [lived.archived],
    );
    expect(await run('2026-11-27', true)).toMatchObject({ hazards: 1203 });
    expect(await run('2026-11-27')).toMatchObject({ hazards: 1203 });
    expect(await rows(`SELECT FROM purge_run WHERE (counts ->> 'hazards')::int > 0`)).toHaveLength(3);
    expect(await rows(`SELECT FROM hazard WHERE status = 'archived' AND state ->> 'description' <> ''`)).toEqual([]);
  });

  it('refuses days to come and the last 90', async () => {
    await expect(run('2027-11-27')).rejects.toThrow(/too recent: .* The latest day is 2027-08-28/);
    await expect(run('2027-08-29')).rejects.toThrow(/too recent/);
    city.clock.at = new Date(city.clock.at.getTime() + DAY);
    expect(await run('2027-08-29', true)).toMatchObject({ before: '2027-08-29' });
  });

  it('is not begun while a backup is taken', async () => {
    const client = await city.database.pool.connect();
    await takeMaintenanceLock(client, 'shared');
    await expect(run('2026-11-27')).rejects.toThrow(/A backup or another purge is under way/);
    client.release(true);
  });
});
