import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardStillAsks, redrawsFor } from '../../../src/conversation/redraw.ts';
import type { HazardAction, HazardCommand, OnSite, Report } from '../../../src/domain/hazard/commands.ts';
import { type HazardEventType, STEP_OF } from '../../../src/domain/hazard/events.ts';
import { laneOf } from '../../../src/domain/hazard/lane.ts';
import type { KnownHazard } from '../../../src/domain/hazard/state.ts';
import { visibilityOf } from '../../../src/domain/organisation/visibility.ts';
import { cardAsText } from '../../../src/messaging/card-text.ts';
import type { Card } from '../../../src/messaging/message.ts';
import { by, fixesFive, lampReport, MONDAY_NINE, photo, submits, ticks } from '../domain/hazard/hazard-story.ts';
import {
  around,
  GROUP,
  heardOfLast,
  type Moment,
  nameOf,
  PEOPLE,
  play,
  recipientOf,
  type Scenery,
  standing,
  VERIFIER,
  WORKER,
  wordsOf,
} from './scene.ts';

const TEACHER = 'teacher';
const PORTER = 'porter';
const report = (changes: Partial<Report> = {}): HazardCommand => by(TEACHER, lampReport(changes));
const give = (actor: string, assignee: string) => by(actor, { type: 'Assign', assignee });
const HERE: OnSite = { kind: 'position', text: null, at: MONDAY_NINE };
const agree = (actor: string) => by(actor, { type: 'Verify', note: null, onSite: HERE });

const lanes = {
  ordinary: {},
  sensitive: { sensitive: true },
  withheld: { withheldFromSchool: true },
} satisfies Record<string, Partial<Report>>;
type LaneName = keyof typeof lanes;

const above = ['up-head', 'up-deputy', 'up-officer', 'paired'];

