import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerIn, type City, cardFor, heardBy, numberIn, openCity, type Sent } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

/** A 一般 item at 赵满意's place: assigned at once. */
const reported = async (words = '北楼三层走廊灭火器过期了'): Promise<string> => numberIn(await city.answer('zhengyiming', words));
const assigneeOf = async (number: string): Promise<string | null> => (await city.hazard(number)).assigneeId;
const stateOf = async (number: string): Promise<Record<string, unknown>> => (await city.hazard(number)).state as Record<string, unknown>;
/** Which button of a card does this. */
const press = (account: string, card: Sent, does: string): Promise<Sent[]> => {
  const at = card.actions.findIndex((action) => action.do === does);
  if (at < 0) throw new Error(`no ${does} among ${card.actions.map((action) => action.do).join(' ')}`);
  return city.presses(account, card, at);
};

describe('转办', () => {
  it('by name and reason in one sentence', async () => {
    const number = await reported();
    const sent = await city.says('zhaomanyi', '转给孙大鹏，他管器材');
    expect(answerIn(sent)).toContain(`已把 ${number} 转给 孙大鹏`);
    expect(cardFor(sent, 'sundapeng', 'task-card').text).toContain('他管器材');
    expect(await assigneeOf(number)).toBe(city.idOf('sundapeng'));
  });

  it('is asked why, and answered by the next line', async () => {
    const number = await reported();
    expect(await city.answer('zhaomanyi', '转给总务的老钱')).toContain('为什么转');
    expect(await city.answer('zhaomanyi', '他管器材')).toContain(`已把 ${number} 转给 钱晨`);
  });

  it('offers those who could be meant, keeping the reason, and takes the number', async () => {
    await city.database.prisma.person.update({ where: { id: city.idOf('qianchen') }, data: { name: '孙晨' } });
    const number = await reported();
    expect(await city.answer('zhaomanyi', '转给孙老师，他管器材')).toMatch(/转给哪一位？回复序号：\n1\. .+\n2\. .+/);
    expect(await city.answer('zhaomanyi', '2')).toContain(`已把 ${number} 转给`);
    expect(await assigneeOf(number)).not.toBe(city.idOf('zhaomanyi'));
  });

  it('to somebody whom nobody knows says so', async () => {
    const number = await reported();
    expect(await city.answer('zhaomanyi', '转给张三丰，他管器材')).toContain('没有找到「张三丰」');
    expect(await city.answer('zhaomanyi', '孙大鹏')).toContain(`已把 ${number} 转给 孙大鹏`);
  });

  it('is for whoever has the work: of a stranger’s item nothing is told', async () => {
    const number = await reported();
    expect(await city.answer('leiming', `${number} 转给汤晓月，她闲`)).toContain(`没有找到 ${number}`);
    expect(await city.answer('zhengyiming', `${number} 转给钱晨，他闲`)).toContain('我没有改动它');
    expect(await assigneeOf(number)).toBe(city.idOf('zhaomanyi'));
  });

  it('by a manager is an order', async () => {
    const number = await reported();
    expect(await city.answer('zhangtiejun', `${number} 转给钱晨，他闲`)).toContain('已派给 钱晨');
  });

  it('is not for what is confidential', async () => {
    const number = numberIn(await city.answer('zhengyiming', '初二有同学被几个人堵厕所扇耳光'));
    await city.says('wangshouzheng', `${number} 让刘芳改`);
    await city.says('liufang', `${number} 转给孙大鹏，他管体育`);
    expect(await assigneeOf(number)).toBe(city.idOf('liufang'));
    expect(heardBy(await city.sentSince(0n))).not.toContain('sundapeng:task-card');
  });
});

