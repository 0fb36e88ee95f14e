import { describe, expect, it } from 'vitest';
import { cardStillAsks } from '../../../src/conversation/redraw.ts';
import type { HazardAction, HazardCommand, Report } from '../../../src/domain/hazard/commands.ts';
import { agrees, by, lampReport, MONDAY_NINE, nowhere, ON_SITE, PLAN_DAY, submits, ticks } from '../domain/hazard/hazard-story.ts';
import { around, heardOfLast, play, type Staging, wordsOf, wordsTo } from './scene.ts';

const TEACHER = 'teacher';
const PORTER = 'porter';
const NUMBER = 'H26110001';

const lanes = { ordinary: {}, sensitive: { sensitive: true }, withheld: { withheldFromSchool: true } } satisfies Record<
  string,
  Partial<Report>
>;
type LaneName = keyof typeof lanes;
/** Who grades in each lane, and so gives the work to somebody. */
const GRADERS: Record<LaneName, string> = { ordinary: 'officer', sensitive: 'head', withheld: 'b-officer' };

const report = (changes: Partial<Report> = {}): HazardCommand => by(TEACHER, lampReport(changes));
/** Reported, and given to the handler. */
const given = (lane: LaneName, changes: Partial<Report> = {}): HazardCommand[] => [
  report({ ...lanes[lane], ...nowhere, ...changes }),
  by(GRADERS[lane], { type: 'Assign', assignee: 'handler' }),
];
const escalates = (actor: string, to: string, tree: 'sector' | 'territorial' = 'sector'): HazardCommand =>
  by(actor, { type: 'Escalate', to, tree, reason: '没钱修' });
const asksTime = by('handler', { type: 'AskExtension', until: PLAN_DAY, reason: '配件没到' });
const other = { number: 'H26110000', status: 'rectifying' as const, unit: 'S1', level: '重大' as const, ordinary: true };
const merges = (actor: string) => by(actor, { type: 'Merge', into: other });
const follow = by(null, { type: 'Follow', from: 'H26110009', followers: ['ann', 'bob'] });
const reopens = (actor: string, reason = '又坏了') => by(actor, { type: 'Reopen', reason });

/** Lane, what was before, what happens, who then hears: kind → people. */
type Row = [LaneName, HazardCommand[], HazardCommand, Record<string, string[]>];
const tells = (rows: readonly Row[]): void => {
  it.each(rows)('%s, row %#', (_lane, life, last, expected) => {
    expect(heardOfLast([...life, last])).toEqual(expected);
  });
};

describe('转办', () => {
  const handOn: HazardAction = { type: 'Transfer', assignee: 'plumber', reason: '归他' };
  tells([
    ['ordinary', given('ordinary'), by('handler', handOn), { 'task-card': ['plumber'] }],
    ['ordinary', given('ordinary', { urgent: true }), by('handler', handOn), { 'task-card': ['plumber'], 'handed-on': ['officer'] }],
    // By somebody who stands in for him: he hears of it.
    [
      'ordinary',
      given('ordinary'),
      by('clerk', handOn, MONDAY_NINE, { standingInFor: 'handler' }),
      { 'task-card': ['plumber'], 'task-moved': ['handler'] },
    ],
  ]);

  it('says who handed it on and why', () => {
    expect(wordsTo([...given('ordinary'), by('handler', handOn)], 'task-card', 'plumber')).toMatchInlineSnapshot(`
      "【转给你整改：一般隐患】
      校安网格 · H26110001
      三楼东头的灯坏了
      学校：一小
      位置：未说明
      类别等级：用电 · 一般
      整改期限：11月26日(周四)18:00 前
      转办人：〔handler〕
      原因：归他
      回复 1 接收
      回复 2 已整改
      回复 3 看详情"
    `);
  });
});

