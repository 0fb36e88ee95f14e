import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadHazard } from '../../../src/store/hazards.ts';
import { answerIn, type City, MONDAY_NINE, numberIn, openCity } from './city.ts';

// 韩玉梅: bureau, 田占军: 石桥镇中心校, 张铁军: 三中's 具体责任人, 郑一鸣: a teacher there, 石磊: 石桥镇 government.
const BUREAU = 'hanyumei';
const CENTRE = 'tianzhanjun';
const OFFICER = 'zhangtiejun';
const TEACHER = 'zhengyiming';
const TOWN = 'shilei';

let city: City;
beforeAll(async () => {
  city = await openCity();
}, 120_000);
afterAll(() => city.close());

const duty = (rule: string, unitCode: string, schoolCode: string, from: string, to: string, name: string, required = 1) => ({
  ...{ rule, unitCode, schoolCode, name, required, from: new Date(from), to: new Date(to), plannedAt: MONDAY_NINE },
});

/** The bureau's and the 中心校's windows, a sensitive period, and the own rounds of 三中. */
const DUTIES = [
  ...['S001', 'S303', 'S301', 'S101', 'S102', 'S103'].map((school) =>
    duty('city-two-monthly', 'E000', school, '2026-11-01', '2026-12-31', '2026年11—12月'),
  ),
  duty('sensitive', 'E000', 'S001', '2026-11-15', '2027-03-15', '冬季取暖', 3),
  ...['S101', 'S102', 'S103'].map((school) => duty('town-monthly', 'C100', school, '2026-11-01', '2026-11-30', '2026年11月')),
  duty('town-monthly', 'C100', 'K101', '2026-10-01', '2026-10-31', '2026年10月'),
  duty('school-daily', 'S001', 'S001', '2026-11-23', '2026-11-23', '11月23日'),
  duty('school-weekly', 'S001', 'S001', '2026-11-23', '2026-11-29', '11月23日—29日'),
  duty('school-monthly', 'S001', 'S001', '2026-11-01', '2026-11-30', '2026年11月'),
];

beforeEach(async () => {
  const { prisma } = city.database;
  city.clock.at = MONDAY_NINE;
  await prisma.inspectionAmendment.deleteMany();
  await prisma.inspection.deleteMany();
  await prisma.duty.deleteMany();
  await prisma.session.deleteMany();
  await prisma.duty.createMany({ data: DUTIES });
});

const checks = () => city.database.prisma.inspection.findMany({ orderBy: [{ at: 'asc' }, { schoolCode: 'asc' }] });
const recorded = async (): Promise<string[]> =>
  (await checks())
    .filter(({ withdrawnAt }) => withdrawnAt === null)
    .map((each) => `${each.schoolCode} ${each.day.toISOString().slice(0, 10)} ${each.result}`);
const photosOf = async (): Promise<number> => ((await checks())[0]?.photos as unknown[] | undefined)?.length ?? -1;
const done = async (rule: string, school: string): Promise<number> =>
  (await city.database.prisma.duty.findFirstOrThrow({ where: { rule, schoolCode: school } })).done;
const stateOf = async (number: string) => {
  const loaded = await loadHazard(city.database.prisma, number);
  if (!loaded) throw new Error(`no ${number}`);
  return loaded.state;
};
const hazardsAt = async (school: string) => {
  const rows = await city.database.prisma.hazard.findMany({ where: { unitCode: school }, orderBy: { number: 'asc' } });
  return Promise.all(rows.map(({ number }) => stateOf(number)));
};

describe('one school', () => {
  it('is recorded by a sentence, counts for the bureau, and the answer names for what', async () => {
    const answer = await city.answer(BUREAU, '今天查了三中，没问题');
    expect(answer).toBe('记下了：三中，今天，没发现问题。市级 11—12月算完成。还差 2 次（敏感时期 冬季取暖 1/3）。');
    expect(await recorded()).toEqual(['S001 2026-11-23 正常']);
    expect(await done('city-two-monthly', 'S001')).toBe(1);
  });

  it('is recorded without a count where the checker has no duty, and says so', async () => {
    expect(await city.answer(TOWN, '石桥小学检查完毕，一切正常')).toBe('记下了：石桥小学，今天，没发现问题。（不计入市级、镇级检查次数）');
    expect(await recorded()).toEqual(['S101 2026-11-23 正常']);
    expect(await done('town-monthly', 'S101')).toBe(0);
  });

  it('is not recorded for somebody unbound', async () => {
    await city.answer('nobody-at-all', '今天查了三中，没问题');
    expect(await recorded()).toEqual([]);
  });
});

