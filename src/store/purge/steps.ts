import type pg from 'pg';
import { withoutWords } from './blank-words.ts';
import { ENDED_BEFORE } from './what-stays.ts';

/** What a purge removes, counted. */
export type PurgeCounts = {
  hazards: number;
  words: number;
  photos: number;
  inbox: number;
  outbox: number;
  notices: number;
  sessions: number;
  absences: number;
  bindings: number;
  checks: number;
  amendments: number;
  reminders: number;
  digests: number;
  people: number;
  accounts: number;
};

/** Where a walk goes on; its parts are the columns by which it goes. */
type Place = readonly string[];
/** `next` null: there is nothing more. */
export type Batch = { next: Place | null; counts: Partial<PurgeCounts> };

/** One kind of personal data. A batch is bounded, runs in the caller's transaction, and finds nothing to do in what was purged already. */
export type Step = { name: string; purge(client: pg.ClientBase, before: Date, after: Place | null): Promise<Batch> };

/** What stands where words were, in messages and instead of a name. The chat's own words are in its replies. */
export const PURGED_MESSAGE = '（已按规定清除）';
export const PURGED_NAME = '已清除';

const HAZARDS_AT_ONCE = 500;
const ROWS_AT_ONCE = 2000;

type Found = { number: string; reported_at: string; due: boolean; state: unknown };

/** Items by the time of their report; `due`: there is something of it to remove. */
const endedItems = async (client: pg.ClientBase, before: Date, [at, number]: Place): Promise<Found[]> =>
  (
    await client.query<Found>(
      `SELECT h.number, to_char(h.reported_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS reported_at, h.state,
         (h.state ->> 'description' <> '' OR h.reporter_account IS NOT NULL
           OR EXISTS (SELECT FROM history_text t WHERE t.number = h.number)) AS due
       FROM hazard h WHERE (h.reported_at, h.number) > ($2::timestamptz, $3) AND ${ENDED_BEFORE}
       ORDER BY h.reported_at, h.number LIMIT ${HAZARDS_AT_ONCE} FOR UPDATE OF h`,
      [before, at, number],
    )
  ).rows;

const countOf = async (client: pg.ClientBase, statement: string, values: unknown[]): Promise<number> =>
  (await client.query(statement, values)).rowCount ?? 0;

/** Words are deleted from history's side table and blanked in the state alike; the version stays, since nothing was decided. */
const hazards: Step = {
  name: 'hazards',
  purge: async (client, before, after) => {
    const found = await endedItems(client, before, after ?? ['-infinity', '']);
    const due = found.filter((item) => item.due);
    const numbers = due.map(({ number }) => number);
    const last = found.at(-1);
    const states = due.map(({ state }) => JSON.stringify(withoutWords(state)));
    await client.query(
      `UPDATE hazard h SET state = blank.state::jsonb, reporter_account = NULL
       FROM unnest($1::text[], $2::text[]) AS blank (number, state) WHERE h.number = blank.number`,
      [numbers, states],
    );
    const words = await countOf(client, 'DELETE FROM history_text WHERE number = ANY($1)', [numbers]);
    return {
      next: last && found.length === HAZARDS_AT_ONCE ? [last.reported_at, last.number] : null,
      counts: { hazards: due.length, words },
    };
  },
};

type Walked = { last: string | null; seen: number; done: number };

const walked = ({ last, seen }: Walked): Place | null => (last !== null && seen === ROWS_AT_ONCE ? [last] : null);

const one = async (client: pg.ClientBase, statement: string, values: unknown[]): Promise<Walked> => {
  const { rows } = await client.query<Walked>(statement, values);
  return rows[0] ?? { last: null, seen: 0, done: 0 };
};

