import type { CalendarData } from '../../domain/calendar/calendar-data.ts';
import { defaultDeadlinePolicy } from '../../domain/hazard/deadline-policy.ts';
import type { Rules } from '../../domain/hazard/timing.ts';
import type { Db } from '../../store/database.ts';
import { calendarData } from '../../store/organisation.ts';

/** Statutory days come from a package; the city's own sheet (日历) wins over them. */
const merged = (statutory: CalendarData['days'], city: CalendarData): CalendarData => ({
  ...city,
  days: new Map([...statutory, ...city.days]),
});

/** How long a read calendar is used again: an import shows within this time, in every process. */
const KEPT_MS = 30_000;

/** The policy table and the calendar that deadlines are counted by. */
export const createRules = (statutory: CalendarData['days']): ((db: Db) => Promise<Rules>) => {
  let kept: { rules: Rules; at: number } | null = null;
  return async (db) => {
    if (kept && performance.now() - kept.at < KEPT_MS) return kept.rules;
    const rules = { policy: defaultDeadlinePolicy, calendar: merged(statutory, await calendarData(db)) };
    kept = { rules, at: performance.now() };
    return rules;
  };
};