describe('上报', () => {
  const answer: HazardAction = { type: 'AnswerEscalation', note: '先垫上', until: PLAN_DAY };
  tells([
    ['ordinary', given('ordinary'), escalates('handler', 'officer'), { 'escalation-card': ['officer'] }],
    ['ordinary', given('ordinary'), escalates('officer', 'head'), { 'escalation-card': ['head'], escalated: ['handler'] }],
    ['ordinary', given('ordinary'), escalates('handler', 'village', 'territorial'), { 'escalation-card': ['village'] }],
    ['sensitive', given('sensitive'), escalates('handler', 'head'), { 'escalation-card': ['head'] }],
    // Whoever does not belong to the lane is not even asked.
    ['sensitive', given('sensitive'), escalates('handler', 'up-head'), {}],
    ['withheld', given('withheld'), escalates('handler', 'b-officer'), { 'escalation-card': ['b-officer'] }],
    // Answered.
    ['ordinary', [...given('ordinary'), escalates('handler', 'head')], by('head', answer), { 'escalation-answered': ['handler'] }],
    [
      'ordinary',
      [...given('ordinary'), escalates('officer', 'head')],
      by('head', answer),
      { 'escalation-answered': ['handler', 'officer'] },
    ],
    [
      'withheld',
      [...given('withheld'), escalates('handler', 'b-officer')],
      by('b-officer', answer),
      { 'escalation-answered': ['handler'] },
    ],
    // Taken over, or given to another: whoever asked hears who has it.
    [
      'ordinary',
      [...given('ordinary'), escalates('officer', 'head')],
      by('head', { type: 'Assign', assignee: 'head' }),
      { 'task-card': ['head'], 'task-moved': ['handler'], 'escalation-answered': ['officer'] },
    ],
    [
      'ordinary',
      [...given('ordinary'), escalates('handler', 'head')],
      by('head', { type: 'Assign', assignee: 'plumber' }),
      { 'task-card': ['plumber'], 'task-moved': ['handler'] },
    ],
  ]);

  it('is a card that tells what, who and why, and can be answered in words', () => {
    expect(wordsTo([...given('ordinary'), escalates('handler', 'officer')], 'escalation-card', 'officer')).toMatchInlineSnapshot(`
      "【请定夺：下面办不了，报给你】
      校安网格 · H26110001
      要派别人，回复「让 某某 改」。
      三楼东头的灯坏了
      学校：一小
      位置：未说明
      类别等级：用电 · 一般
      谁上报的：〔handler〕
      原因：没钱修
      现负责：〔handler〕，11月26日(周四)18:00 前
      回复 1 我来办
      回复 2 交回去办
      回复 3 看详情"
    `);
  });

  it('asked of the next above, the card of the first is dead', () => {
    const last = play([...given('ordinary'), escalates('handler', 'officer'), escalates('officer', 'head')]).at(-1);
    if (!last) throw new Error('nothing happened');
    const asks = (personId: string) => cardStillAsks({ kind: 'escalation-card', personId }, last.after, around(last.after));
    expect([asks('officer'), asks('head')]).toEqual([false, true]);
  });

  it('become confidential meanwhile, the card of somebody outside the lane is dead', () => {
    const narrowed = by('head', { type: 'Correct', sensitive: true });
    const last = play([...given('ordinary'), escalates('handler', 'up-head'), narrowed]).at(-1);
    if (!last) throw new Error('nothing happened');
    expect(last.after.escalation?.to).toBe('up-head');
    expect(cardStillAsks({ kind: 'escalation-card', personId: 'up-head' }, last.after, around(last.after))).toBe(false);
  });

  it('answered: note and new deadline', () => {
    const life = [...given('ordinary'), escalates('handler', 'head'), by('head', answer)];
    expect(wordsTo(life, 'escalation-answered', 'handler')).toMatchInlineSnapshot(`
      "H26110001 一小 三楼东头的灯坏了
      〔head〕 答复：先垫上
      期限改到：12月10日(周四)18:00。
      请接着整改。"
    `);
  });
});

