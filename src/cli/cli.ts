import type { Command } from 'commander';
import type { Clock } from '../app/ports.ts';
import type { Config } from '../config.ts';
import type { Database } from '../store/database.ts';
import type { Terminal } from './terminal.ts';

/** What a command works on: the installation's own database, up to date, and its clock. */
export type Installation = { config: Config; database: Database; clock: Clock };

/** What every command is given. */
export type Cli = {
  terminal: Terminal;
  /** Reads the settings. @throws ConfigError naming every fault */
  settings(): Config;
  /** Opens the database for the time of `work`: the running server's, or one started for this command. Migrates it unless told not to. */
  withInstallation<T>(work: (installation: Installation) => Promise<T>, options?: { migrate: boolean }): Promise<T>;
  /** The command has done its work, and its answer is bad news: exit code 1. */
  failed(): void;
};

/** Adds one command to the program. */
export type AddCommand = (program: Command, cli: Cli) => void;

export const JSON_OPTION = ['--json', 'print one JSON object on standard output, and nothing else there'] as const;
