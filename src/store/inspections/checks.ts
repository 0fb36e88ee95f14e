import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { CheckResult, GridsOfSchool } from '../../domain/inspection/check.ts';
import type { Db } from '../database.ts';
import { STANDING_IN } from '../organisation/absences.ts';

/** A photo of a check as its row keeps it. `takenAt`: the time in the photo, ISO; `repeated`: it was shown before for something else. */
export type KeptPhoto = { hash: string; takenAt: string | null; repeated: boolean };

/** A check as it is written. */
export type CheckRow = {
  id: string;
  school: string;
  person: string;
  day: LocalDay;
  at: Date;
  backdated: boolean;
  grids: string[];
  rules: string[];
  result: CheckResult | null;
  words: string;
  photos: KeptPhoto[];
  position: string | null;
  drawId: string | null;
  causeType: string;
  causeId: string;
};

/** A check as it stands. */
export type KnownCheck = Pick<CheckRow, 'id' | 'school' | 'person' | 'day' | 'at' | 'backdated' | 'grids' | 'rules' | 'result'> & {
  schoolName: string;
  hazards: string[];
  withdrawn: boolean;
};

/**
 * One at a time at what was checked in these schools, until the transaction ends: else two recorders would each count without the other, and
 * planning would count without either. In one order, so that nobody waits for somebody who waits for him.
 */
export const lockSchools = async (db: Db, schools: readonly string[]): Promise<void> => {
  await db.$queryRaw`SELECT code FROM unit WHERE code = ANY(${[...new Set(schools)]}::text[]) ORDER BY code FOR NO KEY UPDATE`;
};

/** A school with its name and the grids that have to check it. */
export type CheckedSchool = GridsOfSchool & { name: string };

/**
 * What is known of the schools, and in which living units the people hold a role now, of whatever rank, or stand in at a moment (`at`) for
 * somebody responsible who is away: whoever is reminded in his place checks in his place.
 */
export const schoolsAndUnits = async (
  db: Db,
  schools: readonly string[],
  people: readonly string[],
  at: Date,
): Promise<{ schools: CheckedSchool[]; units: { person: string; codes: string[] }[] }> => {
  const rows = await db.$queryRaw<{ schools: CheckedSchool[]; units: { person: string; codes: string[] }[] }[]>`
    SELECT
      coalesce((SELECT jsonb_agg(jsonb_build_object('school', u.code, 'name', u.name,
          'city', CASE '市教育局' WHEN u.kind THEN u.code WHEN p.kind THEN p.code WHEN g.kind THEN g.code END,
          'town', CASE u.kind WHEN '中心校' THEN u.code ELSE p.code END))
        FROM unit u LEFT JOIN unit p ON p.code = u.sector_parent_code LEFT JOIN unit g ON g.code = p.sector_parent_code
        WHERE u.code = ANY(${[...new Set(schools)]}::text[])), '[]') AS schools,
      coalesce((SELECT jsonb_agg(jsonb_build_object('person', held.person_id, 'codes', held.codes)) FROM (
          SELECT s.person_id, array_agg(DISTINCT r.unit_code) AS codes
          FROM (
            SELECT id AS person_id, id AS holder FROM person WHERE id = ANY(${[...new Set(people)]}::text[])
            UNION SELECT d.deputy, d.person FROM (${STANDING_IN(people, at)}) d
          ) s JOIN person me ON me.id = s.person_id AND me.status = '在岗' JOIN person p ON p.id = s.holder AND p.status = '在岗'
          JOIN person_role r ON r.person_id = s.holder AND (s.holder = s.person_id OR r.role <> '成员')
          JOIN unit u ON u.code = r.unit_code AND u.retired_at IS NULL
          GROUP BY s.person_id) held), '[]') AS units`;
  return rows[0] ?? { schools: [], units: [] };
};

/** What the same people recorded of the same schools a moment ago, the latest first. */
export type RecentCheck = Pick<CheckRow, 'id' | 'school' | 'person' | 'day' | 'grids' | 'rules' | 'result' | 'backdated'> & {
  hazards: string[];
};

