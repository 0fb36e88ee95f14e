import type { CalendarData } from '../calendar/calendar-data.ts';
import { type Duration, dueAfter } from '../calendar/duration.ts';

/** The columns of the table. Urgency counts as much as 重大, whatever the level. */
export type Grade = '一般' | '较大' | '重大或紧急';

/** The steps that have a deadline and climb when they stand still. */
export type DeadlineStep = 'classify' | 'accept' | 'rectify' | 'verify';

/** The rungs that an overdue item climbs, lowest first. */
export type Rung = '具体责任人' | '直接责任人' | '网格长' | '中心校' | '市教育局';

/** All grades, mildest first. */
export const GRADES: readonly Grade[] = ['一般', '较大', '重大或紧急'];

/** All steps with a deadline, in the order of an item's life. */
export const DEADLINE_STEPS: readonly DeadlineStep[] = ['classify', 'accept', 'rectify', 'verify'];

/** All rungs, lowest first. */
export const RUNGS: readonly Rung[] = ['具体责任人', '直接责任人', '网格长', '中心校', '市教育局'];

/** The policy table: plain data, stored per city and snapshotted on an item when it is assigned. */
export type DeadlinePolicy = {
  /** For `重大或紧急` the rectify deadline is the plan's (整改方案); once there is a plan, its own date takes over. */
  steps: Readonly<Record<DeadlineStep, Readonly<Record<Grade, Duration>>>>;
  /** Making it safe meanwhile (封闭、警示、停用); null where nothing is asked for. */
  interim: Readonly<Record<Grade, Duration | null>>;
  /** 立整立改: solved on the spot. */
  onTheSpot: Duration;
  /** How long after a missed deadline each rung hears of it. */
  overdue: Readonly<Record<Grade, Readonly<Record<Rung, Duration>>>>;
  /** Who hasn't answered a "now" for so long is stood in for by his 代理人. */
  standInAfter: Duration;
  /**
   * How soon an effective measure must be on record when the words of an item resemble a situation of art. 134-1 (by its number);
   * without one a file is opened (notice 六（七）). Refusing an order to stop leaves no time.
   */
  measureWithin: Readonly<Record<1 | 2 | 3, Duration>>;
  /** How long after its end an item may be taken up again. */
  reopenWithin: Duration;
};

const hours = (n: number): Duration => ({ kind: 'working-hours', n });
const days = (n: number): Duration => ({ kind: 'working-days', n });
const now = (n: number): Duration => ({ kind: 'minutes', n });
const today: Duration = { kind: 'today' };

/** The defaults that a city starts with. */
export const defaultDeadlinePolicy: DeadlinePolicy = {
  steps: {
    classify: { 一般: hours(4), 较大: hours(2), 重大或紧急: now(30) },
    accept: { 一般: days(1), 较大: hours(4), 重大或紧急: now(60) },
    rectify: { 一般: days(3), 较大: { kind: 'calendar-days', n: 15 }, 重大或紧急: days(3) },
    verify: { 一般: days(2), 较大: days(2), 重大或紧急: days(1) },
  },
  interim: { 一般: null, 较大: today, 重大或紧急: now(0) },
  onTheSpot: today,
  overdue: {
    一般: { 具体责任人: days(0), 直接责任人: days(1), 网格长: days(2), 中心校: days(3), 市教育局: days(5) },
    较大: { 具体责任人: days(0), 直接责任人: days(0), 网格长: days(1), 中心校: days(2), 市教育局: days(3) },
    重大或紧急: { 具体责任人: now(0), 直接责任人: now(0), 网格长: now(0), 中心校: now(60), 市教育局: now(120) },
  },
  standInAfter: now(15),
  measureWithin: { 1: now(24 * 60), 2: now(0), 3: now(24 * 60) },
  reopenWithin: { kind: 'calendar-days', n: 30 },
};

/** The column of the table for an item. */
export const gradeOf = (item: { level: '一般' | '较大' | '重大'; urgent: boolean }): Grade =>
  item.urgent || item.level === '重大' ? '重大或紧急' : item.level;

/** When a step that begins at `from` is due. */
export const deadlineFor = (policy: DeadlinePolicy, step: DeadlineStep, grade: Grade, from: Date, cal: CalendarData): Date =>
  dueAfter(cal, from, policy.steps[step][grade]);

/** Until when it must be made safe meanwhile; null where the grade asks for nothing. */
export const interimDeadline = (policy: DeadlinePolicy, grade: Grade, from: Date, cal: CalendarData): Date | null => {
  const duration = policy.interim[grade];
  return duration === null ? null : dueAfter(cal, from, duration);
};

/** When each rung hears of a missed deadline, lowest rung first; times never go down. */
export const climbAfter = (policy: DeadlinePolicy, grade: Grade, deadline: Date, cal: CalendarData): { rung: Rung; at: Date }[] =>
  RUNGS.map((rung) => ({ rung, at: dueAfter(cal, deadline, policy.overdue[grade][rung]) }));
