import { describe, expect, it } from 'vitest';
import { isoLocal } from '../../../../src/domain/calendar/local-time.ts';
import type { HazardCommand, Report } from '../../../../src/domain/hazard/commands.ts';
import { type DeadlinePolicy, defaultDeadlinePolicy } from '../../../../src/domain/hazard/deadline-policy.ts';
import { decide } from '../../../../src/domain/hazard/decide.ts';
import { evolveAll } from '../../../../src/domain/hazard/evolve.ts';
import type { Hazard } from '../../../../src/domain/hazard/state.ts';
import {
  accepts,
  agrees,
  assignTo,
  by,
  confirm,
  corrects,
  fixesFive,
  HEAD,
  nowhere,
  OFFICER,
  PLUMBER,
  PORTER,
  photo,
  reported,
  returns,
  rules,
  stateAfter,
  submits,
} from './hazard-story.ts';

const said = (at: Date | null): string | null => (at === null ? null : isoLocal(at).slice(5, 16));
const stepDue = (state: Hazard): string | null => (state.status === 'none' ? null : said(state.stepDueAt));
const deadline = (state: Hazard): string | null => ('deadline' in state ? said(state.deadline) : null);
const at = (time: string): Date => new Date(`2026-11-${time}:00+08:00`);

/** Each step begins on Monday 2026-11-23 at 09:00; a working day has 10.5 hours. */
const grades: [string, Partial<Report>, Record<'classify' | 'accept' | 'rectify' | 'verify', string>][] = [
  ['一般', {}, { classify: '11-23T13:00', accept: '11-24T18:00', rectify: '11-26T18:00', verify: '11-25T18:00' }],
  ['较大', { level: '较大' }, { classify: '11-23T11:00', accept: '11-23T13:00', rectify: '12-08T23:59', verify: '11-25T18:00' }],
  ['urgent', { urgent: true }, { classify: '11-23T09:30', accept: '11-23T10:00', rectify: '11-26T18:00', verify: '11-24T18:00' }],
];