export const recentChecks = (db: Db, people: readonly string[], schools: readonly string[], since: Date): Promise<RecentCheck[]> =>
  db.$queryRaw<RecentCheck[]>`
    SELECT i.id, i.school_code AS school, i.person_id AS person, to_char(i.day, 'YYYY-MM-DD') AS day, i.grids, i.rules, i.result,
      i.backdated, i.hazards
    FROM inspection i
    WHERE i.person_id = ANY(${[...new Set(people)]}::text[]) AND i.at >= ${since} AND i.school_code = ANY(${[...new Set(schools)]}::text[])
      AND i.withdrawn_at IS NULL
    ORDER BY i.at DESC, i.id`;

/**
 * Which of the photos were shown before: in a hazard's life (before that moment, where one is given), or in a check that is none of `except`. The findings
 * of a check share its photos, and are no other use of them.
 */
export const photosShownBefore = async (
  db: Db,
  hashes: readonly string[],
  { before, except }: { before: Date | null; except: readonly string[] },
): Promise<Set<string>> => {
  if (hashes.length === 0) return new Set();
  const rows = await db.$queryRaw<{ hash: string }[]>`
    SELECT asked.hash FROM unnest(${[...new Set(hashes)]}::text[]) AS asked (hash)
    WHERE EXISTS (SELECT FROM photo_use u WHERE u.hash = asked.hash AND (${before}::timestamptz IS NULL OR u.at < ${before}::timestamptz)
        AND NOT EXISTS (SELECT FROM inspection i WHERE i.id = ANY(${[...except]}::text[]) AND u.number = ANY(i.hazards)))
      OR EXISTS (SELECT FROM inspection i WHERE i.photos <> '[]' AND i.photos @> jsonb_build_array(jsonb_build_object('hash', asked.hash))
        AND i.id <> ALL(${[...except]}::text[]))`;
  return new Set(rows.map(({ hash }) => hash));
};

