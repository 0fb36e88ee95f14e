import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerIn, type City, cardFor, heardBy, numberIn, openCity, type Sent } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const reported = async (words = '北楼三层走廊灭火器过期了'): Promise<string> => numberIn(await city.answer('zhengyiming', words));
const statusOf = async (number: string): Promise<string> => (await city.hazard(number)).status;

/** A 一般 item at 赵满意's place, handed in by him: the two leaders of the school are asked. */
const submitted = async (): Promise<{ number: string; sent: Sent[] }> => {
  const number = await reported();
  await city.says('zhaomanyi', '接收');
  await city.says('zhaomanyi', '已整改');
  return { number, sent: await city.photographs('zhaomanyi') };
};

describe('the usual life', () => {
  it('goes from a sentence to the archive by words alone', async () => {
    const number = await reported();
    expect(await city.answer('zhaomanyi', '收到')).toBe(
      `好的，${number} 交给你了，请在11月26日(周四)18:00 前改好。改好了发「已整改」加一张照片。`,
    );
    expect(await city.answer('zhaomanyi', '换好了新的')).toBe(`好的。再发一张整改后的照片，${number} 就交去验收。`);
    const handedIn = await city.photographs('zhaomanyi');
    expect(answerIn(handedIn)).toBe(`辛苦了！${number} 已交 王守正、李慧敏 验收，结果会告诉你。`);
    expect(heardBy(handedIn).slice(1)).toEqual([
      'wangshouzheng:before-and-after',
      'lihuimin:before-and-after',
      'wangshouzheng:verify-card',
      'lihuimin:verify-card',
    ]);
    const agreed = await city.says('lihuimin', '中');
    expect(heardBy(agreed).sort()).toEqual([
      'lihuimin:redraw',
      'lihuimin:reply',
      'wangshouzheng:redraw',
      'zhaomanyi:accepted-work',
      'zhengyiming:feedback',
    ]);
    expect(cardFor(agreed, 'zhengyiming', 'feedback').text).toContain('李慧敏 11-23 09:00 验收通过');
    expect(await statusOf(number)).toBe('archived');
  });

  it('goes the same way by buttons', async () => {
    const task = cardFor(await city.says('zhengyiming', '北楼三层走廊灭火器过期了'), 'zhaomanyi', 'task-card');
    await city.presses('zhaomanyi', task, 0);
    await city.photographs('zhaomanyi');
    expect(await city.answer('zhaomanyi', '1')).toContain('已交');
    const [card] = (await city.sentSince(0n)).filter(({ kind, to }) => kind === 'verify-card' && to === 'lihuimin');
    if (!card) throw new Error('nobody was asked');
    expect(answerIn(await city.presses('lihuimin', card, 0))).toContain('已同意');
  });

  it('lets further photos follow without a word each', async () => {
    const { number } = await submitted();
    expect(answerIn(await city.photographs('zhaomanyi'))).toBe('');
    expect((await city.hazard(number)).state).toMatchObject({ photosAfter: { length: 2 } });
  });

  it('goes back with a reason, which is asked for where it is missing', async () => {
    const { number } = await submitted();
    expect(await city.answer('lihuimin', '退回')).toContain('为什么退回');
    const sent = await city.says('lihuimin', '照片看不清，重新拍');
    expect(answerIn(sent)).toBe(`已退回 ${number}，赵满意 会看到原因。`);
    expect(cardFor(sent, 'zhaomanyi', 'return-card').text).toContain('退回原因：照片看不清，重新拍');
    await city.says('zhaomanyi', '已整改');
    expect(answerIn(await city.photographs('zhaomanyi'))).toContain('已交');
  });

  it('asks about a photo that was used before, and warns whoever verifies', async () => {
    const number = await reported();
    await city.photographs('zhengyiming', 'the-same');
    await city.says('zhaomanyi', '已整改');
    expect(answerIn(await city.photographs('zhaomanyi', 'the-same'))).toContain('之前已经用过');
    expect(await statusOf(number)).toBe('assigned');
    const sent = await city.says('zhaomanyi', '是');
    expect(await statusOf(number)).toBe('submitted');
    expect(cardFor(sent, 'lihuimin', 'verify-card').text).toContain('注意：整改后的照片以前用过，请核实。');
  });
});

