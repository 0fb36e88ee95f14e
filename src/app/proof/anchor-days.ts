import { type Anchor, anchorNextDay, anchorTime, lastFinishedDay, nextDayToAnchor } from '../../store/anchors.ts';
import type { Database, Db } from '../../store/database.ts';
import type { Clock, Log } from '../ports.ts';

export type AnchorDeps = { database: Database; clock: Pick<Clock, 'now'>; log: Log };

/** After a long standstill the next tick goes on. */
const MOST_AT_ONCE = 400;

/**
 * Anchors every day that is over and not anchored yet, each once, whoever else does so at the same time. Its hash goes to the log too: a
 * copy outside of the database, which nobody who rewrites that can reach.
 * @returns the anchors made
 */
export const anchorFinishedDays = async ({ database, clock, log }: AnchorDeps): Promise<Anchor[]> => {
  const now = await clock.now();
  const next = await nextDayToAnchor(database.prisma);
  if (next === null || next > lastFinishedDay(now)) return [];
  const made: Anchor[] = [];
  while (made.length < MOST_AT_ONCE) {
    const anchor = await anchorNextDay(database, now);
    if (!anchor) break;
    made.push(anchor);
    log.info({ day: anchor.day, entries: anchor.entries, hash: anchor.hash }, 'history anchored');
  }
  return made;
};

/** The next time after `now` and until `until` at which a day is to be anchored; null when there is none. For the virtual clock. */
export const nextAnchorTime = async (db: Db, now: Date, until: Date): Promise<Date | null> => {
  const day = await nextDayToAnchor(db);
  if (day === null) return null;
  const due = anchorTime(day);
  return due > now && due <= until ? due : null;
};
