import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/infra/postgres/embedded.ts';
import { createScratchDatabase as createOnServer, type ScratchDatabase } from '../../src/infra/postgres/scratch-database.ts';

export type { ScratchDatabase };

const PREFIX = 'campusgrid_scratch_';

/** An empty database to try migrations on: in the PostgreSQL of `databaseUrl`, else in a throw-away one. */
export async function createScratchDatabase(databaseUrl: string | undefined): Promise<ScratchDatabase> {
  return databaseUrl ? createOnServer(databaseUrl) : throwAway();
}

async function throwAway(): Promise<ScratchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  chmodSync(folder, 0o711); // run by root, PostgreSQL works under another account
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const { connectionString, stop } = await startEmbeddedPostgres({
      dataDir: join(folder, 'data'),
      role: 'command',
      log: { info: () => undefined, warn: (fields, message) => console.error(message, fields) },
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
      initdbArguments: ['--no-sync'],
    });
    return { url: connectionString, drop: () => stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}
