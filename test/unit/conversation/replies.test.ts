import { describe, expect, it } from 'vitest';
import { CONFIRM, type ItemDeed } from '../../../src/conversation/deed.ts';
import { deedResultLine, deedResultText } from '../../../src/conversation/replies/deed-results.ts';
import { firstAid } from '../../../src/conversation/replies/first-aid.ts';
import { listLine, shortText } from '../../../src/conversation/replies/item-text.ts';
import { detailText, receiptsText, receiptText, statusOnlyText } from '../../../src/conversation/replies/receipts.ts';
import { forbiddenText, rejectionText } from '../../../src/conversation/replies/rejections.ts';
import { notYetText, sayingText } from '../../../src/conversation/replies/sayings.ts';
import type { Saying } from '../../../src/conversation/turn.ts';
import { categories } from '../../../src/domain/hazard/category.ts';
import type { Rejection } from '../../../src/domain/hazard/decide.ts';
import { STATUSES } from '../../../src/domain/hazard/state.ts';
import { by, itemAfter, lampReport, lives, reported } from '../domain/hazard/hazard-story.ts';
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

  it('leaves out a reporter who may not be seen', () => {
    const [state] = known;
    expect(state && detailText(state, around(state), null)).not.toContain('上报人');
  });
});

describe('what a deed led to', () => {
  const DEEDS: ItemDeed[] = [
    { do: 'accept' },
    { do: 'submit', note: null, photos: [] },
    { do: 'verify', note: null },
    { do: 'return', reason: 'x' },
    { do: 'reject', reason: 'x' },
    { do: 'withdraw', reason: 'x' },
    CONFIRM,
    { do: 'five', five: { responsibility: null, measures: null, money: null, deadline: null, plan: null } },
    { do: 'confirm-five' },
    { do: 'amend', place: 'x', unit: null, note: null, sensitive: false },
    { do: 'add-photos', phase: 'before', photos: ['a'] },
  ];

  it.each(DEEDS)('$do, in any status', (deed) => {
    for (const state of STATUSES.map((status) => lives[status])) {
      if (state.status === 'none') continue;
      const done = { item: { ...state, description: long }, events: [], around: around(state), deed, by: 'officer' };
      for (const text of [deedResultText(done), deedResultLine(done)]) if (text !== null) expectGoodText(text);
    }
  });

  it('repeats nothing to somebody who may not see the item', () => {
    const state = itemAfter(reported({ sensitive: true, description: '不想活了' }));
    const amend: ItemDeed = { do: 'amend', place: '四楼', unit: null, note: null, sensitive: false };
    const done = { item: state, events: [], around: around(state), deed: amend, by: 'teacher' };
    expect(deedResultText(done)).toBe('好的，H26110001 已更正。');
  });
});

describe('refusals', () => {
  const REJECTIONS: Rejection[] = [
    { code: 'wrong-status', status: 'archived' },
    { code: 'not-bound' },
    { code: 'not-the-assignee', assignee: 'porter' },
    { code: 'not-the-reporter' },
    { code: 'already-taken-up' },
    { code: 'photo-missing' },
    { code: 'photo-not-new' },
    { code: 'too-many-photos', most: 30, present: 30 },
    { code: 'reason-missing' },
    { code: 'lower-level-needs-reason', from: '重大', to: '一般' },
    { code: 'rectifier-cannot-verify' },
    { code: 'on-site-evidence-missing' },
    { code: 'five-fixed-missing', missing: ['money', 'plan'] },
    { code: 'five-fixed-unconfirmed' },
    { code: 'deadline-in-the-past', until: NOW },
    { code: 'nobody-to-assign' },
    { code: 'unchanged' },
  ];
  const verify: ItemDeed = { do: 'verify', note: null };

  it.each(REJECTIONS)('$code, in any status', (rejection) => {
    for (const state of STATUSES.map((status) => lives[status])) {
      if (state.status === 'none') continue;
      expectGoodText(rejectionText({ deed: verify, rejection, item: state, around: around(state), by: 'head' }));
    }
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

  it('tell who may', () => {
    const state = lives.submitted;
    if (state.status === 'none') throw new Error('no such life');
    expect(forbiddenText({ deed: verify, item: state, around: around(state), by: 'porter' })).toBe(
      'H26110001 是你整改的，要由 〔head〕、〔deputy-head〕 来验收。',
    );
    expect(forbiddenText({ deed: verify, item: state, around: around(state), by: 'somebody' })).not.toContain('〔');
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
