import type pg from 'pg';
import type { Limit } from '../messaging/channel.ts';

/**
 * Takes one use of every limit at once, or of none, across all processes (law 6); one round trip, see `take_slots` in the migrations.
 * Times are the clock port's. What is kept in reserve goes to urgent messages only.
 * @returns null when the message may go, else the time from which there is room again
 */
export const takeSlots = async (pool: pg.Pool, limits: Limit[], urgent: boolean, now: Date): Promise<Date | null> => {
  if (limits.length === 0) return null;
  const sorted = [...limits].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.seconds - b.seconds));
  const { rows } = await pool.query<{ free_at: Date | null }>({
    name: 'take-slots',
    text: 'SELECT take_slots($1::text[], $2::int[], $3::int[], $4::timestamptz) AS free_at',
    values: [
      sorted.map((limit) => `${limit.key}/${limit.seconds}`),
      sorted.map((limit) => limit.max - (urgent ? 0 : limit.reserve)),
      sorted.map((limit) => limit.seconds),
      now,
    ],
  });
  return rows[0]?.free_at ?? null;
};

/** A slot counts for nothing once it has left its window (the seconds that its key ends with); a day's are kept for a look. */
export const forgetOldSlots = async (pool: pg.Pool, now: Date): Promise<void> => {
  await pool.query(
    `DELETE FROM limit_use WHERE starts_at < $1::timestamptz - interval '1 day'
       AND starts_at < $1::timestamptz - 2 * make_interval(secs => split_part(key, '/', -1)::int)`,
    [now],
  );
};

export type Pause = { remainingMs: number; reason: string };

/** Lets nothing through a door (a channel, or one group) for a while, by the system's time. A longer pause is not shortened. */
export const pauseDoor = async (pool: pg.Pool, door: string, pauseMs: number, reason: string): Promise<void> => {
  await pool.query(
    `INSERT INTO channel_pause AS p (channel, until, reason) VALUES ($1, now() + $2 * interval '1 millisecond', $3)
     ON CONFLICT (channel) DO UPDATE SET until = greatest(p.until, excluded.until), reason = excluded.reason`,
    [door, pauseMs, reason.slice(0, 200)],
  );
};

export const pauseOf = async (pool: pg.Pool, door: string): Promise<Pause | null> => {
  const { rows } = await pool.query<Pause>(
    `SELECT (extract(epoch FROM until - now()) * 1000)::float8 AS "remainingMs", reason FROM channel_pause WHERE channel = $1 AND until > now()`,
    [door],
  );
  return rows[0] ?? null;
};
