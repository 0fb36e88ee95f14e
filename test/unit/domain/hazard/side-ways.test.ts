import { describe, expect, it } from 'vitest';
import type { CommandOf, HazardCommand, Meta } from '../../../../src/domain/hazard/commands.ts';
import { STATUSES } from '../../../../src/domain/hazard/state.ts';
import {
  accepts,
  agrees,
  assignTo,
  by,
  confirm,
  fixesFive,
  given,
  HEAD,
  inStatus,
  itemAfter,
  MONDAY_NINE,
  nowhere,
  OFFICER,
  PLUMBER,
  PORTER,
  photo,
  reported,
  stateAfter,
  submits,
  TEACHER,
} from './hazard-story.ts';

const at = (time: string): Date => new Date(`2026-${time}:00+08:00`);
const DEADLINE = at('11-26T18:00');

describe('延期', () => {
  const asks = (until: Date, meta: Partial<Meta> & { actor?: string } = {}, reason = '配件没到') =>
    by(meta.actor ?? PORTER, { type: 'AskExtension', until, reason }, MONDAY_NINE, meta);
  const grants = (actor: string, until: Date | null = null, meta: Partial<Meta> = {}) =>
    by(actor, { type: 'GrantExtension', until }, MONDAY_NINE, meta);

  it.each([
    ['later', asks(at('11-30T18:00')), ['ExtensionRequested']],
    ['over already', asks(at('11-22T18:00')), { code: 'deadline-in-the-past', until: at('11-22T18:00') }],
    ['now', asks(MONDAY_NINE), { code: 'deadline-in-the-past', until: MONDAY_NINE }],
    ['the deadline itself', asks(DEADLINE), { code: 'deadline-not-later', until: DEADLINE, deadline: DEADLINE }],
    ['without a reason', asks(at('11-30T18:00'), {}, ' '), { code: 'reason-missing' }],
    ['by somebody else', asks(at('11-30T18:00'), { actor: PLUMBER }), { code: 'not-the-assignee', assignee: PORTER }],
    ['by the stand-in', asks(at('11-30T18:00'), { actor: PLUMBER, standingInFor: PORTER }), ['ExtensionRequested']],
  ] as [string, HazardCommand, unknown][])('asked for: %s', (_name, command, expected) => {
    expect(given(reported()).when(command)).toEqual(expected);
  });

  const asked = [reported(), accepts(PORTER), asks(at('11-30T18:00'))];
  const byStandIn = [reported(), accepts(PORTER), asks(at('11-30T18:00'), { actor: HEAD, standingInFor: PORTER })];

  it.each([
    ['as asked', asked, grants(HEAD), ['ExtensionGranted']],
    ['another day', asked, grants(HEAD, at('11-27T18:00')), ['ExtensionGranted']],
    ['a day that is no later', asked, grants(HEAD, DEADLINE), { code: 'deadline-not-later', until: DEADLINE, deadline: DEADLINE }],
    ['by the assignee', asked, grants(PORTER), { code: 'rectifier-cannot-verify' }],
    ['in the assignee’s name', asked, grants(HEAD, null, { standingInFor: PORTER }), { code: 'rectifier-cannot-verify' }],
    ['by the stand-in who asked', byStandIn, grants(HEAD), { code: 'rectifier-cannot-verify' }],
    ['that nobody asked for', [reported()], grants(HEAD), { code: 'no-extension-asked' }],
    ['refused without a reason', asked, by(HEAD, { type: 'RefuseExtension', reason: '' }), { code: 'reason-missing' }],
    ['refused', asked, by(HEAD, { type: 'RefuseExtension', reason: '不能再拖' }), ['ExtensionRefused']],
  ] as [string, HazardCommand[], HazardCommand, unknown][])('answered: %s', (_name, story, command, expected) => {
    expect(given(...story).when(command)).toEqual(expected);
  });

  it('asked for again replaces what was asked before, and granted moves the deadline', () => {
    const twice = itemAfter(...asked, asks(at('12-04T18:00')));
    expect(twice.extension?.until).toEqual(at('12-04T18:00'));
    expect(itemAfter(...asked, asks(at('12-04T18:00')), grants(HEAD))).toMatchObject({
      deadline: at('12-04T18:00'),
      stepDueAt: at('12-04T18:00'),
      extension: null,
    });
  });
});

