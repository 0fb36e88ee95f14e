import { createHash } from 'node:crypto';
import { addDays, atLocal, type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { type DrawPick, REVEAL_AT, type SealedDraw } from '../../domain/inspection/draw.ts';
import type { RiskFacts } from '../../domain/inspection/draw-weights.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';
import { canonicalJson } from '../history-chain.ts';
import { belowUnit } from '../organisation.ts';

/** A draw without the schools and weights that were not drawn. `createdBy`: 工号 or `operator`. */
export type DrawRow = {
  id: string;
  unitCode: string;
  on: LocalDay;
  count: number;
  inspectors: string[];
  hash: string;
  createdAt: Date;
  createdBy: string;
  revealedAt: Date | null;
  picks: DrawPick[];
};

/** What people commit to: JSON with sorted keys, so that anybody gets the same bytes. */
export const sealText = (sealed: unknown): string => canonicalJson(sealed);

/** The hash that is said when it was drawn. */
export const sealHash = (sealed: unknown): string => createHash('sha256').update(sealText(sealed)).digest('hex');

const COLUMNS = Prisma.sql`d.id, d.unit_code AS "unitCode", to_char(d."on", 'YYYY-MM-DD') AS "on", d.count, d.inspectors, d.hash,
  d.created_at AS "createdAt", d.created_by AS "createdBy", d.revealed_at AS "revealedAt", d.sealed->'picks' AS picks`;

const isPick = (value: unknown): value is DrawPick => {
  if (typeof value !== 'object' || value === null) return false;
  const { school, inspector } = value as Record<string, unknown>;
  return typeof school === 'string' && typeof inspector === 'string';
};

/** An altered row must still be readable: it is the one that somebody will ask about. */
const readable = (row: DrawRow & { picks: unknown }): DrawRow => ({
  ...row,
  picks: Array.isArray(row.picks) ? row.picks.filter(isPick) : [],
});

/** Keeps a draw, sealed: from now on the database lets nobody alter it, or take it back. */
export const insertDraw = async (db: Db, sealed: SealedDraw, made: { by: string; at: Date }): Promise<DrawRow> => {
  const { id, unit, on, picks } = sealed;
  const inspectors = sealed.inspectors.map((inspector) => inspector.id);
  const hash = sealHash(sealed);
  await db.$executeRaw`
    INSERT INTO draw (id, unit_code, "on", count, inspectors, sealed, hash, created_at, created_by)
    VALUES (${id}, ${unit}, ${on}::date, ${picks.length}, ${inspectors}::text[], ${JSON.stringify(sealed)}::jsonb, ${hash},
      ${made.at}, ${made.by})`;
  const kept = { id, unitCode: unit, on, count: picks.length, inspectors, hash, createdAt: made.at, createdBy: made.by };
  return { ...kept, revealedAt: null, picks };
};

/** All draws of a unit for one day, oldest first: who draws again until he likes it is seen. */
export const drawsOf = async (db: Db, unit: string, on: LocalDay): Promise<{ id: string; createdAt: Date; createdBy: string }[]> =>
  db.$queryRaw<{ id: string; createdAt: Date; createdBy: string }[]>`
    SELECT id, created_at AS "createdAt", created_by AS "createdBy" FROM draw
    WHERE "on" = ${on}::date AND unit_code = ${unit} ORDER BY created_at, id LIMIT 1000`;

/** Draws whose id or hash begins so; two at most, which is one too many. `sealed` as it lies there. */
export const findDraws = async (db: Db, beginning: string): Promise<(DrawRow & { sealed: unknown })[]> => {
  const like = `${beginning.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await db.$queryRaw<(DrawRow & { sealed: unknown; picks: unknown })[]>`
    SELECT ${COLUMNS}, d.sealed FROM draw d WHERE d.id LIKE ${like} OR d.hash LIKE ${like} ORDER BY d.created_at LIMIT 2`;
  return rows.map((row) => ({ ...readable(row), sealed: row.sealed }));
};

/** Nobody asks for a check longer ago than that: it counts like none. */
const LONGEST_LOOK_DAYS = 366;

/**
 * The living schools of a unit and all below it with what they weigh by, in one query: open hazards of the ordinary lane only, and the last
 * check by the bureau or the 中心校 before today or on it.
 */
export const candidatesBelow = async (db: Db, unit: string, now: Date): Promise<{ code: string; facts: RiskFacts }[]> => {
  const today = localDay(now);
  const rows = await db.$queryRaw<(RiskFacts & { code: string })[]>`
    WITH RECURSIVE ${belowUnit(unit)}, school AS (
      SELECT u.code, coalesce(u.students, 0) AS students FROM below b JOIN unit u ON u.code = b.code
      WHERE u.retired_at IS NULL AND (u.kind IN ('学校', '幼儿园') OR (u.kind = '中心校' AND u.students > 0))
    ), risk AS (
      SELECT h.unit_code, count(*) FILTER (WHERE h.level = '一般')::int AS general, count(*) FILTER (WHERE h.level = '较大')::int AS serious,
        count(*) FILTER (WHERE h.level = '重大')::int AS major,
        count(*) FILTER (WHERE h.status IN ('assigned', 'rectifying') AND h.deadline < ${now})::int AS overdue
      FROM hazard h
      WHERE h.unit_code IN (SELECT code FROM school) AND h.status IN ('reported', 'classified', 'assigned', 'rectifying', 'submitted')
        AND NOT h.sensitive AND NOT h.withheld_from_school
      GROUP BY h.unit_code
    )
    SELECT s.code, coalesce(r.general, 0) AS "一般", coalesce(r.serious, 0) AS "较大", coalesce(r.major, 0) AS "重大",
      coalesce(r.overdue, 0) AS overdue, ${today}::date - c.day AS "daysSinceCheck", s.students
    FROM school s LEFT JOIN risk r ON r.unit_code = s.code
    LEFT JOIN LATERAL (
      SELECT i.day FROM inspection i
      WHERE i.school_code = s.code AND i.day BETWEEN ${today}::date - ${LONGEST_LOOK_DAYS}::int AND ${today}::date
        AND i.withdrawn_at IS NULL AND cardinality(i.grids) > 0
      ORDER BY i.day DESC LIMIT 1
    ) c ON true
    ORDER BY s.code`;
  return rows.map(({ code, ...facts }) => ({ code, facts }));
};

/** The units in which each of these people holds a role. */
export const unitsOfPeople = async (db: Db, people: readonly string[]): Promise<Map<string, string[]>> => {
  const rows = await db.$queryRaw<{ person: string; units: string[] }[]>`
    SELECT person_id AS person, array_agg(DISTINCT unit_code) AS units FROM person_role
    WHERE person_id = ANY(${[...people]}::text[]) GROUP BY person_id`;
  return new Map(rows.map(({ person, units }) => [person, units]));
};

/** Which of these people can be told something: living, and bound to a platform. */
export const reachablePeople = async (db: Db, people: readonly string[]): Promise<Set<string>> => {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM person p WHERE p.id = ANY(${[...people]}::text[]) AND p.status = '在岗'
      AND EXISTS (SELECT FROM account a WHERE a.person_id = p.id)`;
  return new Set(rows.map(({ id }) => id));
};

/** A drawn school as its inspector is told of it: how people call it, and its open hazards of the ordinary lane that cannot be left lying. */
export type DrawnSchool = { code: string; name: string; shortName: string; serious: number; major: number };

export const drawnSchools = async (db: Db, codes: readonly string[]): Promise<Map<string, DrawnSchool>> => {
  const rows = await db.$queryRaw<DrawnSchool[]>`
    SELECT u.code, u.name,
      coalesce((SELECT a.alias FROM unit_alias a WHERE a.unit_code = u.code ORDER BY length(a.alias), a.alias LIMIT 1), u.name) AS "shortName",
      count(h.number) FILTER (WHERE h.level = '较大')::int AS serious, count(h.number) FILTER (WHERE h.level = '重大')::int AS major
    FROM unit u LEFT JOIN hazard h ON h.unit_code = u.code AND NOT h.sensitive AND NOT h.withheld_from_school
      AND h.status IN ('reported', 'classified', 'assigned', 'rectifying', 'submitted')
    WHERE u.code = ANY(${[...codes]}::text[]) GROUP BY u.code`;
  return new Map(rows.map((row) => [row.code, row]));
};

/** The last day whose draws have to be revealed by now. */
const lastDueDay = (now: Date): LocalDay => {
  const today = localDay(now);
  return now >= atLocal(today, REVEAL_AT) ? today : addDays(today, -1);
};

/** Whether a draw has to be revealed. */
export const isDrawDue = async (db: Db, now: Date): Promise<boolean> => {
  const rows = await db.$queryRaw<{ due: boolean }[]>`
    SELECT EXISTS (SELECT FROM draw WHERE revealed_at IS NULL AND "on" <= ${lastDueDay(now)}::date) AS due`;
  return rows[0]?.due ?? false;
};

/** When, after `now` and not after `until`, a draw next has to be revealed; null: none. */
export const nextDrawTime = async (db: Db, now: Date, until: Date): Promise<Date | null> => {
  const rows = await db.$queryRaw<{ on: LocalDay | null }[]>`
    SELECT to_char(min("on"), 'YYYY-MM-DD') AS "on" FROM draw
    WHERE revealed_at IS NULL AND "on" > ${lastDueDay(now)}::date AND "on" <= ${lastDueDay(until)}::date`;
  const on = rows[0]?.on ?? null;
  return on === null ? null : atLocal(on, REVEAL_AT);
};

/** Locks the oldest draw that has to be revealed by now, without those of `except`; what somebody else is at is left to him. */
export const claimDueDraw = async (db: Db, now: Date, except: readonly string[]): Promise<DrawRow | null> => {
  const rows = await db.$queryRaw<(DrawRow & { picks: unknown })[]>`
    SELECT ${COLUMNS} FROM draw d
    WHERE d.revealed_at IS NULL AND d."on" <= ${lastDueDay(now)}::date AND d.id <> ALL(${[...except]}::text[])
    ORDER BY d."on", d.created_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return rows[0] ? readable(rows[0]) : null;
};

export const markRevealed = async (db: Db, id: string, now: Date): Promise<void> => {
  await db.$executeRaw`UPDATE draw SET revealed_at = ${now} WHERE id = ${id} AND revealed_at IS NULL`;
};

/**
 * The draw on which a person checks a school on a day: it was drawn for that day (or revealed late, on that day), and he has been told of
 * it. Null: he goes of his own accord; before the reveal always.
 */
export const drawFor = async (db: Db, personId: string, school: string, day: LocalDay): Promise<string | null> => {
  const picked = JSON.stringify([{ school }]);
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT d.id FROM draw d
    WHERE d."on" BETWEEN ${day}::date - 60 AND ${day}::date AND d.revealed_at IS NOT NULL
      AND (d."on" = ${day}::date OR (d.revealed_at AT TIME ZONE 'Asia/Shanghai')::date >= ${day}::date)
      AND d.sealed->'picks' @> ${picked}::jsonb
      AND EXISTS (SELECT FROM outbox_message o WHERE o.person_id = ${personId} AND o.cause_type = 'draw' AND o.cause_id = d.id)
    ORDER BY d."on" DESC, d.created_at DESC LIMIT 1`;
  return rows[0]?.id ?? null;
};
