import type { CalendarData } from '../calendar/calendar-data.ts';
import { isWorkingDay } from '../calendar/calendar-data.ts';
import { daysBetween, type LocalDay, localDay, localTime } from '../calendar/local-time.ts';
import { DIGEST_AT, QUIET_FROM } from '../calendar/quiet-hours.ts';
import { RULE_IDS, type RuleId } from './rules.ts';
import type { Stage } from './stage.ts';
import type { DutyWindow } from './window.ts';

/** Whether digests may leave: on working days from 07:45 on, so that what was missed in the morning is still told that day. */
export const isDigestTime = (calendar: CalendarData, at: Date): boolean =>
  isWorkingDay(calendar, localDay(at)) && localTime(at) >= DIGEST_AT && localTime(at) < QUIET_FROM;

/** The rule of a reminder that stands for all that its unit has to do in this week. */
export const WEEKLY_SUMMARY = 'weekly-summary';

/** So many days a window is said to begin; who hears of it later hears what is left. */
const BEGINS_FOR_DAYS = 4;

/** So many days back a missed 日巡查 is named beside a newer one. */
export const DAYS_NAMED_AGAIN = 7;

/** What somebody is reminded of. */
export type Told = { unit: string; rule: RuleId | typeof WEEKLY_SUMMARY; window: DutyWindow; stage: Stage | 'week' };

/** A school that still lacks checks in a window. `name`: as people call it. */
export type MissingSchool = { school: string; name: string; done: number; required: number };

/**
 * How far one grid is with one rule in one window, read when it is told. `missing`: the first few of `total - finished` schools; `focus`: what
 * a sensitive period asks to look at, by name.
 */
export type Progress = {
  unit: string;
  unitName: string;
  rule: RuleId;
  window: DutyWindow;
  total: number;
  finished: number;
  missing: readonly MissingSchool[];
  focus: readonly string[];
};

/**
 * One line of a digest. `own`: a school's own check; `round`: a grid's round of its schools; `watched`: somebody else's, told from below.
 * `progress`: one entry but for a school's missed windows (one each) and for watched ones (one a unit). `late`: days since the window ended; `left`: days
 * until it does, 0 on its last day; both counted by the window that is most pressing.
 */
export type DigestLine = {
  view: 'own' | 'round' | 'watched';
  rule: RuleId;
  progress: readonly [Progress, ...Progress[]];
  late: number;
  left: number;
  opening: boolean;
  weekly: boolean;
};

export type DigestFacts = {
  today: LocalDay;
  /** What the recipient is reminded of. */
  told: readonly Told[];
  /** What is known of these windows, and of others of the same units. */
  progress: readonly Progress[];
  /** Units that are the recipient's own business. */
  own: ReadonlySet<string>;
};

type Piece = Omit<DigestLine, 'progress' | 'late' | 'left'> & { progress: Progress };

const keyOf = ({ unit, rule, window }: { unit: string; rule: string; window: DutyWindow }): string =>
  [unit, rule, window.from, window.name].join('\n');

const isMissedDay = (progress: Progress, today: LocalDay): boolean => progress.rule === 'school-daily' && progress.window.to < today;

const viewOf = (progress: Progress, own: ReadonlySet<string>): DigestLine['view'] => {
  if (!own.has(progress.unit)) return 'watched';
  return progress.rule.startsWith('school-') ? 'own' : 'round';
};

/** What is told for itself; with it the days that the same school missed shortly before. */
const singly = ({ today, told, progress, own }: DigestFacts): Piece[] => {
  const stages = new Map(told.map((each) => [keyOf(each), each.stage]));
  const daily = new Set(told.filter((each) => each.rule === 'school-daily' && own.has(each.unit)).map((each) => each.unit));
  return progress.flatMap((each) => {
    const stage = stages.get(keyOf(each));
    const again = daily.has(each.unit) && isMissedDay(each, today) && daysBetween(each.window.to, today) <= DAYS_NAMED_AGAIN;
    if (stage === undefined && !again) return [];
    return [
      {
        view: viewOf(each, own),
        rule: each.rule,
        progress: each,
        opening: stage === 'opens' && daysBetween(each.window.from, today) <= BEGINS_FOR_DAYS,
        weekly: false,
      },
    ];
  });
};

/** What a weekly summary adds: all that runs or is overdue in its unit, but for the day that has just begun. */
const ofTheWeek = ({ today, told, progress, own }: DigestFacts): Piece[] => {
  const units = new Set(told.filter((each) => each.rule === WEEKLY_SUMMARY).map((each) => each.unit));
  return progress
    .filter((each) => units.has(each.unit) && each.window.from <= today && (each.rule !== 'school-daily' || each.window.to < today))
    .map((each) => ({ view: viewOf(each, own), rule: each.rule, progress: each, opening: false, weekly: true }));
};

/** A school's own window that has ended: days, weeks, months that it missed. */
const isMissed = ({ rule, window }: Progress, today: LocalDay): boolean => rule.startsWith('school-') && window.to < today;

/** What one school has missed by one rule is one line, however many windows; so is one window that many units have missed. */
const lineKey = ({ view, rule, progress }: Piece, today: LocalDay): string => {
  if (view === 'watched') return [view, rule, progress.window.from, progress.window.name].join('\n');
  return isMissed(progress, today) ? [view, rule, progress.unit].join('\n') : keyOf(progress);
};

const lineOf = (pieces: readonly [Piece, ...Piece[]], today: LocalDay): DigestLine => {
  const [first, ...others] = [...pieces].sort(
    (a, b) => a.progress.window.to.localeCompare(b.progress.window.to) || a.progress.unit.localeCompare(b.progress.unit),
  ) as [Piece, ...Piece[]];
  const away = daysBetween(today, first.progress.window.to);
  return {
    ...first,
    weekly: pieces.every(({ weekly }) => weekly),
    progress: [first.progress, ...others.map(({ progress }) => progress)],
    late: Math.max(0, -away),
    left: Math.max(0, away),
  };
};

const byUrgency = (a: DigestLine, b: DigestLine): number =>
  b.late - a.late ||
  a.left - b.left ||
  RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule) ||
  a.progress[0].unit.localeCompare(b.progress[0].unit);

/**
 * The lines of one recipient's digest, the most urgent first: overdue longest, then fewest days left, then by rule. What is done needs no
 * line, whatever was planned to be told; what comes both by itself and in the weekly summary is told once. Empty: nothing to tell.
 */
export const digestLines = (facts: DigestFacts): DigestLine[] => {
  const open = { ...facts, progress: facts.progress.filter(({ total, finished }) => finished < total) };
  const alone = singly(open);
  const already = new Set(alone.map(({ progress }) => keyOf(progress)));
  const weekly = ofTheWeek(open).filter(({ progress }) => !already.has(keyOf(progress)));
  const lines = new Map<string, [Piece, ...Piece[]]>();
  for (const piece of [...alone, ...weekly]) {
    const key = lineKey(piece, facts.today);
    const known = lines.get(key);
    if (known) known.push(piece);
    else lines.set(key, [piece]);
  }
  return [...lines.values()].map((pieces) => lineOf(pieces, facts.today)).sort(byUrgency);
};
