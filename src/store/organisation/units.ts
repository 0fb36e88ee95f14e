import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';
import { meantNames, nameCandidates } from './aliases.ts';
import { isTerritorial, type UnitBrief, type UnitRecord } from './records.ts';

// Both trees have three levels; a cycle that slipped in by hand must not make a query run for ever.
const DEEPEST = 8;

// More names than one message has, even when many units share one.
const MOST_NAMES = 400;

/** A unit's place above and around it. For a unit of the territorial tree `upper` is its territorial parent. */
export type Ancestry = {
  unit: UnitBrief;
  /** Who supervises it: its 中心校; the bureau for a 中心校 and for schools directly under the bureau; null for a root. */
  upper: UnitBrief | null;
  /** The root of its sector tree; for a territorial unit the bureau of that city, where there is exactly one. */
  bureau: UnitBrief | null;
  town: UnitBrief | null;
  village: UnitBrief | null;
};

const UNIT_COLUMNS = Prisma.sql`u.code, u.name, u.kind, u.sector_parent_code AS "sectorParentCode",
  u.territorial_parent_code AS "territorialParentCode", u.students, u.boarders, u.canteen, u.school_bus AS "schoolBus",
  u.retired_at IS NOT NULL AS retired`;

/** The unit with this code, retired or not; null when there is none. */
export const unitByCode = async (db: Db, code: string): Promise<UnitRecord | null> => {
  const rows = await db.$queryRaw<UnitRecord[]>`SELECT ${UNIT_COLUMNS} FROM unit u WHERE u.code = ${code}`;
  return rows[0] ?? null;
};

/** The parent in a unit's own tree: territorial for 市级, 镇街 and 村社区, else sector. */
const ownParent = (alias: string): Prisma.Sql =>
  Prisma.raw(
    `CASE WHEN ${alias}.kind IN ('市级', '镇街', '村社区') THEN ${alias}.territorial_parent_code ELSE ${alias}.sector_parent_code END`,
  );

/** One query for the whole way up both trees; retired units on the way are still shown (history refers to them). Null: no such unit. */
export const ancestry = async (db: Db, unitCode: string): Promise<Ancestry | null> => {
  const rows = await db.$queryRaw<(UnitBrief & { tree: 'sector' | 'territory' | 'bureau'; depth: number; near: boolean })[]>`
    WITH RECURSIVE sector AS (
      SELECT code, name, kind, sector_parent_code, 0 AS depth FROM unit WHERE code = ${unitCode}
      UNION ALL
      SELECT p.code, p.name, p.kind, p.sector_parent_code, s.depth + 1
      FROM sector s JOIN unit p ON p.code = s.sector_parent_code WHERE s.depth < ${DEEPEST}
    ), territory AS (
      SELECT code, name, kind, territorial_parent_code, 0 AS depth FROM unit WHERE code = ${unitCode}
      UNION ALL
      SELECT p.code, p.name, p.kind, p.territorial_parent_code, t.depth + 1
      FROM territory t JOIN unit p ON p.code = t.territorial_parent_code WHERE t.depth < ${DEEPEST}
    )
    SELECT 'sector' AS tree, depth, code, name, kind, true AS near FROM sector
    UNION ALL SELECT 'territory', depth, code, name, kind, true FROM territory
    UNION ALL (
      SELECT 'bureau', 0, code, name, kind, coalesce(territorial_parent_code IN (SELECT code FROM territory), false) AS near
      FROM unit WHERE kind = '市教育局' AND retired_at IS NULL
        AND EXISTS (SELECT FROM sector WHERE depth = 0 AND kind IN ('市级', '镇街', '村社区'))
      ORDER BY near DESC, code LIMIT 2
    )
    ORDER BY depth`;
  const brief = (row: UnitBrief | undefined): UnitBrief | null =>
    row === undefined ? null : { code: row.code, name: row.name, kind: row.kind };
  const unit = brief(rows.find((row) => row.tree === 'sector' && row.depth === 0));
  if (unit === null) return null;
  const ownTree = rows.filter((row) => row.tree === (isTerritorial(unit.kind) ? 'territory' : 'sector'));
  const territory = rows.filter((row) => row.tree === 'territory');
  return {
    unit,
    upper: brief(ownTree[1]),
    bureau: isTerritorial(unit.kind) ? brief(onlyBureau(rows)) : brief(ownTree.findLast((row) => row.kind === '市教育局')),
    town: brief(territory.find((row) => row.kind === '镇街')),
    village: brief(territory.find((row) => row.kind === '村社区')),
  };
};

