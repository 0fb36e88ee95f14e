import type { LocalDay } from '../../domain/calendar/local-time.ts';
import { RULE_IDS, type RuleId } from '../../domain/inspection/rules.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';
import { STANDING_IN } from '../organisation/absences.ts';
import { COUNTS_FOR } from './counting.ts';

/** A duty as it stands after a recount. `counted`: those of the asked checks that count for it; `wasDone`: before the recount. */
export type RecountedDuty = {
  id: string;
  rule: RuleId;
  unit: string;
  unitName: string;
  school: string;
  from: LocalDay;
  to: LocalDay;
  name: string;
  required: number;
  done: number;
  wasDone: number;
  waived: string | null;
  stagesSent: string[];
  counted: string[];
};

/** A school and a day that it was checked on. */
export type CheckedDay = { school: string; day: LocalDay };

/**
 * Counts anew what was done for all duties of the schools whose windows hold the days, in one statement. What is fulfilled has no stage to
 * come. The schools are locked by the caller: else what another one counts at the same time is lost.
 * @param checks ids of which each duty tells whether they count for it
 * @returns the duties whose numbers changed, or for which one of `checks` counts, heaviest rule first
 */
export const recountDuties = async (db: Db, days: readonly CheckedDay[], checks: readonly string[]): Promise<RecountedDuty[]> => {
  // OFFSET 0 and the array keep the planner, who cannot know how few they are, from reading all duties.
  const rows = await db.$queryRaw<RecountedDuty[]>`
    WITH affected AS (
      SELECT DISTINCT d.id FROM jsonb_to_recordset(${JSON.stringify(days)}::jsonb) AS asked (school text, day date)
      CROSS JOIN LATERAL (
        SELECT id FROM duty WHERE school_code = asked.school AND asked.day BETWEEN "from" AND "to" OFFSET 0) d
    ), found AS (
      SELECT d.id, d.done AS was_done, c.* FROM affected a
      CROSS JOIN LATERAL (SELECT * FROM duty WHERE id = a.id OFFSET 0) d
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS done, (array_agg(i.day ORDER BY i.day))[d.required] AS done_on,
          coalesce(array_agg(i.id) FILTER (WHERE i.id = ANY(${[...checks]}::text[])), '{}') AS counted
        FROM inspection i WHERE ${COUNTS_FOR}) c
    )
    UPDATE duty d SET done = f.done, done_on = f.done_on, next_stage_at = CASE WHEN f.done >= d.required THEN NULL ELSE d.next_stage_at END
    FROM found f
    WHERE d.id = ANY(ARRAY(SELECT id FROM found)) AND f.id = d.id
      AND (f.counted <> '{}' OR (f.done, f.done_on) IS DISTINCT FROM (d.done, d.done_on))
    RETURNING d.id::text, d.rule, d.unit_code AS unit, coalesce((SELECT u.name FROM unit u WHERE u.code = d.unit_code), d.unit_code) AS "unitName",
      d.school_code AS school, to_char(d."from", 'YYYY-MM-DD') AS "from", to_char(d."to", 'YYYY-MM-DD') AS "to", d.name, d.required, d.done,
      f.was_done AS "wasDone", d.waived, d.stages_sent AS "stagesSent", f.counted`;
  return rows.toSorted((a, b) => RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule) || (a.to < b.to ? -1 : a.to > b.to ? 1 : 0));
};

/** When somebody is reminded of duties next; null: never again. */
export const setNextStages = async (db: Db, stages: readonly { id: string; at: Date | null }[]): Promise<void> => {
  if (stages.length === 0) return;
  await db.$executeRaw`
    UPDATE duty d SET next_stage_at = s.at FROM jsonb_to_recordset(${JSON.stringify(stages)}::jsonb) AS s (id bigint, at timestamptz)
    WHERE d.id = s.id`;
};

/** A duty that is not fulfilled yet, with the names of who must check whom. */
export type UnfinishedDuty = {
  rule: RuleId;
  unit: string;
  unitName: string;
  school: string;
  schoolName: string;
  from: LocalDay;
  to: LocalDay;
  name: string;
  required: number;
  done: number;
};

/** `oldest`: for windows that ended before it no check can be recorded any more. */
type Still = { today: LocalDay; oldest: LocalDay };

/** What was missed at a school that is closed since stays missed, but nobody can do it any more. */
const UNFINISHED = ({ today, oldest }: Still): Prisma.Sql =>
  Prisma.sql`d.waived IS NULL AND d.done < d.required AND d."from" <= ${today}::date AND d."to" >= ${oldest}::date
    AND NOT EXISTS (SELECT FROM unit closed WHERE closed.code = d.school_code AND closed.retired_at IS NOT NULL)`;

const COLUMNS = Prisma.sql`d.rule, d.unit_code AS unit, coalesce(u.name, d.unit_code) AS "unitName", d.school_code AS school,
  coalesce(s.name, d.school_code) AS "schoolName", to_char(d."from", 'YYYY-MM-DD') AS "from", to_char(d."to", 'YYYY-MM-DD') AS "to", d.name,
  d.required, d.done`;

/** What is overdue first, then what ends first, then the heavier rule. */
const BY_URGENCY = Prisma.sql`d."to", array_position(${[...RULE_IDS]}::text[], d.rule), d.school_code, d.id`;

/**
 * Duties of the units in which the person holds a role, or stands in now for somebody responsible: begun, not fulfilled, and still to be
 * recorded; with their number in all.
 */
export const unfinishedOf = async (
  db: Db,
  person: string,
  { now, today, oldest, limit }: Still & { now: Date; limit: number },
): Promise<{ duties: UnfinishedDuty[]; total: number }> => {
  const rows = await db.$queryRaw<(UnfinishedDuty & { total: number })[]>`
    WITH held AS (
      SELECT DISTINCT r.unit_code
      FROM (SELECT ${person} AS id, true AS himself UNION ALL SELECT d.person, false FROM (${STANDING_IN([person], now)}) d) h
      JOIN person p ON p.id = h.id AND p.status = '在岗' JOIN person_role r ON r.person_id = h.id AND (h.himself OR r.role <> '成员')
      JOIN unit u ON u.code = r.unit_code AND u.retired_at IS NULL
    ), due AS MATERIALIZED (
      SELECT d.*, count(*) OVER ()::int AS total FROM held JOIN duty d ON d.unit_code = held.unit_code
      WHERE ${UNFINISHED({ today, oldest })} ORDER BY ${BY_URGENCY} LIMIT ${limit}
    )
    SELECT ${COLUMNS}, d.total FROM due d LEFT JOIN unit u ON u.code = d.unit_code LEFT JOIN unit s ON s.code = d.school_code
    ORDER BY ${BY_URGENCY}`;
  return { duties: rows.map(({ total: _, ...duty }) => duty), total: rows[0]?.total ?? 0 };
};

/** The same of one school, whoever has to check it. */
export const unfinishedAt = (db: Db, school: string, still: Still): Promise<UnfinishedDuty[]> => db.$queryRaw<UnfinishedDuty[]>`
  SELECT ${COLUMNS} FROM duty d LEFT JOIN unit u ON u.code = d.unit_code LEFT JOIN unit s ON s.code = d.school_code
  WHERE d.school_code = ${school} AND ${UNFINISHED(still)} ORDER BY ${BY_URGENCY}`;
