import type { LocalDay } from '../domain/calendar/local-time.ts';
import type { CategoryCode, Level } from '../domain/hazard/category.ts';
import type { Basis, DangerousWork } from '../domain/hazard/state.ts';
import type { CheckPeriod, CheckResult } from '../domain/inspection/check.ts';
import type { ItemDeed } from './deed.ts';
import type { ToldSource } from './reading/source.ts';
import type { NamedSchool, PendingCheck, ReasonVerb, Session } from './session.ts';

export type ReportedItem = {
  description: string;
  category: CategoryCode;
  level: Level;
  urgent: boolean;
  sensitive: boolean;
  /** The place as said; the application finds the row of 责任区域. */
  place: string | null;
  basis: Basis[];
  /** The situation of art. 134-1 that its words resemble. */
  dangerousWork: DangerousWork | null;
};

/** Fixed things to say; the words are in replies/sayings.ts. */
export type Saying =
  | { say: 'help' }
  | { say: 'welcome' }
  | { say: 'thanks' }
  | { say: 'dropped' }
  /** `mayBeAfter`: the sender has something to rectify. */
  | { say: 'photo-kept'; mayBeAfter: boolean }
  | { say: 'photo-broken' }
  | { say: 'photo-lost' }
  | { say: 'photos-full'; most: number }
  | { say: 'photo-before-or-after'; number: string }
  | { say: 'need-after-photo'; number: string }
  | { say: 'need-reason'; verb: ReasonVerb }
  /** 转办: to whom and why (`to` null), or why alone. */
  | { say: 'need-transfer'; number: string; to: string | null }
  /** 延期: until when (`until` null) and why, or why alone. `until`: ISO. */
  | { say: 'need-extension'; number: string; until: string | null }
  /** 请假: until which day. */
  | { say: 'need-away' }
  /** An item that is in no list of the speaker's has to be named by its whole number. */
  | { say: 'need-number'; verb: string }
  | { say: 'nothing-to'; verb: string }
  /** 全部同意 took as many as one message may; so many are left. */
  | { say: 'left'; count: number }
  | { say: 'which'; verb: string; items: { number: string; title: string }[]; several: boolean }
  | { say: 'which-unit'; names: string[] }
  | { say: 'unit-unknown' }
  | { say: 'partial'; number: string | null }
  | { say: 'yes-but' }
  | { say: 'voice-needs-words' }
  | { say: 'position-needs-words' }
  | { say: 'place-needs-words'; place: string }
  /** Words that may have meant a hazard: it is asked. */
  | { say: 'not-understood' }
  | { say: 'cannot-read'; what: 'video' | 'file' | 'link' | 'other' }
  | { say: 'no-such-number'; shown: number }
  | { say: 'unknown-number'; ref: string }
  | { say: 'stale-button' }
  /** A check that is still to come. `schools`: as they were said. */
  | { say: 'check-planned'; day: LocalDay; today: LocalDay; schools: string[] }
  | { say: 'check-too-old'; day: LocalDay; today: LocalDay; schools: string[] }
  /** Something was found, but not what. */
  | { say: 'check-found-what' }
  /** A correction of a check that does not say what is right. */
  | { say: 'check-correct-how' }
  /** Of these, which one is wrong? */
  | { say: 'check-correct-which'; schools: string[] }
  /** Numbers of the list 待查 without a word of what was found. */
  | { say: 'check-numbers-alone'; numbers: number[] }
  /** Several schools, and something was found: where? */
  | { say: 'check-which-found' }
  | { say: 'unbound' }
  | { say: 'stranger-too-often' }
  | { say: 'empty' };

/** For which day somebody asks; null where he names none, `unclear` where his words name a week, or a day that does not exist. */
export type DrawDay = LocalDay | 'unclear' | null;