describe('who hears what, by event, lane and level', () => {
  it.each<[LaneName, Partial<Report>, Record<string, string[]>]>([
    ['ordinary', { level: '一般' }, { 'task-card': [PORTER] }],
    ['ordinary', { level: '一般', placePerson: null }, { 'grading-card': ['officer'] }],
    [
      'ordinary',
      { level: '较大' },
      { 'grading-card': ['officer'], 'make-safe': [PORTER], 'notice-above': above, 'group-notice': ['group'] },
    ],
    [
      'ordinary',
      { level: '重大', urgent: true },
      { 'grading-card': ['officer'], 'make-safe': [PORTER], 'notice-above': ['head', 'deputy-head', ...above], 'group-notice': ['group'] },
    ],
    ['sensitive', { level: '一般' }, { 'grading-card': ['head', 'b-officer'] }],
    ['sensitive', { level: '重大', urgent: true }, { 'grading-card': ['head', 'b-officer'] }],
    ['withheld', { level: '一般' }, { 'grading-card': ['b-officer'] }],
    ['withheld', { level: '重大', urgent: true }, { 'grading-card': ['b-officer'] }],
  ])('reported, %s %j', (lane, changes, expected) => {
    expect(heardOfLast([report({ ...lanes[lane], ...changes })])).toEqual(expected);
  });

  it('reported of a guessed school: nobody above and no group before the school is known', () => {
    const first = report({ level: '较大', placePerson: null });
    expect(heardOfLast([first], { unsure: true })).toEqual({ 'grading-card': ['officer'] });
    const moved = by(TEACHER, { type: 'Correct', unit: 'S2', placePerson: PORTER });
    expect(heardOfLast([first, moved])).toEqual({
      'grading-card': ['officer'],
      'make-safe': [PORTER],
      'notice-above': above,
      'group-notice': ['group'],
    });
  });

  it('reported by a stranger: no group before a person has confirmed it', () => {
    const first = by(null, lampReport({ level: '重大', urgent: true }));
    expect(heardOfLast([first])).not.toHaveProperty('group-notice');
    expect(heardOfLast([first, by('officer', { type: 'Classify' })])).toMatchObject({ 'group-notice': ['group'] });
  });

  it('raised by a person: those above hear of it then', () => {
    const raised = by('officer', { type: 'Classify', level: '较大' });
    expect(heardOfLast([report({ placePerson: null }), raised])).toMatchObject({ 'notice-above': above });
  });

  it.each<[LaneName, string, string[]]>([
    ['ordinary', 'officer', ['head', 'deputy-head']],
    ['sensitive', 'head', ['head']],
    ['withheld', 'b-officer', ['b-officer']],
  ])('handed in, %s', (lane, grader, verifiers) => {
    const life = [report({ ...lanes[lane], placePerson: null }), give(grader, 'handler'), submits('handler', 'done')];
    expect(heardOfLast(life)).toEqual({ 'before-and-after': verifiers, 'verify-card': verifiers });
  });

  it.each<[LaneName, string, string]>([
    ['ordinary', 'officer', 'head'],
    ['sensitive', 'head', 'head'],
    ['withheld', 'b-officer', 'b-officer'],
  ])('sent back, agreed to, moved, withdrawn, not true: %s', (lane, grader, verifier) => {
    const start = [report({ ...lanes[lane], placePerson: null })];
    const given = [...start, give(grader, 'handler')];
    const handedIn = [...given, submits('handler', 'done')];
    expect(heardOfLast([...handedIn, by(verifier, { type: 'Return', reason: '没修好' })])).toEqual({ 'return-card': ['handler'] });
    expect(heardOfLast([...handedIn, agree(verifier)])).toEqual({ feedback: [TEACHER], 'accepted-work': ['handler'] });
    expect(heardOfLast([...given, give(grader, 'other')])).toEqual({ 'task-card': ['other'], 'task-moved': ['handler'] });
    expect(heardOfLast([...given, by(grader, { type: 'Reject', reason: '没有' })])).toEqual({
      feedback: [TEACHER],
      'task-moved': ['handler'],
    });
    expect(heardOfLast([...start, by(TEACHER, { type: 'Withdraw', reason: '看错' })])).toEqual({});
  });

  it.each<[LaneName, string, string[]]>([
    ['ordinary', 'officer', ['head']],
    ['sensitive', 'head', ['head']],
    ['withheld', 'b-officer', ['b-officer']],
  ])('五落实 drafted, %s: who may confirm them', (lane, grader, heads) => {
    const life = [report({ ...lanes[lane], level: '重大', placePerson: null }), give(grader, 'handler'), fixesFive('handler', false)];
    expect(heardOfLast(life)).toEqual({ 'five-card': heads });
  });

  it('corrected while somebody works on it: he hears, if it was not he', () => {
    const life = [report(), by(PORTER, { type: 'Accept' })];
    const correction: HazardAction = { type: 'Correct', description: '是四楼的灯' };
    expect(heardOfLast([...life, by('officer', correction)])).toEqual({ corrected: [PORTER] });
    expect(heardOfLast([...life, by(PORTER, correction)])).toEqual({});
  });

  it('become confidential: those of the lane are asked', () => {
    const life = [report({ level: '较大', placePerson: null }), by('officer', { type: 'Classify', category: 'bullying' })];
    expect(heardOfLast(life)).toEqual({ 'grading-card': ['head', 'b-officer'] });
  });

  it('ended by the reporter himself: he was answered, and is not told again', () => {
    const life = [by('head', lampReport()), submits(PORTER, 'done'), agree('head')];
    expect(heardOfLast(life)).toEqual({ 'accepted-work': [PORTER] });
  });

  it('solved on the spot: nobody is asked to rectify it', () => {
    expect(heardOfLast([report({ photosAfter: [photo('done')] })])).toEqual({
      'before-and-after': ['head', 'deputy-head'],
      'verify-card': ['head', 'deputy-head'],
    });
  });

  it('of a stranger: his account hears the end, by the number alone', () => {
    const life = [
      by(null, lampReport({ level: '重大', urgent: true, placePerson: null })),
      by('officer', { type: 'Reject', reason: '是蒸汽' }),
    ];
    const [told] = play(life).at(-1)?.drafts ?? [];
    expect(told && [recipientOf(told), wordsOf(told)]).toEqual([
      'account:stranger',
      '你报的 H26110001 已核实，没有按隐患处理。如果不同意，请重新报一次。',
    ]);
  });
});