describe('转办', () => {
  const transfers = (assignee: string, reason = '归水电工管') => by(PORTER, { type: 'Transfer', assignee, reason }, at('11-25T09:00'));

  it('keeps the deadline, gives the next one time to accept, and ends what was asked above', () => {
    const story = [reported(), accepts(PORTER), by(PORTER, { type: 'Escalate', to: OFFICER, tree: 'sector', reason: '没钱' })];
    const item = inStatus(stateAfter(...story, transfers(PLUMBER)), 'assigned');
    expect(item).toMatchObject({ assignee: PLUMBER, deadline: DEADLINE, stepDueAt: at('11-26T18:00'), escalation: null });
    expect(item).not.toHaveProperty('acceptedAt');
  });

  it.each([
    ['nobody', transfers(' '), 'nobody-to-assign'],
    ['himself', transfers(PORTER), 'unchanged'],
    ['somebody without a reason', transfers(PLUMBER, ' '), 'reason-missing'],
  ])('to %s is refused', (_name, command, code) => {
    expect(given(reported()).when(command)).toEqual({ code });
  });
});

describe('上报', () => {
  const escalated = [reported(), accepts(PORTER), by(PORTER, { type: 'Escalate', to: OFFICER, tree: 'sector', reason: '没钱' })];
  const answers = (actor: string, until: Date | null, meta: Partial<Meta> = {}) =>
    by(actor, { type: 'AnswerEscalation', note: '给两万', until }, MONDAY_NINE, meta);

  it.each([
    ['with money', answers(OFFICER, null), ['EscalationAnswered']],
    ['with time', answers(OFFICER, at('12-04T18:00')), ['EscalationAnswered']],
    [
      'with less time than there was',
      answers(OFFICER, at('11-24T18:00')),
      { code: 'deadline-not-later', until: at('11-24T18:00'), deadline: DEADLINE },
    ],
    ['with a day that is over', answers(OFFICER, at('11-20T18:00')), { code: 'deadline-in-the-past', until: at('11-20T18:00') }],
    ['with time for himself', answers(PORTER, at('12-04T18:00')), { code: 'rectifier-cannot-verify' }],
    ['with time in the assignee’s name', answers(HEAD, at('12-04T18:00'), { standingInFor: PORTER }), { code: 'rectifier-cannot-verify' }],
  ] as [string, HazardCommand, unknown][])('answered %s', (_name, command, expected) => {
    expect(given(...escalated).when(command)).toEqual(expected);
  });

  it('leaves the work where it is until it is answered', () => {
    expect(itemAfter(...escalated)).toMatchObject({ status: 'rectifying', assignee: PORTER, escalation: { to: OFFICER, by: PORTER } });
    expect(given(...escalated).when(by(PORTER, { type: 'Escalate', to: OFFICER, tree: 'sector', reason: '没钱' }))).toEqual({
      code: 'unchanged',
    });
    for (const to of [null, PORTER])
      expect(given(reported()).when(by(PORTER, { type: 'Escalate', to, tree: 'sector', reason: '没钱' }))).toEqual({
        code: 'nobody-above',
      });
  });
});

describe('上报 of an item that turns out to be another school’s', () => {
  it('is over: whoever was asked above the old one has no say in the new one', () => {
    const asked = [reported(nowhere), by(OFFICER, { type: 'Escalate', to: HEAD, tree: 'sector', reason: '没钱' })];
    expect(itemAfter(...asked)).toMatchObject({ escalation: { to: HEAD } });
    expect(itemAfter(...asked, by(OFFICER, { type: 'Correct', unit: 'S9' }))).toMatchObject({ unit: 'S9', escalation: null });
    expect(itemAfter(...asked, by(OFFICER, { type: 'Correct', description: '灯坏了两盏' }))).toMatchObject({ escalation: { to: HEAD } });
  });
});

describe('重复', () => {
  const merges = (into: Partial<CommandOf<'Merge'>['into']> = {}) =>
    by(OFFICER, { type: 'Merge', into: { number: 'H26110000', status: 'assigned', unit: 'S1', level: '重大', ordinary: true, ...into } });

  it.each([
    ['itself', reported(), merges({ number: 'H26110001' }), 'itself'],
    ['one of another unit', reported(), merges({ unit: 'S2' }), 'elsewhere'],
    ['a confidential one', reported(), merges({ ordinary: false }), 'confidential'],
    ['a milder one', reported({ level: '较大' }), merges({ level: '一般' }), 'milder'],
    ['from one that a circular named', reported({ source: '上级通报' }), merges(), 'on-record'],
    ['from one that is flagged', reported({ dangerousWork: { situation: 1, words: '报警主机关了' } }), merges(), 'on-record'],
    ['any, when it is confidential itself', reported({ sensitive: true }), merges(), 'confidential'],
    ...STATUSES.slice(5).map((status) => [`one that is ${status}`, reported(), merges({ status }), 'ended'] as const),
  ] as [string, HazardCommand, HazardCommand, string][])('is not merged into %s', (_name, report, command, why) => {
    expect(given(report).when(command)).toMatchObject({ code: 'cannot-merge-into', why });
  });

  it.each(STATUSES.slice(0, 5))('is merged into one that is %s', (status) => {
    expect(inStatus(stateAfter(reported({ possibleDuplicateOf: 'H26110000' }), merges({ status })), 'merged')).toMatchObject({
      mergedInto: 'H26110000',
      possibleDuplicateOf: null,
      stepDueAt: null,
    });
  });

  it('is never suspected of what is urgent or confidential', () => {
    for (const changes of [{ urgent: true }, { sensitive: true }, { withheldFromSchool: true }])
      expect(itemAfter(reported({ ...changes, possibleDuplicateOf: 'H26110000' })).possibleDuplicateOf).toBeNull();
  });
});

