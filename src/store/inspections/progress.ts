import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { MissingSchool } from '../../domain/inspection/digest.ts';
import type { RuleId } from '../../domain/inspection/rules.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';

/** So many schools of a window are named; the rest is counted. */
const NAMED = 8;

/** A unit as people call it: by its shortest name that no other living unit shares. */
const CALLED = (code: Prisma.Sql): Prisma.Sql => Prisma.sql`coalesce((
  SELECT a.alias FROM unit_alias a WHERE a.unit_code = ${code} AND NOT EXISTS (
    SELECT FROM unit_alias b JOIN unit o ON o.code = b.unit_code AND o.retired_at IS NULL WHERE b.alias = a.alias AND b.unit_code <> a.unit_code)
  ORDER BY length(a.alias), a.alias LIMIT 1), (SELECT name FROM unit WHERE code = ${code}), ${code})`;

export type WindowAsked = { unit: string; rule: RuleId; from: LocalDay; to: LocalDay; name: string };

export type ProgressAsked = {
  windows: readonly WindowAsked[];
  /** Units of which everything that runs or is overdue is asked. */
  whole: readonly string[];
  /** Units of which the missed days from `missedFrom` on are asked. */
  daily: readonly string[];
  today: LocalDay;
  missedFrom: LocalDay;
  /** What ended before is nobody's to do any more. */
  oldest: LocalDay;
};

export type ProgressRow = WindowAsked & { unitName: string; total: number; finished: number; missing: MissingSchool[] };

/**
 * How far the units are with the windows that somebody is to be told of: one statement, whoever and however many they are. What was missed at a
 * school that is closed since is told no more: nobody can do it.
 */
export const progressOf = (db: Db, asked: ProgressAsked): Promise<ProgressRow[]> => db.$queryRaw<ProgressRow[]>`
  WITH wanted AS (
    SELECT unit, rule, "from", "to", name
    FROM jsonb_to_recordset(${JSON.stringify(asked.windows)}::jsonb) AS w (unit text, rule text, "from" date, "to" date, name text)
    UNION
    SELECT unit_code, rule, "from", "to", name FROM duty
    WHERE unit_code = ANY(${[...asked.whole]}::text[]) AND waived IS NULL AND done < required
      AND "from" <= ${asked.today}::date AND "to" >= ${asked.oldest}::date
    UNION
    SELECT unit_code, rule, "from", "to", name FROM duty
    WHERE unit_code = ANY(${[...asked.daily]}::text[]) AND rule = 'school-daily' AND waived IS NULL AND done < required
      AND "to" >= ${asked.missedFrom}::date AND "to" < ${asked.today}::date
  ), counted AS (
    SELECT w.unit, w.rule, w."from", w."to", w.name, count(*)::int AS total, (count(*) FILTER (WHERE d.done >= d.required))::int AS finished,
      (array_agg(d.id ORDER BY d.done, d.school_code) FILTER (WHERE d.done < d.required))[1:${Prisma.raw(String(NAMED))}] AS missing
    FROM wanted w JOIN duty d ON d.unit_code = w.unit AND d."to" = w."to" AND d.rule = w.rule AND d."from" = w."from" AND d.name = w.name
    WHERE d.waived IS NULL AND (d.done >= d.required OR NOT EXISTS (
      SELECT FROM unit closed WHERE closed.code = d.school_code AND closed.retired_at IS NOT NULL))
    GROUP BY w.unit, w.rule, w."from", w."to", w.name
  )
  SELECT c.unit, ${CALLED(Prisma.sql`c.unit`)} AS "unitName", c.rule, to_char(c."from", 'YYYY-MM-DD') AS "from",
    to_char(c."to", 'YYYY-MM-DD') AS "to", c.name, c.total, c.finished,
    coalesce((SELECT jsonb_agg(jsonb_build_object('school', m.school_code, 'name', ${CALLED(Prisma.sql`m.school_code`)}, 'done', m.done,
      'required', m.required) ORDER BY m.done, m.school_code) FROM duty m WHERE m.id = ANY(c.missing)), '[]') AS missing
  FROM counted c WHERE c.finished < c.total`;
