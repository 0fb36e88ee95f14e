import { joinedText, repeatedPhotosText } from '../../conversation/replies/checks.ts';
import type { Session } from '../../conversation/session.ts';
import type { Act } from '../../conversation/turn.ts';
import { photosShownBefore } from '../../store/inspections/checks.ts';
import { type CheckPhoto, joinCheck } from '../inspections/record-checks.ts';
import { type Performed, type Performing, saying } from './performing.ts';

/** Photos with the time in them. */
export const withTimes = async ({ db }: Performing, hashes: readonly string[]): Promise<CheckPhoto[]> => {
  if (hashes.length === 0) return [];
  const files = await db.mediaFile.findMany({ where: { hash: { in: [...hashes] } }, select: { hash: true, takenAt: true } });
  const times = new Map(files.map(({ hash, takenAt }) => [hash, takenAt]));
  return hashes.map((hash) => ({ hash, takenAt: times.get(hash) ?? null }));
};

/** A photo or a position that came soon after a check joins it. */
export const performJoinCheck = async (
  performing: Performing,
  { ids, schools, photos, position, quiet }: Extract<Act, { act: 'join-check' }>,
  session: Session,
): Promise<Performed> => {
  const { db } = performing;
  const repeated = await photosShownBefore(db, photos, { before: null, except: ids });
  await joinCheck(db, ids, { photos: await withTimes(performing, photos), ...(position === null ? {} : { position }) });
  const words = joinedText(
    schools.map(({ name }) => name),
    photos.length,
  );
  return saying(session, [...(quiet ? [] : [words]), ...(repeated.size > 0 ? [repeatedPhotosText(repeated.size)] : [])]);
};
