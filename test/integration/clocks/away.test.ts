import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type City, cardFor, numberIn, openCity, type Sent } from '../conversation/city.ts';
import { at, does, goTo, reports, told } from './time.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

/** 张铁军's 代理人 is 赵满意 (the demonstration city). */
const toDeputy = (sent: readonly Sent[]): Sent[] => sent.filter((each) => each.to === 'zhaomanyi');
const replyIn = (sent: readonly Sent[]): string => sent.find((each) => each.kind === 'reply')?.text ?? '';

describe('请假', () => {
  it('is noted, says who stands in, and tells him', async () => {
    const sent = await city.says('zhangtiejun', '请假到周三');
    expect(replyIn(sent)).toBe('请假到后天(周三)，期间由代理人 赵满意 接手，已告诉他。提前回来了说一声「我回来了」。');
    expect(toDeputy(sent).map((each) => each.kind)).toEqual(['stand-in']);
    expect(toDeputy(sent)[0]?.text).toContain('张铁军 请假到后天(周三)，这段时间由你代他办理');
  });

  it('gives the deputy what waits, in one list whose digits open it, and he may decide it', async () => {
    const first = await reports(city, 'zhengyiming', { level: '较大', placePerson: null });
    const second = await reports(city, 'zhengyiming', { level: '较大', placePerson: null, description: '窗户玻璃破损' });
    await reports(city, 'liufang', { category: 'bullying', sensitive: true, description: '初二有人欺负同学', placePerson: null });
    const sent = toDeputy(await city.says('zhangtiejun', '请假到周三'));
    expect(sent.map((each) => each.kind)).toEqual(['stand-in', 'stand-in-list']);
    const list = sent[1]?.text ?? '';
    expect(list).toContain('张铁军 手上还有 2 件事');
    expect(list).toContain(first);
    expect(list).not.toContain('欺负');
    expect(await city.answer('zhaomanyi', '2')).toContain(second);
    await does(city, 'zhaomanyi', second, { type: 'Classify', level: '较大', assignee: city.idOf('sundapeng') });
    expect((await city.hazard(second)).status).toBe('assigned');
  });

  it('lets what is asked meanwhile reach the deputy too, and no longer once he is back', async () => {
    await city.says('zhangtiejun', '请假到周三');
    await reports(city, 'zhengyiming', { level: '较大', placePerson: null });
    expect(told(await goTo(city, '11-23 11:30'), 'overdue-list')).toEqual(['lihuimin', 'zhangtiejun', 'zhaomanyi']);
    const back = await city.says('zhangtiejun', '我回来了');
    expect(replyIn(back)).toContain('欢迎回来');
    expect(toDeputy(back).map((each) => each.text)).toEqual(['张铁军 回来了，他的事他自己办，谢谢你这段时间帮忙！']);
    const before = await city.lastSeq();
    await reports(city, 'zhengyiming', { level: '较大', placePerson: null });
    expect(toDeputy(await city.sentSince(before)).filter((each) => each.kind === 'grading-card')).toEqual([]);
  });

  it('ends by itself', async () => {
    await city.says('zhangtiejun', '请假到周三');
    city.clock.at = at('11-26 09:00');
    const before = await city.lastSeq();
    await reports(city, 'zhengyiming', { level: '较大', placePerson: null });
    expect(toDeputy(await city.sentSince(before))).toEqual([]);
    expect(await city.answer('zhangtiejun', '我回来了')).toContain('你没有请假');
  });

  it('that begins later hands over when it begins, in the morning, and not if it was taken back', async () => {
    const number = await reports(city, 'zhengyiming', { level: '较大', placePerson: null });
    const sent = await city.says('zhangtiejun', '周三到周五请假');
    expect(toDeputy(sent).map((each) => each.kind)).toEqual(['stand-in']);
    expect(told(await goTo(city, '11-25 07:29'), 'stand-in-list')).toEqual([]);
    const handed = await goTo(city, '11-25 07:30');
    expect(told(handed, 'stand-in-list')).toEqual(['zhaomanyi']);
    expect(cardFor(handed, 'zhaomanyi', 'stand-in-list').text).toContain(number);
    expect(told(await goTo(city, '11-27 12:00'), 'stand-in-list')).toEqual([]);
    await city.says('zhangtiejun', '我回来了');
    await city.says('zhangtiejun', '下周一到下周五请假');
    expect(replyIn(await city.says('zhangtiejun', '我回来了'))).toContain('取消');
    expect(told(await goTo(city, '12-02 12:00'), 'stand-in-list')).toEqual([]);
  });

  it('takes the place of what it overlaps, and hands nothing over twice', async () => {
    await reports(city, 'zhengyiming', { level: '较大', placePerson: null });
    await city.says('zhangtiejun', '请假到周三');
    const again = toDeputy(await city.says('zhangtiejun', '请假到周五'));
    expect(again.map((each) => each.kind)).toEqual(['stand-in']);
    expect(again[0]?.text).toContain('请假改了');
    expect(await city.database.prisma.absence.count({ where: { endedAt: null } })).toBe(1);
  });

  it('is refused kindly without a 代理人, and says whom to ask', async () => {
    expect(await city.answer('zhaomanyi', '请假到周五')).toContain('还没有给你设代理人');
    expect(await city.answer('zhaomanyi', '请假到周五')).toContain('张铁军');
    expect(await city.database.prisma.absence.count()).toBe(0);
  });

  it('is refused for more than 90 days', async () => {
    expect(await city.answer('zhangtiejun', '请假到2027年6月30日')).toContain('最长记 90 天');
    expect(await city.database.prisma.absence.count()).toBe(0);
  });
});

describe('逾期', () => {
  it('lists for a leader what stands still in his units, by school, and for others their own', async () => {
    const here = numberIn((await city.says('zhengyiming', '北楼三层走廊灭火器过期了')).map((each) => each.text).join());
    const there = await reports(city, 'zhengyiming', { unit: 'S002', level: '较大', placePerson: null, description: '实训车间护栏缺失' });
    await reports(city, 'liufang', { category: 'bullying', sensitive: true, description: '初二有人欺负同学', placePerson: null });
    expect(await city.answer('hanyumei', '逾期')).toContain('没有超期');
    await goTo(city, '11-25 09:00');
    const whole = await city.answer('hanyumei', '逾期');
    expect(whole).toContain('超期 2 件');
    expect(whole).toMatch(new RegExp(`【[^】]+】\\n1\\. ${there}.*\\n【青澜市第三中学】\\n2\\. ${here}.*等赵满意接收，超期15小时`));
    expect(whole).not.toContain('欺负');
    expect(await city.answer('hanyumei', '2')).toContain(here);
    const school = await city.answer('wangshouzheng', '逾期');
    expect(school).toContain(here);
    expect(school).not.toContain(there);
    expect(await city.answer('zhaomanyi', '逾期')).toContain('等你接收');
    expect(await city.answer('sundapeng', '逾期')).toBe('你手上没有超期的隐患。发现隐患随时说一声。');
  });
});
