import fc from 'fast-check';
import { categories, levels } from '../../../src/domain/hazard/category.ts';
import type { HazardAction, OnSite, Report } from '../../../src/domain/hazard/commands.ts';
import { RUNGS } from '../../../src/domain/hazard/deadline-policy.ts';
import { decide } from '../../../src/domain/hazard/decide.ts';
import type { HazardEvent } from '../../../src/domain/hazard/events.ts';
import { evolveAll } from '../../../src/domain/hazard/evolve.ts';
import { FIVE_PARTS } from '../../../src/domain/hazard/five-fixed.ts';
import { type Hazard, initialHazard, type Photo } from '../../../src/domain/hazard/state.ts';
import { MONDAY_NINE, rules } from '../domain/hazard/hazard-story.ts';

const MINUTE = 60_000;

/** In everything that people wrote: none of it may be found in what history keeps for ever. */
export const OWN_WORDS = '亲笔';

const people = ['ann', 'bo', 'chen', 'du'] as const;
const person = fc.constantFrom(...people);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const words = fc
  .oneof(fc.string({ maxLength: 12, unit: 'grapheme' }), fc.constantFrom('2026-11-25T18:00:00.000+08:00', '{"$date":"2026"}', '$'))
  .map((text) => `${OWN_WORDS}${text}`);
const moment = fc.nat(60 * 24 * 90).map((minutes) => new Date(MONDAY_NINE.getTime() + minutes * MINUTE + (minutes % 7)));
const photo: fc.Arbitrary<Photo> = fc.record({ hash: fc.nat(30).map((n) => `p${n}`), at: moment, by: orNull(person) });
const photos = fc.array(photo, { maxLength: 3 });
const onSite: fc.Arbitrary<OnSite> = fc.oneof(
  photo.map((one) => ({ kind: 'photo' as const, photo: { ...one, at: MONDAY_NINE } })),
  fc.record({ kind: fc.constant('position' as const), text: orNull(words), at: fc.constant(MONDAY_NINE) }),
);

const report: fc.Arbitrary<Report> = fc.record({
  type: fc.constant('Report' as const),
  number: fc.constant('H26110001'),
  unit: fc.constantFrom('S1', 'S2'),
  place: fc.record({ id: orNull(fc.nat(9)), text: orNull(words) }),
  description: words,
  category: fc.constantFrom(...categories.map(({ code }) => code)),
  level: fc.constantFrom(...levels),
  urgent: fc.boolean(),
  sensitive: fc.boolean(),
  source: fc.constantFrom('自查' as const, '上级通报' as const),
  reporterHidden: fc.boolean(),
  withheldFromSchool: fc.boolean(),
  basis: fc.array(fc.record({ words, clause: fc.constant('附件1 第3条') }), { maxLength: 2 }),
  photos,
  photosAfter: maybe(photos),
  placePerson: orNull(person),
  possibleDuplicateOf: orNull(fc.constant('H26110002')),
  dangerousWork: orNull(fc.record({ situation: fc.constantFrom(1 as const, 2 as const, 3 as const), words })),
});

