import type { CategoryCode, Level } from '../domain/hazard/category.ts';
import type { Basis } from '../domain/hazard/state.ts';
import type { ItemDeed } from './deed.ts';
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
      unit: string | null;
      unitText: string | null;
      unnamed: boolean;
      withheldFromSchool: boolean;
      hearsay: boolean;
      onBehalfOf: string | null;
    }
  | { act: 'deed'; number: string; deed: ItemDeed }
  /** A list of what waits for the speaker. */
  | { act: 'todo' }
  /** How one item stands; null: the speaker's own reports. `late`: a button was pressed that had been decided before. */
  | { act: 'progress'; number: string | null; unit: string | null; late: boolean }
  | { act: 'bind'; name: string; phone: string }
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