/** A file that came before the day and that nothing younger or open shows: its row goes, and the file after the commit. */
const photos: Step = {
  name: 'photos',
  purge: async (client, before, after) => {
    const batch = await one(
      client,
      `WITH batch AS MATERIALIZED (SELECT hash, created_at FROM media_file WHERE hash > $2 ORDER BY hash LIMIT ${ROWS_AT_ONCE} FOR UPDATE),
       gone AS (DELETE FROM media_file m USING batch b WHERE m.hash = b.hash AND b.created_at < $1
         AND NOT EXISTS (SELECT FROM kept_photo k WHERE k.hash = b.hash)
         AND NOT EXISTS (SELECT FROM photo_use u JOIN hazard h ON h.number = u.number WHERE u.hash = b.hash AND NOT ${ENDED_BEFORE})
         RETURNING m.hash),
       noted AS (INSERT INTO purged_photo (hash, purged_at) SELECT hash, now() FROM gone ON CONFLICT (hash) DO NOTHING)
       SELECT (SELECT max(hash) FROM batch) AS last, (SELECT count(*)::int FROM batch) AS seen, (SELECT count(*)::int FROM gone) AS done`,
      [before, after?.[0] ?? ''],
    );
    return { next: walked(batch), counts: { photos: batch.done } };
  },
};

/** Rows come in the order of their running number, and nearly in that of time: a whole batch that is younger ends the walk. */
const inbox: Step = {
  name: 'inbox',
  purge: async (client, before, after) => {
    const { rows } = await client.query<Walked & { younger: boolean }>(
      `WITH batch AS MATERIALIZED (SELECT id, seq, received_at FROM inbox_message WHERE seq > $2::bigint ORDER BY seq LIMIT ${ROWS_AT_ONCE}),
       gone AS (UPDATE inbox_message m SET payload = '' FROM batch b
         WHERE m.id = b.id AND b.received_at < $1 AND m.status <> 'pending' AND m.payload <> '' RETURNING 1)
       SELECT (SELECT max(seq)::text FROM batch) AS last, (SELECT count(*)::int FROM batch) AS seen, (SELECT count(*)::int FROM gone) AS done,
         coalesce((SELECT min(received_at) >= $1 FROM batch), true) AS younger`,
      [before, after?.[0] ?? '0'],
    );
    const batch = rows[0] ?? { last: null, seen: 0, done: 0, younger: true };
    return { next: batch.younger ? null : walked(batch), counts: { inbox: batch.done } };
  },
};

/**
 * What still waits to be sent, and cards whose buttons an open item still needs, stay as they are. What was parked so long ago is dropped:
 * without its words it must not be sent again.
 */
const outbox: Step = {
  name: 'outbox',
  purge: async (client, before, after) => {
    const { rows } = await client.query<{ at: string | null; id: string | null; seen: number; done: number }>(
      `WITH batch AS MATERIALIZED (SELECT id, created_at FROM outbox_message
         WHERE created_at < $1 AND (created_at, id) > ($2::timestamptz, $3) ORDER BY created_at, id LIMIT ${ROWS_AT_ONCE}),
       gone AS (UPDATE outbox_message m SET body = $4, text = $5, actions = '[]', mentions = '{}', update_token = NULL, card_open = false,
           status = CASE m.status WHEN 'parked' THEN 'dropped' ELSE m.status END
         FROM batch b WHERE m.id = b.id AND m.status <> 'queued' AND m.text <> $5
           AND NOT (m.card_open AND EXISTS (SELECT FROM hazard h WHERE h.number = m.hazard_number AND NOT ${ENDED_BEFORE}))
         RETURNING 1),
       latest AS (SELECT id, created_at FROM batch ORDER BY created_at DESC, id DESC LIMIT 1)
       SELECT (SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM latest) AS at, (SELECT id FROM latest) AS id,
         (SELECT count(*)::int FROM batch) AS seen, (SELECT count(*)::int FROM gone) AS done`,
      [before, after?.[0] ?? '-infinity', after?.[1] ?? '', { kind: 'text', text: PURGED_MESSAGE }, PURGED_MESSAGE],
    );
    const { at, id, seen, done } = rows[0] ?? { at: null, id: null, seen: 0, done: 0 };
    return { next: at !== null && id !== null && seen === ROWS_AT_ONCE ? [at, id] : null, counts: { outbox: done } };
  },
};

