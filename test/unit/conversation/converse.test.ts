import { describe, expect, it } from 'vitest';
import { converse } from '../../../src/conversation/converse.ts';
import type { Heard } from '../../../src/conversation/heard.ts';
import type { Intent, Reading } from '../../../src/conversation/reading/reading.ts';
import type { Situation } from '../../../src/conversation/situation.ts';
import { A, AT, acts, asking, B, C, deedsIn, item, NOW, reading, situation, words } from './support.ts';

const unit = { id: 'S2', name: '二小', aliases: [] };
const rectifying = item(A, { status: 'rectifying' });
const assigned = item(A, { status: 'assigned' });
const grading = item(B, { status: 'reported', assignee: null });

describe('every intent', () => {
  const one = { decisions: [item(A)] };
  const table: [Intent, string, Partial<Reading>, Partial<Situation>, string[]][] = [
    ['report', '灯坏了', {}, {}, ['report 1']],
    ['report', '二楼东头', { place: '二楼东头', category: 'other' }, {}, ['say:place-needs-words']],
    ['amend', '说错了，是四楼', { place: '四楼' }, { reports: [item(A)] }, [`amend ${A}`]],
    ['amend', '说错了，是四楼', { place: '四楼' }, {}, ['report 1']],
    ['withdraw', '撤回', {}, { reports: [item(A)] }, ['say:need-reason']],
    ['withdraw', '撤了吧看错了', {}, { reports: [item(A)] }, [`withdraw ${A}`]],
    ['withdraw', '撤回', {}, {}, ['say:nothing-to']],
    ['rectified', '弄好了', {}, { tasks: [rectifying] }, ['say:need-after-photo']],
    ['rectified', '弄好了', {}, {}, ['say:nothing-to']],
    ['rectified', '换了三个还差俩', { partial: true }, { tasks: [rectifying] }, ['say:partial']],
    ['approve', '同意', {}, one, [`verify ${A}`]],
    ['approve', '同意', {}, { gradings: [grading] }, [`classify ${B}`]],
    ['approve', '同意，但是再拍一张', {}, one, ['say:yes-but']],
    ['approve', '同意', {}, {}, ['say:nothing-to']],
    ['reject', '退回', {}, one, ['say:need-reason']],
    ['reject', '退回 看不清', { reason: '看不清' }, one, [`return ${A}`]],
    ['dispute', '不属实', {}, { gradings: [grading] }, ['say:need-reason']],
    ['dispute', '不属实，看过了', { reason: '看过了' }, { gradings: [grading] }, [`reject ${B}`]],
    ['choose', '1', { numbers: [1] }, {}, ['say:no-such-number']],
    ['classify', '改成较大', { level: '较大' }, { gradings: [grading] }, [`classify ${B}`]],
    ['accept', '接收', {}, { tasks: [assigned] }, [`accept ${A}`]],
    ['accept', '接收', {}, { tasks: [rectifying] }, ['say:nothing-to']],
    ['five_fixed', '责任：校长', {}, { tasks: [item(A, { status: 'assigned', level: '重大' })] }, [`confirm-five ${A}`]],
    ['todo', '待办', {}, {}, ['todo']],
    ['progress_query', '进度', {}, {}, ['progress mine']],
    ['progress_query', '二小咋样', { unit }, {}, ['progress S2']],
    ['help', '帮助', {}, {}, ['say:help']],
    ['chitchat', '谢谢', {}, {}, ['say:thanks']],
    ['chitchat', '宿舍有人半夜哭', { question: '要报隐患吗？' }, {}, ['say:not-understood']],
    ['chitchat', '宿舍有人半夜哭', { question: '要报隐患吗？' }, { gradings: [grading] }, ['say:thanks']],
    ['bind', '绑定', {}, {}, ['say:unbound']],
    ['bind', '绑定 张三 13800000000', { identity: { name: '张三', phone: '13800000000' } }, {}, ['bind']],
    ['plain_text', '纯文字', {}, {}, ['plain-text']],
    ['inspection', '今天查了，没问题', {}, {}, ['check']],
    ['transfer', '归总务', { to: '总务' }, {}, ['say:nothing-to']],
    ['transfer', '归总务', { to: '总务' }, { tasks: [rectifying] }, ['say:need-transfer']],
    ['escalate', '没钱修', { reason: '没钱修' }, { tasks: [rectifying] }, [`escalate ${A}`]],
    ['escalate', '上报', { reason: '上报' }, { tasks: [rectifying] }, ['say:need-reason']],
    ['extend', '缓两天', { until: '两天', untilDate: '2026-11-25' }, { tasks: [rectifying] }, ['say:need-extension']],
    ['hand_back', '交回 先用围挡', { reason: '先用围挡' }, { escalations: [rectifying] }, [`answer-escalation ${A}`]],
    ['take_over', '接过来办', {}, { escalations: [rectifying] }, [`take-over ${A}`]],
    ['merge', '是同一个', {}, { reports: [item(A)] }, [`merge ${A}`]],
    ['merge', '是同一个', {}, {}, ['say:need-number']],
    ['separate', '不是一个', {}, { reports: [item(A)] }, [`separate ${A}`]],
    ['reopen', '重新打开', {}, {}, ['say:need-number']],
    ['reopen', `重新打开 ${A} 又漏了`, { reason: '又漏了' }, {}, [`reopen ${A}`]],
    ['supervise', `挂牌督办 ${A}`, {}, {}, [`supervise ${A}`]],
    ['enforce', `${A} 查处：罚款2000元`, { reason: '罚款2000元' }, {}, [`enforce ${A}`]],
    ['measure', '已断电', { reason: '已断电' }, { tasks: [rectifying] }, [`measure ${A}`]],
    ['case', `启动追责 ${A}`, { result: '启动' }, {}, [`decide-case ${A}`]],
    ['case', `不追责 ${A}`, { result: '不追责' }, {}, ['say:need-reason']],
    ['away', '请假到周五', { until: '周五', untilDate: '2026-11-27' }, {}, ['away']],
    ['away', '请假了', {}, {}, ['say:need-away']],
    ['away', '我回来了', { result: '回来' }, {}, ['away']],
    ['progress_query', '逾期的有哪些', { result: '逾期' }, {}, ['overdue']],
    ['draw', '四不两直抽查3所', { numbers: [3] }, {}, ['draw']],
    ['paper', '导出台账', {}, {}, ['not-yet 导出材料']],
  ];

  it.each(table)('%s: %s', (intent, text, changes, given, expected) => {
    expect(acts(converse(words(text, intent, changes), situation(given)))).toEqual(expected);
  });

  it('has a defined turn from somebody unbound: nothing but binding and urgent danger', () => {
    for (const [intent, text, changes, given] of table) {
      const turn = converse(words(text, intent, changes), situation({ ...given, speaker: null }));
      expect(acts(turn)).toEqual(intent === 'bind' && changes.identity ? ['bind'] : ['say:unbound']);
    }
  });
});

