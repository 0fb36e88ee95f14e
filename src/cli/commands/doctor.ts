import { ConfigError } from '../../config.ts';
import { type AddCommand, type Cli, JSON_OPTION } from '../cli.ts';
import { type Check, type Checked, examine } from '../doctor/check.ts';
import { machineChecks } from '../doctor/machine.ts';
import { platformChecks } from '../doctor/platform.ts';
import { recordChecks } from '../doctor/records.ts';
import { inWords } from '../operator-error.ts';
import { type Column, table } from '../table.ts';
import { show } from '../terminal.ts';

/** In the order in which a fault of one explains faults of the next. */
const CHECKS: readonly Check[] = [...machineChecks, ...recordChecks, ...platformChecks];

const faulty = (check: string, message: string, mend: string): Checked => ({ check, status: 'fail', message, mend });

const withSettings = async (cli: Cli, checks: readonly Check[]): Promise<Checked[]> => {
  const config = cli.settings();
  const done: Checked[] = [];
  for (const check of checks) if (check.needs === 'settings') done.push(await examine(check.name, () => check.run(config)));
  return done;
};

/** When the database cannot be had or is not up to date, that is the finding, and what lies in it stays unknown. */
const withDatabase = async (cli: Cli, checks: readonly Check[]): Promise<Checked[]> => {
  const done: Checked[] = [];
  try {
    await cli.withInstallation(
      async (installation) => {
        for (const check of checks) {
          if (check.needs !== 'database') continue;
          const checked = await examine(check.name, () => check.run(installation));
          done.push(checked);
          if (checked.check === 'database' && checked.status !== 'ok') return;
        }
      },
      { migrate: false },
    );
  } catch (error) {
    done.push(faulty('database', inWords(error), 'Mend this first: all that lies in the database could not be looked at.'));
  }
  return done;
};

const examineAll = async (cli: Cli, live: boolean): Promise<Checked[]> => {
  const checks = CHECKS.filter((check) => live || check.live !== true);
  try {
    const done = [...(await withSettings(cli, checks)), ...(await withDatabase(cli, checks))];
    const rank = (checked: Checked): number => CHECKS.findIndex((check) => check.name === checked.check);
    return done.sort((a, b) => rank(a) - rank(b));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => faulty('settings', fault, 'Correct it in the environment or in .env.'));
  }
};

const SIGNS = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL' } as const;
const columns: readonly Column<Checked>[] = [
  { title: '', of: ({ status }) => SIGNS[status] },
  { title: 'check', of: ({ check }) => check },
  { title: 'found', of: ({ message, mend }) => (mend === null ? message : `${message}. → ${mend}`), widest: 400 },
];

export const addDoctor: AddCommand = (program, cli) => {
  program
    .command('doctor')
    .description('checks settings, database, queue and records, and says how to mend what is wrong (exit code 1 when something fails)')
    .option('--live', 'also call the chat platform and our own public address')
    .option(...JSON_OPTION)
    .action(async ({ live, json }: { live?: boolean; json?: boolean }) => {
      const items = await examineAll(cli, live ?? false);
      show(cli.terminal, json, { items, next: null }, () => table(columns, items));
      if (items.some(({ status }) => status === 'fail')) cli.failed();
    });
};
