import type { Photo } from './state.ts';

/** So many photos fit one phase of one attempt; more is no evidence but a nuisance. */
export const MOST_PHOTOS = 30;

/** The photos that are not among `known`, each once. */
export const freshPhotos = (photos: readonly Photo[], ...known: readonly (readonly Photo[])[]): Photo[] => {
  const seen = new Set(known.flat().map((photo) => photo.hash));
  return photos.filter((photo) => {
    if (seen.has(photo.hash)) return false;
    seen.add(photo.hash);
    return true;
  });
};

/** Whether one of the photos was used before: for an earlier attempt, or as the picture of the hazard itself. */
export const isRepeated = (photos: readonly Photo[], ...earlier: readonly (readonly Photo[])[]): boolean => {
  const seen = new Set(earlier.flat().map((photo) => photo.hash));
  return photos.some((photo) => seen.has(photo.hash));
};
