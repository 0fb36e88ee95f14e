import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categories, levels } from '../../../../src/domain/hazard/category.ts';
import type { HazardAction, HazardCommand } from '../../../../src/domain/hazard/commands.ts';
import { decide } from '../../../../src/domain/hazard/decide.ts';
import type { HazardEvent } from '../../../../src/domain/hazard/events.ts';
import { evolve, evolveAll } from '../../../../src/domain/hazard/evolve.ts';
import { FIVE_PARTS, missingParts } from '../../../../src/domain/hazard/five-fixed.ts';
import { type Hazard, initialHazard, type Photo } from '../../../../src/domain/hazard/state.ts';
import { lampReport, MONDAY_NINE, photo, rules } from './hazard-story.ts';

const HOUR = 3_600_000;
const people = ['ann', 'bo', 'chen', 'du'] as const;
const person = fc.constantFrom(...people);
const level = fc.constantFrom(...levels);
const words = fc.constantFrom('已换', '看过现场', ' ');
const photos = fc.array(
  fc.nat(40).map((n) => photo(`p${n}`)),
  { maxLength: 3 },
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const category = fc.constantFrom(...categories.map((each) => each.code));
const place = fc.record({ id: orNull(fc.nat(3)), text: orNull(fc.constantFrom('三楼', '四楼')) });
const parts = fc
  .subarray([...FIVE_PARTS], { minLength: 1 })
  .map((chosen) => Object.fromEntries(chosen.map((part) => [part, `说了${part}`])));

const anyReport = fc
  .record({
    level,
    category: fc.constantFrom('electric' as const, 'fire' as const, 'bullying' as const),
    urgent: fc.boolean(),
    sensitive: fc.boolean(),
    withheldFromSchool: fc.boolean(),
    placePerson: orNull(person),
    photos,
    photosAfter: photos,
  })
  .map((changes) => lampReport(changes));

const anyAction: fc.Arbitrary<HazardAction> = fc.oneof(
  anyReport,
  fc.record({ type: fc.constant('AddPhotos' as const), phase: fc.constantFrom('before' as const, 'after' as const), photos }),
  fc.record({
    type: fc.constant('Classify' as const),
    level: maybe(level),
    category: maybe(category),
    reason: maybe(words),
    assignee: maybe(person),
  }),
  fc.record({ type: fc.constant('Assign' as const), assignee: orNull(person) }),
  fc.record({ type: fc.constant('Accept' as const) }),
  fc.record({
    type: fc.constant('FixFive' as const),
    parts,
    until: orNull(fc.constant(new Date('2027-06-01T18:00:00+08:00'))),
    confirms: fc.boolean(),
  }),
  fc.record({ type: fc.constant('ConfirmFive' as const) }),
  fc.record({ type: fc.constant('Submit' as const), note: orNull(words), photos }),
  fc.record({ type: fc.constant('Verify' as const), note: orNull(words), onSiteEvidence: fc.boolean() }),
  fc.record({ type: fc.constant('Return' as const), reason: words }),
  fc.record({ type: fc.constant('Withdraw' as const), reason: words }),
  fc.record({ type: fc.constant('Reject' as const), reason: words }),
  fc.record({
    type: fc.constant('Correct' as const),
    description: maybe(fc.constantFrom('灯坏了', '是四楼')),
    unit: maybe(fc.constantFrom('S1', 'S2')),
    place: maybe(place),
    placePerson: maybe(orNull(person)),
    sensitive: maybe(fc.constant(true as const)),
  }),
);

const meta = {
  actor: fc.oneof({ weight: 9, arbitrary: person }, { weight: 1, arbitrary: fc.constant(null) }),
  standingInFor: maybe(orNull(person)),
};
const anyCommand: fc.Arbitrary<{ action: HazardAction; actor: string | null; standingInFor?: string | null }> = fc.record({
  action: anyAction,
  ...meta,
});

/** What usually comes next, so that random lives also get far. */
const usualNext = (state: Hazard, seed: number): { action: HazardAction; actor: string | null } => {
  const evidence: Photo[] = [photo(`fresh${seed}`)];
  const other = people[seed % people.length] ?? 'ann';
  switch (state.status) {
    case 'none':
      return { action: lampReport({ level: levels[seed % 3] ?? '一般', placePerson: seed % 2 === 0 ? 'bo' : null }), actor: 'ann' };
    case 'reported':
    case 'classified':
      return { action: { type: 'Assign', assignee: other }, actor: 'chen' };
    case 'assigned':
      if (state.level === '重大' && missingParts(state.fiveFixed).length > 0)
        return {
          action: { type: 'FixFive', parts: Object.fromEntries(FIVE_PARTS.map((part) => [part, 'x'])), confirms: seed % 3 > 0 },
          actor: 'du',
        };
      return { action: { type: 'Accept' }, actor: state.assignee };
    case 'rectifying':
      return { action: { type: 'Submit', note: null, photos: evidence }, actor: state.assignee };
    case 'submitted':
      if (seed % 5 === 0) return { action: { type: 'Return', reason: '没修好' }, actor: other };
      return { action: { type: 'Verify', note: null, onSiteEvidence: true }, actor: other };
    default:
      return { action: { type: 'Verify', note: null, onSiteEvidence: true }, actor: other };
  }
};

type Step = { chance: number; seed: number; random: { action: HazardAction; actor: string | null; standingInFor?: string | null } };
const life: fc.Arbitrary<Step[]> = fc.array(fc.record({ chance: fc.nat(9), seed: fc.nat(1000), random: anyCommand }), {
  minLength: 1,
  maxLength: 24,
});

type Moment = { before: Hazard; command: HazardCommand; events: HazardEvent[]; after: Hazard };

/** Plays a life; refused commands leave no trace. */
const play = (steps: readonly Step[]): Moment[] => {
  const moments: Moment[] = [];
  let state: Hazard = initialHazard;
  steps.forEach((step, index) => {
    const { action, ...who } = step.chance < 4 ? step.random : usualNext(state, step.seed);
    const command: HazardCommand = { ...action, meta: { ...who, at: new Date(MONDAY_NINE.getTime() + index * HOUR) } };
    const decision = decide(state, command, rules);
    if (!decision.ok) return;
    const after = evolveAll(state, decision.events);
    moments.push({ before: state, command, events: decision.events, after });
    state = after;
  });
  return moments;
};

const holds = (check: (moments: Moment[]) => void) =>
  fc.assert(
    fc.property(life, (steps) => check(play(steps))),
    { numRuns: 400 },
  );
const allPhotos = (state: Hazard): string[] =>
  state.status === 'none' ? [] : [...state.photosBefore, ...state.photosAfter, ...state.earlierPhotos].map((each) => each.hash);

describe('whatever people do, in whatever order', () => {
  it('lives reach the archive, also those of 重大 items and of returned ones', () => {
    const ends = fc.sample(life, { numRuns: 600, seed: 7 }).map(play);
    const archived = ends.filter((moments) => moments.at(-1)?.after.status === 'archived');
    expect(archived.length).toBeGreaterThan(30);
    expect(archived.some((moments) => moments.some(({ before }) => before.status !== 'none' && before.level === '重大'))).toBe(true);
    expect(ends.some((moments) => moments.some(({ events }) => events.some((event) => event.type === 'RectificationReturned')))).toBe(true);
  });

  it('nothing is closed but by a verifier who did not rectify it', () => {
    holds((moments) => {
      for (const { before, events, after } of moments) {
        if (after.status !== 'closed' && after.status !== 'archived') continue;
        expect(before.status).toBe('submitted');
        expect(events.map((event) => event.type)).toEqual(['HazardVerified', 'HazardArchived']);
        expect([after.assignee, after.submittedBy]).not.toContain(after.verifiedBy);
      }
    });
  });

  it('no 重大 item leaves assigned, or is submitted, without a confirmed 五落实', () => {
    holds((moments) => {
      for (const { before, after, events } of moments) {
        const leaves = before.status === 'assigned' && (after.status === 'rectifying' || after.status === 'submitted');
        const submits = events.some((event) => event.type === 'RectificationSubmitted');
        if ((!leaves && !submits) || after.status === 'none' || after.level !== '重大') continue;
        expect(missingParts(after.fiveFixed)).toEqual([]);
        expect(after.fiveFixed.confirmedBy).not.toBeNull();
      }
    });
  });

  it('no 重大 item is closed without evidence from the spot', () => {
    holds((moments) => {
      for (const { events, after } of moments)
        for (const event of events)
          if (event.type === 'HazardVerified' && after.status !== 'none' && after.level === '重大') expect(event.onSite).toBe(true);
    });
  });

  it('no level is lowered without a name and a reason', () => {
    holds((moments) => {
      for (const { before, after, events } of moments) {
        if (before.status === 'none' || after.status === 'none') continue;
        if (levels.indexOf(after.level) >= levels.indexOf(before.level)) continue;
        const lowering = events.find((event) => event.type === 'HazardClassified');
        expect(lowering).toMatchObject({ actor: expect.any(String), reason: expect.stringMatching(/\S/) });
      }
    });
  });

  it('no photo is ever lost, and none is kept twice in one place', () => {
    holds((moments) => {
      for (const { before, after } of moments) expect(allPhotos(after)).toEqual(expect.arrayContaining(allPhotos(before)));
      const end = moments.at(-1)?.after ?? initialHazard;
      if (end.status === 'none') return;
      for (const kept of [end.photosBefore, [...end.photosAfter, ...end.earlierPhotos]])
        expect(new Set(kept.map((each) => each.hash)).size).toBe(kept.length);
    });
  });

  it('every photo that a decision took is in the item', () => {
    holds((moments) => {
      for (const { events, after } of moments)
        for (const event of events)
          if ('photos' in event) expect(allPhotos(after)).toEqual(expect.arrayContaining(event.photos.map((each) => each.hash)));
    });
  });

  it('what is sensitive stays so, and what is confidential is never offered to the person of the place', () => {
    holds((moments) => {
      for (const { before, after } of moments) {
        if (after.status === 'none') continue;
        if (before.status !== 'none' && before.sensitive) expect(after.sensitive).toBe(true);
        if (after.sensitive || after.withheldFromSchool) expect(after.suggestedAssignee).toBeNull();
      }
    });
  });

  it('a confidential item is only handed over by a person who names somebody', () => {
    holds((moments) => {
      for (const { command, events, after } of moments) {
        if (after.status === 'none' || !(after.sensitive || after.withheldFromSchool)) continue;
        for (const event of events)
          if (event.type === 'HazardAssigned')
            expect(command).toMatchObject({ assignee: event.assignee, meta: { actor: expect.any(String) } });
      }
    });
  });

  it('the history replays to the same state, from the start and through JSON', () => {
    holds((moments) => {
      const history = moments.flatMap(({ events }) => events);
      const end = moments.at(-1)?.after ?? initialHazard;
      expect(evolveAll(initialHazard, history)).toEqual(end);
      expect(JSON.stringify(evolveAll(initialHazard, JSON.parse(JSON.stringify(history))))).toBe(JSON.stringify(end));
    });
  });

  it('every decision changes the item, and no event of it is without effect', () => {
    holds((moments) => {
      for (const { before, events } of moments) {
        expect(events.length).toBeGreaterThan(0);
        events.reduce((state, event) => {
          const next = evolve(state, event);
          expect(next).not.toEqual(state);
          return next;
        }, before);
      }
    });
  });

  it('an open item always has a time by which its step must be done, an ended one never', () => {
    holds((moments) => {
      for (const { after } of moments) {
        if (after.status === 'none') continue;
        const ended = ['archived', 'rejected', 'withdrawn'].includes(after.status);
        expect(after.stepDueAt === null).toBe(ended);
      }
    });
  });

  it('one policy stays with an item from its first assignment on', () => {
    holds((moments) => {
      for (const { before, after } of moments) if ('policy' in before && 'policy' in after) expect(after.policy).toBe(before.policy);
    });
  });

  it('deciding changes neither state nor command', () => {
    holds((moments) => {
      for (const { before, command } of moments) {
        const copies = structuredClone({ before, command });
        decide(before, command, rules);
        expect({ before, command }).toEqual(copies);
      }
    });
  });
});

describe('evolve', () => {
  it('takes any event in any state without throwing, and keeps the number', () => {
    fc.assert(
      fc.property(life, life, (one, another) => {
        const states = play(one).map(({ after }) => after);
        const strange = play(another).flatMap(({ events }) => events);
        for (const state of states)
          for (const event of strange) {
            const next = evolve(state, event);
            expect('number' in next && next.number).toBe('number' in state && state.number);
          }
      }),
      { numRuns: 100 },
    );
  });

  it('knows nothing before the report', () => {
    const later = play([{ chance: 9, seed: 0, random: { action: { type: 'Accept' }, actor: null } }]).flatMap(({ events }) =>
      events.slice(1),
    );
    expect(later.length).toBeGreaterThan(0);
    expect(later.reduce(evolve, initialHazard)).toEqual(initialHazard);
  });
});
