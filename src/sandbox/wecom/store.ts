import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { applyChange, type Change, changesOf, emptyState, MAX_MEDIA, type State } from './state.ts';
import type { MediaFile } from './types.ts';

const FILE = 'wecom.jsonl';
/** Rewriting the file costs a few milliseconds; so many lines of history may gather before. */
const LINES_BEFORE_COMPACTION = 5_000;

/** The state, kept in memory and, with a folder, on disk too, so that the chat windows survive a restart. */
export type Store = {
  readonly state: State;
  /** Applies the change and remembers it. */
  record(change: Change): void;
  addMedia(file: MediaFile, bytes: Buffer): void;
  bytesOf(mediaId: string): Buffer | null;
  close(): void;
};

const parseLine = (line: string): Change | null => {
  try {
    return JSON.parse(line);
  } catch {
    return null; // the last line of a process that was killed while writing
  }
};

const readState = (path: string): State => {
  const state = emptyState();
  if (!existsSync(path)) return state;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const change = line === '' ? null : parseLine(line);
    if (change) applyChange(state, change);
  }
  return state;
};

const rewrite = (path: string, state: State): number => {
  const lines = changesOf(state).map((change) => JSON.stringify(change));
  writeFileSync(`${path}.new`, `${lines.join('\n')}\n`);
  renameSync(`${path}.new`, path);
  return lines.length;
};

type Media = { put(id: string, bytes: Buffer): void; get(id: string): Buffer | null; drop(id: string): void };

const mediaInMemory = (): Media => {
  const files = new Map<string, Buffer>();
  return {
    put: (id, bytes) => void files.set(id, bytes),
    get: (id) => files.get(id) ?? null,
    drop: (id) => void files.delete(id),
  };
};

const mediaOnDisk = (folder: string): Media => {
  mkdirSync(folder, { recursive: true });
  const pathOf = (id: string): string => join(folder, id);
  return {
    put: (id, bytes) => writeFileSync(pathOf(id), bytes),
    get: (id) => (existsSync(pathOf(id)) ? readFileSync(pathOf(id)) : null),
    drop: (id) => rmSync(pathOf(id), { force: true }),
  };
};

type Journal = { append(change: Change): void; close(): void };

const journalOn = (path: string, state: State): Journal => {
  let kept = rewrite(path, state);
  let lines = kept;
  let file = openSync(path, 'a');
  const compact = (): void => {
    closeSync(file);
    kept = rewrite(path, state);
    lines = kept;
    file = openSync(path, 'a');
  };
  return {
    append(change) {
      writeSync(file, `${JSON.stringify(change)}\n`);
      lines += 1;
      if (lines > kept * 2 + LINES_BEFORE_COMPACTION) compact();
    },
    close: () => closeSync(file),
  };
};

/** Opens the state of `folder` (created if missing); without a folder everything is in memory. Only one process may use a folder. */
export const openStore = (folder: string | null): Store => {
  if (folder) mkdirSync(folder, { recursive: true });
  const path = folder ? join(folder, FILE) : null;
  const state = path ? readState(path) : emptyState();
  const journal = path ? journalOn(path, state) : null;
  const media = folder ? mediaOnDisk(join(folder, 'media')) : mediaInMemory();
  let closed = false;
  const record = (change: Change): void => {
    applyChange(state, change);
    if (!closed) journal?.append(change);
  };
  const dropOldMedia = (): void => {
    for (const id of [...state.media.keys()].slice(0, Math.max(0, state.media.size - MAX_MEDIA))) {
      state.media.delete(id);
      media.drop(id);
    }
  };
  return {
    state,
    record,
    addMedia(file, bytes) {
      media.put(file.id, bytes);
      record({ op: 'media', file });
      dropOldMedia();
    },
    bytesOf: (mediaId) => (state.media.has(mediaId) ? media.get(mediaId) : null),
    close() {
      if (!closed) journal?.close();
      closed = true;
    },
  };
};
