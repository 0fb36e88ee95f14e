import type { CategoryCode, Level } from './category.ts';
import type { Rung } from './deadline-policy.ts';
import type { Basis, CaseTrigger, DangerousWork, FiveParts, HazardStatus, Photo, PlaceRef, Source } from './state.ts';

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
  /** An open item that this one looks like; never with an urgent report. */
  possibleDuplicateOf?: string | null;
  dangerousWork?: DangerousWork | null;
};
/**
 * `phase` before: what was found; after: what was done. By the reporter of something 一般 that nobody has taken up, the latter hands it in
 * (立整立改). `usedElsewhere`: hashes among the photos that were shown before with another item.
 */
export type AddPhotos = { type: 'AddPhotos'; phase: 'before' | 'after'; photos: Photo[]; usedElsewhere?: string[] };
/**
 * Confirms or changes the grading; what is absent stays. Lowering a level needs a reason. `assignee` names somebody else than the
 * place's person in the same breath.
 */
export type Classify = {
  type: 'Classify';
  category?: CategoryCode;
  level?: Level;
  reason?: string;
  assignee?: string;
  /** The clause that makes it 重大, where the person names one. */
  clause?: string;
};
/** `null`: the place's person. On an item that is only reported it also confirms the suggested grading. */
export type Assign = { type: 'Assign'; assignee: string | null };
export type Accept = { type: 'Accept' };
/**
 * Says some of the five parts. `until` is the moment that the part `deadline` names. `confirms`: the sender is somebody who may
 * confirm them (the 网格长), so that what is complete by then counts at once.
 */
export type FixFive = { type: 'FixFive'; parts: Partial<FiveParts>; until?: Date | null; confirms: boolean };
export type ConfirmFive = { type: 'ConfirmFive' };
/**
 * `usedElsewhere`: hashes among the photos that were shown before with another item. A repeated photo is asked about; `confirmsRepeated`:
 * the sender has said that it is meant, and whoever verifies is told.
 */
export type Submit = { type: 'Submit'; note: string | null; photos: Photo[]; usedElsewhere?: string[]; confirmsRepeated?: boolean };
/** What shows that the verifier was there: a photo or his position, sent on the same day. */
export type OnSite = { kind: 'photo'; photo: Photo } | { kind: 'position'; text: string | null; at: Date };
/** Only 重大 asks for evidence from the spot. `usedElsewhere`: its photo was shown before with another item. */
export type Verify = { type: 'Verify'; note: string | null; onSite: OnSite | null; usedElsewhere?: string[] };
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
  /** The new words resemble a situation of art. 134-1. */
  dangerousWork?: DangerousWork;
};
/** 转办: hands the work on, with a reason. The deadline stays. */
export type Transfer = { type: 'Transfer'; assignee: string; reason: string };
/** 上报: beyond us (没钱修, 这是村里的路). `to` null: there is nobody above. */
export type Escalate = { type: 'Escalate'; to: string | null; tree: 'sector' | 'territorial'; reason: string };
/** Whoever was asked gives money or time and hands the matter back; `until` is the new deadline, if he gives time. */
export type AnswerEscalation = { type: 'AnswerEscalation'; note: string; until?: Date | null };
export type AskExtension = { type: 'AskExtension'; until: Date; reason: string };
/** `until`: another day than the one that was asked for. */
export type GrantExtension = { type: 'GrantExtension'; until?: Date | null };
export type RefuseExtension = { type: 'RefuseExtension'; reason: string };
/** 重复: the item ends, its reporter follows `into`. The rest describes that other item as it is now. */
export type Merge = { type: 'Merge'; into: { number: string; status: HazardStatus; unit: string; level: Level; ordinary: boolean } };
/** 不是同一个. */
export type ClearDuplicate = { type: 'ClearDuplicate' };
/** Those whose items were merged into this one. By the system, with the merge. */
export type Follow = { type: 'Follow'; from: string; followers: string[] };
/** 查处: what the authority above has ordered or imposed. */
export type Enforce = { type: 'Enforce'; measure: string };
/** 挂牌督办. */
export type Supervise = { type: 'Supervise'; note: string | null };
/** 临时管控措施: closed off, switched off, somebody posted. */
export type TakeMeasure = { type: 'TakeMeasure'; measure: string };
export type Reopen = { type: 'Reopen'; reason: string };
/** Whether the accountability procedure is started; a file that is not followed up needs a reason. */
export type DecideCase = { type: 'DecideCase'; trigger: CaseTrigger; start: boolean; reason: string | null };
/**
 * The clock has reached a moment at which something falls due by itself. By the system. `rungs`: who stands on each rung for this item
 * now; `deputies`: the 代理人 of those whose turn it is, where they have one; `responsible`: whose duty the item is.
 */
export type Tick = {
  type: 'Tick';
  rungs: Readonly<Record<Rung, readonly string[]>>;
  deputies: Readonly<Record<string, string>>;
  responsible: readonly string[];
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
  | Correct
  | Transfer
  | Escalate
  | AnswerEscalation
  | AskExtension
  | GrantExtension
  | RefuseExtension
  | Merge
  | ClearDuplicate
  | Follow
  | Enforce
  | Supervise
  | TakeMeasure
  | Reopen
  | DecideCase
  | Tick;
export type HazardCommand = HazardAction & { meta: Meta };
export type HazardCommandType = HazardAction['type'];

/** A command of one type. */
export type CommandOf<T extends HazardCommandType> = Extract<HazardAction, { type: T }> & { meta: Meta };
