import { Prisma } from '../infra/database/generated/client.ts';
import type { Db } from './database.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

/** Since when messages count: a week before `now`. */
const weekBefore = (now: Date): Date => new Date(now.getTime() - WEEK_MS);

/**
 * Rows of the outbox that the bot started by itself. Whoever wrote is answered where he wrote: such rows name a channel. A redraw only changes
 * a card that is there already, and what was dropped reached nobody.
 */
const STARTED = Prisma.sql`m.person_id IS NOT NULL AND m.channel IS NULL AND m.kind NOT IN ('reply', 'redraw') AND m.status <> 'dropped'`;

/** How many messages each of these people was sent in the week before, by the bot's own doing; without the digests. One query. */
export const startedMessages = async (db: Db, people: readonly string[], now: Date): Promise<Map<string, number>> => {
  const rows = await db.$queryRaw<{ personId: string; count: number }[]>`
    SELECT m.person_id AS "personId", count(*)::int AS count FROM outbox_message m
    WHERE m.person_id = ANY(${[...people]}::text[]) AND m.created_at > ${weekBefore(now)} AND ${STARTED} AND m.kind <> 'digest'
    GROUP BY m.person_id`;
  return new Map(rows.map((row) => [row.personId, row.count]));
};

/** Words for one person about one item that can wait until then. */
export type HeldWords = { personId: string; hazardNumber: string; text: string; notBefore: Date };

/** Keeps words for the next digest, in the caller's transaction. Nothing is lost: words about the same item stand one after the other. */
export const holdWords = async (db: Db, held: readonly HeldWords[]): Promise<void> => {
  if (held.length === 0) return;
  await db.$executeRaw`
    INSERT INTO notice (person_id, kind, hazard_number, data, not_before)
    SELECT person, 'words', number, jsonb_build_object('texts', jsonb_agg(words ORDER BY rank)), at::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(
      held.map((each, rank) => ({
        person: each.personId,
        number: each.hazardNumber,
        words: each.text,
        at: each.notBefore.toISOString(),
        rank,
      })),
    )}::jsonb) AS held (person text, number text, words text, at text, rank int)
    GROUP BY person, number, at
    ON CONFLICT (person_id, kind, hazard_number, not_before) DO UPDATE
      SET data = jsonb_build_object('texts', coalesce(notice.data->'texts', '[]'::jsonb) || (excluded.data->'texts')), outbox_id = NULL`;
};

/**
 * What the bot started by itself in the week before, by the people who got any of it, digests included. `p50`, `p95`, `max`: messages a
 * person; `over`: people above the cap.
 */
export type Burden = { people: number; p50: number; p95: number; max: number; over: number };

const NOTHING: Burden = { people: 0, p50: 0, p95: 0, max: 0, over: 0 };

/** `units`: only people with a role in one of them; null: everybody. `cap`: above it is `over`. */
export type BurdenQuestion = { units: readonly string[] | null; cap: number; now: Date };

/** What burdens one person: what is confidential is in no count that somebody may narrow to a few people. */
const COUNTED = (now: Date): Prisma.Sql =>
  Prisma.sql`m.created_at > ${weekBefore(now)} AND m.created_at <= ${now} AND ${STARTED} AND NOT m.sensitive`;

/** Messages a person (`n`): of all, the messages of the week are read; of a few units only those of their people. */
const perPerson = (units: readonly string[] | null, now: Date): Prisma.Sql =>
  units === null
    ? Prisma.sql`SELECT count(*)::int AS n FROM outbox_message m WHERE ${COUNTED(now)} GROUP BY m.person_id`
    : Prisma.sql`SELECT sent.n FROM (SELECT DISTINCT person_id FROM person_role WHERE unit_code = ANY(${[...units]}::text[])) who
        CROSS JOIN LATERAL (SELECT count(*)::int AS n FROM outbox_message m WHERE m.person_id = who.person_id AND ${COUNTED(now)}) sent
        WHERE sent.n > 0`;

/** The burden of people. */
export const burdenOf = async (db: Db, { units, cap, now }: BurdenQuestion): Promise<Burden> => {
  const rows = await db.$queryRaw<Burden[]>`
    WITH burden AS (${perPerson(units, now)})
    SELECT count(*)::int AS people, coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY n), 0)::int AS p50,
      coalesce(percentile_disc(0.95) WITHIN GROUP (ORDER BY n), 0)::int AS p95, coalesce(max(n), 0)::int AS max,
      count(*) FILTER (WHERE n > ${cap})::int AS over
    FROM burden`;
  return rows[0] ?? NOTHING;
};

/** Unfinished duties that count today: of windows that are open, and of windows that are over. */
export type UnfinishedDuties = { running: number; overdue: number };

/** How many duties wait. `today`: the local day. */
export const unfinishedDuties = async (db: Db, today: string): Promise<UnfinishedDuties> => {
  const rows = await db.$queryRaw<UnfinishedDuties[]>`
    SELECT count(*) FILTER (WHERE "to" >= ${today}::date)::int AS running, count(*) FILTER (WHERE "to" < ${today}::date)::int AS overdue
    FROM duty WHERE waived IS NULL AND done < required AND "from" <= ${today}::date`;
  return rows[0] ?? { running: 0, overdue: 0 };
};
