import { describe, expect, it } from 'vitest';
import { isoLocal } from '../../../../src/domain/calendar/local-time.ts';
import { calledNow, comesDue, wakeAt } from '../../../../src/domain/hazard/clockwork.ts';
import type { CommandOf, HazardCommand, Report } from '../../../../src/domain/hazard/commands.ts';
import { type DeadlineStep, defaultDeadlinePolicy } from '../../../../src/domain/hazard/deadline-policy.ts';
import { decide } from '../../../../src/domain/hazard/decide.ts';
import type { KnownHazard } from '../../../../src/domain/hazard/state.ts';
import {
  accepts,
  agrees,
  assignTo,
  by,
  confirm,
  eventOf,
  events,
  fixesFive,
  given,
  HEAD,
  itemAfter,
  nowhere,
  OFFICER,
  PLUMBER,
  PORTER,
  photo,
  reported,
  returns,
  rules,
  submits,
  TEACHER,
  ticks,
} from './hazard-story.ts';

const at = (time: string): Date => new Date(`2026-${time}:00+08:00`);
const shown = (moment: Date | null): string | null => (moment === null ? null : isoLocal(moment).slice(5, 16));
const tickTypes = (item: KnownHazard, when: Date, more: Partial<CommandOf<'Tick'>> = {}): string[] =>
  events(item, ticks(when, more)).map((event) => event.type);

/** How far the item of a report has come when the step begins, on Monday 2026-11-23 at 09:00. */
const UP_TO: Record<DeadlineStep, HazardCommand[]> = {
  classify: [],
  accept: [assignTo(PORTER)],
  rectify: [assignTo(PORTER), accepts(PORTER)],
  verify: [assignTo(PORTER), submits(PORTER, 'done')],
};