describe('reopening', () => {
  const archived = [reported(), submits(PORTER, 'done'), agrees(HEAD)];
  const reopens = (when: Date, reason = '又坏了') => by(HEAD, { type: 'Reopen', reason }, when);

  it.each([
    ['the same day', at('11-23T20:00'), ['HazardReopened']],
    ['on day 30', at('12-23T23:59'), ['HazardReopened']],
    ['on day 31', at('12-24T00:00'), { code: 'too-late-to-reopen', endedAt: MONDAY_NINE, days: 30 }],
  ])('%s', (_name, when, expected) => {
    for (const story of [archived, [reported(), by(OFFICER, { type: 'Reject', reason: '灯是好的' })]])
      expect(given(...story).when(reopens(when))).toEqual(expected);
  });

  it('gives the work back with time of its own, and sets the old photos aside', () => {
    expect(inStatus(stateAfter(...archived, reopens(at('12-07T09:00'))), 'assigned')).toMatchObject({
      assignee: PORTER,
      deadline: at('12-10T18:00'),
      stepDueAt: at('12-08T18:00'),
      photosAfter: [],
      earlierPhotos: [photo('done', PORTER)],
    });
  });

  it('of what was rejected leaves the grading to a person, whatever its reporter adds', () => {
    const again = [reported(nowhere), by(OFFICER, { type: 'Reject', reason: '灯是好的' }), reopens(at('11-24T09:00'))];
    const place = by(OFFICER, { type: 'Correct', place: { id: 7, text: '三楼' }, placePerson: PORTER }, at('11-24T10:00'));
    expect(given(...again).when(place)).toEqual(['HazardCorrected']);
    expect(given(...again).when(by(TEACHER, { type: 'AddPhotos', phase: 'after', photos: [photo('p')] }))).toEqual(['PhotosAdded']);
    expect(given(...again).when(by(TEACHER, { type: 'Withdraw', reason: '算了' }))).toEqual({ code: 'already-taken-up' });
  });

  it('counts no day of an old plan', () => {
    const late = by(OFFICER, { type: 'Assign', assignee: PORTER }, at('12-14T09:00'));
    const item = inStatus(stateAfter(reported({ ...nowhere, level: '重大' }), fixesFive(HEAD, true), confirm, late), 'assigned');
    expect(item.deadline).toEqual(at('12-17T18:00'));
    expect(
      inStatus(stateAfter(reported({ ...nowhere, level: '重大' }), fixesFive(HEAD, true), assignTo(PORTER)), 'assigned').deadline,
    ).toEqual(at('12-10T18:00'));
  });

  it('needs a reason, and something that has ended', () => {
    expect(given(...archived).when(reopens(MONDAY_NINE, ' '))).toEqual({ code: 'reason-missing' });
    expect(given(reported()).when(reopens(MONDAY_NINE))).toMatchObject({ code: 'wrong-status' });
  });
});

describe('a plan whose day is over', () => {
  it('is taken down, and confirmed only with a new day', () => {
    const draft = { responsibility: '校长', measures: '停用', money: '两万', deadline: '11月25日' };
    const story = [
      reported({ level: '重大' }),
      assignTo(PORTER),
      by(PORTER, { type: 'FixFive', parts: draft, until: at('11-25T18:00'), confirms: false }),
    ];
    const last = by(HEAD, { type: 'FixFive', parts: { plan: '走西门' }, confirms: true }, at('11-26T09:00'));
    expect(given(...story).when(last)).toEqual(['FiveFixed']);
    const renewed = by(
      HEAD,
      { type: 'FixFive', parts: { deadline: '12月5日' }, until: at('12-05T18:00'), confirms: true },
      at('11-26T09:10'),
    );
    expect(given(...story, last).when(renewed)).toEqual(['FiveFixed', 'FiveConfirmed']);
  });
});