describe('the own school', () => {
  it('is meant by its staff, by the period that they say', async () => {
    expect(await city.answer(OFFICER, '日巡查正常')).toBe('记下了：本校日巡查，今天，没发现问题。日巡查算完成。');
    city.later(3_600_000);
    expect(await city.answer(TEACHER, '周排查做完了，一切正常')).toContain('本校周排查，今天，没发现问题。周排查、日巡查算完成。');
    expect(await done('school-weekly', 'S001')).toBe(1);
    expect(await done('school-monthly', 'S001')).toBe(0);
  });

  it('is not checked by a kind word of somebody who has no school', async () => {
    expect(await city.answer(BUREAU, '没问题')).not.toContain('记下了');
    expect(await recorded()).toEqual([]);
  });
});

describe('several schools', () => {
  it('are recorded in the order of the text, each once', async () => {
    const answer = await city.answer(BUREAU, '今天查了三中、二实小和向阳小学，都没问题');
    expect(answer.split('\n').slice(0, 1)).toEqual(['记下了 3 所：']);
    expect(answer.split('\n').map((line) => line.split('，')[0])).toEqual(['记下了 3 所：', '三中', '二实小', '向阳小学']);
    expect((await recorded()).sort()).toEqual(['S001 2026-11-23 正常', 'S301 2026-11-23 正常', 'S303 2026-11-23 正常']);
  });

  it('gives what was found to its own school', async () => {
    const answer = await city.answer(BUREAU, '查了三中和二实小，三中灭火器过期，二实小没问题');
    expect(answer).toContain('三中，今天，发现 1 个问题');
    expect(answer).toContain('二实小，今天，没发现问题');
    const hazard = (await hazardsAt('S001')).at(-1);
    const rows = await checks();
    expect(rows.map(({ schoolCode, hazards }) => [schoolCode, hazards])).toEqual([
      ['S001', [hazard?.number]],
      ['S303', []],
    ]);
    expect(hazard?.source).toBe('市级检查');
  });
});

describe('what was found', () => {
  it('opens hazards with their source, joins photos to them, and is one answer', async () => {
    await city.photographs(CENTRE);
    const sent = await city.says(CENTRE, '今天查了石桥小学，1、二楼灭火器过期 2、后门消防通道堵了');
    const answer = answerIn(sent);
    expect(answer).toContain('记下了：石桥小学，今天，发现 2 个问题。镇级 11月算完成。');
    const hazards = await hazardsAt('S101');
    expect(hazards).toHaveLength(2);
    expect(hazards.every(({ source }) => source === '镇级检查')).toBe(true);
    const [check] = await checks();
    expect(check?.result).toBe('有问题');
    expect(check?.hazards).toEqual(hazards.map(({ number }) => number));
    expect(check?.photos).toEqual([]);
  });

  it('is a check of the own school when it is found on a round', async () => {
    const answer = await city.answer(TEACHER, '巡查时发现三楼东侧楼梯灯坏了');
    expect(answer).toContain('记下了：本校日巡查，今天，发现 1 个问题');
    expect((await checks())[0]?.hazards).toEqual([numberIn(answer)]);
  });

  it('is told before the record where it is urgent', async () => {
    const answer = await city.answer(BUREAU, '三中检查，发现食堂燃气泄漏，味道很大');
    expect(answer.startsWith('记下了')).toBe(false);
    expect(answer).toContain('三中，今天，发现 1 个问题');
    expect((await checks())[0]?.hazards).toEqual([numberIn(answer)]);
  });

  it('is 立整立改 when it was put right on the spot', async () => {
    const answer = await city.answer(BUREAU, '三中检查发现二楼灭火器过期，当场换了新的');
    expect(answer).toContain('三中，今天，发现 1 个问题');
    expect(answer).toContain('照片');
    expect(await recorded()).toEqual(['S001 2026-11-23 有问题']);
  });

  it('is only noted where it is told in passing, without a photo', async () => {
    const before = await city.database.prisma.hazard.count();
    expect(await city.answer(OFFICER, '刚才楼道堆的纸箱我让他们搬走了')).toBe(
      '记下了：本校日巡查，今天，有问题，当场处理好了。日巡查算完成。',
    );
    expect(await city.database.prisma.hazard.count()).toBe(before);
  });

  it('keeps what is confidential out of the record of the check', async () => {
    const sent = await city.says(BUREAU, '三中检查，发现初二有学生被同学欺负勒索');
    const [check] = await checks();
    expect([check?.result, check?.hazards, check?.words.includes('欺负')]).toEqual([null, [], false]);
    expect(answerIn(sent).split('\n')[0]).toBe('记下了：三中，今天，查过了。市级 11—12月算完成。还差 2 次（敏感时期 冬季取暖 1/3）。');
    expect(sent.find(({ kind }) => kind === 'reply')?.sensitive).toBe(true);
  });

  it('does not give a hidden reporter away by the record', async () => {
    await city.says(TEACHER, '巡查时发现三楼东侧楼梯灯坏了，别说是我说的');
    const [check] = await checks();
    expect([check?.result, check?.hazards, check?.words.includes('灯')]).toEqual([null, [], false]);
  });
});

