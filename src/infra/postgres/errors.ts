/** Why the embedded PostgreSQL cannot be had; every message is written for the operator and says what to do. */
export type EmbeddedPostgresProblem =
  | 'already-running'
  | 'unsupported-platform'
  | 'binaries-unusable'
  | 'no-passwd-entry'
  | 'not-writable'
  | 'unreachable'
  | 'place-missing'
  | 'not-a-cluster'
  | 'wrong-version'
  | 'disk-full'
  | 'start-failed';

export class EmbeddedPostgresError extends Error {
  readonly problem: EmbeddedPostgresProblem;

  constructor(problem: EmbeddedPostgresProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EmbeddedPostgresError';
    this.problem = problem;
  }
}

/** Another living process of ours has the database of this data folder. */
export class AlreadyRunningError extends EmbeddedPostgresError {
  /** The node process that owns the database, and whether it is the server or a passing command. */
  readonly owner: { pid: number; role: 'server' | 'command' };

  constructor(dataDir: string, owner: { pid: number; role: 'server' | 'command'; machine?: string }) {
    super('already-running', `${WHAT[owner.role]} already running for DATA_DIR ${dataDir} by process ${owner.pid}. ${ADVICE[owner.role]}`);
    this.name = 'AlreadyRunningError';
    this.owner = { pid: owner.pid, role: owner.role };
  }
}

const WHAT = { server: 'The server is', command: 'A command is' };

const ADVICE = {
  server: 'Stop that process first, or give this one a DATA_DIR of its own.',
  command: 'Try again when it has finished.',
};

/** What PostgreSQL's own words (English, LC_ALL=C) or a failed system call mean to the operator; null when they are not known. */
export function explain(words: string, folder: string, cause?: unknown): EmbeddedPostgresError | null {
  const because = (problem: EmbeddedPostgresProblem, message: string) => new EmbeddedPostgresError(problem, message, cause);
  if (/No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/.test(words)) {
    return because('disk-full', `The disk that holds ${folder} is full: free some space and start again.`);
  }
  if (/could not look up effective user ID/.test(words)) {
    return because(
      'no-passwd-entry',
      'PostgreSQL needs the user it runs as to have an entry in /etc/passwd, and this one has none: add one, run as another user, or set DATABASE_URL.',
    );
  }
  if (/EACCES|EPERM|EROFS|Permission denied|Read-only file system|Operation not permitted/.test(words)) {
    return because('not-writable', `The folder ${folder} cannot be written by the user that runs this program.`);
  }
  return null;
}

/** Gives a failed system call its meaning for the operator; anything unknown stays as it is. */
export function explained(error: unknown, folder: string): unknown {
  if (error instanceof EmbeddedPostgresError || !(error instanceof Error)) return error;
  return explain(error.message, folder, error) ?? error;
}
