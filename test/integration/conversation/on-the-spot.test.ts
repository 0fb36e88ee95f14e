import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerIn, type City, cardFor, heardBy, numberIn, openCity } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const eventsOf = async (number: string): Promise<string[]> =>
  (await city.database.prisma.hazardHistory.findMany({ where: { number }, orderBy: { seq: 'asc' } })).map((row) => row.event);

describe('立整立改: what is reported together with its having been put right', () => {
  it('with a photo before the words is handed in at once, and another person verifies', async () => {
    await city.photographs('zhengyiming');
    const sent = await city.says('zhengyiming', '北楼三层走廊灯坏了，已经换好了');
    expect(answerIn(sent)).toContain('负责人：赵满意\n立整立改：已交 王守正、李慧敏 验收');
    expect(answerIn(sent)).toContain('照片：整改后 1 张');
    expect(heardBy(sent)).toEqual(expect.arrayContaining(['wangshouzheng:verify-card', 'lihuimin:verify-card']));
    expect(heardBy(sent)).not.toContain('zhaomanyi:task-card');
    const item = await city.hazard('H26110001');
    expect(item).toMatchObject({ status: 'submitted', category: 'electric', level: '一般', assigneeId: city.idOf('zhaomanyi') });
    expect(item.state).toMatchObject({ submittedBy: city.idOf('zhengyiming'), photosBefore: [], photosAfter: { length: 1 } });
    expect(await eventsOf('H26110001')).toEqual(['HazardReported', 'HazardClassified', 'HazardAssigned', 'RectificationSubmitted']);

    const verified = await city.says('lihuimin', '同意');
    expect(await city.hazard('H26110001')).toMatchObject({ status: 'archived' });
    expect(heardBy(verified)).toContain('zhengyiming:feedback');
  });

  it('with two photos has one from before and one from after', async () => {
    await city.photographs('zhengyiming');
    await city.photographs('zhengyiming');
    await city.says('zhengyiming', '北楼三层走廊灯坏了，已经换好了');
    expect((await city.hazard('H26110001')).state).toMatchObject({ photosBefore: { length: 1 }, photosAfter: { length: 1 } });
  });

  it('without a photo asks for one; the photo that follows hands it in', async () => {
    const first = await city.says('zhengyiming', '北楼三层走廊灯坏了，已经换好了');
    expect(answerIn(first)).toContain('发一张整改后的照片，就办结送验收');
    expect(heardBy(first)).toContain('zhaomanyi:task-card');
    expect(await city.hazard('H26110001')).toMatchObject({ status: 'assigned' });

    city.later(3 * 60_000);
    const second = await city.photographs('zhengyiming');
    expect(answerIn(second)).toBe('辛苦了！H26110001 已交 王守正、李慧敏 验收，结果会告诉你。');
    expect(heardBy(second)).toEqual(expect.arrayContaining(['wangshouzheng:verify-card', 'zhaomanyi:redraw']));
    const item = await city.hazard('H26110001');
    expect(item).toMatchObject({ status: 'submitted', assigneeId: city.idOf('zhaomanyi') });
    expect(item.state).toMatchObject({ submittedBy: city.idOf('zhengyiming') });

    await city.photographs('zhengyiming');
    expect((await city.hazard('H26110001')).state).toMatchObject({ photosAfter: { length: 2 }, photosBefore: [] });
  });

  it('by the person of the place is his own 已整改', async () => {
    await city.says('zhaomanyi', '北楼三层走廊灯坏了，已经换好了');
    await city.photographs('zhaomanyi');
    expect(await city.hazard('H26110001')).toMatchObject({ status: 'submitted', assigneeId: city.idOf('zhaomanyi') });
  });

  it('at no known place belongs to the one who put it right', async () => {
    await city.photographs('zhengyiming');
    await city.says('zhengyiming', '车棚灯坏了，换好了');
    expect(await city.hazard('H26110001')).toMatchObject({ status: 'submitted', assigneeId: city.idOf('zhengyiming') });
  });

  it('stays an item like any other while no photo shows it', async () => {
    await city.says('zhengyiming', '北楼三层走廊灯坏了，已经换好了');
    city.later(60 * 60_000);
    expect(answerIn(await city.photographs('zhengyiming'))).toContain('照片收到了');
    expect(await city.hazard('H26110001')).toMatchObject({ status: 'assigned' });
  });

  it('is left to the person of the place once he has accepted it', async () => {
    await city.says('zhengyiming', '北楼三层走廊灯坏了，已经换好了');
    await city.says('zhaomanyi', '接收');
    expect(answerIn(await city.photographs('zhengyiming'))).toContain('赵满意 会来确认');
    expect(await city.hazard('H26110001')).toMatchObject({ status: 'rectifying' });
  });

  it('of 较大 is graded by a person like any other', async () => {
    await city.photographs('zhengyiming');
    const sent = await city.says('zhengyiming', '教学楼三楼东侧楼梯扶手松了，已经修好了');
    expect(heardBy(sent)).toContain('zhangtiejun:grading-card');
    expect(await city.hazard('H26110001')).toMatchObject({ status: 'reported', level: '较大' });
  });

  it('with a photo that proved another repair asks for a new one', async () => {
    await city.photographs('zhengyiming', 'same-picture');
    await city.says('zhengyiming', '北楼三层走廊灯坏了，已经换好了');
    city.later(3 * 3600_000);
    await city.photographs('zhengyiming', 'same-picture');
    const sent = await city.says('zhengyiming', '教学楼一楼大厅灯坏了，已经换好了');
    expect(answerIn(sent)).toContain('这张照片以前用过');
    expect(await city.hazard('H26110002')).toMatchObject({ status: 'assigned' });
    await city.photographs('zhengyiming', 'fresh-picture');
    expect(await city.hazard('H26110002')).toMatchObject({ status: 'submitted' });
  });

  it('a report just made, then 换好了, then the photo, are one item', async () => {
    const number = numberIn(await city.answer('zhengyiming', '北楼三层走廊灯坏了'));
    await city.photographs('zhengyiming');
    expect(await city.answer('zhengyiming', '我换好了')).toContain(number);
    await city.photographs('zhengyiming');
    const item = await city.hazard(number);
    expect(item).toMatchObject({ status: 'submitted' });
    expect(item.state).toMatchObject({ photosBefore: { length: 1 }, photosAfter: { length: 1 } });
    expect(await city.database.prisma.hazard.count()).toBe(1);
  });
});

describe('words of completion', () => {
  it('about a task of one’s own stay 已整改, with or without what was wrong', async () => {
    const number = numberIn(await city.answer('zhengyiming', '北楼三层走廊灭火器过期了'));
    await city.photographs('zhaomanyi');
    const sent = await city.says('zhaomanyi', '北楼三层走廊灭火器过期的换好了');
    expect(answerIn(sent)).toContain(`${number} 已交`);
    expect(await city.database.prisma.hazard.count()).toBe(1);
    cardFor(sent, 'lihuimin', 'verify-card');
  });

  it('about something else are no answer to that task', async () => {
    await city.says('zhengyiming', '北楼三层走廊灭火器过期了');
    await city.photographs('zhaomanyi');
    await city.says('zhaomanyi', '自行车棚灯坏了，已修好');
    expect(await city.hazard('H26110001')).toMatchObject({ status: 'assigned' });
    expect(await city.hazard('H26110002')).toMatchObject({ status: 'submitted', assigneeId: city.idOf('zhaomanyi') });
  });

  it('of a check alone make no open item', async () => {
    await city.says('zhangtiejun', '刚才楼道堆的纸箱我让他们搬走了');
    expect(await city.database.prisma.hazard.count()).toBe(0);
  });
});
