import type { CalendarData } from '../../domain/calendar/calendar-data.ts';
import { policyFrom } from '../../domain/hazard/policy-keys.ts';
import { inspectionPolicyFrom } from '../../domain/inspection/policy-keys.ts';
import type { Db } from '../../store/database.ts';
import { calendarData } from '../../store/organisation.ts';
import { policyChanges, rulesVersion } from '../../store/policy.ts';
import type { CityRules } from '../inspections/deps.ts';

/** Statutory days come from a package; the city's own sheet (日历) wins over them. */
const merged = (statutory: CalendarData['days'], city: CalendarData): CalendarData => ({
  ...city,
  days: new Map([...statutory, ...city.days]),
});

/**
 * The policy table and the calendar that deadlines are counted by. What was read is used again until one of them changes: a `policy set` or
 * an import counts from the next message on, in every process.
 */
export const createRules = (statutory: CalendarData['days']): ((db: Db) => Promise<CityRules>) => {
  let kept: { rules: CityRules; version: string } | null = null;
  return async (db) => {
    const version = await rulesVersion(db);
    if (kept?.version === version) return kept.rules;
    const changes = await policyChanges(db);
    const rules = {
      policy: policyFrom(changes),
      inspections: inspectionPolicyFrom(changes),
      calendar: merged(statutory, await calendarData(db)),
    };
    kept = { rules, version };
    return rules;
  };
};
