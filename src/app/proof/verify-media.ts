import type pg from 'pg';
import { type Finding, finding } from './finding.ts';
import { type MediaRow, readMedia } from './read-records.ts';

/** What the bytes of a stored file are, whatever its name says. */
export type MediaLook = { state: 'whole'; size: number; contentType: string } | { state: 'altered' } | { state: 'missing' };

/** Reads a stored file and compares its sha256 with its name. */
export type LookAtMedia = (hash: string) => Promise<MediaLook>;

const AT_ONCE = 4;

const fault = ({ size, contentType, purged }: MediaRow, look: MediaLook): string | null => {
  if (look.state === 'missing') return purged ? null : 'the file is gone, and no purge has removed it';
  if (look.state === 'altered') return 'the file was altered: its bytes are no longer those of its hash';
  if (look.size !== size) return `its row says ${size} bytes, the file has ${look.size}`;
  return look.contentType === contentType ? null : `its row says ${contentType}, the file is ${look.contentType}`;
};

/** Every stored file against its hash, four at a time. Yields what was wrong with each, or null. */
export async function* verifyMedia(client: pg.ClientBase, lookAt: LookAtMedia): AsyncGenerator<Finding | null> {
  for await (const rows of readMedia(client)) {
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      const some = rows.slice(from, from + AT_ONCE);
      const problems = await Promise.all(some.map(async (row) => fault(row, await lookAt(row.hash))));
      for (const [index, problem] of problems.entries()) yield problem === null ? null : finding(`photo ${some[index]?.hash}`, problem);
    }
  }
}