// ───────────── for any life ─────────────

/** Those who hold a post in the item, or were asked from below. */
const officeHolders = (item: KnownHazard): (string | undefined)[] => [
  ...[...PEOPLE.own, ...PEOPLE.upper, ...PEOPLE.bureau].map((holder) => holder.person),
  item.escalation?.to,
];

const DESCRIPTION = '描述甲乙丙';
const PLACE = '地点丁戊己';
const people = ['teacher', 'porter', 'handler', 'officer', 'head', 'b-officer', 'up-head'] as const;
const person = fc.constantFrom(...people);
const anyReport = fc
  .record({
    level: fc.constantFrom('一般' as const, '较大' as const, '重大' as const),
    category: fc.constantFrom('electric' as const, 'bullying' as const),
    urgent: fc.boolean(),
    sensitive: fc.boolean(),
    withheldFromSchool: fc.boolean(),
    reporterHidden: fc.boolean(),
    placePerson: fc.option(fc.constantFrom('porter', 'teacher')),
    place: fc.constantFrom({ id: 7, text: PLACE }, { id: null, text: null }),
    source: fc.constantFrom('自查' as const, '上级通报' as const),
    possibleDuplicateOf: fc.constantFrom(null, 'H26110000'),
    dangerousWork: fc.constantFrom(null, { situation: 1 as const, words: DESCRIPTION }, { situation: 2 as const, words: DESCRIPTION }),
  })
  .map((changes) => lampReport({ ...changes, description: DESCRIPTION }));
