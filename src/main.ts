import { existsSync } from 'node:fs';
import { ConfigError, loadConfig } from './config.ts';
import { createLogger } from './infra/logger.ts';
import { MediaError } from './infra/media/media-error.ts';
import { EmbeddedPostgresError } from './infra/postgres/errors.ts';
import { type Role, StartError, startProgram } from './program.ts';

const ROLES: Record<string, Role> = { '': 'both', web: 'web', worker: 'worker' };

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

/** Faults that an operator can mend are said in a line or two; the rest comes with its stack. */
const startFault = (error: unknown): string => {
  if (error instanceof ConfigError || error instanceof StartError || error instanceof EmbeddedPostgresError) return error.message;
  if (error instanceof MediaError) return `DATA_DIR: ${error.message}. It must be a folder that this program may write to.`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `The port is taken: ${error.message}. Set PORT to another one, or stop what listens there.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

const readSettings = () => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return loadConfig(process.env);
};

const run = async (): Promise<void> => {
  const role = ROLES[process.argv[2] ?? ''] ?? fail('usage: npm start [-- web|worker]');
  const config = readSettings();
  const log = createLogger(config.logLevel);
  const program = await startProgram(config, role, log);
  log.info({ role, sandbox: program.sandbox }, 'ready');
  if (program.url)
    process.stdout.write(`校安网格 ready: ${program.url}${program.sandbox ? `\nSandbox (try it here): ${program.url}/sandbox` : ''}\n`);
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'draining');
      program.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(startFault(error)),
      );
    });
};

run().catch((error: unknown) => fail(startFault(error)));
