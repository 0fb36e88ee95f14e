import type pg from 'pg';
import type { Clock } from '../../app/ports.ts';

export const systemClock: Clock = { mode: 'system', now: async () => new Date() };

/** A clock that stands still in the database until somebody moves it: shared by all processes, kept over restarts (design §3.7). */
export type VirtualClock = Clock & {
  /** Starts it at `start` unless it already stands somewhere. */
  begin(start: Date): Promise<void>;
  /** Moves it forwards; a move backwards changes nothing. */
  moveTo(now: Date): Promise<void>;
};

export const createVirtualClock = (pool: pg.Pool): VirtualClock => ({
  mode: 'virtual',
  now: async () => {
    const { rows } = await pool.query<{ now: Date }>('SELECT now FROM virtual_clock WHERE id = 1');
    const row = rows[0];
    if (!row) throw new Error('the virtual clock has not been started');
    return row.now;
  },
  begin: async (start) => {
    await pool.query('INSERT INTO virtual_clock (id, now) VALUES (1, $1) ON CONFLICT DO NOTHING', [start]);
  },
  moveTo: async (now) => {
    await pool.query('UPDATE virtual_clock SET now = $1 WHERE id = 1 AND now < $1', [now]);
  },
});