describe('days', () => {
  it.each([
    ['昨天查了三中，没问题', '2026-11-22', '补记 11月22日(周日) 的检查'],
    ['11月20日检查了三中，没问题', '2026-11-20', '补记 11月20日(周五) 的检查'],
    ['上周五检查了三中，一切正常', '2026-11-20', '补记'],
  ])('%s', async (text, day, words) => {
    expect(await city.answer(BUREAU, text)).toContain(words);
    expect((await checks()).map((each) => [each.day.toISOString().slice(0, 10), each.backdated])).toEqual([[day, true]]);
  });

  it('of a plan are not recorded, nor those too long ago', async () => {
    expect(await city.answer(BUREAU, '明天检查三中')).toContain('还没查的先不记');
    expect(await city.answer(BUREAU, '9月1日检查了三中，没问题')).toContain('只能补记 60 天以内的');
    expect(await recorded()).toEqual([]);
  });
});

describe('what was not said', () => {
  it('is asked once: what was found', async () => {
    expect(await city.answer(BUREAU, '今天查了三中')).toContain('查出问题了吗？没有就回复「没有」，有就直接说。');
    expect(await recorded()).toEqual(['S001 2026-11-23 null']);
    expect(await city.answer(BUREAU, '没有')).toBe(
      '记下了：三中，今天，没发现问题。市级 11—12月算完成。还差 2 次（敏感时期 冬季取暖 1/3）。',
    );
    expect(await recorded()).toEqual(['S001 2026-11-23 正常']);
  });

  it('is answered by a report, which is linked, and so is the next one', async () => {
    await city.says(BUREAU, '今天查了三中');
    const first = numberIn(await city.answer(BUREAU, '二楼东侧灭火器过期'));
    city.later(60_000);
    const second = numberIn(await city.answer(BUREAU, '三中食堂后门消防通道堵了'));
    const [check] = await checks();
    expect([check?.result, check?.hazards]).toEqual(['有问题', [first, second]]);
    expect((await city.hazard(first)).unitCode).toBe('S001');
  });

  it('is asked of the own rounds too, which keep their name', async () => {
    await city.says(OFFICER, '周排查做完了');
    expect(await city.answer(OFFICER, '没有')).toBe('记下了：本校周排查，今天，没发现问题。周排查、日巡查算完成。');
  });

  it('有 alone is asked what', async () => {
    await city.says(BUREAU, '今天查了三中');
    expect(await city.answer(BUREAU, '有')).toContain('是什么问题');
    expect(numberIn(await city.answer(BUREAU, '二楼灯坏了'))).toMatch(/^H/);
  });

  it('is asked: which school; digits answer', async () => {
    const question = await city.answer(CENTRE, '检查完了没问题');
    expect(question).toContain('查的是哪所学校？');
    expect(await recorded()).toEqual([]);
    const offered = question.split('\n').slice(1);
    expect(offered[0]).toBe('1. 阳光幼儿园');
    await city.says(CENTRE, '1、2');
    expect((await recorded()).sort()).toEqual(['K101 2026-11-23 正常', 'S101 2026-11-23 正常']);
  });

  it('is asked: which school; a name answers', async () => {
    await city.says(CENTRE, '检查完了没问题');
    expect(await city.answer(CENTRE, '古柳小学')).toContain('记下了：古柳小学，今天，没发现问题。镇级 11月算完成。');
  });

  it('a hazard that a check found is saved before its school is known, and the check follows', async () => {
    const first = await city.answer(CENTRE, '今天检查发现二楼灭火器过期');
    const number = numberIn(first);
    expect(first).toContain('哪所学校');
    const second = await city.answer(CENTRE, '古柳小学');
    expect(second).toContain('古柳小学');
    expect((await checks()).map(({ schoolCode, hazards, result }) => [schoolCode, hazards, result])).toEqual([
      ['S102', [number], '有问题'],
    ]);
  });

  it('a name that nobody has is asked about', async () => {
    expect(await city.answer(BUREAU, '今天查了第九十中学，没问题')).toContain('没找到「第九十中学」');
    expect(await recorded()).toEqual([]);
    expect(await city.answer(BUREAU, '三中')).toContain('记下了：三中');
  });
});

