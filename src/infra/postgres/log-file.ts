import { closeSync, copyFileSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { giveTo, ownerOf } from './account.ts';

const LIMIT_BYTES = 4 * 1024 * 1024;
const LOOK_EVERY_MS = 10 * 60_000;

/** PostgreSQL's own log. Never more than about twice 4 MB: the older half is in the file beside it, ending in `.1`. */
export type LogFile = {
  /** For the child process; append-only, so that shortening the file is safe while it is being written. */
  descriptor: number;
  /** What was written since the file was opened or marked. */
  sinceMark(): string;
  mark(): void;
  close(): void;
};

export function openLogFile(path: string, folder: string): LogFile {
  rotate(path);
  const descriptor = openSync(path, 'a', 0o600);
  giveTo(path, ownerOf(folder));
  const timer = setInterval(() => rotate(path), LOOK_EVERY_MS);
  timer.unref();
  let start = statSync(path).size;
  return {
    descriptor,
    sinceMark: () => readFileSync(path).subarray(start).toString('utf8'),
    mark: () => {
      start = statSync(path).size;
    },
    close: () => {
      clearInterval(timer);
      closeSync(descriptor);
    },
  };
}

function rotate(path: string): void {
  try {
    if (!existsSync(path) || statSync(path).size < LIMIT_BYTES) return;
    copyFileSync(path, `${path}.1`);
    truncateSync(path, 0);
  } catch {
    // A full disk must not stop the program because of a log; the next look tries again.
  }
}