/** Rows of a table that are simply deleted. `key`: its primary key; `old`: which of them. */
const deleted = (
  name: 'sessions' | 'absences' | 'bindings' | 'notices' | 'reminders',
  table: string,
  key: string,
  type: string,
  old: string,
): Step => ({
  name,
  purge: async (client, before, after) => {
    const batch = await one(
      client,
      `WITH batch AS MATERIALIZED (SELECT ${key} AS key FROM ${table}
         WHERE ($2::text IS NULL OR ${key} > $2::text::${type}) AND ${old} ORDER BY ${key} LIMIT ${ROWS_AT_ONCE}),
       gone AS (DELETE FROM ${table} USING batch b WHERE ${table}.${key} = b.key RETURNING 1)
       SELECT (SELECT max(key)::text FROM batch) AS last, (SELECT count(*)::int FROM batch) AS seen, (SELECT count(*)::int FROM gone) AS done`,
      [before, after?.[0] ?? null],
    );
    return { next: walked(batch), counts: { [name]: batch.done } };
  },
});

/**
 * What was checked, when, by whom and with which result stays: duties are counted by it. Hashes of photos stay too, so that one that is
 * shown again is known; the files go with all others.
 */
const checks: Step = {
  name: 'checks',
  purge: async (client, before, after) => {
    const batch = await one(
      client,
      `WITH batch AS MATERIALIZED (SELECT id, at FROM inspection WHERE id > $2 ORDER BY id LIMIT ${ROWS_AT_ONCE}),
       gone AS (UPDATE inspection i SET words = '', position = NULL FROM batch b
         WHERE i.id = b.id AND b.at < $1 AND (i.words <> '' OR i.position IS NOT NULL) RETURNING 1)
       SELECT (SELECT max(id) FROM batch) AS last, (SELECT count(*)::int FROM batch) AS seen, (SELECT count(*)::int FROM gone) AS done`,
      [before, after?.[0] ?? ''],
    );
    return { next: walked(batch), counts: { checks: batch.done } };
  },
};

/** That something was corrected stays, and what it was before: dates, codes and numbers. */
const amendments: Step = {
  name: 'amendments',
  purge: async (client, before, after) => {
    const batch = await one(
      client,
      `WITH batch AS MATERIALIZED (SELECT id, at FROM inspection_amendment WHERE id > $2::int ORDER BY id LIMIT ${ROWS_AT_ONCE}),
       gone AS (UPDATE inspection_amendment a SET words = '' FROM batch b WHERE a.id = b.id AND b.at < $1 AND a.words <> '' RETURNING 1)
       SELECT (SELECT max(id)::text FROM batch) AS last, (SELECT count(*)::int FROM batch) AS seen, (SELECT count(*)::int FROM gone) AS done`,
      [before, after?.[0] ?? '0'],
    );
    return { next: walked(batch), counts: { amendments: batch.done } };
  },
};

/** That somebody got his digest on a day long past keeps nobody from getting it twice any more. */
const digests: Step = {
  name: 'digests',
  purge: async (client, before, after) => {
    const { rows } = await client.query<{ recipient: string; day: string }>(
      `WITH batch AS MATERIALIZED (SELECT recipient, day FROM digest
         WHERE day < ($1::timestamptz AT TIME ZONE 'Asia/Shanghai')::date AND (day, recipient) > ($2::date, $3)
         ORDER BY day, recipient LIMIT ${ROWS_AT_ONCE})
       DELETE FROM digest d USING batch b WHERE d.recipient = b.recipient AND d.day = b.day
       RETURNING d.recipient, to_char(d.day, 'YYYY-MM-DD') AS day`,
      [before, after?.[0] ?? '-infinity', after?.[1] ?? ''],
    );
    const last = rows.toSorted((a, b) => (a.day === b.day ? (a.recipient < b.recipient ? -1 : 1) : a.day < b.day ? -1 : 1)).at(-1);
    return { next: last && rows.length === ROWS_AT_ONCE ? [last.day, last.recipient] : null, counts: { digests: rows.length } };
  },
};

