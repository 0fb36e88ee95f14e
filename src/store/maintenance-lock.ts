import type pg from 'pg';

/** A number of our own among PostgreSQL's advisory locks. */
const KEY = 72_707_370;

/**
 * Takes the lock of a connection that keeps purges away from backups, without waiting: several may share it, or one has it alone. The
 * connection's end gives it back.
 * @returns whether it was got
 */
export const takeMaintenanceLock = async (client: pg.ClientBase, how: 'shared' | 'alone'): Promise<boolean> => {
  const { rows } = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock${how === 'shared' ? '_shared' : ''}($1) AS taken`, [
    KEY,
  ]);
  return rows[0]?.taken ?? false;
};
