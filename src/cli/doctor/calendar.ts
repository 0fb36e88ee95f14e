import { addDays, type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { isStatutoryYearKnown } from '../../infra/calendar/statutory-days.ts';
import { createVirtualClock } from '../../infra/clock/clocks.ts';
import { planMark } from '../../store/inspections/plan-mark.ts';
import { calendarData } from '../../store/organisation.ts';
import type { Installation } from '../cli.ts';
import { type Check, type Finding, fail, ok, warn } from './check.ts';

/** The State Council names the next year's days off in November or so; long enough before the new year to be read by somebody. */
const YEAR_AHEAD_DAYS = 120;
/** Longer than a winter vacation, and than a summer vacation has days left when the next term is known. */
const TERM_AHEAD_DAYS = 60;

const MEND_YEAR =
  'Update the program (its package chinese-days brings the State Council’s notice), or enter 放假 and 上班 of that year in the sheet 日历 and import it.';

const yearBegins = (today: LocalDay, year: string): string =>
  year === today.slice(0, 4) ? `the year ${year} has begun` : `the year ${year} begins within ${YEAR_AHEAD_DAYS} days`;

/** Whether days off are known for the time to come. `entered`: the city's own workbook names days off of that year. */
export const holidays = (today: LocalDay, entered: (year: string) => boolean): Finding => {
  const soon = addDays(today, YEAR_AHEAD_DAYS);
  const years = [...new Set([today.slice(0, 4), soon.slice(0, 4)])];
  const unknown = years.find((year) => !isStatutoryYearKnown(`${year}-01-01`) && !entered(year));
  if (unknown === undefined) return ok(`public holidays are known until ${soon} at least`);
  const message = `the public holidays of ${unknown} are not known, and ${yearBegins(today, unknown)}: plain weeks are used until they are (deadlines, quiet days and checks run through holidays)`;
  return unknown === today.slice(0, 4) ? fail(message, MEND_YEAR) : warn(message, MEND_YEAR);
};

type Span = { name: string; from: LocalDay; to: LocalDay };

/** Whether a term is entered for the time to come: without one nothing tells school days from vacation. */
export const terms = (today: LocalDay, entered: readonly Span[]): Finding => {
  const soon = addDays(today, TERM_AHEAD_DAYS);
  const known = entered.find(({ from, to }) => from <= soon && to >= today);
  if (known) return ok(`term ${known.name} from ${known.from} to ${known.to}`);
  return warn(
    `no term (学期) is entered for the next ${TERM_AHEAD_DAYS} days: school days cannot be told from vacation`,
    'Enter the next 学期 with its first and last school day in the sheet 日历 and import it.',
  );
};

/** Whether a sensitive period is entered, running or to come. */
export const sensitivePeriods = (today: LocalDay, entered: readonly Span[]): Finding => {
  const next = entered.filter(({ to }) => to >= today).sort((a, b) => a.from.localeCompare(b.from))[0];
  if (next) return ok(`next sensitive period: ${next.name} from ${next.from} to ${next.to}`);
  return warn(
    'no sensitive period (敏感时期) is known from today on: checks are not made denser in any',
    'Enter 敏感时期 with 倍数 and 重点 in the sheet 日历 and import it (examinations, floods, typhoons, the beginning of a term).',
  );
};

/** Whether the duties of today are planned. `version`: what they were planned by, the day among it; null: never planned. */
export const dutyPlan = (today: LocalDay, version: string | null, complete: boolean): Finding => {
  const mend = 'See whether a worker runs (npm start): it plans them within minutes of midnight, and the log says what stops it.';
  const day = /\d{4}-\d{2}-\d{2}/.exec(version ?? '')?.[0] ?? null;
  if (version === null) return warn('duties to check were never planned', mend);
  if (day !== null && day < today) return warn(`duties to check were planned on ${day}, and not since`, mend);
  return complete ? ok(`duties to check are planned${day === null ? '' : ` (${day})`}`) : warn('duties to check are being planned', mend);
};

/** The day by the installation's clock. A command that changes nothing is given the machine's. */
const todayOf = async ({ config, clock, database }: Installation): Promise<LocalDay> => {
  if (config.clock.mode === 'system') return localDay(await clock.now());
  // Before the first start of the server nobody has set it.
  return localDay(
    await createVirtualClock(database.pool)
      .now()
      .catch(() => clock.now()),
  );
};

const holidayCheck = async (installation: Installation): Promise<Finding> => {
  const entries = await installation.database.prisma.calendarEntry.findMany({ where: { kind: '放假' }, select: { from: true, to: true } });
  const years = new Set(entries.flatMap(({ from, to }) => [from.getUTCFullYear(), to.getUTCFullYear()].map(String)));
  return holidays(await todayOf(installation), (year) => years.has(year));
};

const termCheck = async (installation: Installation): Promise<Finding> =>
  terms(await todayOf(installation), (await calendarData(installation.database.prisma)).terms);

const periodCheck = async (installation: Installation): Promise<Finding> =>
  sensitivePeriods(await todayOf(installation), (await calendarData(installation.database.prisma)).sensitive);

const planCheck = async (installation: Installation): Promise<Finding> => {
  const { mark } = await planMark(installation.database.prisma);
  return dutyPlan(await todayOf(installation), mark?.version ?? null, mark?.complete ?? false);
};

export const calendarChecks: readonly Check[] = [
  { name: 'holidays', needs: 'database', run: holidayCheck },
  { name: 'terms', needs: 'database', run: termCheck },
  { name: 'sensitive-periods', needs: 'database', run: periodCheck },
  { name: 'duty-plan', needs: 'database', run: planCheck },
];
