import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database for a short time. `drop` cuts whoever is still connected and deletes it; it may be called twice. */
export type ScratchDatabase = { url: string; drop(): Promise<void> };

/** The account of DATABASE_URL may not create databases; the message is written for the operator. */
export class ScratchDatabaseError extends Error {
  readonly code = 'scratch-database';

  constructor(cause: unknown) {
    super(
      'The account of DATABASE_URL may not create databases, and this is done on a database of its own that goes afterwards: ' +
        'allow it (ALTER ROLE … CREATEDB), or run the command without DATABASE_URL, on the embedded PostgreSQL.',
      { cause },
    );
    this.name = 'ScratchDatabaseError';
  }
}

const PREFIX = 'campusgrid_scratch_';
const INSUFFICIENT_PRIVILEGE = '42501';

const run = async (connectionString: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(statement).finally(() => client.end());
};

const withDatabase = (connectionString: string, name: string): string => {
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.href;
};

/**
 * An empty database with a random name on the server of `serverUrl`, beside the one that this names. `relaxed`: what is written there need
 * not survive a power cut, so nobody waits for the disk.
 * @throws ScratchDatabaseError where the account may not create databases
 */
export const createScratchDatabase = async (serverUrl: string, options: { relaxed?: boolean } = {}): Promise<ScratchDatabase> => {
  const name = PREFIX + randomBytes(6).toString('hex');
  const drop = (): Promise<void> => run(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await run(serverUrl, `CREATE DATABASE ${name} TEMPLATE template0`).catch((error: unknown) => {
    throw error instanceof pg.DatabaseError && error.code === INSUFFICIENT_PRIVILEGE ? new ScratchDatabaseError(error) : error;
  });
  try {
    if (options.relaxed) await run(serverUrl, `ALTER DATABASE ${name} SET synchronous_commit = off`);
  } catch (error) {
    await drop();
    throw error;
  }
  return { url: withDatabase(serverUrl, name), drop };
};
