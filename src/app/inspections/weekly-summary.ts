import { addDays, atLocal, type LocalDay, localDay, mondayOf } from '../../domain/calendar/local-time.ts';
import { DIGEST_AT, nextWorkingMorning } from '../../domain/calendar/quiet-hours.ts';
import { LONGEST_BACKDATE_DAYS } from '../../domain/inspection/check.ts';
import { WEEKLY_SUMMARY } from '../../domain/inspection/digest.ts';
import { addSummaries } from '../../store/inspections/due-stages.ts';
import { takeSummary } from '../../store/inspections/reminders.ts';
import type { CityRules, InspectionDeps } from './deps.ts';

const firstMorning = ({ calendar }: CityRules, monday: LocalDay): Date =>
  nextWorkingMorning(calendar, atLocal(monday, DIGEST_AT), DIGEST_AT);

/** When the first summary of a new installation is due: on the first working morning of a week. */
export const firstSummary = (rules: CityRules, now: Date): Date => {
  const monday = mondayOf(localDay(now));
  const first = firstMorning(rules, monday);
  return first >= now ? first : firstMorning(rules, addDays(monday, 7));
};

/**
 * Once a week, on its first working morning, every 网格长 is to hear what his unit has to do; whoever has nothing hears nothing. Goes along
 * with what else he is told that morning. Where nothing could be told that morning, it comes with the next.
 */
export const weeklySummary = async (deps: InspectionDeps, rules: CityRules, now: Date): Promise<void> => {
  const today = localDay(now);
  const monday = mondayOf(today);
  await deps.database.transaction(async (db) => {
    if (!(await takeSummary(db, now, firstMorning(rules, addDays(monday, 7))))) return;
    const oldest = addDays(today, -LONGEST_BACKDATE_DAYS);
    await addSummaries(db, { monday, sunday: addDays(monday, 6), today, oldest, rule: WEEKLY_SUMMARY }, now);
  });
};
