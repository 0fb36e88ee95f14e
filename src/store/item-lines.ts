import type { CategoryCode, Level } from '../domain/hazard/category.ts';
import type { HazardStatus } from '../domain/hazard/state.ts';
import { Prisma } from '../infra/database/generated/client.ts';
import type { Db } from './database.ts';
import { belowUnit } from './organisation.ts';

/** Why an item concerns a person: it is his task, his report, or a card asks him to verify or to grade it, for time, or to decide. */
export type Concern = 'task' | 'report' | 'decision' | 'grading' | 'extension' | 'escalation';

export type ItemLineRow = {
  why: Concern;
  number: string;
  status: HazardStatus;
  level: Level;
  category: CategoryCode;
  urgent: boolean;
  /** Confidential for either reason: its words are in no list. */
  sensitive: boolean;
  description: string;
  place: string | null;
  unitCode: string;
  unitName: string;
  assigneeId: string | null;
  assigneeName: string | null;
  deadline: Date | null;
  reportedAt: Date;
};

const COLUMNS = Prisma.sql`h.number, h.status, h.level, h.category, h.urgent, (h.sensitive OR h.withheld_from_school) AS sensitive,
  left(h.state->>'description', 500) AS description,
  coalesce(nullif(concat_ws(' ', p.area, nullif(p.venue, ''), nullif(p.spot, '')), ''), h.state->'place'->>'text') AS place,
  h.unit_code AS "unitCode", u.name AS "unitName", h.assignee_id AS "assigneeId", a.name AS "assigneeName",
  h.deadline, h.reported_at AS "reportedAt"`;

const JOINS = Prisma.sql`JOIN unit u ON u.code = h.unit_code LEFT JOIN person a ON a.id = h.assignee_id LEFT JOIN place p ON p.id = h.place_id`;

const OPEN = Prisma.sql`('reported', 'classified', 'assigned', 'rectifying', 'submitted')`;

/**
 * Everything that is open between the bot and one person, most urgent first; one round trip. `standsInFor`: those who are away and whose
 * tasks are his meanwhile; what is confidential is not among them.
 */
export const concernsOf = (db: Db, personId: string, standsInFor: readonly string[] = []): Promise<ItemLineRow[]> => db.$queryRaw<
  ItemLineRow[]
>`
  WITH concern AS (
    (SELECT 'task' AS why, number FROM hazard WHERE assignee_id = ${personId} AND status IN ('assigned', 'rectifying')
      ORDER BY step_due_at NULLS LAST LIMIT 200)
    UNION ALL
    (SELECT 'task', number FROM hazard WHERE assignee_id = ANY(${[...standsInFor]}::text[]) AND status IN ('assigned', 'rectifying')
      AND NOT sensitive AND NOT withheld_from_school ORDER BY step_due_at NULLS LAST LIMIT 100)
    UNION ALL
    (SELECT 'report', number FROM hazard WHERE reporter_id = ${personId} AND status IN ${OPEN} ORDER BY reported_at DESC LIMIT 30)
    UNION
    SELECT CASE kind WHEN 'verify-card' THEN 'decision' WHEN 'grading-card' THEN 'grading' WHEN 'extension-card' THEN 'extension'
      ELSE 'escalation' END, hazard_number FROM outbox_message
    WHERE person_id = ${personId} AND card_open AND kind IN ('verify-card', 'grading-card', 'extension-card', 'escalation-card')
  )
  SELECT c.why, ${COLUMNS} FROM concern c JOIN hazard h ON h.number = c.number ${JOINS}
  ORDER BY h.urgent DESC, h.step_due_at NULLS LAST, h.number LIMIT 500`;

/**
 * Items that went straight to somebody, in units whose 具体责任人 the person is, as long as nobody has begun with them: he may still change level,
 * category or person. The latest first; `total`: how many there are.
 */
export const straightThrough = (db: Db, personId: string, limit: number): Promise<(ItemLineRow & { total: number })[]> => db.$queryRaw<
  (ItemLineRow & { total: number })[]
