import { earliest } from '../domain/calendar/earliest.ts';
import type { Database, Db } from '../store/database.ts';
import { isItemDue, isNoticeDue, nextItemTime, nextNoticeTime } from '../store/falls-due.ts';
import { isDrawDue, nextDrawTime } from '../store/inspections/draws.ts';
import { isReminderDue, nextReminderTime } from '../store/inspections/reminders.ts';
import { sweepItems } from './hazards/sweep.ts';
import type { SweepDeps } from './hazards/sweep-deps.ts';
import { isPlanDue, nextPlanTime, planDuties } from './inspections/plan-duties.ts';
import { type TellDeps, tell } from './inspections/tell.ts';
import { anchorFinishedDays, nextAnchorTime } from './proof/anchor-days.ts';

/** What all clockworks together need of the program. */
export type ClockworkDeps = SweepDeps & TellDeps & { database: Database };

/**
 * Something that the clock brings about. `isDue`: it has come and is not done; `next`: the next time after `now`, until `until`; `run`: does
 * what has come, any number of times, beside any number of others.
 */
export type Clockwork = {
  isDue(deps: ClockworkDeps, db: Db, now: Date): Promise<boolean>;
  next(db: Db, now: Date, until: Date): Promise<Date | null>;
  run(deps: ClockworkDeps, over: () => boolean): Promise<unknown>;
};

const either = async (...questions: Promise<boolean>[]): Promise<boolean> => (await Promise.all(questions)).some(Boolean);

const anchors: Clockwork = {
  isDue: async () => false,
  next: nextAnchorTime,
  run: anchorFinishedDays,
};

const duties: Clockwork = {
  isDue: async (deps, db, now) => isPlanDue(db, await deps.rules(db), now),
  next: async (_db, now, until) => nextPlanTime(now, until),
  run: (deps, over) => planDuties(deps, { over }),
};

const items: Clockwork = {
  isDue: (_deps, db, now) => isItemDue(db, now),
  next: nextItemTime,
  run: async (deps, over) => sweepItems(deps, await deps.clock.now(), over),
};

const telling: Clockwork = {
  isDue: (_deps, db, now) => either(isDrawDue(db, now), isReminderDue(db, now), isNoticeDue(db, now)),
  next: async (db, now, until) =>
    earliest(await nextDrawTime(db, now, until), await nextReminderTime(db, now, until), await nextNoticeTime(db, now, until)),
  run: tell,
};

/** All of them, in the order in which one moment's work is done: who is told comes after what is to be told. */
export const CLOCKWORKS: readonly Clockwork[] = [anchors, duties, items, telling];

/** Does all that has come by now. */
export const runClockworks = async (deps: ClockworkDeps, over: () => boolean): Promise<void> => {
  for (const clockwork of CLOCKWORKS) await clockwork.run(deps, over);
};

/** Whether anything has come that is not done. */
export const isAnythingDueByClock = async (deps: ClockworkDeps, now: Date): Promise<boolean> => {
  for (const { isDue } of CLOCKWORKS) if (await isDue(deps, deps.database.prisma, now)) return true;
  return false;
};

/** When, after `now` and not after `until`, the clock next brings something; null: nothing. */
export const nextByClock = async (db: Db, now: Date, until: Date): Promise<Date | null> =>
  earliest(...(await Promise.all(CLOCKWORKS.map(({ next }) => next(db, now, until)))));
