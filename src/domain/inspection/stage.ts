import type { CalendarData } from '../calendar/calendar-data.ts';
import { addDays, atLocal, daysBetween, type LocalDay } from '../calendar/local-time.ts';
import { DIGEST_AT, lastWorkingMorning, nextWorkingMorning } from '../calendar/quiet-hours.ts';
import { addWorkingDays } from '../calendar/working-time.ts';
import { dueAt } from './duty.ts';
import type { InspectionPolicy } from './policy.ts';
import type { DutyWindow } from './window.ts';

/** Why somebody is reminded, in the order in which a window meets them (design §4.2). */
export const STAGES = ['opens', 'halfway', 'left-7', 'left-3', 'left-1', 'overdue', 'upper'] as const;
export type Stage = (typeof STAGES)[number];

/** A stage and the morning on which it is told. */
export type StageTime = { stage: Stage; at: Date };

/** How long a window has to be for a stage: a day needs no halfway, a week no seven days left; half of 14 days would come after them. In days. */
const SHORTEST: Record<Exclude<Stage, 'overdue' | 'upper'>, number> = { opens: 1, halfway: 15, 'left-7': 14, 'left-3': 6, 'left-1': 2 };

const DAYS_BEFORE_END = { 'left-7': 7, 'left-3': 3, 'left-1': 1 } as const;

const dayOfStage = (stage: keyof typeof SHORTEST, { from, to }: DutyWindow, length: number): LocalDay => {
  if (stage === 'opens') return from;
  return stage === 'halfway' ? addDays(from, Math.floor(length / 2)) : addDays(to, -DAYS_BEFORE_END[stage]);
};

/** The digest's morning for something meant for a day: that working day, else the next one, but never past the deadline: then the one before. */
const morningOf = (calendar: CalendarData, day: LocalDay, deadline: Date): Date => {
  const meant = atLocal(day, DIGEST_AT);
  const next = nextWorkingMorning(calendar, meant, DIGEST_AT);
  return next <= deadline ? next : lastWorkingMorning(calendar, meant, DIGEST_AT);
};

/**
 * All stages of a window with their mornings, earliest first. Several may fall on one morning: then the last of them is told. What comes after
 * the window's end has no deadline any more.
 */
export const stageTimes = (window: DutyWindow, calendar: CalendarData, policy: Pick<InspectionPolicy, 'upperAfterDays'>): StageTime[] => {
  const deadline = dueAt(window.to);
  const length = daysBetween(window.from, window.to) + 1;
  const within = (Object.keys(SHORTEST) as (keyof typeof SHORTEST)[])
    .filter((stage) => length >= SHORTEST[stage])
    .map((stage) => ({ stage, at: morningOf(calendar, dayOfStage(stage, window, length), deadline) }));
  const overdue = nextWorkingMorning(calendar, atLocal(addDays(window.to, 1), DIGEST_AT), DIGEST_AT);
  const upper = lastWorkingMorning(calendar, addWorkingDays(calendar, overdue, policy.upperAfterDays), DIGEST_AT);
  return [...within, { stage: 'overdue' as const, at: overdue }, { stage: 'upper' as const, at: upper }];
};

/** The stage to tell now: the latest whose time has come and that has not been told; those before it are merged into it. Null: none. */
export const stageDue = (times: readonly StageTime[], sent: readonly string[], now: Date): Stage | null => {
  const due = times.filter(({ at }) => at <= now);
  const latest = due.at(-1)?.stage ?? null;
  return latest === null || sent.includes(latest) ? null : latest;
};

/**
 * What is told at a stage: it alone, since whoever hears of it is told the same as by those that merged into it. Only the grid above hears of
 * `upper`: where the window's end was not told before, the grid that missed it hears so, too.
 */
export const toldAt = (stage: Stage, sent: readonly string[]): Stage[] =>
  stage === 'upper' && !sent.includes('overdue') ? ['overdue', 'upper'] : [stage];

/** When somebody is to be reminded next; null: never again. */
export const nextStageAt = (times: readonly StageTime[], sent: readonly string[]): Date | null => {
  const told = Math.max(-1, ...sent.map((stage) => STAGES.indexOf(stage as Stage)));
  return times.find(({ stage }) => STAGES.indexOf(stage) > told)?.at ?? null;
};
