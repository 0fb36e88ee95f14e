import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hazardByNumber } from '../../../src/app/queries/hazards.ts';
import { does, reports } from '../clocks/time.ts';
import { answerIn, type City, numberIn, openCity, type Sent } from '../conversation/city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const CABBAGE = '食堂后门消防通道堆了白菜';
const since = async (seq: bigint): Promise<Sent[]> => city.sentSince(seq);
const withoutNumbers = (text: string): string => text.replace(/H\d{8,}/g, 'N');
const told = (sent: readonly Sent[], ...but: string[]): string[] =>
  sent.filter(({ to }) => !but.includes(to)).map(({ to, kind, text }) => `${to} ${kind} ${text}`);

const withheld = (changes: Parameters<typeof reports>[2] = {}): Promise<string> =>
  reports(city, 'liufang', {
    place: { id: null, text: '食堂后门' },
    description: CABBAGE,
    category: 'fire',
    withheldFromSchool: true,
    placePerson: null,
    ...changes,
  });

describe('a report that resembles a confidential item', () => {
  it('is answered as if that were not there', async () => {
    const other = await openCity();
    try {
      await withheld();
      const answers = await Promise.all([city, other].map((each) => each.answer('sundapeng', CABBAGE)));
      expect(withoutNumbers(answers[0] ?? '')).toBe(withoutNumbers(answers[1] ?? ''));
      const [row] = await city.database.prisma.hazard.findMany({ orderBy: { number: 'desc' }, take: 1 });
      expect(row?.state).toMatchObject({ possibleDuplicateOf: null });
    } finally {
      await other.close();
    }
  });

  it('cannot be joined with it by anybody, not even by words that tell that it exists', async () => {
    const secret = await withheld();
    const number = numberIn(await city.answer('sundapeng', CABBAGE));
    for (const who of ['zhangtiejun', 'wangshouzheng', 'sundapeng', 'zhouhuaiyuan']) {
      const [real, nobodys] = [await city.answer(who, `${number} 合并到 ${secret}`), await city.answer(who, `${number} 合并到 H26119999`)];
      expect(real.replaceAll(secret, 'N')).toBe(nobodys.replaceAll('H26119999', 'N'));
    }
    const before = await city.lastSeq();
    expect(await city.answer('hanyumei', `${number} 合并到 ${secret}`)).toMatch(/不能合并/);
    expect(told(await since(before), 'hanyumei')).toEqual([]);
    expect(await city.hazard(number)).not.toMatchObject({ status: 'merged' });
  });
});

describe('a photo of a confidential item', () => {
  it('is not named when it is shown again with an ordinary one', async () => {
    const photo = 'a photo of something confidential';
    const hash = createHash('sha256').update(photo).digest('hex');
    const secret = await withheld({ photos: [{ hash, at: city.clock.at, by: city.idOf('liufang') }] });
    const number = numberIn(await city.answer('zhengyiming', '北楼三层走廊灭火器过期了'));
    await city.says('zhaomanyi', `接收 ${number}`);
    await city.says('zhaomanyi', `${number} 已整改`);
    const before = await city.lastSeq();
    await city.photographs('zhaomanyi', photo);
    await city.says('zhaomanyi', '是');
    const sent = await since(before);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter(({ text }) => text.includes(secret) || text.includes('白菜'))).toEqual([]);
  });
});

