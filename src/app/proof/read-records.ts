import type pg from 'pg';
import type { PhotoUse } from '../../domain/evidence/photo-use.ts';
import { ANCHOR_COLUMNS, type Anchor } from '../../store/anchors.ts';
import type { HistoryEntry } from '../../store/history-chain.ts';
import type { HazardRow, ItemRecord } from './verify-item.ts';

type Client = pg.ClientBase;

const ITEMS_AT_ONCE = 200;

const rowsOf = async <Row extends pg.QueryResultRow>(client: Client, statement: string, values: unknown[] = []): Promise<Row[]> =>
  (await client.query<Row>(statement, values)).rows;

const byNumber = <Row extends { number: string }>(rows: readonly Row[]): Map<string, Row[]> => {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const list = found.get(row.number) ?? [];
    list.push(row);
    found.set(row.number, list);
  }
  return found;
};

/** So many items without a row are taken in; more is no accident, and the anchors tell of it. */
const MOST_STRAYS = 1_000;

/** Items whose rows are gone while their history is left. */
const straysOf = async (client: Client): Promise<string[]> =>
  (
    await rowsOf<{ number: string }>(
      client,
      `SELECT DISTINCT number FROM hazard_history e WHERE NOT EXISTS (SELECT FROM hazard h WHERE h.number = e.number) LIMIT ${MOST_STRAYS}`,
    )
  ).map(({ number }) => number);

const nextNumbers = async (client: Client, after: string, strays: readonly string[]): Promise<string[]> =>
  (
    await rowsOf<{ number: string }>(
      client,
      `SELECT number FROM (
         (SELECT number FROM hazard WHERE number > $1 ORDER BY number LIMIT ${ITEMS_AT_ONCE})
         UNION SELECT number FROM unnest($2::text[]) AS strays (number) WHERE number > $1) found
       ORDER BY number LIMIT ${ITEMS_AT_ONCE}`,
      [after, strays],
    )
  ).map(({ number }) => number);

const itemsWith = async (client: Client, numbers: string[]): Promise<ItemRecord[]> => {
  const rows = await rowsOf<HazardRow>(client, 'SELECT * FROM hazard WHERE number = ANY($1)', [numbers]);
  const entries = await rowsOf<HistoryEntry & { number: string }>(
    client,
    `SELECT number, seq, at, actor_id AS "actorId", event, step, data, hash, previous_hash AS "previousHash"
     FROM hazard_history WHERE number = ANY($1) ORDER BY number, seq`,
    [numbers],
  );
  const texts = await rowsOf<{ number: string; id: string; text: string }>(
    client,
    'SELECT number, id, text FROM history_text WHERE number = ANY($1)',
    [numbers],
  );
  const uses = await rowsOf<PhotoUse & { number: string }>(client, 'SELECT number, hash, phase, at FROM photo_use WHERE number = ANY($1)', [
    numbers,
  ]);
  const usesOf = byNumber(uses);
  const rowOf = new Map(rows.map((row) => [row.number, row]));
  const [entriesOf, textsOf] = [byNumber(entries), byNumber(texts)];
  return numbers.map((number) => ({
    number,
    row: rowOf.get(number) ?? null,
    entries: (entriesOf.get(number) ?? []).map(({ number: _number, ...entry }) => entry),
    texts: new Map((textsOf.get(number) ?? []).map(({ id, text }) => [id, text])),
    uses: usesOf.get(number) ?? [],
  }));
};

/** All items with their history and words, in the database's order of their numbers, some hundred at a time. */
export async function* readItems(client: Client): AsyncGenerator<ItemRecord[]> {
  const strays = await straysOf(client);
  let after = '';
  for (;;) {
    const numbers = await nextNumbers(client, after, strays);
    const last = numbers.at(-1);
    if (last === undefined) return;
    yield await itemsWith(client, numbers);
    after = last;
  }
}

export const readAnchors = (client: Client): Promise<Anchor[]> =>
  rowsOf<Anchor>(client, `SELECT ${ANCHOR_COLUMNS} FROM history_anchor ORDER BY seq`);

/** The latest day before which the retention rule has removed words; null where it never has. */
export const readPurgedBefore = async (client: Client): Promise<string | null> =>
  (await rowsOf<{ before: string | null }>(client, 'SELECT max("before")::text AS before FROM purge_run'))[0]?.before ?? null;

/** Words of items that do not exist, with their items' numbers. */
export const readStrayTexts = (client: Client, limit: number): Promise<{ id: string; number: string }[]> =>
  rowsOf(
    client,
    `SELECT id, number FROM history_text t WHERE NOT EXISTS (SELECT FROM hazard h WHERE h.number = t.number)
       AND NOT EXISTS (SELECT FROM hazard_history e WHERE e.number = t.number) ORDER BY id LIMIT $1`,
    [limit],
  );

/** Notes of photos that items are said to show that do not exist. */
export const readStrayUses = (client: Client, limit: number): Promise<{ hash: string; number: string }[]> =>
  rowsOf(
    client,
    `SELECT hash, number FROM photo_use u WHERE NOT EXISTS (SELECT FROM hazard h WHERE h.number = u.number)
       AND NOT EXISTS (SELECT FROM hazard_history e WHERE e.number = u.number) ORDER BY hash, number LIMIT $1`,
    [limit],
  );

/** Numbers that were given (each month counts without gaps), but whose items are not there. */
export const readLostNumbers = async (client: Client, limit: number): Promise<string[]> =>
  (
    await rowsOf<{ number: string }>(
      client,
      `SELECT given.number FROM hazard_counter c CROSS JOIN generate_series(1, c.last) n
         CROSS JOIN LATERAL (SELECT 'H' || c.month || lpad(n::text, greatest(4, length(n::text)), '0') AS number) given
       WHERE NOT EXISTS (SELECT FROM hazard h WHERE h.number = given.number)
         AND NOT EXISTS (SELECT FROM hazard_history e WHERE e.number = given.number)
       ORDER BY 1 LIMIT $1`,
      [limit],
    )
  ).map(({ number }) => number);

/** A photo that is said to be purged where no purge ever ran was not. */
const PURGES = 'EXISTS (SELECT FROM purge_run)';

/** Which of these photos neither lie in the store nor were purged. */
export const readUnknownPhotos = async (client: Client, hashes: string[]): Promise<Set<string>> => {
  if (hashes.length === 0) return new Set();
  const rows = await rowsOf<{ hash: string }>(
    client,
    `SELECT hash FROM unnest($1::text[]) AS asked (hash) WHERE NOT EXISTS (SELECT FROM media_file m WHERE m.hash = asked.hash)
       AND NOT (EXISTS (SELECT FROM purged_photo p WHERE p.hash = asked.hash) AND ${PURGES})`,
    [hashes],
  );
  return new Set(rows.map(({ hash }) => hash));
};

export type MediaRow = { hash: string; size: number; contentType: string; purged: boolean };

const FILES_AT_ONCE = 500;

/** All files that should be there, by hash, some hundred at a time. */
export async function* readMedia(client: Client): AsyncGenerator<MediaRow[]> {
  let after = '';
  for (;;) {
    const rows = await rowsOf<MediaRow>(
      client,
      `SELECT m.hash, m.size, m.content_type AS "contentType", p.hash IS NOT NULL AND ${PURGES} AS purged
       FROM media_file m LEFT JOIN purged_photo p ON p.hash = m.hash WHERE m.hash > $1 ORDER BY m.hash LIMIT ${FILES_AT_ONCE}`,
      [after],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.hash;
  }
}
