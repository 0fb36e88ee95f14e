import type { CategoryCode, Level } from './category.ts';
import type { Basis, FiveParts, Photo, PlaceRef, Source } from './state.ts';

/**
 * Who does it and when. `actor` is a 工号; `null` for somebody unbound, and for the system. `standingInFor`: the person whose
 * 代理人 (AB角) the actor is at this moment, when he acts as such.
 */
export type Meta = { actor: string | null; at: Date; standingInFor?: string | null };

export type Report = {
  type: 'Report';
  number: string;
  unit: string;
  place: PlaceRef;
  description: string;
  category: CategoryCode;
  level: Level;
  urgent: boolean;
  sensitive: boolean;
  source: Source;
  reporterHidden: boolean;
  withheldFromSchool: boolean;
  basis: Basis[];
  photos: Photo[];
  /** Photos of what has been done already: 立整立改. */
  photosAfter?: Photo[];
  /** The place's person, or null when the place is unknown or has nobody. */
  placePerson: string | null;
  /** For whom the actor reports (代张老师报); absent: for himself. */
  reporter?: string;
};
/** `phase` before: what was found; after: what was done. */
export type AddPhotos = { type: 'AddPhotos'; phase: 'before' | 'after'; photos: Photo[] };
/**
 * Confirms or changes the grading; what is absent stays. Lowering a level needs a reason. `assignee` names somebody else than the
 * place's person in the same breath.
 */
export type Classify = { type: 'Classify'; category?: CategoryCode; level?: Level; reason?: string; assignee?: string };
/** `null`: the place's person. On an item that is only reported it also confirms the suggested grading. */
export type Assign = { type: 'Assign'; assignee: string | null };
export type Accept = { type: 'Accept' };
/**
 * Says some of the five parts. `until` is the moment that the part `deadline` names. `confirms`: the sender is somebody who may
 * confirm them (the 网格长), so that what is complete by then counts at once.
 */
export type FixFive = { type: 'FixFive'; parts: Partial<FiveParts>; until?: Date | null; confirms: boolean };
export type ConfirmFive = { type: 'ConfirmFive' };
export type Submit = { type: 'Submit'; note: string | null; photos: Photo[] };
/** `onSiteEvidence`: the verifier has sent a photo or his position on this day. Only 重大 asks for it. */
export type Verify = { type: 'Verify'; note: string | null; onSiteEvidence: boolean };
export type Return = { type: 'Return'; reason: string };
export type Withdraw = { type: 'Withdraw'; reason: string };
export type Reject = { type: 'Reject'; reason: string };
/**
 * Mends what was reported; what is absent stays. `placePerson` is the person of the new place, if that is known. `sensitive` can
 * only be set: the new words may name a minor.
 */
export type Correct = {
  type: 'Correct';
  description?: string;
  unit?: string;
  place?: PlaceRef;
  placePerson?: string | null;
  sensitive?: true;
};

export type HazardAction =
  | Report
  | AddPhotos
  | Classify
  | Assign
  | Accept
  | FixFive
  | ConfirmFive
  | Submit
  | Verify
  | Return
  | Withdraw
  | Reject
  | Correct;
export type HazardCommand = HazardAction & { meta: Meta };
export type HazardCommandType = HazardAction['type'];

/** A command of one type. */
export type CommandOf<T extends HazardCommandType> = Extract<HazardAction, { type: T }> & { meta: Meta };