describe('延期', () => {
  const refuses = (actor: string) => by(actor, { type: 'RefuseExtension', reason: '太久' });
  tells([
    ['ordinary', given('ordinary'), asksTime, { 'extension-card': ['head', 'deputy-head'] }],
    ['ordinary', given('ordinary', { level: '较大' }), asksTime, { 'extension-card': ['up-head', 'up-deputy', 'up-officer'] }],
    ['sensitive', given('sensitive'), asksTime, { 'extension-card': ['head'] }],
    ['withheld', given('withheld'), asksTime, { 'extension-card': ['b-officer'] }],
    // Whoever works on it never decides on his own time.
    [
      'ordinary',
      [report(nowhere), by('officer', { type: 'Assign', assignee: 'head' })],
      by('head', { type: 'AskExtension', until: PLAN_DAY, reason: '配件没到' }),
      { 'extension-card': ['deputy-head'] },
    ],
    ['ordinary', [...given('ordinary'), asksTime], by('head', { type: 'GrantExtension' }), { 'extension-decided': ['handler'] }],
    ['withheld', [...given('withheld'), asksTime], refuses('b-officer'), { 'extension-decided': ['handler'] }],
  ]);

  it('reads so', () => {
    const life = [...given('ordinary'), asksTime];
    expect(wordsTo(life, 'extension-card', 'head')).toMatchInlineSnapshot(`
      "【请批延期：想延到 12月10日(周四)18:00】
      校安网格 · H26110001
      三楼东头的灯坏了
      学校：一小
      位置：未说明
      类别等级：用电 · 一般
      申请人：〔handler〕
      原期限：11月26日(周四)18:00 前
      原因：配件没到
      回复 1 同意延期
      回复 2 不同意
      回复 3 看详情"
    `);
    expect(wordsTo([...life, by('head', { type: 'GrantExtension' })], 'extension-decided', 'handler')).toMatchInlineSnapshot(`
      "H26110001 一小 三楼东头的灯坏了
      〔head〕 同意延期，新期限：12月10日(周四)18:00 前。"
    `);
    expect(wordsTo([...life, refuses('head')], 'extension-decided', 'handler')).toMatchInlineSnapshot(`
      "H26110001 一小 三楼东头的灯坏了
      〔head〕 没同意延期：太久
      期限还是11月26日(周四)18:00 前，实在办不了，回复「上报」加原因。"
    `);
  });

  it('asked for again, the first card is dead and the second is alive', () => {
    const again = by('handler', { type: 'AskExtension', until: new Date('2026-12-15T18:00:00+08:00'), reason: '还没到' });
    const last = play([...given('ordinary'), asksTime, again]).at(-1);
    if (!last) throw new Error('nothing happened');
    const card = { kind: 'extension-card', personId: 'head' };
    expect(cardStillAsks(card, last.after, around(last.after), last.events)).toBe(false);
    expect(cardStillAsks(card, last.after, around(last.after))).toBe(true);
  });
});

describe('重复', () => {
  const done = [...given('ordinary'), follow, submits('handler', 'done')];
  tells([
    ['ordinary', given('ordinary'), merges('officer'), { feedback: [TEACHER], 'task-moved': ['handler'] }],
    ['ordinary', [...given('ordinary'), follow], merges('officer'), { feedback: [TEACHER, 'ann', 'bob'], 'task-moved': ['handler'] }],
    ['ordinary', [report(nowhere)], merges(TEACHER), {}],
    ['ordinary', [report({ ...nowhere, possibleDuplicateOf: 'H26110000' })], by('officer', { type: 'ClearDuplicate' }), {}],
    ['ordinary', given('ordinary'), follow, {}],
    // Followers hear the end.
    ['ordinary', done, agrees('head'), { feedback: [TEACHER, 'ann', 'bob'], 'accepted-work': ['handler'] }],
    [
      'ordinary',
      [...given('ordinary'), follow],
      by('officer', { type: 'Reject', reason: '没有' }),
      { feedback: [TEACHER, 'ann', 'bob'], 'task-moved': ['handler'] },
    ],
    ['ordinary', [report(nowhere), follow], by(TEACHER, { type: 'Withdraw', reason: '看错' }), { feedback: ['ann', 'bob'] }],
    ['ordinary', [...done, agrees('head')], reopens('head'), { 'task-card': ['handler'], feedback: [TEACHER, 'ann', 'bob'] }],
    // What has become confidential since is not theirs any more.
    [
      'ordinary',
      [...done, by('head', { type: 'Correct', sensitive: true })],
      agrees('head'),
      { feedback: [TEACHER], 'accepted-work': ['handler'] },
    ],
  ]);

  it('the reporter hears that he follows the other', () => {
    expect(wordsTo([...given('ordinary'), merges('officer')], 'feedback', TEACHER)).toBe(
      '你报的 H26110001 和 H26110000 是同一件事，已并到一起办。H26110000 有结果会告诉你。',
    );
  });

  it('a follower hears the end without a name, a place or a word of it', () => {
    expect(wordsTo([...done, agrees('head')], 'feedback', 'ann')).toBe('✅ 你也报过的 H26110001 已经处理好，已存档。谢谢你！');
  });
});

