import { earliest } from '../../domain/calendar/earliest.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';

/** Where the time of the next weekly summary is kept: one moment for all units. */
const SUMMARY = 'weekly-summary';

/** Rows of one table that are put off in one statement: so many stay short work, even at night after a first import. */
const PUT_OFF_AT_ONCE = 10_000;

/**
 * Asked by the smallest time, not by whether a row exists: what is known of the tables just after a morning's work promises many such rows, and
 * where there are none any more all of a table would be read to find out.
 */
const STAGE_DUE = (now: Date): Prisma.Sql => Prisma.sql`coalesce((SELECT min(next_stage_at) FROM duty) <= ${now}, false)`;
const REMINDER_DUE = (now: Date): Prisma.Sql => Prisma.sql`coalesce((SELECT min(not_before) FROM reminder) <= ${now}, false)`;

/**
 * Whether somebody is to be reminded by now. What cannot be told now (quiet hours) is due too until `putOffTo` has given it its morning: no
 * calendar is needed to ask.
 */
export const isReminderDue = async (db: Db, now: Date): Promise<boolean> => {
  const rows = await db.$queryRaw<{ due: boolean }[]>`
    SELECT ${STAGE_DUE(now)} OR ${REMINDER_DUE(now)}
      OR (EXISTS (SELECT FROM duty) AND coalesce((SELECT (value->>'next')::timestamptz <= ${now} FROM setting WHERE key = ${SUMMARY}), true))
      AS due`;
  return rows[0]?.due ?? false;
};

/** When, after `now` and not after `until`, somebody is next to be reminded; null: nobody is. */
export const nextReminderTime = async (db: Db, now: Date, until: Date): Promise<Date | null> => {
  const rows = await db.$queryRaw<{ stage: Date | null; reminder: Date | null; summary: Date | null }[]>`
    SELECT (SELECT min(next_stage_at) FROM duty WHERE next_stage_at > ${now} AND next_stage_at <= ${until}) AS stage,
      (SELECT min(not_before) FROM reminder WHERE not_before > ${now} AND not_before <= ${until}) AS reminder,
      (SELECT at FROM (SELECT (value->>'next')::timestamptz AS at FROM setting WHERE key = ${SUMMARY}) AS s
        WHERE at > ${now} AND at <= ${until} AND EXISTS (SELECT FROM duty)) AS summary`;
  const [row] = rows;
  return row === undefined ? null : earliest(row.stage, row.reminder, row.summary);
};

/** Whether a duty's stage is due, even where somebody else is at it just now. */
export const isStageDue = async (db: Db, now: Date): Promise<boolean> => {
  const rows = await db.$queryRaw<{ due: boolean }[]>`SELECT ${STAGE_DUE(now)} AS due`;
  return rows[0]?.due ?? false;
};

/**
 * Gives what is due at a time that is no time for reminders its morning; a bounded part of it. In order, so that it is looked for by
 * index: most of the night there is nothing, and it is asked every few seconds.
 * @returns whether anything is left
 */
export const putOffTo = async (db: Db, now: Date, morning: Date): Promise<boolean> => {
  const stages = await db.$executeRaw`
    UPDATE duty SET next_stage_at = ${morning} WHERE id IN (
      SELECT id FROM duty WHERE next_stage_at <= ${now} ORDER BY next_stage_at LIMIT ${PUT_OFF_AT_ONCE} FOR UPDATE SKIP LOCKED)`;
  const reminders = await db.$executeRaw`
    UPDATE reminder SET not_before = ${morning} WHERE id IN (
      SELECT id FROM reminder WHERE not_before <= ${now} ORDER BY not_before LIMIT ${PUT_OFF_AT_ONCE} FOR UPDATE SKIP LOCKED)`;
  await takeSummary(db, now, morning);
  return Math.max(stages, reminders) === PUT_OFF_AT_ONCE;
};

/** Sets when the first weekly summary is due, once there are duties; does nothing where it is set. */
export const startSummaries = async (db: Db, first: Date): Promise<void> => {
  await db.$executeRaw`
    INSERT INTO setting (key, value)
    SELECT ${SUMMARY}, jsonb_build_object('next', ${first.toISOString()}::text)
    WHERE EXISTS (SELECT FROM duty) AND NOT EXISTS (SELECT FROM setting WHERE key = ${SUMMARY})
    ON CONFLICT DO NOTHING`;
};

/**
 * Takes the summary that is due upon oneself, and sets when the next one is.
 * @returns whether one was due, and nobody else has taken it
 */
export const takeSummary = async (db: Db, now: Date, next: Date): Promise<boolean> => {
  const taken = await db.$executeRaw`
    UPDATE setting SET value = jsonb_build_object('next', ${next.toISOString()}::text)
    WHERE key = ${SUMMARY} AND (value->>'next')::timestamptz <= ${now}`;
  return taken === 1;
};
