import { atLocal, localDay } from '../../domain/calendar/local-time.ts';
import { DIGEST_AT, nextWorkingMorning } from '../../domain/calendar/quiet-hours.ts';
import { isDigestTime } from '../../domain/inspection/digest.ts';
import { putOffTo, startSummaries } from '../../store/inspections/reminders.ts';
import type { InspectionDeps } from './deps.ts';
import { dueStages } from './due-stages.ts';
import { type DigestOptions, sendDigests } from './send-digests.ts';
import { firstSummary, weeklySummary } from './weekly-summary.ts';

/** At night and on free days nothing is told: what is due waits for the next working morning. */
const waitForMorning = async (deps: InspectionDeps, now: Date, morning: Date, over: () => boolean): Promise<void> => {
  while (!over() && (await deps.database.transaction((db) => putOffTo(db, now, morning))));
};

/**
 * Tells people what they have to check: first every stage that has come becomes what its hearers are to be told, then each hearer gets all
 * of his in one message. Any number of processes may do so at once, and be killed at any point.
 */
export const remind = async (deps: InspectionDeps, over: () => boolean, options: DigestOptions = {}): Promise<void> => {
  const now = await deps.clock.now();
  const rules = await deps.rules(deps.database.prisma);
  await startSummaries(deps.database.prisma, firstSummary(rules, now));
  if (!isDigestTime(rules.calendar, now)) {
    const morning = nextWorkingMorning(rules.calendar, now, DIGEST_AT);
    return waitForMorning(deps, now, morning, over);
  }
  if (!(await dueStages(deps, rules, now, over))) return;
  await weeklySummary(deps, rules, now);
  const tomorrow = nextWorkingMorning(rules.calendar, atLocal(localDay(now), '24:00'), DIGEST_AT);
  await sendDigests(deps, { ...options, rules, now, morning: tomorrow }, over);
};
