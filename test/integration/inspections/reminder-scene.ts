import type { InspectionDeps } from '../../../src/app/inspections/deps.ts';
import { remind } from '../../../src/app/inspections/remind.ts';
import { defaultInspectionPolicy } from '../../../src/domain/inspection/policy.ts';
import type { RuleId } from '../../../src/domain/inspection/rules.ts';
import { nextStageAt, stageTimes } from '../../../src/domain/inspection/stage.ts';
import type { DutyWindow } from '../../../src/domain/inspection/window.ts';
import { type City, openCity, type Sent } from '../conversation/city.ts';

export const at = (text: string): Date => new Date(`${text}:00+08:00`);
export const never = (): boolean => false;

export const BIMONTH: DutyWindow = { from: '2026-11-01', to: '2026-12-31', name: '2026年11—12月' };
export const WINTER: DutyWindow = { from: '2026-11-15', to: '2027-03-15', name: '2026年冬季取暖' };
export const NOVEMBER: DutyWindow = { from: '2026-11-01', to: '2026-11-30', name: '2026年11月' };
export const WEEK: DutyWindow = { from: '2026-11-23', to: '2026-11-29', name: '11月23日—29日' };
export const dayWindow = (day: string): DutyWindow => ({
  from: day,
  to: day,
  name: `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`,
});

export type DutyGiven = {
  rule: RuleId;
  unit: string;
  schools: readonly string[];
  window: DutyWindow;
  required?: number;
  done?: number;
  sent?: string[];
};

/** The demonstration city with duties that are put into the table by hand. */
export const openScene = async () => {
  const city: City = await openCity();
  const { prisma } = city.database;
  const deps: InspectionDeps = { ...city.deps };
  const rules = await deps.rules(prisma);

  /** Duties as they stand before anybody was told of them, or of all stages in `sent`. */
  const give = async (...duties: DutyGiven[]): Promise<void> => {
    await prisma.duty.createMany({
      data: duties.flatMap(({ rule, unit, schools, window, required = 1, done = 0, sent = [] }) =>
        schools.map((school) => ({
          rule,
          unitCode: unit,
          schoolCode: school,
          from: new Date(window.from),
          to: new Date(window.to),
          name: window.name,
          required,
          done,
          stagesSent: sent,
          nextStageAt: done >= required ? null : nextStageAt(stageTimes(window, rules.calendar, defaultInspectionPolicy), sent),
          plannedAt: city.clock.at,
        })),
      ),
    });
  };

  /** Everything that is written by reminding at a moment. */
  const remindAt = async (time: string): Promise<Sent[]> => {
    city.clock.at = at(time);
    const before = await city.lastSeq();
    await remind(deps, never);
    return city.sentSince(before);
  };

  /** The weekly summary has been told: these tests are about something else. */
  const noSummary = async (): Promise<void> => {
    await prisma.setting.upsert({
      where: { key: 'weekly-summary' },
      create: { key: 'weekly-summary', value: { next: '2030-01-01T00:00:00Z' } },
      update: { value: { next: '2030-01-01T00:00:00Z' } },
    });
  };

  const wipe = async (): Promise<void> => {
    await city.database.pool.query('TRUNCATE duty, reminder, digest, absence; DELETE FROM setting');
  };

  return { ...city, deps, give, remindAt, noSummary, wipe };
};

export type Scene = Awaited<ReturnType<typeof openScene>>;

export const SCHOOLS = ['S001', 'S002', 'S101', 'S102', 'S103', 'K101', 'S201', 'S202', 'K201', 'C200', 'S301', 'S302', 'S303', 'K301'];

/** What one person was sent; '' for nothing. */
export const textFor = (sent: readonly Sent[], account: string): string =>
  sent
    .filter(({ to }) => to === account)
    .map(({ text }) => text)
    .join('\n——\n');
