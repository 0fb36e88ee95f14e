import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levels } from '../../../../src/domain/hazard/category.ts';
import { wakeAt } from '../../../../src/domain/hazard/clockwork.ts';
import type { HazardCommand } from '../../../../src/domain/hazard/commands.ts';
import { decide } from '../../../../src/domain/hazard/decide.ts';
import type { HazardEvent, HazardEventType } from '../../../../src/domain/hazard/events.ts';
import { evolve, evolveAll } from '../../../../src/domain/hazard/evolve.ts';
import { missingParts } from '../../../../src/domain/hazard/five-fixed.ts';
import { type Hazard, initialHazard, isIn, type KnownHazard, OPEN_STATUSES } from '../../../../src/domain/hazard/state.ts';
import { events as eventsOf, rules, ticks } from './hazard-story.ts';
import { anyPlan, type Moment, play, towardsArchive } from './random-life.ts';

const ENDS = ['archived', 'rejected', 'merged', 'withdrawn'];

const holds = (check: (moments: Moment[]) => void, numRuns = 120) =>
  fc.assert(
    fc.property(anyPlan, (plan) => check(play(plan))),
    { numRuns },
  );
/** The same of each moment after the report. */
const holdsAlways = (check: (moment: Moment & { before: KnownHazard; after: KnownHazard }) => void) =>
  holds((moments) => {
    for (const { before, after, ...rest } of moments)
      if (before.status !== 'none' && after.status !== 'none') check({ before, after, ...rest });
  });

const allPhotos = (state: Hazard): string[] =>
  state.status === 'none' ? [] : [...state.photosBefore, ...state.photosAfter, ...state.earlierPhotos].map((each) => each.hash);
const has = (events: readonly HazardEvent[], ...types: HazardEventType[]): boolean => events.some((event) => types.includes(event.type));
const actsFor = ({ meta }: HazardCommand): (string | null | undefined)[] => [meta.actor, meta.standingInFor];

describe('random lives', () => {
  it('reach every status and every event, so that the laws below are tried on all of them', () => {
    const lives = fc.sample(anyPlan, { numRuns: 800, seed: 7 }).map(play);
    const statuses = new Set(lives.flatMap((moments) => moments.map(({ after }) => after.status)));
    expect([...statuses].sort()).toEqual([
      'archived',
      'assigned',
      'classified',
      'merged',
      'rectifying',
      'rejected',
      'reported',
      'submitted',
      'withdrawn',
    ]);
    const types = new Set(lives.flatMap((moments) => moments.flatMap(({ events }) => events.map((event) => event.type))));
    expect([...types].sort()).toEqual(EVERY_EVENT);
    const graveAndArchived = lives.filter((moments) =>
      moments.some(({ before, after }) => before.status !== 'none' && before.level === '重大' && after.status === 'archived'),
    );
    expect(graveAndArchived.length).toBeGreaterThan(5);
  });
});

const EVERY_EVENT: HazardEventType[] = [
  'AccountabilityDecided',
  'AccountabilityOpened',
  'DeputiesCalled',
  'DuplicateCleared',
  'EscalationAnswered',
  'ExtensionGranted',
  'ExtensionRefused',
  'ExtensionRequested',
  'FiveConfirmed',
  'FiveFixed',
  'FollowersAdded',
  'HazardAccepted',
  'HazardArchived',
  'HazardAssigned',
  'HazardClassified',
  'HazardCorrected',
  'HazardEnforced',
  'HazardEscalated',
  'HazardMerged',
  'HazardRejected',
  'HazardReopened',
  'HazardReported',
  'HazardSupervised',
  'HazardTransferred',
  'HazardVerified',
  'HazardWithdrawn',
  'InterimMeasureTaken',
  'PhotosAdded',
  'RectificationReturned',
  'RectificationSubmitted',
  'StepOverdue',
];

