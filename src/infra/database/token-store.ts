import type { Pool } from 'pg';
import type { TokenStore } from '../../messaging/platform-state.ts';

// Every time below is the database's own, so that processes on servers with different clocks agree.
const READ = `
  SELECT token, (extract(epoch FROM expires_at - now()) * 1000)::float8 AS remaining_ms
  FROM access_token WHERE key = $1 AND token <> '' AND expires_at > now()`;

// An empty token with a time long past is a row that has only ever held a lease.
const CLAIM = `
  INSERT INTO access_token AS held (key, token, expires_at, refreshing_until)
  VALUES ($1, '', to_timestamp(0), now() + $2::float8 * interval '1 millisecond')
  ON CONFLICT (key) DO UPDATE SET refreshing_until = excluded.refreshing_until
  WHERE (held.refreshing_until IS NULL OR held.refreshing_until <= now())
    AND (held.token = '' OR held.token = $3::text OR held.expires_at <= now() + $4::float8 * interval '1 millisecond')
  RETURNING held.key`;

const SAVE = `
  INSERT INTO access_token (key, token, expires_at, refreshing_until)
  VALUES ($1, $2, now() + $3::float8 * interval '1 millisecond', now() + $4::float8 * interval '1 millisecond')
  ON CONFLICT (key) DO UPDATE
  SET token = excluded.token, expires_at = excluded.expires_at, refreshing_until = excluded.refreshing_until`;

const RELEASE = 'UPDATE access_token SET refreshing_until = NULL WHERE key = $1';

/** Access tokens in PostgreSQL (`access_token`). Each call is one statement: no transaction stays open over a call to a platform. */
export const createTokenStore = (pool: Pick<Pool, 'query'>): TokenStore => ({
  read: async (key) => {
    const { rows } = await pool.query<{ token: string; remaining_ms: number }>(READ, [key]);
    const row = rows[0];
    return row === undefined ? null : { token: row.token, remainingMs: row.remaining_ms };
  },
  claim: async (key, { leaseMs, aheadMs, rejected }) => {
    const { rows } = await pool.query(CLAIM, [key, leaseMs, rejected, aheadMs]);
    return rows.length === 1;
  },
  save: async (key, token, lifetimeMs, quietMs = 0) => {
    await pool.query(SAVE, [key, token, lifetimeMs, quietMs]);
  },
  release: async (key) => {
    await pool.query(RELEASE, [key]);
  },
});
