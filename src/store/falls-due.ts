import type { Db } from './database.ts';

type Earliest = { at: Date | null }[];

/** The earliest is asked for, not whether there is one: that goes by index, however the table has grown. */
const hasCome = ([earliest]: Earliest, now: Date): boolean => earliest?.at != null && earliest.at <= now;

/** Whether an item has fallen due by itself. */
export const isItemDue = async (db: Db, now: Date): Promise<boolean> =>
  hasCome(await db.$queryRaw<Earliest>`SELECT min(wake_at) AS at FROM hazard WHERE wake_at IS NOT NULL`, now);

/** Whether somebody has something to hear. */
export const isNoticeDue = async (db: Db, now: Date): Promise<boolean> =>
  hasCome(await db.$queryRaw<Earliest>`SELECT min(not_before) AS at FROM notice WHERE outbox_id IS NULL`, now);

/** When, after `now` and not after `until`, an item next falls due by itself; null when none does. */
export const nextItemTime = async (db: Db, now: Date, until: Date): Promise<Date | null> => {
  const rows = await db.$queryRaw<Earliest>`
    SELECT min(wake_at) AS at FROM hazard WHERE wake_at > ${now} AND wake_at <= ${until}`;
  return rows[0]?.at ?? null;
};

/** When, after `now` and not after `until`, somebody next has something to hear; null when nobody has. */
export const nextNoticeTime = async (db: Db, now: Date, until: Date): Promise<Date | null> => {
  const rows = await db.$queryRaw<Earliest>`
    SELECT min(not_before) AS at FROM notice WHERE outbox_id IS NULL AND not_before > ${now} AND not_before <= ${until}`;
  return rows[0]?.at ?? null;
};
