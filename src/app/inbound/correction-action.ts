import type { ItemDeed } from '../../conversation/deed.ts';
import { dangerousWorkIn } from '../../conversation/reading/dangerous-work.ts';
import type { HazardAction } from '../../domain/hazard/commands.ts';
import { loadHazard } from '../../store/hazards.ts';
import { placesOf } from '../../store/organisation.ts';
import { spotNamed, withLivingPerson } from './find-spot.ts';
import type { Performing } from './performing.ts';

/** A description that has grown by remarks stays one that people read. */
const MOST_WORDS = 5000;

/** A corrected place or school decides anew who is responsible. Null: there is no such item. */
export const correction = async (
  performing: Performing,
  number: string,
  deed: Extract<ItemDeed, { do: 'amend' }>,
): Promise<HazardAction | null> => {
  const present = (await loadHazard(performing.db, number))?.state;
  if (!present) return null;
  const moved = deed.place !== null || deed.unit !== null;
  const words = deed.place ?? present.place.text;
  // The description names the place only where no other was said for it.
  const places = moved ? await placesOf(performing.db, deed.unit ?? present.unit) : [];
  const spot = moved ? await withLivingPerson(performing, spotNamed(words, deed.place === null ? present.description : '', places)) : null;
  const dangerousWork = deed.note ? dangerousWorkIn(deed.note) : null;
  return {
    type: 'Correct',
    ...(deed.unit ? { unit: deed.unit } : {}),
    ...(spot ? { place: { id: spot.id, text: spot.text }, placePerson: spot.person } : {}),
    ...(deed.note ? { description: `${present.description}；${deed.note}`.slice(0, MOST_WORDS) } : {}),
    ...(deed.sensitive ? { sensitive: true as const } : {}),
    ...(dangerousWork ? { dangerousWork } : {}),
  };
};
