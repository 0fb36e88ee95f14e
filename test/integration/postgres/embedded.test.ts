import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { canEnter, isRoot } from '../../../src/infra/postgres/account.ts';
import { type EmbeddedPostgres, joinEmbeddedPostgres } from '../../../src/infra/postgres/embedded.ts';
import { AlreadyRunningError } from '../../../src/infra/postgres/errors.ts';
import { openDatabase } from '../../../src/infra/postgres/open-database.ts';
import { killOwner, type Owner, postmasterPid, query, quiet, remove, start, startOwner, temporaryFolder } from './temporary.ts';

const NOBODY = { uid: 65534, gid: 65534 };

// One data folder for the tests that leave it sound; each ends with the database stopped.
const shared = temporaryFolder();
const dataDir = join(shared, 'data');
const cluster = join(dataDir, 'postgres');

const running: EmbeddedPostgres[] = [];
const owners: Owner[] = [];

async function startHere(...options: Parameters<typeof start>): Promise<EmbeddedPostgres> {
  const postgres = await start(...options);
  running.push(postgres);
  return postgres;
}

async function startThere(...options: Parameters<typeof startOwner>): Promise<Owner> {
  const owner = await startOwner(...options);
  owners.push(owner);
  return owner;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  await Promise.all(
    owners.splice(0).map((owner) => (owner.child.exitCode === null && owner.child.signalCode === null ? killOwner(owner) : null)),
  );
});

afterAll(() => remove(shared));

