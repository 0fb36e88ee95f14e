import { join } from 'node:path';
import { BackupError } from './backup-error.ts';
import { readCompressed } from './files.ts';
import { PHOTO_LIST } from './manifest.ts';

/** A stored file: its sha256 in hexadecimal digits and its size in bytes. */
export type ListedPhoto = { hash: string; size: number };

const LINE = /^([0-9a-f]{64})\t(\d{1,10})$/;

async function* linesOf(text: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** The photos of a backup, one by one: there may be millions. @throws BackupError for a line that is none of a list */
export async function* listedPhotos(directory: string): AsyncGenerator<ListedPhoto> {
  for await (const line of linesOf(readCompressed(join(directory, PHOTO_LIST)))) {
    const [, hash, size] = LINE.exec(line) ?? [];
    if (hash === undefined) throw new BackupError(`${PHOTO_LIST} is damaged.`);
    yield { hash, size: Number(size) };
  }
}

/** Calls `work` for each, some at a time; the first failure ends it all. */
export const someAtOnce = async <T>(items: AsyncGenerator<T>, atOnce: number, work: (item: T) => Promise<void>): Promise<void> => {
  let failed = false;
  const one = async (): Promise<void> => {
    for (let next = await items.next(); !next.done && !failed; next = await items.next()) await work(next.value);
  };
  const guarded = async (): Promise<void> => {
    try {
      await one();
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, guarded));
  const failure = ended.find((each) => each.status === 'rejected');
  if (failure) throw failure.reason;
};