describe('who hears when of a step that stands still', () => {
  const URGENT: Partial<Report> = { urgent: true };
  // 具体责任人, 直接责任人, 网格长, 中心校, 市教育局. Working days end at 18:00; "now" counts every hour.
  const table: [string, Partial<Report>, DeadlineStep, string[]][] = [
    ['一般', {}, 'classify', ['11-23T13:00', '11-24T18:00', '11-25T18:00', '11-26T18:00', '11-30T18:00']],
    ['一般', {}, 'accept', ['11-24T18:00', '11-25T18:00', '11-26T18:00', '11-27T18:00', '12-01T18:00']],
    ['一般', {}, 'rectify', ['11-26T18:00', '11-27T18:00', '11-30T18:00', '12-01T18:00', '12-03T18:00']],
    ['一般', {}, 'verify', ['11-25T18:00', '11-26T18:00', '11-27T18:00', '11-30T18:00', '12-02T18:00']],
    ['较大', { level: '较大' }, 'classify', ['11-23T11:00', '11-23T11:00', '11-24T18:00', '11-25T18:00', '11-26T18:00']],
    ['较大', { level: '较大' }, 'accept', ['11-23T13:00', '11-23T13:00', '11-24T18:00', '11-25T18:00', '11-26T18:00']],
    ['较大', { level: '较大' }, 'rectify', ['12-08T23:59', '12-08T23:59', '12-09T18:00', '12-10T18:00', '12-11T18:00']],
    ['较大', { level: '较大' }, 'verify', ['11-25T18:00', '11-25T18:00', '11-26T18:00', '11-27T18:00', '11-30T18:00']],
    ['urgent', URGENT, 'classify', ['11-23T09:30', '11-23T09:30', '11-23T09:30', '11-23T10:30', '11-23T11:30']],
    ['urgent', URGENT, 'accept', ['11-23T10:00', '11-23T10:00', '11-23T10:00', '11-23T11:00', '11-23T12:00']],
    ['urgent', URGENT, 'rectify', ['11-26T18:00', '11-26T18:00', '11-26T18:00', '11-26T19:00', '11-26T20:00']],
    ['urgent', URGENT, 'verify', ['11-24T18:00', '11-24T18:00', '11-24T18:00', '11-24T19:00', '11-24T20:00']],
  ];

  it.each(table)('%s %o, %s: %j', (_grade, changes, step, expected) => {
    const item = itemAfter(reported({ ...nowhere, ...changes }), ...UP_TO[step]);
    const rungs = comesDue(item, rules).flatMap((thing) => (thing.kind === 'rung' ? [`${thing.rung} ${shown(thing.at)}`] : []));
    const names = ['具体责任人', '直接责任人', '网格长', '中心校', '市教育局'];
    expect(rungs).toEqual(expected.map((time, index) => `${names[index]} ${time}`));
  });

  it('counts at night and on a Sunday where it is "now", and waits for Monday where it is not', () => {
    const saturday = at('11-28T22:00');
    const grave = itemAfter(by(TEACHER, { ...reportOf({ level: '重大' }) }, saturday));
    expect(comesDue(grave, rules).flatMap((thing) => (thing.kind === 'rung' ? [shown(thing.at)] : []))).toEqual([
      '11-28T22:30',
      '11-28T22:30',
      '11-28T22:30',
      '11-28T23:30',
      '11-29T00:30',
    ]);
    const mild = itemAfter(by(TEACHER, reportOf({ level: '较大' }), saturday));
    expect(shown(wakeAt(mild, rules))).toBe('11-30T09:30');
  });

  it('is told rung by rung, each with the people who stand on it, once', () => {
    const item = itemAfter(reported(nowhere));
    const first = ticks(at('11-23T13:00'));
    expect(eventOf('StepOverdue', reported(nowhere), first)).toEqual({
      type: 'StepOverdue',
      at: at('11-23T13:00'),
      actor: null,
      pending: 'classify',
      dueAt: at('11-23T13:00'),
      rung: '具体责任人',
      reached: ['on-具体责任人'],
    });
    expect(given(reported(nowhere), first).when(ticks(at('11-24T17:59')))).toEqual({ code: 'unchanged' });
    expect(events(itemAfter(reported(nowhere), first), ticks(at('11-30T18:00')))).toHaveLength(4);
    expect(events(item, ticks(at('11-30T18:00')))).toHaveLength(5);
    expect(wakeAt(itemAfter(reported(nowhere), ticks(at('11-30T18:00'))), rules)).toBeNull();
  });

  it('begins anew with every step, also with one that is due at the same moment', () => {
    const drafted = [reported({ level: '重大' }), assignTo(PORTER), fixesFive(PORTER, false), ticks(at('11-26T20:00'))];
    expect(itemAfter(...drafted).climb?.rungs).toHaveLength(5);
    const vague = by(HEAD, { type: 'FixFive', parts: { deadline: '尽快' }, confirms: true }, at('11-26T20:30'));
    const working = itemAfter(...drafted, vague, by(PORTER, { type: 'Accept' }, at('11-26T20:40')));
    expect([working.stepDueAt, working.climb]).toEqual([at('11-26T18:00'), null]);
    expect(tickTypes(working, at('11-26T20:40'))).toEqual(Array.from({ length: 5 }, () => 'StepOverdue'));
  });

  it('goes by the snapshot of an assigned item, before it by the city’s present table', () => {
    const hasty = {
      ...rules,
      policy: { ...defaultDeadlinePolicy, overdue: { ...defaultDeadlinePolicy.overdue, 一般: defaultDeadlinePolicy.overdue.重大或紧急 } },
    };
    const lastOf = (item: KnownHazard) => shown(comesDue(item, hasty).at(-1)?.at ?? null);
    expect(lastOf(itemAfter(reported(nowhere)))).toBe('11-23T15:00');
    expect(lastOf(itemAfter(reported()))).toBe('12-01T18:00');
  });

  it('is over with the item', () => {
    expect(wakeAt(itemAfter(reported(), submits(PORTER, 'done'), agrees(HEAD)), rules)).toBeNull();
    expect(wakeAt(itemAfter(reported(), by(TEACHER, { type: 'Withdraw', reason: '看错了' })), rules)).toBeNull();
  });
});

const reportOf = (changes: Partial<Report>): Report => {
  const { meta: _meta, ...report } = reported({ ...nowhere, ...changes }) as CommandOf<'Report'>;
  return report;
};

