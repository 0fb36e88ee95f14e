import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../../store/database.ts';
import { belowUnit } from '../../store/organisation.ts';
import { type Answer, answered, refused } from './answer.ts';

/** What `unit` and `person` mean: the codes of the unit and of all below it (null: no such filter). */
export type Scope = { units: string[] | null; person: string | null };

/** Looks both up, in one round trip or none. Names that nobody has are refused: an empty list would look like good news. */
export const resolveScope = async (db: Db, { unit, person }: { unit?: string; person?: string }): Promise<Answer<Scope>> => {
  if (unit === undefined && person === undefined) return answered({ units: null, person: null });
  const rows = await db.$queryRaw<{ codes: string[]; known: boolean }[]>`
    WITH RECURSIVE ${belowUnit(unit ?? '')}
    SELECT ARRAY(SELECT code FROM below) AS codes, EXISTS (SELECT FROM person WHERE id = ${person ?? ''}) AS known`;
  const found = rows[0] ?? { codes: [], known: false };
  if (unit !== undefined && found.codes.length === 0) return refused('unknown-unit', `unit: there is no unit with the code ${unit}`);
  if (person !== undefined && !found.known) return refused('unknown-person', `person: there is nobody with the number ${person}`);
  return answered({ units: unit === undefined ? null : found.codes, person: person ?? null });
};

/** Conditions joined by AND; none is always true. */
export const all = (conditions: readonly (Prisma.Sql | null)[]): Prisma.Sql => {
  const given = conditions.filter((condition) => condition !== null);
  return given.length === 0 ? Prisma.sql`true` : Prisma.join(given, ' AND ');
};