describe('待查', () => {
  it('lists what is due, numbered, and numbers record', async () => {
    const list = await city.answer(CENTRE, '待查');
    expect(list.split('\n')).toEqual([
      '要去查的学校 4 所：',
      '1. 阳光幼儿园：镇级 10月（超期23天）',
      '2. 石桥镇中心小学：镇级 11月（还剩7天）',
      '3. 古柳小学：镇级 11月（还剩7天）',
      '4. 石桥镇初级中学：镇级 11月（还剩7天）',
      '查完回复「查了1、2，没问题」；有问题就说「1 灭火器过期」；回复序号看那所学校。',
    ]);
    expect(await city.answer(CENTRE, '2')).toContain('石桥镇中心小学：镇级 11月（还剩7天）。');
    await city.says(CENTRE, '查了2、3，没问题');
    expect((await recorded()).sort()).toEqual(['S101 2026-11-23 正常', 'S102 2026-11-23 正常']);
    const found = await city.answer(CENTRE, '4 二楼灭火器过期');
    expect((await city.hazard(numberIn(found))).unitCode).toBe('S103');
    expect(await done('town-monthly', 'S103')).toBe(1);
    expect(await city.answer(CENTRE, '9 没问题')).toContain('只有 1 到 4');
  });

  it('lists the own rounds without numbers, and says a warm word when nothing is due', async () => {
    expect(await city.answer(OFFICER, '检查任务')).toContain('本校：日巡查（今天截止）、周排查（还剩6天）、月检查（还剩7天）');
    await city.database.prisma.duty.deleteMany();
    expect(await city.answer(OFFICER, '待查')).toContain('都查完了');
  });
});

describe('photos and positions', () => {
  it('that came before join a check that found nothing', async () => {
    await city.photographs(BUREAU, 'front');
    await city.sends(BUREAU, { kind: 'location', latitude: 39, longitude: 118, label: '河西路 12 号' });
    await city.says(BUREAU, '今天查了三中，没问题');
    const [check] = await checks();
    expect([await photosOf(), check?.position]).toEqual([1, '河西路 12 号']);
  });

  it('that come soon after join it, which is said once', async () => {
    await city.says(BUREAU, '今天查了三中，没问题');
    expect(answerIn(await city.photographs(BUREAU, 'one'))).toContain('照片放进三中的检查记录了');
    expect(answerIn(await city.photographs(BUREAU, 'two'))).toBe('');
    expect(await photosOf()).toBe(2);
    city.later(3_600_000);
    expect(await city.answer(BUREAU, '今天查了二实小，没问题')).toContain('二实小');
    expect(answerIn(await city.photographs(BUREAU, 'one'))).toContain('以前用过');
  });

  it('go to the report where that is newer', async () => {
    await city.says(BUREAU, '今天查了三中，没问题');
    const number = numberIn(await city.answer(BUREAU, '三中二楼东侧灯坏了'));
    await city.photographs(BUREAU, 'lamp');
    expect(await photosOf()).toBe(0);
    expect((await city.hazard(number)).number).toBe(number);
  });
});

