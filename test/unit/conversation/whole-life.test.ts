import { describe, expect, it } from 'vitest';
import { converse } from '../../../src/conversation/converse.ts';
import { CONFIRM, type ItemDeed } from '../../../src/conversation/deed.ts';
import type { Heard } from '../../../src/conversation/heard.ts';
import { read } from '../../../src/conversation/reading/read.ts';
import type { ReadingContext } from '../../../src/conversation/reading/reading.ts';
import type { Situation } from '../../../src/conversation/situation.ts';
import type { Turn } from '../../../src/conversation/turn.ts';
import { contextFor } from './reading/messages.ts';
import { A, AT, acts, asking, B, C, deedsIn, item, NOW, situation } from './support.ts';

type Given = Parameters<typeof situation>[0];

const VACATION = { start: '2027-01-21', end: '2027-02-23' };
const ASKED: Record<string, ReadingContext['asked']> = { extension: 'until', away: 'until', transfer: 'reason', reason: 'reason' };

/** The words as the application reads them: numbers apart from what is said, and with what waits for the speaker. */
const hear = (text: string, around: Situation): Heard => {
  const number = /h\d{8,12}\s*[,，:：、]?\s*/giu;
  const bare = text.replace(number, ' ').trim();
  const ref = /h\d{8,12}/iu.exec(text)?.[0] ?? null;
  const context = contextFor(text, {
    now: NOW,
    pendingDecisions: around.decisions.length + around.gradings.length + around.extensions.length + around.escalations.length,
    openTasks: around.tasks.length,
    escalatedToHim: around.escalations.length,
    mustSecure: around.toSecure.length > 0,
    justAssigned: around.tasks.some((task) => task.status === 'assigned'),
    asked: around.session.asked ? (ASKED[around.session.asked.kind] ?? null) : null,
    vacation: VACATION,
  });
  return { kind: 'words', text, reading: ref === null || bare === '' ? read(text, context) : { ...read(bare, context), ref } };
};

const said = (text: string, given: Given = {}): Turn => {
  const around = situation(given);
  return converse(hear(text, around), around);
};
const pressed = (does: string, given: Given = {}, data?: Record<string, string>): Turn =>
  converse({ kind: 'button', pressed: { do: does, number: A, live: true, ...(data ? { data } : {}) } }, situation(given));
const answer = (asked: Parameters<typeof asking>[0], text: string, given: Given = {}): Turn =>
  said(text, { ...given, session: asking(asked) });

const task = item(A, { status: 'rectifying' });
const other = item(B, { status: 'rectifying', description: '窗户坏了', place: '二楼' });
const NEXT_WEDNESDAY = '2026-12-02T10:00:00.000Z';

