import { type NewCheck, type RecordedCheck, recordChecks } from '../../../src/app/inspections/record-checks.ts';
import { addDays, type LocalDay } from '../../../src/domain/calendar/local-time.ts';
import type { RuleId } from '../../../src/domain/inspection/rules.ts';
import { openCity } from '../conversation/city.ts';

/** A duty as a test plans it; `to` inclusive. */
export type Plan = {
  rule: RuleId;
  unit: string;
  school: string;
  from: LocalDay;
  to: LocalDay;
  name?: string;
  required?: number;
  waived?: string;
  sent?: string[];
  next?: Date | null;
};

export type CheckedCity = Awaited<ReturnType<typeof openCheckedCity>>;

/** The demonstration city with duties that a test plans by hand, and people who check. */
export const openCheckedCity = async () => {
  const city = await openCity();
  const { database, clock } = city;
  let causes = 0;

  const plan = async ({ name, required = 1, waived, sent = [], next, ...duty }: Plan): Promise<bigint> => {
    const { id } = await database.prisma.duty.create({
      data: {
        rule: duty.rule,
        unitCode: duty.unit,
        schoolCode: duty.school,
        from: new Date(duty.from),
        to: new Date(duty.to),
        name: name ?? `${duty.rule} ${duty.from}`,
        required,
        waived: waived ?? null,
        stagesSent: sent,
        nextStageAt: next === undefined ? new Date('2026-11-24T07:45:00+08:00') : next,
        plannedAt: clock.at,
      },
    });
    return id;
  };

  const context = (db: Parameters<typeof recordChecks>[0]['db']) => {
    causes += 1;
    return { db, now: clock.at, cause: { type: 'inbox', id: `check-${causes}` } };
  };

  const check = (by: string, school: string, change: Partial<NewCheck> = {}): NewCheck => ({
    school,
    by: city.idOf(by),
    day: '2026-11-23',
    result: '正常',
    period: null,
    words: '今天查了',
    photos: [],
    position: null,
    ...change,
  });

  const record = (...checks: NewCheck[]): Promise<RecordedCheck[]> => database.transaction((db) => recordChecks(context(db), checks));

  return {
    ...city,
    plan,
    check,
    context,
    record,
    /** One check by somebody's account; the clock goes on by an hour, so that the next one is no repeat. */
    checks: async (by: string, school: string, change: Partial<NewCheck> = {}): Promise<RecordedCheck> => {
      const [recorded] = await record(check(by, school, change));
      if (!recorded) throw new Error('nothing was recorded');
      city.later(3_600_000);
      return recorded;
    },
    /** All duties that one school has in November 2026. */
    planNovember: async (school: string, town: string): Promise<void> => {
      const month = { school, from: '2026-11-01', to: '2026-11-30' };
      const days = (rule: RuleId, from: LocalDay, length: number) =>
        plan({ rule, unit: school, school, from, to: addDays(from, length - 1) });
      await plan({ ...month, rule: 'city-two-monthly', unit: 'E000', to: '2026-12-31' });
      await plan({ ...month, rule: 'town-monthly', unit: town });
      const period = { school, rule: 'sensitive' as const, from: '2026-11-15', to: '2026-12-05', name: '冬季取暖' };
      if (town !== 'E000') await plan({ ...period, unit: 'E000', required: 1 });
      await plan({ ...period, unit: town, required: 2 });
      await days('school-daily', '2026-11-20', 1);
      await days('school-daily', '2026-11-23', 1);
      await days('school-weekly', '2026-11-23', 7);
      await days('school-monthly', '2026-11-01', 30);
      await days('school-quarterly', '2026-10-01', 92);
    },
    /** rule@unit done/required of a school's duties that anything was done for. */
    done: async (school: string): Promise<string[]> => {
      const rows = await database.prisma.duty.findMany({ where: { schoolCode: school, done: { gt: 0 } }, orderBy: { id: 'asc' } });
      return rows.map((row) => `${row.rule}@${row.unitCode} ${row.done}/${row.required}`);
    },
    duty: (id: bigint) => database.prisma.duty.findUniqueOrThrow({ where: { id } }),
    inspection: (id: string) => database.prisma.inspection.findUniqueOrThrow({ where: { id } }),
    forget: async (): Promise<void> => {
      await database.pool.query('DELETE FROM inspection_amendment; DELETE FROM inspection; DELETE FROM duty');
    },
  };
};
