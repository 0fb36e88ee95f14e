import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerIn, type City, heardBy, numberIn, openCity } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const places = ['北楼三层走廊灭火器过期了', '教学楼一楼大厅应急灯不亮', '教学楼三楼西侧楼梯灯坏了'];

/** Three 一般 items of 赵满意, all handed in: his school's two leaders have three decisions. */
const threeDecisions = async (): Promise<string[]> => {
  const numbers: string[] = [];
  for (const words of places) {
    const number = numberIn(await city.answer('zhengyiming', words));
    await city.says('zhaomanyi', `${number} 已整改`);
    await city.photographs('zhaomanyi');
    numbers.push(number);
  }
  return numbers;
};

const statuses = async (): Promise<string[]> =>
  (await city.database.prisma.hazard.findMany({ orderBy: { number: 'asc' } })).map(({ status }) => status);

describe('several decisions', () => {
  it('are listed, and a digit agrees to that line', async () => {
    const numbers = await threeDecisions();
    const list = await city.answer('lihuimin', '待办');
    expect(list).toMatch(/^等你定的 3 条：\n1\. H26110001 待验收 .*\n2\. .*\n3\. /);
    expect(list).toContain('回复 1 同意第 1 条');
    expect(await city.answer('lihuimin', '2')).toContain(`已同意，${numbers[1]}`);
    expect(await statuses()).toEqual(['submitted', 'archived', 'submitted']);
  });

  it('are not agreed to by one yes: it is asked which', async () => {
    await threeDecisions();
    const asked = await city.answer('lihuimin', '中');
    expect(asked).toContain('「同意」是指哪一条？回复序号（可以几个一起，如 1、3）');
    const sent = await city.says('lihuimin', '1、3');
    expect(answerIn(sent)).toBe('✅ H26110001 已同意，销号存档\n✅ H26110003 已同意，销号存档');
    expect(await statuses()).toEqual(['archived', 'submitted', 'archived']);
  });

  it.each([
    ['全部同意', ['archived', 'archived', 'archived']],
    ['同意 1-2', ['archived', 'archived', 'submitted']],
    ['同意 H26110003', ['submitted', 'submitted', 'archived']],
    ['同意H26110002', ['submitted', 'archived', 'submitted']],
    ['同意 0003', ['submitted', 'submitted', 'archived']],
    ['退回 2 照片看不清', ['submitted', 'rectifying', 'submitted']],
  ])('%s does just that', async (words, expected) => {
    await threeDecisions();
    await city.says('lihuimin', '待办');
    await city.says('lihuimin', words);
    expect(await statuses()).toEqual(expected);
  });

  it('of which another has taken one are answered line by line', async () => {
    await threeDecisions();
    await city.says('lihuimin', '待办');
    await city.says('wangshouzheng', '同意 H26110002');
    const answer = await city.answer('lihuimin', '同意 1-3');
    expect(answer.split('\n')).toEqual([
      '✅ H26110001 已同意，销号存档',
      'H26110002 已由 王守正 今天09:00 同意销号，这一步不用再做了。',
      '✅ H26110003 已同意，销号存档',
    ]);
  });

  it('with a condition are asked about', async () => {
    await threeDecisions();
    expect(await city.answer('lihuimin', '同意，但是再补一张照片')).toContain('这算同意，还是先退回补齐？');
    expect(await statuses()).toEqual(['submitted', 'submitted', 'submitted']);
  });
});

describe('a number that fits nothing', () => {
  it('is never taken for the only item there is', async () => {
    const number = numberIn(await city.answer('zhengyiming', places[0] ?? ''));
    await city.says('zhaomanyi', '已整改');
    await city.photographs('zhaomanyi');
    expect(await city.answer('lihuimin', '同意 9999')).toContain('没有找到尾号 9999');
    expect(await city.answer('zhengyiming', '9999')).toContain('没有找到尾号 9999');
    expect(await city.answer('lihuimin', '同意 H26119999')).toContain('没有找到 H26119999');
    expect((await city.hazard(number)).status).toBe('submitted');
  });

  it('of four digits finds a leader’s item that no card was sent about, and nobody else’s', async () => {
    const number = numberIn(await city.answer('zhengyiming', places[0] ?? ''));
    expect(await city.answer('zhangtiejun', '0001')).toContain(`${number} 待接收`);
    expect(await city.answer('hanyumei', '0001')).toContain(`${number} 待接收`);
    expect(await city.answer('leiming', '0001')).toContain('没有找到尾号 0001');
    expect(await city.answer('liufang', '0001')).toContain('没有找到尾号 0001');
  });
});

describe('progress', () => {
  it('of one’s own reports is a list whose lines open', async () => {
    await city.says('zhengyiming', places[0] ?? '');
    await city.says('zhengyiming', places[1] ?? '');
    expect(await city.answer('zhengyiming', '进度')).toMatch(/^你报的还有 2 条没办完：\n1\. H2611000\d 待接收 /);
    expect(await city.answer('zhengyiming', '2')).toMatch(/^H2611000\d 待接收\n[\s\S]*负责人：赵满意/);
  });

  it('of a school is for those who lead it, and goes by the clock that the city lives by', async () => {
    await city.says('zhengyiming', places[0] ?? '');
    city.later(10 * 24 * 3600_000);
    expect(await city.answer('hanyumei', '三中还有几条没整改')).toContain('青澜市第三中学：未办结 1 条（待接收 1），超期 1 条');
    expect(await city.answer('leiming', '三中还有几条没整改')).toContain('我不能告诉你');
    expect(await city.answer('yuyang', '三中还有几条没整改')).toContain('我不能告诉你');
  });

  it('names the school for those who have several', async () => {
    await city.says('zhengyiming', places[0] ?? '');
    expect(await city.answer('hanyumei', '三中还有几条没整改')).toContain('青澜市第三中学 北楼三层走廊');
    expect(await city.answer('zhangtiejun', '三中还有几条没整改')).not.toContain('青澜市第三中学 北楼三层走廊');
  });
});

describe('texts', () => {
  it('of long lists stay readable, and say how many are left', async () => {
    for (let nth = 0; nth < 14; nth += 1) await city.says('zhengyiming', `北楼三层走廊灭火器过期了${nth}`);
    const list = await city.answer('zhaomanyi', '待办');
    expect(list).toContain('要你整改的 14 条');
    expect(list).toContain('还有 4 条，先办前面的。');
    expect(list.length).toBeLessThan(750);
  });
});

describe('two intents in one message', () => {
  it('are both done, with one answer', async () => {
    const number = numberIn(await city.answer('zhengyiming', places[0] ?? ''));
    await city.says('zhaomanyi', '接收');
    await city.photographs('zhaomanyi');
    const sent = await city.says('zhaomanyi', '三层那个换好了，另外五楼走廊灯也坏了');
    expect(answerIn(sent)).toContain(`${number} 已交`);
    expect(answerIn(sent)).toContain('已收到 H26110002');
    expect(heardBy(sent)).toContain('lihuimin:verify-card');
  });
});