describe('who gives no answer to a "now" is stood in for after 15 minutes', () => {
  const urgent = reported({ ...nowhere, urgent: true });
  const calls = { deputies: { [OFFICER]: 'deputy' } };
  const cases: [string, HazardCommand[], string | null][] = [
    ['an urgent report', [urgent], '11-23T09:15'],
    ['a 重大 report', [reported({ ...nowhere, level: '重大' })], '11-23T09:15'],
    ['an urgent item that is graded and nobody’s', [urgent, by(OFFICER, { type: 'Classify' }, at('11-23T09:10'))], '11-23T09:25'],
    ['an urgent item that is handed over', [urgent, by(OFFICER, { type: 'Assign', assignee: PORTER }, at('11-23T09:10'))], '11-23T09:25'],
    ['an urgent item that is accepted', [urgent, assignTo(PORTER), accepts(PORTER)], null],
    ['an urgent item that is submitted', [urgent, assignTo(PORTER), submits(PORTER, 'done')], null],
    ['a 较大 report', [reported({ ...nowhere, level: '较大' })], null],
    ['a 一般 item', [reported()], null],
  ];

  it.each(cases)('%s', (_name, story, expected) => {
    const call = comesDue(itemAfter(...story), rules).find((thing) => thing.kind === 'stand-in');
    expect(shown(call?.at ?? null)).toBe(expected);
  });

  it('not a minute before, once, and for as long as the step lasts', () => {
    expect(given(urgent).when(ticks(at('11-23T09:14'), calls))).toEqual({ code: 'unchanged' });
    const called = itemAfter(urgent, ticks(at('11-23T09:15'), calls));
    expect(calledNow(called)).toEqual([{ for: OFFICER, deputy: 'deputy' }]);
    expect(given(urgent, ticks(at('11-23T09:15'), calls)).when(ticks(at('11-23T09:20'), calls))).toEqual({ code: 'unchanged' });
    const assigned = by(OFFICER, { type: 'Assign', assignee: PORTER }, at('11-23T09:16'));
    expect(calledNow(itemAfter(urgent, ticks(at('11-23T09:15'), calls), assigned))).toEqual([]);
  });

  it('or noted as tried where nobody has a 代理人', () => {
    const tried = itemAfter(urgent, ticks(at('11-23T09:15')));
    expect([calledNow(tried), shown(wakeAt(tried, rules))]).toEqual([[], '11-23T09:30']);
  });
});

