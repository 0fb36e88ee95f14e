import type { Clock } from '../app/ports.ts';
import type { Config } from '../config.ts';
import { createVirtualClock, systemClock } from '../infra/clock/clocks.ts';
import { migrate } from '../infra/database/migrate.ts';
import { createLogger, type Logger } from '../infra/logger.ts';
import { openDatabase as openPostgres } from '../infra/postgres/open-database.ts';
import { type Database, openDatabase } from '../store/database.ts';
import type { Installation } from './cli.ts';

const QUIETER = ['error', 'fatal', 'silent'];

/** Logs of a command: what goes wrong, on standard error. */
export const commandLog = (level: string): Logger => createLogger(QUIETER.includes(level) ? level : 'warn');

const clockOf = async (config: Config, database: Database): Promise<Clock> => {
  if (config.clock.mode === 'system') return systemClock;
  const clock = createVirtualClock(database.pool);
  await clock.begin(config.clock.start ?? new Date());
  return clock;
};

/** Opens the installation's database for the time of `work`, whether its server runs or not. */
export const withInstallation = async <T>(
  config: Config,
  work: (installation: Installation) => Promise<T>,
  options: { migrate: boolean } = { migrate: true },
): Promise<T> => {
  const log = commandLog(config.logLevel);
  const postgres = await openPostgres({ dataDir: config.dataDir, databaseUrl: config.databaseUrl ?? undefined, role: 'command', log });
  try {
    if (options.migrate) await migrate(postgres.connectionString);
    let closing = false;
    // Connections that break while everything is being closed are as they should be.
    const onError = (error: Error): void => void (closing || log.warn({ reason: error.message }, 'idle database connection'));
    const database = openDatabase(postgres.connectionString, { max: 4, onError });
    try {
      const clock = options.migrate ? await clockOf(config, database) : systemClock;
      return await work({ config, database, clock });
    } finally {
      closing = true;
      await database.close();
    }
  } finally {
    await postgres.close();
  }
};