const anyAction: fc.Arbitrary<HazardAction> = fc.oneof(
  fc.record({
    type: fc.constant('Classify' as const),
    level: fc.constantFrom('一般' as const, '较大' as const, '重大' as const),
    category: fc.constantFrom('electric' as const, 'mental' as const),
    reason: fc.constant('看过'),
  }),
  fc.record({ type: fc.constant('Assign' as const), assignee: person }),
  fc.constant<HazardAction>({ type: 'Accept' }),
  fc.nat(5).map<HazardAction>((n) => ({ type: 'Submit', note: DESCRIPTION, photos: [photo(`p${n}`)] })),
  fc.constant<HazardAction>({ type: 'Verify', note: null, onSite: HERE }),
  fc.constant<HazardAction>({ type: 'Return', reason: DESCRIPTION }),
  fc.constant<HazardAction>({ type: 'Reject', reason: DESCRIPTION }),
  fc.constant<HazardAction>({ type: 'Withdraw', reason: DESCRIPTION }),
  fc.constant<HazardAction>({ type: 'ConfirmFive' }),
  fc.boolean().map<HazardAction>((confirms) => ({
    type: 'FixFive',
    parts: { responsibility: DESCRIPTION, measures: DESCRIPTION, money: '无', deadline: '年底', plan: '无' },
    confirms,
  })),
  fc.record({
    type: fc.constant('Correct' as const),
    description: fc.constant(`${DESCRIPTION}二`),
    unit: fc.constantFrom('S1', 'S2'),
    placePerson: fc.option(person),
  }),
  fc.constant<HazardAction>({ type: 'Correct', sensitive: true }),
);
const LATER = new Date('2026-12-20T09:00:00+08:00');
const rungs = {
  具体责任人: ['officer'],
  直接责任人: ['deputy-head'],
  网格长: ['head'],
  中心校: ['up-head', 'up-officer'],
  市教育局: ['b-officer', 'b-head'],
};
const laterAction: fc.Arbitrary<HazardAction> = fc.oneof(
  fc.constant<HazardAction>({ type: 'AddPhotos', phase: 'before', photos: [photo('p9')] }),
  fc.record({
    type: fc.constant('Escalate' as const),
    to: person,
    tree: fc.constantFrom('sector' as const, 'territorial' as const),
    reason: fc.constant(DESCRIPTION),
  }),
  fc.record({ type: fc.constant('AnswerEscalation' as const), note: fc.constant(DESCRIPTION), until: fc.constantFrom(null, LATER) }),
  fc.constant<HazardAction>({
    type: 'Merge',
    into: { number: 'H26110000', status: 'assigned', unit: 'S1', level: '重大', ordinary: true },
  }),
  fc.constant<HazardAction>({ type: 'ClearDuplicate' }),
  fc.constant<HazardAction>({ type: 'Follow', from: 'H26110009', followers: ['ann', 'officer', 'handler'] }),
  fc.constant<HazardAction>({ type: 'Enforce', measure: DESCRIPTION }),
  fc.constant<HazardAction>({ type: 'Supervise', note: DESCRIPTION }),
);
const workerAction: fc.Arbitrary<HazardAction> = fc.oneof(
  fc.constant<HazardAction>({ type: 'Accept' }),
  fc.nat(5).map<HazardAction>((n) => ({ type: 'Submit', note: DESCRIPTION, photos: [photo(`p${n}`)] })),
  fc.record({ type: fc.constant('Transfer' as const), assignee: person, reason: fc.constant(DESCRIPTION) }),
  { weight: 2, arbitrary: fc.constant<HazardAction>({ type: 'AskExtension', until: LATER, reason: DESCRIPTION }) },
  fc.constant<HazardAction>({ type: 'TakeMeasure', measure: DESCRIPTION }),
);
const verifierAction: fc.Arbitrary<HazardAction> = fc.oneof(
  fc.constant<HazardAction>({ type: 'Verify', note: null, onSite: HERE }),
  fc.constant<HazardAction>({ type: 'Return', reason: DESCRIPTION }),
  { weight: 2, arbitrary: fc.constant<HazardAction>({ type: 'GrantExtension' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('DecideCase' as const),
      trigger: fc.constantFrom('通报逾期' as const, '危险作业' as const),
      start: fc.boolean(),
      reason: fc.constant(DESCRIPTION),
    }),
  },
  fc.constant<HazardAction>({ type: 'RefuseExtension', reason: DESCRIPTION }),
  fc.constant<HazardAction>({ type: 'Reopen', reason: DESCRIPTION }),
);
/** The clock by itself, sooner or later. */
const anyTick: fc.Arbitrary<HazardCommand> = fc
  .tuple(fc.constantFrom(16, 200, 60 * 24 * 20), fc.constantFrom<string[]>(['head'], ['officer', 'b-head']))
  .map(([minutes, responsible]) =>
    ticks(new Date(MONDAY_NINE.getTime() + minutes * 60_000), { rungs, responsible, deputies: { officer: 'clerk', handler: 'clerk' } }),
  );
const scenery: fc.Arbitrary<Scenery> = fc.record({
  away: fc.constantFrom<Record<string, string>>({}, { head: 'clerk', porter: 'clerk' }, { 'b-officer': 'b-clerk', handler: 'head' }),
  onDuty: fc.constantFrom<string[]>([], ['guard', 'teacher']),
});
const acting = (who: fc.Arbitrary<string>, what: fc.Arbitrary<HazardAction>) =>
  fc.tuple(who, what).map(([actor, action]) => by(actor, action));
const command = fc.oneof(
  { weight: 3, arbitrary: acting(person, anyAction) },
  { weight: 3, arbitrary: acting(person, laterAction) },
  { weight: 6, arbitrary: acting(fc.constant(WORKER), workerAction) },
  { weight: 5, arbitrary: acting(fc.constant(VERIFIER), verifierAction) },
  { weight: 2, arbitrary: anyTick },
);
const life = fc
  .tuple(fc.option(person, { freq: 6 }), anyReport, fc.array(command, { maxLength: 24, size: 'max' }), scenery)
  .map(([reporter, first, rest, staging]) => ({ commands: [by(reporter, first), ...rest], staging }));

const forAnyLife = (check: (moment: Moment, staging: Scenery) => void) =>
  fc.assert(
    fc.property(life, ({ commands, staging }) => {
      for (const moment of play(commands, staging)) check(moment, staging);
    }),
    { numRuns: 250 },
  );

const saw = (who: string, item: KnownHazard, staging: Scenery): boolean => visibilityOf(standing(who, item, staging), item) === 'full';