describe('转办', () => {
  it.each<[string, ItemDeed]>([
    ['转给李师傅 他管水电', { do: 'transfer', to: '李师傅', reason: '他管水电' }],
    ['这个不归我管，转给后勤老王吧', { do: 'transfer', to: '后勤老王', reason: '这个不归我管' }],
    [`${A} 转给李师傅 他管水电`, { do: 'transfer', to: '李师傅', reason: '他管水电' }],
    ['转给钱晨 他管水电', { do: 'transfer', to: '钱晨', reason: '他管水电' }],
    ['水管的事转给总务主任', { do: 'transfer', to: '总务主任', reason: '水管的事' }],
  ])('%s', (text, deed) => expect(deedsIn(said(text, { tasks: [task] }))).toEqual([deed]));

  it.each(['转给李师傅', '归总务', '让电工看'])('%s is asked why, and to whom is kept', (text) => {
    const turn = said(text, { tasks: [task] });
    expect(acts(turn)).toEqual(['say:need-transfer']);
    const done = converse(
      hear('他管水电', situation({ tasks: [task], session: turn.session })),
      situation({ session: turn.session, tasks: [task] }),
    );
    expect(deedsIn(done)).toMatchObject([{ do: 'transfer', reason: '他管水电' }]);
  });

  const whom = { kind: 'transfer' as const, number: A, to: null, reason: '', options: ['p1', 'p2'] };
  it.each<[string, ItemDeed[]]>([
    ['李师傅，他管水电', [{ do: 'transfer', to: '李师傅', reason: '他管水电' }]],
    ['转给李师傅吧 他管水电', [{ do: 'transfer', to: '李师傅', reason: '他管水电' }]],
    ['算了', []],
    ['好的', []],
    ['待办', []],
  ])('to whom? %s', (text, deeds) => expect(deedsIn(answer(whom, text, { tasks: [task] }))).toEqual(deeds));

  it('takes a number of those offered, with the reason said before', () => {
    const offered = { ...whom, reason: '不归我管' };
    expect(deedsIn(answer(offered, '2', { tasks: [task] }))).toEqual([{ do: 'transfer', to: 'p2', reason: '不归我管' }]);
  });

  it('by whoever decides is an order, not a handing on', () => {
    expect(deedsIn(said('让王强改', { gradings: [item(A, { status: 'reported' })] }))).toEqual([{ ...CONFIRM, assignee: '王强' }]);
    expect(deedsIn(said('让王强改', { escalations: [task] }))).toEqual([{ ...CONFIRM, assignee: '王强' }]);
  });

  it('of one’s own work, although something waits to be graded too', () => {
    const turn = said('转给李师傅处理，他管水电', { tasks: [task], gradings: [item(B, { status: 'reported' })] });
    expect(deedsIn(turn)).toMatchObject([{ do: 'transfer', to: '李师傅' }]);
  });
});

describe('上报', () => {
  it.each<[string, string, boolean]>([
    ['没钱修', '没钱修', false],
    ['这是村里的路', '这是村里的路', true],
    ['这是镇上的路 归交通局管 我们管不了', '这是镇上的路 归交通局管 我们管不了', true],
    ['我们村小没钱修', '我们村小没钱修', false],
    ['修不了，得找村委会', '修不了，得找村委会', true],
  ])('%s', (text, reason, territorial) => {
    expect(deedsIn(said(text, { tasks: [task] }))).toEqual([{ do: 'escalate', reason, territorial }]);
  });

  it.each([
    ['上报', {}],
    ['往上报吧', {}],
    ['上报中心校', { to: 'upper' }],
    ['上报教育局', { to: 'bureau' }],
  ])('%s is asked why, and the grid that was named is kept', (text, named) => {
    const turn = said(text, { tasks: [task] });
    expect(acts(turn)).toEqual(['say:need-reason']);
    expect(deedsIn(said('这是村里的路', { tasks: [task], session: turn.session }))).toEqual([
      { do: 'escalate', reason: '这是村里的路', territorial: true, ...named },
    ]);
  });

  it.each([
    ['上报教育局，学校没有这笔经费', '学校没有这笔经费', 'bureau'],
    ['上报教育局 屋顶要大修', '屋顶要大修', 'bureau'],
    ['上报镇中心校，屋顶要大修', '屋顶要大修', 'upper'],
  ])('%s names the grid and the reason in one breath', (text, reason, to) => {
    expect(deedsIn(said(text, { tasks: [task] }))).toEqual([{ do: 'escalate', reason, territorial: false, to }]);
  });

  it('by a manager passes on what was reported up to him', () => {
    expect(acts(said('上报教育局，我们也没钱', { tasks: [other], escalations: [task] }))).toEqual([`escalate ${A}`]);
    expect(acts(said('没钱修', { escalations: [task] }))).toEqual([`escalate ${A}`]);
  });

  it.each<[string, ItemDeed[]]>([
    ['同意', []],
    ['同意，从公用经费出2万', [{ do: 'answer-escalation', note: '从公用经费出2万', until: null }]],
    ['不同意 学校自己解决', [{ do: 'answer-escalation', note: '不同意：学校自己解决', until: null }]],
    ['给你们拨2万', [{ do: 'answer-escalation', note: '给你们拨2万', until: null }]],
    ['交回 先用围挡挡住，延期到下周三', [{ do: 'answer-escalation', note: '先用围挡挡住，延期到下周三', until: NEXT_WEDNESDAY }]],
    ['我来办', [{ do: 'take-over' }]],
    ['接过来办', [{ do: 'take-over' }]],
  ])('is answered: %s', (text, deeds) => expect(deedsIn(said(text, { escalations: [task] }))).toEqual(deeds));

  it('that is only agreed to is asked how, and a second 同意 is the answer', () => {
    const turn = said('同意', { escalations: [task] });
    expect(turn.session.asked).toMatchObject({ kind: 'reason', verb: 'answer-escalation', numbers: [A] });
    expect(deedsIn(said('同意', { escalations: [task], session: turn.session }))).toMatchObject([{ note: '同意' }]);
    expect(deedsIn(said('先拿5000买材料', { escalations: [task], session: turn.session }))).toMatchObject([{ note: '先拿5000买材料' }]);
  });
});

