import { Prisma } from '../../infra/database/generated/client.ts';

/**
 * Which checks count for which duty: a condition between `duty d` and `inspection i`. One check counts for every window it falls in: for a
 * school's own rules by the rule, else by the grid that has to check.
 */
export const COUNTS_FOR = Prisma.sql`i.school_code = d.school_code AND i.day BETWEEN d."from" AND d."to" AND i.withdrawn_at IS NULL
  AND CASE WHEN d.rule LIKE 'school-%' THEN d.rule = ANY(i.rules) ELSE d.unit_code = ANY(i.grids) END`;
