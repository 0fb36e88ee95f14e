import type { GridRole, Relation } from '../../domain/organisation/roles.ts';
import type { Db } from '../database.ts';
import { type Ancestry, ancestry } from './units.ts';

/** What one person is to one unit. */
type Ties = {
  alive: boolean;
  roles: { unit: string; role: GridRole }[];
  paired: boolean;
  /** The roots of the trees that his units lie in. */
  roots: string[];
};

/**
 * How a person stands to a unit and so to every item of it: his roles in the unit, above it, in the bureau, in its town and village, by
 * 包联, and as staff of the same city. `reporter`, `assignee` and `place-person` depend on the item: the caller adds them.
 * Empty for unknown and 离岗 people. `where` spares a query to a caller who has the ancestry already.
 */
export const standingOf = async (
  db: Db,
  personId: string,
  unitCode: string,
  where: Ancestry | null = null,
): Promise<ReadonlySet<Relation>> => {
  const around = where ?? (await ancestry(db, unitCode));
  if (around === null) return new Set();
  const ties = await tiesOf(db, personId, around);
  return ties.alive ? relations(ties, around) : new Set();
};

const relations = (ties: Ties, { unit, upper, bureau, town, village }: Ancestry): ReadonlySet<Relation> => {
  const held = (prefix: 'own' | 'upper' | 'bureau', code: string | undefined): Relation[] =>
    ties.roles.filter((each) => each.unit === code).map(({ role }): Relation => `${prefix}:${role}`);
  const found = new Set<Relation>([...held('own', unit.code), ...held('upper', upper?.code), ...held('bureau', bureau?.code)]);
  if (ties.paired) found.add('paired');
  if (ties.roles.some((each) => each.unit === town?.code || each.unit === village?.code)) found.add('territorial');
  if (bureau !== null && ties.roots.includes(bureau.code)) found.add('staff');
  return found;
};

/** A territorial unit's root counts as the bureau of its city; so town and village people are staff too. */
const tiesOf = async (db: Db, personId: string, { unit, upper, bureau, town, village }: Ancestry): Promise<Ties> => {
  const near = [unit, upper, bureau, town, village].flatMap((each) => each?.code ?? []);
  const wide = [upper, town, village].flatMap((each) => each?.code ?? []);
  const rows = await db.$queryRaw<Ties[]>`
    WITH RECURSIVE up AS (
      SELECT u.code, u.kind, u.sector_parent_code, u.territorial_parent_code
      FROM person_role r JOIN unit u ON u.code = r.unit_code WHERE r.person_id = ${personId} AND u.retired_at IS NULL
      UNION
      SELECT p.code, p.kind, p.sector_parent_code, p.territorial_parent_code FROM up JOIN unit p
      ON p.code = CASE WHEN up.kind IN ('市级', '镇街', '村社区') THEN up.territorial_parent_code ELSE up.sector_parent_code END
    )
    SELECT
      EXISTS (SELECT FROM person WHERE id = ${personId} AND status = '在岗') AS alive,
      coalesce((SELECT jsonb_agg(jsonb_build_object('unit', r.unit_code, 'role', r.role)) FROM person_role r
        WHERE r.person_id = ${personId} AND r.unit_code = ANY(${near}::text[])), '[]') AS roles,
      EXISTS (SELECT FROM pairing g WHERE g.leader_id = ${personId}
        AND (g.unit_code = ${unit.code} OR (g.kind = '包片' AND g.unit_code = ANY(${wide}::text[])))) AS paired,
      ARRAY(SELECT code FROM up WHERE kind = '市教育局'
        UNION SELECT b.code FROM unit b JOIN up ON up.kind = '市级' AND up.code = b.territorial_parent_code
        WHERE b.kind = '市教育局') AS roots`;
  return rows[0] ?? { alive: false, roles: [], paired: false, roots: [] };
};

/**
 * The bureau that a person belongs to: nothing he sees crosses it. For town and village people the bureau of their city; null when
 * there is none, or when his units lie under several.
 */
export const rootOf = async (db: Db, personId: string): Promise<string | null> => {
  const rows = await db.$queryRaw<{ code: string }[]>`
    WITH RECURSIVE up AS (
      SELECT u.code, u.kind, u.sector_parent_code, u.territorial_parent_code
      FROM person_role r JOIN unit u ON u.code = r.unit_code WHERE r.person_id = ${personId} AND u.retired_at IS NULL
      UNION
      SELECT p.code, p.kind, p.sector_parent_code, p.territorial_parent_code FROM up JOIN unit p
      ON p.code = CASE WHEN up.kind IN ('市级', '镇街', '村社区') THEN up.territorial_parent_code ELSE up.sector_parent_code END
    )
    SELECT code FROM up WHERE kind = '市教育局'
    UNION SELECT b.code FROM unit b JOIN up ON up.kind = '市级' AND up.code = b.territorial_parent_code WHERE b.kind = '市教育局'
    LIMIT 2`;
  return rows.length === 1 ? (rows[0]?.code ?? null) : null;
};