describe('查处、挂牌督办、临时措施', () => {
  const enforce: HazardAction = { type: 'Enforce', measure: '责令停用' };
  const supervise: HazardAction = { type: 'Supervise', note: null };
  const measure: HazardAction = { type: 'TakeMeasure', measure: '已封闭' };
  const above = ['up-head', 'up-deputy', 'up-officer', 'paired'];
  tells([
    ['ordinary', given('ordinary'), by('up-head', enforce), { enforced: ['handler', 'officer', 'deputy-head', 'head'] }],
    ['sensitive', given('sensitive'), by('b-officer', enforce), { enforced: ['handler', 'head'] }],
    ['withheld', given('withheld'), by('b-officer', enforce), { enforced: ['handler'] }],
    [
      'ordinary',
      given('ordinary', { level: '重大' }),
      by('b-head', supervise),
      { supervised: ['handler', 'officer', 'deputy-head', 'head', ...above] },
    ],
    ['sensitive', given('sensitive', { level: '重大' }), by('b-officer', supervise), { supervised: ['handler', 'head'] }],
    ['withheld', given('withheld', { level: '重大' }), by('b-officer', supervise), { supervised: ['handler'] }],
    ['ordinary', given('ordinary'), by('handler', measure), {}],
    ['ordinary', given('ordinary', { level: '较大' }), by('handler', measure), {}],
    ['ordinary', given('ordinary', { urgent: true }), by('handler', measure), { 'measure-taken': ['officer'] }],
    ['sensitive', given('sensitive', { level: '重大' }), by('handler', measure), { 'measure-taken': ['head', 'b-officer'] }],
  ]);

  it('read so', () => {
    const life = given('ordinary', { level: '重大' });
    expect(wordsTo([...life, by('b-head', enforce)], 'enforced', 'head')).toMatchInlineSnapshot(`
      "【查处】H26110001 一小 三楼东头的灯坏了
      〔b-head〕：责令停用
      已记入档案，请照此落实。"
    `);
    expect(wordsTo([...life, by('b-head', supervise)], 'supervised', 'head')).toMatchInlineSnapshot(`
      "【挂牌督办】H26110001 一小 三楼东头的灯坏了
      〔b-head〕 对它挂牌督办。
      由 〔handler〕 整改，11月26日(周四)18:00 前，请盯到销号。"
    `);
    expect(wordsTo([...life, by('handler', measure)], 'measure-taken', 'officer')).toMatchInlineSnapshot(`
      "H26110001 一小 三楼东头的灯坏了
      〔handler〕 已采取临时措施：已封闭"
    `);
  });
});

describe('重新打开', () => {
  tells([
    [
      'withheld',
      [...given('withheld'), submits('handler', 'done'), agrees('b-officer')],
      reopens('b-officer'),
      { 'task-card': ['handler'], feedback: [TEACHER] },
    ],
    [
      'ordinary',
      [...given('ordinary'), by('officer', { type: 'Reject', reason: '没有' })],
      reopens('head'),
      { 'grading-card': ['officer'], feedback: [TEACHER] },
    ],
  ]);

  it('says why, to whoever works on it and to whoever reported it', () => {
    const life = [...given('ordinary'), submits('handler', 'done'), agrees('head'), reopens('head')];
    expect(wordsTo(life, 'task-card', 'handler')).toMatchInlineSnapshot(`
      "【重新打开，请再整改：一般隐患】
      校安网格 · H26110001
      三楼东头的灯坏了
      学校：一小
      位置：未说明
      类别等级：用电 · 一般
      整改期限：11月26日(周四)18:00 前
      谁打开的：〔head〕
      原因：又坏了
      回复 1 接收
      回复 2 已整改
      回复 3 看详情"
    `);
    expect(wordsTo(life, 'feedback', TEACHER)).toBe('你报的 H26110001 又重新打开了，会接着处理，有结果再告诉你。\n原因：又坏了');
  });

  it('tells the reporter of a confidential item no reason', () => {
    const life = [...given('sensitive'), submits('handler', 'done'), agrees('head'), reopens('head', '他又打人')];
    expect(wordsTo(life, 'feedback', TEACHER)).not.toContain('他又打人');
  });
});