describe('every kind of message', () => {
  const table: [Heard, string[]][] = [
    [words(' ', 'chitchat'), ['say:empty']],
    [{ kind: 'photo', hash: 'p' }, ['say:photo-kept']],
    [{ kind: 'no-photo', reason: 'broken' }, ['say:photo-broken']],
    [{ kind: 'no-photo', reason: 'lost' }, ['say:photo-lost']],
    [{ kind: 'voice' }, ['say:voice-needs-words']],
    [{ kind: 'position', label: '河西路' }, ['say:position-needs-words']],
    [{ kind: 'position', label: null }, ['say:position-needs-words']],
    [{ kind: 'button', pressed: null }, ['say:stale-button']],
    [{ kind: 'button', pressed: { do: 'verify', number: null, live: true } }, ['say:stale-button']],
    [{ kind: 'menu', key: 'todo' }, ['todo']],
    [{ kind: 'menu', key: 'progress' }, ['progress mine']],
    [{ kind: 'menu', key: 'anything' }, ['say:help']],
    [{ kind: 'joined' }, ['say:welcome']],
    [{ kind: 'unreadable', what: 'video' }, ['say:cannot-read']],
  ];

  it.each(table)('%j', (heard, expected) => expect(acts(converse(heard, situation()))).toEqual(expected));

  it('from somebody unbound is answered by how to bind', () => {
    for (const [heard] of table) expect(acts(converse(heard, situation({ speaker: null })))).toEqual(['say:unbound']);
  });
});

