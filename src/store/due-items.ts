import type { KnownHazard } from '../domain/hazard/state.ts';
import type { Db } from './database.ts';
import { hazardFromJson } from './hazard-json.ts';

/** Items that the clock has to look at, those that have waited longest first, a bounded number of them. */
export const dueItems = async (db: Db, now: Date, limit: number): Promise<string[]> => {
  const rows = await db.$queryRaw<{ number: string }[]>`
    SELECT number FROM hazard WHERE wake_at IS NOT NULL AND wake_at <= ${now} ORDER BY wake_at, number LIMIT ${limit}`;
  return rows.map((row) => row.number);
};

/** Locks an item that is due; null when it no longer is, or somebody else is at it. */
export const claimDue = async (db: Db, number: string, now: Date): Promise<KnownHazard | null> => {
  const rows = await db.$queryRaw<{ state: unknown }[]>`
    SELECT state FROM hazard WHERE number = ${number} AND wake_at <= ${now} FOR UPDATE SKIP LOCKED`;
  return rows[0] ? hazardFromJson(rows[0].state) : null;
};

/** When the clock looks at the item next; nothing else of it changes. */
export const saveWakeAt = async (db: Db, number: string, wakeAt: Date | null): Promise<void> => {
  await db.hazard.updateMany({ where: { number }, data: { wakeAt } });
};

/** Puts off the next look at an item that is due. */
export const putOff = async (db: Db, number: string, now: Date, until: Date): Promise<void> => {
  await db.hazard.updateMany({ where: { number, wakeAt: { lte: now } }, data: { wakeAt: until } });
};