describe('延期', () => {
  it.each<[string, string, string]>([
    ['延期到下周三 配件没到货', NEXT_WEDNESDAY, '配件没到货'],
    ['配件没到货 能不能宽限到下周三', NEXT_WEDNESDAY, '配件没到货'],
    ['再给两天时间行不 师傅没空', '2026-11-25T10:00:00.000Z', '师傅没空'],
    ['工人请假了 能晚三天不', '2026-11-26T10:00:00.000Z', '工人请假了'],
    ['等放假再弄', '2027-02-23T10:00:00.000Z', '等放假再弄'],
    ['来不及，延到下周三', NEXT_WEDNESDAY, '来不及'],
  ])('%s', (text, until, reason) => expect(deedsIn(said(text, { tasks: [task] }))).toEqual([{ do: 'extend', until, reason }]));

  it.each<[string, string | null]>([
    ['缓两天', '2026-11-25T10:00:00.000Z'],
    ['申请延期三天', '2026-11-26T10:00:00.000Z'],
    ['延期到下周三', NEXT_WEDNESDAY],
    ['申请延期', null],
  ])('%s is asked for what is missing', (text, until) => {
    const turn = said(text, { tasks: [task] });
    expect(turn.acts).toEqual([{ act: 'say', saying: { say: 'need-extension', number: A, until } }]);
  });

  const until = { kind: 'extension' as const, number: A, until: null, reason: '' };
  it.each<[string, ItemDeed[]]>([
    ['下周三，配件没到', [{ do: 'extend', until: NEXT_WEDNESDAY, reason: '配件没到' }]],
    ['不知道', []],
    ['算了', []],
  ])('until when? %s', (text, deeds) => expect(deedsIn(answer(until, text, { tasks: [task] }))).toEqual(deeds));

  it('is asked why, where only the day was said, and takes another day in the same breath', () => {
    const why = { ...until, until: NEXT_WEDNESDAY };
    expect(deedsIn(answer(why, '师傅没空', { tasks: [task] }))).toEqual([{ do: 'extend', until: NEXT_WEDNESDAY, reason: '师傅没空' }]);
    expect(deedsIn(answer(why, '延到下周五吧，师傅没空', { tasks: [task] }))).toMatchObject([{ until: '2026-12-04T10:00:00.000Z' }]);
    expect(acts(answer(until, '下周三', { tasks: [task] }))).toEqual(['say:need-extension']);
  });

  it.each<[string, string[]]>([
    ['同意', [`grant-extension ${A}`]],
    ['同意延期', [`grant-extension ${A}`]],
    ['中', [`grant-extension ${A}`]],
    ['不同意 材料早到了', [`refuse-extension ${A}`]],
    ['不同意延期 材料早到了', [`refuse-extension ${A}`]],
    ['不同意', ['say:need-reason']],
  ])('is decided: %s', (text, expected) => expect(acts(said(text, { extensions: [task] }))).toEqual(expected));

  it('of a few days is counted from the deadline, where that is still to come', () => {
    const due = item(A, { status: 'rectifying', deadline: new Date('2026-11-26T18:00:00+08:00') });
    expect(deedsIn(said('缓两天，师傅没空', { tasks: [due] }))).toMatchObject([{ until: '2026-11-28T10:00:00.000Z' }]);
    const late = item(A, { status: 'rectifying', deadline: new Date('2026-11-20T18:00:00+08:00') });
    expect(deedsIn(said('缓两天，师傅没空', { tasks: [late] }))).toMatchObject([{ until: '2026-11-25T10:00:00.000Z' }]);
    expect(deedsIn(said('延到明天，师傅没空', { tasks: [due] }))).toMatchObject([{ until: '2026-11-24T10:00:00.000Z' }]);
  });

  it('may be granted until another day', () => {
    expect(deedsIn(said('同意，但只能到下周三', { extensions: [task] }))).toEqual([{ do: 'grant-extension', until: NEXT_WEDNESDAY }]);
    expect(acts(said('同意，但只能到下周三', { extensions: [task], decisions: [other] }))).toEqual(['say:yes-but']);
    expect(deedsIn(said('同意延期到下周三', { extensions: [task] }))).toEqual([{ do: 'grant-extension', until: NEXT_WEDNESDAY }]);
    expect(deedsIn(said(`${A} 延期到下周三`, { extensions: [task] }))).toEqual([{ do: 'grant-extension', until: NEXT_WEDNESDAY }]);
  });
});

