import type { ItemDeed } from '../../conversation/deed.ts';
import type { Session } from '../../conversation/session.ts';
import { localDay } from '../../domain/calendar/local-time.ts';
import { parseMoment } from '../../domain/calendar/parse-day.ts';
import type { HazardAction } from '../../domain/hazard/commands.ts';
import type { Photo } from '../../domain/hazard/state.ts';
import { can } from '../../domain/organisation/authority.ts';
import { loadHazard } from '../../store/hazards.ts';
import { placesOf } from '../../store/organisation.ts';
import { standingTo } from '../hazards/surroundings.ts';
import { spotNamed, withLivingPerson } from './find-spot.ts';
import type { Performing } from './performing.ts';

const photosOf = ({ now, person }: Performing, hashes: readonly string[]): Photo[] =>
  hashes.map((hash) => ({ hash, at: now, by: person?.id ?? null }));

/** A description that has grown by remarks stays one that people read. */
const MOST_WORDS = 5000;

/** A corrected place or school decides anew who is responsible. Null: there is no such item. */
const correction = async (
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
  return {
    type: 'Correct',
    ...(deed.unit ? { unit: deed.unit } : {}),
    ...(spot ? { place: { id: spot.id, text: spot.text }, placePerson: spot.person } : {}),
    ...(deed.note ? { description: `${present.description}；${deed.note}`.slice(0, MOST_WORDS) } : {}),
    ...(deed.sensitive ? { sensitive: true as const } : {}),
  };
};

/** 重大 is verified on site: a photo or a position that the verifier sent today counts. */
const wasOnSite = (session: Session, now: Date): boolean =>
  session.onSiteAt !== null && localDay(new Date(session.onSiteAt)) === localDay(now);

const fiveAction = async (performing: Performing, number: string, { five }: Extract<ItemDeed, { do: 'five' }>): Promise<HazardAction> => {
  const item = await loadHazard(performing.db, number);
  const standing = item ? await standingTo(performing.db, performing.person?.id ?? null, item.state, performing.city) : null;
  const confirms = item !== null && standing !== null && can(standing, 'ConfirmFive', item.state);
  const until = five.deadline ? (parseMoment(five.deadline.trim(), performing.now)?.at ?? null) : null;
  const parts = Object.fromEntries(Object.entries(five).filter(([, words]) => words !== null));
  return { type: 'FixFive', parts, until, confirms };
};

/** The domain's command for a deed; null where the item that it needs to look at does not exist. */
export const actionOf = async (performing: Performing, number: string, deed: ItemDeed, session: Session): Promise<HazardAction | null> => {
  switch (deed.do) {
    case 'accept':
      return { type: 'Accept' };
    case 'submit':
      return { type: 'Submit', note: deed.note, photos: photosOf(performing, deed.photos) };
    case 'verify':
      return { type: 'Verify', note: deed.note, onSiteEvidence: wasOnSite(session, performing.now) };
    case 'return':
      return { type: 'Return', reason: deed.reason };
    case 'reject':
      return { type: 'Reject', reason: deed.reason };
    case 'withdraw':
      return { type: 'Withdraw', reason: deed.reason };
    case 'classify':
      return {
        type: 'Classify',
        ...(deed.level ? { level: deed.level } : {}),
        ...(deed.category ? { category: deed.category } : {}),
        ...(deed.reason ? { reason: deed.reason } : {}),
        ...(deed.assignee ? { assignee: deed.assignee } : {}),
      };
    case 'five':
      return fiveAction(performing, number, deed);
    case 'confirm-five':
      return { type: 'ConfirmFive' };
    case 'amend':
      return correction(performing, number, deed);
    case 'add-photos':
      return { type: 'AddPhotos', phase: deed.phase, photos: photosOf(performing, deed.photos) };
    case 'open':
      return null;
  }
};
