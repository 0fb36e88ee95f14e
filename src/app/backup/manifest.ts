import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BackupError, isNotThere } from './backup-error.ts';

/** Grows when a program of before could no longer read what is written now. */
const FORMAT = 1;

const MANIFEST = 'manifest.json';
/** Stands in the folder until the manifest does: a backup that was killed is recognised. */
export const UNFINISHED = 'unfinished-backup.txt';
export const PHOTO_LIST = 'photos.tsv.gz';
export const PHOTO_FOLDER = 'photos';
export const TABLE_FOLDER = 'tables';

const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const file = z.object({ bytes: count, sha256: digest });

/** Sizes are in bytes and of the compressed files; `photos.bytes` is all photos together. `missing`: hashes whose files were not to be had. */
const contents = z.object({
  format: z.literal(FORMAT),
  program: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  migrations: z.array(z.object({ name: z.string(), checksum: digest })).min(1),
  tables: z.array(file.extend({ name, columns: z.array(name).min(1), rows: count })).min(1),
  counters: z.array(z.object({ name, last: z.string().regex(/^\d+$/), called: z.boolean() })),
  photos: z.object({ list: file, count, bytes: count, missing: z.array(digest) }),
});

export type Manifest = z.infer<typeof contents>;
export type TableFile = Manifest['tables'][number];

export const tableFile = (table: { name: string }): string => join(TABLE_FOLDER, `${table.name}.copy.gz`);
export const photoFile = (hash: string): string => join(PHOTO_FOLDER, hash.slice(0, 2), hash.slice(2, 4), hash);

const checksumOf = (manifest: Manifest): string => createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

/** Written last, in one step: with it the backup is whole. */
export const writeManifest = async (directory: string, facts: Omit<Manifest, 'format'>): Promise<Manifest> => {
  const manifest: Manifest = contents.parse({ format: FORMAT, ...facts });
  const temporary = join(directory, `${MANIFEST}.new`);
  await writeFile(temporary, `${JSON.stringify({ checksum: checksumOf(manifest), manifest }, null, 1)}\n`, { mode: 0o600, flush: true });
  await rename(temporary, join(directory, MANIFEST));
  return manifest;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const formatOf = (value: unknown): unknown =>
  z.object({ manifest: z.object({ format: z.int() }) }).safeParse(value).data?.manifest.format ?? null;

/** Reads what a folder says that it holds. @throws BackupError when there is no whole backup, or one of a format that is not known here */
export const readManifest = async (directory: string): Promise<Manifest> => {
  const text = await readFile(join(directory, MANIFEST), 'utf8').catch((error: unknown) => {
    if (!isNotThere(error)) throw error;
    throw new BackupError(
      `${directory} holds no finished backup: it has no ${MANIFEST}. A backup that was broken off cannot be restored; take another one.`,
    );
  });
  const value = parsed(text);
  const format = formatOf(value);
  if (typeof format === 'number' && format > FORMAT)
    throw new BackupError(
      `The backup in ${directory} has format ${format}; this program reads ${FORMAT}. Restore it with a newer program.`,
    );
  const read = z.object({ checksum: digest, manifest: contents }).safeParse(value);
  if (!read.success || checksumOf(read.data.manifest) !== read.data.checksum)
    throw new BackupError(`The backup in ${directory} is damaged: ${MANIFEST} is not as it was written. Nothing was restored.`);
  return read.data.manifest;
};
