import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type City, cardFor, openCity } from '../conversation/city.ts';
import { climbOf, does, goTo, reports, told } from './time.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

/** The bureau stands in for the 中心校 of a school directly under it. */
const BUREAU = ['hanyumei', 'linzhiping', 'zhouhuaiyuan'];

describe('a step that stands still', () => {
  it('climbs rung by rung for 一般, each rung once, and whose turn it is hears with the first', async () => {
    const number = await reports(city, 'zhengyiming');
    expect(told(await goTo(city, '11-24 17:59'), 'overdue-list')).toEqual([]);
    expect(told(await goTo(city, '11-24 18:00'), 'overdue-list')).toEqual(['zhangtiejun', 'zhaomanyi']);
    expect(told(await goTo(city, '11-25 18:00'), 'overdue-list')).toEqual(['lihuimin']);
    expect(told(await goTo(city, '11-26 18:00'), 'overdue-list')).toEqual(['wangshouzheng']);
    expect(told(await goTo(city, '11-27 18:00'), 'overdue-list')).toEqual(BUREAU);
    expect(told(await goTo(city, '12-01 18:00'), 'overdue-list')).toEqual(BUREAU);
    expect(await goTo(city, '12-20 18:00')).toEqual([]);
    expect((await city.hazard(number)).wakeAt).toBeNull();
    expect(await climbOf(city, number)).toEqual([
      '11-24T10:00 accept 具体责任人',
      '11-25T10:00 accept 直接责任人',
      '11-26T10:00 accept 网格长',
      '11-27T10:00 accept 中心校',
      '12-01T10:00 accept 市教育局',
    ]);
  });

  it('begins a new climb with the next step', async () => {
    const number = await reports(city, 'zhengyiming');
    await goTo(city, '11-24 18:30');
    await does(city, 'zhaomanyi', number, { type: 'Accept' });
    expect(told(await goTo(city, '11-26 17:59'), 'overdue-list')).toEqual([]);
    const sent = await goTo(city, '11-26 18:00');
    expect(told(sent, 'overdue-list')).toEqual(['zhangtiejun', 'zhaomanyi']);
    expect(cardFor(sent, 'zhaomanyi', 'overdue-list').text).toContain('等你整改，刚刚超期');
  });

  it('reaches 具体责任人 and 直接责任人 together for 较大, in one message for whoever is both', async () => {
    const number = await reports(city, 'zhengyiming', { level: '较大', unit: 'S202', placePerson: null });
    const sent = await goTo(city, '11-23 11:00');
    expect(told(sent, 'overdue-list')).toEqual(['liuqingqing', 'yuanhoude']);
    expect(told(await goTo(city, '11-24 18:00'), 'overdue-list')).toEqual(['yuanhoude']);
    expect(told(await goTo(city, '11-25 18:00'), 'overdue-list')).toEqual(['dongliansheng', 'pengxuemei', 'xiazhiqiang']);
    expect(told(await goTo(city, '11-26 18:00'), 'overdue-list')).toEqual(BUREAU);
    expect(await climbOf(city, number)).toHaveLength(5);
  });

  it('says of what, since when, in whose hands, and what can be done', async () => {
    const number = await reports(city, 'zhengyiming');
    const sent = await goTo(city, '11-25 18:00');
    expect(cardFor(sent, 'lihuimin', 'overdue-list').text).toBe(
      [
        '⏰ 有 1 件隐患超期了，请看一下：',
        `1. ${number} 青澜市第三中学 走廊扶手松动（等赵满意接收，超期1天）`,
        '别人手上的请帮着催一下，要换人就说「让某某改」加编号。回复序号看详情。',
      ].join('\n'),
    );
  });
});

