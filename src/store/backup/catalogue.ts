import type pg from 'pg';

/** A table of the database and its columns, in the order in which a copy has them. */
export type Table = { name: string; columns: string[] };
/** Where a counter stands; `called`: whether `last` has been given out. */
export type Counter = { name: string; last: string; called: boolean };
export type ForeignKey = { table: string; name: string; definition: string };

/**
 * What is never backed up: it can be had again, and nobody should find the platform's tokens in an old folder. Jobs lie in a schema of the
 * queue's own, or in Redis, and follow from the tables.
 */
const LEFT_OUT = ['_prisma_migrations', 'access_token', 'media_upload', 'lane'];

/** What a program writes before anybody has used it: it does not count as data, and a restore replaces it. */
const OWN_NOTES = ['setting', 'session', 'virtual_clock', 'limit_use', 'channel_pause'];

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Every table of the program whose rows belong to a backup, by name; found in the database itself, so that a new one cannot be forgotten. */
export const readTables = async (client: pg.ClientBase): Promise<Table[]> => {
  const { rows } = await client.query<Table>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL($1)
     GROUP BY c.relname ORDER BY c.relname`,
    [LEFT_OUT],
  );
  return rows;
};

/** Where the counters of the tables stand. Read after the rows' snapshot was taken, they are never behind the rows. */
export const readCounters = async (client: pg.ClientBase): Promise<Counter[]> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY relname`,
  );
  const counters: Counter[] = [];
  for (const { name } of rows) {
    const { rows: found } = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM public.${quoted(name)}`,
    );
    counters.push(...found.map((counter) => ({ name, ...counter })));
  }
  return counters;
};

export const setCounter = async (client: pg.ClientBase, { name, last, called }: Counter): Promise<void> => {
  await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [`public.${quoted(name)}`, last, called]);
};

export const readForeignKeys = async (client: pg.ClientBase): Promise<ForeignKey[]> => {
  const { rows } = await client.query<ForeignKey>(
    `SELECT c.relname AS "table", k.conname AS name, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace ORDER BY c.relname, k.conname`,
  );
  return rows;
};

/** Tables that hold somebody's data; a program that was only started has none. */
export const tablesWithData = async (client: pg.ClientBase, tables: readonly Table[]): Promise<string[]> => {
  const full: string[] = [];
  for (const { name } of tables.filter((table) => !OWN_NOTES.includes(table.name))) {
    const { rows } = await client.query<{ any: boolean }>(`SELECT EXISTS (SELECT FROM public.${quoted(name)}) AS "any"`);
    if (rows[0]?.any) full.push(name);
  }
  return full;
};

/** Removes what a program wrote before anybody used it. */
export const removeOwnNotes = async (client: pg.ClientBase, tables: readonly Table[]): Promise<void> => {
  for (const { name } of tables.filter((table) => OWN_NOTES.includes(table.name))) await client.query(`DELETE FROM public.${quoted(name)}`);
};

/** How many others are connected to this database. Workers of PostgreSQL itself have no user. */
export const otherSessions = async (client: pg.ClientBase): Promise<number> => {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL`,
  );
  return rows[0]?.count ?? 0;
};