export type Act =
  | {
      act: 'report';
      items: ReportedItem[];
      /** More hazards than one message may bring were named. */
      cut: boolean;
      photos: string[];
      /** It has been put right already (立整立改); these show it. Asked for, where there are none. */
      solved: boolean;
      photosAfter: string[];
      unit: string | null;
      unitText: string | null;
      unnamed: boolean;
      withheldFromSchool: boolean;
      hearsay: boolean;
      /** What the words say of the source, if anything. */
      toldSource: ToldSource | null;
      onBehalfOf: string | null;
      /** Ids of the checks by which it was found. */
      foundBy?: string[];
    }
  | { act: 'deed'; number: string; deed: ItemDeed }
  /** A list of what waits for the speaker. */
  | { act: 'todo' }
  /** How one item stands; null: the speaker's own reports. `late`: a button was pressed that had been decided before. */
  | { act: 'progress'; number: string | null; unit: string | null; late: boolean }
  | { act: 'bind'; name: string; phone: string }
  /** 请假: from now or `from` until `until` (ISO) his 代理人 stands in; `until` null: he is back. */
  | { act: 'away'; from: string | null; until: string | null }
  /** What is overdue in the speaker's units. */
  | { act: 'overdue'; unit: string | null }
  | { act: 'plain-text'; on: boolean }
  /** A button that concerns no item (confirming who somebody is). */
  | { act: 'decide-binding'; request: string; agree: boolean }
  /** A sealed 四不两直 draw; `schools` null: as usual, `unit` null: all of the bureau's. `inspectors` as they were named; none: the speaker. */
  | { act: 'draw'; schools: number | null; on: DrawDay; unit: string | null; inspectors: string[] }
  /** Checks that were made. */
  | {
      act: 'check';
      schools: CheckedAt[];
      /** A check whose school was not said (`said` null), or by a name that nobody has, or several have (`options`). */
      unclear: UnclearCheck | null;
      /** Further names like that: nothing is recorded for them. */
      alsoUnclear: string[];
      period: CheckPeriod | null;
      words: string;
      photos: string[];
      position: string | null;
      /** By a button: said again on the same day it is the same check. */
      pressed: boolean;
    }
  /** The sender's last checks are corrected. `ids` empty: the latest that he recorded. */
  | { act: 'amend-check'; ids: string[]; change: CheckCorrection; words: string; reports: ReportAct[] }
  /** Sent soon after a check. `quiet`: that it joins has been said. */
  | { act: 'join-check'; ids: string[]; schools: NamedSchool[]; photos: string[]; position: string | null; quiet: boolean }
  /** What the sender's units still have to check. */
  | { act: 'to-check' }
  /** What is due at one school. `line`: its number in the list. */
  | { act: 'due-at'; school: string; line: number }
  /** Something that a person has to be called for. */
  | { act: 'not-yet'; what: string }
  | { act: 'say'; saying: Saying };

export type ReportAct = Extract<Act, { act: 'report' }>;

/** What is said of one check. `reports`: what it found; `settled`: something that was put right at once and is no item of its own. */
export type CheckSaid = { day: LocalDay; result: CheckResult | null; reports: ReportAct[]; settled?: boolean };
/** `name`: as the school was called; null: the sender's own. `found`: numbers of hazards that are saved already. */
export type CheckedAt = CheckSaid & { school: string; name: string | null; found: string[] };
export type UnclearCheck = CheckSaid & { said: string | null; options: { id: string; name: string }[] };

/** What is corrected of a check; the rest stays. */
export type CheckCorrection = {
  school?: NamedSchool;
  day?: LocalDay;
  result?: CheckResult;
  period?: CheckPeriod;
  withdrawn?: true;
};

/** A check of the school that was asked for. */
export const checkOf = (
  check: PendingCheck,
  schools: readonly NamedSchool[],
  reports: ReportAct[] = [],
): Extract<Act, { act: 'check' }> => ({
  act: 'check',
  schools: schools.map(({ code, name }) => ({ school: code, name, day: check.day, result: check.result, reports, found: check.found })),
  unclear: null,
  alsoUnclear: [],
  period: check.period,
  words: check.words,
  photos: check.photos,
  position: check.position,
  pressed: false,
});

/** What one message leads to: acts in order, answered together in one message, and what to remember. */
export type Turn = { acts: Act[]; session: Session };

export const say = (session: Session, saying: Saying): Turn => ({ acts: [{ act: 'say', saying }], session });
export const showItem = (session: Session, number: string, late = false): Turn => ({
  acts: [{ act: 'progress', number, unit: null, late }],
  session,
});
