import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from, to } from 'pg-copy-streams';
import { quoted, type Table } from './catalogue.ts';

/** Both ways the same, whatever the two servers are set to: a copy is text, and every value must read back as itself. */
const SETTINGS = `SET client_encoding = 'UTF8'; SET DateStyle = 'ISO'; SET IntervalStyle = 'iso_8601'; SET TimeZone = 'UTC';
  SET extra_float_digits = 1; SET bytea_output = 'hex'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0`;

/** Readies a connection for copying. */
export const prepareForCopy = async (client: pg.ClientBase): Promise<void> => {
  await client.query(SETTINGS);
};

export type RowsOut = Readable & { rowCount: number };

const columnList = ({ columns }: Table): string => columns.map(quoted).join(', ');

/** The rows of a table as PostgreSQL's text form; `rowCount` is right once the stream has ended. A stream given up early breaks the connection. */
export const rowsOf = (client: pg.ClientBase, table: Table): RowsOut =>
  client.query(to(`COPY public.${quoted(table.name)} (${columnList(table)}) TO STDOUT`));

/** Hash and size of every stored file, one a line, with a tab between. */
export const mediaList = (client: pg.ClientBase): RowsOut =>
  client.query(to('COPY (SELECT hash, size FROM public.media_file ORDER BY hash) TO STDOUT'));

/** Loads rows that `rowsOf` gave. @returns how many */
export const loadRows = async (client: pg.ClientBase, table: Table, rows: Readable, ...through: Writable[]): Promise<number> => {
  const copy = client.query(from(`COPY public.${quoted(table.name)} (${columnList(table)}) FROM STDIN`));
  await pipeline([rows, ...through, copy]);
  return copy.rowCount;
};
