import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { Db } from '../database.ts';

/**
 * Gives this transaction copies of all tables that planning and reminding change, under their own names: temporary tables come before the real
 * ones wherever a statement names no schema. So a transaction that tries things out for minutes, and is rolled back, holds no lock that
 * anybody waits for.
 * @param since duties that ended before and have nothing left to tell are not copied
 */
export const workOnCopies = async (db: Db, since: LocalDay): Promise<void> => {
  await db.$executeRaw`CREATE TEMP TABLE duty (LIKE public.duty INCLUDING ALL) ON COMMIT DROP`;
  await db.$executeRaw`CREATE TEMP TABLE reminder (LIKE public.reminder INCLUDING ALL) ON COMMIT DROP`;
  await db.$executeRaw`CREATE TEMP TABLE digest (LIKE public.digest INCLUDING ALL) ON COMMIT DROP`;
  await db.$executeRaw`CREATE TEMP TABLE setting (LIKE public.setting INCLUDING ALL) ON COMMIT DROP`;
  await db.$executeRaw`CREATE TEMP TABLE unit (LIKE public.unit INCLUDING ALL) ON COMMIT DROP`;
  await db.$executeRaw`INSERT INTO pg_temp.duty SELECT * FROM public.duty WHERE "to" >= ${since}::date OR next_stage_at IS NOT NULL`;
  await db.$executeRaw`INSERT INTO pg_temp.reminder SELECT * FROM public.reminder`;
  await db.$executeRaw`INSERT INTO pg_temp.digest SELECT * FROM public.digest WHERE day >= ${since}::date`;
  await db.$executeRaw`INSERT INTO pg_temp.setting SELECT * FROM public.setting`;
  await db.$executeRaw`INSERT INTO pg_temp.unit SELECT * FROM public.unit`;
  await db.$executeRaw`ANALYZE pg_temp.duty, pg_temp.unit`;
};

/** The words of messages that this transaction wrote, by id. */
export const textsOf = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await db.outboxMessage.findMany({ where: { id: { in: [...ids] } }, select: { id: true, text: true } });
  return new Map(rows.map(({ id, text }) => [id, text]));
};

/** Names of people and groups as lists show them, by recipient. */
export const namesOf = async (db: Db, recipients: readonly string[]): Promise<Map<string, string>> => {
  const rows = await db.$queryRaw<{ recipient: string; name: string }[]>`
    SELECT 'person:' || id AS recipient, name FROM person WHERE 'person:' || id = ANY(${[...recipients]}::text[])
    UNION ALL
    SELECT 'group:' || id, name FROM chat_group WHERE 'group:' || id = ANY(${[...recipients]}::text[])`;
  return new Map(rows.map(({ recipient, name }) => [recipient, name]));
};
