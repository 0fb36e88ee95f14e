import fc from 'fast-check';
import { categories, levels } from '../../../../src/domain/hazard/category.ts';
import { wakeAt } from '../../../../src/domain/hazard/clockwork.ts';
import type { HazardAction, HazardCommand, HazardCommandType, Report } from '../../../../src/domain/hazard/commands.ts';
import { decide } from '../../../../src/domain/hazard/decide.ts';
import type { HazardEvent } from '../../../../src/domain/hazard/events.ts';
import { evolveAll } from '../../../../src/domain/hazard/evolve.ts';
import { FIVE_PARTS, fiveFixedGate } from '../../../../src/domain/hazard/five-fixed.ts';
import { type Hazard, initialHazard, isIn, STATUSES } from '../../../../src/domain/hazard/state.ts';
import { standingAround } from '../../../../src/domain/organisation/around.ts';
import { rightTo } from '../../../../src/domain/organisation/authority.ts';
import type { GridRole } from '../../../../src/domain/organisation/roles.ts';
import type { PeopleAround } from '../../../../src/domain/organisation/verifier.ts';
import { lampReport, MONDAY_NINE, ON_SITE, photo, rules, ticks } from './hazard-story.ts';

const MINUTE = 60_000;
export const PEOPLE = ['ann', 'bo', 'chen', 'du', 'eve'] as const;
const ROLES: readonly GridRole[] = ['具体责任人', '直接责任人', '网格长', '成员'];

const person = fc.constantFrom(...PEOPLE);
const level = fc.constantFrom(...levels);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const words = fc.constantFrom('已换', '看过现场', ' ');
const photos = fc.array(
  fc.nat(40).map((n) => photo(`p${n}`)),
  { maxLength: 3 },
);
const hashes = fc.subarray(['p1', 'p2', 'p3', 'p4', 'p5']);
const day = fc.nat(60).map((days) => new Date(MONDAY_NINE.getTime() + days * 24 * 60 * MINUTE));
const parts = fc
  .subarray([...FIVE_PARTS], { minLength: 1 })
  .chain((chosen) => fc.nat(2).map((n) => Object.fromEntries(chosen.map((part) => [part, `说了${part}${n}`]))));
const dangerousWork = fc.record({ situation: fc.constantFrom(1 as const, 2 as const, 3 as const), words: fc.constant('拔了报警器') });

export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    level,
    category: fc.constantFrom('electric' as const, 'fire' as const, 'gas' as const, 'bullying' as const),
    urgent: fc.boolean(),
    sensitive: fc.nat(5).map((n) => n === 0),
    withheldFromSchool: fc.nat(5).map((n) => n === 0),
    source: fc.constantFrom('自查' as const, '上级通报' as const),
    placePerson: orNull(person),
    photos,
    photosAfter: photos,
    possibleDuplicateOf: orNull(fc.constant('H26110002')),
    dangerousWork: orNull(dangerousWork),
  })
  .map((changes) => lampReport(changes));

const tickOf = (deputy: string | null) => {
  const { meta: _meta, ...action } = ticks(MONDAY_NINE, { deputies: deputy === null ? {} : { bo: deputy }, responsible: ['bo', 'chen'] });
  return action;
};

