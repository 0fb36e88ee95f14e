import { describe, expect, it } from 'vitest';
import { CONFIRM, type ItemDeed, type Verb } from '../../../src/conversation/deed.ts';
import { deedResultLine, deedResultText } from '../../../src/conversation/replies/deed-results.ts';
import { firstAid } from '../../../src/conversation/replies/first-aid.ts';
import { listLine, shortText } from '../../../src/conversation/replies/item-text.ts';
import { detailText, receiptsText, receiptText, statusOnlyText } from '../../../src/conversation/replies/receipts.ts';
import { forbiddenText, rejectionText } from '../../../src/conversation/replies/rejections.ts';
import { notYetText, sayingText } from '../../../src/conversation/replies/sayings.ts';
import type { Saying } from '../../../src/conversation/turn.ts';
import { categories, type Level } from '../../../src/domain/hazard/category.ts';
import type { HazardCommand } from '../../../src/domain/hazard/commands.ts';
import type { Rejection, RejectionCode } from '../../../src/domain/hazard/rejection.ts';
import { STATUSES } from '../../../src/domain/hazard/state.ts';
import {
  agrees,
  by,
  itemAfter,
  lampReport,
  lives,
  PLAN_DAY,
  PLUMBER,
  PORTER,
  reported,
  submits,
  ticks,
} from '../domain/hazard/hazard-story.ts';
import { around } from './scene.ts';
import { A, B, item, NOW } from './support.ts';

