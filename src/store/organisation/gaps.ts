import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';
import { belowUnit } from './units.ts';

/** What can be missing in the grid. `several-nodes` is allowed (a small school), but shown. */
export type GapKind =
  | 'no-bureau'
  | 'outside-sector-tree'
  | 'outside-territorial-tree'
  | 'missing-role'
  | 'doubled-role'
  | 'no-places'
  | 'place-without-person'
  | 'doubled-place'
  | 'no-group'
  | 'several-nodes';

/** A gap as the database finds it. `detail` is the role, the kind of parent that is missing, or the units of `several-nodes`. */
export type GapRow = {
  gap: GapKind;
  unitCode: string | null;
  unitName: string | null;
  place: string | null;
  personId: string | null;
  personName: string | null;
  detail: string | null;
};

const placeName = Prisma.sql`concat_ws(' ', l.area, nullif(l.venue, ''), nullif(l.spot, ''))`;

/**
 * Every gap of the living units (with `unitCode`: of that unit and all below it), by unit. One query; each branch reads each table once.
 */
export const gapRows = (db: Db, unitCode: string | null): Promise<GapRow[]> => {
  const scope = unitCode === null ? Prisma.empty : Prisma.sql`AND u.code IN (SELECT code FROM below)`;
  return db.$queryRaw<GapRow[]>`
    WITH RECURSIVE ${belowUnit(unitCode ?? '')},
    living AS (SELECT u.* FROM unit u WHERE u.retired_at IS NULL ${scope}),
    held AS (
      SELECT r.unit_code, r.role, p.id, p.name FROM person_role r JOIN person p ON p.id = r.person_id
      WHERE p.status = '在岗' AND r.role <> '成员'
    ),
    gaps (gap, "unitCode", "unitName", place, "personId", "personName", detail) AS (
      SELECT 'no-bureau', NULL, NULL, NULL, NULL, NULL, NULL
      WHERE ${unitCode}::text IS NULL AND NOT EXISTS (SELECT FROM unit WHERE kind = '市教育局' AND retired_at IS NULL)
      UNION ALL
      SELECT 'outside-sector-tree', u.code, u.name, NULL, NULL, NULL, u.kind FROM living u
      LEFT JOIN unit s ON s.code = u.sector_parent_code AND s.retired_at IS NULL
        AND (s.kind = '市教育局' OR (s.kind = '中心校' AND u.kind <> '中心校'))
      WHERE u.kind IN ('中心校', '学校', '幼儿园') AND s.code IS NULL
      UNION ALL
      SELECT 'outside-territorial-tree', u.code, u.name, NULL, NULL, NULL, u.kind FROM living u
      LEFT JOIN unit t ON t.code = u.territorial_parent_code AND t.retired_at IS NULL
        AND t.kind = ANY(CASE u.kind WHEN '镇街' THEN ARRAY['市级'] WHEN '村社区' THEN ARRAY['镇街'] ELSE ARRAY['镇街', '村社区'] END)
      WHERE t.code IS NULL AND (u.kind IN ('镇街', '村社区', '学校', '幼儿园') OR (u.kind = '中心校' AND coalesce(u.students, 0) > 0))
      UNION ALL
      SELECT 'missing-role', u.code, u.name, NULL, NULL, NULL, need.role FROM living u
      CROSS JOIN unnest(ARRAY['网格长', '直接责任人', '具体责任人']) AS need (role)
      LEFT JOIN (SELECT DISTINCT unit_code, role FROM held) h ON h.unit_code = u.code AND h.role = need.role
      WHERE h.role IS NULL
      UNION ALL
      SELECT 'doubled-role', u.code, u.name, NULL, min(h.id), string_agg(h.name, '、' ORDER BY h.id), h.role
      FROM living u JOIN held h ON h.unit_code = u.code GROUP BY u.code, u.name, h.role HAVING count(*) > 1
      UNION ALL
      SELECT 'no-places', u.code, u.name, NULL, NULL, NULL, NULL FROM living u
      WHERE (u.kind IN ('学校', '幼儿园') OR (u.kind = '中心校' AND coalesce(u.students, 0) > 0))
        AND NOT EXISTS (SELECT FROM place l WHERE l.unit_code = u.code AND l.retired_at IS NULL)
      UNION ALL
      SELECT 'place-without-person', u.code, u.name, ${placeName}, p.id, p.name, NULL
      FROM living u JOIN place l ON l.unit_code = u.code AND l.retired_at IS NULL
      LEFT JOIN person p ON p.id = l.person_id WHERE p.id IS NULL OR p.status <> '在岗'
      UNION ALL
      SELECT 'doubled-place', u.code, u.name, ${placeName}, min(p.id), string_agg(DISTINCT p.name, '、'), NULL
      FROM living u JOIN place l ON l.unit_code = u.code AND l.retired_at IS NULL
      JOIN person p ON p.id = l.person_id AND p.status = '在岗'
      GROUP BY u.code, u.name, l.area, l.venue, l.spot HAVING count(DISTINCT p.id) > 1
      UNION ALL
      SELECT 'no-group', u.code, u.name, NULL, NULL, NULL, NULL FROM living u
      WHERE u.kind IN ('市教育局', '中心校')
        AND NOT EXISTS (SELECT FROM chat_group g WHERE g.unit_code = u.code AND g.retired_at IS NULL)
      UNION ALL
      SELECT 'several-nodes', min(u.code), (array_agg(u.name ORDER BY u.code))[1], NULL, h.id, h.name, string_agg(DISTINCT u.name, '、')
      FROM living u JOIN held h ON h.unit_code = u.code GROUP BY h.id, h.name HAVING count(DISTINCT u.code) > 1
    )
    SELECT * FROM gaps ORDER BY "unitCode" NULLS FIRST, gap, place, detail, "personId"`;
};
