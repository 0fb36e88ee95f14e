import type { CategoryCode, Level } from './category.ts';
import type { OnSite, Report } from './commands.ts';
import type { DeadlinePolicy, DeadlineStep, Rung } from './deadline-policy.ts';
import type { CaseTrigger, DangerousWork, FiveParts, Photo, PlaceRef, StandIn } from './state.ts';

/** The seven steps of the notice (六（八）): every event belongs to one. */
export type Step = '汇总' | '分类' | '移交' | '整治' | '查处' | '反馈' | '存档';

/** `actor` null: somebody unbound, or the system by rule. */
type Stamp = { at: Date; actor: string | null };

/** What has happened to an item. A `dueAt` is when the step that then begins must be done. */
export type HazardEvent = Stamp &
  (
    | ({
        type: 'HazardReported';
        reporter: string | null;
        suggestedAssignee: string | null;
        photosAfter: Photo[];
        dueAt: Date;
        possibleDuplicateOf: string | null;
        dangerousWork: DangerousWork | null;
      } & Omit<Report, 'type' | 'placePerson' | 'photosAfter' | 'reporter' | 'possibleDuplicateOf' | 'dangerousWork'>)
    | { type: 'PhotosAdded'; phase: 'before' | 'after'; photos: Photo[] }
    /** `by` is system for the straight-through rule. `deadline` and `dueAt` null: they stay. */
    | {
        type: 'HazardClassified';
        category: CategoryCode;
        previousCategory: CategoryCode;
        level: Level;
        previousLevel: Level;
        sensitive: boolean;
        by: string | 'system';
        reason: string | null;
        clause: string | null;
        deadline: Date | null;
        dueAt: Date | null;
      }
    /** `previousAssignee` is null the first time. */
    | {
        type: 'HazardAssigned';
        assignee: string;
        previousAssignee: string | null;
        deadline: Date;
        dueAt: Date;
        policy: DeadlinePolicy;
      }
    | { type: 'HazardAccepted'; dueAt: Date }
    /** Only the parts that were said; `until` belongs to the part `deadline`. `dueAt` null: the step's time stays. */
    | { type: 'FiveFixed'; parts: Partial<FiveParts>; until: Date | null; dueAt: Date | null }
    /** `deadline` and `dueAt` null: they stay. */
    | { type: 'FiveConfirmed'; deadline: Date | null; dueAt: Date | null }
    /** `photos` are those that came with it; earlier ones of the same attempt are in the state. */
    /** `repeated`: a photo of it was used before, or shows the hazard itself. */
    | { type: 'RectificationSubmitted'; note: string | null; photos: Photo[]; repeated: boolean; dueAt: Date }
    | { type: 'HazardVerified'; note: string | null; onSite: OnSite | null }
    | { type: 'HazardArchived' }
    | { type: 'RectificationReturned'; reason: string; dueAt: Date }
    | { type: 'HazardWithdrawn'; reason: string }
    | { type: 'HazardRejected'; reason: string }
    /** `null`: that stays; `sensitive` and `suggestedAssignee` are as they are afterwards. */
    | {
        type: 'HazardCorrected';
        description: string | null;
        unit: string | null;
        place: PlaceRef | null;
        sensitive: boolean;
        suggestedAssignee: string | null;
        dangerousWork: DangerousWork | null;
      }
    | { type: 'HazardTransferred'; assignee: string; previousAssignee: string; reason: string; dueAt: Date }
    | { type: 'HazardEscalated'; to: string; tree: 'sector' | 'territorial'; reason: string }
    /** `deadline` and `dueAt` null: they stay. */
    | { type: 'EscalationAnswered'; note: string; deadline: Date | null; dueAt: Date | null }
    | { type: 'ExtensionRequested'; until: Date; reason: string }
    | { type: 'ExtensionGranted'; deadline: Date; dueAt: Date | null }
    | { type: 'ExtensionRefused'; reason: string }
    | { type: 'HazardMerged'; into: string }
    | { type: 'DuplicateCleared'; of: string }
    | { type: 'FollowersAdded'; from: string; followers: string[] }
    | { type: 'HazardEnforced'; measure: string }
    | { type: 'HazardSupervised'; note: string | null }
    | { type: 'InterimMeasureTaken'; measure: string }
    /** `assignee` null: it was ended without work, and is to be graded again. */
    | { type: 'HazardReopened'; reason: string; assignee: string | null; deadline: Date | null; dueAt: Date }
    /** The step that was due at `dueAt` stands still, and these people of the rung hear of it. */
    | { type: 'StepOverdue'; pending: DeadlineStep; dueAt: Date; rung: Rung; reached: string[] }
    /** Who was asked "now" at `since` gave no answer: their 代理人 are called, as far as they have one. */
    | { type: 'DeputiesCalled'; since: Date; called: StandIn[] }
    | { type: 'AccountabilityOpened'; trigger: CaseTrigger; persons: string[] }
    | { type: 'AccountabilityDecided'; trigger: CaseTrigger; started: boolean; reason: string | null }
  );

export type HazardEventType = HazardEvent['type'];

/** An event of one type. */
export type EventOf<T extends HazardEventType> = Extract<HazardEvent, { type: T }>;

/** The notice's step that each event carries out. */
export const STEP_OF: Record<HazardEventType, Step> = {
  HazardReported: '汇总',
  PhotosAdded: '汇总',
  HazardClassified: '分类',
  HazardAssigned: '移交',
  HazardAccepted: '整治',
  FiveFixed: '整治',
  FiveConfirmed: '整治',
  RectificationSubmitted: '整治',
  RectificationReturned: '整治',
  HazardVerified: '反馈',
  HazardArchived: '存档',
  HazardWithdrawn: '存档',
  HazardRejected: '存档',
  HazardCorrected: '汇总',
  HazardTransferred: '移交',
  HazardEscalated: '移交',
  EscalationAnswered: '移交',
  ExtensionRequested: '整治',
  ExtensionGranted: '整治',
  ExtensionRefused: '整治',
  HazardMerged: '存档',
  DuplicateCleared: '汇总',
  FollowersAdded: '汇总',
  HazardEnforced: '查处',
  HazardSupervised: '查处',
  InterimMeasureTaken: '整治',
  HazardReopened: '整治',
  StepOverdue: '查处',
  DeputiesCalled: '移交',
  AccountabilityOpened: '查处',
  AccountabilityDecided: '查处',
};
