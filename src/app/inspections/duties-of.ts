import { addDays, daysBetween, type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { LONGEST_BACKDATE_DAYS } from '../../domain/inspection/check.ts';
import type { RuleId } from '../../domain/inspection/rules.ts';
import type { DutyWindow } from '../../domain/inspection/window.ts';
import type { Db } from '../../store/database.ts';
import { type UnfinishedDuty, unfinishedAt, unfinishedOf } from '../../store/inspections/duties.ts';

/** A duty that is still to be fulfilled. `daysLeft`: 0 on the window's last day, negative once it is overdue. */
export type ToCheck = {
  rule: RuleId;
  unit: { code: string; name: string };
  school: { code: string; name: string };
  window: DutyWindow;
  required: number;
  done: number;
  overdue: boolean;
  daysLeft: number;
};

/** The first of a list, with the number of all. */
export type Unfinished = ToCheck[] & { total: number };

/** What ended longer ago can no longer be recorded: it stays overdue, but nobody can do anything about it. */
const still = (now: Date): { today: LocalDay; oldest: LocalDay } => {
  const today = localDay(now);
  return { today, oldest: addDays(today, -LONGEST_BACKDATE_DAYS) };
};

const toCheck =
  (today: LocalDay) =>
  ({ rule, unit, unitName, school, schoolName, from, to, name, required, done }: UnfinishedDuty): ToCheck => ({
    rule,
    unit: { code: unit, name: unitName },
    school: { code: school, name: schoolName },
    window: { from, to, name },
    required,
    done,
    overdue: to < today,
    daysLeft: daysBetween(today, to),
  });

/**
 * What the units in which a person holds a role or stands in for somebody still have to check: windows that run now or are overdue, not those to come. Overdue ones
 * first (the oldest first), then by days left, then the heavier rule, then by school. Windows whose end lies so far back that no check can be
 * recorded for them any more are left out. `total`: of how many these are the first `limit`.
 */
export const unfinishedFor = async (db: Db, personId: string, now: Date, limit: number): Promise<Unfinished> => {
  const when = still(now);
  const { duties, total } = await unfinishedOf(db, personId, { ...when, now, limit });
  return Object.assign(duties.map(toCheck(when.today)), { total });
};

/** The same for one school, whoever has to check it. */
export const dutiesAt = async (db: Db, schoolCode: string, now: Date): Promise<ToCheck[]> => {
  const when = still(now);
  return (await unfinishedAt(db, schoolCode, when)).map(toCheck(when.today));
};
