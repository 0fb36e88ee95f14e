import { type CalendarData, isVacation, isWorkingDay, type SchoolScope } from '../calendar/calendar-data.ts';
import { addMonths, daysIn, firstDayOf, type LocalDay, monthOf } from '../calendar/local-time.ts';
import { DIGEST_AT, nextWorkingMorning } from '../calendar/quiet-hours.ts';
import { cityWindows, type LastWindow } from './city-windows.ts';
import { dueAt } from './duty.ts';
import { ownWindows } from './own-windows.ts';
import type { InspectionPolicy } from './policy.ts';
import { CHECK_RULES, type CheckingGrid, type RuleId } from './rules.ts';
import { requiredIn, sensitivePeriodsFrom } from './sensitive-windows.ts';
import { nextStageAt, STAGES, stageTimes } from './stage.ts';
import { type DutyWindow, lengthOf, monthWindow } from './window.ts';

/** What the windows of a school depend on; schools that have the same have the same windows. */
export type SchoolProfile = {
  traits: readonly SchoolScope[];
  /** One unit stands for the city and the town grid: schools directly under the bureau. */
  oneGrid: boolean;
  /** The day on which the bot first planned for the school; today for a new one. */
  knownSince: LocalDay;
  /** The bureau's window that it had last; null: none yet. */
  lastCity: LastWindow | null;
};

/** The policy and the calendar that windows are cut by. */
export type PlanRules = { calendar: CalendarData; inspections: InspectionPolicy };

/**
 * A window in which a grid owes a school `required` checks. `grid` of a sensitive period that one unit owes for both grids: town. `tooLate`:
 * had so little left when the school became known that nobody could have done it: not to be begun.
 */
export type PlannedWindow = DutyWindow & {
  rule: RuleId;
  grid: CheckingGrid;
  required: number;
  waived: 'vacation' | null;
  tooLate: boolean;
};

/** Fewer working days than that are too few for somebody who has never heard of the duty. */
const FEWEST_WORKING_DAYS = 5;

/** Days and weeks are always begun; of longer windows (a month, a sensitive period) something has to be left. */
const LONG_DAYS = 8;

const isTooLate = ({ from, to }: DutyWindow, calendar: CalendarData, knownSince: LocalDay): boolean => {
  if (from >= knownSince || lengthOf({ from, to }) < LONG_DAYS) return false;
  return daysIn(knownSince, to).filter((day) => isWorkingDay(calendar, day)).length < FEWEST_WORKING_DAYS;
};

/** F7: nobody has to check an empty school, but where pupils board somebody may be in it. */
const waivedIn = ({ from, to }: DutyWindow, { traits }: SchoolProfile, { calendar, inspections }: PlanRules): 'vacation' | null => {
  if (inspections.vacationChecks === 'keep' || traits.includes('寄宿')) return null;
  return daysIn(from, to).every((day) => isVacation(calendar, day, traits)) ? 'vacation' : null;
};

type Owed = Omit<PlannedWindow, 'tooLate'>;

const cityOwes = (profile: SchoolProfile, rules: PlanRules, today: LocalDay): Owed[] =>
  cityWindows(profile.lastCity, rules.inspections, today, CHECK_RULES['city-two-monthly'].ahead).map((window) => ({
    ...window,
    rule: 'city-two-monthly',
    grid: 'city',
    required: 1,
    waived: waivedIn(window, profile, rules),
  }));

const townOwes = (profile: SchoolProfile, rules: PlanRules, today: LocalDay): Owed[] =>
  Array.from({ length: CHECK_RULES['town-monthly'].ahead + 1 }, (_, index) => {
    const window = monthWindow(firstDayOf(addMonths(monthOf(today), index)));
    return { ...window, rule: 'town-monthly', grid: 'town', required: 1, waived: waivedIn(window, profile, rules) };
  });

/** A period is never waived for a vacation: the city set its time itself, and by 适用 for whom (F7 speaks of F1 and F2 only). */
const owedInPeriods = ({ traits, oneGrid }: SchoolProfile, { calendar, inspections }: PlanRules, today: LocalDay): Owed[] =>
  sensitivePeriodsFrom(calendar, traits, today, CHECK_RULES.sensitive.ahead).flatMap((period) =>
    (oneGrid ? (['town'] as const) : (['city', 'town'] as const)).map((grid) => ({
      from: period.from,
      to: period.to,
      name: period.name,
      rule: 'sensitive' as const,
      grid,
      required: requiredIn(period, grid, inspections),
      waived: null,
    })),
  );

const schoolOwes = ({ traits }: SchoolProfile, { calendar }: PlanRules, today: LocalDay): Owed[] =>
  ownWindows(calendar, traits, today).map(({ rule, window }) => ({ ...window, rule, grid: 'school', required: 1, waived: null }));

/** All windows that a school of this profile has now, and those ahead: what has ended is nobody's plan any more. */
export const planWindows = (profile: SchoolProfile, rules: PlanRules, today: LocalDay): PlannedWindow[] =>
  [
    ...owedInPeriods(profile, rules, today),
    ...cityOwes(profile, rules, today),
    ...townOwes(profile, rules, today),
    ...schoolOwes(profile, rules, today),
  ].map((owed) => ({ ...owed, tooLate: isTooLate(owed, rules.calendar, profile.knownSince) }));

/**
 * When somebody is reminded of a window next, by how far he was told: at 0 nothing, at n the n-th of {@link STAGES}. A stage that should
 * have been told before now is told on the next working morning, as long as the window lasts; then only that it was missed: but of a day or week
 * that nobody could be told of in time, nobody hears afterwards. Null: never.
 */
export const nextStages = (window: DutyWindow, { calendar, inspections }: PlanRules, now: Date): (Date | null)[] => {
  const times = stageTimes(window, calendar, inspections);
  const morning = nextWorkingMorning(calendar, now, DIGEST_AT);
  const missedAt = times.find(({ stage }) => stage === 'overdue')?.at ?? null;
  const inTime = morning <= dueAt(window.to);
  return Array.from({ length: STAGES.length + 1 }, (_, told) => {
    const next = nextStageAt(times, STAGES.slice(Math.max(0, told - 1), told));
    if (next === null || next > now) return next;
    if (inTime) return morning;
    return told === 0 && lengthOf(window) < LONG_DAYS ? null : missedAt;
  });
};