describe('somebody unbound', () => {
  const cry = words('着火了！快来人', 'report', { urgent: true, category: 'fire', level: '重大' });

  it('reports an urgent danger, and what he adds within minutes goes with it', () => {
    expect(acts(converse(cry, situation({ speaker: null })))).toEqual(['report 1']);
    const more = converse(
      words('在二小', 'chitchat', { unit }),
      situation({ speaker: null, session: { lastReport: { numbers: [A], at: AT } } }),
    );
    expect(more.acts[0]).toMatchObject({
      act: 'report',
      unit: 'S2',
      items: [{ urgent: true, level: '重大', description: `（补充 ${A}）在二小` }],
    });
  });

  it('is heard five times a day', () => {
    const turn = converse(cry, situation({ speaker: null, session: { strangerReports: { count: 5, at: AT } } }));
    expect(acts(turn)).toEqual(['say:stranger-too-often']);
  });

  it('brings the position that he sent before', () => {
    const first = converse({ kind: 'position', label: '河西路' }, situation({ speaker: null }));
    expect(converse(cry, situation({ speaker: null, session: first.session })).acts[0]).toMatchObject({ items: [{ place: '河西路' }] });
  });
});

describe('a cry for help', () => {
  it.each([
    { kind: 'place' as const, number: A },
    { kind: 'reason' as const, verb: 'return' as const, numbers: [A] },
    {
      kind: 'assignee' as const,
      number: A,
      options: [],
      deed: { do: 'classify' as const, level: null, category: null, reason: null, assignee: null },
    },
  ])('is a report whatever was asked: $kind', (asked) => {
    const turn = converse(words('食堂着火了', 'report', { urgent: true, category: 'fire' }), situation({ session: asking(asked) }));
    expect(acts(turn)).toEqual(['report 1']);
    expect(turn.session.asked).toBeNull();
  });
});

describe('several decisions', () => {
  const decisions = [item(A), item(B, { place: '食堂', description: '地滑' }), item(C, { place: '操场', description: '单杠松' })];
  const given = { decisions };
  const listed = { ...given, session: { shown: { kind: 'decisions' as const, refs: [A, B, C], at: AT } } };

  const table: [string, Intent, Partial<Reading>, Parameters<typeof situation>[0], string[]][] = [
    ['中', 'approve', {}, given, ['say:which']],
    ['全部同意', 'approve', { numbers: 'all' }, given, [`verify ${A}`, `verify ${B}`, `verify ${C}`]],
    ['同意 1-3', 'approve', { numbers: [1, 2, 3] }, given, [`verify ${A}`, `verify ${B}`, `verify ${C}`]],
    ['同意 H26110003', 'approve', {}, given, [`verify ${C}`]],
    ['同意 h26110003', 'approve', {}, given, [`verify ${C}`]],
    ['同意 0002', 'approve', { reason: '0002' }, given, [`verify ${B}`]],
    ['同意 9999', 'approve', { reason: '9999' }, given, ['say:unknown-number']],
    ['同意 H26110001 H26110003', 'approve', {}, given, [`verify ${A}`, `verify ${C}`]],
    ['食堂那个同意', 'approve', { ref: '食堂那个' }, given, [`verify ${B}`]],
    ['退回 2 照片看不清', 'reject', { numbers: [2], reason: '照片看不清' }, given, [`return ${B}`]],
    ['2', 'choose', { numbers: [2] }, listed, [`verify ${B}`]],
    ['1、3', 'choose', { numbers: [1, 3] }, listed, [`verify ${A}`, `verify ${C}`]],
    ['7', 'choose', { numbers: [7] }, listed, ['say:no-such-number']],
  ];
  it.each(table)('%s', (text, intent, changes, where, expected) => {
    expect(acts(converse(words(text, intent, changes), situation(where)))).toEqual(expected);
  });

  it('the number is no reason', () => {
    expect(deedsIn(converse(words('同意 0002', 'approve', { reason: '0002' }), situation(given)))).toEqual([{ do: 'verify', note: null }]);
    expect(acts(converse(words('退回 0002', 'reject', { reason: '0002' }), situation(given)))).toEqual(['say:need-reason']);
  });

  it('more than twenty are taken in parts', () => {
    const many = Array.from({ length: 25 }, (_, at) => item(`H2611${String(at + 1).padStart(4, '0')}`));
    const turn = converse(words('全部同意', 'approve', { numbers: 'all' }), situation({ decisions: many }));
    expect(acts(turn)).toHaveLength(21);
    expect(turn.acts.at(-1)).toEqual({ act: 'say', saying: { say: 'left', count: 5 } });
  });

  it('这个 means the one last spoken of', () => {
    const same = [item(A), item(B)];
    const turn = converse(words('这个同意', 'approve'), situation({ decisions: same, session: { lastItem: { number: B, at: AT } } }));
    expect(acts(turn)).toEqual([`verify ${B}`]);
  });

  it('a list that only opens is opened by a digit', () => {
    const session = { shown: { kind: 'items' as const, refs: [A, B], at: AT } };
    expect(acts(converse(words('2', 'choose', { numbers: [2] }), situation({ ...given, session })))).toEqual([`progress ${B}`]);
  });

  it('digits of a text card that no longer stands press nothing', () => {
    const session = { shown: { kind: 'buttons' as const, refs: ['x_0', 'x_1'], at: AT } };
    expect(acts(converse(words('2', 'choose', { numbers: [2] }), situation({ session })))).toEqual(['say:no-such-number']);
  });

  it('a confidential one is offered without its words', () => {
    const turn = converse(words('中', 'approve'), situation({ decisions: [item(A, { sensitive: true, description: '不想活' }), item(B)] }));
    expect(JSON.stringify(turn.acts)).not.toContain('不想活');
  });
});