describe('重大 and urgent', () => {
  it('goes out at once, one message an item, at any hour, to those on duty too; an hour later to the grid above', async () => {
    await goTo(city, '11-25 22:00');
    const first = await reports(city, 'zhengyiming', { level: '重大', urgent: true, placePerson: null });
    const second = await reports(city, 'zhengyiming', { level: '重大', urgent: true, placePerson: null, description: '北楼墙体开裂' });
    await goTo(city, '11-25 22:29');
    const sent = await goTo(city, '11-25 22:30');
    expect(told(sent, 'overdue-list')).toEqual([]);
    for (const number of [first, second]) {
      const about = sent.filter((each) => each.hazardNumber === number);
      expect(told(about, 'overdue-now')).toEqual(['lihuimin', 'sundapeng', 'wangshouzheng']);
      // The 代理人 has been called after 15 minutes.
      expect(told(about, 'grading-card')).toEqual(['zhangtiejun', 'zhaomanyi']);
      expect(about).toHaveLength(5);
    }
    expect(cardFor(sent, 'sundapeng', 'overdue-now').text).toContain('你在值班');
    expect(cardFor(sent, 'lihuimin', 'overdue-now').text).toContain('应在今天22:30前核定，刚刚超期，现在等 张铁军 核定');
    expect(told(await goTo(city, '11-25 23:30'), 'overdue-now')).toEqual(
      [...BUREAU, ...BUREAU, 'lihuimin', 'lihuimin', 'sundapeng', 'sundapeng'].sort(),
    );
    expect(told(await goTo(city, '11-26 00:30'), 'overdue-now')).toEqual(expect.arrayContaining(BUREAU));
    expect(await climbOf(city, first)).toHaveLength(5);
    expect((await goTo(city, '12-20 09:00')).filter((each) => each.kind.startsWith('overdue'))).toEqual([]);
  });

  it('asks nobody on duty in working hours', async () => {
    await goTo(city, '11-25 10:00');
    await reports(city, 'zhengyiming', { level: '重大', urgent: true, placePerson: null });
    expect(told(await goTo(city, '11-25 10:30'), 'overdue-now')).toEqual(['lihuimin', 'wangshouzheng']);
  });

  it('calls the 代理人 of whoever gives no answer within 15 minutes, once; not of whoever has answered', async () => {
    const number = await reports(city, 'zhengyiming', { level: '重大', urgent: true, placePerson: null });
    const answered = await reports(city, 'zhengyiming', { level: '重大', urgent: true, placePerson: null });
    await does(city, 'zhangtiejun', answered, { type: 'Classify', level: '重大', assignee: city.idOf('sundapeng') });
    expect(await goTo(city, '11-23 09:14')).toEqual([]);
    const sent = await goTo(city, '11-23 09:15');
    expect(sent.map((each) => [each.to, each.kind, each.hazardNumber])).toEqual([['zhaomanyi', 'grading-card', number]]);
    expect((await goTo(city, '11-23 09:29')).filter((each) => each.to === 'zhaomanyi')).toEqual([]);
    await does(city, 'zhaomanyi', number, { type: 'Classify', level: '重大', assignee: city.idOf('sundapeng') });
  });
});

describe('what is confidential', () => {
  it('is told to those of its lane alone, by its number, in a message of its own', async () => {
    const number = await reports(city, 'zhengyiming', {
      category: 'bullying',
      sensitive: true,
      description: '初二有人欺负同学',
      placePerson: null,
    });
    await reports(city, 'zhengyiming', { level: '较大', placePerson: null, description: '消防通道被锁' });
    const sent = (await goTo(city, '12-10 09:00')).filter((each) => each.kind.startsWith('overdue'));
    const about = sent.filter((each) => each.text.includes(number));
    expect(new Set(about.map((each) => each.to))).toEqual(new Set(['wangshouzheng', 'hanyumei']));
    for (const each of about) {
      expect(each.text).not.toContain('欺负');
      expect(each.text).not.toContain('消防');
      expect(each.sensitive).toBe(true);
    }
    expect(sent.filter((each) => each.text.includes('消防')).length).toBeGreaterThan(0);
  });
});

describe('事前追责', () => {
  it('opens a file when what a circular named is not rectified in time, once, and tells those who decide', async () => {
    const number = await reports(city, 'hanyumei', { source: '上级通报' });
    await does(city, 'zhaomanyi', number, { type: 'Accept' });
    const sent = await goTo(city, '11-26 18:00');
    expect(told(sent, 'case-card')).toEqual(BUREAU);
    expect((await goTo(city, '12-20 18:00')).filter((each) => each.kind === 'case-card')).toEqual([]);
    const opened = await city.database.prisma.hazardHistory.findMany({ where: { number, event: 'AccountabilityOpened' } });
    expect(opened).toHaveLength(1);
  });
});