describe('whatever people do, in whatever order, at whatever time', () => {
  it('nothing is closed but by a verifier who did not rectify it, in his own name or in another’s', () => {
    holdsAlways(({ before, command, events, after }) => {
      if (before.status === after.status || !isIn(after, 'closed', 'archived')) return;
      expect(before.status).toBe('submitted');
      expect(events.map((event) => event.type)).toEqual(['HazardVerified', 'HazardArchived']);
      expect(after.verifiedBy).toBe(command.meta.actor);
      for (const person of actsFor(command)) expect([after.assignee, after.submittedBy]).not.toContain(person);
    });
  });

  it('no 重大 item leaves assigned for work, or is submitted, without a confirmed 五落实', () => {
    holdsAlways(({ before, after, events }) => {
      const leaves = before.status === 'assigned' && isIn(after, 'rectifying', 'submitted');
      if (!(leaves || has(events, 'RectificationSubmitted')) || after.level !== '重大') return;
      expect(missingParts(after.fiveFixed)).toEqual([]);
      expect(after.fiveFixed.confirmedBy).not.toBeNull();
    });
  });

  it('no 重大 item is closed without evidence from the spot', () => {
    holdsAlways(({ events, after }) => {
      for (const event of events) if (event.type === 'HazardVerified' && after.level === '重大') expect(event.onSite).not.toBeNull();
    });
  });

  it('no level is lowered without a name and a reason', () => {
    holdsAlways(({ before, after, events }) => {
      if (levels.indexOf(after.level) >= levels.indexOf(before.level)) return;
      const lowering = events.find((event) => event.type === 'HazardClassified');
      expect(lowering).toMatchObject({ actor: expect.any(String), by: expect.any(String), reason: expect.stringMatching(/\S/) });
    });
  });

  it('nothing that was known is lost: number, reporter, time, photos, followers, files', () => {
    holdsAlways(({ before, after }) => {
      const lasting = ({ number, reporter, reportedAt, source, urgent, withheldFromSchool, reporterHidden }: KnownHazard) => ({
        number,
        reporter,
        reportedAt,
        source,
        urgent,
        withheldFromSchool,
        reporterHidden,
      });
      expect(lasting(after)).toEqual(lasting(before));
      expect(allPhotos(after)).toEqual(expect.arrayContaining(allPhotos(before)));
      expect(after.followers).toEqual(expect.arrayContaining(before.followers));
      expect(after.cases.map((each) => each.trigger)).toEqual(expect.arrayContaining(before.cases.map((each) => each.trigger)));
      if (before.supervised) expect(after.supervised).toEqual(before.supervised);
      if (before.interimMeasure) expect(after.interimMeasure).not.toBeNull();
      if (before.dangerousWork) expect(after.dangerousWork).toEqual(before.dangerousWork);
      for (const file of before.cases) if (file.decision) expect(after.cases).toContainEqual(file);
    });
  });

  it('every photo that a decision took is in the item, and none twice in one attempt', () => {
    holds((moments) => {
      for (const { events, after } of moments) {
        for (const event of events)
          if ('photos' in event) expect(allPhotos(after)).toEqual(expect.arrayContaining(event.photos.map((each) => each.hash)));
        if (after.status === 'none') continue;
        for (const kept of [after.photosBefore, after.photosAfter]) expect(new Set(kept.map((each) => each.hash)).size).toBe(kept.length);
      }
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

  it('a confidential item is only handed over by a person who names somebody, and never merged', () => {
    holdsAlways(({ command, events, after }) => {
      if (!(after.sensitive || after.withheldFromSchool)) return;
      expect(has(events, 'HazardMerged')).toBe(false);
      for (const event of events)
        if (event.type === 'HazardAssigned')
          expect(command).toMatchObject({ assignee: event.assignee, meta: { actor: expect.any(String) } });
    });
  });

  it('a deadline comes nearer only by another grading, a confirmed plan, or taking the item up again', () => {
    holdsAlways(({ before, after, events }) => {
      if (!('deadline' in before && 'deadline' in after) || after.deadline >= before.deadline) return;
      expect(has(events, 'HazardClassified', 'FiveConfirmed', 'HazardReopened')).toBe(true);
    });
  });

  it('more time is given by another than who has the work or has asked for it', () => {
    holdsAlways(({ before, command, events }) => {
      if (!isIn(before, 'assigned', 'rectifying')) return;
      const givesTime = events.some(
        (event) => event.type === 'ExtensionGranted' || (event.type === 'EscalationAnswered' && event.deadline !== null),
      );
      if (!givesTime) return;
      for (const person of actsFor(command)) expect(person).not.toBe(before.assignee);
      if (has(events, 'ExtensionGranted')) for (const person of actsFor(command)) expect(person).not.toBe(before.extension?.by);
    });
  });

  it('a merged item names another one', () => {
    holds((moments) => {
      for (const { after } of moments)
        if (after.status === 'merged') expect([after.mergedInto, after.number]).toEqual(['H26110002', 'H26110001']);
    });
  });

  it('the history replays to the same state', () => {
    holds((moments) => {
      const history = moments.flatMap(({ events }) => events);
      const end = moments.at(-1)?.after ?? initialHazard;
      expect(evolveAll(initialHazard, history)).toEqual(end);
      expect(evolveAll(initialHazard, structuredClone(history))).toEqual(end);
    });
  });

  it('every decision leaves events, and no event is without effect but a further entry of 查处', () => {
    holds((moments) => {
      for (const { before, events } of moments) {
        expect(events.length).toBeGreaterThan(0);
        events.reduce((state, event) => {
          const next = evolve(state, event);
          const noted = event.type === 'HazardEnforced' && state.status !== 'none' && state.interimMeasure !== null;
          if (!noted) expect(next).not.toEqual(state);
          return next;
        }, before);
      }
    });
  });

  it('an open item always has a time by which its step must be done, an ended one never', () => {
    holds((moments) => {
      for (const { after } of moments) if (after.status !== 'none') expect(after.stepDueAt === null).toBe(ENDS.includes(after.status));
    });
  });

  it('one policy stays with an item from its first assignment on', () => {
    holdsAlways(({ before, after }) => {
      if ('policy' in before && 'policy' in after) expect(after.policy).toEqual(before.policy);
    });
  });

  it('what a person has taken up stays so', () => {
    holdsAlways(({ before, command, events }) => {
      if (command.type !== 'Withdraw') return;
      expect(before.takenUp).toBe(false);
      expect(isIn(before, 'rectifying')).toBe(false);
      expect(events.map((event) => event.type)).toEqual(['HazardWithdrawn']);
    });
    holds((moments) => {
      const person = moments.findIndex(
        ({ events }) => has(events, 'HazardAccepted') || events.some((event) => event.type === 'HazardClassified' && event.by !== 'system'),
      );
      if (person >= 0) expect(moments.slice(person + 1).some(({ events }) => has(events, 'HazardWithdrawn'))).toBe(false);
    });
  });

  it('deciding changes neither state nor command', () => {
    holds((moments) => {
      for (const { before, command } of moments) {
        const copies = structuredClone({ before, command });
        decide(before, command, rules);
        expect({ before, command }).toEqual(copies);
      }
    }, 60);
  });
});

describe('the clock', () => {
  it('tells each rung once of a step, opens a file once for a ground, calls for somebody once in a step', () => {
    holds((moments) => {
      const files: string[] = [];
      let heard: string[] = [];
      let called: string[] = [];
      for (const { before, events, after } of moments) {
        const step = (state: Hazard) => (state.status === 'none' ? '' : `${state.status} ${state.stepDueAt?.getTime()}`);
        if (step(before) !== step(after)) heard = [];
        if (has(events, 'HazardReopened')) called = [];
        for (const event of events) {
          if (event.type === 'StepOverdue') heard.push(event.rung);
          if (event.type === 'AccountabilityOpened') files.push(event.trigger);
          if (event.type === 'DeputiesCalled') called.push(event.since.toISOString());
        }
        for (const list of [heard, files, called]) expect(new Set(list).size).toBe(list.length);
      }
    });
  });

  it('always finds something to do at the moment it was set for, nothing before it, and is set for later afterwards', () => {
    holds((moments) => {
      for (const { after } of moments) {
        if (after.status === 'none') continue;
        const due = wakeAt(after, rules);
        expect(due === null || isIn(after, ...OPEN_STATUSES)).toBe(true);
        if (due === null) continue;
        expect(decide(after, ticks(new Date(due.getTime() - 1)), rules)).toEqual({ ok: false, rejection: { code: 'unchanged' } });
        const decision = decide(after, ticks(due), rules);
        expect(decision.ok).toBe(true);
        const next = evolveAll(after, decision.ok ? decision.events : []) as KnownHazard;
        const again = wakeAt(next, rules);
        if (again !== null) expect(again.getTime()).toBeGreaterThan(due.getTime());
        expect(decide(next, ticks(due), rules).ok).toBe(false);
      }
    }, 100);
  });

  it('comes to rest when nobody does anything: every rung has heard, and nothing has changed but what was heard', () => {
    holds((moments) => {
      const start = moments.at(-1)?.after;
      if (!start || start.status === 'none') return;
      let item: KnownHazard = start;
      for (let rounds = 0; rounds < 12; rounds += 1) {
        const due = wakeAt(item, rules);
        if (due === null) break;
        item = evolveAll(item, eventsOf(item, ticks(due))) as KnownHazard;
      }
      expect(wakeAt(item, rules)).toBeNull();
      if (isIn(item, ...OPEN_STATUSES)) expect(item.climb?.rungs).toHaveLength(5);
      const unheard = { climb: null, standIns: null, cases: [] };
      expect({ ...item, ...unheard }).toEqual({ ...start, ...unheard });
    }, 100);
  });
});

describe('from wherever people have brought an item', () => {
  it('there is a way to the archive', () => {
    holds((moments) => {
      for (const { after, command } of moments.slice(-3)) {
        let state = after;
        const at = command.meta.at;
        for (let step = 0; step < 6 && isIn(state, ...OPEN_STATUSES); step += 1) {
          const next = towardsArchive(state, 1000 + step, at);
          if (next) state = evolveAll(state, eventsOf(state, { ...next.action, meta: { actor: next.actor, at } }));
        }
        expect(ENDS).toContain(state.status);
        if (isIn(after, ...OPEN_STATUSES)) expect(state.status).toBe('archived');
      }
    });
  });

  it('there is a way to reject it, after returning what was handed in', () => {
    holds((moments) => {
      const last = moments.at(-1);
      if (!last || !isIn(last.after, ...OPEN_STATUSES)) return;
      const at = last.command.meta.at;
      const meta = { actor: 'zoe', at };
      let state: Hazard = last.after;
      if (state.status === 'submitted') state = evolveAll(state, eventsOf(state, { type: 'Return', reason: '没有这回事', meta }));
      state = evolveAll(state, eventsOf(state, { type: 'Reject', reason: '没有这回事', meta }));
      expect(state.status).toBe('rejected');
    });
  });
});

describe('evolve', () => {
  it('takes any event in any state without throwing, and keeps the number and the photos', () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, (one, another) => {
        const states = play(one).map(({ after }) => after);
        const strange = play(another).flatMap(({ events }) => events);
        for (const state of states)
          for (const event of strange) {
            const next = evolve(state, event);
            expect('number' in next && next.number).toBe('number' in state && state.number);
            const now = new Set(allPhotos(next));
            expect(allPhotos(state).every((hash) => now.has(hash))).toBe(true);
          }
      }),
      { numRuns: 40 },
    );
  });

  it('knows nothing before the report', () => {
    const [life] = fc.sample(anyPlan, { numRuns: 1, seed: 11 });
    const later = life ? play(life).flatMap(({ events }) => events.slice(events[0]?.type === 'HazardReported' ? 1 : 0)) : [];
    expect(later.length).toBeGreaterThan(0);
    expect(later.reduce(evolve, initialHazard)).toEqual(initialHazard);
  });
});