describe('办不了', () => {
  it('goes to the next above, who hands it back with money', async () => {
    const number = await reported();
    const sent = await city.says('zhaomanyi', '没钱修');
    expect(answerIn(sent)).toContain(`已把 ${number} 报给 张铁军 定夺`);
    expect(heardBy(sent)).toContain('zhangtiejun:escalation-card');
    const back = await city.says('zhangtiejun', '同意，从公用经费出2000');
    expect(cardFor(back, 'zhaomanyi', 'escalation-answered').text).toContain('从公用经费出2000');
    expect(await stateOf(number)).toMatchObject({ escalation: null, assignee: city.idOf('zhaomanyi') });
  });

  it('is handed back by a button, which asks how', async () => {
    const number = await reported();
    const card = cardFor(await city.says('zhaomanyi', '没钱修'), 'zhangtiejun', 'escalation-card');
    expect(answerIn(await press('zhangtiejun', card, 'answer-escalation'))).toContain('怎么办');
    expect(await city.answer('zhangtiejun', '先用围挡挡住，延期到下周五')).toContain(`已把 ${number} 交回 赵满意`);
  });

  it('climbs step by step, each passing it on', async () => {
    const number = await reported();
    await city.says('zhaomanyi', '没钱修');
    expect(await city.answer('zhangtiejun', '我们也没钱')).toContain(`已把 ${number} 报给 李慧敏`);
    expect(await city.answer('lihuimin', '上报教育局，没钱')).toContain(`已把 ${number} 报给 韩玉梅`);
    expect(await stateOf(number)).toMatchObject({
      escalation: { to: city.idOf('hanyumei'), tree: 'sector' },
      assignee: city.idOf('zhaomanyi'),
    });
  });

  it.each([
    ['words', (_card: Sent) => city.says('zhangtiejun', '我来办')],
    ['a button', (card: Sent) => press('zhangtiejun', card, 'take-over')],
  ])('is taken over by %s', async (_how, takeOver) => {
    const number = await reported();
    const card = cardFor(await city.says('zhaomanyi', '没钱修'), 'zhangtiejun', 'escalation-card');
    expect(answerIn(await takeOver(card))).toContain(number);
    expect(await assigneeOf(number)).toBe(city.idOf('zhangtiejun'));
  });

  it('is given to another by whoever was asked', async () => {
    const number = await reported();
    await city.says('zhaomanyi', '没钱修');
    await city.says('zhangtiejun', '让孙大鹏改');
    expect(await assigneeOf(number)).toBe(city.idOf('sundapeng'));
    expect(await stateOf(number)).toMatchObject({ escalation: null });
  });

  it('of the village goes to the village, whose person may take it over or name another', async () => {
    const number = await reported();
    const sent = await city.says('zhaomanyi', '这是村里的路');
    expect(heardBy(sent)).toContain('yanlina:escalation-card');
    expect(await stateOf(number)).toMatchObject({ escalation: { to: city.idOf('yanlina'), tree: 'territorial' } });
    await city.says('yanlina', '让崔永胜处理');
    expect(await assigneeOf(number)).toBe(city.idOf('cuiyongsheng'));
  });

  it('is listed among what waits, and says what it is', async () => {
    const number = await reported();
    await city.says('zhaomanyi', '没钱修');
    expect(await city.answer('zhangtiejun', '待办')).toMatch(new RegExp(`1\\. ${number} .*【上报】`));
    expect(await city.answer('zhangtiejun', '1')).toContain('怎么办');
  });
});

