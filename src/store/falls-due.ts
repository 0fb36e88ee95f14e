import type { Db } from './database.ts';

/** Whether anything has fallen due by itself that the sweep has not dealt with. */
export const isAnythingToSweep = async (db: Db, now: Date): Promise<boolean> => {
  const rows = await db.$queryRaw<{ due: boolean }[]>`
    SELECT EXISTS (SELECT FROM hazard WHERE wake_at IS NOT NULL AND wake_at <= ${now})
      OR EXISTS (SELECT FROM notice WHERE outbox_id IS NULL AND not_before <= ${now}) AS due`;
  return rows[0]?.due ?? false;
};

/** When, after `now` and not after `until`, something next falls due by itself; null when nothing does. */
export const nextSweepTime = async (db: Db, now: Date, until: Date): Promise<Date | null> => {
  const rows = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT least(
      (SELECT min(wake_at) FROM hazard WHERE wake_at > ${now} AND wake_at <= ${until}),
      (SELECT min(not_before) FROM notice WHERE outbox_id IS NULL AND not_before > ${now} AND not_before <= ${until})) AS at`;
  return rows[0]?.at ?? null;
};