describe('the embedded PostgreSQL', () => {
  it('keeps its data over a restart, in UTF-8 and with a password that only its owner can read', async () => {
    const first = await startHere(dataDir);
    await query(first.connectionString, `CREATE TABLE note (text text)`);
    await query(first.connectionString, `INSERT INTO note VALUES ('消防通道被堵')`);
    await first.stop();
    expect(readdirSync(dataDir)).not.toContain('postgres.json');

    const second = await startHere(dataDir);
    expect(await query(second.connectionString, 'SELECT text FROM note')).toEqual([{ text: '消防通道被堵' }]);
    const [encoding] = await query(
      second.connectionString,
      `SELECT getdatabaseencoding() AS name, current_setting('listen_addresses') AS at`,
    );
    expect(encoding).toEqual({ name: 'UTF8', at: '127.0.0.1' });
    for (const file of ['postgres.password', 'postgres.json']) expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
  });

  it('refuses a connection without the password', async () => {
    const { connectionString } = await startHere(dataDir);
    const url = new URL(connectionString);
    url.password = 'guess';
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('has every committed row after its owner was killed', async () => {
    const owner = await startThere(dataDir);
    await query(owner.connectionString, 'CREATE TABLE survivor AS SELECT 1 AS n');
    await killOwner(owner);

    const { connectionString } = await startHere(dataDir);
    expect(await query(connectionString, 'SELECT n FROM survivor')).toEqual([{ n: 1 }]);
  });

  it('has every committed row after owner and server were killed together', async () => {
    const owner = await startThere(dataDir);
    await query(owner.connectionString, 'CREATE TABLE second_survivor AS SELECT 2 AS n');
    process.kill(postmasterPid(cluster), 'SIGKILL');
    await killOwner(owner);

    const { connectionString } = await startHere(dataDir);
    expect(await query(connectionString, 'SELECT n FROM second_survivor')).toEqual([{ n: 2 }]);
  });

  it('tells its owner when it ends without having been asked to', async () => {
    await new Promise<void>((resolve, reject) => {
      startHere(dataDir, { onLost: resolve }).then(() => process.kill(postmasterPid(cluster), 'SIGKILL'), reject);
    });
    expect(await joinEmbeddedPostgres(dataDir)).toBeNull();
  });

  it('starts although the process id of its predecessor belongs to another program by now', async () => {
    const first = await startHere(dataDir);
    const left = readFileSync(join(cluster, 'postmaster.pid'), 'utf8');
    await first.stop();
    const stranger = spawn('sleep', ['60'], { ...(isRoot() ? NOBODY : {}), stdio: 'ignore' });
    try {
      writeFileSync(join(cluster, 'postmaster.pid'), left.replace(/^\d+/, String(stranger.pid)));
      const second = await startHere(dataDir);
      expect(await query(second.connectionString, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('writes to its log that a statement failed, but never with whose data', async () => {
    const { connectionString } = await startHere(dataDir);
    await query(connectionString, 'CREATE TABLE phone (number text PRIMARY KEY)');
    await query(connectionString, `INSERT INTO phone VALUES ('13800001234')`);
    await expect(query(connectionString, `INSERT INTO phone VALUES ('13800001234')`)).rejects.toThrow(/phone_pkey/);
    const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
    expect(log).toContain('phone_pkey');
    expect(log).not.toContain('13800001234');
  });

  it('sets a new password when the file with it was lost', async () => {
    const first = await startHere(dataDir);
    await first.stop();
    remove(join(dataDir, 'postgres.password'));

    const second = await startHere(dataDir);
    expect(await query(second.connectionString, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

describe('a second process', () => {
  it('is told which process has the data folder', async () => {
    const owner = await startThere(dataDir);
    const refused = startHere(dataDir);
    await expect(refused).rejects.toThrow(AlreadyRunningError);
    await expect(refused).rejects.toThrow(`The server is already running for DATA_DIR ${dataDir} by process ${owner.child.pid}.`);
  });

  it('joins the database of the running server, and leaves it running', async () => {
    const owner = await startThere(dataDir);
    const joined = await openDatabase({ dataDir, role: 'command', log: quiet });
    expect(joined).toMatchObject({ kind: 'joined', connectionString: owner.connectionString });
    await joined.close();
    expect(await query(owner.connectionString, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('waits for a command to finish', async () => {
    const command = await openDatabase({ dataDir, role: 'command', log: quiet });
    expect(command.kind).toBe('embedded');
    const order: string[] = [];
    const server = startHere(dataDir).then((postgres) => {
      order.push('server started');
      return postgres;
    });
    await query(command.connectionString, 'SELECT pg_sleep(0.3)');
    order.push('command done');
    await command.close();
    expect(await query((await server).connectionString, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(order).toEqual(['command done', 'server started']);
  });

  it('finds nothing to join where no server runs', async () => {
    expect(await joinEmbeddedPostgres(dataDir)).toBeNull();
    expect(await joinEmbeddedPostgres(join(shared, 'nowhere'))).toBeNull();
  });

  it('uses DATABASE_URL where it is set and starts nothing', async () => {
    const elsewhere = join(shared, 'untouched');
    const opened = await openDatabase({ dataDir: elsewhere, databaseUrl: 'postgres://db/grid', role: 'server', log: quiet });
    expect(opened).toMatchObject({ kind: 'external', connectionString: 'postgres://db/grid' });
    expect(existsSync(elsewhere)).toBe(false);
  });
});

describe('a data folder that cannot be used', () => {
  it('of another major version is named with both versions', async () => {
    const other = join(shared, 'old');
    mkdirSync(join(other, 'postgres'), { recursive: true });
    writeFileSync(join(other, 'postgres', 'PG_VERSION'), '15\n');
    await expect(startHere(other)).rejects.toThrow(/written by PostgreSQL 15, and this program brings PostgreSQL 18/);
  });

  it('with foreign files in the place of the database is left alone', async () => {
    const other = join(shared, 'foreign');
    mkdirSync(join(other, 'postgres'), { recursive: true });
    writeFileSync(join(other, 'postgres', 'thesis.txt'), '');
    await expect(startHere(other)).rejects.toThrow(/not a PostgreSQL data folder/);
    expect(readdirSync(join(other, 'postgres'))).toEqual(['thesis.txt']);
  });

  it('is named when it is a file', async () => {
    const file = join(shared, 'file');
    writeFileSync(file, '');
    await expect(startHere(file)).rejects.toThrow(file);
  });
});

const asRoot = describe.skipIf(!isRoot());

asRoot('run by root (left out for other users)', () => {
  it('runs PostgreSQL under another account', async () => {
    await startHere(dataDir);
    expect(statSync(cluster).uid).toBe(NOBODY.uid);
  });

  it('keeps the data in /var/lib when that account cannot enter DATA_DIR, and finds them again', async () => {
    const closed = temporaryFolder(0o700);
    const closedData = join(closed, 'data');
    const first = await startHere(closedData);
    const home = /^\/.*$/m.exec(readFileSync(join(closedData, 'postgres-location.txt'), 'utf8'))?.[0] ?? '';
    try {
      expect(home).toMatch(/^\/var\/lib\/campus-grid-bot\/[0-9a-f]{12}$/);
      await query(first.connectionString, 'CREATE TABLE kept AS SELECT 3 AS n');
      await first.stop();
      const second = await startHere(closedData);
      expect(await query(second.connectionString, 'SELECT n FROM kept')).toEqual([{ n: 3 }]);
      await second.stop();
    } finally {
      if (home.startsWith('/var/lib/campus-grid-bot/')) remove(home);
      removeIfEmpty(dirname(home));
      remove(closed);
    }
  });

  const project = process.cwd();
  it.skipIf(!canEnter(project, NOBODY))('works for an ordinary user too (left out where the project is closed to others)', async () => {
    const folder = temporaryFolder();
    const own = join(folder, 'data');
    mkdirSync(own);
    try {
      chownSync(own, NOBODY.uid, NOBODY.gid);
      const owner = await startThere(own, NOBODY);
      expect(await query(owner.connectionString, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
      await killOwner(owner);
      // Root may work on that user's data: the files stay his.
      const root = await startHere(own);
      await root.stop();
      for (const name of readdirSync(own)) expect([name, statSync(join(own, name)).uid]).toEqual([name, NOBODY.uid]);
    } finally {
      remove(folder);
    }
  });
});

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // another installation on this machine lives there
  }
}
