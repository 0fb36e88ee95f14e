import { dueAfter } from '../calendar/duration.ts';
import { climbAfter, type DeadlineStep, gradeOf, type Rung } from './deadline-policy.ts';
import { type CaseTrigger, type Hazard, isIn, type KnownHazard, OPEN_STATUSES, type StandIn } from './state.ts';
import { dueFor, policyOf, type Rules } from './timing.ts';

/** What the clock alone brings about. */
export type DueThing =
  | { kind: 'rung'; rung: Rung; at: Date }
  /** Who was asked "now" and gave no answer is stood in for. */
  | { kind: 'stand-in'; at: Date }
  | { kind: 'case'; trigger: CaseTrigger; at: Date };

/** The step that each status waits for; the ends wait for none. */
export const STEP_OF_STATUS: Partial<Record<Hazard['status'], DeadlineStep>> = {
  reported: 'classify',
  classified: 'classify',
  assigned: 'accept',
  rectifying: 'rectify',
  submitted: 'verify',
};

/** The step that an item waits for; null at the ends. */
export const pendingStep = (item: KnownHazard): DeadlineStep | null => STEP_OF_STATUS[item.status] ?? null;

/** Each rung hears once of each step that stands still. */
const climbing = (item: KnownHazard, rules: Rules): DueThing[] => {
  const { stepDueAt, climb } = item;
  if (stepDueAt === null) return [];
  const heard = climb !== null && climb.dueAt.getTime() === stepDueAt.getTime() ? climb.rungs : [];
  return climbAfter(policyOf(item, rules), gradeOf(item), stepDueAt, rules.calendar)
    .filter(({ rung }) => !heard.includes(rung))
    .map(({ rung, at }) => ({ kind: 'rung', rung, at }));
};

/** Since when somebody is asked to grade or to accept the item; null: nobody is. */
export const askedSince = (item: KnownHazard): Date | null => {
  if (item.status === 'reported') return item.reportedAt;
  if (item.status === 'classified') return item.classifiedAt;
  return item.status === 'assigned' ? item.assignedAt : null;
};

/** Only grading and accepting are asked for "now"; once called, the 代理人 stays called for this step. */
const standIn = (item: KnownHazard, rules: Rules): DueThing[] => {
  const since = askedSince(item);
  if (since === null || gradeOf(item) !== '重大或紧急' || item.standIns?.since.getTime() === since.getTime()) return [];
  return [{ kind: 'stand-in', at: dueAfter(rules.calendar, since, policyOf(item, rules).standInAfter) }];
};

/** Named in a circular from above, and not rectified in time (notice 六（七）, first case). What was handed in in time, was in time. */
const circularOverdue = (item: KnownHazard, rules: Rules): Date | null => {
  if (item.source !== '上级通报' || !isIn(item, 'reported', 'classified', 'assigned', 'rectifying')) return null;
  return 'deadline' in item ? item.deadline : dueFor(item, 'rectify', item, item.reportedAt, rules);
};

/** Resembles art. 134-1, and no effective measure is on record (notice 六（七）, second case). */
const noMeasure = (item: KnownHazard, rules: Rules): Date | null => {
  if (item.dangerousWork === null || item.interimMeasure !== null) return null;
  if (!isIn(item, 'reported', 'classified', 'assigned', 'rectifying')) return null;
  return dueAfter(rules.calendar, item.reportedAt, policyOf(item, rules).measureWithin[item.dangerousWork.situation]);
};

const cases = (item: KnownHazard, rules: Rules): DueThing[] => {
  const moments: [CaseTrigger, Date | null][] = [
    ['通报逾期', circularOverdue(item, rules)],
    ['危险作业', noMeasure(item, rules)],
  ];
  return moments.flatMap(([trigger, at]) =>
    at === null || item.cases.some((each) => each.trigger === trigger) ? [] : [{ kind: 'case' as const, trigger, at }],
  );
};

/** Everything that will fall due by itself if nobody does anything, in order of time. */
export const comesDue = (item: KnownHazard, rules: Rules): DueThing[] => {
  if (!isIn(item, ...OPEN_STATUSES)) return [];
  const all = [...climbing(item, rules), ...standIn(item, rules), ...cases(item, rules)];
  return all.sort((a, b) => a.at.getTime() - b.at.getTime());
};

/** When the clock has to look at this item next; null: never, as it stands. */
export const wakeAt = (item: KnownHazard, rules: Rules): Date | null => comesDue(item, rules)[0]?.at ?? null;

/** Those who have been called for somebody in the step that the item waits for now. */
export const calledNow = (item: KnownHazard): readonly StandIn[] => {
  const since = askedSince(item);
  return since !== null && item.standIns?.since.getTime() === since.getTime() ? item.standIns.called : [];
};