/** Who has left and is named by nothing younger or open: the id stays, since history refers to it. */
const people: Step = {
  name: 'people',
  purge: async (client, _before, after) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT p.id FROM person p WHERE p.id > $1 AND p.status = '离岗' AND NOT EXISTS (SELECT FROM kept_person k WHERE k.id = p.id)
         AND (p.name <> $2 OR p.phone IS NOT NULL OR EXISTS (SELECT FROM account a WHERE a.person_id = p.id))
       ORDER BY p.id LIMIT ${ROWS_AT_ONCE} FOR UPDATE`,
      [after?.[0] ?? '', PURGED_NAME],
    );
    const ids = rows.map(({ id }) => id);
    const accounts = await countOf(client, 'DELETE FROM account WHERE person_id = ANY($1)', [ids]);
    const bindings = await countOf(client, 'DELETE FROM binding_request WHERE person_id = ANY($1)', [ids]);
    const absences = await countOf(client, 'DELETE FROM absence WHERE person_id = ANY($1)', [ids]);
    const cleared = await countOf(
      client,
      'UPDATE person SET name = $2, phone = NULL, deputy_id = NULL, directory_asked_at = NULL WHERE id = ANY($1)',
      [ids, PURGED_NAME],
    );
    const last = ids.at(-1);
    return { next: last && ids.length === ROWS_AT_ONCE ? [last] : null, counts: { people: cleared, accounts, bindings, absences } };
  },
};

/**
 * The retention rule, in the order in which it is carried out. Before the day D means: began and ended before it.
 *
 * | what | which | becomes |
 * |---|---|---|
 * | words of history, words in an item's state | items that ended before D | gone; empty or null (numbers, categories, levels, times, ids, the chain stay) |
 * | the account of a reporter without a name | items that ended before D | null |
 * | notices that wait for a digest | items that ended before D | deleted |
 * | sessions, absences, decided requests to bind | not touched, over, decided since D | deleted |
 * | photos and other files | came before D, shown by nothing younger or open | row and file deleted, the hash noted in `purged_photo` |
 * | messages that came in | before D, handled | without their payload |
 * | messages that went out | before D, sent or given up | without words and buttons |
 * | checks, and what was corrected of them | recorded, corrected before D | without words and position (days, results, hashes of photos stay) |
 * | reminders that were never told, digests that were noted | meant for before D | deleted |
 * | sealed draws | none | untouched: they name people by 工号 only, and must stay whole to be checked again |
 * | people | 离岗, in nothing younger or open | 已清除, without phone and accounts (the 工号 stays) |
 */
export const RETENTION_RULE: readonly Step[] = [
  hazards,
  deleted('notices', 'notice', 'id', 'int', `EXISTS (SELECT FROM hazard h WHERE h.number = notice.hazard_number AND ${ENDED_BEFORE})`),
  deleted('sessions', 'session', 'key', 'text', 'updated_at < $1'),
  deleted('absences', 'absence', 'id', 'int', 'coalesce(ended_at, until) < $1'),
  deleted('bindings', 'binding_request', 'id', 'text', `status <> 'open' AND coalesce(decided_at, created_at) < $1`),
  photos,
  inbox,
  outbox,
  checks,
  amendments,
  deleted('reminders', 'reminder', 'id', 'bigint', 'not_before < $1'),
  digests,
  people,
];

/** Notes what a batch has removed, in its own transaction: what is gone is always accounted for. */
export const noteRun = async (client: pg.ClientBase, before: string, at: Date, by: string, counts: Partial<PurgeCounts>): Promise<void> => {
  await client.query('INSERT INTO purge_run ("before", at, "by", counts) VALUES ($1, $2, $3, $4)', [before, at, by, counts]);
};

/** Files whose rows are gone, by hash; a file that came again since has a row again. */
export const purgedFiles = async (client: pg.ClientBase, after: string): Promise<string[]> =>
  (
    await client.query<{ hash: string }>(
      `SELECT p.hash FROM purged_photo p WHERE p.hash > $1 AND NOT EXISTS (SELECT FROM media_file m WHERE m.hash = p.hash)
       ORDER BY p.hash LIMIT ${ROWS_AT_ONCE}`,
      [after],
    )
  ).rows.map(({ hash }) => hash);
