import type { LocalDay } from '../domain/calendar/local-time.ts';
import type { Level } from '../domain/hazard/category.ts';
import type { CaseTrigger } from '../domain/hazard/state.ts';
import type { CheckPeriod, CheckResult } from '../domain/inspection/check.ts';
import type { ClassifyDeed, ItemDeed } from './deed.ts';

/**
 * What the bot and one person are in the middle of. Only things that a later message may refer to; everything else is asked from the
 * organisation and the items themselves. Times are ISO strings: a session is kept as JSON.
 */
export type Session = {
  /** Photos that came without words: they join the next report or 已整改. */
  drafts: { hash: string; at: string }[];
  /** A place or position that came without words: it joins the next report that names none. */
  spot: { text: string; at: string } | null;
  /** The one question that is open. */
  asked: Asked | null;
  /** The last list or text card that was shown: a bare digit answers it. */
  shown: Shown | null;
  /** The sender's last report; photos and a position that follow soon join it. */
  lastReport: { numbers: string[]; at: string } | null;
  /** The checks that the sender recorded last: photos and a position that follow soon join them, and a correction means them. */
  lastCheck: LastCheck | null;
  /** What the speaker just handed in as rectified; photos that follow soon join it. */
  justSubmitted: { number: string; at: string } | null;
  /** The speaker's last photo or position: 重大 is verified on site, the same day, and this is kept as the evidence of it. */
  onSite: OnSiteSent | null;
  /** The item that was spoken of last: 这个, 那个. */
  lastItem: { number: string; at: string } | null;
  /** That photos are too many has been said, of this item or of the drafts: it is said once. */
  fullSaid: { of: string; at: string } | null;
  /** How many reports an account that nobody is bound to has made since `at`. */
  strangerReports: { count: number; at: string } | null;
};

/** Checks of one message. `open`: what is reported of these schools soon after was found by them. `joined`: that photos join them has been said. */
export type LastCheck = { ids: string[]; schools: NamedSchool[]; open: boolean; joined: boolean; at: string };

/** A school by its code, as it was called. */
export type NamedSchool = { code: string; name: string };

/** What was said of a check, while its school is not known. `found`: numbers of what it found, saved already. */
export type PendingCheck = {
  day: LocalDay;
  result: CheckResult | null;
  period: CheckPeriod | null;
  words: string;
  photos: string[];
  position: string | null;
  found: string[];
};

/** A photo (`what`: its hash) or a position (`what`: its label, if the platform gives one). */
export type OnSiteSent = { kind: 'photo' | 'position'; what: string | null; at: string };

/** Deeds whose one missing part is a sentence: why, or what. */
export type ReasonVerb =
  | 'return'
  | 'reject'
  | 'withdraw'
  | 'escalate'
  | 'answer-escalation'
  | 'refuse-extension'
  | 'reopen'
  | 'enforce'
  | 'measure'
  | 'not-pursued';

export type Asked = (
  | { kind: 'place'; number: string }
  /** `options`: codes of units that have been offered by number. */
  /** `check`: the hazard was found by it. */
  | { kind: 'unit'; number: string; options: string[]; check?: PendingCheck }
  | { kind: 'after-photo'; number: string; note: string | null }
  /** `trigger`: which file of the item is not to be followed up. */
  /** `to`: the grid that was named to report up to. */
  | { kind: 'reason'; verb: ReasonVerb; numbers: string[]; trigger?: CaseTrigger; to?: 'upper' | 'bureau' }
  /** Photos of somebody who also has something to rectify: before or after? */
  | { kind: 'photo-purpose'; number: string }
  | { kind: 'level-reason'; number: string; level: Level }
  /** 重大: a photo or position from the spot is still missing. */
  | { kind: 'on-site'; number: string }
  /** Which of these is meant; then this is done to it. */
  | { kind: 'which'; deed: ItemDeed; numbers: string[] }
  /** Who is to rectify it; then it is graded so and given to him. `options`: 工号 that have been offered by number. */
  | { kind: 'assignee'; number: string; deed: ClassifyDeed; options: string[] }
  /** 转办: to whom (`to` null), then why. `options`: 工号 that have been offered by number. */
  | { kind: 'transfer'; number: string; to: string | null; reason: string; options: string[] }
  /** 延期: until when (`until` null), then why. */
  | { kind: 'extension'; number: string; until: string | null; reason: string }
  /** 请假: until which day. `from`: ISO; null: from now. */
  | { kind: 'away'; from: string | null }
  /** Whether the speaker's new report is the same as an older open item. */
  | { kind: 'same-item'; number: string; other: string }
  /** Photos that were shown before: whether they are meant. */
  | { kind: 'repeated-photo'; number: string; note: string | null; photos: string[] }
  /** Whether these checks found anything. `schools`: where, in the order of `ids`. */
  | { kind: 'check-result'; ids: string[]; schools: NamedSchool[] }
  /** Which school was checked. `options`: codes of units that have been offered by number. */
  | { kind: 'check-school'; check: PendingCheck; options: string[] }
) & { at: string };