describe('several kinds at once', () => {
  const three = { decisions: [item(A)], extensions: [other], escalations: [item(C, { status: 'rectifying', place: '操场' })] };

  it('a bare 同意 lists them, each with what it is', () => {
    const turn = said('同意', three);
    expect(turn.acts).toMatchObject([
      { saying: { items: [{ title: '验收：三楼 灯坏了' }, { title: '延期：二楼 窗户坏了' }, { title: '上报：操场 灯坏了' }] } },
    ]);
    expect(acts(said('2', { ...three, session: turn.session }))).toEqual([`grant-extension ${B}`]);
    expect(acts(said('1、2', { ...three, session: turn.session }))).toEqual([`verify ${A}`, `grant-extension ${B}`]);
    expect(acts(said('1、3', { ...three, session: turn.session }))).toEqual([`verify ${A}`, 'say:need-reason']);
  });

  it('全部同意 takes what a yes is enough for', () => {
    expect(acts(said('全部同意', three))).toEqual([`verify ${A}`, `grant-extension ${B}`]);
    expect(acts(said('全部同意', { escalations: [task, other] }))).toEqual(['say:need-reason']);
  });

  it('同意 1-2 means the lines of the last list', () => {
    const session = { shown: { kind: 'decisions' as const, refs: [B, A], at: AT } };
    expect(acts(said('同意 1-2', { ...three, session }))).toEqual([`grant-extension ${B}`, `verify ${A}`]);
    expect(acts(said('退回1 看不清', { ...three, session }))).toEqual([`refuse-extension ${B}`]);
  });

  it('同意延期 is about time alone', () => expect(acts(said('同意延期', three))).toEqual([`grant-extension ${B}`]));

  it('one that waits for two things gets time first', () => {
    expect(acts(said('同意', { extensions: [task], escalations: [task] }))).toEqual([`grant-extension ${A}`]);
  });
});

