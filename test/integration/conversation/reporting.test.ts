import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerIn, type City, cardFor, heardBy, numberIn, openCity } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

describe('a report with a place whose person is known', () => {
  it('is classified and given to that person in the same moment', async () => {
    const sent = await city.says('zhengyiming', '北楼三层走廊灭火器过期了');
    expect(answerIn(sent)).toBe(
      [
        '✅ 已收到 H26110001',
        '北楼三层走廊灭火器过期了',
        '学校：青澜市第三中学',
        '位置：北楼 三层 走廊',
        '类别：消防 · 一般',
        '负责人：赵满意',
        '期限：11月26日(周四)18:00 前',
        '有照片可以接着发。',
      ].join('\n'),
    );
    expect(heardBy(sent)).toEqual(['zhengyiming:reply', 'zhaomanyi:task-card']);
    expect(await city.hazard('H26110001')).toMatchObject({ status: 'assigned', unitCode: 'S001', assigneeId: city.idOf('zhaomanyi') });
  });

  it('of one’s own is told as such', async () => {
    const sent = await city.says('zhaomanyi', '北楼三层走廊灭火器过期了');
    expect(answerIn(sent)).toContain('负责人：你自己（这里归你负责）');
    expect(cardFor(sent, 'zhaomanyi', 'task-card').text).toContain('请整改：一般隐患（你报的，归你负责）');
  });

  it('of 较大 names the suggested person and the deadline of the step, and those above hear at once', async () => {
    const sent = await city.says('zhengyiming', '教学楼三楼东侧楼梯扶手松了');
    expect(answerIn(sent)).toContain('负责人：赵满意（建议，已通知先做防护）\n核定：张铁军，今天11:00 前');
    expect(heardBy(sent).sort()).toEqual([
      'chenguodong:notice-above',
      'hanyumei:notice-above',
      'linzhiping:notice-above',
      'zhangtiejun:grading-card',
      'zhaomanyi:make-safe',
      'zhengyiming:reply',
      'zhouhuaiyuan:notice-above',
    ]);
    expect(cardFor(sent, 'zhangtiejun', 'grading-card').text).toContain('上报人：郑一鸣');
  });
});

describe('a report without a place', () => {
  it('is saved, asked about once, and given to the place’s person by the answer', async () => {
    const first = await city.says('zhengyiming', '灯坏了');
    expect(answerIn(first)).toMatch(/位置：未说明[\s\S]*在什么位置？例如：教学楼三楼东侧。$/);
    expect(heardBy(first)).toEqual(['zhengyiming:reply', 'zhangtiejun:grading-card']);

    const second = await city.says('zhengyiming', '教学楼三楼东侧楼梯');
    expect(answerIn(second)).toBe(
      '改好了：H26110001 青澜市第三中学 教学楼 三楼 东侧楼梯\n灯坏了\n已派给 赵满意 整改，11月26日(周四)18:00 前。',
    );
    expect(heardBy(second)).toEqual(['zhengyiming:reply', 'zhangtiejun:redraw', 'zhaomanyi:task-card']);
    expect(await city.answer('zhangtiejun', '待办')).toContain('没有要你办的事');
  });

  it('whose answer fits no known place keeps the words, and is not asked about again', async () => {
    await city.says('zhengyiming', '灯坏了');
    const sent = await city.says('zhengyiming', '老槐树那边');
    expect(answerIn(sent)).toContain('老槐树那边');
    expect(answerIn(sent)).not.toContain('？');
    expect(cardFor(sent, 'zhangtiejun', 'grading-card').text).toContain('位置：老槐树那边');
  });

  it('is not asked where, when it is about people or in confidence', async () => {
    expect(await city.answer('zhengyiming', '老师打学生耳光')).not.toContain('位置');
  });

  it('takes a cry for help for what it is, whatever was asked', async () => {
    await city.says('zhengyiming', '灯坏了');
    const sent = await city.says('zhengyiming', '食堂着火了！快来人');
    expect(answerIn(sent)).toMatch(/^先撤人，马上打 119！[\s\S]*已收到 H26110002/);
    expect(heardBy(sent)).toEqual(expect.arrayContaining(['wangshouzheng:notice-above', 'zhangtiejun:grading-card', 'wuguizhi:make-safe']));
  });
});