describe('who may not', () => {
  it('hears who may', async () => {
    const number = await reported();
    expect(await city.answer('zhangtiejun', `${number} 接收`)).toBe(`${number} 现在由 赵满意 整改，要由他来「接收」。`);
    expect(await city.answer('zhengyiming', `${number} 定为重大`)).toBe(`${number} 要由 张铁军 来定，我没有改动它。`);
    await city.says('zhaomanyi', '已整改');
    await city.photographs('zhaomanyi');
    expect(await city.answer('zhaomanyi', `同意 ${number}`)).toBe(`${number} 是你整改的，要由 王守正、李慧敏 来验收。`);
    expect(await city.answer('zhangtiejun', `同意 ${number}`)).toBe(`${number} 要由 王守正、李慧敏 来验收。`);
    expect(await city.answer('leiming', `同意 ${number}`)).toBe(`没有找到 ${number}。发「待办」看看要你办的事。`);
    expect(await statusOf(number)).toBe('submitted');
  });

  it('gets no right from a pressed button that was meant for another', async () => {
    const { number, sent } = await submitted();
    const card = cardFor(sent, 'lihuimin', 'verify-card');
    await city.presses('zhaomanyi', card, 0);
    await city.presses('zhengyiming', card, 0);
    expect(await statusOf(number)).toBe('submitted');
  });
});

describe('two who decide', () => {
  it('at once: one wins, the other hears who it was', async () => {
    const { number } = await submitted();
    await city.arrives('lihuimin', { kind: 'text', text: `同意 ${number}` });
    await city.arrives('wangshouzheng', { kind: 'text', text: `退回 ${number} 看不清` });
    const before = await city.lastSeq();
    await Promise.all([city.handle('lihuimin'), city.handle('wangshouzheng')]);
    const answers = (await city.sentSince(before)).filter(({ kind }) => kind === 'reply').map(({ text }) => text);
    expect(answers).toHaveLength(2);
    const status = await statusOf(number);
    const late = status === 'archived' ? /已由 李慧敏 今天09:00 同意销号|没有等你|验收/ : /整改中（赵满意）/;
    expect(answers.filter((answer) => late.test(answer) && !answer.startsWith('已'))).toHaveLength(1);
    expect(
      await city.database.prisma.hazardHistory.count({ where: { number, event: { in: ['HazardVerified', 'RectificationReturned'] } } }),
    ).toBe(1);
  });

  it('one after the other: the stale button answers with the present state', async () => {
    const { number, sent } = await submitted();
    await city.says('lihuimin', '同意');
    const answer = answerIn(await city.presses('wangshouzheng', cardFor(sent, 'wangshouzheng', 'verify-card'), 1));
    expect(answer).toMatch(/^这张卡片已经办过了，现在是这样：\n/);
    expect(answer).toContain('验收：李慧敏 11-23 09:00');
    expect(await statusOf(number)).toBe('archived');
  });
});

describe('grading', () => {
  it('is confirmed by 同意, and the place’s person gets it', async () => {
    const number = await reported('教学楼三楼东侧楼梯扶手松了');
    const sent = await city.says('zhangtiejun', '同意');
    expect(answerIn(sent)).toContain(`${number} 定为校舍建筑及附属物 · 较大。已派给 赵满意 整改`);
    expect(heardBy(sent)).toEqual(['zhangtiejun:reply', 'zhangtiejun:redraw', 'zhaomanyi:task-card']);
  });

  it('to a lower level wants a reason, which may follow', async () => {
    const number = await reported('教学楼三楼东侧楼梯扶手松了');
    expect(await city.answer('zhangtiejun', `${number} 定为一般`)).toContain('为什么？说一句就行');
    expect(await city.answer('zhangtiejun', '看过了，只是表面掉漆')).toContain('· 一般。已派给 赵满意');
  });

  it('as not true ends it with a reason', async () => {
    const number = await reported('教学楼三楼东侧楼梯扶手松了');
    await city.says('zhangtiejun', '不属实');
    const sent = await city.says('zhangtiejun', '现场看过，是好的');
    expect(answerIn(sent)).toBe(`已把 ${number} 定为不属实，上报人会收到原因。`);
    expect(cardFor(sent, 'zhengyiming', 'feedback').text).toContain('张铁军 核实后认为不属实：现场看过，是好的');
  });
});

