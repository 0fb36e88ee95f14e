import { matchPlaces } from '../../conversation/reading/place.ts';
import { type PlaceRecord, peopleById } from '../../store/organisation.ts';
import type { Performing } from './performing.ts';

/** A place counts as known when the words name at least half of it and no other person's place fits as well. */
const SURE = 0.5;

/** A place as said, and the row of 责任区域 with its person, where they are known. */
export type Spot = { id: number | null; text: string | null; person: string | null };

/** The row of 责任区域 that the words mean, if there is exactly one that fits best. */
export const spotNamed = (words: string | null, description: string, places: readonly PlaceRecord[]): Spot => {
  const known = places.map(({ id, area, venue, spot }) => ({ id: String(id), area, venue: venue || null, spot: spot || null }));
  const [best, second] = matchPlaces(`${words ?? ''}${description.slice(0, 200)}`, known);
  const place = places.find((each) => String(each.id) === best?.place.id);
  const rival = places.find((each) => String(each.id) === second?.place.id);
  if (!place || !best || best.score < SURE) return { id: null, text: words, person: null };
  // Two rows fit as well as each other: none is named for sure, but one person may have both.
  if (rival && second && second.score >= best.score)
    return { id: null, text: words, person: rival.personId === place.personId ? place.personId : null };
  return { id: place.id, text: words, person: place.personId };
};

/** Only somebody who still works there can be asked to rectify. */
export const withLivingPerson = async (performing: Performing, spot: Spot): Promise<Spot> => {
  if (spot.person === null || spot.person === performing.person?.id) return spot;
  const [person] = await peopleById(performing.db, [spot.person]);
  return person?.status === '在岗' ? spot : { ...spot, person: null };
};
