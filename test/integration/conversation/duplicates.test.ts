import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCandidates } from '../../../src/store/duplicates.ts';
import { answerIn, type City, cardFor, numberIn, openCity } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const stateOf = async (number: string): Promise<unknown> => (await city.hazard(number)).state;
const askedOf = async (account: string): Promise<unknown> =>
  ((await city.database.prisma.session.findUnique({ where: { key: city.idOf(account) } }))?.data as { asked: unknown } | undefined)?.asked;
const DAY = 86_400_000;

describe('a report that looks like an open one', () => {
  it('stands as its own row, goes its normal way, and its reporter is asked', async () => {
    await city.says('zhengyiming', '北楼三层走廊灭火器过期了');
    city.later(3 * DAY);
    const sent = await city.says('liufang', '北楼三楼走廊有两个灭火器过期');
    expect(answerIn(sent)).toMatch(/和 H26110001（同一处11月23日\(周一\)已有人报过）是同一个吗？回复「是」或「不是」。$/);
    expect(await city.hazard('H26110002')).toMatchObject({ status: 'assigned', assigneeId: city.idOf('zhaomanyi') });
    expect(await stateOf('H26110002')).toMatchObject({ possibleDuplicateOf: 'H26110001' });
    expect(await askedOf('liufang')).toMatchObject({ kind: 'same-item', number: 'H26110002', other: 'H26110001' });
  });

  it('by somebody who sees the other is told what it says, and who reported it', async () => {
    await city.says('zhengyiming', '北楼三层走廊灭火器过期了');
    const answer = await city.answer('zhangtiejun', '北楼三层走廊灭火器过期，要换');
    expect(answer).toContain('和 H26110001（北楼三层走廊灭火器过期了，今天 郑一鸣报）是同一个吗？');
  });

  it('names no reporter who asked to stay unnamed', async () => {
    await city.says('zhengyiming', '北楼三层走廊灭火器过期了，别说是我说的');
    const answer = await city.answer('zhangtiejun', '北楼三层走廊灭火器过期，要换');
    expect(answer).toContain('是同一个吗');
    expect(answer).not.toContain('郑一鸣');
  });

  it('of one’s own says so', async () => {
    await city.says('zhengyiming', '北楼三层走廊灭火器过期了');
    expect(await city.answer('zhengyiming', '北楼三层走廊灭火器还是过期的')).toContain('今天 你报');
  });

  it('tells whoever grades it', async () => {
    await city.says('zhengyiming', '教学楼三楼东侧楼梯扶手松了');
    const sent = await city.says('liufang', '教学楼三楼东侧楼梯扶手晃得厉害');
    expect(cardFor(sent, 'zhangtiejun', 'grading-card').text).toContain('疑似重复：像是 H26110001');
    expect(await city.answer('zhangtiejun', 'H26110002')).toContain('H26110001');
  });

  it('is known by its photo too, wherever it says it is', async () => {
    await city.photographs('zhengyiming', 'the-hole');
    await city.says('zhengyiming', '后操场墙根有个坑');
    city.later(DAY);
    await city.photographs('liufang', 'the-hole');
    await city.says('liufang', '围墙边地面塌陷了一块');
    expect(await stateOf('H26110002')).toMatchObject({ possibleDuplicateOf: 'H26110001' });
  });

  it('may point back at it without saying where', async () => {
    await city.says('zhengyiming', '操场东边井盖缺失');
    city.later(DAY);
    await city.says('zhengyiming', '还是昨天那个井盖');
    expect(await stateOf('H26110002')).toMatchObject({ possibleDuplicateOf: 'H26110001' });
  });

  it('is asked about before its place, and after its school', async () => {
    await city.says('zhengyiming', '操场东边井盖缺失');
    city.later(DAY);
    const answer = await city.answer('zhengyiming', '还是昨天那个井盖');
    expect(answer).toContain('是同一个吗');
    expect(answer).not.toContain('在什么位置');
    const unsure = await city.answer('hanyumei', '操场东边井盖缺失');
    expect(unsure).toContain('是哪所学校');
    expect(unsure).not.toContain('是同一个吗');
  });

  it('of several in one message asks one thing', async () => {
    await city.says('zhengyiming', '北楼三层走廊灭火器过期了');
    const answer = await city.answer('liufang', '1、北楼三层走廊灭火器过期 2、灯不亮');
    expect(answer.match(/？/gu)).toHaveLength(1);
    expect(answer).toContain('是同一个吗');
  });
});

describe('what is never taken for the same', () => {
  const never = async (first: readonly [string, string], second: readonly [string, string], wait = 0): Promise<void> => {
    await city.says(...first);
    city.later(wait);
    const answer = await city.answer(...second);
    expect(answer).not.toContain('是同一个吗');
    expect(await stateOf(numberIn(answer))).toMatchObject({ possibleDuplicateOf: null });
  };

  it('another floor', () => never(['zhengyiming', '三楼走廊灯坏了'], ['liufang', '四楼走廊灯坏了']));
  it('another school', () => never(['zhengyiming', '三楼走廊灯坏了'], ['zhuli', '三楼走廊灯坏了']));
  it('another matter at the same place', () => never(['zhengyiming', '北楼三层走廊灭火器过期了'], ['liufang', '北楼三层走廊灯坏了']));
  it('what was reported too long ago', () => never(['zhengyiming', '三楼走廊灯坏了'], ['liufang', '三楼走廊灯坏了'], 61 * DAY));
  it('what has ended', async () => {
    await city.says('zhengyiming', '三楼走廊灯坏了');
    await city.says('zhengyiming', '撤了吧，看错了');
    expect(await city.answer('liufang', '三楼走廊灯坏了')).not.toContain('是同一个吗');
  });
  it('what is confidential, on either side', async () => {
    await city.says('zhengyiming', '北楼三层走廊灭火器过期了，别告诉校长');
    expect(await city.answer('liufang', '北楼三层走廊灭火器过期了')).not.toContain('是同一个吗');
    expect(await city.answer('liufang', '北楼三层走廊灭火器过期了，别告诉校长')).not.toContain('是同一个吗');
  });
  it('what is urgent', async () => {
    await city.says('zhengyiming', '食堂操作间煤气味很大');
    const answer = await city.answer('liufang', '食堂操作间煤气味很大，快来人');
    expect(answer).not.toContain('是同一个吗');
    expect(await stateOf('H26110002')).toMatchObject({ possibleDuplicateOf: null });
  });
});

it('reads the open items of one unit alone, by an index', async () => {
  await city.says('zhengyiming', '三楼走廊灯坏了');
  await city.says('zhuli', '三楼走廊灯坏了');
  expect(await openCandidates(city.database.prisma, 'S001', city.clock.at)).toMatchObject([
    { number: 'H26110001', place: { words: '三楼走廊' } },
  ]);
  const plan = await city.database.pool.query<{ 'QUERY PLAN': string }>(
    `SET enable_seqscan = off; EXPLAIN SELECT number FROM hazard WHERE unit_code = 'S001' AND reported_at >= now() AND status IN ('reported')
     ORDER BY reported_at DESC, number DESC LIMIT 200`,
  );
  const rows = Array.isArray(plan) ? plan.at(-1).rows : plan.rows;
  expect(JSON.stringify(rows)).toMatch(/Index (?:Only )?Scan.*hazard_unit_code_/u);
});