/** Writes any number of checks in one statement. What a cause says of a school again gets a cause of its own behind it. */
export const insertChecks = async (db: Db, rows: readonly CheckRow[]): Promise<void> => {
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO inspection (id, school_code, person_id, day, at, backdated, grids, rules, result, words, photos, position, draw_id,
      cause_type, cause_id)
    SELECT r.id, r.school, r.person, r.day, r.at, r.backdated, r.grids, r.rules, r.result, r.words, r.photos, r.position, r."drawId",
      r."causeType", CASE WHEN EXISTS (SELECT FROM inspection i WHERE i.cause_type = r."causeType" AND i.cause_id = r."causeId"
        AND i.school_code = r.school) THEN r."causeId" || ':' || r.id ELSE r."causeId" END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (id text, school text, person text, day date, at timestamptz,
      backdated boolean, grids text[], rules text[], result text, words text, photos jsonb, position text, "drawId" text,
      "causeType" text, "causeId" text)`;
};

/** What came later to a check; what it had already stays. */
export type Joined = { id: string; photos: KeptPhoto[]; position: string | null; result: CheckResult | null };

/** Adds photos, a position and a result to checks. A photo that a check has already is not added again, and a result not changed. */
export const joinToChecks = async (db: Db, joined: readonly Joined[]): Promise<void> => {
  if (joined.length === 0) return;
  await db.$executeRaw`
    UPDATE inspection i SET position = coalesce(j.position, i.position), result = coalesce(i.result, j.result),
      photos = i.photos || coalesce((SELECT jsonb_agg(photo) FROM jsonb_array_elements(j.photos) photo
        WHERE NOT i.photos @> jsonb_build_array(jsonb_build_object('hash', photo -> 'hash'))), '[]')
    FROM jsonb_to_recordset(${JSON.stringify(joined)}::jsonb) AS j (id text, photos jsonb, position text, result text) WHERE i.id = j.id`;
};

/**
 * Hazards become the findings of checks: each of the check of its own unit; of all of them where none is.
 */
export const addFindings = async (db: Db, ids: readonly string[], numbers: readonly string[]): Promise<void> => {
  await db.$executeRaw`
    WITH found AS (
      SELECT asked.number, h.unit_code FROM unnest(${[...new Set(numbers)]}::text[]) AS asked (number) LEFT JOIN hazard h USING (number)
    ), checked AS (SELECT id, school_code FROM inspection WHERE id = ANY(${[...ids]}::text[])),
    linked AS (
      SELECT c.id, array_agg(f.number ORDER BY f.number) AS numbers FROM checked c JOIN found f
      ON f.unit_code = c.school_code OR NOT EXISTS (SELECT FROM checked other WHERE other.school_code = f.unit_code)
      GROUP BY c.id
    )
    UPDATE inspection i SET result = '有问题', hazards = ARRAY(SELECT DISTINCT unnest(i.hazards || l.numbers) ORDER BY 1)
    FROM linked l WHERE i.id = l.id`;
};

/** One check as it stands, withdrawn or not; null when there is none. */
export const checkById = async (db: Db, id: string): Promise<KnownCheck | null> => {
  const rows = await db.$queryRaw<KnownCheck[]>`
    SELECT i.id, i.school_code AS school, coalesce(u.name, i.school_code) AS "schoolName", i.person_id AS person,
      to_char(i.day, 'YYYY-MM-DD') AS day, i.at, i.backdated, i.grids, i.rules, i.result, i.hazards,
      i.withdrawn_at IS NOT NULL AS withdrawn
    FROM inspection i LEFT JOIN unit u ON u.code = i.school_code WHERE i.id = ${id}`;
  return rows[0] ?? null;
};

/** Writes a corrected check and keeps what it said before (`before`), with who corrected it, when and in which words. */
export const saveAmended = async (
  db: Db,
  check: KnownCheck,
  before: KnownCheck,
  { at, by, words }: { at: Date; by: string; words: string },
): Promise<void> => {
  const { school, day, result, hazards, withdrawn } = before;
  await db.$executeRaw`
    WITH kept AS (
      INSERT INTO inspection_amendment (inspection_id, at, "by", words, before)
      VALUES (${check.id}, ${at}, ${by}, ${words}, ${JSON.stringify({ school, day, result, hazards, withdrawn })}::jsonb)
    )
    UPDATE inspection SET school_code = ${check.school}, day = ${check.day}::date, backdated = ${check.backdated}, grids = ${check.grids},
      rules = ${check.rules}, result = ${check.result},
      withdrawn_at = CASE WHEN ${check.withdrawn} THEN coalesce(withdrawn_at, ${at}) END
    WHERE id = ${check.id}`;
};

/** Whether the person, still in service, made the check or holds one of the three roles of a grid that leads it (`leading`). */
export const isCheckerOrLeads = async (db: Db, person: string, checker: string, leading: readonly string[]): Promise<boolean> => {
  const rows = await db.$queryRaw<{ may: boolean }[]>`
    SELECT EXISTS (SELECT FROM person p WHERE p.id = ${person} AND p.status = '在岗' AND (p.id = ${checker} OR EXISTS (
      SELECT FROM person_role r JOIN unit u ON u.code = r.unit_code
      WHERE r.person_id = p.id AND r.unit_code = ANY(${[...leading]}::text[]) AND r.role <> '成员' AND u.retired_at IS NULL))) AS may`;
  return rows[0]?.may ?? false;
};

/** What a person recorded since a moment and did not withdraw, the newest first. */
export const checksOf = (db: Db, person: string, since: Date, limit: number): Promise<KnownCheck[]> => db.$queryRaw<KnownCheck[]>`
  SELECT i.id, i.school_code AS school, coalesce(u.name, i.school_code) AS "schoolName", i.person_id AS person,
    to_char(i.day, 'YYYY-MM-DD') AS day, i.at, i.backdated, i.grids, i.rules, i.result, i.hazards, false AS withdrawn
  FROM inspection i LEFT JOIN unit u ON u.code = i.school_code
  WHERE i.person_id = ${person} AND i.at >= ${since} AND i.withdrawn_at IS NULL ORDER BY i.at DESC, i.id LIMIT ${limit}`;
