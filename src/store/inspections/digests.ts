import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { Told } from '../../domain/inspection/digest.ts';
import type { Db } from '../database.ts';

/** Reminders that are looked at for one recipient; most people have a handful. */
const ROWS_EACH = 20;

/** Who has something to be reminded of by now, the longest waiting first, at most `limit`. However many wait, few rows are read. */
export const recipientsWaiting = async (db: Db, now: Date, limit: number): Promise<string[]> => {
  const rows = await db.$queryRaw<{ recipient: string }[]>`
    SELECT recipient FROM (
      SELECT recipient, not_before FROM reminder WHERE not_before <= ${now} ORDER BY not_before, recipient LIMIT ${limit * ROWS_EACH}) AS first
    GROUP BY recipient ORDER BY min(not_before), recipient LIMIT ${limit}`;
  return rows.map(({ recipient }) => recipient);
};

/** Puts off what these have to hear by now. */
export const putOffReminders = async (db: Db, recipients: readonly string[], now: Date, until: Date): Promise<void> => {
  if (recipients.length === 0) return;
  await db.$executeRaw`UPDATE reminder SET not_before = ${until} WHERE recipient = ANY(${[...recipients]}::text[]) AND not_before <= ${now}`;
};

/**
 * Takes the recipients' digests of the day upon oneself: of several at once one gets each. In order, so that two who want the same wait for
 * each other, and neither for ever.
 * @returns those whose digest is now the caller's to send
 */
export const claimDigests = async (db: Db, recipients: readonly string[], day: LocalDay, now: Date): Promise<string[]> => {
  if (recipients.length === 0) return [];
  const rows = await db.$queryRaw<{ recipient: string }[]>`
    INSERT INTO digest (recipient, day, outbox_id, at)
    SELECT recipient, ${day}::date, '', ${now}::timestamptz FROM unnest(${[...recipients]}::text[]) AS r (recipient) ORDER BY recipient
    ON CONFLICT DO NOTHING RETURNING recipient`;
  return rows.map(({ recipient }) => recipient);
};

/** What somebody is to be reminded of by now. */
export type WaitingReminder = Told & { id: string; recipient: string };

/** Asked one by one (`OFFSET 0`), by the index: of a table that is filled and emptied every morning nothing is known that is true. */
export const remindersOf = async (db: Db, recipients: readonly string[], now: Date): Promise<WaitingReminder[]> => {
  const rows = await db.$queryRaw<(Omit<WaitingReminder, 'window'> & { from: LocalDay; to: LocalDay; name: string })[]>`
    SELECT r.id::text, r.recipient, r.unit_code AS unit, r.rule, to_char(r."from", 'YYYY-MM-DD') AS "from", to_char(r."to", 'YYYY-MM-DD') AS "to",
      r.name, r.stage
    FROM unnest(${[...recipients]}::text[]) AS asked (recipient)
    CROSS JOIN LATERAL (SELECT * FROM reminder WHERE recipient = asked.recipient AND not_before <= ${now} OFFSET 0) r ORDER BY r.id`;
  return rows.map(({ from, to, name, ...rest }) => ({ ...rest, window: { from, to, name } }));
};

/** The reminders were told, or are told no more. */
export const dropReminders = async (db: Db, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0) await db.$executeRaw`DELETE FROM reminder WHERE id = ANY(${[...ids]}::bigint[])`;
};

/** Which outbox row became whose digest. */
export type SentDigest = { recipient: string; outboxId: string };

/** Ties the claimed digests to their messages; who had nothing to hear has had no digest. */
export const settleDigests = async (db: Db, day: LocalDay, claimed: readonly string[], sent: readonly SentDigest[]): Promise<void> => {
  if (sent.length > 0)
    await db.$executeRaw`
      UPDATE digest d SET outbox_id = s."outboxId"
      FROM jsonb_to_recordset(${JSON.stringify(sent)}::jsonb) AS s (recipient text, "outboxId" text)
      WHERE d.recipient = s.recipient AND d.day = ${day}::date`;
  const told = new Set(sent.map(({ recipient }) => recipient));
  const silent = claimed.filter((recipient) => !told.has(recipient));
  if (silent.length > 0) await db.$executeRaw`DELETE FROM digest WHERE recipient = ANY(${silent}::text[]) AND day = ${day}::date`;
};

/** The units of living groups. */
export const groupsById = (db: Db, ids: readonly number[]): Promise<{ id: number; unit: string }[]> =>
  db.$queryRaw<{ id: number; unit: string }[]>`
    SELECT id, unit_code AS unit FROM chat_group WHERE id = ANY(${[...ids]}::int[]) AND retired_at IS NULL`;
