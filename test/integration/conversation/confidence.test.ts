import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerIn, type City, cardFor, heardBy, numberIn, openCity, type Sent } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const everything = (): Promise<Sent[]> => city.sentSince(0n);

describe('a sensitive item', () => {
  const report = '初二3班教室有个女生说不想活了';

  it('is heard of by the head and the bureau’s officer alone, in no group, and not quoted to its reporter', async () => {
    const sent = await city.says('liufang', report);
    expect(heardBy(sent)).toEqual(['liufang:reply', 'wangshouzheng:grading-card', 'hanyumei:grading-card']);
    expect(sent.every(({ sensitive }) => sensitive)).toBe(true);
    expect(answerIn(sent)).toMatch(/^先陪住孩子/);
    expect(answerIn(sent)).not.toMatch(/女生|初二3班|王守正|韩玉梅/);
  });

  it('shows its reporter the state and no words, and does not exist for others', async () => {
    const number = numberIn(await city.answer('liufang', report));
    expect(await city.answer('liufang', number)).toBe(`${number} 待核定。这是保密事项，有结果会告诉你。`);
    expect(await city.answer('liufang', '进度')).toContain('（保密事项）');
    for (const outsider of ['zhangtiejun', 'lihuimin', 'zhengyiming', 'linzhiping', 'chenguodong'])
      expect(await city.answer(outsider, number)).toContain(`没有找到 ${number}`);
    expect(await city.answer('zhangtiejun', `${number} 让赵满意改`)).toContain('没有找到');
    expect(await city.answer('zhangtiejun', '三中情况怎么样')).not.toContain(number);
    expect(await city.answer('wangshouzheng', number)).toContain('女生');
  });

  it('goes to the handler whom the head names, and ends with the number alone for its reporter', async () => {
    const number = numberIn(await city.answer('zhengyiming', report));
    expect(await city.answer('wangshouzheng', '同意')).toContain('谁来改？回复姓名');
    const given = await city.says('wangshouzheng', '刘芳');
    expect(heardBy(given)).toEqual(expect.arrayContaining(['wangshouzheng:reply', 'liufang:task-card', 'hanyumei:redraw']));
    await city.says('liufang', '接收');
    // 重大: the five parts come first, from the head, who may confirm them.
    await city.says('wangshouzheng', '责任：刘芳 措施：陪护并联系家长 资金：无需 时限：12月10日 预案：送医');
    await city.says('liufang', '接收');
    await city.says('liufang', '已整改');
    const submitted = await city.photographs('liufang');
    expect(heardBy(submitted)).toEqual(['liufang:reply', 'hanyumei:before-and-after', 'hanyumei:verify-card']);
    await city.photographs('hanyumei');
    const closed = await city.says('hanyumei', `同意 ${number}`);
    expect(cardFor(closed, 'zhengyiming', 'feedback').text).toBe(`✅ 你报的 ${number} 已经处理好，已存档。谢谢你告诉我们！`);
    const insiders = ['liufang', 'wangshouzheng', 'hanyumei', 'zhengyiming'];
    expect((await everything()).filter(({ to }) => !insiders.includes(to))).toEqual([]);
    expect((await everything()).filter(({ to, text }) => to === 'zhengyiming' && /女生|初二3班/.test(text))).toEqual([]);
  });

  it('that was an ordinary one is taken from those who may no longer see it', async () => {
    const number = numberIn(await city.answer('zhengyiming', '校门口有人卖电子烟'));
    await city.says('wangshouzheng', `${number} 类别改成欺凌、体罚、人身侵害`);
    expect(await city.hazard(number)).toMatchObject({ category: 'bullying', sensitive: true });
    const sent = (await everything()).filter(({ kind }) => kind === 'redraw');
    const redrawn = cardFor(sent, 'zhangtiejun', 'redraw').text;
    expect(redrawn).toContain(`${number}（保密事项）`);
    expect(redrawn).not.toMatch(/电子烟|校门口/);
    expect(await city.answer('zhangtiejun', '待办')).toContain('没有要你办的事');
    expect(heardBy(await everything())).toContain('hanyumei:grading-card');
  });

  it('is withdrawn without repeating it', async () => {
    const number = numberIn(await city.answer('liufang', report));
    const sent = await city.says('liufang', '撤回，看错了');
    expect(answerIn(sent)).toBe(`已撤回 ${number}。`);
    expect(sent.filter(({ kind }) => kind === 'reply' || kind === 'task-moved').some(({ text }) => text.includes('女生'))).toBe(false);
  });
});

describe('an item that is kept from the school', () => {
  it('is heard of by the bureau’s officer alone, and even the head finds nothing', async () => {
    const sent = await city.says('liufang', '别告诉校长，食堂后门消防通道堆了白菜');
    expect(heardBy(sent)).toEqual(['liufang:reply', 'hanyumei:grading-card']);
    expect(answerIn(sent)).toContain('只有教育局负责人看得到');
    const number = numberIn(answerIn(sent));
    for (const person of ['wangshouzheng', 'zhangtiejun', 'wuguizhi', 'zhouhuaiyuan'])
      expect(await city.answer(person, number)).toContain('没有找到');
    expect(await city.answer('wangshouzheng', `同意 ${number}`)).toContain('没有找到');
  });
});

describe('a reporter who asked to stay unnamed', () => {
  it('is named to nobody but the bureau’s officer, from the report to the end', async () => {
    const number = numberIn(await city.answer('zhengyiming', '别说是我说的，我是郑一鸣，食堂后门消防通道堆了白菜'));
    await city.says('zhangtiejun', '待办');
    await city.says('zhangtiejun', number);
    await city.says('lihuimin', number);
    await city.says('zhangtiejun', `同意 ${number}`);
    await city.says('wuguizhi', '接收');
    await city.says('wuguizhi', '已整改');
    await city.photographs('wuguizhi');
    await city.says('wuguizhi', number);
    await city.says('hanyumei', `同意 ${number}`);
    const others = (await everything()).filter(({ to }) => to !== 'zhengyiming' && to !== 'hanyumei');
    expect(others.length).toBeGreaterThan(10);
    expect(others.filter(({ text }) => /郑一鸣|别说是我/.test(text))).toEqual([]);
    expect(await city.hazard(number)).toMatchObject({ status: 'archived' });
    expect(await city.answer('hanyumei', number)).toContain('上报人：郑一鸣');
    expect(await city.answer('zhengyiming', number)).toContain('上报人：郑一鸣');
  });

  it('is not given away when he corrects or withdraws it', async () => {
    await city.says('zhengyiming', '匿名，灯坏了');
    await city.says('zhengyiming', '教学楼三楼东侧楼梯');
    await city.says('zhengyiming', '撤回，看错了');
    const others = (await everything()).filter(({ to }) => to !== 'zhengyiming');
    expect(others.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['redraw', 'task-card', 'task-moved']));
    expect(others.filter(({ text }) => text.includes('郑一鸣'))).toEqual([]);
  });
});