describe('是同一个吗', () => {
  const same = { kind: 'same-item' as const, number: A, other: B };
  it.each(['是', '是的', '嗯', '嗯嗯', '对', '对的', '同一个', '是同一个', '就是那个', '没错', '中', '是的，同一个'])(
    '%s joins it',
    (text) => expect(deedsIn(answer(same, text))).toEqual([{ do: 'merge', into: B }]),
  );
  it.each(['不是', '不是同一个', '不', '另一个', '不是，另一个', '两个', '不一样'])('%s clears it', (text) =>
    expect(deedsIn(answer(same, text))).toEqual([{ do: 'separate' }]),
  );
  it.each(['好的谢谢', '不是三楼，是四楼', '食堂燃气灶坏了', '同意', '待办'])('%s is about something else', (text) => {
    const deeds = deedsIn(answer(same, text)).map((deed) => deed.do);
    expect(deeds).not.toContain('merge');
    expect(deeds).not.toContain('separate');
  });
});

describe('合并', () => {
  const mine = item(A, { status: 'reported' });
  const older = item(B, { description: '井盖坏了', place: '操场' });
  const recent = { reports: [mine], session: { lastReport: { numbers: [A], at: AT } } };
  it.each<[string, Given, ItemDeed]>([
    ['和昨天那个井盖是同一个', { ...recent, reports: [mine, older] }, { do: 'merge', into: B }],
    ['和昨天那个是同一个', recent, { do: 'merge', into: null }],
    ['是同一个', recent, { do: 'merge', into: null }],
    [`合并到 ${B}`, recent, { do: 'merge', into: B }],
    [`和${B}是同一个`, recent, { do: 'merge', into: B }],
    [`${A} 合并到 ${B}`, {}, { do: 'merge', into: B }],
    [`${A}重复了`, {}, { do: 'merge', into: null }],
    ['不是同一个', recent, { do: 'separate' }],
    [`${A} 不是同一个`, {}, { do: 'separate' }],
  ])('%s', (text, given, deed) => {
    const turn = said(text, given);
    expect(acts(turn)).toEqual([`${deed.do} ${A}`]);
    expect(deedsIn(turn)).toEqual([deed]);
  });
});

describe('a photo that was shown before', () => {
  const repeated = { kind: 'repeated-photo' as const, number: A, note: '换了', photos: ['p'] };
  it.each(['是', '没错', '就是这张', '嗯，没错', '没发错'])('%s: it is meant', (text) =>
    expect(deedsIn(answer(repeated, text, { tasks: [task] }))).toEqual([
      { do: 'submit', note: '换了', photos: ['p'], confirmsRepeated: true },
    ]),
  );
  it.each(['不是', '我重新拍', '发错了', '换一张'])('%s: another is waited for', (text) => {
    const turn = answer(repeated, text, { tasks: [task] });
    expect(acts(turn)).toEqual(['say:need-after-photo']);
    expect(turn.session.asked).toMatchObject({ kind: 'after-photo', number: A, note: '换了' });
  });
});

describe('making it safe', () => {
  it.each(['临时措施：已拉警戒线', '先封起来了', '已断电', '已停用', '已拉警戒线，等师傅来修', '派人看着了'])('%s', (text) =>
    expect(acts(said(text, { tasks: [task] }))).toEqual([`measure ${A}`]),
  );

  it('answers whoever was asked to, before anything is his task', () => {
    expect(deedsIn(said('围起来了', { toSecure: [item(A, { status: 'reported' })] }))).toEqual([{ do: 'measure', measure: '围起来了' }]);
  });

  it('is meant for the grave one among several', () => {
    expect(acts(said('已断电', { tasks: [other, item(A, { status: 'assigned', level: '重大' })] }))).toEqual([`measure ${A}`]);
  });

  it.each<[string, Given, string[]]>([
    ['先封起来了', {}, ['say:thanks']],
    ['换好了', { tasks: [task] }, ['say:need-after-photo']],
    ['先断电了，已经换好了', { tasks: [task] }, ['say:need-after-photo']],
    ['围起来了', { tasks: [task] }, ['say:need-after-photo']],
    ['配电箱门坏了，没断电', { tasks: [task] }, ['report 1']],
    ['停用的教室门坏了', { tasks: [task] }, ['report 1']],
  ])('%s with %j is something else', (text, given, expected) => expect(acts(said(text, given))).toEqual(expected));
});

