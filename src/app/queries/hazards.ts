import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../../store/database.ts';
import { hazardFromJson } from '../../store/hazard-json.ts';
import { type Answer, answered, type Page, pageOf } from './answer.ts';
import { timeCursor } from './cursor.ts';
import type { FiltersOf } from './filters.ts';
import { type HazardRow, type HazardView, hazardView } from './hazard-view.ts';
import { all, resolveScope, type Scope } from './scope.ts';

type Found = Omit<HazardRow, 'state'> & { state: unknown };
type Filters = FiltersOf<'hazards'>;

/** Up to so many units, each is asked for its newest items; above, the items of the city are read in order of time until the page is full. */
const FEW_UNITS = 2000;

/** An item's number as people type it: any case, with or without H; null for what is none. */
export const hazardNumber = (text: string): string | null => {
  const digits = /^h?(\d{8,12})$/i.exec(text.trim())?.[1];
  return digits === undefined ? null : `H${digits}`;
};

/** What a person is found by: as assignee, and as reporter who may be named. Confidential items nobody is found by. */
const concerning = (person: string): Prisma.Sql => Prisma.sql`h.number IN (
    SELECT number FROM hazard WHERE assignee_id = ${person}
    UNION SELECT number FROM hazard WHERE reporter_id = ${person} AND NOT coalesce((state->>'reporterHidden')::boolean, false)
  ) AND NOT h.sensitive AND NOT h.withheld_from_school`;

/** Reported by then, and not yet ended then. */
const openAt = (at: Date): Prisma.Sql => Prisma.sql`h.reported_at <= ${at} AND (
    h.status IN ('reported', 'classified', 'assigned', 'rectifying', 'submitted')
    OR coalesce(h.state->'closedAt'->>'$date', h.state->'endedAt'->>'$date')::timestamptz > ${at})`;

/** As `overdue` in the list has it: its deadline has passed, and it had not been submitted by then. Of open items an index leads to them. */
const overdueAt = (at: Date | undefined, now: Date): Prisma.Sql =>
  at === undefined
    ? Prisma.sql`h.status IN ('assigned', 'rectifying') AND h.deadline < ${now}`
    : Prisma.sql`h.deadline < ${at} AND h.status NOT IN ('rejected', 'merged', 'withdrawn')
        AND coalesce((h.state->'submittedAt'->>'$date')::timestamptz > ${at}, true)`;

const conditions = ({ from, to, at, status, level, category, overdue, cursor }: Filters, { person }: Scope, now: Date): Prisma.Sql =>
  all([
    from ? Prisma.sql`h.reported_at >= ${from}` : null,
    to ? Prisma.sql`h.reported_at < ${to}` : null,
    at ? openAt(at) : null,
    status ? Prisma.sql`h.status = ANY(${status}::text[])` : null,
    level ? Prisma.sql`h.level = ${level}` : null,
    category ? Prisma.sql`h.category = ${category}` : null,
    overdue ? overdueAt(at, now) : null,
    person === null ? null : concerning(person),
    cursor ? Prisma.sql`(h.reported_at, h.number) < (${cursor.at}::timestamptz, ${cursor.id}::text)` : null,
  ]);

const newest = (limit: number): Prisma.Sql => Prisma.sql`ORDER BY h.reported_at DESC, h.number DESC LIMIT ${limit}`;

/** The page's items, one more than asked for. */
const chosen = (filters: Filters, scope: Scope, now: Date): Prisma.Sql => {
  const { units } = scope;
  const where = conditions(filters, scope, now);
  const limit = newest(filters.limit + 1);
  if (units === null) return Prisma.sql`SELECT h.* FROM hazard h WHERE ${where} ${limit}`;
  if (units.length > FEW_UNITS) return Prisma.sql`SELECT h.* FROM hazard h WHERE h.unit_code = ANY(${units}::text[]) AND ${where} ${limit}`;
  return Prisma.sql`SELECT h.* FROM unnest(${units}::text[]) AS asked (code) CROSS JOIN LATERAL (
      SELECT h.* FROM hazard h WHERE h.unit_code = asked.code AND ${where} ${limit}
    ) h ${limit}`;
};

/** `h` with the names that go with it. */
const WITH_NAMES = Prisma.sql`SELECT h.state, h.version, u.name AS "unitName", r.name AS "reporterName", a.name AS "assigneeName", e.name AS "escalatedToName",
    coalesce(nullif(concat_ws(' ', p.area, nullif(p.venue, ''), nullif(p.spot, '')), ''), h.state->'place'->>'text') AS "placeText"
  FROM chosen h JOIN unit u ON u.code = h.unit_code LEFT JOIN place p ON p.id = h.place_id
  LEFT JOIN person r ON r.id = h.reporter_id LEFT JOIN person a ON a.id = h.assignee_id
  LEFT JOIN person e ON e.id = h.state->'escalation'->>'to'`;

const rowOf = (found: Found): HazardRow => ({ ...found, state: hazardFromJson(found.state) });

/**
 * Hazards, the latest report first. `at`: those that were open at that moment, `overdue` as it was then; all else is as it is now.
 * `now` is the clock port's.
 */
export const listHazards = async (db: Db, filters: Filters, now: Date): Promise<Answer<Page<HazardView>>> => {
  const scope = await resolveScope(db, filters);
  if (!scope.ok) return scope;
  const found = await db.$queryRaw<Found[]>`
    WITH chosen AS MATERIALIZED (${chosen(filters, scope.value, now)}) ${WITH_NAMES} ORDER BY h.reported_at DESC, h.number DESC`;
  return answered(
    pageOf(
      found.map(rowOf),
      filters.limit,
      (row) => hazardView(row, filters.at ?? now),
      (row) => timeCursor({ at: row.state.reportedAt, id: row.state.number }),
    ),
  );
};

/** One hazard; null when there is none with this number. */
export const hazardByNumber = async (db: Db, number: string, now: Date): Promise<HazardView | null> => {
  const found = await db.$queryRaw<Found[]>`WITH chosen AS (SELECT * FROM hazard WHERE number = ${number}) ${WITH_NAMES}`;
  return found[0] ? hazardView(rowOf(found[0]), now) : null;
};
