import type { OlderItem } from '../../conversation/replies/report-questions.ts';
import { type EarlierUse, suspicionOf } from '../../domain/evidence/photo-use.ts';
import { compareLevels, type Level } from '../../domain/hazard/category.ts';
import { type Candidate, type Described, suspectedDuplicate } from '../../domain/hazard/likeness.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import { reporterFor, visibilityOf } from '../../domain/organisation/visibility.ts';
import { openCandidates } from '../../store/duplicates.ts';
import { loadHazard } from '../../store/hazards.ts';
import { peopleById, placesOf } from '../../store/organisation.ts';
import { usesOf } from '../../store/photo-uses.ts';
import { standingTo } from '../hazards/surroundings.ts';
import type { Performing } from './performing.ts';

/** What a new report is compared with: what its unit has open, and where its photos were shown before. */
export type Comparison = { open: readonly Candidate[]; labels: ReadonlyMap<number, string>; uses: readonly EarlierUse[] };

/** Reads it once for all the hazards of a message, before any of them is saved. */
export const comparisonFor = async ({ db, now, knowledge }: Performing, unit: string, photos: readonly string[]): Promise<Comparison> => {
  const open = await openCandidates(db, unit, now);
  const places = knowledge.places[0]?.unitCode === unit ? knowledge.places : open.length > 0 ? await placesOf(db, unit) : [];
  const labels = new Map(places.map(({ id, area, venue, spot }) => [id, [area, venue, spot].filter(Boolean).join(' ')]));
  return { open, labels, uses: photos.length > 0 ? await usesOf(db, photos, { except: null }) : [] };
};

/** The open item that a hazard looks like, if any. `photos`: those that show it. */
export const lookAlike = (
  { open, labels, uses }: Comparison,
  {
    category,
    description,
    place,
  }: { category: Described['category']; description: string; place: { id: number | null; text: string | null } },
  photos: readonly string[],
): string | null => {
  const label = place.id === null ? null : (labels.get(place.id) ?? null);
  const pictured = uses.filter(({ hash, phase }) => phase === 'before' && photos.includes(hash)).map(({ number }) => number);
  return suspectedDuplicate({ category, description, place: { id: place.id, words: place.text, label } }, open, pictured)?.number ?? null;
};

/** Those of the photos that are to show work done, and were shown before with another item. */
export const shownBefore = ({ uses }: Comparison, photos: readonly string[]): string[] =>
  photos.filter(
    (hash) =>
      suspicionOf(
        'after',
        uses.filter((use) => use.hash === hash),
      ) !== null,
  );

/**
 * The older item as its new reporter may be asked about it: all of it where he sees it; of his own school's the number and the day alone, since
 * he stands at the same place himself. Null: he is not to hear of it, or it is milder (`newer`: the level of the new one), so that they cannot be joined.
 */
export const olderItemFor = async ({ db, person, city, now }: Performing, number: string, newer: Level): Promise<OlderItem | null> => {
  const item: KnownHazard | undefined = (await loadHazard(db, number))?.state;
  if (!item || !person || compareLevels(item.level, newer) < 0) return null;
  const standing = await standingTo(db, person.id, item, city);
  const colleague = [...standing.relations].some((relation) => relation.startsWith('own:'));
  const base = { number, reportedAt: item.reportedAt, now };
  if (visibilityOf(standing, item) !== 'full') return colleague ? { ...base, words: null, reporter: null } : null;
  const reporter = reporterFor(standing, item);
  const named = reporter === null || reporter === person.id ? [] : await peopleById(db, [reporter]);
  return { ...base, words: item.description, reporter: reporter === person.id ? '你' : (named[0]?.name ?? null) };
};
