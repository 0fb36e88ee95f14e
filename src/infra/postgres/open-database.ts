import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from './claim.ts';
import { joinEmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import { AlreadyRunningError } from './errors.ts';
import type { Log } from './log.ts';

export type OpenDatabaseOptions = {
  dataDir: string;
  /** DATABASE_URL; when it is set there is nothing to start. */
  databaseUrl?: string | undefined;
  role: Role;
  log: Log;
  /** See EmbeddedPostgresOptions; called only in the process that owns the embedded PostgreSQL. */
  onLost?: () => void;
};

export type OpenedDatabase = {
  connectionString: string;
  /** `external` (DATABASE_URL), `embedded` (started here), `joined` (started by the running server). */
  kind: 'external' | 'embedded' | 'joined';
  /** Stops what was started here; nothing else. Close your pools first. */
  close(): Promise<void>;
};

const SERVER_STARTING_MS = 20_000;

/** The database of this installation: the configured one, or the embedded one, which a command shares with the running server. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenedDatabase> {
  if (options.databaseUrl) return notOurs(options.databaseUrl, 'external');
  return options.role === 'server' ? start(options) : joinOrStart(options);
}

/**
 * Joins the server's database; where none runs, starts it for this command. A server that is just starting has taken the folder
 * but does not answer yet: that is worth a wait. A command's database is never joined, since it goes when that command is done.
 */
async function joinOrStart(options: OpenDatabaseOptions): Promise<OpenedDatabase> {
  const deadline = performance.now() + SERVER_STARTING_MS;
  for (;;) {
    const joined = await joinEmbeddedPostgres(options.dataDir, 'server');
    if (joined !== null) return notOurs(joined, 'joined');
    try {
      return await start(options);
    } catch (error) {
      const serverIsStarting = error instanceof AlreadyRunningError && error.owner.role === 'server';
      if (!serverIsStarting || performance.now() > deadline) throw error;
    }
    await pause(200);
  }
}

async function start({ dataDir, role, log, onLost }: OpenDatabaseOptions): Promise<OpenedDatabase> {
  const { connectionString, stop } = await startEmbeddedPostgres({ dataDir, role, log, ...(onLost ? { onLost } : {}) });
  return { connectionString, kind: 'embedded', close: stop };
}

const notOurs = (connectionString: string, kind: 'external' | 'joined'): OpenedDatabase => ({
  connectionString,
  kind,
  close: async () => undefined,
});