describe('a file is opened (事前追责)', () => {
  const circular = (changes: Partial<Report> = {}) => reported({ source: '上级通报', ...changes });
  const opened = (story: HazardCommand[], when: string): string[] => {
    const decision = decide(itemAfter(...story), ticks(at(when)), rules);
    return decision.ok ? decision.events.flatMap((event) => (event.type === 'AccountabilityOpened' ? [event.trigger] : [])) : [];
  };
  const inTime = by(PORTER, { type: 'Submit', note: null, photos: [photo('done')] }, at('11-26T17:00'));
  const dangerous = (situation: 1 | 2 | 3, changes: Partial<Report> = {}) =>
    reported({ ...nowhere, level: '较大', dangerousWork: { situation, words: '拔了报警器' }, ...changes });
  const measure = by(OFFICER, { type: 'TakeMeasure', measure: '已断电' });
  const penalty = by(OFFICER, { type: 'Enforce', measure: '责令停用' });

  const cases: [string, HazardCommand[], string, string[]][] = [
    ['通报 before its deadline: none', [circular()], '11-26T17:59', []],
    ['通报 at its deadline', [circular()], '11-26T18:00', ['通报逾期']],
    ['通报 accepted and late', [circular(), accepts(PORTER)], '11-27T08:00', ['通报逾期']],
    ['通报 handed in in time, however late it is verified: none', [circular(), inTime], '12-20T08:00', []],
    [
      '通报 handed in in time, sent back after the deadline',
      [circular(), inTime, { ...returns(HEAD), meta: { actor: HEAD, at: at('11-27T09:00') } }],
      '11-27T09:00',
      ['通报逾期'],
    ],
    [
      '通报 handed in in time, sent back before the deadline: none yet',
      [circular(), inTime, { ...returns(HEAD), meta: { actor: HEAD, at: at('11-26T17:30') } }],
      '11-26T17:59',
      [],
    ],
    ['通报 that nobody has graded, after the time that the work would have had', [circular(nowhere)], '11-26T18:00', ['通报逾期']],
    ['通报 with more time granted: none', [circular(), ...moreTime(at('12-10T18:00'))], '11-30T08:00', []],
    ['an item of another source: none', [reported()], '12-20T08:00', []],
    ['通报 rectified and archived: none', [circular(), inTime, agrees(HEAD)], '12-20T08:00', []],
    ['alarm switched off, within a day: none', [dangerous(1)], '11-24T08:59', []],
    ['alarm switched off, no measure for a day', [dangerous(1)], '11-24T09:00', ['危险作业']],
    ['unlicensed work, no measure for a day', [dangerous(3)], '11-24T09:00', ['危险作业']],
    ['an order to stop refused: at once', [dangerous(2)], '11-23T09:00', ['危险作业']],
    ['a measure on record: none', [dangerous(1), measure], '12-20T08:00', []],
    ['an order on record: none', [dangerous(2), penalty], '12-20T08:00', []],
    ['no sign of art. 134-1: none', [reported({ ...nowhere, level: '较大' })], '12-20T08:00', []],
    [
      'both grounds',
      [circular({ ...nowhere, dangerousWork: { situation: 3, words: '没有手续' } })],
      '12-20T08:00',
      ['危险作业', '通报逾期'],
    ],
  ];

  it.each(cases)('%s', (_name, story, when, expected) => {
    expect(opened(story, when)).toEqual(expected);
  });

  it('once for each ground, naming those whose duty it was', () => {
    const late = [circular(), ticks(at('11-26T18:00'))];
    expect(itemAfter(...late).cases).toEqual([
      { trigger: '通报逾期', openedAt: at('11-26T18:00'), persons: [PORTER, HEAD], decision: null },
    ]);
    expect(opened(late, '12-20T08:00')).toEqual([]);
    const decided = by('bureau', { type: 'DecideCase', trigger: '通报逾期', start: false, reason: '暴雪封路' });
    expect(opened([...late, decided], '12-20T08:00')).toEqual([]);
  });

  const file = [circular(), ticks(at('11-26T18:00'))];
  const decides = (actor: string | null, start: boolean, reason: string | null, standingInFor?: string) =>
    by(actor, { type: 'DecideCase', trigger: '通报逾期', start, reason }, at('11-27T09:00'), standingInFor ? { standingInFor } : {});

  it.each([
    ['starting needs no reason', decides('bureau', true, null), ['AccountabilityDecided']],
    ['not starting needs one', decides('bureau', false, ' '), { code: 'reason-missing' }],
    ['not by whom it names', decides(HEAD, false, '没必要'), { code: 'own-case' }],
    ['nor in the name of whom it names', decides('bureau', false, '没必要', HEAD), { code: 'own-case' }],
    ['nor by nobody', decides(null, true, null), { code: 'not-bound' }],
  ] as const)('a decision on it: %s', (_name, command, expected) => {
    expect(given(...file).when(command)).toEqual(expected);
  });

  it('is decided once, and outlives the item', () => {
    expect(given(...file, decides('bureau', true, null)).when(decides('bureau', false, '算了'))).toEqual({ code: 'no-such-case' });
    const ended = itemAfter(...file, by(PORTER, { type: 'Submit', note: null, photos: [photo('done')] }, at('11-27T09:00')), agrees(HEAD));
    expect(decide(ended, decides('bureau', true, null), rules).ok).toBe(true);
  });
});

function moreTime(until: Date): HazardCommand[] {
  return [by(PORTER, { type: 'AskExtension', until, reason: '配件没到' }), by(HEAD, { type: 'GrantExtension' })];
}

describe('flags of art. 134-1', () => {
  const flag = { situation: 1, words: '拔了报警器' } as const;
  it('stay through a correction, and can be raised by one', () => {
    const other = { situation: 3, words: '没有手续' } as const;
    const corrects = (dangerousWork: typeof flag | typeof other, description?: string) =>
      by(OFFICER, { type: 'Correct', dangerousWork, ...(description ? { description } : {}) });
    expect(itemAfter(reported({ dangerousWork: flag }), by(TEACHER, { type: 'Correct', description: '是四楼' })).dangerousWork).toEqual(
      flag,
    );
    expect(itemAfter(reported({ dangerousWork: flag }), corrects(other, '是四楼')).dangerousWork).toEqual(flag);
    expect(itemAfter(reported(), corrects(flag)).dangerousWork).toEqual(flag);
    expect(given(reported({ dangerousWork: flag })).when(corrects(other))).toEqual({ code: 'unchanged' });
  });
});

describe('the clock and items that are handed on', () => {
  it('asks the next one anew', () => {
    const transferred = itemAfter(
      reported({ ...nowhere, urgent: true }),
      confirm,
      assignTo(PORTER),
      by(PORTER, { type: 'Transfer', assignee: PLUMBER, reason: '归水电工管' }, at('11-23T09:40')),
    );
    expect([shown(transferred.stepDueAt), shown(wakeAt(transferred, rules))]).toEqual(['11-23T10:40', '11-23T09:55']);
  });
});
