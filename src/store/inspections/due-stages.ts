import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { RuleId } from '../../domain/inspection/rules.ts';
import type { Stage } from '../../domain/inspection/stage.ts';
import type { Db } from '../database.ts';

/** A duty with a stage to tell. `settled`: nobody has to be reminded of it any more; nor where the unit that missed it is there no more. */
export type DueDuty = {
  id: string;
  rule: RuleId;
  unit: string;
  from: LocalDay;
  to: LocalDay;
  name: string;
  stagesSent: string[];
  settled: boolean;
};

/** Locks duties whose next stage is due, the longest waiting first; what somebody else is at is left to him. */
export const claimDueDuties = (db: Db, now: Date, limit: number): Promise<DueDuty[]> => db.$queryRaw<DueDuty[]>`
  SELECT id::text, rule, unit_code AS unit, to_char("from", 'YYYY-MM-DD') AS "from", to_char("to", 'YYYY-MM-DD') AS "to", name,
    stages_sent AS "stagesSent", waived IS NOT NULL OR done >= required
      OR EXISTS (SELECT FROM unit u WHERE u.code = duty.unit_code AND u.retired_at IS NOT NULL) AS settled
  FROM duty WHERE next_stage_at <= ${now} ORDER BY next_stage_at, unit_code LIMIT ${limit} FOR UPDATE SKIP LOCKED`;

/** A duty's stage was planned to be told (null: none was); `next`: when its next one is due. */
export type StageMark = { id: string; stage: Stage | null; next: Date | null };

export const markStages = async (db: Db, marks: readonly StageMark[]): Promise<void> => {
  if (marks.length === 0) return;
  await db.$executeRaw`
    UPDATE duty d SET next_stage_at = m.next,
      stages_sent = CASE WHEN m.stage IS NULL THEN d.stages_sent ELSE array_append(d.stages_sent, m.stage) END
    FROM jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) AS m (id bigint, stage text, next timestamptz)
    WHERE d.id = m.id`;
};

export type NewReminder = { recipient: string; unit: string; rule: string; from: LocalDay; to: LocalDay; name: string; stage: string };

/** Writes what is to be told; what is waiting already is there once. In order, so that two who write the same wait for each other, not both. */
export const addReminders = async (db: Db, reminders: readonly NewReminder[], notBefore: Date): Promise<void> => {
  if (reminders.length === 0) return;
  await db.$executeRaw`
    INSERT INTO reminder (recipient, unit_code, rule, "from", "to", name, stage, not_before)
    SELECT recipient, unit, rule, "from", "to", name, stage, ${notBefore}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(reminders)}::jsonb)
      AS r (recipient text, unit text, rule text, "from" date, "to" date, name text, stage text)
    ORDER BY recipient, unit, rule, "from", name, stage
    ON CONFLICT DO NOTHING`;
};

/** Units with the grid above each, up to the root of the sector tree: all that are asked for and all above them. */
export const gridsUpward = (db: Db, units: readonly string[]): Promise<{ code: string; above: string | null }[]> => db.$queryRaw<
  { code: string; above: string | null }[]
>`
  WITH RECURSIVE up AS (
    SELECT code, sector_parent_code AS above FROM unit WHERE code = ANY(${[...units]}::text[])
    UNION
    SELECT p.code, p.sector_parent_code FROM up JOIN unit p ON p.code = up.above
  )
  SELECT code, above FROM up`;

/** A living chat group of a unit, with the channel that it lives on. */
export type GroupOfUnit = { id: number; unit: string; channel: 'wecom' | 'dingtalk' };

/** The living groups of several units. */
export const groupsOfUnits = (db: Db, units: readonly string[]): Promise<GroupOfUnit[]> => db.$queryRaw<GroupOfUnit[]>`
  SELECT id, unit_code AS unit, CASE WHEN platform LIKE 'wecom%' THEN 'wecom' ELSE 'dingtalk' END AS channel
  FROM chat_group WHERE unit_code = ANY(${[...units]}::text[]) AND retired_at IS NULL ORDER BY id`;

/** All that the weekly summary reminds of. `oldest`: what ended before is nobody's to do any more. */
export type SummaryWeek = { monday: LocalDay; sunday: LocalDay; today: LocalDay; oldest: LocalDay; rule: string };

/**
 * Reminds every 网格长 (and the 代理人 of one who is away) of a unit that has anything to do which runs now or is overdue. A day that has
 * just begun is nobody's debt yet, and what was missed at a school that is closed since nobody can do any more.
 * @returns how many
 */
export const addSummaries = (db: Db, { monday, sunday, today, oldest, rule }: SummaryWeek, now: Date): Promise<number> => db.$executeRaw`
  WITH busy AS (
    SELECT DISTINCT unit_code FROM duty
    JOIN unit s ON s.code = duty.school_code AND s.retired_at IS NULL
    WHERE waived IS NULL AND done < required AND "from" <= ${today}::date AND "to" >= ${oldest}::date
      AND (rule <> 'school-daily' OR "to" < ${today}::date)
  ), heads AS (
    SELECT p.id, p.deputy_id, r.unit_code FROM busy b JOIN unit u ON u.code = b.unit_code AND u.retired_at IS NULL
    JOIN person_role r ON r.unit_code = b.unit_code AND r.role = '网格长'
    JOIN person p ON p.id = r.person_id AND p.status = '在岗'
  ), told AS (
    SELECT id, unit_code FROM heads
    UNION
    SELECT d.id, h.unit_code FROM heads h JOIN person d ON d.id = h.deputy_id AND d.status = '在岗'
    WHERE EXISTS (SELECT FROM absence a WHERE a.person_id = h.id AND a.ended_at IS NULL AND a.from <= ${now} AND a.until > ${now})
  )
  INSERT INTO reminder (recipient, unit_code, rule, "from", "to", name, stage, not_before)
  SELECT 'person:' || id, unit_code, ${rule}, ${monday}::date, ${sunday}::date, '', 'week', ${now}::timestamptz FROM told
  ON CONFLICT DO NOTHING`;