>`
  SELECT 'report' AS why, ${COLUMNS}, (count(*) OVER ())::int AS total FROM hazard h ${JOINS}
  WHERE h.unit_code IN (SELECT unit_code FROM person_role WHERE person_id = ${personId} AND role = '具体责任人')
    AND h.status = 'assigned' AND h.state->>'classifiedBy' = 'system' AND NOT h.sensitive AND NOT h.withheld_from_school
    AND h.assignee_id IS DISTINCT FROM ${personId}
  ORDER BY h.reported_at DESC, h.number LIMIT ${limit}`;

/** How many open items each status has, in a unit and below it; confidential items are not counted. `now` decides what is overdue. */
export const openCounts = (
  db: Db,
  unitCode: string,
  now: Date,
): Promise<{ status: HazardStatus; count: number; overdue: number }[]> => db.$queryRaw<
  { status: HazardStatus; count: number; overdue: number }[]
>`
  WITH RECURSIVE ${belowUnit(unitCode)}
  SELECT status, count(*)::int AS count, count(*) FILTER (WHERE deadline < ${now})::int AS overdue FROM hazard
  WHERE unit_code IN (SELECT code FROM below) AND status IN ${OPEN} AND NOT sensitive AND NOT withheld_from_school
  GROUP BY status`;

/** Open items in a unit and below it that its leaders may hear of, the most urgent first. */
export const openItemsOf = (db: Db, unitCode: string, limit: number): Promise<ItemLineRow[]> => db.$queryRaw<ItemLineRow[]>`
  WITH RECURSIVE ${belowUnit(unitCode)}
  SELECT 'report' AS why, ${COLUMNS} FROM hazard h ${JOINS}
  WHERE h.unit_code IN (SELECT code FROM below) AND h.status IN ${OPEN} AND NOT h.sensitive AND NOT h.withheld_from_school
  ORDER BY h.urgent DESC, h.step_due_at NULLS LAST, h.number LIMIT ${limit}`;

/** Items of this list of numbers that are open; unknown numbers are left out. */
export const openAmong = (db: Db, numbers: readonly string[], limit: number): Promise<ItemLineRow[]> => db.$queryRaw<ItemLineRow[]>`
  SELECT 'report' AS why, ${COLUMNS} FROM hazard h ${JOINS}
  WHERE h.number = ANY(${[...numbers]}::text[]) AND h.status IN ${OPEN} ORDER BY h.reported_at DESC LIMIT ${limit}`;

/** 重大 items of these units themselves that nobody works on yet: those whose 五落实 is open. */
export const openSerious = (db: Db, unitCodes: readonly string[], limit: number): Promise<ItemLineRow[]> => db.$queryRaw<ItemLineRow[]>`
  SELECT 'report' AS why, ${COLUMNS} FROM hazard h ${JOINS}
  WHERE h.unit_code = ANY(${[...unitCodes]}::text[]) AND h.level = '重大' AND h.status IN ('reported', 'classified', 'assigned')
  ORDER BY h.urgent DESC, h.step_due_at NULLS LAST, h.number LIMIT ${limit}`;

/** An item whose present step stands still since `stepDueAt`. `total`: how many there are in all, listed or not. */
export type OverdueRow = ItemLineRow & { stepDueAt: Date; total: number };

/**
 * Items that stand still: all of these units, and the tasks of a person. The most urgent first, at most `limit` of them. What is confidential
 * is not among them.
 */
export const overdueItems = (
  db: Db,
  { units, assignee }: { units: readonly string[]; assignee: string | null },
  now: Date,
  limit: number,
): Promise<OverdueRow[]> => db.$queryRaw<OverdueRow[]>`
  WITH late AS (
    SELECT number FROM hazard WHERE unit_code = ANY(${[...units]}::text[]) AND status IN ${OPEN} AND step_due_at < ${now}
      AND NOT sensitive AND NOT withheld_from_school
    UNION
    SELECT number FROM hazard WHERE assignee_id = ${assignee} AND status IN ('assigned', 'rectifying') AND step_due_at < ${now}
      AND NOT sensitive AND NOT withheld_from_school
  )
  SELECT 'task' AS why, ${COLUMNS}, h.step_due_at AS "stepDueAt", (SELECT count(*) FROM late)::int AS total
  FROM late l JOIN hazard h ON h.number = l.number ${JOINS}
  ORDER BY h.urgent DESC, array_position(ARRAY['重大', '较大', '一般'], h.level), h.step_due_at, h.number LIMIT ${limit}`;
