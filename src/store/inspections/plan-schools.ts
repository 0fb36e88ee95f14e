import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { LastWindow } from '../../domain/inspection/city-windows.ts';
import type { SchoolFacts } from '../../domain/inspection/school.ts';
import type { Db } from '../database.ts';

/**
 * A unit that is a school, or once was one. `city`, `town`: codes of the units that stand for these grids, null where there is none;
 * `knownSince`: when it was first planned for, null: never.
 */
export type PlannedSchool = SchoolFacts & {
  code: string;
  city: string | null;
  town: string | null;
  knownSince: Date | null;
  lastCity: LastWindow | null;
};

/**
 * The next `limit` schools behind `after`, by code. The town grid of a school is its nearest living 中心校; of one directly under the bureau
 * the bureau; of a 中心校 with pupils itself. Its last window of the bureau is the latest that has begun; where an earlier one that still runs
 * is open again, because the check that fulfilled it was withdrawn, that one.
 */
export const schoolsToPlan = (
  db: Db,
  { after, limit, today }: { after: string; limit: number; today: LocalDay },
): Promise<PlannedSchool[]> =>
  db.$queryRaw<PlannedSchool[]>`
    WITH schools AS MATERIALIZED (
      SELECT u.* FROM unit u
      WHERE u.code > ${after}
        AND (u.kind IN ('学校', '幼儿园', '中心校') OR EXISTS (SELECT FROM duty d WHERE d.school_code = u.code))
      ORDER BY u.code LIMIT ${limit}
    ), placed AS (
      SELECT u.*,
        CASE WHEN p.kind = '市教育局' AND p.retired_at IS NULL THEN p.code WHEN g.kind = '市教育局' AND g.retired_at IS NULL THEN g.code
          WHEN t.kind = '市教育局' AND t.retired_at IS NULL THEN t.code END AS city,
        CASE WHEN u.kind = '中心校' THEN u.code WHEN p.kind = '中心校' AND p.retired_at IS NULL THEN p.code
          WHEN g.kind = '中心校' AND g.retired_at IS NULL THEN g.code END AS town_school
      FROM schools u LEFT JOIN unit p ON p.code = u.sector_parent_code LEFT JOIN unit g ON g.code = p.sector_parent_code
      LEFT JOIN unit t ON t.code = g.sector_parent_code
    )
    SELECT u.code, u.name, u.kind, u.students, u.boarders, u.retired_at IS NOT NULL AS retired, u.city,
      coalesce(u.town_school, u.city) AS town, known.since AS "knownSince", last.window AS "lastCity"
    FROM placed u
    CROSS JOIN LATERAL (SELECT least(
      (SELECT planned_at FROM duty WHERE school_code = u.code AND rule = 'school-weekly' ORDER BY "from" LIMIT 1),
      (SELECT planned_at FROM duty WHERE school_code = u.code AND rule = 'town-monthly' ORDER BY "from" LIMIT 1)) AS since) known
    LEFT JOIN LATERAL (
      SELECT jsonb_build_object('from', d."from", 'to', d."to", 'name', d.name,
        'doneOn', CASE WHEN d.done >= d.required THEN d.done_on END) AS window
      FROM duty d WHERE d.school_code = u.code AND d.rule = 'city-two-monthly' AND d."from" <= ${today}::date AND d.waived IS DISTINCT FROM 'rule'
      ORDER BY d.waived IS NULL AND d.done < d.required AND d."to" >= ${today}::date DESC,
        CASE WHEN d.waived IS NULL AND d.done < d.required AND d."to" >= ${today}::date THEN d."from" END, d."from" DESC, d.id DESC
      LIMIT 1) last ON true
    ORDER BY u.code`;
