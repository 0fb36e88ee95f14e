import { createRules } from '../../../src/app/hazards/rules.ts';
import type { InspectionDeps } from '../../../src/app/inspections/deps.ts';
import { isPlanDue, planDuties } from '../../../src/app/inspections/plan-duties.ts';
import { statutoryDays } from '../../../src/infra/calendar/statutory-days.ts';
import type { Db } from '../../../src/store/database.ts';
import { bumpOrganisationVersion } from '../../../src/store/organisation/version.ts';
import { type City, openCity } from '../conversation/city.ts';

/** A duty as one line: `town-monthly C100 S101 2026年11月 0/1`, with ` vacation` where it is waived. */
export type Line = string;

/** The demonstration city, and what planning makes of it. */
export const openPlannedCity = async () => {
  const city: City = await openCity();
  const rules = createRules(statutoryDays());
  const deps: InspectionDeps = { ...city.deps, rules };
  const { prisma } = city.database;
  const query = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await city.database.pool.query(text, values)).rows as Row[];
  return {
    ...city,
    inspections: deps,
    query,
    /** Plans at this moment in Shanghai: `2026-11-23 09:00`. */
    plan: (at: string, over?: () => boolean) => planDuties(deps, { now: moment(at), ...(over ? { over } : {}) }),
    isDue: async (at: string) => isPlanDue(prisma, await rules(prisma), moment(at)),
    /** As an import would: units change, and say so. */
    changeUnits: async (sql: string): Promise<void> => {
      await city.database.transaction(async (db: Db) => {
        await db.$executeRawUnsafe(sql);
        await bumpOrganisationVersion(db);
      });
    },
    setPolicy: async (key: string, value: string): Promise<void> => {
      await prisma.policyChange.create({ data: { key, value, by: 'test', reason: null, at: city.clock.at } });
    },
    /** A check that counts for these grids and rules, with the duties recounted as recording does. */
    checked: async (school: string, day: string, counts: { grids?: string[]; rules?: string[] }): Promise<void> => {
      await query(
        `INSERT INTO inspection (id, school_code, person_id, day, at, grids, rules, words, cause_type, cause_id)
         VALUES (gen_random_uuid()::text, $1, 'G001', $2, $2::date, $3, $4, '', 'test', gen_random_uuid()::text)`,
        [school, day, counts.grids ?? [], counts.rules ?? []],
      );
      await query(
        `UPDATE duty d SET done = c.done, done_on = c.done_on,
           next_stage_at = CASE WHEN c.done >= d.required THEN NULL ELSE d.next_stage_at END
         FROM (SELECT d.id, count(*)::int AS done, (array_agg(i.day ORDER BY i.day))[d.required] AS done_on
           FROM duty d JOIN inspection i ON i.school_code = d.school_code AND i.day BETWEEN d."from" AND d."to"
             AND CASE WHEN d.rule LIKE 'school-%' THEN d.rule = ANY(i.rules) ELSE d.unit_code = ANY(i.grids) END
           WHERE d.school_code = $1 GROUP BY d.id) c WHERE c.id = d.id`,
        [school],
      );
    },
    /** All duties of a school, those of one rule where it is given, by when they begin. */
    duties: async (school: string, rule = ''): Promise<Line[]> => {
      const rows = await query<{ line: string }>(
        `SELECT concat_ws(' ', rule, unit_code, name, done || '/' || required, waived) AS line FROM duty
         WHERE school_code = $1 AND rule LIKE $2 || '%' ORDER BY rule, "from", "to", unit_code, name`,
        [school, rule],
      );
      return rows.map(({ line }) => line);
    },
    /** Everything that planning writes but when it wrote it. */
    everything: async (): Promise<string> => {
      const rows = await query<{ all: string }>(
        `SELECT string_agg(d::text, E'\\n' ORDER BY d.school_code, d.rule, d."from", d.unit_code, d.name) AS all FROM (
           SELECT rule, unit_code, school_code, "from", "to", name, required, done, done_on, waived, stages_sent, next_stage_at FROM duty) d`,
      );
      return rows[0]?.all ?? '';
    },
  };
};

export type PlannedCity = Awaited<ReturnType<typeof openPlannedCity>>;

export const moment = (at: string): Date => new Date(`${at.replace(' ', 'T')}:00+08:00`);