describe('the end of 重大', () => {
  it('is told in one line to those who were told of its beginning', () => {
    const parts = { responsibility: '甲', measures: '乙', money: '丙', deadline: '丁', plan: '戊' };
    const life = [
      ...given('ordinary', { level: '重大' }),
      by('head', { type: 'FixFive', parts, confirms: true }),
      submits('handler', 'done'),
      by('b-officer', { type: 'Verify', note: null, onSite: ON_SITE }),
    ];
    expect(heardOfLast(life)['notice-end']).toEqual(['head', 'deputy-head', 'up-head', 'up-deputy', 'up-officer', 'paired']);
  });

  it('of 较大 is told to nobody above', () => {
    const life = [...given('ordinary', { level: '较大' }), submits('handler', 'done')];
    expect(heardOfLast([...life, agrees('up-head')])).toEqual({ feedback: [TEACHER], 'accepted-work': ['handler'] });
  });
});

describe('at night', () => {
  const night = new Date('2026-11-23T22:00:00+08:00');
  const fire = by(TEACHER, lampReport({ level: '重大', urgent: true, category: 'fire' }), night);

  it('who is on duty hears of what cannot wait, and what he can do', () => {
    const staging: Staging = { onDuty: ['guard', 'head'] };
    const heard = heardOfLast([fire], staging);
    expect(heard['notice-duty']).toEqual(['guard', 'head']);
    // Once is enough.
    expect(heard['notice-above']).not.toContain('head');
    expect(wordsTo([fire], 'notice-duty', 'guard', staging)).toContain('你在值班，请马上去看');
  });

  it('in confidence he hears nothing', () => {
    const secret = by(TEACHER, lampReport({ level: '重大', urgent: true, sensitive: true }), night);
    expect(heardOfLast([secret], { onDuty: ['guard'] })).not.toHaveProperty('notice-duty');
  });
});

describe('代理人', () => {
  const handedIn = [...given('ordinary'), submits('handler', 'done')];

  it('gets what is asked of somebody who is away, and that one still does', () => {
    const away = { porter: 'clerk' };
    expect(heardOfLast([report()], { away })).toEqual({ 'task-card': [PORTER, 'clerk'] });
    expect(wordsTo([report()], 'task-card', 'clerk', { away })).toMatch(/^【.*】\n校安网格 · H26110001\n代 〔porter〕 办\n/);
    expect(wordsTo([report()], 'task-card', PORTER, { away })).not.toContain('代 ');
    expect(heardOfLast(handedIn, { away: { head: 'clerk' } })).toEqual({
      'before-and-after': ['head', 'clerk', 'deputy-head'],
      'verify-card': ['head', 'clerk', 'deputy-head'],
    });
  });

  it('is not asked twice, where the same is asked of him or he stands in for two', () => {
    const verifiers = (away: Record<string, string>) => heardOfLast(handedIn, { away })['verify-card'];
    expect(verifiers({ head: 'deputy-head' })).toEqual(['head', 'deputy-head']);
    expect(verifiers({ head: 'clerk', 'deputy-head': 'clerk' })).toEqual(['head', 'clerk', 'deputy-head']);
  });

  it('never judges his own work in another’s place', () => {
    const away = { head: 'handler' };
    expect(heardOfLast(handedIn, { away })['verify-card']).toEqual(['head', 'deputy-head']);
    expect(heardOfLast([...given('ordinary'), asksTime], { away })).toEqual({ 'extension-card': ['head', 'deputy-head'] });
  });

  it('gets no notice that asks nothing of anybody', () => {
    const grave = report({ level: '较大' });
    expect(heardOfLast([grave], { away: { 'up-head': 'clerk' } })['notice-above']).not.toContain('clerk');
  });

  it('makes the place safe where its person is away', () => {
    const grave = report({ level: '较大' });
    expect(heardOfLast([grave], { away: { porter: 'clerk' } })['make-safe']).toEqual([PORTER, 'clerk']);
    expect(wordsTo([grave], 'make-safe', 'clerk', { away: { porter: 'clerk' } })).toMatch(/^代 〔porter〕 办：\n/);
  });

  it('in confidence the circle grows by the bureau’s stand-in alone', () => {
    const secret = report({ sensitive: true, ...nowhere });
    expect(heardOfLast([secret], { away: { head: 'clerk', 'b-officer': 'b-clerk' } })).toEqual({
      'grading-card': ['head', 'b-officer', 'b-clerk'],
    });
  });

  it('holds a live card as long as the one for whom he stands in would', () => {
    const [moment] = play([report()], { away: { porter: 'clerk' } });
    if (!moment) throw new Error('refused');
    const card = { kind: 'task-card', personId: 'clerk' };
    expect(cardStillAsks(card, moment.after, around(moment.after, { away: { porter: 'clerk' } }))).toBe(true);
    expect(cardStillAsks(card, moment.after, around(moment.after))).toBe(false);
  });

  const late = new Date('2026-11-23T09:15:00+08:00');
  const fire = (changes: Partial<Report> = {}) => report({ level: '重大', urgent: true, ...changes });

  it('is called when somebody does not answer, with the card that he has', () => {
    const life = [fire(), ticks(late, { deputies: { officer: 'clerk' } })];
    expect(heardOfLast(life)).toEqual({ 'grading-card': ['clerk'] });
    expect(wordsTo(life, 'grading-card', 'clerk')).toContain('替 〔officer〕（15 分钟未回应）\n');
    const task = [fire(nowhere), by('officer', { type: 'Assign', assignee: 'handler' }), ticks(late, { deputies: { handler: 'clerk' } })];
    expect(heardOfLast(task)).toEqual({ 'task-card': ['clerk'] });
  });

  it('is not called where he may not know', () => {
    expect(heardOfLast([fire({ sensitive: true }), ticks(late, { deputies: { head: 'clerk' } })])).toEqual({});
  });
});

