import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline, type Readable, Transform } from 'node:stream';
import { type ContentType, SNIFF_BYTES, sniffContentType } from './content-type.ts';
import { isNotThere, MediaError, MediaTooLarge, writeError } from './media-error.ts';

/** A kept content. `hash` is the SHA-256 of its bytes, 64 hexadecimal digits; `size` is in bytes. */
export type Stored = { hash: string; size: number } & ContentType;

/** Photos, voices and files by the hash of their content: the same bytes are one file, and a file can't change unnoticed. */
export interface DiskMediaStore {
  /**
   * Keeps bytes or a stream; durable once it resolves. Throws MediaTooLarge (reading stops at once), MediaError `empty`,
   * `disk-full` or `write-failed`, and whatever the stream itself fails with; then nothing is kept.
   */
  put(content: Uint8Array | AsyncIterable<Uint8Array>, limit: { maxBytes: number }): Promise<Stored>;
  /** The whole content. Throws MediaError `missing` or `corrupt`. */
  read(hash: string): Promise<Buffer>;
  /** The content as a stream, which fails with MediaError `corrupt` at its end if the bytes aren't those of the hash. Throws `missing`. */
  openStream(hash: string): Promise<Readable>;
  /** Size and type without reading it all; null when there is no such content. */
  describe(hash: string): Promise<({ size: number } & ContentType) | null>;
  /** Whether this content is there; doesn't read it. */
  has(hash: string): Promise<boolean>;
  /** Removes a content for good (retention rule); whether there was one. */
  remove(hash: string): Promise<boolean>;
}

/** How the store opens a file to write: given by tests that need a full disk. */
export type OpenFile = (path: string, flags: 'wx') => Promise<Pick<FileHandle, 'write' | 'sync' | 'close'>>;

const HASH_PATTERN = /^[0-9a-f]{64}$/;
// Far longer than any upload takes: an older one was left behind by a crash.
const STALE_MS = 3_600_000;

/** Where a hash's file lies; two levels of 256 folders keep each folder small for millions of files. */
const pathOf = (root: string, hash: string): string => join(root, hash.slice(0, 2), hash.slice(2, 4), hash);

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const missing = (hash: string, cause?: unknown): MediaError => new MediaError('missing', `no stored content has the hash ${hash}`, cause);

const corrupt = (hash: string): MediaError => new MediaError('corrupt', `the stored content of ${hash} has been altered or damaged`);

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

type Written = { size: number; hash: string; head: Uint8Array };

const writeAll = async (
  file: Pick<FileHandle, 'write'>,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
  root: string,
): Promise<Written> => {
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let size = 0;
  for await (const chunk of content) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new MediaTooLarge(maxBytes);
    if (head.length < SNIFF_BYTES) head = Buffer.concat([head, chunk.subarray(0, SNIFF_BYTES)]);
    hash.update(chunk);
    await writeChunk(file, chunk, root);
  }
  if (size === 0) throw new MediaError('empty', 'there is nothing to store');
  return { size, hash: hash.digest('hex'), head };
};

/** A write may take fewer bytes than it was given, above all on a disk that is about to be full. */
const writeChunk = async (file: Pick<FileHandle, 'write'>, chunk: Uint8Array, root: string): Promise<void> => {
  try {
    for (let done = 0; done < chunk.byteLength; ) done += (await file.write(chunk, done)).bytesWritten;
  } catch (error) {
    throw writeError(error, root);
  }
};

const asWriteError = async <T>(root: string, action: () => Promise<T>): Promise<T> => {
  try {
    return await action();
  } catch (error) {
    throw writeError(error, root);
  }
};

/** A rename is durable only once its folder is on disk; not every system lets a folder be synced. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
};

/** Content that is there already is replaced by its equal: that mends a damaged file. */
const moveIntoPlace = async (temporary: string, target: string): Promise<void> => {
  await mkdir(dirname(target), { recursive: true });
  await rename(temporary, target);
  await syncFolder(dirname(target));
};

const removeStale = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(path, { force: true });
  }
};

const verifying = (hash: string): Transform => {
  const seen = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      done(seen.digest('hex') === hash ? null : corrupt(hash));
    },
  });
};

const readHead = async (path: string): Promise<{ size: number; head: Buffer }> => {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return { size: (await file.stat()).size, head: buffer.subarray(0, bytesRead) };
  } finally {
    await file.close();
  }
};

const nothingIfNotThere = (error: unknown): null => {
  if (isNotThere(error)) return null;
  throw error;
};

/**
 * Opens the store in a folder, which is made if need be. Several processes may share the folder, over the network too, as
 * long as renames in it are atomic. Throws MediaError when the folder can't be written.
 */
export const openMediaStore = async (root: string, openFile: OpenFile = open): Promise<DiskMediaStore> => {
  const incoming = join(root, 'incoming');
  await asWriteError(root, async () => {
    await mkdir(incoming, { recursive: true });
    await removeStale(incoming);
  });

  const write = async (temporary: string, content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Stored> => {
    const file = await asWriteError(root, () => openFile(temporary, 'wx'));
    try {
      const { hash, size, head } = await writeAll(file, content, maxBytes, root);
      await asWriteError(root, () => file.sync());
      return { hash, size, ...sniffContentType(head) };
    } finally {
      await file.close();
    }
  };

  const describe: DiskMediaStore['describe'] = async (hash) => {
    if (!HASH_PATTERN.test(hash)) return null;
    const found = await readHead(pathOf(root, hash)).catch(nothingIfNotThere);
    return found && { size: found.size, ...sniffContentType(found.head) };
  };

  return {
    put: async (content, { maxBytes }) => {
      const temporary = join(incoming, randomUUID());
      try {
        const stored = await write(temporary, content instanceof Uint8Array ? single(content) : content, maxBytes);
        await asWriteError(root, () => moveIntoPlace(temporary, pathOf(root, stored.hash)));
        return stored;
      } finally {
        // After a success it has moved away and there is nothing to remove.
        await rm(temporary, { force: true });
      }
    },
    read: async (hash) => {
      const bytes = HASH_PATTERN.test(hash) ? await readFile(pathOf(root, hash)).catch(nothingIfNotThere) : null;
      if (bytes === null) throw missing(hash);
      if (digest(bytes) !== hash) throw corrupt(hash);
      return bytes;
    },
    openStream: async (hash) => {
      if ((await describe(hash)) === null) throw missing(hash);
      // The pipeline's own callback has nothing to add: an error reaches whoever reads the stream.
      return pipeline(createReadStream(pathOf(root, hash)), verifying(hash), () => undefined);
    },
    describe,
    has: async (hash) => (await describe(hash)) !== null,
    remove: async (hash) => {
      if ((await describe(hash)) === null) return false;
      await rm(pathOf(root, hash), { force: true });
      return true;
    },
  };
};
