import type { Database } from '../../store/database.ts';
import { dayNumber } from './day-number.ts';
import { createDays } from './days.ts';
import type { PersonWeeks } from './load.ts';
import { allDuties } from './observe.ts';
import { seeded } from './random.ts';
import { type RehearsedServices, realServices } from './services.ts';

export type RehearsalOptions = {
  /** 学校 and 幼儿园 of the invented city. */
  schools: number;
  /** First and last day. */
  from: string;
  to: string;
  seed: number;
  /** The State Council's days off and make-up days. */
  statutory: ReadonlyMap<string, 'off' | 'work'>;
  /** Other services than the real ones. */
  services?: RehearsedServices;
  /** Hears after each day how much of the time has passed, from 0 to 1. Throws to stop. */
  progress?: (share: number) => void;
};

/** What came of it. `misses` and `doubles` are sentences; what people forgot is no fault of the program. */
export type RehearsalReport = {
  seed: number;
  schools: number;
  days: number;
  duties: number;
  checks: number;
  hazards: number;
  messages: number;
  misses: string[];
  doubles: string[];
  perPersonWeek: PersonWeeks;
  seconds: number;
};

/** `undone`: duties that people did not do in time. `times`: milliseconds by what they were spent on. */
export type Rehearsal = { report: RehearsalReport; undone: number; times: ReadonlyMap<string, number> };

const counted = async ({ prisma }: Database): Promise<Pick<RehearsalReport, 'checks' | 'hazards' | 'messages'>> => ({
  checks: await prisma.inspection.count(),
  hazards: await prisma.hazard.count(),
  messages: await prisma.outboxMessage.count(),
});

/**
 * Lets an invented city live through a time on the real services and an empty, migrated database: every day duties are planned, people are
 * reminded and check, or not; work is stopped, doubled and done by two at once. Delivery and the queue are passed by. Then says what was
 * missed or doubled, by an oracle that knows only the city and what its people did. The same options give the same report but for `seconds`.
 */
export const rehearse = async (database: Database, options: RehearsalOptions): Promise<Rehearsal> => {
  const began = performance.now();
  const { seed, schools, statutory, services = realServices, progress } = options;
  const [from, to] = [dayNumber(options.from), dayNumber(options.to)];
  const faults: string[] = [];
  const days = createDays(database, { schools, from, to, random: seeded(seed), statutory, services, faults });
  await days.begin();
  for (let day = from; day <= to; day += 1) {
    await days.live(day);
    progress?.((day - from + 1) / (to - from + 1));
  }
  const rows = await allDuties(database);
  const { undone } = days.oracle.finish(rows);
  const { misses, doubles } = days.oracle;
  const report: RehearsalReport = {
    seed,
    schools,
    days: to - from + 1,
    duties: rows.filter((row) => row.from <= to).length,
    ...(await counted(database)),
    misses: [...faults, ...misses],
    doubles,
    perPersonWeek: days.load.perPersonWeek(),
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
  return { report, undone, times: days.times };
};