describe('corrections', () => {
  it('mend the last check: school, day, result', async () => {
    await city.says(BUREAU, '今天查了三中，没问题');
    expect(await city.answer(BUREAU, '说错了，是二实小')).toContain('改好了：二实小，今天，没发现问题。市级 11—12月算完成。');
    expect(await recorded()).toEqual(['S303 2026-11-23 正常']);
    expect(await done('city-two-monthly', 'S001')).toBe(0);
    await city.says(BUREAU, '检查记错了，是昨天查的');
    expect(await recorded()).toEqual(['S303 2026-11-22 正常']);
    expect(await city.answer(BUREAU, '刚才的检查记录撤了')).toContain('撤回了：二实小，昨天的检查');
    expect(await recorded()).toEqual([]);
  });

  it('不是三中，是二实小 mends the one of several', async () => {
    await city.says(BUREAU, '今天查了三中、向阳小学，都没问题');
    await city.says(BUREAU, '不是三中，是二实小');
    expect((await recorded()).sort()).toEqual(['S301 2026-11-23 正常', 'S303 2026-11-23 正常']);
  });

  it('那次检查有问题 reports what was found after all', async () => {
    await city.says(BUREAU, '今天查了三中，没问题');
    const answer = await city.answer(BUREAU, '那次检查有问题，二楼灭火器过期');
    expect((await checks())[0]?.hazards).toEqual([numberIn(answer)]);
    expect(await recorded()).toEqual(['S001 2026-11-23 有问题']);
  });

  it('mean the report where that came later', async () => {
    await city.says(BUREAU, '今天查了三中，没问题');
    const number = numberIn(await city.answer(BUREAU, '三中三楼东侧楼梯灯坏了'));
    await city.says(BUREAU, '说错了，是四楼');
    expect((await stateOf(number)).place.text).toContain('四楼');
    expect(await recorded()).toEqual(['S001 2026-11-23 正常']);
  });
});

describe('a school that was named wrongly', () => {
  it('is mended of the check and of what it found', async () => {
    const number = numberIn(await city.answer(BUREAU, '今天查了三中，二楼灭火器过期'));
    await city.says(BUREAU, '说错了，是二实小');
    expect((await stateOf(number)).unit).toBe('S303');
    expect(await recorded()).toEqual(['S303 2026-11-23 有问题']);
  });
});

describe('buttons of a digest', () => {
  const card = async (account: string, data: Record<string, string>): Promise<string> => {
    const id = crypto.randomUUID();
    await city.database.prisma.outboxMessage.create({
      data: {
        ...{ id, lane: `person:${city.idOf(account)}`, personId: city.idOf(account), kind: 'digest', body: {}, text: '', mentions: [] },
        ...{ causeType: 'sweep', causeId: 'x', correlationId: 'x', cardOpen: true, createdAt: city.clock.at, notBefore: city.clock.at },
        actions: [
          { do: 'check-ok', number: null, version: null, data },
          { do: 'to-check', number: null, version: null },
        ],
      },
    });
    return id;
  };
  const press = async (account: string, id: string, index: number): Promise<string> =>
    answerIn(await city.sends(account, { kind: 'action', ref: `${id}_${index}`, cardId: id, updateToken: null }));

  it('record today, once; another day they answer with the list', async () => {
    const id = await card(CENTRE, { school: 'S101', name: '石桥小学' });
    expect(await press(CENTRE, id, 0)).toContain('记下了：石桥小学，今天，没发现问题。镇级 11月算完成。');
    city.later(3_600_000);
    expect(await press(CENTRE, id, 0)).toContain('今天已经记过了');
    expect(await recorded()).toEqual(['S101 2026-11-23 正常']);
    city.later(24 * 3_600_000);
    expect(await press(CENTRE, id, 0)).toContain('要去查的学校');
    expect(await recorded()).toHaveLength(1);
    expect(await press(CENTRE, id, 1)).toContain('要去查的学校');
  });

  it('record the own rounds by their period', async () => {
    const id = await card(OFFICER, { school: 'S001', name: '三中', period: 'week' });
    await city.says(OFFICER, '日巡查正常');
    expect(await press(OFFICER, id, 0)).toContain('周排查');
    expect(await done('school-weekly', 'S001')).toBe(1);
    city.later(3_600_000);
    expect(await press(OFFICER, id, 0)).toContain('今天已经记过了');
  });
});