describe('an item that becomes confidential', () => {
  it('loses its look-alike for all who read lists, and whoever reported that one hears nothing', async () => {
    const older = numberIn(await city.answer('zhengyiming', '校门口有人卖电子烟'));
    const younger = await reports(city, 'sundapeng', { possibleDuplicateOf: older, placePerson: null, description: '校门口卖电子烟' });
    await does(city, 'wangshouzheng', younger, { type: 'Classify', category: 'bullying', reason: '有学生被逼着买' });
    const view = await hazardByNumber(city.database.prisma, younger, city.clock.at);
    expect(view).toMatchObject({ sensitive: true, possibleDuplicateOf: null });
    const before = await city.lastSeq();
    await city.says('sundapeng', `${younger} 合并到 ${older}`);
    expect(told(await since(before), 'sundapeng')).toEqual([]);
    expect(await city.answer('zhengyiming', younger)).toBe((await city.answer('zhengyiming', 'H26119999')).replace('H26119999', younger));
  });

  it('is gone for everybody who was told of it while it was ordinary', async () => {
    const number = await reports(city, 'zhengyiming', {
      level: '较大',
      placePerson: city.idOf('zhaomanyi'),
      description: '走廊里有人打架',
    });
    const before = (await city.sentSince(0n)).filter(({ hazardNumber }) => hazardNumber === number);
    const heard = new Set(before.map(({ to }) => to).filter((to) => !to.startsWith('group:')));
    expect([...heard]).toEqual(expect.arrayContaining(['zhangtiejun', 'zhaomanyi', 'chenguodong']));
    await does(city, 'wangshouzheng', number, { type: 'Classify', category: 'bullying', reason: '家长来了' });
    const seq = await city.lastSeq();
    await does(city, 'wangshouzheng', number, { type: 'Assign', assignee: city.idOf('liufang') });
    for (const who of heard) {
      if (['wangshouzheng', 'hanyumei', 'zhengyiming', 'liufang'].includes(who)) continue;
      for (const text of [number, '临时措施：已经拉了警戒线', '已经封闭了', '待办', `${number} 同意`, '三中情况怎么样', '逾期'])
        expect(`${who} ${await city.answer(who, text)}`).not.toMatch(/打架|家长来了|刘芳|保密/);
    }
    const insiders = ['wangshouzheng', 'hanyumei', 'zhengyiming', 'liufang'];
    const outside = (await since(seq)).filter(({ to, kind }) => !insiders.includes(to) && kind !== 'reply');
    expect(outside.filter(({ text }) => /打架|家长来了|刘芳/.test(text))).toEqual([]);
  });
});

describe('a confidential item that is rejected', () => {
  it('ends for its reporter with the number alone, and for nobody else', async () => {
    const number = await withheld();
    const before = await city.lastSeq();
    await does(city, 'hanyumei', number, { type: 'Reject', reason: '问过家长，没有这回事' });
    const sent = await since(before);
    expect(told(sent, 'liufang', 'hanyumei')).toEqual([]);
    expect(sent.filter(({ to, text }) => to === 'liufang' && /家长|白菜|韩玉梅/.test(text))).toEqual([]);
    expect(sent.some(({ to }) => to === 'liufang')).toBe(true);
  });
});

describe('a reporter who asked to stay unnamed and shows it mended at once', () => {
  it('is named to nobody but the bureau’s officer', async () => {
    await city.photographs('zhengyiming');
    const sent = await city.says('zhengyiming', '别说是我说的，北楼三层走廊灭火器过期了');
    const number = numberIn(answerIn(sent));
    await does(city, 'zhengyiming', number, {
      type: 'AddPhotos',
      phase: 'after',
      photos: [{ hash: 'e'.repeat(64), at: city.clock.at, by: city.idOf('zhengyiming') }],
    });
    const others = (await city.sentSince(0n)).filter(({ to }) => to !== 'zhengyiming' && to !== 'hanyumei');
    expect(others.length).toBeGreaterThan(0);
    expect(told(others.filter(({ text }) => text.includes('郑一鸣')))).toEqual([]);
    for (const who of ['lihuimin', 'zhangtiejun', 'wangshouzheng']) expect(await city.answer(who, number)).not.toContain('郑一鸣');
  });

  it('may say in one breath that it is done already, and is still not named', async () => {
    await city.photographs('zhengyiming');
    await city.says('zhengyiming', '别说是我说的，北楼三层走廊灭火器过期了，我已经换好了');
    const after = await city.photographs('zhengyiming');
    const others = (await city.sentSince(0n)).filter(({ to }) => to !== 'zhengyiming' && to !== 'hanyumei');
    expect(others.map(({ to, kind }) => `${to}:${kind}`)).toContain('zhaomanyi:task-card');
    expect(told(others.filter(({ text }) => text.includes('郑一鸣')))).toEqual([]);
    expect(answerIn(after)).not.toMatch(/验收/);
  });
});