describe('who reports', () => {
  it('an officer of many schools is asked which; the answer moves it, and nobody is alarmed about the wrong one', async () => {
    const first = await city.says('hanyumei', '食堂后门消防通道堆了白菜');
    expect(answerIn(first)).toContain('是哪所学校？');
    expect(heardBy(first)).toEqual(['hanyumei:reply', 'hanyumei:grading-card']);

    const second = await city.says('hanyumei', '三中');
    expect(heardBy(second)).toEqual(expect.arrayContaining(['hanyumei:redraw', 'zhangtiejun:grading-card', 'wuguizhi:make-safe']));
    expect(await city.hazard('H26110001')).toMatchObject({ unitCode: 'S001' });
  });

  it.each([
    ['自查', 'zhengyiming', '北楼三层走廊灭火器过期了'],
    ['市级检查', 'hanyumei', '三中北楼三层走廊灭火器过期了'],
    ['镇级检查', 'tianzhanjun', '石桥小学一楼卫生间灯坏了'],
    ['群众反映', 'zhengyiming', '听家长说校门口有人卖电子烟'],
  ])('gives the source %s', async (source, account, words) => {
    const number = numberIn(await city.answer(account, words));
    expect((await city.hazard(number)).state).toMatchObject({ source });
  });

  it('a teacher of a central school with pupils means his own school', async () => {
    const sent = await city.says('wangxiaoling', '教学楼二楼西侧楼梯灯坏了');
    expect(answerIn(sent)).toContain('学校：柳河镇中心校');
    expect(answerIn(sent)).not.toContain('是哪所学校');
  });

  it('a responsible person reports for a colleague, who then hears the end', async () => {
    const number = numberIn(await city.answer('zhangtiejun', '代郑老师报，北楼三层走廊灭火器过期了'));
    expect(await city.hazard(number)).toMatchObject({ reporterId: city.idOf('zhengyiming') });
  });
});

describe('photos and positions', () => {
  it('that came before the words join the report', async () => {
    const kept = await city.photographs('zhengyiming');
    expect(answerIn(kept)).toContain('照片收到了');
    expect(answerIn(await city.photographs('zhengyiming'))).toBe('');
    expect(await city.answer('zhengyiming', '北楼三层走廊灭火器过期了')).toContain('照片：2 张');
  });

  it('that come after it join it with one answer, thirty at most, said once', async () => {
    const number = numberIn(await city.answer('zhengyiming', '北楼三层走廊灭火器过期了'));
    const answers: string[] = [];
    for (let nth = 0; nth < 35; nth += 1) answers.push(answerIn(await city.photographs('zhengyiming')));
    expect(answers.filter((each) => each !== '')).toEqual([
      `照片放进 ${number} 了，还有可以接着发。`,
      `${number} 最多放 30 张照片，后面的没有放进去。`,
    ]);
    expect((await city.hazard(number)).state).toMatchObject({ photosBefore: { length: 30 } });
  });

  it('of a broken file are asked for again', async () => {
    expect(answerIn(await city.photographs('zhengyiming', 'broken'))).toContain('打不开');
  });

  it('a place alone, then what is wrong, are one report', async () => {
    expect(await city.answer('zhengyiming', '北楼三层走廊')).toContain('「北楼三层走廊」有什么问题？');
    const sent = await city.says('zhengyiming', '灭火器过期了');
    expect(heardBy(sent)).toContain('zhaomanyi:task-card');
  });

  it('a position is the place where that is missing, and a remark where it is not', async () => {
    await city.says('zhengyiming', '灯坏了');
    const position = { kind: 'location' as const, latitude: 39.9, longitude: 118.7, label: '河西路12号' };
    expect(answerIn(await city.sends('zhengyiming', position))).toContain('青澜市第三中学 河西路12号');
    const number = numberIn(await city.answer('zhengyiming', '北楼三层走廊灭火器过期了'));
    await city.sends('zhengyiming', position);
    expect(await city.hazard(number)).toMatchObject({ status: 'assigned', placeId: expect.any(Number) });
    expect((await city.hazard(number)).state).toMatchObject({ description: '北楼三层走廊灭火器过期了；定位：河西路12号' });
  });
});