describe('when each step is due', () => {
  it.each(grades)('of a %s item', (_name, changes, expected) => {
    const waiting = reported({ ...changes, ...nowhere });
    const assigned = stateAfter(waiting, assignTo(PORTER));
    expect({
      classify: stepDue(stateAfter(waiting)),
      accept: stepDue(assigned),
      rectify: stepDue(stateAfter(waiting, assignTo(PORTER), accepts(PORTER))),
      verify: stepDue(stateAfter(waiting, assignTo(PORTER), submits(PORTER, 'done'))),
    }).toEqual(expected);
    expect(deadline(assigned)).toBe(expected.rectify);
  });

  it('of a classified item that nobody has: the time for classifying again', () => {
    expect(stepDue(stateAfter(reported(nowhere), by(OFFICER, { type: 'Classify' }, at('23T10:00'))))).toBe('11-23T14:00');
  });

  it('ends with the item', () => {
    expect(stepDue(stateAfter(reported(), submits(PORTER, 'done'), agrees(HEAD)))).toBeNull();
  });

  it('does not start again by handing the item on', () => {
    const passedOn = stateAfter(reported(), by(OFFICER, { type: 'Assign', assignee: PLUMBER }, at('25T09:00')));
    expect(deadline(passedOn)).toBe('11-26T18:00');
    expect(stepDue(passedOn)).toBe('11-26T18:00');
    const corrected = stateAfter(reported(), {
      ...corrects('teacher', { place: { id: 8, text: '四楼' }, placePerson: PLUMBER }),
      meta: { actor: 'teacher', at: at('25T09:00') },
    });
    expect(deadline(corrected)).toBe('11-26T18:00');
  });

  it('starts again for the new grade when the level changes', () => {
    const raised = by(OFFICER, { type: 'Classify', level: '较大' }, at('24T09:00'));
    expect([stepDue(stateAfter(reported(), raised)), deadline(stateAfter(reported(), raised))]).toEqual(['11-24T13:00', '12-09T23:59']);
    expect(stepDue(stateAfter(reported(), accepts(PORTER), raised))).toBe('12-09T23:59');
  });

  it('stays when only the category changes, or when an urgent item changes its level', () => {
    const recategorised = by(OFFICER, { type: 'Classify', category: 'fire' }, at('24T09:00'));
    expect([stepDue(stateAfter(reported(), recategorised)), deadline(stateAfter(reported(), recategorised))]).toEqual([
      '11-24T18:00',
      '11-26T18:00',
    ]);
    const urgent = [reported({ urgent: true }), confirm];
    const raised = stateAfter(...urgent, by(OFFICER, { type: 'Classify', level: '重大' }, at('24T09:00')));
    expect([stepDue(raised), deadline(raised)]).toEqual(['11-23T10:00', '11-26T18:00']);
  });

  it('gives a returned item the time to react, and leaves its deadline', () => {
    const late: HazardCommand = { ...returns(HEAD), meta: { actor: HEAD, at: at('27T09:00') } };
    const item = stateAfter(reported(), submits(PORTER, 'done'), late);
    expect([stepDue(item), deadline(item)]).toEqual(['11-30T18:00', '11-26T18:00']);
    expect(stepDue(stateAfter(reported(), submits(PORTER, 'done'), returns(HEAD)))).toBe('11-26T18:00');
  });

  it('of a 重大 item is the plan’s day once its plan is confirmed', () => {
    const grave = [reported({ level: '重大' }), assignTo(PORTER)];
    expect([stepDue(stateAfter(...grave)), deadline(stateAfter(...grave))]).toEqual(['11-23T10:00', '11-26T18:00']);
    const drafted = stateAfter(...grave, fixesFive(PORTER, false));
    expect([stepDue(drafted), deadline(drafted)]).toEqual(['11-26T18:00', '11-26T18:00']);
    const confirmed = stateAfter(...grave, fixesFive(HEAD, true));
    expect([stepDue(confirmed), deadline(confirmed)]).toEqual(['11-23T10:00', '12-10T18:00']);
    expect(stepDue(stateAfter(...grave, fixesFive(HEAD, true), accepts(PORTER)))).toBe('12-10T18:00');
  });

  it('of a milder item is not moved by a draft of a plan', () => {
    expect(stepDue(stateAfter(reported(), fixesFive(PORTER, false)))).toBe('11-24T18:00');
  });

  it('of a 重大 item is not the day of a plan that nobody has confirmed', () => {
    expect(deadline(stateAfter(reported({ level: '重大' }), fixesFive(OFFICER, false), assignTo(PORTER)))).toBe('11-26T18:00');
  });

  it('gives a 一般 item no more time for having a plan', () => {
    expect(deadline(stateAfter(reported(), fixesFive(HEAD, true)))).toBe('11-26T18:00');
    expect(deadline(stateAfter(reported(nowhere), fixesFive(HEAD, true), assignTo(PORTER)))).toBe('11-26T18:00');
  });

  it('goes by the policy of the day of the assignment, whatever the city changes later', () => {
    const stricter: DeadlinePolicy = {
      ...defaultDeadlinePolicy,
      steps: { ...defaultDeadlinePolicy.steps, verify: { ...defaultDeadlinePolicy.steps.verify, 一般: { kind: 'minutes', n: 1 } } },
    };
    const assigned = stateAfter(reported());
    const done = decide(assigned, submits(PORTER, 'done'), { ...rules, policy: stricter });
    expect(done.ok && stepDue(evolveAll(assigned, done.events))).toBe('11-25T18:00');
    const fresh = decide({ status: 'none' }, reported({ photosAfter: [photo('done')] }), { ...rules, policy: stricter });
    expect(fresh.ok && stepDue(evolveAll({ status: 'none' }, fresh.events))).toBe('11-23T09:01');
  });
});
