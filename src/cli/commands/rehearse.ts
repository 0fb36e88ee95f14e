import { type Rehearsal, type RehearsalOptions, rehearse } from '../../app/rehearsal/rehearse.ts';
import { addDays, addMonths, firstDayOf, isLocalDay, localDay, monthOf } from '../../domain/calendar/local-time.ts';
import { statutoryDays } from '../../infra/calendar/statutory-days.ts';
import { migrate } from '../../infra/database/migrate.ts';
import { openDatabase as openPostgres } from '../../infra/postgres/open-database.ts';
import { createScratchDatabase, ScratchDatabaseError } from '../../infra/postgres/scratch-database.ts';
import { openDatabase } from '../../store/database.ts';
import { type AddCommand, type Cli, JSON_OPTION } from '../cli.ts';
import { commandLog } from '../installation.ts';
import { OperatorError } from '../operator-error.ts';
import { show } from '../terminal.ts';

type Options = { schools: string; from?: string; to?: string; seed: string; json?: boolean };

const MOST_SCHOOLS = 3_000;
const LONGEST_DAYS = 800;
const MOST_LINES = 40;
const CONNECTIONS = 6;

const wholeNumber = (text: string, name: string, most: number): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  throw new OperatorError(`${name}: a whole number from 1 to ${most}, not ${text}`);
};

const dayOr = (text: string | undefined, name: string, otherwise: string): string => {
  if (text === undefined) return otherwise;
  if (isLocalDay(text)) return text;
  throw new OperatorError(`${name}: a day such as 2026-11-01, not ${text}`);
};

/** The day before the same date of the next year. */
const yearFrom = (from: string): string => addDays(`${addMonths(monthOf(from), 12)}-${from.slice(8) === '29' ? '28' : from.slice(8)}`, -1);

const wishFrom = (options: Options): Pick<RehearsalOptions, 'schools' | 'from' | 'to' | 'seed'> => {
  const from = dayOr(options.from, '--from', firstDayOf(monthOf(localDay(new Date()))));
  const to = dayOr(options.to, '--to', yearFrom(from));
  if (to < from) throw new OperatorError(`--to ${to} lies before --from ${from}`);
  if (to > addDays(from, LONGEST_DAYS)) throw new OperatorError(`from ${from} to ${to} is too long: ${LONGEST_DAYS} days at most`);
  return {
    schools: wholeNumber(options.schools, '--schools', MOST_SCHOOLS),
    from,
    to,
    seed: wholeNumber(options.seed, '--seed', 999_999_999),
  };
};

/** Says on a terminal how far it is, a line every twentieth; stops the rehearsal after a signal, so that everything is cleared away. */
const createProgress = (cli: Cli) => {
  let said = 0;
  let stopped: string | null = null;
  const stop = (signal: string): void => {
    stopped = signal;
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return {
    passed: (share: number): void => {
      if (stopped !== null) throw new OperatorError(`stopped by ${stopped}`);
      const twentieth = Math.floor(share * 20);
      if (twentieth > said && process.stderr.isTTY) cli.terminal.note(`${twentieth * 5} %`);
      said = twentieth;
    },
    end: (): void => void process.off('SIGINT', stop).off('SIGTERM', stop),
  };
};

const onScratchDatabase = async (serverUrl: string, options: RehearsalOptions): Promise<Rehearsal> => {
  const scratch = await createScratchDatabase(serverUrl, { relaxed: true }).catch((error: unknown) => {
    throw error instanceof ScratchDatabaseError ? new OperatorError(error.message, { cause: error }) : error;
  });
  try {
    await migrate(scratch.url);
    const database = openDatabase(scratch.url, { max: CONNECTIONS });
    return await rehearse(database, options).finally(() => database.close());
  } finally {
    await scratch.drop();
  }
};

/** On a database of its own, on the server of the installation: what the installation holds is not even read. */
const run = async (cli: Cli, options: Options): Promise<Rehearsal> => {
  const wish = wishFrom(options);
  const { dataDir, databaseUrl, logLevel } = cli.settings();
  const log = commandLog(logLevel);
  const postgres = await openPostgres({ dataDir, databaseUrl: databaseUrl ?? undefined, role: 'command', log });
  const progress = createProgress(cli);
  try {
    return await onScratchDatabase(postgres.connectionString, { ...wish, statutory: statutoryDays(), progress: progress.passed });
  } finally {
    progress.end();
    await postgres.close();
  }
};

const lines = (title: string, all: readonly string[]): string[] => {
  if (all.length === 0) return [`No ${title}.`];
  const more = all.length > MOST_LINES ? [`  … and ${all.length - MOST_LINES} more`] : [];
  return [`${all.length} ${title}:`, ...all.slice(0, MOST_LINES).map((line) => `  ${line}`), ...more];
};

const asText = ({ report, undone, times }: Rehearsal): string => {
  const { p50, p95, max } = report.perPersonWeek;
  const spent = [...times].sort(([, a], [, b]) => b - a).map(([what, ms]) => `${what} ${(ms / 1000).toFixed(1)} s`);
  return [
    `${report.schools} schools, ${report.days} days, seed ${report.seed}: ${report.duties} duties, ${report.checks} checks, ${report.hazards} hazards, ${report.messages} messages.`,
    `Messages a person and week: half get at most ${p50}, 95 % at most ${p95}, nobody more than ${max}.`,
    `${undone} duties were forgotten by people: that is no fault of the program.`,
    ...lines('missed duties or reminders', report.misses),
    ...lines('doubled duties or reminders', report.doubles),
    `${report.seconds} s: ${spent.join(', ')}.`,
  ].join('\n');
};

export const addRehearse: AddCommand = (program, cli) => {
  program
    .command('rehearse')
    .description('runs an invented city through a time on the real code and a database of its own; reports misses, doubles and load')
    .option('--schools <n>', 'how many schools the city has', '200')
    .option('--from <day>', 'the first day (default: the 1st of this month)')
    .option('--to <day>', 'the last day (default: a year later)')
    .option('--seed <n>', 'the same seed is the same city, with the same people and weather', '1')
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const rehearsal = await run(cli, options);
      const { report } = rehearsal;
      show(cli.terminal, options.json, report, () => asText(rehearsal));
      if (report.misses.length + report.doubles.length > 0) cli.failed();
    });
};