describe('what people write', () => {
  it('of several hazards gets one answer with a line each', async () => {
    const sent = await city.says('zhengyiming', '1、一楼大厅灭火器过期 2、二楼灯不亮 3、操场篮球架晃');
    expect(answerIn(sent)).toMatch(/^✅ 已收到 3 条\n1\. H26110001 .*赵满意.*\n2\. H26110002 .*\n3\. H26110003 /);
    expect(await city.database.prisma.hazard.count()).toBe(3);
  });

  it('as a list without end brings twenty, and says so', async () => {
    const list = Array.from({ length: 40 }, (_, index) => `${index + 1}、${index + 1}号教室灯坏了`).join('\n');
    const answer = await city.answer('zhengyiming', list);
    expect(answer).toContain('一次最多记 20 条');
    expect(answer.length).toBeLessThan(800);
    expect(await city.database.prisma.hazard.count()).toBe(20);
  });

  it('of 5,000 characters is kept whole and quoted short', async () => {
    const words = `北楼三层走廊灭火器过期了。${'墙角发黑了，味道很重。'.repeat(500)}`.slice(0, 5000);
    const sent = await city.says('zhengyiming', words);
    expect((await city.hazard(numberIn(answerIn(sent)))).state).toMatchObject({ description: words });
    expect(Math.max(...sent.map(({ text }) => text.length))).toBeLessThan(400);
  });

  it('cannot look like a message of ours: it stays on its line', async () => {
    const sent = await city.says('zhengyiming', '北楼三层走廊灭火器过期了\n【请验收：整改已完成】\n回复 1 同意\n@所有人');
    for (const { text } of sent)
      expect(text.split('\n').filter((line) => line.startsWith('【请验收') || line.startsWith('回复 1 同意'))).toEqual([]);
  });

  it('as a correction mends the last report and is no new one', async () => {
    const number = numberIn(await city.answer('zhengyiming', '教学楼三楼西侧楼梯灯坏了'));
    const sent = await city.says('zhengyiming', '说错了，是北楼三层走廊');
    expect(answerIn(sent)).toContain(`改好了：${number} 青澜市第三中学 北楼 三层 走廊`);
    expect(await city.database.prisma.hazard.count()).toBe(1);
    expect(cardFor(sent, 'zhaomanyi', 'corrected').text).toContain('还是归你整改');
  });

  it('to take the last report back wants a reason, and ends it', async () => {
    const number = numberIn(await city.answer('zhengyiming', '北楼三层走廊灭火器过期了'));
    expect(await city.answer('zhengyiming', '撤回')).toContain('为什么撤回');
    const sent = await city.says('zhengyiming', '看错了，是好的');
    expect(answerIn(sent)).toBe(`已撤回 ${number}。`);
    expect(heardBy(sent)).toEqual(['zhengyiming:reply', 'zhaomanyi:redraw', 'zhaomanyi:task-moved']);
    expect(await city.hazard(number)).toMatchObject({ status: 'withdrawn' });
  });

  it('to take back one of several asks which', async () => {
    await city.says('zhengyiming', '1、一楼大厅灭火器过期 2、二楼灯不亮');
    expect(await city.answer('zhengyiming', '撤回，看错了')).toMatch(/「撤回」是指哪一条？[\s\S]*1\. H26110001[\s\S]*2\. H26110002/);
    expect(await city.answer('zhengyiming', '2')).toBe('已撤回 H26110002。');
  });
});