/** Chinese punctuation throughout: ASCII marks only within numbers, times, and the weekday of a deadline. */
const expectGoodText = (text: string): void => {
  expect(text).not.toMatch(/undefined|null|NaN|\[object|Invalid|\$\{/);
  expect(text).not.toMatch(/[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]/);
  expect(text.replace(/\(周.\)/g, '')).not.toMatch(/[()]/);
  expect(text).not.toMatch(/ {2}|\n{3}|[，。；：]{2}|^\s|\s$/);
  expect(text.length).toBeLessThan(600);
};

const SAYINGS: Saying[] = [
  { say: 'help' },
  { say: 'welcome' },
  { say: 'thanks' },
  { say: 'dropped' },
  { say: 'photo-kept', mayBeAfter: false },
  { say: 'photo-kept', mayBeAfter: true },
  { say: 'photo-broken' },
  { say: 'photo-lost' },
  { say: 'photos-full', most: 30 },
  { say: 'photo-before-or-after', number: A },
  { say: 'need-after-photo', number: A },
  { say: 'need-reason', verb: 'return' },
  { say: 'need-reason', verb: 'reject' },
  { say: 'need-reason', verb: 'withdraw' },
  { say: 'need-reason', verb: 'escalate' },
  { say: 'need-reason', verb: 'answer-escalation' },
  { say: 'need-reason', verb: 'refuse-extension' },
  { say: 'need-reason', verb: 'reopen' },
  { say: 'need-reason', verb: 'enforce' },
  { say: 'need-reason', verb: 'measure' },
  { say: 'need-reason', verb: 'not-pursued' },
  { say: 'need-transfer', number: A, to: null },
  { say: 'need-transfer', number: A, to: 'T0012' },
  { say: 'need-extension', number: A, until: null },
  { say: 'need-extension', number: A, until: '2026-12-04T18:00:00+08:00' },
  { say: 'need-away' },
  { say: 'need-number', verb: '重新打开' },
  { say: 'nothing-to', verb: '同意' },
  { say: 'left', count: 5 },
  { say: 'which', verb: '同意', items: [{ number: A, title: '三楼灯坏了' }], several: true },
  { say: 'which-unit', names: ['一小', '二小'] },
  { say: 'unit-unknown' },
  { say: 'partial', number: A },
  { say: 'partial', number: null },
  { say: 'yes-but' },
  { say: 'voice-needs-words' },
  { say: 'position-needs-words' },
  { say: 'place-needs-words', place: '二楼东头' },
  { say: 'not-understood' },
  { say: 'cannot-read', what: 'video' },
  { say: 'cannot-read', what: 'file' },
  { say: 'cannot-read', what: 'link' },
  { say: 'cannot-read', what: 'other' },
  { say: 'no-such-number', shown: 0 },
  { say: 'no-such-number', shown: 3 },
  { say: 'unknown-number', ref: '9999' },
  { say: 'stale-button' },
  { say: 'unbound' },
  { say: 'stranger-too-often' },
  { say: 'empty' },
];

describe('fixed sayings', () => {
  it.each(SAYINGS)('%j', (saying) => expectGoodText(sayingText(saying)));

  it('read as a teacher hears them', () => {
    const shown = SAYINGS.filter(({ say }) => say !== 'welcome').map(sayingText);
    expect(shown.join('\n---\n')).toMatchInlineSnapshot(`
      "有隐患，一句话告诉我就行：
      「三楼东侧楼梯扶手松了」，再发张照片更好。

      收到任务：回复 接收；改好了发 已整改 加照片。
      要你验收：回复 同意，或 退回 加原因。
      改不了：转给 某某、上报、延到周五，都加一句原因。
      检查 — 查完说「今天查了三中，没问题」；查自己学校说「日巡查正常」
      待查 — 看还有哪些学校没查
      待办 — 看要你办的事
      进度 — 看你报的到哪一步了
      说错了，是四楼 — 改刚报的那条
      撤回 — 报错了
      纯文字 — 卡片看不到时用

      有人受伤、起火、燃气味：先救人撤离，打 119、120、110。
      ---
      好的，辛苦了。有隐患随时说一声。
      ---
      好，那就先这样，我没有改动。
      ---
      照片收到了。是哪里、什么问题？说一句就行；还有照片可以接着发。
      ---
      照片收到了。新问题：说一句哪里、什么问题；整改好的：发「已整改」。还有照片可以接着发。
      ---
      这张图打不开，可能没传完整。请重新拍一张发来。
      ---
      这张照片没取到（平台那边没给）。请再发一次，文字不用重写。
      ---
      一次最多放 30 张照片，后面的没有放进去。
      ---
      这是 H26110001 整改好的照片吗？
      回复 1 是，整改好了
      回复 2 不是，是新发现的问题
      ---
      好的。再发一张整改后的照片，H26110001 就交去验收。
      ---
      为什么退回？说一句就行，例如：照片看不清，重新拍。
      ---
      为什么不属实？说一句就行，例如：现场看过，是好的。
      ---
      为什么撤回？说一句就行，例如：看错了。
      ---
      难在哪里？说一句就行，例如：要两万块，学校没这笔钱。
      ---
      怎么办？说一句就行，例如：钱由中心校出，周五前修好。
      ---
      为什么不同意延期？说一句就行，例如：离开学太近，不能再拖。
      ---
      为什么重新打开？说一句就行，例如：又松了，没修牢。
      ---
      查处了什么？说一句就行，例如：责令停用，限三天改完。
      ---
      采取了什么措施？说一句就行，例如：已拉警戒线，停用东楼梯。
      ---
      为什么不追责？说一句就行，会存档，例如：一直在等配件，措施都到位。
      ---
      H26110001 转给谁、为什么？例如：转给 李师傅，归总务管。
      ---
      为什么转？说一句就行，例如：归总务管。（H26110001）
      ---
      H26110001 想延到哪天、为什么？例如：延到下周五，配件还没到。
      ---
      想延到12月4日(周五)，为什么？说一句就行，例如：配件还没到。（H26110001）
      ---
      请假到哪天？例如：请假到周五。这几天要你办的，会同时发给你的代理人。
      ---
      「重新打开」是指哪一条？请写全号，例如 H26110023。
      ---
      现在没有等你「同意」的事。发「待办」看看要你办的。
      ---
      还有 5 条，再说一次就接着办。
      ---
      「同意」是指哪一条？回复序号（可以几个一起，如 1、3）：
      1. H26110001 三楼灯坏了
      ---
      是哪一所？回复序号：
      1. 一小
      2. 二小
      ---
      没找到这所学校。请说全名，例如：石桥镇中心小学。
      ---
      好，先改了一部分。剩下的弄完，再发「已整改」和照片（H26110001）。
      ---
      好，先改了一部分。剩下的弄完，再发「已整改」和照片。
      ---
      这算同意，还是先退回补齐？请回复「同意」，或「退回」加原因。
      ---
      语音我存下了，但还听不懂。麻烦打一行字：哪里、什么问题。
      ---
      位置收到了。那里有什么问题？说一句就行。
      ---
      「二楼东头」有什么问题？说一句就行，发照片也可以。
      ---
      没太看懂。要报隐患吗？说说哪里、什么问题就行。
      ---
      视频我先存着，但看不懂。请用一句话说说是哪里、什么问题，或发张照片。
      ---
      文件我看不了。请用一句话说说是哪里、什么问题，或发张照片。
      ---
      链接我打不开。请用一句话说说是哪里、什么问题。
      ---
      这种消息我看不懂。请发文字或照片，说说是哪里、什么问题。发「帮助」看我会什么。
      ---
      没有正在等你选的列表。发「待办」看看要你办的事。
      ---
      刚才的列表只有 1 到 3，请再看一下序号。
      ---
      没有找到尾号 9999 的隐患。请写全号，例如 H26110023，或发「待办」看看。
      ---
      这张卡片已经用不了了。发「待办」看最新情况。
      ---
      我还不知道你是哪位老师。
      请发：绑定 姓名 手机号
      例如：绑定 张三 13800001234
      学校安全办确认后就能用了。急事（着火、受伤、闯校）现在就可以直接说。
      ---
      今天已经收到你好几条，都转给教育局了。急事请直接打 119、120、110；平时使用请先绑定：发「绑定 姓名 手机号」。
      ---
      没看到内容。请说说是哪里、什么问题，例如：食堂后门消防通道堆了白菜。"
    `);
  });

  it('name whom to call', () => {
    expect(notYetText('转办', ['张铁军'])).toBe(
      '「转办」我现在还办不了，请直接找 张铁军（学校安全工作具体责任人）。已报的隐患照常办，不受影响。',
    );
    expect(notYetText('转办', [])).toContain('找教育局安全办公室');
  });

  it('say what to do first for every kind of danger', () => {
    for (const { code } of categories) {
      expectGoodText(firstAid(code));
      expect(firstAid(code)).toMatch(/^先/);
    }
  });
});

const long = '楼道里堆了很多东西，'.repeat(400);

describe('receipts', () => {
  const receipt = (item = itemAfter(reported()), changes: object = {}) => ({
    item,
    around: around(item),
    by: 'teacher',
    unitKnown: true,
    ...changes,
  });

  it('of a task given at once', () => {
    expect(receiptText(receipt())).toMatchInlineSnapshot(`
      "✅ 已收到 H26110001
      三楼东头的灯坏了
      学校：一小
      位置：区域 三楼东头
      类别：用电 · 一般
      负责人：〔porter〕
      期限：11月26日(周四)18:00 前
      有照片可以接着发。"
    `);
  });

  it('of 较大, with the suggested person and the deadline of the step', () => {
    expect(receiptText(receipt(itemAfter(reported({ level: '较大' }))))).toMatchInlineSnapshot(`
      "✅ 已收到 H26110001
      三楼东头的灯坏了
      学校：一小
      位置：区域 三楼东头
      类别：用电 · 较大（待核定）
      负责人：〔porter〕（建议，已通知先做防护）
      核定：〔officer〕，今天11:00 前
      有照片可以接着发。"
    `);
  });

  it('of 重大, urgent: first aid before everything', () => {
    expect(receiptText(receipt(itemAfter(reported({ level: '重大', urgent: true, category: 'fire' }))))).toMatchInlineSnapshot(`
      "先撤人，马上打 119！能断电就断电，别乘电梯，学生清点人数。

      ✅ 已收到 H26110001
      三楼东头的灯坏了
      学校：一小
      位置：区域 三楼东头
      类别：消防 · 重大 · 紧急（待核定）
      负责人：〔porter〕（建议，已通知先做防护）
      核定：〔officer〕，今天09:30 前
      有照片可以接着发。"
    `);
  });

  it('of one’s own place', () => {
    const own = itemAfter(reported({ level: '较大', placePerson: 'teacher' }));
    expect(receiptText(receipt(own))).toContain('负责人：你自己（建议）');
    expect(receiptText(receipt(own))).toContain('这里归你负责，请先封闭');
  });

  it.each([{ sensitive: true }, { withheldFromSchool: true }])('in confidence quote nothing: %j', (lane) => {
    const text = receiptText(receipt(itemAfter(reported({ ...lane, description: '不想活了' }))));
    expect(text).toContain('已保密收到 H26110001');
    expect(text).not.toMatch(/不想活|三楼|〔/);
  });

  it('to a stranger name nobody, and ask for what is missing', () => {
    const unknown = itemAfter(by(null, lampReport({ urgent: true, level: '重大', place: { id: null, text: null } })));
    const text = receiptText(receipt(unknown, { by: null, unitKnown: false }));
    expect(text).not.toMatch(/〔/);
    expect(text).toContain('是哪所学校、什么位置？请再发一句。');
  });

  it('of several are a line each', () => {
    const several = ['一般', '较大'].map((level) => receipt(itemAfter(reported({ level: level as '一般' }))));
    expect(receiptsText(several)).toMatchInlineSnapshot(`
      "✅ 已收到 2 条
      1. H26110001 三楼东头的灯坏了（用电 · 一般，〔porter〕，11月26日(周四)18:00 前）
      2. H26110001 三楼东头的灯坏了（用电 · 较大，待 〔officer〕 核定，今天11:00 前）"
    `);
  });

  it('are good texts, however long the words, however many the items', () => {
    for (const level of ['一般', '较大', '重大'] as const)
      for (const urgent of [true, false])
        for (const lane of [{}, { sensitive: true }, { withheldFromSchool: true }]) {
          const one = receipt(itemAfter(reported({ level, urgent, ...lane, description: long, place: { id: null, text: long } })));
          expectGoodText(receiptText(one));
          expectGoodText(receiptsText(Array.from({ length: 20 }, () => one)));
        }
  });
});

describe('one item in full', () => {
  const known = STATUSES.map((status) => lives[status]).flatMap((state) => (state.status === 'none' ? [] : [state]));

  it.each(known)('$status', (state) => {
    expectGoodText(detailText({ ...state, description: long }, around(state), 'teacher'));
    expectGoodText(statusOnlyText(state));
  });

  it('shows who decided what', () => {
    const archived = known.find(({ status }) => status === 'archived');
    expect(archived && detailText(archived, around(archived), 'teacher')).toMatchInlineSnapshot(`
      "H26110001 已销号存档
      三楼东头的灯坏了
      一小
      用电 · 一般
      上报人：〔teacher〕
      负责人：〔porter〕
      期限：11月26日(周四)18:00 前
      核定：〔officer〕 11-23 09:00
      验收：〔head〕 11-23 09:00
      照片：整改前 0 张，整改后 1 张"
    `);
  });

  it('shows what is open: who decides, time asked for, what was done meanwhile, what it looks like', () => {
    const basis = [{ words: '飞线', clause: '消防法第二十八条' }];
    const life = [
      by('b-head', { type: 'Supervise', note: null }),
      by(PORTER, { type: 'Escalate', to: 'head', tree: 'sector', reason: '没钱修' }),
      by(PORTER, { type: 'AskExtension', until: PLAN_DAY, reason: '配件没到' }),
      by(PORTER, { type: 'TakeMeasure', measure: '已断电封闭' }),
      by(null, { type: 'Follow', from: 'H26110009', followers: ['ann', 'bob'] }),
    ];
    const state = itemAfter(reported({ level: '一般', possibleDuplicateOf: 'H26110000', basis }), ...life);
    expect(detailText({ ...state, level: '重大' }, around(state), 'teacher')).toMatchInlineSnapshot(`
      "H26110001 待接收
      三楼东头的灯坏了
      一小 区域 三楼东头
      用电 · 重大
      依据：消防法第二十八条
      上报人：〔teacher〕
      负责人：〔porter〕
      期限：11月26日(周四)18:00 前
      挂牌督办中
      已上报给 〔head〕 定夺：没钱修
      延期申请待批：到 12月10日(周四)18:00（配件没到）
      临时措施：已断电封闭（11-23 09:00）
      疑似与 H26110000 重复
      同一件事还有 2 人报过
      照片：整改前 0 张"
    `);
  });

  it('says which level the law knows, and by which clause', () => {
    const basis = [{ words: '飞线', clause: '消防法第二十八条' }];
    const of = (level: Level) => {
      const state = itemAfter(reported({ level, basis }));
      return detailText(state, around(state), null);
    };
    expect(of('一般')).not.toMatch(/法定等级|依据/);
    expect(of('较大')).toContain('用电 · 较大（法定等级：一般）\n');
    expect(of('重大')).toContain('用电 · 重大\n依据：消防法第二十八条\n');
  });

  it('tells of 刑法 art. 134-1 only those who were warned, and of a file only those who decide on it', () => {
    const flagged = reported({ level: '重大', source: '上级通报', dangerousWork: { situation: 1, words: '报警器拔了' } });
    const state = itemAfter(flagged, ticks(new Date('2026-12-20T09:00:00+08:00'), { responsible: [PORTER, 'head', 'b-deputy'] }));
    const likeness = '可能涉及刑法第一百三十四条之一第（一）项所列情形（安全设备被关停，或数据被改动、隐瞒），请负责人判断';
    const seen = (viewer: string | null) => detailText(state, around(state), null, viewer);
    for (const viewer of [null, 'teacher', PORTER, 'officer', 'up-head']) expect(seen(viewer)).not.toMatch(/刑法|追责/);
    expect(seen('head')).toContain(likeness);
    expect(seen('head')).not.toContain('追责');
    expect(seen('b-officer')).toContain(likeness);
    expect(seen('b-head')).toContain('追责档案（通报的问题逾期）：待定');
    expect(seen('b-deputy')).not.toContain('追责');
    expectGoodText(seen('b-officer').replace('项', ''));
  });

  it('tells the reporter, whoever he is, nothing of that kind', () => {
    const own = by('head', lampReport({ dangerousWork: { situation: 1, words: '报警器拔了' } }));
    const state = itemAfter(own);
    expect(detailText(state, around(state), 'head', 'head')).not.toContain('刑法');
  });

  it('leaves out a reporter who may not be seen', () => {
    const [state] = known;
    expect(state && detailText(state, around(state), null)).not.toContain('上报人');
  });
});

describe('what a deed led to', () => {
  const EVERY: { [V in Verb]: Extract<ItemDeed, { do: V }>[] } = {
    accept: [{ do: 'accept' }],
    submit: [{ do: 'submit', note: null, photos: [] }],
    verify: [{ do: 'verify', note: null }],
    return: [{ do: 'return', reason: 'x' }],
    reject: [{ do: 'reject', reason: 'x' }],
    withdraw: [{ do: 'withdraw', reason: 'x' }],
    classify: [CONFIRM],
    five: [{ do: 'five', five: { responsibility: null, measures: null, money: null, deadline: null, plan: null } }],
    'confirm-five': [{ do: 'confirm-five' }],
    amend: [{ do: 'amend', place: 'x', unit: null, note: null, sensitive: false }],
    'add-photos': [{ do: 'add-photos', phase: 'before', photos: ['a'] }],
    transfer: [{ do: 'transfer', to: PLUMBER, reason: 'x' }],
    escalate: [{ do: 'escalate', reason: 'x', territorial: false }],
    'answer-escalation': [{ do: 'answer-escalation', note: 'x', until: null }],
    'take-over': [{ do: 'take-over' }],
    extend: [{ do: 'extend', until: null, reason: 'x' }],
    'grant-extension': [{ do: 'grant-extension', until: null }],
    'refuse-extension': [{ do: 'refuse-extension', reason: 'x' }],
    merge: [{ do: 'merge', into: null }],
    separate: [{ do: 'separate' }],
    enforce: [{ do: 'enforce', measure: 'x' }],
    supervise: [{ do: 'supervise', note: null }],
    measure: [{ do: 'measure', measure: 'x' }],
    reopen: [{ do: 'reopen', reason: 'x' }],
    'decide-case': [
      { do: 'decide-case', start: true, reason: '' },
      { do: 'decide-case', start: false, reason: 'x' },
    ],
    open: [{ do: 'open' }],
  };
  const DEEDS: ItemDeed[] = Object.values(EVERY).flat();

  it.each(DEEDS)('$do, in any status', (deed) => {
    for (const state of STATUSES.map((status) => lives[status])) {
      if (state.status === 'none') continue;
      const done = { item: { ...state, description: long }, events: [], around: around(state), deed, by: 'officer' };
      for (const text of [deedResultText(done), deedResultLine(done)]) if (text !== null) expectGoodText(text);
    }
  });

  /** A deed on the porter's item, as its doer reads it. */
  const read = (deed: ItemDeed, who: string, ...life: HazardCommand[]): string | null => {
    const state = itemAfter(reported(), ...life);
    return deedResultText({ item: state, events: [], around: around(state), deed, by: who });
  };
  const escalation = by(PORTER, { type: 'Escalate', to: 'head', tree: 'sector', reason: '没钱修' });
  const asked = by(PORTER, { type: 'AskExtension', until: PLAN_DAY, reason: '配件没到' });

  it('read as those who did it', () => {
    const other = { number: 'H26110000', status: 'rectifying' as const, unit: 'S1', level: '重大' as const, ordinary: true };
    const archived = [submits(PORTER, 'done'), agrees('head')];
    const shown = [
      read({ do: 'transfer', to: PLUMBER, reason: '归他' }, PORTER, by(PORTER, { type: 'Transfer', assignee: PLUMBER, reason: '归他' })),
      read({ do: 'escalate', reason: '没钱修', territorial: false }, PORTER, escalation),
      read(
        { do: 'answer-escalation', note: '先垫上', until: null },
        'head',
        escalation,
        by('head', { type: 'AnswerEscalation', note: '先垫上' }),
      ),
      read({ do: 'take-over' }, 'head', escalation, by('head', { type: 'Assign', assignee: 'head' })),
      read({ do: 'extend', until: null, reason: '配件没到' }, PORTER, asked),
      read({ do: 'grant-extension', until: null }, 'head', asked, by('head', { type: 'GrantExtension' })),
      read({ do: 'refuse-extension', reason: '太久' }, 'head', asked, by('head', { type: 'RefuseExtension', reason: '太久' })),
      read({ do: 'merge', into: null }, 'officer', by('officer', { type: 'Merge', into: other })),
      read({ do: 'merge', into: null }, 'teacher', by('officer', { type: 'Merge', into: other })),
      read({ do: 'separate' }, 'officer'),
      read({ do: 'enforce', measure: '停用' }, 'up-head'),
      read({ do: 'supervise', note: null }, 'b-head'),
      read({ do: 'measure', measure: '已封闭' }, PORTER),
      read({ do: 'reopen', reason: '又坏了' }, 'head', ...archived, by('head', { type: 'Reopen', reason: '又坏了' })),
      read({ do: 'decide-case', start: true, reason: '' }, 'b-head'),
      read({ do: 'decide-case', start: false, reason: '措施到位' }, 'b-head'),
    ];
    expect(shown.join('\n---\n')).toMatchInlineSnapshot(`
      "已把 H26110001 转给 〔plumber〕 整改，原因也带到了。期限不变：11月26日(周四)18:00 前。
      ---
      已把 H26110001 报给 〔head〕 定夺，有答复会告诉你。没定之前还归你管，先看好现场。
      ---
      已把 H26110001 交回 〔porter〕 办，你的意见也带到了，期限是11月26日(周四)18:00 前。
      ---
      好的，H26110001 归你办了，请在11月26日(周四)18:00 前改好。改好了发「已整改」加一张照片。
      ---
      已替你申请 H26110001 延期到 12月10日(周四)18:00，等 〔head〕、〔deputy-head〕 批。没批之前还按原期限。
      ---
      已同意 H26110001 延期，新期限：12月10日(周四)18:00 前。〔porter〕 会收到消息。
      ---
      没同意 H26110001 延期，〔porter〕 会看到原因，期限还是11月26日(周四)18:00 前。
      ---
      好，H26110001 并到 H26110000 一起办。上报人会跟着听到结果。
      ---
      好，H26110001 并到 H26110000 一起办。有结果会告诉你。
      ---
      好，H26110001 单独办，不再当成重复的。
      ---
      已把对 H26110001 的查处记入档案，〔porter〕 和学校负责人会收到。
      ---
      已对 H26110001 挂牌督办，学校和上级负责人会收到，一直盯到销号。
      ---
      记下了，H26110001 的临时措施已存档。改好了再发「已整改」加照片。
      ---
      H26110001 重新打开了，〔porter〕 会收到任务，11月26日(周四)18:00 前改好。
      ---
      已记入 H26110001 的追责档案：启动追责程序。后面由人按规定办，系统不作结论。
      ---
      已记入 H26110001 的追责档案：不追责，原因也存档了。"
    `);
  });

  it('says in few words what one message did to several', () => {
    const state = itemAfter(reported(), asked);
    const line = (deed: ItemDeed) => deedResultLine({ item: state, events: [], around: around(state), deed, by: 'head' });
    expect([
      line({ do: 'transfer', to: PLUMBER, reason: 'x' }),
      line({ do: 'grant-extension', until: null }),
      line({ do: 'refuse-extension', reason: 'x' }),
      line({ do: 'take-over' }),
      line({ do: 'answer-escalation', note: 'x', until: null }),
    ]).toMatchInlineSnapshot(`
      [
        "↪️ H26110001 已转给 〔porter〕",
        "✅ H26110001 已同意延期，11月26日(周四)18:00 前",
        "↩️ H26110001 没同意延期",
        "✅ H26110001 归你办了",
        "↩️ H26110001 已交回 〔porter〕 办",
      ]
    `);
  });

  it('repeats nothing to somebody who may not see the item', () => {
    const state = itemAfter(reported({ sensitive: true, description: '不想活了' }));
    const amend: ItemDeed = { do: 'amend', place: '四楼', unit: null, note: null, sensitive: false };
    const done = { item: state, events: [], around: around(state), deed: amend, by: 'teacher' };
    expect(deedResultText(done)).toBe('好的，H26110001 已更正。');
  });
});

describe('refusals', () => {
  const EVERY: { [C in RejectionCode]: Extract<Rejection, { code: C }>[] } = {
    'wrong-status': [{ code: 'wrong-status', status: 'archived' }],
    'not-bound': [{ code: 'not-bound' }],
    'not-the-assignee': [{ code: 'not-the-assignee', assignee: 'porter' }],
    'not-the-reporter': [{ code: 'not-the-reporter' }],
    'already-taken-up': [{ code: 'already-taken-up' }],
    'photo-missing': [{ code: 'photo-missing' }],
    'photo-not-new': [{ code: 'photo-not-new' }],
    'too-many-photos': [{ code: 'too-many-photos', most: 30, present: 30 }],
    'reason-missing': [{ code: 'reason-missing' }],
    'lower-level-needs-reason': [{ code: 'lower-level-needs-reason', from: '重大', to: '一般' }],
    'rectifier-cannot-verify': [{ code: 'rectifier-cannot-verify' }],
    'on-site-evidence-missing': [{ code: 'on-site-evidence-missing' }],
    'five-fixed-missing': [{ code: 'five-fixed-missing', missing: ['money', 'plan'] }],
    'five-fixed-unconfirmed': [{ code: 'five-fixed-unconfirmed' }],
    'deadline-in-the-past': [{ code: 'deadline-in-the-past', until: NOW }],
    'nobody-to-assign': [{ code: 'nobody-to-assign' }],
    'nobody-left-to-verify': [{ code: 'nobody-left-to-verify', assignee: 'head' }],
    'photo-used-before': [
      { code: 'photo-used-before', hashes: ['a'] },
      { code: 'photo-used-before', hashes: ['a', 'b'] },
    ],
    'nobody-above': [{ code: 'nobody-above' }],
    'not-escalated': [{ code: 'not-escalated' }],
    'no-extension-asked': [{ code: 'no-extension-asked' }],
    'deadline-not-later': [{ code: 'deadline-not-later', until: NOW, deadline: PLAN_DAY }],
    'cannot-merge-into': (['itself', 'ended', 'elsewhere', 'confidential'] as const).map((why) => ({
      code: 'cannot-merge-into',
      number: B,
      why,
    })),
    'not-suspected': [{ code: 'not-suspected' }],
    'too-late-to-reopen': [{ code: 'too-late-to-reopen', endedAt: new Date('2026-10-01T10:00:00+08:00'), days: 30 }],
    'no-such-case': [{ code: 'no-such-case' }],
    'own-case': [{ code: 'own-case' }],
    unchanged: [{ code: 'unchanged' }],
  };
  const REJECTIONS: Rejection[] = Object.values(EVERY).flat();
  const verify: ItemDeed = { do: 'verify', note: null };

  it.each(REJECTIONS)('$code, in any status, whatever was wanted', (rejection) => {
    const wanted: ItemDeed[] = [
      verify,
      { do: 'escalate', reason: 'x', territorial: false },
      { do: 'reopen', reason: 'x' },
      { do: 'take-over' },
    ];
    for (const state of STATUSES.map((status) => lives[status])) {
      if (state.status === 'none') continue;
      for (const deed of wanted) expectGoodText(rejectionText({ deed, rejection, item: state, around: around(state), by: 'head' }));
    }
  });

  it('say what to do next', () => {
    const state = itemAfter(reported(), by(PORTER, { type: 'Escalate', to: 'head', tree: 'sector', reason: '没钱修' }));
    const told = (rejection: Rejection, deed: ItemDeed = verify) =>
      rejectionText({ deed, rejection, item: state, around: around(state), by: PORTER });
    const fresh = REJECTIONS.slice(
      REJECTIONS.findIndex(({ code }) => code === 'photo-used-before'),
      -1,
    ).map((rejection) => told(rejection, rejection.code === 'photo-used-before' ? { do: 'submit', note: null, photos: ['a'] } : verify));
    const others = [
      told({ code: 'unchanged' }, { do: 'escalate', reason: 'x', territorial: false }),
      told({ code: 'unchanged' }, { do: 'supervise', note: null }),
      told({ code: 'reason-missing' }, { do: 'measure', measure: '' }),
      told({ code: 'rectifier-cannot-verify' }, { do: 'grant-extension', until: null }),
      told({ code: 'wrong-status', status: 'assigned' }, { do: 'reopen', reason: 'x' }),
    ];
    expect([...fresh, ...others].join('\n')).toMatchInlineSnapshot(`
      "这张照片之前已经用过，是这次整改后拍的吗？回复「是」照交，或重新拍一张发来。
      这几张照片之前已经用过，是这次整改后拍的吗？回复「是」照交，或重新拍一张发来。
      H26110001 上面没有可以再报的人了。请你来定：回复「让 某某 改」，或直接联系市教育局。
      H26110001 没有在等上面定，不用答复。要换人，回复「让 某某 改」。
      H26110001 没有等着批的延期。发「待办」看看要你办的事。
      H26110001 的期限现在是12月10日(周四)18:00 前，延期请说一个更晚的日子。
      H26110001 不能和自己合并。请说另一条的编号，例如：合并到 H26110023。
      H26110002 已经办结了，H26110001 就单独办，不用合并。
      H26110002 不是同一所学校的，不能合并。H26110001 单独办就行。
      H26110001 和 H26110002 不能合并，分别办就行。
      H26110001 没有疑似重复的，照常办就行。
      H26110001 10月1日(周四)10:00就结束了，过了 30 天不能再打开。问题还在的话，请重新报一条。
      H26110001 没有等着定的追责档案。发「H26110001」看最新情况。
      H26110001 的这份档案里有你，要由别的负责人来定。
      H26110001 已经报给 〔head〕 了，等他定。
      H26110001 已经在挂牌督办了。
      采取了什么措施？请说一句，例如：已拉警戒线，停用东楼梯。
      H26110001 是你自己在整改，延期要由别人来批。
      H26110001 待接收（〔porter〕），还没结束，不用重新打开。"
    `);
  });

  it('never tell of another item in which a photo was used', () => {
    const state = lives.rectifying;
    if (state.status === 'none') throw new Error('no such life');
    const rejection: Rejection = { code: 'photo-used-before', hashes: ['a'] };
    const submit: ItemDeed = { do: 'submit', note: null, photos: ['a'] };
    for (const deed of [verify, submit])
      expect(rejectionText({ deed, rejection, item: state, around: around(state), by: PORTER })).not.toMatch(/H\d{8}/);
  });

  it('do not take an old photo for a visit', () => {
    const state = lives.submitted;
    if (state.status === 'none') throw new Error('no such life');
    const rejection: Rejection = { code: 'photo-used-before', hashes: ['a'] };
    expect(rejectionText({ deed: verify, rejection, item: state, around: around(state), by: 'head' })).toContain('不能证明到了现场');
  });

  it('tell who was first', () => {
    const state = lives.archived;
    if (state.status === 'none') throw new Error('no such life');
    const told = {
      deed: verify,
      rejection: { code: 'wrong-status' as const, status: 'archived' as const },
      item: state,
      around: around(state),
    };
    expect(rejectionText({ ...told, by: 'deputy-head' })).toBe('H26110001 已由 〔head〕 今天09:00 同意销号，这一步不用再做了。');
    expect(rejectionText({ ...told, by: 'somebody' })).toBe('H26110001 已销号存档，这一步不用再做了。');
  });

  it('never send somebody to himself', () => {
    const handed = itemAfter(reported({ sensitive: true }), by('head', { type: 'Assign', assignee: PORTER }));
    const transfer: ItemDeed = { do: 'transfer', to: null, reason: '' };
    expect(forbiddenText({ deed: transfer, item: handed, around: around(handed), by: PORTER })).toBe(
      'H26110001 是保密事项，不能转给别人。办不了就说「上报」加原因。',
    );
    const fresh = itemAfter(reported({ placePerson: null }));
    const [officer] = around(fresh).classifiers;
    expect(forbiddenText({ deed: { do: 'accept' }, item: fresh, around: around(fresh), by: officer ?? null })).toContain('正等你来定');
  });

  it('tell who may', () => {
    const state = lives.submitted;
    if (state.status === 'none') throw new Error('no such life');
    expect(forbiddenText({ deed: verify, item: state, around: around(state), by: 'porter' })).toBe(
      'H26110001 是你整改的，要由 〔head〕、〔deputy-head〕 来验收。',
    );
    expect(forbiddenText({ deed: verify, item: state, around: around(state), by: 'somebody' })).not.toContain('〔');
  });

  it.each<[ItemDeed, string]>([
    [{ do: 'transfer', to: null, reason: '' }, 'H26110001 现在由 〔porter〕 整改，要由他来「转办」。'],
    [{ do: 'extend', until: null, reason: '' }, 'H26110001 现在由 〔porter〕 整改，要由他来「申请延期」。'],
    [{ do: 'grant-extension', until: null }, 'H26110001 延期要由 〔head〕、〔deputy-head〕 来批。'],
    [{ do: 'take-over' }, 'H26110001 已报给 〔head〕，要由他来定。'],
    [{ do: 'supervise', note: null }, 'H26110001 挂牌督办要由市教育局来定，我没有改动它。'],
    [{ do: 'decide-case', start: true, reason: '' }, 'H26110001 这件事要由市教育局负责人来定，我没有改动它。'],
    [{ do: 'reopen', reason: 'x' }, 'H26110001 要由 〔head〕、〔deputy-head〕 来重新打开。问题还在的话，你可以重新报一条。'],
    [{ do: 'merge', into: null }, 'H26110001 要由 〔officer〕 来定，我没有改动它。'],
  ])('tell who may: %j', (deed, expected) => {
    const state = itemAfter(reported(), by(PORTER, { type: 'Escalate', to: 'head', tree: 'sector', reason: '没钱修' }));
    expect(forbiddenText({ deed, item: state, around: around(state), by: 'officer' })).toBe(expected);
  });
});

describe('lines and cuts', () => {
  it('a line of a list', () => {
    const line = item(B, { status: 'rectifying', description: long, deadline: new Date('2026-11-20T18:00:00+08:00'), urgent: true });
    expect(listLine(line, 0, NOW, 'S1')).toBe(
      '1. H26110002 整改中 【紧急】楼道里堆了很多东西，楼道里堆了很多东西，楼道里…（李师傅，11月20日(周五)18:00 前） 已超期！',
    );
    expect(listLine(line, 0, NOW, null)).toContain('【紧急】一小 楼道里');
  });

  it('of a confidential item says nothing of it', () => {
    expect(listLine(item(B, { sensitive: true, description: '不想活' }), 1, NOW, null)).toBe('2. H26110002 待验收 （保密事项）');
  });

  it('never cuts a character in two, nor reads a whole book for twenty', () => {
    expect(shortText('👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 2)).toBe('👨‍👩‍👧‍👦…');
    expect(shortText('一\n二\t三', 10)).toBe('一 二 三');
    expect(shortText('字'.repeat(1_000_000), 20)).toHaveLength(20);
  });
});