describe('a new hazard is written down first', () => {
  it.each(['操场篮球架坏了，等放假再修', '校门口的路塌了个坑，这是村里的路', '停电了，没钱修电闸，插座冒火花'])('%s', (text) => {
    expect(acts(said(text))).toEqual(['report 1']);
  });
  it.each(['停电了', '教室都断电了', '停水了'])('%s is no measure of anybody', (text) =>
    expect(acts(said(text, { tasks: [task] }))).not.toContain(`measure ${A}`),
  );
  it('from somebody with work of his own it is about that', () => {
    expect(acts(said('这是村里的路', { tasks: [task] }))).toEqual([`escalate ${A}`]);
  });
});

describe('words without end', () => {
  const rows = ['看', '我想', '需要', '几天', '后天', '11', '先', '已经', '嗯', '是', '给我', '看看', '把先', '上报', '请', '他管', '周一'];
  const contexts: Given[] = [
    { tasks: [task] },
    { toSecure: [task] },
    { escalations: [task], extensions: [other] },
    { session: asking({ kind: 'same-item', number: A, other: B }) },
    { tasks: [task], session: asking({ kind: 'transfer', number: A, to: null, reason: '', options: [] }) },
    { tasks: [task], session: asking({ kind: 'extension', number: A, until: null, reason: '' }) },
  ];
  it.each(rows)('are read in bounded time: %s', (row) => {
    const start = performance.now();
    for (const given of contexts) {
      for (const end of ['，延期x', '停用x']) said(`${row.repeat(29)}${end}`, given);
    }
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});

describe('orders from above', () => {
  it.each<[string, ItemDeed]>([
    [`挂牌督办 ${A}`, { do: 'supervise', note: null }],
    [`${A} 挂牌督办，每周报一次`, { do: 'supervise', note: '每周报一次' }],
    [`查处 ${A}：罚款2000元`, { do: 'enforce', measure: '罚款2000元' }],
    [`${A} 查处：责令停用，限三天改完`, { do: 'enforce', measure: '责令停用，限三天改完' }],
    [`重新打开 ${A} 又漏了`, { do: 'reopen', reason: '又漏了' }],
    [`启动追责 ${A}`, { do: 'decide-case', start: true, reason: '' }],
    [`不追责 ${A} 配件一直没到`, { do: 'decide-case', start: false, reason: '配件一直没到' }],
  ])('%s', (text, deed) => expect(deedsIn(said(text))).toEqual([deed]));

  it('mean the item last spoken of', () => {
    const session = { lastItem: { number: B, at: AT } };
    expect(acts(said('挂牌督办', { session }))).toEqual([`supervise ${B}`]);
    expect(acts(said('查处：责令停用', { session }))).toEqual([`enforce ${B}`]);
    expect(acts(said('重新打开，又漏了', { session }))).toEqual([`reopen ${B}`]);
  });

  it.each<[string, string[]]>([
    ['挂牌督办', ['say:need-number']],
    [`查处 ${A}`, ['say:need-reason']],
    [`重新打开 ${A}`, ['say:need-reason']],
    [`不追责 ${A}`, ['say:need-reason']],
  ])('%s is asked back', (text, expected) => expect(acts(said(text))).toEqual(expected));

  it.each<[Parameters<typeof asking>[0], string, ItemDeed]>([
    [{ kind: 'reason', verb: 'enforce', numbers: [A] }, '责令三天改完', { do: 'enforce', measure: '责令三天改完' }],
    [{ kind: 'reason', verb: 'measure', numbers: [A] }, '已经封好了', { do: 'measure', measure: '已经封好了' }],
    [{ kind: 'reason', verb: 'enforce', numbers: [A] }, '责令停用', { do: 'enforce', measure: '责令停用' }],
    [{ kind: 'reason', verb: 'measure', numbers: [A] }, '拉了警戒线', { do: 'measure', measure: '拉了警戒线' }],
    [{ kind: 'reason', verb: 'reopen', numbers: [A] }, '又松了', { do: 'reopen', reason: '又松了' }],
    [{ kind: 'reason', verb: 'not-pursued', numbers: [A] }, '措施都到位', { do: 'decide-case', start: false, reason: '措施都到位' }],
    [{ kind: 'reason', verb: 'refuse-extension', numbers: [A] }, '不能再拖', { do: 'refuse-extension', reason: '不能再拖' }],
  ])('%j is answered', (asked, text, deed) => expect(deedsIn(answer(asked, text))).toEqual([deed]));
});

describe('请假 and 逾期', () => {
  it.each<[string, string | null, string | null]>([
    ['请假到周五', null, '2026-11-27T16:00:00.000Z'],
    ['周三到周五请假', '2026-11-24T16:00:00.000Z', '2026-11-27T16:00:00.000Z'],
    ['请假三天', null, '2026-11-25T16:00:00.000Z'],
    ['我明天请假', '2026-11-23T16:00:00.000Z', '2026-11-24T16:00:00.000Z'],
    ['从明天请假三天', '2026-11-23T16:00:00.000Z', '2026-11-26T16:00:00.000Z'],
    ['我回来了', null, null],
    ['销假了', null, null],
  ])('%s', (text, from, until) => expect(said(text).acts).toEqual([{ act: 'away', from, until }]));

  it('is asked until when', () => {
    const turn = said('我请假了');
    expect(acts(turn)).toEqual(['say:need-away']);
    expect(said('周五', { session: turn.session }).acts).toEqual([{ act: 'away', from: null, until: '2026-11-27T16:00:00.000Z' }]);
  });

  it.each(['逾期', '超期的有哪些', '逾期未整改的有哪些', '看看超期的'])('%s', (text) =>
    expect(said(text).acts).toEqual([{ act: 'overdue', unit: null }]),
  );
});

describe('buttons', () => {
  it.each<[string, Given, string[]]>([
    ['transfer', {}, ['say:need-transfer']],
    ['escalate', {}, ['say:need-reason']],
    ['answer-escalation', {}, ['say:need-reason']],
    ['take-over', {}, [`take-over ${A}`]],
    ['extend', {}, ['say:need-extension']],
    ['grant-extension', {}, [`grant-extension ${A}`]],
    ['refuse-extension', {}, ['say:need-reason']],
    ['merge', {}, [`merge ${A}`]],
    ['separate', {}, [`separate ${A}`]],
    ['supervise', {}, [`supervise ${A}`]],
    ['enforce', {}, ['say:need-reason']],
    ['measure', {}, ['say:need-reason']],
    ['reopen', {}, ['say:need-reason']],
    ['case-start', {}, [`decide-case ${A}`]],
    ['case-drop', {}, ['say:need-reason']],
  ])('%s', (does, given, expected) => expect(acts(pressed(does, { tasks: [task], ...given }))).toEqual(expected));

  it('carry what they were drawn with', () => {
    const data = { until: NEXT_WEDNESDAY, to: 'p1', into: B, tree: 'territorial' };
    expect(deedsIn(pressed('grant-extension', {}, data))).toEqual([{ do: 'grant-extension', until: NEXT_WEDNESDAY }]);
    expect(deedsIn(pressed('merge', {}, data))).toEqual([{ do: 'merge', into: B }]);
    expect(pressed('transfer', { tasks: [task] }, data).session.asked).toMatchObject({ kind: 'transfer', to: 'p1' });
    expect(pressed('extend', {}, data).session.asked).toMatchObject({ kind: 'extension', until: NEXT_WEDNESDAY });
  });

  it('that were decided before show how it stands', () => {
    const turn = converse({ kind: 'button', pressed: { do: 'grant-extension', number: A, live: false } }, situation());
    expect(acts(turn)).toEqual([`progress ${A} late`]);
  });
});