const onlyBureau = <Row extends { tree: string; near: boolean }>(rows: readonly Row[]): Row | undefined => {
  const bureaus = rows.filter((row) => row.tree === 'bureau');
  const near = bureaus.filter((row) => row.near);
  const candidates = near.length > 0 ? near : bureaus;
  return candidates.length === 1 ? candidates[0] : undefined;
};

/**
 * A recursive query `below(code)`: the unit and all below it in its own tree, living or retired. A town has its villages and every school
 * that lies in it below it. To be put behind `WITH RECURSIVE`.
 */
export const belowUnit = (unitCode: string): Prisma.Sql => Prisma.sql`below AS (
    SELECT code, kind IN ('市级', '镇街', '村社区') AS territorial FROM unit WHERE code = ${unitCode}
    UNION
    SELECT c.code, b.territorial FROM below b
    JOIN unit c ON (b.territorial AND c.territorial_parent_code = b.code) OR (NOT b.territorial AND c.sector_parent_code = b.code)
  )`;

/** The codes of a unit and of all below it; empty when there is no such unit. */
export const descendants = async (db: Db, unitCode: string): Promise<string[]> => {
  const rows = await db.$queryRaw<{ code: string }[]>`WITH RECURSIVE ${belowUnit(unitCode)} SELECT code FROM below ORDER BY code`;
  return rows.map((row) => row.code);
};

/** A living unit that a text names, with the (folded) names by which it was found. */
export type NamedUnit = UnitBrief & { aliases: string[] };

/**
 * Living units whose name or short name occurs in the text; an overlapping shorter name is not meant. Several units may share a name.
 * With `rootCode` (a 市教育局) only units of that sector tree, and territorial units of the same city. Longest name first.
 */
export const unitsNamedIn = async (db: Db, text: string, rootCode: string | null): Promise<NamedUnit[]> => {
  const candidates = nameCandidates(text);
  if (candidates.length === 0) return [];
  // OFFSET 0 keeps the planner from reading all units for the sake of a handful of names.
  const found = await db.$queryRaw<(UnitBrief & { alias: string })[]>`
    SELECT u.code, u.name, u.kind, a.alias
    FROM (SELECT unit_code, alias FROM unit_alias WHERE alias = ANY(${candidates}::text[]) LIMIT ${MOST_NAMES}) a
    CROSS JOIN LATERAL (SELECT * FROM unit WHERE code = a.unit_code AND retired_at IS NULL OFFSET 0) u
    LEFT JOIN LATERAL (SELECT * FROM unit p WHERE p.code = ${ownParent('u')} OFFSET 0) above ON true
    LEFT JOIN LATERAL (SELECT * FROM unit p WHERE p.code = ${ownParent('above')} OFFSET 0) top ON true
    LEFT JOIN unit root ON root.code = ${rootCode}
    WHERE ${rootCode}::text IS NULL OR root.code IN (u.code, above.code, top.code)
      OR (u.kind IN ('市级', '镇街', '村社区') AND root.code IS NOT NULL
        AND (root.territorial_parent_code IS NULL OR root.territorial_parent_code IN (u.code, above.code, top.code)))`;
  return groupByUnit(
    meantNames(
      text,
      found.map((row) => row.alias),
    ),
    found,
  );
};

const groupByUnit = (names: readonly string[], found: readonly (UnitBrief & { alias: string })[]): NamedUnit[] => {
  const units = new Map<string, NamedUnit>();
  for (const name of names) {
    for (const { code, name: unitName, kind, alias } of found.filter((row) => row.alias === name)) {
      const known = units.get(code);
      if (known) known.aliases.push(alias);
      else units.set(code, { code, name: unitName, kind, aliases: [alias] });
    }
  }
  return [...units.values()];
};
