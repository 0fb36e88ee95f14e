import { reportJustNow, type Session, spokenOf } from '../session.ts';
import type { Situation } from '../situation.ts';
import { say, type Turn } from '../turn.ts';

/** As many photos as one phase of an item takes; what comes beyond stays in the media store only. */
export const MOST_DRAFTS = 30;

/** A photo that we asked for. */
const askedPhoto = (hash: string, { session, now }: Situation): Turn | null => {
  const { asked } = session;
  if (asked?.kind !== 'after-photo' && asked?.kind !== 'on-site') return null;
  const { number } = asked;
  const deed =
    asked.kind === 'after-photo'
      ? { do: 'submit' as const, note: asked.note, photos: [hash, ...session.drafts.map((draft) => draft.hash)] }
      : { do: 'verify' as const, note: null };
  const done = spokenOf(session, [number], now);
  return { acts: [{ act: 'deed', number, deed }], session: asked.kind === 'after-photo' ? { ...done, drafts: [] } : done };
};

/** Photos come in a row: those after a report or after 已整改 join it, whichever was later. */
const furtherPhoto = (hash: string, { session, now }: Situation): Turn | null => {
  const { lastReport, justSubmitted } = session;
  const reported = reportJustNow(session, now);
  if (justSubmitted && (!reported || !lastReport || justSubmitted.at > lastReport.at))
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
  const situation = { ...heard, session: { ...heard.session, onSiteAt: now.toISOString() } };
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
