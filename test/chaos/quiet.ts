import { setTimeout as pause } from 'node:timers/promises';
import { withClient } from './collect.ts';
import type { Site } from './site.ts';

/** A platform's limit keeps a message back for some 70 s at most; what waits longer waits for its hour. */
const SOON = "interval '90 seconds'";

/** What the operator mends and what time heals: a pause that a platform asked for, and pauses between tries, end now. Leases do not. */
export const endPauses = async (url: string): Promise<void> =>
  withClient(url, async (client) => {
    await client.query('UPDATE channel_pause SET until = now() WHERE until > now()');
    await client.query("UPDATE outbox_message SET retry_at = now() WHERE status = 'queued' AND retry_at > now()");
    await client.query("UPDATE inbox_message SET retry_at = now() WHERE status = 'pending' AND retry_at > now()");
  });

export type Left = { pending: number; queued: number; held: number };

const leftOf = (url: string): Promise<Left> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<Left>(
      `SELECT (SELECT count(*)::int FROM inbox_message WHERE status = 'pending') AS pending,
         (SELECT count(*)::int FROM outbox_message WHERE status = 'queued' AND not_before <= now() + ${SOON}) AS queued,
         (SELECT count(*)::int FROM lane WHERE lease_until > now()) AS held`,
    );
    return rows[0] ?? { pending: 0, queued: 0, held: 0 };
  });

const isQuiet = ({ pending, queued, held }: Left): boolean => pending + queued + held === 0;

/**
 * Waits until nothing is left to do and nobody is at it, twice in a row; or until time is up, when the laws say what is left.
 * @returns how long it took, in ms, and what was left at last
 */
export const untilQuiet = async (site: Site, withinMs: number): Promise<{ tookMs: number; left: Left | null }> => {
  const from = performance.now();
  let left: Left | null = null;
  for (let quiet = 0; quiet < 2 && performance.now() - from < withinMs; await pause(500)) {
    const url = await site.databaseUrl();
    if (url === null) continue;
    try {
      await endPauses(url);
      left = await leftOf(url);
      quiet = isQuiet(left) ? quiet + 1 : 0;
    } catch {
      quiet = 0; // the database is on its way back
    }
  }
  return { tookMs: performance.now() - from, left };
};
