import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountFor, canEnter, giveTo, isRoot, ownerOf } from './account.ts';
import { EmbeddedPostgresError, explained } from './errors.ts';
import type { Log } from './log.ts';

/** Where the files of one embedded PostgreSQL lie, and under whose account it runs. */
export type Place = {
  /** The real path of DATA_DIR. */
  dataDir: string;
  /** The data folder of PostgreSQL. */
  cluster: string;
  /** Folder of the cluster, its password, its lock and, when needed, a copy of the programs. Normally DATA_DIR itself. */
  home: string;
  account: Account;
};

const STATE_DIR = '/var/lib/campus-grid-bot';
const LOCATION_FILE = 'postgres-location.txt';

/** Makes DATA_DIR when it is not there, and returns its real path. */
export function prepareDataDir(dataDir: string): string {
  try {
    // Others may pass through but not look: as root we run PostgreSQL as somebody else, who must get to his own folder.
    if (mkdirSync(dataDir, { recursive: true }) !== undefined) chmodSync(dataDir, isRoot() ? 0o711 : 0o700);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    return realpathSync(dataDir);
  } catch (error) {
    throw explained(error, dataDir);
  }
}

/**
 * Decides where the cluster lies. Once it is somewhere it stays there: an existing cluster is never passed over for an empty one.
 * @param dataDir real path of DATA_DIR
 */
export function choosePlace(dataDir: string, log: Log): Place {
  const recorded = recordedHome(dataDir);
  const place = placeIn(recorded ?? dataDir, dataDir);
  if (!canEnter('/', place.account)) throw cannotChangeAccount(place.account);
  if (recorded !== null) return place;
  if (!isRoot() || canEnter(dataDir, place.account)) return place;
  if (existsSync(join(place.cluster, 'PG_VERSION'))) {
    throw new EmbeddedPostgresError(
      'unreachable',
      `The database in ${place.cluster} runs as uid ${place.account.uid}, who cannot enter ${dataDir}: let others pass through the folders above it (chmod o+x).`,
    );
  }
  return moveAway(dataDir, log);
}

function cannotChangeAccount({ uid }: Account): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'unreachable',
    uid === undefined
      ? 'The embedded PostgreSQL needs /bin/sh, which cannot be run here: set DATABASE_URL to a PostgreSQL of your own.'
      : `PostgreSQL does not run as root, and this process may not start programs as uid ${uid} (a container without that capability?): run it as an ordinary user, or set DATABASE_URL.`,
  );
}

function placeIn(home: string, dataDir: string): Place {
  const cluster = join(home, 'postgres');
  return { dataDir, home, cluster, account: accountFor(cluster, dataDir) };
}

function recordedHome(dataDir: string): string | null {
  const file = join(dataDir, LOCATION_FILE);
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const home = lines.find((line) => line.startsWith('/'))?.trim();
  if (home !== undefined && existsSync(home)) return home;
  throw new EmbeddedPostgresError(
    'place-missing',
    `The database of DATA_DIR ${dataDir} lies in ${home ?? 'an unnamed folder'} (by ${file}), which is not there. ` +
      'Bring that folder back, or delete the file to begin with an empty database.',
  );
}

/** PostgreSQL must not run as root, and its own account cannot reach this DATA_DIR. */
function moveAway(dataDir: string, log: Log): Place {
  const home = join(STATE_DIR, createHash('sha256').update(dataDir).digest('hex').slice(0, 12));
  try {
    mkdirSync(STATE_DIR, { recursive: true });
    chmodSync(STATE_DIR, 0o755);
    mkdirSync(home, { recursive: true });
    chmodSync(home, 0o711);
    writeLocation(dataDir, home);
  } catch (error) {
    throw explained(error, home);
  }
  const place = placeIn(home, dataDir);
  if (!canEnter(home, place.account)) throw new EmbeddedPostgresError('unreachable', `uid ${place.account.uid} cannot enter ${home}.`);
  log.info({ dataDir, place: home }, 'PostgreSQL cannot run below DATA_DIR (it must not run as root): its data is kept elsewhere');
  return place;
}

function writeLocation(dataDir: string, home: string): void {
  const file = join(dataDir, LOCATION_FILE);
  const account = accountFor(join(home, 'postgres'), dataDir);
  writeFileSync(
    file,
    `The database of this folder lies in:\n${home}\n` +
      `PostgreSQL does not run as root, and uid ${account.uid}, as whom it runs, cannot enter this folder.\n`,
  );
  giveTo(file, ownerOf(dataDir));
}
