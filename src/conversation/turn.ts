import type { CategoryCode, Level } from '../domain/hazard/category.ts';
import type { Basis, DangerousWork } from '../domain/hazard/state.ts';
import type { ItemDeed } from './deed.ts';
import type { ToldSource } from './reading/source.ts';
import type { ReasonVerb, Session } from './session.ts';

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
  | { say: 'unbound' }
  | { say: 'stranger-too-often' }
  | { say: 'empty' };

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
  /** Something that a person has to be called for. */
  | { act: 'not-yet'; what: string }
  | { act: 'say'; saying: Saying };

/** What one message leads to: acts in order, answered together in one message, and what to remember. */
export type Turn = { acts: Act[]; session: Session };

export const say = (session: Session, saying: Saying): Turn => ({ acts: [{ act: 'say', saying }], session });
export const showItem = (session: Session, number: string, late = false): Turn => ({
  acts: [{ act: 'progress', number, unit: null, late }],
  session,
});
