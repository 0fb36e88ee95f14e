import type { Db } from '../database.ts';
import { ORGANISATION_VERSION } from '../organisation/version.ts';

const KEY = 'duty-plan';

/** `all`: every duty is made what it should be; `new`: what the day brings is added, and the rest is as it was. */
export type PlanScope = 'all' | 'new';

/**
 * How far the duties are planned. `version`: the day, the rules and the organisation that they were planned by; `after`: the last school that
 * is done; `complete`: all are; `latest`: the latest day that was ever planned by, since a clock may be set back.
 */
export type PlanMark = { version: string; after: string; complete: boolean; scope: PlanScope; latest: string };

/** The mark, null before the first planning, and the organisation's version. One small query: it is asked every few seconds. */
export const planMark = async (db: Db): Promise<{ mark: PlanMark | null; organisation: string }> => {
  const rows = await db.$queryRaw<{ mark: PlanMark | null; organisation: string }[]>`
    SELECT (SELECT value FROM setting WHERE key = ${KEY}) AS mark, ${ORGANISATION_VERSION} AS organisation`;
  return rows[0] ?? { mark: null, organisation: '0' };
};

/** Belongs into the transaction of what it says is done. */
export const savePlanMark = async (db: Db, mark: PlanMark): Promise<void> => {
  await db.$executeRaw`
    INSERT INTO setting (key, value) VALUES (${KEY}, ${JSON.stringify(mark)}::jsonb) ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
};

/**
 * One planner at a time, until the transaction ends; the next waits. False: an import is under way. It is not waited for: it takes minutes,
 * holds the units that would be locked, and everything is to be planned anew when it is done.
 */
export const lockPlanning = async (db: Db): Promise<boolean> => {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('duty planning'))`;
  const rows = await db.$queryRaw<{ free: boolean }[]>`SELECT pg_try_advisory_xact_lock_shared(hashtext('organisation import')) AS free`;
  return rows[0]?.free ?? false;
};