/** An action of each type, so that none is forgotten. */
const ACTIONS: { [T in Exclude<HazardCommandType, 'Report'>]: fc.Arbitrary<Extract<HazardAction, { type: T }>> } = {
  AddPhotos: fc.record({
    type: fc.constant('AddPhotos'),
    phase: fc.constantFrom('before' as const, 'after' as const),
    photos,
    usedElsewhere: hashes,
  }),
  Classify: fc.record({
    type: fc.constant('Classify'),
    level: level,
    category: fc.constantFrom(...categories.map((each) => each.code)),
    reason: words,
    assignee: fc.constantFrom(...PEOPLE, ''),
  }),
  Assign: fc.record({ type: fc.constant('Assign'), assignee: orNull(person) }),
  Accept: fc.constant({ type: 'Accept' }),
  FixFive: fc.record({ type: fc.constant('FixFive'), parts, until: orNull(day), confirms: fc.boolean() }),
  ConfirmFive: fc.constant({ type: 'ConfirmFive' }),
  Submit: fc.record({
    type: fc.constant('Submit'),
    note: orNull(words),
    photos,
    usedElsewhere: hashes,
    confirmsRepeated: fc.boolean(),
  }),
  Verify: fc.record({ type: fc.constant('Verify'), note: orNull(words), onSite: orNull(fc.constant(ON_SITE)) }),
  Return: fc.record({ type: fc.constant('Return'), reason: words }),
  Withdraw: fc.record({ type: fc.constant('Withdraw'), reason: words }),
  Reject: fc.record({ type: fc.constant('Reject'), reason: words }),
  Correct: fc.record(
    {
      type: fc.constant('Correct'),
      description: fc.constantFrom('灯坏了', '是四楼'),
      unit: fc.constantFrom('S1', 'S2'),
      place: fc.record({ id: orNull(fc.nat(3)), text: orNull(fc.constantFrom('三楼', '四楼')) }),
      placePerson: orNull(person),
      sensitive: fc.constant(true as const),
      dangerousWork,
    },
    { requiredKeys: ['type'] },
  ),
  Transfer: fc.record({ type: fc.constant('Transfer'), assignee: person, reason: words }),
  Escalate: fc.record({
    type: fc.constant('Escalate'),
    to: orNull(person),
    tree: fc.constantFrom('sector' as const, 'territorial' as const),
    reason: words,
  }),
  AnswerEscalation: fc.record({ type: fc.constant('AnswerEscalation'), note: words, until: orNull(day) }),
  AskExtension: fc.record({ type: fc.constant('AskExtension'), until: day, reason: words }),
  GrantExtension: fc.record({ type: fc.constant('GrantExtension'), until: orNull(day) }),
  RefuseExtension: fc.record({ type: fc.constant('RefuseExtension'), reason: words }),
  Merge: fc.record({
    type: fc.constant('Merge'),
    into: fc.record({
      number: fc.constantFrom('H26110002', 'H26110002', 'H26110001'),
      status: fc.constantFrom('assigned' as const, ...STATUSES),
      unit: fc.constantFrom('S1', 'S1', 'S2'),
      level: fc.constantFrom('重大' as const, ...levels),
      ordinary: fc.nat(3).map((n) => n > 0),
    }),
  }),
  ClearDuplicate: fc.constant({ type: 'ClearDuplicate' }),
  Follow: fc.record({ type: fc.constant('Follow'), from: fc.constant('H26110003'), followers: fc.subarray([...PEOPLE]) }),
  Enforce: fc.record({ type: fc.constant('Enforce'), measure: words }),
  Supervise: fc.record({ type: fc.constant('Supervise'), note: orNull(words) }),
  TakeMeasure: fc.record({ type: fc.constant('TakeMeasure'), measure: words }),
  Reopen: fc.record({ type: fc.constant('Reopen'), reason: words }),
  DecideCase: fc.record({
    type: fc.constant('DecideCase'),
    trigger: fc.constantFrom('通报逾期' as const, '危险作业' as const),
    start: fc.boolean(),
    reason: orNull(words),
  }),
  Tick: orNull(person).map(tickOf),
};

export const anyAction: fc.Arbitrary<HazardAction> = fc.oneof(anyReport, ...Object.values<fc.Arbitrary<HazardAction>>(ACTIONS));

/** `rightful`: the person is asked for his right; otherwise the decision alone has to hold. */
export type Attempt = { action: HazardAction; actor: string | null; standingInFor: string | null; rightful: boolean };
export const anyAttempt: fc.Arbitrary<Attempt> = fc.record({
  action: anyAction,
  actor: fc.oneof({ weight: 9, arbitrary: person }, { weight: 1, arbitrary: fc.constant(null) }),
  standingInFor: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: person }),
  rightful: fc.boolean(),
});

export type City = { people: PeopleAround; deputies: Map<string, string> };
const holders = fc.uniqueArray(fc.record({ person, role: fc.constantFrom(...ROLES) }), {
  maxLength: 5,
  selector: (holder) => `${holder.person} ${holder.role}`,
});
const anyCity: fc.Arbitrary<City> = fc.record({
  people: fc.record({ own: holders, upper: holders, bureau: holders }),
  deputies: fc.uniqueArray(fc.tuple(person, person), { maxLength: 2, selector: ([who]) => who }).map((pairs) => new Map(pairs)),
});

type Step = { kind: number; seed: number; minutes: number; attempt: Attempt };
export type Plan = { city: City; first: Report; steps: Step[] };
export const anyPlan: fc.Arbitrary<Plan> = fc.record({
  city: anyCity,
  first: anyReport,
  steps: fc.array(
    fc.record({
      kind: fc.nat(9),
      seed: fc.nat(1000),
      minutes: fc.oneof(fc.nat(90), fc.nat(60 * 24 * 6)),
      attempt: anyAttempt,
    }),
    { maxLength: 24 },
  ),
});

const allSaid = (seed: number): Partial<Record<(typeof FIVE_PARTS)[number], string>> =>
  Object.fromEntries(FIVE_PARTS.map((part) => [part, `第${seed}稿`]));

