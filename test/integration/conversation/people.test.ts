import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerIn, type City, cardFor, heardBy, numberIn, openCity } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const phoneOf = async (account: string): Promise<string> =>
  (await city.database.prisma.person.findUniqueOrThrow({ where: { id: city.idOf(account) } })).phone ?? '';

describe('an account that nobody is bound to', () => {
  it('may report an urgent danger, learns no names, and hears the end', async () => {
    const sent = await city.says('newcomer', '三中食堂着火了！快来人');
    const number = numberIn(answerIn(sent));
    expect(answerIn(sent)).toMatch(/^先撤人，马上打 119！/);
    expect(answerIn(sent)).not.toMatch(/张铁军|吴桂芝|王守正|韩玉梅/);
    expect(cardFor(sent, 'zhangtiejun', 'grading-card').text).toContain('上报人：还没绑定的账号 newcomer');
    const rejected = await city.says('zhangtiejun', `${number} 不属实，是烧水的蒸汽`);
    expect(cardFor(rejected, 'account:newcomer', 'feedback').text).not.toMatch(/张铁军|食堂|蒸汽/);
  });

  it('puts nothing into a group before a person has looked', async () => {
    const sent = await city.says('newcomer', '柳河镇中心校食堂着火了！快来人');
    expect(heardBy(sent).filter((each) => each.startsWith('group:'))).toEqual([]);
    const confirmed = await city.says('xiazhiqiang', '同意');
    expect(heardBy(confirmed).filter((each) => each.startsWith('group:'))).toHaveLength(1);
  });

  it('without a known school goes to the bureau, and what it adds follows', async () => {
    expect(heardBy(await city.says('newcomer', '着火了！快来人'))).toContain('hanyumei:grading-card');
    const added = await city.says('newcomer', '在三中');
    expect(cardFor(added, 'zhangtiejun', 'grading-card').text).toContain('（补充 H26110001）在三中');
  });

  it('may cry for help five times a day', async () => {
    for (let nth = 0; nth < 5; nth += 1) await city.says('newcomer', '三中食堂着火了！快来人');
    expect(await city.answer('newcomer', '三中食堂着火了！快来人')).toContain('今天已经收到你好几条');
    expect(await city.database.prisma.hazard.count()).toBe(5);
  });

  it.each(['待办', '同意', '北楼三层走廊灭火器过期了', 'H26110001', '进度'])('may do nothing else: %s', async (words) => {
    expect(await city.answer('newcomer', words)).toContain('我还不知道你是哪位老师');
    expect(await city.database.prisma.hazard.count()).toBe(0);
  });
});

describe('binding', () => {
  it('is confirmed by the unit’s officer with one button, and both hear of it', async () => {
    const asked = await city.says('newphone', `绑定 郑一鸣 ${await phoneOf('zhengyiming')}`);
    expect(heardBy(asked)).toEqual(['account:newphone:reply', 'zhangtiejun:binding-card']);
    const card = cardFor(asked, 'zhangtiejun', 'binding-card');
    expect(card.text).not.toContain(await phoneOf('zhengyiming'));
    const confirmed = await city.presses('zhangtiejun', card, 0);
    expect(heardBy(confirmed)).toEqual(['zhangtiejun:reply', 'zhangtiejun:redraw', 'account:newphone:binding-result']);
    expect(await city.answer('newphone', '北楼三层走廊灭火器过期了')).toContain('已收到');
    expect(answerIn(await city.presses('zhangtiejun', card, 1))).toBe('这个绑定申请已经处理过了。');
  });

  it('answers alike whether the name exists or not', async () => {
    const known = await city.answer('one', `绑定 郑一鸣 ${await phoneOf('zhengyiming')}`);
    expect(await city.answer('two', '绑定 查无此人 13900000000')).toBe(known);
    expect(await city.answer('three', '绑定 郑一鸣 13900000000')).toBe(known);
  });

  it('asks nobody twice for the same, and may be tried five times a day', async () => {
    const words = `绑定 郑一鸣 ${await phoneOf('zhengyiming')}`;
    await city.says('newphone', words);
    expect(heardBy(await city.says('newphone', words))).toEqual(['account:newphone:reply']);
    for (let nth = 0; nth < 3; nth += 1) await city.says('newphone', '绑定 查无此人 13900000000');
    expect(await city.answer('newphone', words)).toContain('今天试得太多了');
  });

  it('is decided by the right officer only', async () => {
    const asked = await city.says('newphone', `绑定 郑一鸣 ${await phoneOf('zhengyiming')}`);
    const answer = answerIn(await city.presses('leiming', cardFor(asked, 'zhangtiejun', 'binding-card'), 0));
    expect(answer).toContain('要由那位老师所在学校的安全办确认');
    expect(await city.answer('newphone', '待办')).toContain('我还不知道你是哪位老师');
  });
});

describe('somebody who has left', () => {
  beforeEach(async () => {
    await city.database.prisma.person.update({ where: { id: city.idOf('zhengyiming') }, data: { status: '离岗' } });
  });

  it('is told so, when he says something', async () => {
    expect(await city.answer('zhengyiming', '待办')).toContain('已标为离岗');
    expect(await city.sends('zhengyiming', { kind: 'presence', change: 'entered' })).toEqual([]);
  });

  it('is still heard when it is urgent', async () => {
    expect(heardBy(await city.says('zhengyiming', '三中食堂着火了！快来人'))).toContain('zhangtiejun:grading-card');
  });

  it('gets no task: the place’s person who left is no one’s suggestion', async () => {
    await city.database.prisma.person.update({ where: { id: city.idOf('zhaomanyi') }, data: { status: '离岗' } });
    const sent = await city.says('liufang', '北楼三层走廊灭火器过期了');
    expect(heardBy(sent)).toEqual(['liufang:reply', 'zhangtiejun:grading-card']);
  });
});

describe('a person who reads text only', () => {
  it('presses the buttons of the last card by their numbers', async () => {
    const number = numberIn(await city.answer('shuiqingyang', '一楼走廊应急灯不亮'));
    expect((await city.hazard(number)).assigneeId).toBe(city.idOf('doulaogen'));
    expect(await city.answer('doulaogen', '1')).toContain(`${number} 交给你了`);
  });

  it('answers our newer question or list by the same numbers', async () => {
    const number = numberIn(await city.answer('shuiqingyang', '一楼走廊应急灯不亮'));
    await city.says('doulaogen', '接收');
    await city.says('shuiqingyang', '操场的篮球架锈了');
    expect(answerIn(await city.photographs('doulaogen'))).toContain('回复 1 是，整改好了');
    expect(await city.answer('doulaogen', '1')).toContain(`${number} 已交`);
  });

  it('becomes one by saying so, and no longer', async () => {
    expect(await city.answer('zhengyiming', '纯文字')).toContain('以后给你发纯文字');
    expect(await city.database.prisma.person.findUnique({ where: { id: city.idOf('zhengyiming') } })).toMatchObject({ plainText: true });
    expect(await city.answer('zhengyiming', '关闭纯文字')).toContain('以后给你发卡片');
  });
});
