import { orderToRectify } from './assignment.ts';
import type { CommandOf } from './commands.ts';
import type { EventOf, HazardEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { classification } from './grading.ts';
import { becomesSensitive, laneOf } from './lane.ts';
import { freshPhotos, MOST_PHOTOS } from './photos.ts';
import { accepted, type Decision, refused, wrongStatus } from './rejection.ts';
import { isTakenUp } from './responsibility.ts';
import { type ShortWay, shortWayFor } from './short-ways.ts';
import { type Hazard, type InStatus, isIn, OPEN_STATUSES } from './state.ts';
import { dueFor, type Rules } from './timing.ts';
import { said } from './words.ts';

type Open = InStatus<(typeof OPEN_STATUSES)[number]>;

const reportedEvent = (state: Hazard, { meta, ...report }: CommandOf<'Report'>, rules: Rules): EventOf<'HazardReported'> => {
  const { placePerson, photosAfter = [], reporter = meta.actor, possibleDuplicateOf = null, dangerousWork = null, ...told } = report;
  const sensitive = becomesSensitive(told.sensitive, told.category);
  const ordinary = laneOf({ ...told, sensitive }) === 'ordinary';
  return {
    ...told,
    type: 'HazardReported',
    at: meta.at,
    actor: meta.actor,
    reporter,
    sensitive,
    // A confidential item goes to the few who may know of it, never to the person who happens to have the place.
    suggestedAssignee: ordinary ? placePerson : null,
    photos: freshPhotos(told.photos),
    photosAfter: freshPhotos(photosAfter, told.photos),
    dueAt: dueFor(state, 'classify', told, meta.at, rules),
    // What is urgent is never asked about, and what is confidential never compared with other items.
    possibleDuplicateOf: ordinary && !told.urgent ? possibleDuplicateOf : null,
    dangerousWork,
  };
};

const wayOf = (state: Exclude<Hazard, { status: 'none' }>, actor: string | null): ShortWay | null =>
  shortWayFor({
    level: state.level,
    urgent: state.urgent,
    lane: laneOf(state),
    placePersonKnown: state.suggestedAssignee !== null,
    // Whoever hands the work in is named: who asked to stay unnamed only shows that it is done.
    reportedInPerson: state.reporter !== null && state.reporter === actor && !state.reporterHidden,
    alreadyDone: state.photosAfter.length > 0,
  });

/** `repeated`: a photo of it was shown before with another item; whoever verifies is told. */
type Done = { actor: string | null; at: Date; repeated: boolean };

/** The work is handed in with the photos that are there already. */
const handedIn = (state: Hazard, { actor, at, repeated }: Done, rules: Rules): HazardEvent[] => {
  if (state.status === 'none') return [];
  return [
    { type: 'RectificationSubmitted', at, actor, note: null, photos: [], repeated, dueAt: dueFor(state, 'verify', state, at, rules) },
  ];
};

/** What follows by rule from an item that has just become `reported`, or whose place or after-photo has just become known. */
const byRule = (state: Hazard, { actor, at, repeated = false }: Omit<Done, 'repeated'> & Partial<Done>, rules: Rules): HazardEvent[] => {
  // What was taken up again is graded by a person.
  if (state.status !== 'reported' || isTakenUp(state)) return [];
  const way = wayOf(state, actor);
  if (way === null) return [];
  const events: HazardEvent[] = [
    classification(state, { by: 'system', reason: null, clause: null, level: state.level, category: state.category, at }, rules),
  ];
  const assignee = state.suggestedAssignee ?? state.reporter;
  if (way.passes.includes('assign') && assignee !== null)
    events.push(...orderToRectify(events.reduce(evolve, state), assignee, { at, actor: null }, rules));
  if (way.passes.includes('rectify')) events.push(...handedIn(events.reduce(evolve, state), { actor, at, repeated }, rules));
  return events;
};

/**
 * The reporter's after-photo, minutes later than his words: as if it had come with the report (立整立改), while nobody has taken the item
 * up. Whoever has accepted it hands it in himself.
 */
const solvedLater = (state: Hazard, done: Done, rules: Rules): HazardEvent[] => {
  if (state.status === 'reported') return byRule(state, done, rules);
  if (state.status !== 'assigned' || isTakenUp(state)) return [];
  return wayOf(state, done.actor)?.passes.includes('rectify') ? handedIn(state, done, rules) : [];
};

/** A report is never refused for what it lacks: it is saved first, and asked about afterwards. */
export const report = (state: Hazard, command: CommandOf<'Report'>, rules: Rules): Decision => {
  if (state.status !== 'none') return wrongStatus(state);
  const event = reportedEvent(state, command, rules);
  return accepted(event, ...byRule(evolve(state, event), command.meta, rules));
};

export const addPhotos = (state: Hazard, { phase, photos, meta, usedElsewhere = [] }: CommandOf<'AddPhotos'>, rules: Rules): Decision => {
  if (!isIn(state, ...OPEN_STATUSES)) return wrongStatus(state);
  if (photos.length === 0) return refused({ code: 'photo-missing' });
  const { photosBefore, photosAfter, earlierPhotos } = state;
  const fresh = phase === 'before' ? freshPhotos(photos, photosBefore) : freshPhotos(photos, photosAfter, earlierPhotos, photosBefore);
  if (fresh.length === 0) return refused({ code: 'photo-not-new' });
  const present = (phase === 'before' ? photosBefore : photosAfter).length;
  if (present + fresh.length > MOST_PHOTOS) return refused({ code: 'too-many-photos', most: MOST_PHOTOS, present });
  const event: HazardEvent = { type: 'PhotosAdded', at: meta.at, actor: meta.actor, phase, photos: fresh };
  const repeated = fresh.some((photo) => usedElsewhere.includes(photo.hash));
  return accepted(event, ...(phase === 'after' ? solvedLater(evolve(state, event), { ...meta, repeated }, rules) : []));
};

/** What is different from what is known; null where a part stays. */
const mended = (state: Open, { meta, ...command }: CommandOf<'Correct'>): EventOf<'HazardCorrected'> => {
  const unit = command.unit === undefined || command.unit === state.unit ? null : command.unit;
  // A place of the list belongs to its unit: only its words can move along to another one.
  const place = command.place ?? (unit === null ? null : { id: null, text: state.place.text });
  const moved = unit !== null || place !== null;
  const sensitive = command.sensitive === true || state.sensitive;
  const ordinary = laneOf({ sensitive, withheldFromSchool: state.withheldFromSchool }) === 'ordinary';
  return {
    type: 'HazardCorrected',
    at: meta.at,
    actor: meta.actor,
    description: command.description === undefined || command.description === state.description ? null : command.description,
    unit,
    place: place !== null && place.id === state.place.id && place.text === state.place.text ? null : place,
    sensitive,
    suggestedAssignee: !ordinary ? null : moved ? (command.placePerson ?? null) : state.suggestedAssignee,
    dangerousWork: state.dangerousWork === null ? (command.dangerousWork ?? null) : null,
  };
};

const changesNothing = (state: Open, event: EventOf<'HazardCorrected'>): boolean =>
  event.description === null &&
  event.unit === null &&
  event.place === null &&
  event.sensitive === state.sensitive &&
  event.suggestedAssignee === state.suggestedAssignee &&
  event.dangerousWork === null;

/** Who gets the item because its place is another one; null: it stays where it is. */
const newAssignee = (state: Open, event: EventOf<'HazardCorrected'>): string | null => {
  const { suggestedAssignee, unit } = event;
  if (suggestedAssignee === null) return null;
  if (state.status === 'classified') return suggestedAssignee;
  if (state.status !== 'assigned' || suggestedAssignee === state.assignee) return null;
  // Whom a person has named by hand stays; but nobody keeps what is another school's.
  return unit !== null || state.assignee === state.suggestedAssignee ? suggestedAssignee : null;
};

/**
 * Mends what was reported. Where the place's person thereby becomes known, the item goes to him as if it had been reported so; what
 * somebody already works on stays with him. Whose turn it is to correct (the reporter, later the 具体责任人) is a matter of rights.
 */
export const correct = (state: Hazard, command: CommandOf<'Correct'>, rules: Rules): Decision => {
  if (!isIn(state, ...OPEN_STATUSES)) return wrongStatus(state);
  const event = mended(state, command);
  if (changesNothing(state, event)) return refused({ code: 'unchanged' });
  if (event.unit !== null && isIn(state, 'rectifying', 'submitted')) return wrongStatus(state);
  if (event.unit !== null && state.status === 'assigned' && event.suggestedAssignee === null) return refused({ code: 'nobody-to-assign' });
  const { actor, at } = command.meta;
  const next = evolve(state, event);
  const assignee = newAssignee(state, event);
  const order = assignee === null ? [] : orderToRectify(next, assignee, { at, actor }, rules);
  return accepted(event, ...order, ...byRule(next, { actor, at }, rules));
};

/** By the reporter alone, until a person has classified or accepted it. */
export const withdraw = (state: Hazard, command: CommandOf<'Withdraw'>): Decision => {
  if (!isIn(state, ...OPEN_STATUSES)) return wrongStatus(state);
  const { actor, at } = command.meta;
  // Nobody known reported it: no unknown person can show that it was he.
  if (actor === null || state.reporter !== actor) return refused({ code: 'not-the-reporter' });
  if (isTakenUp(state)) return refused({ code: 'already-taken-up' });
  const reason = said(command.reason);
  if (reason === null) return refused({ code: 'reason-missing' });
  return accepted({ type: 'HazardWithdrawn', at, actor, reason });
};
