import type { CategoryCode, Level } from './category.ts';
import type { DeadlinePolicy, Rung } from './deadline-policy.ts';

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

/** 上报: who above has been asked to decide. The assignee stays until he has. */
export type Escalation = { to: string; by: string; tree: 'sector' | 'territorial'; reason: string; at: Date };

/** 延期: asked for, and not decided yet. */
export type ExtensionRequest = { until: Date; reason: string; by: string; at: Date };

/** 临时管控措施: what has been done meanwhile so that nobody comes to harm. */
export type InterimMeasure = { measure: string; by: string; at: Date };

/**
 * One of the three situations of 刑法 art. 134-1 (危险作业罪) that the words of an item resemble, for a person to judge: 1 safety equipment
 * switched off or its data faked, 2 an order to stop refused, 3 dangerous work without approval. `words`: what raised the flag.
 */
export type DangerousWork = { situation: 1 | 2 | 3; words: string };

/** What opens an accountability file (事前追责, notice 六（七）): 1 通报 not rectified in time, 2 art. 134-1 without an effective measure. */
export type CaseTrigger = '通报逾期' | '危险作业';

/** A file for a person to decide; `persons`: those whose duty it was. The bot never states guilt. */
export type AccountabilityCase = {
  trigger: CaseTrigger;
  openedAt: Date;
  persons: string[];
  decision: { started: boolean; reason: string | null; by: string; at: Date } | null;
};

/** Which rungs have heard that the step that was due at `dueAt` stands still. */
export type Climb = { dueAt: Date; rungs: Rung[] };

/** Who has been called for somebody who gave no answer to a "now". */
export type StandIn = { for: string; deputy: string };
/** Those called in the step that began at `since`; nobody, where none of those asked has a 代理人. */
export type StandIns = { since: Date; called: StandIn[] };

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
  escalation: Escalation | null;
  extension: ExtensionRequest | null;
  /** The number of the open item that this one looks like, until somebody has said whether it is the same. */
  possibleDuplicateOf: string | null;
  /** Reporters of items that were merged into this one: they hear the end too. */
  followers: string[];
  interimMeasure: InterimMeasure | null;
  dangerousWork: DangerousWork | null;
  /** 挂牌督办. */
  supervised: { by: string; at: Date } | null;
  cases: AccountabilityCase[];
  climb: Climb | null;
  standIns: StandIns | null;
  /** Somebody had accepted it before it was handed on, or it was taken up again: what the present status no longer shows. */
  takenUp: boolean;
};

/** What an item has none of when it is reported; also what items lack that were saved before these were known. */
export const NOTHING_YET = {
  escalation: null,
  extension: null,
  possibleDuplicateOf: null,
  followers: [],
  interimMeasure: null,
  dangerousWork: null,
  supervised: null,
  cases: [],
  climb: null,
  standIns: null,
  takenUp: false,
} as const satisfies Partial<Record<keyof Facts, unknown>>;

/** Who decided category and level: a person, or the straight-through rule. */
export type Grading = { classifiedBy: string | 'system'; classifiedAt: Date };

/** The order to rectify. `policy` is the snapshot that this item lives by from its first assignment on. */
export type Work = { assignee: string; assignedAt: Date; deadline: Date; policy: DeadlinePolicy };

/** `null`: solved on the spot (立整立改), nobody had to accept it. */
export type Acceptance = { acceptedAt: Date | null };
export type Submission = { submittedBy: string; submittedAt: Date; note: string | null };
export type Verification = { verifiedBy: string; verifiedAt: Date };
/** An end before the work was verified: how far it had come. */
export type Ending = { endedAt: Date; grading: Grading | null; work: (Work & Acceptance) | null };

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
  | (Facts & Ending & { status: 'rejected' | 'withdrawn'; reason: string })
  | (Facts & Ending & { status: 'merged'; mergedInto: string });

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
  'merged',
  'withdrawn',
] as const satisfies readonly HazardStatus[];

/** Statuses in which somebody still has something to do. */
export const OPEN_STATUSES = ['reported', 'classified', 'assigned', 'rectifying', 'submitted'] as const satisfies readonly HazardStatus[];

/** Narrows a state to some statuses. */
export const isIn = <S extends HazardStatus>(state: Hazard, ...statuses: readonly S[]): state is InStatus<S> =>
  (statuses as readonly string[]).includes(state.status);

/** Before the first event. */
export const initialHazard: Hazard = { status: 'none' };