describe('刑法 art. 134-1', () => {
  const flagged = (changes: Partial<Report> = {}) =>
    report({ level: '重大', dangerousWork: { situation: 1, words: '报警器拔了' }, ...changes });

  it.each<[LaneName, string[]]>([
    ['ordinary', ['head', 'b-officer']],
    ['sensitive', ['head', 'b-officer']],
    ['withheld', ['b-officer']],
  ])('%s: in private to whoever answers for it', (lane, people) => {
    expect(heardOfLast([flagged(lanes[lane])])['private-warning']).toEqual(people);
  });

  it('says what the words resemble, until when, and how to answer; no list of messages shows it', () => {
    expect(wordsTo([flagged()], 'private-warning', 'head')).toMatchInlineSnapshot(`
      "仅供你判断：H26110001 一小 三楼东头的灯坏了
      原话「报警器拔了」，可能涉及刑法第一百三十四条之一第（一）项所列情形（安全设备被关停，或数据被改动、隐瞒），请负责人判断。
      请在明天(周二)09:00 前落实临时措施，落实后回复「H26110001 临时措施：…」。"
    `);
    const refused = flagged({ dangerousWork: { situation: 2, words: '还在用' } });
    expect(wordsTo([refused], 'private-warning', 'head')).toContain('请马上落实临时措施');
    const warnings = play([flagged()]).flatMap(({ drafts }) => drafts.filter(({ kind }) => kind === 'private-warning'));
    expect(warnings.map(({ sensitive }) => sensitive)).toEqual([true, true]);
  });

  it('neither the reporter nor a group nor anybody else reads of it, and nobody the name of an offence', () => {
    const own = by('head', lampReport({ level: '重大', dangerousWork: { situation: 3, words: '私自动火' } }));
    expect(heardOfLast([own])['private-warning']).toEqual(['b-officer']);
    for (const draft of [...play([flagged()]), ...play([own])].flatMap(({ drafts }) => drafts)) {
      expect(wordsOf(draft)).not.toMatch(/犯罪|危险作业|有罪/);
      if (draft.kind !== 'private-warning') expect(wordsOf(draft)).not.toContain('刑法');
    }
  });

  it('is said when a correction raises it', () => {
    const correction: HazardAction = { type: 'Correct', description: '报警器被拔了', dangerousWork: { situation: 1, words: '报警器被拔' } };
    expect(heardOfLast([report(nowhere), by('officer', correction)])['private-warning']).toEqual(['head', 'b-officer']);
  });

  it('whoever was warned hears that something has been done', () => {
    const measure = by(PORTER, { type: 'TakeMeasure', measure: '已装回' });
    expect(heardOfLast([flagged({ level: '一般' }), measure])['measure-taken']).toEqual(['head', 'b-officer']);
  });
});

