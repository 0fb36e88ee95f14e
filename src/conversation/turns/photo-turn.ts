import type { ItemDeed } from '../deed.ts';
import { checkJustNow, reportJustNow, type Session, spokenOf } from '../session.ts';
import type { Situation } from '../situation.ts';
import { say, type Turn } from '../turn.ts';

/** As many photos as one phase of an item takes; what comes beyond stays in the media store only. */
export const MOST_DRAFTS = 30;

type Found = { deed: ItemDeed; session: Session };

/** 已整改 by whoever has the work; anybody else shows that what he reported has been put right on the spot. */
const doneDeed = (number: string, note: string | null, hash: string, { session, tasks, now }: Situation): Found => {
  const photos = [hash, ...session.drafts.map((draft) => draft.hash)];
  const after = { ...spokenOf(session, [number], now), drafts: [] };
  if (tasks.some((item) => item.number === number)) return { deed: { do: 'submit', note, photos }, session: after };
  return { deed: { do: 'add-photos', phase: 'after', photos }, session: { ...after, justSubmitted: { number, at: now.toISOString() } } };
};

const deedAskedFor = (hash: string, situation: Situation): (Found & { number: string }) | null => {
  const { session, now } = situation;
  const { asked } = session;
  switch (asked?.kind) {
    case 'after-photo':
      return { number: asked.number, ...doneDeed(asked.number, asked.note, hash, situation) };
    // A new photo instead of those that were shown before.
    case 'repeated-photo':
      return {
        number: asked.number,
        deed: { do: 'submit', note: asked.note, photos: [hash] },
        session: spokenOf(session, [asked.number], now),
      };
    case 'on-site':
      return { number: asked.number, deed: { do: 'verify', note: null }, session: spokenOf(session, [asked.number], now) };
    default:
      return null;
  }
};

/** A photo that we asked for. */
const askedPhoto = (hash: string, situation: Situation): Turn | null => {
  const found = deedAskedFor(hash, situation);
  return found && { acts: [{ act: 'deed', number: found.number, deed: found.deed }], session: found.session };
};

/** A photo, or a position, of a check that was recorded just now. That it joins is said once. */
const ofCheck = (hash: string, { session, now }: Situation): Turn | null => {
  const last = checkJustNow(session, now);
  if (!last) return null;
  const { ids, schools, joined } = last;
  return {
    acts: [{ act: 'join-check', ids, schools, photos: [hash], position: null, quiet: joined }],
    session: { ...session, lastCheck: { ...last, joined: true } },
  };
};

/** Photos come in a row: those after a report, a check or 已整改 join it, whichever was latest. */
const furtherPhoto = (hash: string, situation: Situation): Turn | null => {
  const { session, now } = situation;
  const check = ofCheck(hash, situation);
  if (check) return check;
  const { lastReport, justSubmitted } = session;
  const reported = reportJustNow(session, now);
  if (justSubmitted && (!reported || !lastReport || justSubmitted.at >= lastReport.at))
    return { acts: [{ act: 'deed', number: justSubmitted.number, deed: { do: 'add-photos', phase: 'after', photos: [hash] } }], session };
  if (!reported) return null;
  return { acts: [{ act: 'deed', number: reported, deed: { do: 'add-photos', phase: 'before', photos: [hash] } }], session };
};

/** One answer to the first photo of a burst: forty photos are not forty messages. That they are too many is said once. */
const keepDraft = (hash: string, session: Session, { now, tasks }: Situation): Turn => {
  const at = now.toISOString();
  if (session.drafts.length >= MOST_DRAFTS) {
    if (session.fullSaid?.of === 'drafts') return { acts: [], session };
    return say({ ...session, fullSaid: { of: 'drafts', at } }, { say: 'photos-full', most: MOST_DRAFTS });
  }
  const kept = { ...session, drafts: [...session.drafts, { hash, at }] };
  return session.drafts.length === 0 ? say(kept, { say: 'photo-kept', mayBeAfter: tasks.length > 0 }) : { acts: [], session: kept };
};

/**
 * A photo: what was asked for, part of the report or submission just made, or a draft that waits for words. Somebody with one accepted
 * task is asked once whether it shows the work done.
 */
export const photoTurn = (hash: string, heard: Situation): Turn => {
  const { now, tasks } = heard;
  const onSite = { kind: 'photo' as const, what: hash, at: now.toISOString() };
  const situation = { ...heard, session: { ...heard.session, onSite } };
  const known = askedPhoto(hash, situation) ?? furtherPhoto(hash, situation);
  if (known) return known;
  const { session } = situation;
  const turn = keepDraft(hash, session, situation);
  const accepted = tasks.filter((item) => item.status === 'rectifying');
  const only = accepted.length === 1 ? accepted[0] : undefined;
  if (!only || session.drafts.length > 0) return turn;
  const asked = { kind: 'photo-purpose' as const, number: only.number, at: now.toISOString() };
  return say({ ...turn.session, asked }, { say: 'photo-before-or-after', number: only.number });
};
