import { addDays, type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { type DutyStatus, dueAt } from '../../domain/inspection/duty.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../../store/database.ts';
import { COUNTS_FOR, countedAt } from '../../store/inspections/counting.ts';
import { type Answer, answered, type Page, pageOf, refused } from './answer.ts';
import { timeCursor } from './cursor.ts';
import { type CheckOfDuty, type DutyRow, type DutyView, dutyView } from './duty-view.ts';
import type { FiltersOf } from './filters.ts';
import { all, resolveScope, type Scope } from './scope.ts';

type Filters = FiltersOf<'duties'>;

/** Up to so many units, each is asked for its latest windows; above, the duties of the city are read in order until the page is full. */
const FEW_UNITS = 2000;

/** No window is longer, in days: whoever looks for those that touch a day need not read all that end later. */
const LONGEST_WINDOW = 400;

const day = (local: LocalDay): Prisma.Sql => Prisma.sql`${local}::date`;

/** How often it was done: as it stands, or as of a moment. */
const doneOf = (at: Date | undefined): Prisma.Sql =>
  at === undefined ? Prisma.sql`d.done` : Prisma.sql`(SELECT count(*)::int FROM inspection i WHERE ${countedAt(at)})`;

/** SQL of `dutyStatus`. */
const hasStatus = (status: DutyStatus, done: Prisma.Sql, today: LocalDay): Prisma.Sql => {
  if (status === 'done') return Prisma.sql`${done} >= d.required`;
  if (status === 'waived') return Prisma.sql`(${done} < d.required AND d.waived IS NOT NULL)`;
  const ended = status === 'overdue' ? Prisma.sql`d."to" < ${day(today)}` : Prisma.sql`d."to" >= ${day(today)}`;
  return Prisma.sql`(${done} < d.required AND d.waived IS NULL AND ${ended})`;
};

/** Windows of which at least one moment lies between the two days; null: without end. */
const touches = (first: LocalDay | null, last: LocalDay | null): (Prisma.Sql | null)[] => [
  first === null ? null : Prisma.sql`d."to" >= ${day(first)}`,
  last === null ? null : Prisma.sql`d."from" <= ${day(last)} AND d."to" <= ${day(addDays(last, LONGEST_WINDOW))}`,
];

const conditions = (filters: Filters, now: Date): Prisma.Sql => {
  const { from, to, at, school, rule, status, cursor } = filters;
  const today = localDay(at ?? now);
  return all([
    ...touches(from ? localDay(from) : null, to ? localDay(new Date(to.getTime() - 1)) : null),
    ...(at ? touches(localDay(at), localDay(at)) : []),
    school === undefined ? null : Prisma.sql`d.school_code = ${school}`,
    rule === undefined ? null : Prisma.sql`d.rule = ${rule}`,
    status === undefined
      ? null
      : Prisma.sql`(${Prisma.join(
          status.map((each) => hasStatus(each, doneOf(at), today)),
          ' OR ',
        )})`,
    cursor ? Prisma.sql`(d."to", d.id) < (${day(localDay(cursor.at))}, ${cursor.id}::bigint)` : null,
  ]);
};

const LATEST = Prisma.sql`ORDER BY d."to" DESC, d.id DESC`;

/** The page's duties among those of the units (null: all), one more than asked for. */
const inUnits = (units: readonly string[] | null, where: Prisma.Sql, limit: number): Prisma.Sql => {
  const page = Prisma.sql`${LATEST} LIMIT ${limit}`;
  if (units === null) return Prisma.sql`SELECT d.* FROM duty d WHERE ${where} ${page}`;
  if (units.length > FEW_UNITS)
    return Prisma.sql`SELECT d.* FROM duty d WHERE d.unit_code = ANY(${[...units]}::text[]) AND ${where} ${page}`;
  return Prisma.sql`SELECT d.* FROM unnest(${[...units]}::text[]) AS asked (code)
    CROSS JOIN LATERAL (SELECT d.* FROM duty d WHERE d.unit_code = asked.code AND ${where} ${page}) d ${page}`;
};

/** What the person has checked: among the duties of the schools where he ever was. */
const checkedBy = (person: string, units: readonly string[] | null, where: Prisma.Sql, limit: number): Prisma.Sql => {
  const within = units === null ? Prisma.sql`true` : Prisma.sql`d.unit_code = ANY(${[...units]}::text[])`;
  return Prisma.sql`SELECT d.* FROM (SELECT DISTINCT school_code AS code FROM inspection WHERE person_id = ${person}) AS been
    CROSS JOIN LATERAL (SELECT d.* FROM duty d WHERE d.school_code = been.code AND ${within} AND ${where}
      AND EXISTS (SELECT FROM inspection i WHERE i.person_id = ${person} AND ${COUNTS_FOR}) ${LATEST} LIMIT ${limit}) d
    ${LATEST} LIMIT ${limit}`;
};

/** Units in which the person holds one of the three roles. */
const ledBy = async (db: Db, person: string): Promise<string[]> => {
  const rows = await db.$queryRaw<{ code: string }[]>`
    SELECT DISTINCT r.unit_code AS code FROM person_role r JOIN unit u ON u.code = r.unit_code
    WHERE r.person_id = ${person} AND r.role <> '成员' AND u.retired_at IS NULL`;
  return rows.map(({ code }) => code);
};

const chosen = async (db: Db, filters: Filters, { units, person }: Scope, now: Date): Promise<Prisma.Sql> => {
  const where = conditions(filters, now);
  const limit = filters.limit + 1;
  if (person === null) return inUnits(units, where, limit);
  const led = (await ledBy(db, person)).filter((code) => units === null || units.includes(code));
  return Prisma.sql`SELECT d.* FROM ((${inUnits(led, where, limit)}) UNION (${checkedBy(person, units, where, limit)})) d
    ${LATEST} LIMIT ${limit}`;
};

const duties = async (db: Db, select: Prisma.Sql, at: Date | undefined): Promise<DutyRow[]> => db.$queryRaw<DutyRow[]>`
  WITH chosen AS MATERIALIZED (${select})
  SELECT d.id::text, d.rule, d.unit_code AS unit, u.name AS "unitName", d.school_code AS school, s.name AS "schoolName",
    to_char(d."from", 'YYYY-MM-DD') AS "from", to_char(d."to", 'YYYY-MM-DD') AS "to", d.name, d.required, ${doneOf(at)} AS done, d.waived,
    d.stages_sent AS "stagesSent"
  FROM chosen d LEFT JOIN unit u ON u.code = d.unit_code LEFT JOIN unit s ON s.code = d.school_code ${LATEST}`;

const CONFIDENTIAL = Prisma.sql`SELECT h.number FROM hazard h WHERE h.number = ANY(i.hazards) AND (h.sensitive OR h.withheld_from_school)`;

/** The checks of a page's duties, in the order in which they were made. */
const checksOf = (db: Db, ids: readonly string[], at: Date | undefined): Promise<CheckOfDuty[]> => db.$queryRaw<CheckOfDuty[]>`
  SELECT d.id::text AS duty, i.id, i.person_id AS by, p.name AS "byName", i.at, to_char(i.day, 'YYYY-MM-DD') AS day, i.result,
    ARRAY(SELECT unnest(i.hazards) EXCEPT (${CONFIDENTIAL}) ORDER BY 1) AS hazards, EXISTS (${CONFIDENTIAL}) AS confidential,
    i.backdated, i.photos, i.position
  FROM duty d JOIN inspection i ON ${at === undefined ? COUNTS_FOR : countedAt(at)} LEFT JOIN person p ON p.id = i.person_id
  WHERE d.id = ANY(${[...ids]}::bigint[]) ORDER BY i.day, i.at, i.id`;

const schoolKnown = async (db: Db, school: string): Promise<boolean> =>
  (await db.$queryRaw<unknown[]>`SELECT 1 AS one FROM unit WHERE code = ${school}`).length > 0;

/**
 * Duties, the latest window's end first. `unit` and all below it are those who must check; `at`: windows that hold that moment, with checks
 * and status as of then (what was corrected since is as it is now). `now` is the clock port's.
 */
export const listDuties = async (db: Db, filters: Filters, now: Date): Promise<Answer<Page<DutyView>>> => {
  const scope = await resolveScope(db, filters);
  if (!scope.ok) return scope;
  if (filters.school !== undefined && !(await schoolKnown(db, filters.school)))
    return refused('unknown-unit', `school: there is no unit with the code ${filters.school}`);
  const rows = await duties(db, await chosen(db, filters, scope.value, now), filters.at);
  const page = rows.slice(0, filters.limit).map(({ id }) => id);
  const found = await checksOf(db, page, filters.at);
  const view = (row: DutyRow): DutyView =>
    dutyView(
      row,
      found.filter(({ duty }) => duty === row.id),
      filters.at ?? now,
    );
  return answered(pageOf(rows, filters.limit, view, ({ to, id }) => timeCursor({ at: dueAt(to), id })));
};

/** How duties stand: of windows that run at the moment, and of those before it what is still unfinished. */
export type DutyStats = Record<DutyStatus, number>;

/** `units` null: of all who must check. What is planned ahead is in no count. */
export const dutyStats = async (db: Db, units: readonly string[] | null, now: Date): Promise<DutyStats> => {
  const today = localDay(now);
  const within = units === null ? Prisma.empty : Prisma.sql`AND d.unit_code = ANY(${[...units]}::text[])`;
  const rows = await db.$queryRaw<DutyStats[]>`
    SELECT (SELECT count(*)::int FROM duty d WHERE d.waived IS NULL AND d.done < d.required AND d."to" < ${day(today)} ${within}) AS overdue,
      running.* FROM (
        SELECT count(*) FILTER (WHERE ${hasStatus('open', doneOf(undefined), today)})::int AS open,
          count(*) FILTER (WHERE ${hasStatus('done', doneOf(undefined), today)})::int AS done,
          count(*) FILTER (WHERE ${hasStatus('waived', doneOf(undefined), today)})::int AS waived
        FROM duty d WHERE d."to" >= ${day(today)} AND d."from" <= ${day(today)} ${within}
      ) running`;
  return rows[0] ?? { open: 0, done: 0, overdue: 0, waived: 0 };
};