describe('naming who rectifies', () => {
  const nowhere = '小花园的灯坏了';

  it.each([
    ['a name', '让赵满意改', '赵满意'],
    ['a name and 老师', '让 钱晨老师 改', '钱晨'],
    ['a surname and 老师', '派给孙老师', '孙大鹏'],
    ['a title', '让总务主任去处理', '赵满意'],
    ['a surname and a title', '让吴主任改一下', '吴桂芝'],
  ])('by %s gives it to that person', async (_how, words, name) => {
    const number = await reported(nowhere);
    const sent = await city.says('zhangtiejun', words);
    expect(answerIn(sent)).toContain(`已派给 ${name} 整改`);
    expect(await statusOf(number)).toBe('assigned');
  });

  it('offers those who could be meant, and takes the number', async () => {
    await city.database.prisma.person.update({ where: { id: city.idOf('qianchen') }, data: { name: '孙晨' } });
    await reported(nowhere);
    expect(await city.answer('zhangtiejun', '让孙老师改')).toMatch(/让哪一位改？回复序号：\n1\. .+\n2\. .+/);
    expect(await city.answer('zhangtiejun', '2')).toMatch(/已派给 (孙大鹏|孙晨) 整改/);
  });

  it('asks again when nobody has that name, and takes a bare name then', async () => {
    await reported(nowhere);
    expect(await city.answer('zhangtiejun', '让张三丰改')).toContain('青澜市第三中学没有找到「张三丰」');
    expect(await city.answer('zhangtiejun', '赵满意')).toContain('已派给 赵满意 整改');
  });

  it('after a grading without anybody is what is asked', async () => {
    const number = await reported(nowhere);
    expect(await city.answer('zhangtiejun', '同意')).toBe(`${number} 定为用电 · 一般。谁来改？回复姓名，或「让 某某 改」。`);
    expect(await city.answer('zhangtiejun', '待办')).toContain(`${number} 待派人`);
    expect(await city.answer('zhangtiejun', '赵满意')).toContain('已派给 赵满意 整改');
  });

  it('with a level in the same breath does both', async () => {
    await reported(nowhere);
    expect(await city.answer('zhangtiejun', '定为较大，让赵满意改')).toMatch(/· 较大。已派给 赵满意 整改/);
  });

  it('moves an item from one to another, who both hear of it', async () => {
    const number = await reported();
    const sent = await city.says('zhangtiejun', `${number} 让钱晨改`);
    expect(heardBy(sent)).toEqual(['zhangtiejun:reply', 'zhaomanyi:redraw', 'qianchen:task-card', 'zhaomanyi:task-moved']);
    expect(cardFor(sent, 'zhaomanyi', 'task-moved').text).toContain('已改派给 钱晨，你不用再处理了');
  });

  it('is nobody’s but the grader’s', async () => {
    const number = await reported(nowhere);
    expect(await city.answer('zhengyiming', `${number} 让赵满意改`)).toContain('要由 张铁军 来定');
    expect(await statusOf(number)).toBe('reported');
  });
});

describe('重大', () => {
  it('waits for the five parts and the head, and is verified on site', async () => {
    const number = await reported('教学楼三楼东侧楼梯扶手松了');
    await city.says('zhangtiejun', `${number} 定为重大`);
    expect(await city.answer('zhaomanyi', '接收')).toContain('先落实：责任、措施、资金、时限、预案');
    const drafted = await city.says('zhaomanyi', '责任：赵满意 措施：停用并加固 资金：公用经费2万 时限：12月10日 预案：走西侧楼梯');
    expect(heardBy(drafted)).toEqual(['zhaomanyi:reply', 'wangshouzheng:five-card']);
    await city.presses('wangshouzheng', cardFor(drafted, 'wangshouzheng', 'five-card'), 0);
    expect(await city.answer('zhaomanyi', '接收')).toContain('12月10日');
    await city.says('zhaomanyi', '已整改');
    const handedIn = await city.photographs('zhaomanyi');
    expect(heardBy(handedIn)).toContain('hanyumei:verify-card');
    expect(await city.answer('hanyumei', '同意')).toContain('今天发一张现场照片或位置');
    expect(answerIn(await city.photographs('hanyumei'))).toContain('已同意');
    expect(await statusOf(number)).toBe('archived');
  });

  it('has its five parts said by the head, who holds no card of it', async () => {
    const number = await reported('教学楼三楼东侧楼梯扶手松了');
    await city.says('zhangtiejun', `${number} 定为重大`);
    expect(await city.answer('wangshouzheng', '责任：赵满意 措施：停用 资金：2万 时限：12月10日 预案：走西侧')).toBe(
      `${number} 五落实齐了，已确认。`,
    );
  });
});

describe('what is not built yet', () => {
  it.each([
    ['zhengyiming', '导出台账', '张铁军'],
    ['zhangtiejun', '导出台账', '韩玉梅'],
  ])('names whom to call for %s', async (account, words, name) => {
    expect(await city.answer(account, words)).toContain(`请直接找 ${name}`);
  });
});
