import type { CommandOf, Meta } from './commands.ts';
import type { EventOf, HazardEvent } from './events.ts';
import { fiveFixedGate } from './five-fixed.ts';
import { freshPhotos, isRepeated, MOST_PHOTOS } from './photos.ts';
import { accepted, type Decision, type Rejection, refused, wrongStatus } from './rejection.ts';
import { rectifiersOf } from './responsibility.ts';
import { type Hazard, type InStatus, isIn } from './state.ts';
import { dueFor, later, type Rules } from './timing.ts';
import { said } from './words.ts';

type Assigned = InStatus<'assigned' | 'rectifying'>;

/** The person himself, and the one for whom he stands in. */
const actsFor = ({ actor, standingInFor = null }: Meta): (string | null)[] => [actor, standingInFor];

const notTheAssignee = (state: Assigned, meta: Meta): Rejection | null => {
  if (meta.actor === null) return { code: 'not-bound' };
  return actsFor(meta).includes(state.assignee) ? null : { code: 'not-the-assignee', assignee: state.assignee };
};

const acceptance = (state: Assigned, { actor, at }: Meta): EventOf<'HazardAccepted'> => ({
  type: 'HazardAccepted',
  at,
  actor,
  dueAt: state.deadline,
});

export const accept = (state: Hazard, { meta }: CommandOf<'Accept'>): Decision => {
  if (state.status !== 'assigned') return wrongStatus(state);
  const rejection = notTheAssignee(state, meta) ?? fiveFixedGate(state);
  return rejection === null ? accepted(acceptance(state, meta)) : refused(rejection);
};

/** Those of the photos that were shown before: for an earlier attempt, as the picture of the hazard itself, or with another item. */
const repeatedAmong = (state: Assigned, { photos, usedElsewhere = [] }: CommandOf<'Submit'>): string[] => {
  const all = [...state.photosAfter, ...freshPhotos(photos, state.photosAfter)];
  return all
    .filter((photo) => usedElsewhere.includes(photo.hash) || isRepeated([photo], state.earlierPhotos, state.photosBefore))
    .map((photo) => photo.hash);
};

/**
 * Why the photos do not count for this attempt yet; null: they do. A photo that was shown before is asked about; whoever says that it is
 * meant hands it in all the same, and whoever verifies is told (a faked rectification is a matter for the law, 刑法 art. 134-1).
 */
const evidence = (state: Assigned, command: CommandOf<'Submit'>): Rejection | null => {
  const fresh = freshPhotos(command.photos, state.photosAfter).length;
  const count = state.photosAfter.length + fresh;
  if (count === 0) return { code: 'photo-missing' };
  // A report is taken with however many photos: what is there already keeps nobody from handing in.
  if (fresh > 0 && count > MOST_PHOTOS) return { code: 'too-many-photos', most: MOST_PHOTOS, present: state.photosAfter.length };
  const hashes = repeatedAmong(state, command);
  return hashes.length > 0 && !command.confirmsRepeated ? { code: 'photo-used-before', hashes } : null;
};

/** People say 已整改 without ever having said 接收: submitting accepts by the way, under the same conditions. */
export const submit = (state: Hazard, command: CommandOf<'Submit'>, rules: Rules): Decision => {
  if (!isIn(state, 'assigned', 'rectifying')) return wrongStatus(state);
  const { meta } = command;
  const rejection = notTheAssignee(state, meta) ?? fiveFixedGate(state) ?? evidence(state, command);
  if (rejection !== null) return refused(rejection);
  const photos = freshPhotos(command.photos, state.photosAfter);
  const submission: HazardEvent = {
    type: 'RectificationSubmitted',
    at: meta.at,
    actor: meta.actor,
    note: said(command.note),
    photos,
    repeated: repeatedAmong(state, command).length > 0,
    dueAt: dueFor(state, 'verify', state, meta.at, rules),
  };
  return state.status === 'assigned' ? accepted(acceptance(state, meta), submission) : accepted(submission);
};

/** Nobody judges his own work, in his own name or as somebody's stand-in. */
const ownWork = (state: InStatus<'submitted'>, meta: Meta): Rejection | null => {
  if (meta.actor === null) return { code: 'not-bound' };
  const rectifiers = rectifiersOf(state);
  return actsFor(meta).some((person) => person !== null && rectifiers.includes(person)) ? { code: 'rectifier-cannot-verify' } : null;
};

/** 重大 is verified on site; a photo that was shown before shows nobody's having been there. */
const onSiteFault = (state: InStatus<'submitted'>, { onSite, usedElsewhere = [] }: CommandOf<'Verify'>): Rejection | null => {
  if (state.level !== '重大') return null;
  if (onSite === null) return { code: 'on-site-evidence-missing' };
  if (onSite.kind === 'position') return null;
  const shown = isRepeated([onSite.photo], state.photosBefore, state.photosAfter, state.earlierPhotos);
  const { hash } = onSite.photo;
  return shown || usedElsewhere.includes(hash) ? { code: 'photo-used-before', hashes: [hash] } : null;
};

export const verify = (state: Hazard, command: CommandOf<'Verify'>): Decision => {
  if (state.status !== 'submitted') return wrongStatus(state);
  const { actor, at } = command.meta;
  const rejection = ownWork(state, command.meta) ?? fiveFixedGate(state);
  if (rejection !== null) return refused(rejection);
  const evidence = onSiteFault(state, command);
  if (evidence !== null) return refused(evidence);
  return accepted(
    { type: 'HazardVerified', at, actor, note: said(command.note), onSite: command.onSite },
    { type: 'HazardArchived', at, actor: null },
  );
};

/** 返回修改. The deadline stays; but the time that the verifier took does not count against whoever must do it again. */
export const giveBack = (state: Hazard, command: CommandOf<'Return'>, rules: Rules): Decision => {
  if (state.status !== 'submitted') return wrongStatus(state);
  const { actor, at } = command.meta;
  const rejection = ownWork(state, command.meta);
  if (rejection !== null) return refused(rejection);
  const reason = said(command.reason);
  if (reason === null) return refused({ code: 'reason-missing' });
  const dueAt = later(state.deadline, dueFor(state, 'accept', state, at, rules));
  return accepted({ type: 'RectificationReturned', at, actor, reason, dueAt });
};
