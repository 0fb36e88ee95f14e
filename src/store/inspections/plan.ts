import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { PlannedWindow } from '../../domain/inspection/plan.ts';
import { RULE_IDS } from '../../domain/inspection/rules.ts';
import { STAGES } from '../../domain/inspection/stage.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';
import { COUNTS_FOR } from './counting.ts';
import type { PlanScope } from './plan-mark.ts';

/** A school to plan for and its profile's number; null: it is no school any more. `city`, `town`: see {@link PlannedSchool}. */
export type ExpectedSchool = { code: string; city: string | null; town: string | null; profile: number | null };

/** A window of all schools of one profile. `next`: when somebody is reminded, by how far he was told (domain `nextStages`). */
export type ExpectedWindow = PlannedWindow & { profile: number; next: (Date | null)[] };

/** What planning did. `changed`: rows that say something else now, or are gone because nobody had heard of them. */
export type PlanCounts = { planned: number; changed: number; waived: number };

type Moment = { now: Date; today: LocalDay };

/**
 * Rows that stand for the same duty. Asked row by row (`OFFSET 0`), by the index: what is known of the tables is never true while they are filled,
 * and whoever reads all duties for each chunk takes hours for a province.
 */
const SAME = Prisma.sql`d.school_code = e.school_code AND d.rule = e.rule AND d."from" = e."from" AND d.unit_code = e.unit_code AND d.name = e.name`;

/** How far somebody was told of a duty: 0 nothing, n the n-th stage. */
const TOLD = Prisma.sql`CASE WHEN d.stages_sent = '{}' THEN 0
  ELSE coalesce((SELECT max(array_position(${[...STAGES]}::text[], sent)) FROM unnest(d.stages_sent) sent), 0) END`;

/** What counts for an expected duty `e`, as `c`. Nothing can have been done yet in a window that has not begun. */
const counted = ({ today }: Moment): Prisma.Sql => Prisma.sql`CROSS JOIN LATERAL (
    SELECT count(*)::int AS done, (array_agg(i.day ORDER BY i.day))[e.required] AS done_on
    FROM (SELECT e.rule, e.school_code, e.unit_code, e."from", e."to" OFFSET 0) d
    JOIN inspection i ON d."from" <= ${today}::date AND ${COUNTS_FOR}) c`;

/** What is due and not told yet is left to whoever tells it. */
const nextStage = ({ now }: Moment): Prisma.Sql => Prisma.sql`CASE WHEN e.waived IS NOT NULL OR c.done >= e.required THEN NULL
    WHEN d.next_stage_at <= ${now} THEN d.next_stage_at ELSE e.next[${TOLD} + 1] END`;

/**
 * All duties that should be there, as a temporary table that lives until {@link forgetExpected}: each window of a profile for each of its schools
 * that has the grid.
 */
const stageExpected = async (db: Db, schools: readonly ExpectedSchool[], windows: readonly ExpectedWindow[]): Promise<void> => {
  await db.$executeRaw`CREATE TEMP TABLE expected_school ON COMMIT DROP AS
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(schools)}::jsonb) AS s (code text, city text, town text, profile int)`;
  await db.$executeRaw`CREATE TEMP TABLE expected_duty ON COMMIT DROP AS
    SELECT s.code AS school_code, CASE w.grid WHEN 'city' THEN s.city WHEN 'town' THEN s.town ELSE s.code END AS unit_code,
      w.rule, w."from", w."to", w.name, w.required, w.waived, w."tooLate" AS too_late, w.next
    FROM expected_school s JOIN jsonb_to_recordset(${JSON.stringify(windows)}::jsonb) AS w (profile int, rule text, grid text, "from" date,
      "to" date, name text, required int, waived text, "tooLate" boolean, next timestamptz[]) USING (profile)
    WHERE CASE w.grid WHEN 'city' THEN s.city WHEN 'town' THEN s.town ELSE s.code END IS NOT NULL`;
  // Without it each duty of a school may be compared with all that are expected.
  await db.$executeRaw`CREATE INDEX ON expected_duty (school_code, rule, "from")`;
};

const forgetExpected = async (db: Db): Promise<void> => {
  await db.$executeRaw`DROP TABLE expected_school, expected_duty`;
};

/**
 * What another unit has done for the same school and window in the same grid is not to be done again: the school moved since. Of a sensitive
 * period bureau and 中心校 each owe their own.
 */
const leaveOutDoneByOthers = async (db: Db, { today }: Moment): Promise<void> => {
  await db.$executeRaw`
    DELETE FROM expected_duty e
    WHERE e.rule NOT LIKE 'school-%' AND e."from" <= ${today}::date AND EXISTS (
      SELECT FROM duty d JOIN unit was ON was.code = d.unit_code JOIN unit will ON will.code = e.unit_code
      WHERE d.school_code = e.school_code AND d.rule = e.rule AND d."from" = e."from" AND d.name = e.name AND d.unit_code <> e.unit_code
        AND d.done >= d.required AND (e.rule <> 'sensitive' OR (was.kind = '市教育局') = (will.kind = '市教育局')) OFFSET 0)`;
};

const insertMissing = (db: Db, moment: Moment): Promise<number> => db.$executeRaw`
  INSERT INTO duty (rule, unit_code, school_code, "from", "to", name, required, done, done_on, waived, next_stage_at, planned_at)
  SELECT e.rule, e.unit_code, e.school_code, e."from", e."to", e.name, e.required, c.done, c.done_on, e.waived,
    CASE WHEN e.waived IS NULL AND c.done < e.required THEN e.next[1] END, ${moment.now}
  FROM (
    SELECT * FROM expected_duty e WHERE NOT e.too_late AND NOT EXISTS (SELECT FROM duty d WHERE ${SAME} OFFSET 0) OFFSET 0) e
  ${counted(moment)}
  ORDER BY e.rule, e.unit_code, e.school_code
  ON CONFLICT DO NOTHING`;

