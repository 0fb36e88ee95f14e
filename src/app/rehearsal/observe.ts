import type { Database } from '../../store/database.ts';
import { type DayNumber, dayNumber, dayText } from './day-number.ts';
import type { DutyRow, MessageSeen } from './oracle.ts';

type StoredDuty = Omit<DutyRow, 'from' | 'to'> & { from: string; to: string };

const COLUMNS = `school_code AS school, rule, unit_code AS unit, to_char("from", 'YYYY-MM-DD') AS "from", to_char("to", 'YYYY-MM-DD') AS "to",
  name, required, done, waived, stages_sent AS stages`;

const asRow = (row: StoredDuty): DutyRow => ({ ...row, from: dayNumber(row.from), to: dayNumber(row.to) });

/** The duties whose window begins on a day, or all that run on it. */
export const dutiesOn = async ({ pool }: Pick<Database, 'pool'>, day: DayNumber, scope: 'begins' | 'runs'): Promise<DutyRow[]> => {
  const compare = scope === 'begins' ? '=' : '<=';
  const { rows } = await pool.query<StoredDuty>(`SELECT ${COLUMNS} FROM duty WHERE "to" >= $1::date AND "from" ${compare} $1::date`, [
    dayText(day),
  ]);
  return rows.map(asRow);
};

/** Every duty there is. */
export const allDuties = async ({ pool }: Pick<Database, 'pool'>): Promise<DutyRow[]> => {
  const { rows } = await pool.query<StoredDuty>(`SELECT ${COLUMNS} FROM duty ORDER BY id`);
  return rows.map(asRow);
};

/** A message, and the person whom it goes to; null for groups. `at` is when it is to leave. */
export type Delivered = MessageSeen & { person: string | null };

/**
 * Delivery is passed by: everything that waits by now counts as sent. Whether it may go at that hour is what the oracle asks.
 * @returns what went
 */
export const deliverAll = async ({ pool }: Pick<Database, 'pool'>, now: Date): Promise<Delivered[]> => {
  const { rows } = await pool.query<Omit<Delivered, 'to'> & { day: string; minute: number; unit: string | null }>(
    `WITH sent AS (
       UPDATE outbox_message SET status = 'sent', sent_at = $1 WHERE status = 'queued' AND not_before <= $1
       RETURNING id, person_id, group_id, kind, not_before AT TIME ZONE 'Asia/Shanghai' AS at, seq
     )
     SELECT s.person_id AS person, g.unit_code AS unit, s.kind,
       EXISTS (SELECT FROM notice n WHERE n.person_id = s.person_id AND n.outbox_id = s.id) AS hazards, to_char(s.at, 'YYYY-MM-DD') AS day,
       (extract(hour FROM s.at) * 60 + extract(minute FROM s.at))::int AS minute
     FROM sent s LEFT JOIN chat_group g ON g.id = s.group_id ORDER BY s.seq`,
    [now.toISOString()],
  );
  return rows.map(({ unit, ...row }) => ({
    ...row,
    to: row.person === null ? `group:${unit ?? ''}` : `person:${row.person}`,
    day: dayNumber(String(row.day)),
  }));
};