const action: fc.Arbitrary<HazardAction> = fc.oneof(
  fc.record({ type: fc.constant('AddPhotos' as const), phase: fc.constantFrom('before' as const, 'after' as const), photos }),
  fc.record({
    type: fc.constant('Classify' as const),
    level: maybe(fc.constantFrom(...levels)),
    reason: maybe(words),
    assignee: maybe(person),
  }),
  fc.record({ type: fc.constant('Assign' as const), assignee: orNull(person) }),
  fc.constant({ type: 'Accept' as const }),
  fc.record({
    type: fc.constant('FixFive' as const),
    parts: fc.record(Object.fromEntries(FIVE_PARTS.map((part) => [part, words])), { requiredKeys: [] }),
    until: orNull(moment),
    confirms: fc.boolean(),
  }),
  fc.constant({ type: 'ConfirmFive' as const }),
  fc.record({ type: fc.constant('Submit' as const), note: orNull(words), photos, confirmsRepeated: fc.boolean() }),
  fc.record({ type: fc.constant('Verify' as const), note: orNull(words), onSite: orNull(onSite) }),
  fc.record({ type: fc.constant('Return' as const), reason: words }),
  fc.record({
    type: fc.constant('Correct' as const),
    description: maybe(words),
    place: maybe(fc.record({ id: orNull(fc.nat(9)), text: orNull(words) })),
  }),
  fc.record({ type: fc.constant('Transfer' as const), assignee: person, reason: words }),
  fc.record({
    type: fc.constant('Escalate' as const),
    to: orNull(person),
    tree: fc.constantFrom('sector' as const, 'territorial' as const),
    reason: words,
  }),
  fc.record({ type: fc.constant('AnswerEscalation' as const), note: words, until: orNull(moment) }),
  fc.record({ type: fc.constant('AskExtension' as const), until: moment, reason: words }),
  fc.record({ type: fc.constant('GrantExtension' as const), until: orNull(moment) }),
  fc.record({ type: fc.constant('RefuseExtension' as const), reason: words }),
  fc.constant({ type: 'ClearDuplicate' as const }),
  fc.record({ type: fc.constant('Follow' as const), from: fc.constant('H26110003'), followers: fc.subarray([...people]) }),
  fc.record({ type: fc.constant('Enforce' as const), measure: words }),
  fc.record({ type: fc.constant('Supervise' as const), note: orNull(words) }),
  fc.record({ type: fc.constant('TakeMeasure' as const), measure: words }),
  fc.record({ type: fc.constant('Reopen' as const), reason: words }),
  fc.record({
    type: fc.constant('Tick' as const),
    rungs: fc.constant(Object.fromEntries(RUNGS.map((rung) => [rung, ['ann']])) as Record<(typeof RUNGS)[number], string[]>),
    deputies: fc.constant({ bo: 'du' }),
    responsible: fc.constant(['chen']),
  }),
  { arbitrary: fc.record({ type: fc.constantFrom('Withdraw' as const, 'Reject' as const), reason: words }), weight: 1 },
);

/** What usually comes next: random lives get far only with some help. */
const usual = (state: Hazard, photosNow: Photo[]): { action: HazardAction; actor: string } | null => {
  switch (state.status) {
    case 'reported':
    case 'classified':
      return { action: { type: 'Assign', assignee: 'bo' }, actor: 'chen' };
    case 'assigned':
      return { action: { type: 'Accept' }, actor: state.assignee };
    case 'rectifying':
      return { action: { type: 'Submit', note: null, photos: photosNow, confirmsRepeated: true }, actor: state.assignee };
    case 'submitted':
      return { action: { type: 'Verify', note: null, onSite: null }, actor: 'du' };
    default:
      return null;
  }
};

type Step = { usual: boolean; action: HazardAction; actor: string | null; minutes: number; photos: Photo[] };

const step: fc.Arbitrary<Step> = fc.record({
  usual: fc.boolean(),
  action,
  actor: fc.oneof({ weight: 9, arbitrary: person }, { weight: 1, arbitrary: fc.constant(null) }),
  minutes: fc.nat(60 * 48),
  photos: fc.array(photo, { minLength: 1, maxLength: 2 }),
});

export type Life = { events: HazardEvent[]; state: Hazard };

const play = (first: Report, steps: readonly Step[]): Life => {
  let at = MONDAY_NINE;
  const life: Life = { events: [], state: initialHazard };
  const attempt = (action: HazardAction, actor: string | null): void => {
    const decision = decide(life.state, { ...action, meta: { actor, at } }, rules);
    if (!decision.ok) return;
    life.events.push(...decision.events);
    life.state = evolveAll(life.state, decision.events);
  };
  attempt(first, 'ann');
  for (const each of steps) {
    at = new Date(at.getTime() + each.minutes * MINUTE);
    const helped = each.usual ? usual(life.state, each.photos) : null;
    attempt(helped?.action ?? each.action, helped ? helped.actor : each.actor);
  }
  return life;
};

/** The events of lives that the domain itself decided, and the states that they led to. */
export const anyLife: fc.Arbitrary<Life> = fc.tuple(report, fc.array(step, { maxLength: 25 })).map(([first, steps]) => play(first, steps));