/** Messages that name people by the office that they hold in the item. */
const NAMES_OFFICES = ['case-card', 'overdue-now', 'escalated', 'escalation-card', 'escalation-answered', 'grading-card'];

describe('in any life', () => {
  it('everything that can happen does happen in these lives', () => {
    const happened = new Set(
      fc
        .sample(life, { numRuns: 500, seed: 7 })
        .flatMap(({ commands }) => play(commands).flatMap(({ events }) => events.map(({ type }) => type))),
    );
    expect(Object.keys(STEP_OF).filter((type) => !happened.has(type as HazardEventType))).toEqual([]);
  });

  it('a confidential item reaches no group, and nobody who is neither in its lane nor was until now', () => {
    forAnyLife(({ before, after, drafts }, staging) => {
      if (laneOf(after) === 'ordinary') return;
      for (const draft of drafts) {
        const to = recipientOf(draft);
        expect(to).not.toBe('group');
        expect(draft.sensitive).toBe(true);
        if (to.startsWith('account:')) continue;
        const was = before.status !== 'none' && visibilityOf(standing(to, before, staging), before) !== 'none';
        expect(was || visibilityOf(standing(to, after, staging), after) !== 'none').toBe(true);
      }
    });
  });

  it('whoever may not see the item reads no words, place or names of it', () => {
    forAnyLife(({ before, after, drafts }, staging) => {
      for (const draft of drafts) {
        const to = recipientOf(draft);
        if (to === 'group') continue;
        const ordinaryBefore = before.status !== 'none' && laneOf(before) === 'ordinary' && laneOf(after) === 'ordinary';
        if (saw(to, after, staging) || (ordinaryBefore && saw(to, before, staging))) continue;
        const words = wordsOf(draft);
        expect(words).not.toContain(DESCRIPTION);
        expect(words).not.toContain(PLACE);
        expect(words).not.toMatch(/〔[^〕]*〕/);
      }
    });
  });

  it('a hidden reporter is named to nobody', () => {
    forAnyLife(({ before, after, events, drafts }) => {
      const acted = events.some((event) => event.actor === after.reporter);
      // He had the work until now: that is no secret.
      if ('assignee' in before && before.assignee === after.reporter) return;
      const works = 'assignee' in after && after.assignee === after.reporter;
      if (!after.reporterHidden || after.reporter === null || works || after.suggestedAssignee === after.reporter) return;
      // He may be seen to decide as an officer; as the one who reports he may not.
      const asReporter = events.some((event) =>
        ['HazardReported', 'HazardCorrected', 'HazardWithdrawn', 'HazardMerged', 'DuplicateCleared'].includes(event.type),
      );
      const holdsOffice = officeHolders(after).includes(after.reporter);
      if (acted && !asReporter) return;
      for (const draft of drafts) {
        if (recipientOf(draft) === after.reporter) continue;
        if (holdsOffice && NAMES_OFFICES.includes(draft.kind)) continue;
        expect(wordsOf(draft).replace(/[代替] 〔[^〕]*〕/g, '')).not.toContain(nameOf(after.reporter));
      }
    });
  });

  it('nobody gets two messages of one kind, and every card can be answered', () => {
    forAnyLife(({ drafts }) => {
      const keys = drafts.map((draft) => `${recipientOf(draft)} ${draft.kind}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const { body } of drafts) if (body.kind === 'card') expect(body.card.buttons.length).toBeGreaterThan(0);
    });
  });

  it('no group, and nobody who was not warned, reads of an offence; nobody reads a verdict', () => {
    forAnyLife(({ drafts }) => {
      for (const draft of drafts) {
        const words = wordsOf(draft);
        expect(words).not.toMatch(/犯罪|危险作业罪|有罪|违法/);
        if (draft.kind !== 'private-warning' && draft.kind !== 'case-card') expect(words).not.toContain('刑法');
      }
    });
  });

  it('no text is long, and none has the marks of a broken template', () => {
    forAnyLife(({ drafts }) => {
      for (const { body } of drafts) {
        if (body.kind === 'before-and-after') continue;
        const text = body.kind === 'text' ? body.text : body.kind === 'card' ? JSON.stringify({ ...body.card, buttons: [] }) : '';
        expect(text.length).toBeLessThan(600);
        expect(body.kind === 'text' ? text : text.replaceAll('null', '')).not.toMatch(/undefined|null|NaN|\[object|Invalid/);
      }
    });
  });

  it('whoever is asked by a fresh card may answer it: it still asks', () => {
    forAnyLife(({ after, drafts }, staging) => {
      for (const draft of drafts) {
        if (draft.body.kind !== 'card' || draft.kind === 'redraw') continue;
        expect(cardStillAsks({ kind: draft.kind, personId: recipientOf(draft) }, after, around(after, staging))).toBe(true);
      }
    });
  });
});

describe('a card that is over', () => {
  const drawn: Card = {
    title: '请核定：一般隐患',
    tone: 'info',
    source: '校安网格 · H26110001',
    text: DESCRIPTION,
    fields: [{ name: '位置', value: PLACE }],
    actions: [{ label: '同意', ref: 'x', style: 'primary' }],
    outcome: null,
  };
  const redrawn = (commands: HazardCommand[], personId: string): string => {
    const moment = play(commands).at(-1);
    if (!moment) throw new Error('nothing happened');
    const context = { cause: { type: 'inbox' as const, id: 'i' }, sensitive: laneOf(moment.after) !== 'ordinary' };
    const [draft] = redrawsFor(
      [{ id: 'c', kind: 'grading-card', personId, card: drawn }],
      moment.after,
      moment.events,
      around(moment.after),
      context,
    );
    if (draft?.body.kind !== 'card') throw new Error('nothing was redrawn');
    return cardAsText({ ...draft.body.card, actions: [] });
  };

  it('says who decided and when, and has no buttons', () => {
    expect(redrawn([report({ placePerson: null }), by('officer', { type: 'Classify', assignee: PORTER })], 'officer')).toBe(
      `【请核定：一般隐患】\n校安网格 · H26110001\n${DESCRIPTION}\n位置：${PLACE}\n〔officer〕 11-23 09:00 已派人`,
    );
  });

  it('loses its words and names for whoever may no longer see the item', () => {
    const life = [report({ placePerson: null }), by('head', { type: 'Classify', category: 'bullying' })];
    expect(redrawn(life, 'officer')).toBe('【H26110001（保密事项）】\n校安网格 · H26110001\n你不用再处理了');
    expect(redrawn(life, 'head')).toContain(DESCRIPTION);
  });

  it('does not name a hidden reporter who withdraws', () => {
    const life = [report({ reporterHidden: true, placePerson: null }), by(TEACHER, { type: 'Withdraw', reason: '看错' })];
    expect(redrawn(life, 'officer')).toContain('11-23 09:00 已撤回');
    expect(redrawn(life, 'officer')).not.toContain('teacher');
  });

  it('is replaced where the item was corrected, and stays where somebody else’s turn came', () => {
    const [first, second] = play([report({ placePerson: null }), by(TEACHER, { type: 'Correct', description: '四楼的灯' })]);
    if (!first || !second) throw new Error('refused');
    const card = { kind: 'grading-card', personId: 'officer' };
    expect(cardStillAsks(card, first.after, around(first.after), first.events)).toBe(true);
    expect(cardStillAsks(card, second.after, around(second.after), second.events)).toBe(false);
    expect(cardStillAsks({ kind: 'task-card', personId: PORTER }, first.after, around(first.after))).toBe(false);
    expect(cardStillAsks({ kind: 'unheard-of', personId: PORTER }, first.after, around(first.after))).toBe(false);
  });
});

it('the scene’s clock and group are those of the messages', () => {
  const [moment] = play([report({ level: '较大' })]);
  expect(moment?.after.reportedAt).toEqual(MONDAY_NINE);
  expect(moment?.drafts.filter((draft) => 'group' in draft.to).map(({ to, mentions }) => ({ to, mentions }))).toEqual([
    { to: { group: GROUP }, mentions: ['officer'] },
  ]);
});
