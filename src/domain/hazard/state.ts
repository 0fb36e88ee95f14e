import type { CategoryCode, Level } from './category.ts';
import type { DeadlinePolicy } from './deadline-policy.ts';

/** Where the item came from; 上级通报 and the rest are told apart because accountability depends on it (notice, 六（七）). */
export type Source = '自查' | '镇级检查' | '市级检查' | '上级通报' | '群众反映';

/** A photo is referred to by the sha256 of its bytes. `by` is the person who sent it. */
export type Photo = { hash: string; at: Date; by: string | null };

/** Which words led to category and level, and by which clause. */
export type Basis = { words: string; clause: string };

/** Where it is: a place of the unit's list, or only the words for it, or both. */
export type PlaceRef = { id: number | null; text: string | null };

/** The five parts of 五落实 (责任、措施、资金、时限、预案), each a sentence; null: not said yet. */
export type FiveParts = {
  responsibility: string | null;
  measures: string | null;
  money: string | null;
  deadline: string | null;
  plan: string | null;
};

/** 五落实 as it stands. `until` is 时限 read as a moment; it counts once the 网格长 has said or confirmed it (`confirmedBy`). */
export type FiveFixed = FiveParts & { until: Date | null; confirmedBy: string | null };

/** What is known of every item, from the report on. Ids are 工号, codes of units and ids of places. */
export type Facts = {
  number: string;
  unit: string;
  place: PlaceRef;
  description: string;
  category: CategoryCode;
  /** A suggestion while `reported`, a decision from `classified` on. */
  level: Level;
  urgent: boolean;
  /** Never goes back to false: what was once confidential stays so. */
  sensitive: boolean;
  source: Source;
  /** `null`: somebody who is not bound to a person. */
  reporter: string | null;
  reporterHidden: boolean;
  withheldFromSchool: boolean;
  basis: Basis[];
  photosBefore: Photo[];
  /** Of the present attempt; they may come with the report itself. */
  photosAfter: Photo[];
  /** Of attempts that were sent back. */
  earlierPhotos: Photo[];
  reportedAt: Date;
  /** The place's person, when it is known: whom the item will go to. Always null in the sensitive and the withheld lane. */
  suggestedAssignee: string | null;
  fiveFixed: FiveFixed;
  /** When the present step must be done; `null` at the ends. */
  stepDueAt: Date | null;
};

/** Who decided category and level: a person, or the straight-through rule. */
export type Grading = { classifiedBy: string | 'system'; classifiedAt: Date };

/** The order to rectify. `policy` is the snapshot that this item lives by from its first assignment on. */
export type Work = { assignee: string; assignedAt: Date; deadline: Date; policy: DeadlinePolicy };

/** `null`: solved on the spot (立整立改), nobody had to accept it. */
export type Acceptance = { acceptedAt: Date | null };
export type Submission = { submittedBy: string; submittedAt: Date; note: string | null };
export type Verification = { verifiedBy: string; verifiedAt: Date };

/** The state of one hazard: what exists only in some states cannot be read in others. */
export type Hazard =
  | { status: 'none' }
  | (Facts & { status: 'reported' })
  | (Facts & Grading & { status: 'classified' })
  | (Facts & Grading & Work & { status: 'assigned' })
  | (Facts & Grading & Work & Acceptance & { status: 'rectifying' })
  | (Facts & Grading & Work & Acceptance & Submission & { status: 'submitted' })
  | (Facts & Grading & Work & Acceptance & Submission & Verification & { status: 'closed'; closedAt: Date })
  | (Facts & Grading & Work & Acceptance & Submission & Verification & { status: 'archived'; closedAt: Date; archivedAt: Date })
  | (Facts & {
      status: 'rejected' | 'withdrawn';
      reason: string;
      endedAt: Date;
      grading: Grading | null;
      work: (Work & Acceptance) | null;
    });

export type HazardStatus = Exclude<Hazard['status'], 'none'>;
export type KnownHazard = Exclude<Hazard, { status: 'none' }>;

/** The states with one of these statuses. */
export type InStatus<S extends HazardStatus> = Extract<Hazard, { status: S }>;

/** Every status, in the order of an item's life, the ends last. */
export const STATUSES = [
  'reported',
  'classified',
  'assigned',
  'rectifying',
  'submitted',
  'closed',
  'archived',
  'rejected',
  'withdrawn',
] as const satisfies readonly HazardStatus[];

/** Statuses in which somebody still has something to do. */
export const OPEN_STATUSES = ['reported', 'classified', 'assigned', 'rectifying', 'submitted'] as const satisfies readonly HazardStatus[];

/** Narrows a state to some statuses. */
export const isIn = <S extends HazardStatus>(state: Hazard, ...statuses: readonly S[]): state is InStatus<S> =>
  (statuses as readonly string[]).includes(state.status);

/** Before the first event. */
export const initialHazard: Hazard = { status: 'none' };