describe('让 某某 改', () => {
  const assignees = (text: string, intent: Intent = 'chitchat', given: Partial<Situation> = { gradings: [grading] }) =>
    converse(words(text, intent), situation(given)).acts.map((act) =>
      act.act === 'deed' && act.deed.do === 'classify' ? `${act.number} ${act.deed.assignee}` : act.act,
    );

  it.each([
    ['让赵满意改', [`${B} 赵满意`]],
    ['让 赵满意 改', [`${B} 赵满意`]],
    ['请赵主任去处理一下', [`${B} 赵主任`]],
    ['派给钱晨', [`${B} 钱晨`]],
    ['指派给孙老师吧', [`${B} 孙老师`]],
    [`${A} 让赵满意改`, [`${A} 赵满意`]],
    ['让我改', ['say']],
    ['让学生把灯修一下', ['say']],
  ])('%s', (text, expected) => expect(assignees(text)).toEqual(expected));

  it('is handing on, from somebody who grades nothing', () => {
    expect(assignees('转给赵满意', 'transfer', { tasks: [rectifying] })).toEqual(['say']);
  });

  it('names a line of the list', () => {
    const session = { shown: { kind: 'decisions' as const, refs: [A, B], at: AT } };
    const turn = converse(words('第2条让赵满意改', 'chitchat'), situation({ gradings: [item(A), grading], session }));
    expect(acts(turn)).toEqual([`classify ${B}`]);
  });

  it('goes with a level', () => {
    const turn = converse(
      words('定为较大，让赵满意改', 'classify', { level: '较大', reason: '让赵满意改' }),
      situation({ gradings: [grading] }),
    );
    expect(deedsIn(turn)).toEqual([{ do: 'classify', level: '较大', category: null, reason: null, assignee: '赵满意' }]);
  });
});

describe('buttons', () => {
  const press = (does: string, live = true, data?: Record<string, string>) =>
    converse({ kind: 'button', pressed: { do: does, number: A, live, ...(data ? { data } : {}) } }, situation());

  it.each([
    ['accept', [`accept ${A}`]],
    ['verify', [`verify ${A}`]],
    ['confirm', [`classify ${A}`]],
    ['confirm-five', [`confirm-five ${A}`]],
    ['submit', ['say:need-after-photo']],
    ['return', ['say:need-reason']],
    ['reject', ['say:need-reason']],
    ['open', [`progress ${A}`]],
    ['made-up', [`progress ${A}`]],
  ])('%s', (does, expected) => expect(acts(press(does))).toEqual(expected));

  it('of a decided card show the present state and do nothing', () => {
    expect(acts(press('verify', false))).toEqual([`progress ${A} late`]);
    expect(acts(press('open', false))).toEqual([`progress ${A}`]);
  });

  it('carry their level, and only a known one', () => {
    expect(deedsIn(press('confirm', true, { level: '重大' }))).toMatchObject([{ level: '重大' }]);
    expect(deedsIn(press('confirm', true, { level: '天大' }))).toMatchObject([{ level: null }]);
  });
});

describe('two intents', () => {
  it('are both done, the second with what the first left', () => {
    const second = reading('report', { category: 'electric', place: '五楼' });
    const session = { drafts: [{ hash: 'p', at: NOW.toISOString() }] };
    const turn = converse(words('三楼那个修好了 另外五楼也漏', 'rectified', { second }), situation({ tasks: [rectifying], session }));
    expect(acts(turn)).toEqual([`submit ${A}`, 'report 1']);
    expect(turn.acts[1]).toMatchObject({ photos: [] });
  });
});