/**
 * `decisions`: a digit is 同意 (a comma list or 全部 too); `items`: a digit opens; `buttons`: a digit presses that button of a text card;
 * `schools` (codes): a digit opens what is due there, and 1、3 没问题 records checks.
 */
export type Shown = { kind: 'decisions' | 'items' | 'buttons' | 'schools'; refs: string[]; at: string };

export const emptySession: Session = {
  drafts: [],
  spot: null,
  asked: null,
  shown: null,
  lastReport: null,
  lastCheck: null,
  justSubmitted: null,
  onSite: null,
  lastItem: null,
  fullSaid: null,
  strangerReports: null,
};

const MINUTE = 60_000;
/** Photos and words belong together for this long (a position too, design §4.3). */
export const TOGETHER_MS = 10 * MINUTE;
/** A question is forgotten after this long: what comes then is something new. */
const ASKED_MS = 30 * MINUTE;
/** A list can be answered for a day. */
const DAY_MS = 24 * 60 * MINUTE;

const ifWithin = <T extends { at: string }>(thing: T | null, now: Date, ms: number): T | null =>
  thing !== null && now.getTime() - Date.parse(thing.at) <= ms ? thing : null;

/** The session without what has grown too old to be meant. */
export const fresh = (session: Session, now: Date): Session => ({
  drafts: session.drafts.filter((draft) => ifWithin(draft, now, TOGETHER_MS) !== null),
  spot: ifWithin(session.spot, now, TOGETHER_MS),
  asked: ifWithin(session.asked, now, ASKED_MS),
  shown: ifWithin(session.shown, now, DAY_MS),
  lastReport: ifWithin(session.lastReport, now, DAY_MS),
  lastCheck: ifWithin(session.lastCheck ?? null, now, DAY_MS),
  justSubmitted: ifWithin(session.justSubmitted, now, TOGETHER_MS),
  onSite: ifWithin(session.onSite ?? null, now, DAY_MS),
  lastItem: ifWithin(session.lastItem, now, DAY_MS),
  fullSaid: ifWithin(session.fullSaid, now, TOGETHER_MS),
  strangerReports: ifWithin(session.strangerReports, now, DAY_MS),
});

/** Was there a report just now, so that a photo or position clearly belongs to it? */
export const reportJustNow = (session: Session, now: Date): string | null =>
  ifWithin(session.lastReport, now, TOGETHER_MS)?.numbers[0] ?? null;

/** Were checks recorded just now, later than anything was reported or handed in, so that a photo or position belongs to them? */
export const checkJustNow = ({ lastCheck, lastReport, justSubmitted }: Session, now: Date): LastCheck | null => {
  const check = ifWithin(lastCheck, now, TOGETHER_MS);
  return check !== null && check.at > (lastReport?.at ?? '') && check.at > (justSubmitted?.at ?? '') ? check : null;
};

/** The checks that what is reported now was found by, if any: for half an hour, while they are not said to have found nothing. */
export const checkFinding = ({ lastCheck }: Session, now: Date): LastCheck | null => {
  const check = ifWithin(lastCheck, now, ASKED_MS);
  return check?.open ? check : null;
};

/** The session after something was said of these items: 这个 now means the last of them, and no question is open. */
export const spokenOf = (session: Session, numbers: readonly string[], now: Date): Session => {
  const number = numbers.at(-1);
  return { ...session, asked: null, lastItem: number ? { number, at: now.toISOString() } : session.lastItem };
};

/** A question whose offered numbers would be taken for those of a newer list goes without them, or altogether. */
const withoutDigits = (asked: Asked | null): Asked | null => {
  if (asked?.kind === 'unit' || asked?.kind === 'assignee' || asked?.kind === 'transfer' || asked?.kind === 'check-school')
    return { ...asked, options: [] };
  return asked?.kind === 'which' || asked?.kind === 'photo-purpose' ? null : asked;
};

/** The session after a numbered list was shown: from now on a digit means a line of it. */
export const afterList = (session: Session, kind: Shown['kind'], refs: string[], now: Date): Session => ({
  ...session,
  asked: withoutDigits(session.asked),
  shown: { kind, refs, at: now.toISOString() },
});
