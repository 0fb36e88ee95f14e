import { isoLocal } from '../../domain/calendar/local-time.ts';
import { categories, type Level } from '../../domain/hazard/category.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { Acceptance, Basis, FiveParts, Grading, KnownHazard, Photo, Source, Work } from '../../domain/hazard/state.ts';

export type PersonRef = { id: string; name: string };
export type UnitRef = { code: string; name: string };

/** A hazard as the read API and `grid hazards` show it (design §3.6). What is absent, or nobody's business here, is null. */
export type HazardView = {
  number: string;
  status: KnownHazard['status'];
  level: Level;
  legalLevel: '一般' | '重大';
  category: string;
  categoryName: string;
  urgent: boolean;
  sensitive: boolean;
  description: string | null;
  unit: UnitRef;
  place: string | null;
  source: Source;
  reporter: PersonRef | null;
  reporterHidden: boolean;
  assignee: PersonRef | null;
  deadline: string | null;
  overdue: boolean;
  escalatedTo: PersonRef | null;
  extensionPending: boolean;
  fiveFixed: FiveParts;
  possibleDuplicateOf: string | null;
  mergedInto: string | null;
  basis: Basis[] | null;
  photosBefore: PhotoView[] | null;
  photosAfter: PhotoView[] | null;
  reportedAt: string;
  classifiedAt: string | null;
  assignedAt: string | null;
  acceptedAt: string | null;
  submittedAt: string | null;
  verifiedAt: string | null;
  closedAt: string | null;
  archivedAt: string | null;
  version: number;
};
export type PhotoView = { hash: string; at: string };

/** A hazard's row with the names that belong to it. */
export type HazardRow = {
  state: KnownHazard;
  version: number;
  unitName: string;
  placeText: string | null;
  reporterName: string | null;
  assigneeName: string | null;
  escalatedToName: string | null;
};

const iso = (at: Date | null | undefined): string | null => (at ? isoLocal(at) : null);
const photo = ({ hash, at }: Photo): PhotoView => ({ hash, at: isoLocal(at) });
const personRef = (id: string | null, name: string | null): PersonRef | null => (id === null ? null : { id, name: name ?? id });

/** Words that the retention rule has removed leave an empty text (store/purge/blank-words.ts). */
const saidOrPurged = (text: string): string => (text === '' ? '（已按规定清除）' : text);

const gradingOf = (state: KnownHazard): Grading | null => ('classifiedAt' in state ? state : 'grading' in state ? state.grading : null);

const workOf = (state: KnownHazard): (Work & Partial<Acceptance>) | null =>
  'assignee' in state ? state : 'work' in state ? state.work : null;

/** Its deadline has passed, and it had not been submitted by then. What has ended otherwise is not overdue. */
export const isOverdue = (state: KnownHazard, at: Date): boolean => {
  if (!('deadline' in state) || state.deadline >= at) return false;
  return 'submittedAt' in state ? state.submittedAt > at : true;
};

const timesOf = (state: KnownHazard) => {
  const work = workOf(state);
  return {
    reportedAt: isoLocal(state.reportedAt),
    classifiedAt: iso(gradingOf(state)?.classifiedAt),
    assignedAt: iso(work?.assignedAt),
    acceptedAt: iso(work?.acceptedAt),
    submittedAt: 'submittedAt' in state ? isoLocal(state.submittedAt) : null,
    verifiedAt: 'verifiedAt' in state ? isoLocal(state.verifiedAt) : null,
    closedAt: 'closedAt' in state ? isoLocal(state.closedAt) : null,
    archivedAt: 'archivedAt' in state ? isoLocal(state.archivedAt) : null,
  };
};

type Confided = Pick<
  HazardView,
  'description' | 'place' | 'reporter' | 'assignee' | 'escalatedTo' | 'fiveFixed' | 'basis' | 'photosBefore' | 'photosAfter'
>;

const UNSAID: FiveParts = { responsibility: null, measures: null, money: null, deadline: null, plan: null };
const NOTHING: Confided = {
  description: null,
  place: null,
  reporter: null,
  assignee: null,
  escalatedTo: null,
  fiveFixed: UNSAID,
  basis: null,
  photosBefore: null,
  photosAfter: null,
};

/** What people wrote and who they are: nothing of it for a confidential item, whoever asks. */
const confidedBy = ({ state, placeText, reporterName, assigneeName, escalatedToName }: HazardRow): Confided => {
  if (laneOf(state) !== 'ordinary') return NOTHING;
  const { responsibility, measures, money, deadline, plan } = state.fiveFixed;
  return {
    description: saidOrPurged(state.description),
    place: placeText,
    reporter: state.reporterHidden ? null : personRef(state.reporter, reporterName),
    assignee: personRef(workOf(state)?.assignee ?? null, assigneeName),
    escalatedTo: personRef(state.escalation?.to ?? null, escalatedToName),
    fiveFixed: { responsibility, measures, money, deadline, plan },
    basis: state.basis.map(({ words, clause }) => ({ words: saidOrPurged(words), clause })),
    photosBefore: state.photosBefore.map(photo),
    photosAfter: state.photosAfter.map(photo),
  };
};

/** `sensitive` is true for whatever is confidential: that an item is kept from its school is nobody's business either. */
export const hazardView = (row: HazardRow, at: Date): HazardView => {
  const { state } = row;
  return {
    number: state.number,
    status: state.status,
    level: state.level,
    legalLevel: state.level === '重大' ? '重大' : '一般',
    category: state.category,
    categoryName: categories.find((each) => each.code === state.category)?.name ?? state.category,
    urgent: state.urgent,
    sensitive: laneOf(state) !== 'ordinary',
    unit: { code: state.unit, name: row.unitName },
    source: state.source,
    reporterHidden: state.reporterHidden,
    deadline: iso(workOf(state)?.deadline),
    overdue: isOverdue(state, at),
    extensionPending: state.extension !== null,
    // What a confidential item looks like would tell its words.
    possibleDuplicateOf: laneOf(state) === 'ordinary' ? state.possibleDuplicateOf : null,
    mergedInto: state.status === 'merged' ? state.mergedInto : null,
    ...confidedBy(row),
    ...timesOf(state),
    version: row.version,
  };
};
