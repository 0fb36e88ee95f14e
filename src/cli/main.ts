import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { type Config, loadConfig } from '../config.ts';
import type { AddCommand, Cli } from './cli.ts';
import { processTerminal } from './terminal.ts';

/** Each command is loaded only when it is asked for: a list needs no workbook library, and a help text no database. */
const COMMANDS: Record<string, () => Promise<AddCommand>> = {
  import: async () => (await import('./commands/import.ts')).addImport,
  coverage: async () => (await import('./commands/coverage.ts')).addCoverage,
  hazards: async () => (await import('./commands/hazards.ts')).addHazards,
  duties: async () => (await import('./commands/duties.ts')).addDuties,
  people: async () => (await import('./commands/people.ts')).addPeople,
  messages: async () => (await import('./commands/messages.ts')).addMessages,
  interpret: async () => (await import('./commands/interpret.ts')).addInterpret,
  resend: async () => (await import('./commands/resend.ts')).addResend,
  policy: async () => (await import('./commands/policy.ts')).addPolicy,
  preview: async () => (await import('./commands/preview.ts')).addPreview,
  backup: async () => (await import('./commands/backup.ts')).addBackup,
  restore: async () => (await import('./commands/restore.ts')).addRestore,
  purge: async () => (await import('./commands/purge.ts')).addPurge,
  case: async () => (await import('./commands/case.ts')).addCase,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  draw: async () => (await import('./commands/draw.ts')).addDraw,
  verify: async () => (await import('./commands/verify.ts')).addVerify,
  rehearse: async () => (await import('./commands/rehearse.ts')).addRehearse,
};

const readSettings = (): Config => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return loadConfig(process.env);
};

const cli: Cli = {
  terminal: processTerminal,
  settings: readSettings,
  withInstallation: async (work, options) => {
    const config = readSettings();
    const { withInstallation } = await import('./installation.ts');
    return withInstallation(config, work, options);
  },
  failed: () => {
    process.exitCode = 1;
  },
};

const run = async (): Promise<void> => {
  const program = new Command('grid')
    .description('The operator’s tool of 校安网格. It works while the server runs and while it does not.')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what a command takes)');
  const wanted = process.argv[2] ?? '';
  const names = Object.hasOwn(COMMANDS, wanted) ? [wanted] : Object.keys(COMMANDS);
  for (const name of names) (await COMMANDS[name]?.())?.(program, cli);
  await program.parseAsync();
};

/** Written text must have left before the process does. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> => new Promise((resolve) => stream.write('', () => resolve()));
// A reader that has gone (| head) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await run();
} catch (error) {
  const { inWords } = await import('./operator-error.ts');
  cli.terminal.note(`grid: ${inWords(error)}`);
  cli.failed();
}
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit();
