import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';

/** `deputy` stands in for `person` (AB角). */
export type Deputyship = { person: string; deputy: string };

/** Those among `people` who are away at this moment (请假) and have a living 代理人. */
export const deputiesOf = (db: Db, people: readonly string[], at: Date): Promise<Deputyship[]> =>
  people.length === 0
    ? Promise.resolve([])
    : db.$queryRaw<Deputyship[]>`
        SELECT DISTINCT p.id AS person, d.id AS deputy FROM absence a JOIN person p ON p.id = a.person_id
        JOIN person d ON d.id = p.deputy_id AND d.status = '在岗'
        WHERE a.person_id = ANY(${[...people]}::text[]) AND a.ended_at IS NULL AND a.from <= ${at} AND a.until > ${at}`;

/** The living 代理人 of these people, away or not. */
export const allDeputiesOf = (db: Db, people: readonly string[]): Promise<Deputyship[]> =>
  people.length === 0
    ? Promise.resolve([])
    : db.$queryRaw<Deputyship[]>`
        SELECT p.id AS person, d.id AS deputy FROM person p JOIN person d ON d.id = p.deputy_id AND d.status = '在岗'
        WHERE p.id = ANY(${[...people]}::text[])`;

/** For whom a person stands in at this moment, because they are away. */
export const principalsOf = async (db: Db, deputy: string, at: Date): Promise<string[]> => {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT p.id FROM person p JOIN absence a ON a.person_id = p.id
    WHERE p.deputy_id = ${deputy} AND a.ended_at IS NULL AND a.from <= ${at} AND a.until > ${at}`;
  return rows.map((row) => row.id);
};

/** For whom these people stand in at a moment, as a query of `person` and `deputy` inside another one. */
export const STANDING_IN = (deputies: readonly string[], at: Date): Prisma.Sql => Prisma.sql`
  SELECT p.id AS person, d.id AS deputy FROM person d JOIN person p ON p.deputy_id = d.id
  WHERE d.id = ANY(${[...new Set(deputies)]}::text[]) AND d.status = '在岗' AND p.status = '在岗' AND EXISTS (
    SELECT FROM absence a WHERE a.person_id = p.id AND a.ended_at IS NULL AND a.from <= ${at} AND a.until > ${at})`;
