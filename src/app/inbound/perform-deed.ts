import { CONFIRM, type ItemDeed } from '../../conversation/deed.ts';
import { type Done, deedResultLine, deedResultText, needsAssignee } from '../../conversation/replies/deed-results.ts';
import { shortText } from '../../conversation/replies/item-text.ts';
import { forbiddenText, rejectionText } from '../../conversation/replies/rejections.ts';
import { sayingText } from '../../conversation/replies/sayings.ts';
import type { Session } from '../../conversation/session.ts';
import type { Act } from '../../conversation/turn.ts';
import type { HazardEvent } from '../../domain/hazard/events.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import { visibilityOf } from '../../domain/organisation/visibility.ts';
import { loadHazard } from '../../store/hazards.ts';
import { handleHazardCommand, type Outcome } from '../hazards/handle-hazard-command.ts';
import { standingTo } from '../hazards/surroundings.ts';
import { actionOf } from './deed-action.ts';
import { passedToLiving } from './gone-assignee.ts';
import { followMerged } from './merge-action.ts';
import { nameAssignee } from './name-assignee.ts';
import { causeOf, type Performed, type Performing, saying } from './performing.ts';

type DeedAct = Extract<Act, { act: 'deed' }>;

/** To somebody who may not know of it at all, an item does not exist. */
const notFound = (number: string): string => `没有找到 ${number}。发「待办」看看要你办的事。`;

/** Whether the speaker is to learn nothing of it, not even that it exists; alike for a number that nobody has. */
const isUnknownTo = async ({ db, person, city }: Performing, number: string): Promise<boolean> => {
  const item = (await loadHazard(db, number))?.state;
  return item === undefined || visibilityOf(await standingTo(db, person?.id ?? null, item, city), item) === 'none';
};

/** A refusal that a further message can mend leaves its question open; so does a grading that nobody was named with. */
const askedAfter = (number: string, deed: ItemDeed, outcome: Outcome, now: Date): Session['asked'] => {
  const at = now.toISOString();
  if (outcome.ok)
    return deed.do === 'classify' && needsAssignee(outcome.item) ? { kind: 'assignee', number, deed: CONFIRM, options: [], at } : null;
  if (outcome.why !== 'rejected') return null;
  const { rejection, item } = outcome;
  if (rejection.code === 'on-site-evidence-missing' || (rejection.code === 'photo-used-before' && deed.do === 'verify'))
    return { kind: 'on-site', number, at };
  if (rejection.code === 'photo-missing' && deed.do === 'submit') return { kind: 'after-photo', number, note: deed.note, at };
  if (rejection.code === 'photo-used-before' && deed.do === 'submit')
    return { kind: 'repeated-photo', number, note: deed.note, photos: deed.photos, at };
  if (rejection.code === 'lower-level-needs-reason' && deed.do === 'classify' && deed.level)
    return { kind: 'level-reason', number, level: deed.level, at };
  if (rejection.code === 'unchanged' && deed.do === 'classify' && needsAssignee(item))
    return { kind: 'assignee', number, deed: CONFIRM, options: [], at };
  return null;
};

const wordsFor = (performing: Performing, number: string, deed: ItemDeed, outcome: Outcome): string | null => {
  const by = performing.person?.id ?? null;
  if (outcome.ok) {
    const done: Done = { item: outcome.item, events: outcome.events, around: outcome.around, deed, by };
    return performing.several ? deedResultLine(done) : deedResultText(done);
  }
  if (outcome.why === 'unknown') return notFound(number);
  const { item, around } = outcome;
  return outcome.why === 'forbidden'
    ? forbiddenText({ deed, item, around, by })
    : rejectionText({ deed, rejection: outcome.rejection, item, around, by });
};

/** That photos are too many is said once for each item, not for each of forty photos. */
const isSaidAgain = (number: string, outcome: Outcome, session: Session): boolean =>
  !outcome.ok && outcome.why === 'rejected' && outcome.rejection.code === 'too-many-photos' && session.fullSaid?.of === number;

const sessionAfter = (session: Session, number: string, deed: ItemDeed, outcome: Outcome, now: Date): Session => {
  const at = now.toISOString();
  const full = !outcome.ok && outcome.why === 'rejected' && outcome.rejection.code === 'too-many-photos';
  return {
    ...session,
    asked: askedAfter(number, deed, outcome, now) ?? session.asked,
    justSubmitted: outcome.ok && deed.do === 'submit' ? { number, at } : session.justSubmitted,
    fullSaid: full ? { of: number, at } : session.fullSaid,
  };
};

/** By these the work comes to somebody who was named for it earlier: as the place's person, or because he did it before. */
const COMES_TO_SOMEBODY: readonly HazardEvent['type'][] = ['HazardAssigned', 'RectificationReturned', 'HazardReopened'];

const whyAgain = (deed: ItemDeed): string => {
  if (deed.do === 'return') return `退回原因：${shortText(deed.reason, 80)}`;
  return deed.do === 'reopen' ? `重新打开的原因：${shortText(deed.reason, 80)}` : '';
};

/** What would come to somebody who has left goes on to another. */
const withLivingAssignee = async (performing: Performing, deed: ItemDeed, outcome: Outcome): Promise<Outcome> =>
  outcome.ok && outcome.events.some((event) => COMES_TO_SOMEBODY.includes(event.type))
    ? passedToLiving(performing, outcome, whyAgain(deed))
    : outcome;

/** Carries out what a word or button does to an item, by the rights and rules of the domain. */
export const performDeed = async (performing: Performing, act: DeedAct, session: Session): Promise<Performed> => {
  const { db, rules, now, person, city } = performing;
  const named = await nameAssignee(performing, act, session);
  if (named.kind === 'ask') return named.performed;
  const { number } = act;
  const { deed } = named;
  const found = await actionOf(performing, number, deed, session);
  // What is asked back, or said of another item, must not tell that this one exists.
  if (found.is !== 'action' && (await isUnknownTo(performing, number))) return saying(session, [notFound(number)]);
  if (found.is === 'unknown') return saying(session, [notFound(found.number)]);
  if (found.is === 'missing') return saying(session, [sayingText(found.saying)]);
  const command = { ...found.action, meta: { actor: person?.id ?? null, at: now } };
  const handled = await handleHazardCommand({ db, rules, cause: causeOf(performing), city }, number, command);
  const outcome = await withLivingAssignee(performing, deed, handled);
  const follow = outcome.ok && deed.do === 'merge' ? await followMerged(performing, outcome.item) : [];
  const words = isSaidAgain(number, outcome, session) ? null : wordsFor(performing, number, deed, outcome);
  return {
    say: words === null ? [] : [words],
    drafts: outcome.ok ? [...outcome.drafts, ...follow] : [],
    session: sessionAfter(session, number, deed, outcome, now),
    sensitive: (outcome.ok || outcome.why !== 'unknown') && laneOf(outcome.item) !== 'ordinary',
  };
};
