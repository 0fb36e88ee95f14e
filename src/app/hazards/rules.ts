import type { CalendarData } from '../../domain/calendar/calendar-data.ts';
import { policyFrom } from '../../domain/hazard/policy-keys.ts';
import type { Rules } from '../../domain/hazard/timing.ts';
import type { Db } from '../../store/database.ts';
import { calendarData } from '../../store/organisation.ts';
import { policyChanges, rulesVersion } from '../../store/policy.ts';

/** Statutory days come from a package; the city's own sheet (日历) wins over them. */
const merged = (statutory: CalendarData['days'], city: CalendarData): CalendarData => ({
  ...city,
  days: new Map([...statutory, ...city.days]),
});

/**
 * The policy table and the calendar that deadlines are counted by. What was read is used again until one of them changes: a `policy set` or
 * an import counts from the next message on, in every process.
 */
export const createRules = (statutory: CalendarData['days']): ((db: Db) => Promise<Rules>) => {
  let kept: { rules: Rules; version: string } | null = null;
  return async (db) => {
    const version = await rulesVersion(db);
    if (kept?.version === version) return kept.rules;
    const rules = { policy: policyFrom(await policyChanges(db)), calendar: merged(statutory, await calendarData(db)) };
    kept = { rules, version };
    return rules;
  };
};
