import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable, Transform } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

export type FileFacts = { bytes: number; sha256: string };

/** Little is gained beyond this, and much time lost. */
const GZIP_LEVEL = 4;

/** Passes bytes on; `facts` are right once it has ended. */
const measuring = (): { through: Transform; facts(): FileFacts } => {
  const hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { through, facts: () => ({ bytes, sha256: hash.digest('hex') }) };
};

/** A new file that only its owner may read; on disk once the stream has closed. */
const newFile = (path: string) => createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });

/** Writes a stream into a new file as it is. */
export const writePlain = async (content: Readable, path: string): Promise<void> => piped(content, newFile(path));

/** Writes a stream into a new file, compressed. @returns what the file is, as it lies there */
export const writeCompressed = async (content: Readable, path: string): Promise<FileFacts> => {
  const { through, facts } = measuring();
  await piped(content, createGzip({ level: GZIP_LEVEL }), through, newFile(path));
  return facts();
};

/** What a compressed file holds. An error reaches whoever reads the stream. */
export const readCompressed = (path: string): Readable => pipeline(createReadStream(path), createGunzip(), () => undefined);

/** Reads a whole file, a piece at a time. */
export const factsOf = async (path: string): Promise<FileFacts> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
};

/** New names in a folder are on disk only after this; not every system lets a folder be synced. */
export const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
};
