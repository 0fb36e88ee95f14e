import { Prisma } from '../../infra/database/generated/client.ts';

/** By school, day, grid and rule, whether it was withdrawn or not. */
const BELONGS_TO = Prisma.sql`i.school_code = d.school_code AND i.day BETWEEN d."from" AND d."to"
  AND CASE WHEN d.rule LIKE 'school-%' THEN d.rule = ANY(i.rules) ELSE d.unit_code = ANY(i.grids) END`;

/**
 * Which checks count for which duty: a condition between `duty d` and `inspection i`. One check counts for every window it falls in: for a
 * school's own rules by the rule, else by the grid that has to check.
 */
export const COUNTS_FOR = Prisma.sql`${BELONGS_TO} AND i.withdrawn_at IS NULL`;

/** The same as things stood at a moment: what had been recorded by then and not yet been withdrawn. */
export const countedAt = (at: Date): Prisma.Sql =>
  Prisma.sql`${BELONGS_TO} AND i.at <= ${at} AND (i.withdrawn_at IS NULL OR i.withdrawn_at > ${at})`;