/** What brings the item one step nearer to its archive, whoever has to do it; also what ends it from every state that people can bring it to. */
export const towardsArchive = (state: Hazard, seed: number, at: Date): { action: HazardAction; actor: string } | null => {
  const other = (...but: string[]): string => PEOPLE.filter((each) => !but.includes(each))[seed % 2] ?? 'ann';
  switch (state.status) {
    case 'none':
      return { action: lampReport(), actor: 'ann' };
    case 'reported':
    case 'classified':
      return { action: { type: 'Assign', assignee: other() }, actor: 'chen' };
    case 'assigned':
    case 'rectifying':
      if (fiveFixedGate(state) !== null)
        return {
          action: { type: 'FixFive', parts: allSaid(seed), until: new Date(at.getTime() + 7 * 24 * 60 * MINUTE), confirms: true },
          actor: 'du',
        };
      if (state.status === 'assigned' && seed % 2 === 0) return { action: { type: 'Accept' }, actor: state.assignee };
      return {
        action: {
          type: 'Submit',
          note: null,
          photos: state.photosAfter.length > 0 ? [] : [photo(`fresh${seed}-${at.getTime()}`)],
          confirmsRepeated: true,
        },
        actor: state.assignee,
      };
    case 'submitted':
      return { action: { type: 'Verify', note: null, onSite: ON_SITE }, actor: other(state.assignee, state.submittedBy) };
    default:
      return null;
  }
};

/** Whoever has the work asks for time or for help; whoever was asked answers. Random people seldom do either. */
const askingAndAnswering = (state: Hazard, seed: number, at: Date): { action: HazardAction; actor: string } | null => {
  if (!isIn(state, 'assigned', 'rectifying')) return null;
  const answerer = PEOPLE[seed % PEOPLE.length] ?? 'ann';
  const until = new Date(at.getTime() + (seed % 40) * 24 * 60 * MINUTE);
  if (state.extension !== null) {
    const given = seed % 3 === 0 ? null : until;
    return {
      action: seed % 4 > 0 ? { type: 'GrantExtension', until: given } : { type: 'RefuseExtension', reason: '不能再拖' },
      actor: answerer,
    };
  }
  if (state.escalation !== null)
    return { action: { type: 'AnswerEscalation', note: '给两万元', until: seed % 3 === 0 ? null : until }, actor: answerer };
  const asks: HazardAction =
    seed % 2 === 0
      ? { type: 'AskExtension', until: new Date(at.getTime() + 30 * 24 * 60 * MINUTE), reason: '配件没到' }
      : { type: 'Escalate', to: answerer, tree: 'sector', reason: '没钱修' };
  return { action: asks, actor: state.assignee };
};

export type Moment = { before: Hazard; command: HazardCommand; events: HazardEvent[]; after: Hazard };

/** The attempt as a command, or null where the person has no right to it. */
export const commandOf = (
  state: Hazard,
  { action, actor, standingInFor, rightful }: Attempt,
  at: Date,
  city: City,
): HazardCommand | null => {
  if (action.type === 'Tick' || action.type === 'Follow') return { ...action, meta: { actor: null, at } };
  if (!rightful || action.type === 'Report' || state.status === 'none') return { ...action, meta: { actor, at, standingInFor } };
  if (actor === null) return null;
  const standing = standingAround(actor, state, city.people, { paired: [], onDuty: [], deputies: city.deputies });
  const right = rightTo(standing, action.type, state);
  return right === null ? null : { ...action, meta: { actor, at, ...(right === 'self' ? {} : right) } };
};

/** Plays a life; refused commands leave no trace. Every third step or so is the clock's, at the very moment it was set for. */
export const play = ({ city, first, steps }: Plan): Moment[] => {
  const moments: Moment[] = [];
  let state: Hazard = initialHazard;
  let now = MONDAY_NINE;
  const attempt = (command: HazardCommand | null): void => {
    const decision = command && decide(state, command, rules);
    if (!command || !decision?.ok) return;
    const after = evolveAll(state, decision.events);
    moments.push({ before: state, command, events: decision.events, after });
    state = after;
  };
  attempt({ ...first, meta: { actor: 'ann', at: now } });
  for (const step of steps) {
    const later = new Date(now.getTime() + step.minutes * MINUTE);
    const due = state.status === 'none' ? null : wakeAt(state, rules);
    if (step.kind < 2 && due !== null) {
      now = due > now ? due : now;
      attempt({ ...tickOf('eve'), meta: { actor: null, at: now } });
      continue;
    }
    now = later;
    const usual = step.kind < 5 ? towardsArchive(state, step.seed, now) : step.kind < 7 ? askingAndAnswering(state, step.seed, now) : null;
    attempt(usual ? { ...usual.action, meta: { actor: usual.actor, at: now } } : commandOf(state, step.attempt, now, city));
  }
  return moments;
};
