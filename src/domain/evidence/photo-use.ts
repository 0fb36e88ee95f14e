import type { HazardEvent } from '../hazard/events.ts';
import type { Photo } from '../hazard/state.ts';

/** What a photo was shown as: the hazard itself, what was done about it, or somebody's having been there. */
export type PhotoPhase = 'before' | 'after' | 'on-site';

export type PhotoUse = { hash: string; phase: PhotoPhase; at: Date };

/** Photos that come with one of these show what was done; those of other events show the hazard. */
const SHOWS_WORK: ReadonlySet<HazardEvent['type']> = new Set(['RectificationSubmitted']);
const SHOWS_PRESENCE: ReadonlySet<HazardEvent['type']> = new Set(['HazardVerified']);

const isPhoto = (value: unknown): value is Photo => typeof value === 'object' && value !== null && 'hash' in value && 'by' in value;

/** Photos at any depth: on-site evidence holds them inside an object of its own. */
const photosIn = (value: unknown): Photo[] => {
  if (isPhoto(value)) return [value];
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.values(value).flatMap(photosIn);
};

const phaseOf = (event: HazardEvent, field: string): PhotoPhase => {
  if (event.type === 'PhotosAdded') return event.phase;
  if (SHOWS_PRESENCE.has(event.type)) return 'on-site';
  return field === 'photosAfter' || SHOWS_WORK.has(event.type) ? 'after' : 'before';
};

/** Which photos an event shows, and as what; whatever field they are in. */
export const photoUsesOf = (event: HazardEvent): PhotoUse[] =>
  Object.entries(event).flatMap(([field, value]) =>
    photosIn(value).map(({ hash }) => ({ hash, phase: phaseOf(event, field), at: event.at })),
  );

/** Where else a photo was shown. `exact`: the same file, not only one that looks the same. */
export type EarlierUse = { hash: string; number: string; phase: PhotoPhase; at: Date; exact: boolean };

/**
 * What a repeated photo means:
 * - `proof-used-before`: what is to prove work was shown before, for another item or an earlier attempt of this one: ask for a new photo
 * - `hazard-seen-before`: the picture of a hazard is in another report already: perhaps the same hazard
 */
export type Suspicion = { kind: 'proof-used-before' | 'hazard-seen-before'; use: EarlierUse };

const EXACT_FIRST = (a: EarlierUse, b: EarlierUse): number => Number(b.exact) - Number(a.exact) || a.at.getTime() - b.at.getTime();

/**
 * What to think of photos that are shown as `phase`. `elsewhere`: where each was shown before (`usesOf`, and those of this item's earlier
 * attempts). A picture of a hazard that somewhere was proof of work is no sign of a duplicate; presence on site is proof like work is.
 * @returns the strongest ground, the same file before a look-alike, the earliest use first; null when nothing is odd
 */
export const suspicionOf = (phase: PhotoPhase, elsewhere: readonly EarlierUse[]): Suspicion | null => {
  const relevant = phase === 'before' ? elsewhere.filter((use) => use.phase === 'before') : elsewhere;
  const [use] = relevant.toSorted(EXACT_FIRST);
  if (!use) return null;
  return { kind: phase === 'before' ? 'hazard-seen-before' : 'proof-used-before', use };
};