const changedIds = async (db: Db, moment: Moment): Promise<bigint[]> => {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT d.id FROM expected_duty e CROSS JOIN LATERAL (SELECT * FROM duty d WHERE ${SAME} OFFSET 0) d ${counted(moment)}
    WHERE (d."to", d.required, d.waived, d.done, d.done_on, d.next_stage_at)
      IS DISTINCT FROM (e."to", e.required, e.waived, c.done, c.done_on, ${nextStage(moment)})`;
  return rows.map(({ id }) => id);
};

/** What somebody tells meanwhile is seen by the statements that follow. */
const lockDuties = async (db: Db, ids: readonly bigint[]): Promise<void> => {
  await db.$queryRaw`SELECT id FROM duty WHERE id = ANY(${[...ids]}::bigint[]) ORDER BY id FOR UPDATE`;
};

const updateChanged = async (db: Db, moment: Moment): Promise<number> => {
  const ids = await changedIds(db, moment);
  if (ids.length === 0) return 0;
  await lockDuties(db, ids);
  return db.$executeRaw`
    UPDATE duty t SET "to" = e."to", required = e.required, waived = e.waived, done = c.done, done_on = c.done_on,
      next_stage_at = ${nextStage(moment)}
    FROM duty d JOIN expected_duty e ON ${SAME} ${counted(moment)}
    WHERE d.id = ANY(${ids}::bigint[]) AND t.id = d.id`;
};

/** Duties of the schools that still run or are to come, but should not. What was done stays. */
const unexpectedIds = async (db: Db, { today }: Moment): Promise<bigint[]> => {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT d.id FROM expected_school s CROSS JOIN LATERAL (
      SELECT * FROM duty d WHERE d.school_code = s.code AND d.rule = ANY(${[...RULE_IDS]}::text[])
        AND d."to" >= ${today}::date AND d.done < d.required OFFSET 0) d
    WHERE NOT EXISTS (SELECT FROM expected_duty e WHERE ${SAME})
      AND (d.waived IS NULL OR d.waived = 'vacation' OR d."from" > ${today}::date OR (s.profile IS NULL AND d.waived <> 'closed'))`;
  return rows.map(({ id }) => id);
};

/** Whether the unit of `d` has anything to do with the school `s` now. */
const STILL_RESPONSIBLE = Prisma.sql`d.unit_code = s.code OR (d.unit_code IN (s.city, s.town) AND (d.rule = 'sensitive' OR NOT EXISTS (
  SELECT FROM duty o WHERE o.school_code = d.school_code AND o.rule = d.rule AND o."from" = d."from" AND o.name = d.name
    AND o.unit_code <> d.unit_code AND o.done >= o.required)))`;

/** Nobody has heard of it, and it lies ahead: it never was. */
const deleteUntouched = (db: Db, ids: readonly bigint[], { today }: Moment): Promise<number> => db.$executeRaw`
  DELETE FROM duty WHERE id = ANY(${[...ids]}::bigint[]) AND "from" > ${today}::date AND done = 0 AND stages_sent = '{}'`;

const waive = (db: Db, ids: readonly bigint[]): Promise<number> => db.$executeRaw`
  UPDATE duty d SET next_stage_at = NULL,
    waived = CASE WHEN s.profile IS NULL THEN 'closed' WHEN ${STILL_RESPONSIBLE} THEN 'rule' ELSE 'passed-on' END
  FROM expected_school s
  WHERE d.id = ANY(${[...ids]}::bigint[]) AND d.school_code = s.code
    AND (d.waived IS NULL OR d.waived = 'vacation' OR (s.profile IS NULL AND d.waived <> 'closed'))`;

const dropUnexpected = async (db: Db, moment: Moment): Promise<{ deleted: number; waived: number }> => {
  const ids = await unexpectedIds(db, moment);
  if (ids.length === 0) return { deleted: 0, waived: 0 };
  await lockDuties(db, ids);
  const deleted = await deleteUntouched(db, ids, moment);
  return { deleted, waived: await waive(db, ids) };
};

/** Nobody is reminded of what he missed at a school that is closed: it stays missed, but there is nothing left to do. */
const silenceClosed = (db: Db): Promise<number> => db.$executeRaw`
  UPDATE duty d SET next_stage_at = NULL FROM expected_school s
  WHERE s.profile IS NULL AND d.school_code = s.code AND d.next_stage_at IS NOT NULL`;

/** Makes what is there what it should be. */
const mend = async (db: Db, moment: Moment): Promise<Omit<PlanCounts, 'planned'>> => {
  const { deleted, waived } = await dropUnexpected(db, moment);
  await silenceClosed(db);
  return { changed: (await updateChanged(db, moment)) + deleted, waived };
};

/**
 * Makes the duties of these schools what they should be: what is missing is added, what changed is changed, what is no longer expected is
 * waived, or deleted where it lies ahead and nobody has heard of it. Windows that have ended stay as they are. The schools are locked by
 * the caller.
 */
export const saveExpected = async (
  db: Db,
  expected: { schools: readonly ExpectedSchool[]; windows: readonly ExpectedWindow[] },
  moment: Moment,
  scope: PlanScope,
): Promise<PlanCounts> => {
  await stageExpected(db, expected.schools, expected.windows);
  await leaveOutDoneByOthers(db, moment);
  const mended = scope === 'all' ? await mend(db, moment) : { changed: 0, waived: 0 };
  const planned = await insertMissing(db, moment);
  await forgetExpected(db);
  return { planned, ...mended };
};
