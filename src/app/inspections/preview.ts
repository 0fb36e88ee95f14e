import { earliest } from '../../domain/calendar/earliest.ts';
import { addDays, daysBetween, endOfDay, isoLocal, type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import type { Database, Db } from '../../store/database.ts';
import { nextReminderTime } from '../../store/inspections/reminders.ts';
import { namesOf, textsOf, workOnCopies } from '../../store/inspections/sketch.ts';
import { type Answer, answered, type Page, refused } from '../queries/answer.ts';
import type { InspectionDeps } from './deps.ts';
import { nextPlanTime, planDuties } from './plan-duties.ts';
import { remind } from './remind.ts';
import type { WrittenDigest } from './send-digests.ts';

/** A digest that would go out. `stages`: what it reminds of. */
export type PreviewItem = {
  at: string;
  to: { id: string; name: string };
  channel: 'person' | 'group';
  text: string;
  stages: { rule: string; unit: string; window: { start: LocalDay; end: LocalDay; name: string }; stage: string }[];
};

export type PreviewDeps = Omit<InspectionDeps, 'database' | 'queue'> & { database: Database };

/** Days that are shown when none are named, and at most. */
const DEFAULT_DAYS = 62;
const LONGEST_DAYS = 100;
/** Duties that ended longer ago and have nothing left to tell change nothing any more. */
const REMEMBERED_DAYS = 400;
const LONGEST_MS = 3_600_000;

const never = (): boolean => false;
/** Thrown to undo all of it. */
class Undone extends Error {}

/** All of the program's own work at each moment at which something falls due, one after the other, as if nobody did anything meanwhile. */
const walk = async (db: Db, deps: PreviewDeps, from: Date, until: Date): Promise<WrittenDigest[]> => {
  const digests: WrittenDigest[] = [];
  let now = from;
  const sketched: InspectionDeps = {
    ...deps,
    database: { prisma: db as Database['prisma'], transaction: (work) => work(db) },
    clock: { now: async () => now },
    queue: { wake: () => undefined },
  };
  for (let next: Date | null = from; next !== null; next = earliest(nextPlanTime(now, until), await nextReminderTime(db, now, until))) {
    now = next;
    await planDuties(sketched, { now, onCopies: true });
    await remind(sketched, never, { onDigest: (digest) => digests.push(digest), checksOnly: true });
  }
  return digests;
};

const itemsOf = async (db: Db, digests: readonly WrittenDigest[]): Promise<PreviewItem[]> => {
  const texts = await textsOf(
    db,
    digests.map(({ outboxId }) => outboxId),
  );
  const names = await namesOf(db, [...new Set(digests.map(({ recipient }) => recipient))]);
  return digests.map(({ recipient, outboxId, at, reminders }) => ({
    at: isoLocal(at),
    to: { id: recipient.slice(recipient.indexOf(':') + 1), name: names.get(recipient) ?? '' },
    channel: recipient.startsWith('group:') ? 'group' : 'person',
    text: texts.get(outboxId) ?? '',
    stages: reminders.map(({ unit, rule, window: { from, to, name }, stage }) => ({
      rule,
      unit,
      window: { start: from, end: to, name },
      stage,
    })),
  }));
};

/** @returns the days to show, or why they cannot be */
const daysToShow = (
  wanted: { from?: LocalDay | undefined; to?: LocalDay | undefined },
  today: LocalDay,
): Answer<{ from: LocalDay; to: LocalDay }> => {
  const from = wanted.from !== undefined && wanted.from > today ? wanted.from : today;
  const to = wanted.to ?? addDays(from, DEFAULT_DAYS - 1);
  if (to < from) return refused('bad-value', `--to ${to} lies before ${from}: only what is still to come can be shown`);
  if (daysBetween(today, to) >= LONGEST_DAYS)
    return refused('bad-value', `--to ${to}: at most ${LONGEST_DAYS} days ahead, until ${addDays(today, LONGEST_DAYS - 1)}`);
  return answered({ from, to });
};

/**
 * Which reminders would go to whom and when, if nobody did anything until then: the real planning and reminding on copies of their tables, in
 * one transaction that is rolled back. Nothing is sent. Draws are not shown, nor what else will go along in a digest by then.
 */
export const previewReminders = async (
  deps: PreviewDeps,
  wanted: { from?: LocalDay | undefined; to?: LocalDay | undefined },
): Promise<Answer<Page<PreviewItem>>> => {
  const now = await deps.clock.now();
  const days = daysToShow(wanted, localDay(now));
  if (!days.ok) return days;
  let items: PreviewItem[] = [];
  const work = async (db: Db): Promise<never> => {
    await workOnCopies(db, addDays(localDay(now), -REMEMBERED_DAYS));
    const digests = await walk(db, deps, now, endOfDay(days.value.to));
    items = await itemsOf(
      db,
      digests.filter(({ at }) => localDay(at) >= days.value.from),
    );
    throw new Undone();
  };
  try {
    await deps.database.prisma.$transaction(work, { timeout: LONGEST_MS });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  return answered({ items, next: null });
};