describe('延期', () => {
  const asked = async (words = '延期到下周三，配件没到货'): Promise<{ number: string; sent: Sent[] }> => {
    const number = await reported();
    await city.says('zhaomanyi', '接收');
    return { number, sent: await city.says('zhaomanyi', words) };
  };
  const NEXT_WEDNESDAY = '2026-12-02T10:00:00.000Z';

  it('asked and granted by words', async () => {
    const { number, sent } = await asked();
    expect(heardBy(sent).slice(1).sort()).toEqual(['lihuimin:extension-card', 'wangshouzheng:extension-card']);
    expect(cardFor(sent, 'lihuimin', 'extension-card').text).toContain('配件没到货');
    const granted = await city.says('lihuimin', '同意');
    expect(answerIn(granted)).toContain(`已同意 ${number} 延期`);
    expect(heardBy(granted)).toContain('zhaomanyi:extension-decided');
    expect((await city.hazard(number)).deadline?.toISOString()).toBe(NEXT_WEDNESDAY);
  });

  it('granted by a button; the other manager hears who did it', async () => {
    const { number, sent } = await asked();
    expect(answerIn(await press('lihuimin', cardFor(sent, 'lihuimin', 'extension-card'), 'grant-extension'))).toContain('已同意');
    const late = answerIn(await press('wangshouzheng', cardFor(sent, 'wangshouzheng', 'extension-card'), 'refuse-extension'));
    expect(late).toMatch(/^这张卡片已经办过了/);
    expect((await city.hazard(number)).deadline?.toISOString()).toBe(NEXT_WEDNESDAY);
  });

  it('refused, by words and by button, with a reason that is asked for', async () => {
    const { number, sent } = await asked();
    expect(answerIn(await press('lihuimin', cardFor(sent, 'lihuimin', 'extension-card'), 'refuse-extension'))).toContain(
      '为什么不同意延期',
    );
    expect(cardFor(await city.says('lihuimin', '不能再拖'), 'zhaomanyi', 'extension-decided').text).toContain('不能再拖');
    await city.says('zhaomanyi', '延期到下周五，师傅没空');
    expect(await city.answer('wangshouzheng', '不同意 抓紧办')).toContain(`没同意 ${number} 延期`);
  });

  it('is asked what is missing: until when, and why', async () => {
    const { number } = await asked('申请延期');
    expect(await city.answer('zhaomanyi', '下周三')).toContain('为什么');
    expect(await city.answer('zhaomanyi', '配件没到货')).toContain(`已替你申请 ${number} 延期到 12月2日`);
  });

  it('of two days is two days more; until the holidays is their end', async () => {
    const { number } = await asked('缓两天，师傅没空');
    expect(await stateOf(number)).toMatchObject({ extension: { until: { $date: '2026-11-28T10:00:00.000Z' } } });
    await city.says('zhaomanyi', '等放假再弄');
    expect(await stateOf(number)).toMatchObject({ extension: { until: { $date: '2027-02-23T10:00:00.000Z' }, reason: '等放假再弄' } });
  });

  it('may be granted until another day', async () => {
    const { number } = await asked();
    await city.says('lihuimin', '同意延期到11月30日');
    expect((await city.hazard(number)).deadline?.toISOString()).toBe('2026-11-30T10:00:00.000Z');
  });

  it('is not granted by the one who asks, nor by a stranger', async () => {
    const { number } = await asked();
    await city.says('zhaomanyi', `同意延期 ${number}`);
    expect(await city.answer('leiming', `同意延期 ${number}`)).toContain(`没有找到 ${number}`);
    expect(await stateOf(number)).toMatchObject({ extension: { by: city.idOf('zhaomanyi') } });
  });

  it('two managers at once: one wins, the other hears who it was', async () => {
    const { number } = await asked();
    await city.arrives('lihuimin', { kind: 'text', text: `同意延期 ${number}` });
    await city.arrives('wangshouzheng', { kind: 'text', text: `不同意延期 ${number} 抓紧办` });
    const before = await city.lastSeq();
    await Promise.all([city.handle('lihuimin'), city.handle('wangshouzheng')]);
    const decided = await city.database.prisma.hazardHistory.count({
      where: { number, event: { in: ['ExtensionGranted', 'ExtensionRefused'] } },
    });
    expect(decided).toBe(1);
    const answers = (await city.sentSince(before)).filter(({ kind }) => kind === 'reply').map(({ text }) => text);
    expect(answers).toHaveLength(2);
    expect(answers.filter((answer) => answer.includes('没有等着批的延期') || answer.includes('没有等你'))).toHaveLength(1);
  });
});

describe('several at once', () => {
  it('are listed with what each is, and 全部同意 tells one line each', async () => {
    const first = await reported();
    await city.says('zhaomanyi', '已整改');
    await city.photographs('zhaomanyi');
    const second = await reported('教学楼一楼大厅灯坏了');
    await city.says('zhaomanyi', `${second} 延期到下周三，配件没到货`);
    const list = await city.answer('lihuimin', '同意');
    expect(list).toContain(`${first} 验收：`);
    expect(list).toContain(`${second} 延期：`);
    const both = await city.answer('lihuimin', '全部同意');
    expect(both.split('\n')).toHaveLength(2);
    expect(await city.hazard(first)).toMatchObject({ status: 'archived' });
    expect((await city.hazard(second)).deadline?.toISOString()).toBe('2026-12-02T10:00:00.000Z');
  });

  it('by their numbers in the list of what waits', async () => {
    const first = await reported();
    await city.says('zhaomanyi', '延期到下周三，配件没到货');
    const second = await reported('教学楼一楼大厅灯坏了');
    await city.says('zhaomanyi', `${second} 延期到下周三，配件没到货`);
    expect(await city.answer('lihuimin', '待办')).toContain('【延期】');
    const both = await city.answer('lihuimin', '同意 1-2');
    expect(both).toContain(first);
    expect(both).toContain(second);
    expect(both.split('\n')).toHaveLength(2);
  });
});
