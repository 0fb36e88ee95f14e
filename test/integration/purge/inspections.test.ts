import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { purge } from '../../../src/app/purge/purge.ts';
import { openMediaStore } from '../../../src/infra/media/media-store.ts';
import { type KeptCity, openKeptCity } from '../proof/kept-city.ts';

let city: KeptCity;

beforeEach(async () => {
  city = await openKeptCity();
  city.clock.at = new Date('2027-11-26T09:00:00+08:00');
});
afterEach(() => city.close());

const OLD = new Date('2026-11-26T23:59:00+08:00');
const YOUNG = new Date('2026-11-27T00:00:00+08:00');

const rows = async <T extends object>(statement: string, values: unknown[] = []): Promise<T[]> =>
  (await city.database.pool.query<T>(statement, values)).rows;

const run = async (dryRun = false) => {
  const media = await openMediaStore(path.join(city.folder, 'media'));
  return purge({ pool: city.database.pool, media, now: city.clock.at, by: 'operator' }, '2026-11-27', { dryRun });
};

const hash = (letter: string): string => letter.repeat(64);

const record = async (id: string, person: string, at: Date, photo: string): Promise<void> => {
  await rows(`INSERT INTO media_file (hash, content_type, size, created_at) VALUES ($1, 'image/jpeg', 1, $2)`, [hash(photo), OLD]);
  await rows(
    `INSERT INTO inspection (id, school_code, person_id, day, at, grids, rules, result, words, photos, position, hazards, cause_type, cause_id)
     VALUES ($1, 'S001', $2, '2026-11-20', $3, '{E000}', '{}', '正常', '查了三中,没问题', $4, '校门口', '{}', 'inbox', $1)`,
    [id, person, at, JSON.stringify([{ hash: hash(photo), takenAt: null, repeated: false }])],
  );
  await rows(
    `INSERT INTO inspection_amendment (inspection_id, at, "by", words, before) VALUES ($1, $2, $3, '记错了', '{"day": "2026-11-21"}')`,
    [id, at, person],
  );
};

const fill = async (): Promise<void> => {
  await rows(
    `INSERT INTO person (id, name, status) VALUES ('P91', '老检查', '离岗'), ('P92', '新检查', '离岗'), ('P93', '抽查人', '离岗')`,
  );
  await record('old', 'P91', OLD, 'a');
  await record('young', 'P92', YOUNG, 'b');
  await rows(
    `INSERT INTO reminder (recipient, unit_code, rule, "from", "to", name, stage, not_before)
     SELECT 'person:P91', 'E000', 'town-monthly', '2026-11-01', '2026-11-30', '11月', stage, at::timestamptz
     FROM (VALUES ('opens', $1), ('halfway', $2)) AS told (stage, at)`,
    [OLD.toISOString(), YOUNG.toISOString()],
  );
  await rows(
    `INSERT INTO digest (recipient, day, outbox_id, at) VALUES ('person:P91', '2026-11-26', 'x', $1), ('person:P91', '2026-11-27', 'x', $2)`,
    [OLD, YOUNG],
  );
  await rows(
    `INSERT INTO draw (id, unit_code, "on", count, inspectors, sealed, hash, created_at, created_by)
     VALUES ('old', 'E000', '2026-11-20', 1, '{P91}', '{}', 'x', $1, 'operator'), ('young', 'E000', '2026-12-01', 1, '{P93}', '{}', 'y', $2, 'operator')`,
    [OLD, YOUNG],
  );
};

it('takes words, positions and photos of old checks; what was checked stays, so that duties can still be counted', async () => {
  await fill();
  const [before] = await rows(`SELECT * FROM inspection WHERE id = 'young'`);
  expect(await run(true)).toMatchObject({ checks: 1, amendments: 1, reminders: 1, digests: 1 });
  expect(await run()).toMatchObject({ checks: 1, amendments: 1, reminders: 1, digests: 1 });
  expect(await rows(`SELECT words, position, result, day::text, grids, photos FROM inspection WHERE id = 'old'`)).toEqual([
    {
      words: '',
      position: null,
      result: '正常',
      day: '2026-11-20',
      grids: ['E000'],
      photos: [{ hash: hash('a'), takenAt: null, repeated: false }],
    },
  ]);
  expect(await rows(`SELECT * FROM inspection WHERE id = 'young'`)).toEqual([before]);
  expect(await rows('SELECT words, before FROM inspection_amendment ORDER BY id')).toEqual([
    { words: '', before: { day: '2026-11-21' } },
    { words: '记错了', before: { day: '2026-11-21' } },
  ]);
  expect(await rows('SELECT hash FROM media_file WHERE hash = ANY($1)', [[hash('a'), hash('b')]])).toEqual([{ hash: hash('b') }]);
});

it('forgets old reminders and digests, never a sealed draw', async () => {
  await fill();
  await run();
  expect(await rows('SELECT stage FROM reminder')).toEqual([{ stage: 'halfway' }]);
  expect(await rows('SELECT day::text FROM digest')).toEqual([{ day: '2026-11-27' }]);
  expect(await rows('SELECT id FROM draw ORDER BY id')).toEqual([{ id: 'old' }, { id: 'young' }]);
});

it('keeps the name of who has left while a younger check or draw names him', async () => {
  await fill();
  await run();
  expect(await rows(`SELECT id, name FROM person WHERE id LIKE 'P9_' ORDER BY id`)).toEqual([
    { id: 'P91', name: '已清除' },
    { id: 'P92', name: '新检查' },
    { id: 'P93', name: '抽查人' },
  ]);
});

it('finds nothing the second time, however many there were', async () => {
  await rows(
    `INSERT INTO inspection (id, school_code, person_id, day, at, grids, rules, words, hazards, cause_type, cause_id)
     SELECT 'i' || n, 'S001', 'P1', '2026-11-20', $1, '{}', '{}', '查了', '{}', 'inbox', 'i' || n FROM generate_series(1, 4500) n`,
    [OLD],
  );
  await rows(
    `INSERT INTO digest (recipient, day, outbox_id, at) SELECT 'person:' || n, '2026-11-20', 'x', $1 FROM generate_series(1, 4500) n`,
    [OLD],
  );
  expect(await run()).toMatchObject({ checks: 4500, digests: 4500 });
  expect(await run()).toMatchObject({ checks: 0, digests: 0 });
  expect(await rows(`SELECT FROM inspection WHERE words <> ''`)).toEqual([]);
  expect(await rows('SELECT FROM digest')).toEqual([]);
});
