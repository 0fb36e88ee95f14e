import { join } from 'node:path';
import { BackupError, diskFault, isNotThere } from './backup-error.ts';
import { type FileFacts, factsOf } from './files.ts';
import { type Manifest, PHOTO_LIST, photoFile, readManifest, tableFile } from './manifest.ts';
import { listedPhotos, someAtOnce } from './photo-list.ts';

const FILES_AT_ONCE = 4;

const damaged = (directory: string, what: string): BackupError =>
  new BackupError(`The backup in ${directory} is damaged: ${what}. Nothing was restored.`);

const factsIn = (directory: string, file: string): Promise<FileFacts> =>
  factsOf(join(directory, file)).catch((error: unknown) => {
    throw isNotThere(error) ? damaged(directory, `${file} is missing`) : error;
  });

const checkFile = async (directory: string, file: string, { bytes, sha256 }: FileFacts): Promise<void> => {
  const found = await factsIn(directory, file);
  if (found.bytes !== bytes || found.sha256 !== sha256) throw damaged(directory, `${file} is not as it was written`);
};

/** A photo's name is the sha256 of its bytes. */
const checkPhotos = async (directory: string, { photos }: Manifest): Promise<void> => {
  const missing = new Set(photos.missing);
  let count = 0;
  await someAtOnce(listedPhotos(directory), FILES_AT_ONCE, async ({ hash }) => {
    if (missing.has(hash)) return;
    const { sha256 } = await factsIn(directory, photoFile(hash));
    if (sha256 !== hash) throw damaged(directory, `${photoFile(hash)} is not as it was written`);
    count += 1;
  });
  if (count !== photos.count) throw damaged(directory, `it has ${count} photos instead of ${photos.count}`);
};

/**
 * Reads every byte of a backup and compares it with what its manifest says. Touches nothing else.
 * @throws BackupError when it is missing, half or damaged
 */
export const checkBackup = async (directory: string): Promise<Manifest> => {
  try {
    const manifest = await readManifest(directory);
    for (const table of manifest.tables) await checkFile(directory, tableFile(table), table);
    await checkFile(directory, PHOTO_LIST, manifest.photos.list);
    await checkPhotos(directory, manifest);
    return manifest;
  } catch (error) {
    throw diskFault(error, directory, 'Nothing was restored.');
  }
};