describe('事前追责', () => {
  const later = new Date('2026-12-20T09:00:00+08:00');
  const circular = (changes: Partial<Report> = {}) => report({ source: '上级通报', ...changes });
  const tick = (responsible: string[] = [PORTER, 'head']) => ticks(later, { responsible });
  const flagged: Partial<Report> = { dangerousWork: { situation: 1, words: '报警器拔了' } };

  it.each<[LaneName, string[]]>([
    ['ordinary', ['b-officer', 'b-deputy', 'b-head']],
    ['sensitive', ['b-officer']],
    ['withheld', ['b-officer']],
  ])('%s: in private to the bureau', (lane, people) => {
    expect(heardOfLast([circular(lanes[lane]), tick()])['case-card']).toEqual(people);
  });

  it('never to whom it names, not even as a stand-in', () => {
    const life = [circular(), tick([PORTER, 'b-deputy'])];
    expect(heardOfLast(life)['case-card']).toEqual(['b-officer', 'b-head']);
    expect(heardOfLast(life, { away: { 'b-head': 'b-deputy' } })['case-card']).toEqual(['b-officer', 'b-head']);
  });

  it('states facts and no guilt', () => {
    expect(wordsTo([circular(), tick()], 'case-card', 'b-head')).toMatchInlineSnapshot(`
      "【请定是否追责：通报的问题逾期未改】
      校安网格 · H26110001
      系统只立档，不作结论，请你判断。
      三楼东头的灯坏了
      学校：一小
      应办：上级通报的问题，期限 11-26 18:00，到期没有交验
      负责的人：〔porter〕、〔head〕
      现状：待接收
      在册：没有临时措施
      回复 1 启动追责
      回复 2 不追责
      回复 3 看详情"
    `);
    const words = wordsTo([report({ ...flagged, ...nowhere }), tick()], 'case-card', 'b-head');
    expect(words).toMatchInlineSnapshot(`
      "【请定是否追责：到时没有措施记录】
      校安网格 · H26110001
      系统只立档，不作结论，请你判断。
      可能涉及刑法第一百三十四条之一第（一）项所列情形（安全设备被关停，或数据被改动、隐瞒）。
      三楼东头的灯坏了
      学校：一小
      应办：11-23 09:00 上报，至今没有临时措施
      负责的人：〔porter〕、〔head〕
      现状：待核定
      在册：没有临时措施
      回复 1 启动追责
      回复 2 不追责
      回复 3 看详情"
    `);
    expect(words).not.toMatch(/犯罪|危险作业|有罪|违法/);
  });

  it('of two files one is asked about at a time', () => {
    const life = [circular(flagged), tick()];
    const [first, second] = play(life).at(-1)?.after.cases ?? [];
    if (!first || !second) throw new Error('two files were expected');
    expect(heardOfLast(life)['case-card']).toEqual(['b-officer', 'b-deputy', 'b-head']);
    const dropped = by('b-head', { type: 'DecideCase', trigger: first.trigger, start: false, reason: '措施到位' });
    expect(heardOfLast([...life, dropped])).toEqual({
      'case-decided': ['b-officer', 'b-deputy'],
      'case-card': ['b-officer', 'b-deputy', 'b-head'],
    });
    const both = [...life, dropped, by('b-head', { type: 'DecideCase', trigger: second.trigger, start: true, reason: null })];
    expect(heardOfLast(both)).toEqual({ 'case-decided': ['b-officer', 'b-deputy'] });
    const last = play(both).at(-1);
    if (!last) throw new Error('refused');
    expect(cardStillAsks({ kind: 'case-card', personId: 'b-officer' }, last.after, around(last.after))).toBe(false);
  });

  it('decided: the others hear how', () => {
    const life = [circular(), tick(), by('b-head', { type: 'DecideCase', trigger: '通报逾期', start: true, reason: null })];
    expect(wordsTo(life, 'case-decided', 'b-officer')).toBe(`${NUMBER} 一小 三楼东头的灯坏了\n追责档案：〔b-head〕 决定启动追责程序。`);
  });
});
