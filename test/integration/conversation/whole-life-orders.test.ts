import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goTo, reports } from '../clocks/time.ts';
import { answerIn, type City, cardFor, heardBy, numberIn, openCity, type Sent } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const reported = async (words = '北楼三层走廊灭火器过期了', account = 'zhengyiming'): Promise<string> =>
  numberIn(await city.answer(account, words));
/** A 较大 one, which waits to be graded; 赵满意 is asked to make it safe. */
const grave = (): Promise<string> => reported('教学楼三楼东侧楼梯扶手松了');
const stateOf = async (number: string): Promise<Record<string, unknown>> => (await city.hazard(number)).state as Record<string, unknown>;
const statusOf = async (number: string): Promise<string> => (await city.hazard(number)).status;
const archived = async (): Promise<string> => {
  const number = await reported();
  await city.says('zhaomanyi', '已整改');
  await city.photographs('zhaomanyi');
  await city.says('lihuimin', '同意');
  return number;
};
/** A card of our own with one button: what any card's button of this kind leads to. */
const pressing = async (account: string, does: string, number: string, data?: Record<string, string>): Promise<Sent[]> => {
  const sent = await city.sentSince(0n);
  const card = sent.find((each) => each.actions.length > 0);
  if (!card) throw new Error('no card yet');
  await city.database.prisma.outboxMessage.update({
    where: { id: card.id },
    data: { actions: [{ do: does, number, version: null, ...(data ? { data } : {}) }], cardOpen: true },
  });
  return city.presses(account, card, 0);
};

describe('the same thing twice', () => {
  const twice = async (): Promise<[string, string]> => {
    const first = await reported();
    return [first, numberIn(await city.answer('liufang', '北楼三楼走廊有两个灭火器过期'))];
  };

  it('是 joins the new report to the older, whose end its reporter hears', async () => {
    const [first, second] = await twice();
    expect(await city.answer('liufang', '是的')).toContain(`${second} 并到 ${first}`);
    expect(await stateOf(second)).toMatchObject({ status: 'merged', mergedInto: first });
    expect(await stateOf(first)).toMatchObject({ followers: [city.idOf('liufang')] });
    await city.says('zhaomanyi', '已整改');
    await city.photographs('zhaomanyi');
    expect(heardBy(await city.says('lihuimin', '同意'))).toContain('liufang:feedback');
  });

  it('不是 clears the mark, and it goes its own way', async () => {
    const [, second] = await twice();
    expect(await city.answer('liufang', '不是，另一个')).toContain('单独办');
    expect(await stateOf(second)).toMatchObject({ status: 'assigned', possibleDuplicateOf: null });
  });

  it('is joined and parted by a manager’s words', async () => {
    const [first, second] = await twice();
    await city.says('zhangtiejun', `${second} 不是同一个`);
    expect(await stateOf(second)).toMatchObject({ possibleDuplicateOf: null });
    expect(await city.answer('zhangtiejun', `${second} 合并到 ${first}`)).toContain(`${second} 并到 ${first}`);
  });

  it('is joined and parted by buttons', async () => {
    const [first, second] = await twice();
    await pressing('zhangtiejun', 'separate', second);
    expect(await stateOf(second)).toMatchObject({ possibleDuplicateOf: null });
    await pressing('zhangtiejun', 'merge', second, { into: first });
    expect(await statusOf(second)).toBe('merged');
  });

  it('is not joined to what the speaker does not see: that does not exist', async () => {
    const number = await reported();
    const elsewhere = await reported('一楼大厅灯坏了', 'tangxiaoyue');
    expect(await city.answer('zhangtiejun', `${number} 合并到 ${elsewhere}`)).toContain(`没有找到 ${elsewhere}`);
    expect(await city.answer('hanyumei', `${number} 合并到 ${elsewhere}`)).not.toContain('没有找到');
    expect(await statusOf(number)).toBe('assigned');
  });
});

describe('making it safe', () => {
  it.each(['已拉警戒线，人绕行了', '先封起来了', '已停用', '临时措施：停用东楼梯'])('%s, from whoever was asked to', async (words) => {
    const number = await grave();
    expect(await city.answer('zhaomanyi', words)).toContain(`${number} 的临时措施已存档`);
    expect(await stateOf(number)).toMatchObject({ interimMeasure: { by: city.idOf('zhaomanyi') } });
  });

  it('by a button is asked what was done', async () => {
    const number = await grave();
    expect(answerIn(await pressing('zhaomanyi', 'measure', number))).toContain('采取了什么措施');
    await city.says('zhaomanyi', '拉了警戒线');
    expect(await stateOf(number)).toMatchObject({ interimMeasure: { measure: '拉了警戒线' } });
  });

  it('said by somebody with nothing to make safe is no measure', async () => {
    const number = await grave();
    await city.says('sundapeng', '先封起来了');
    expect(await stateOf(number)).toMatchObject({ interimMeasure: null });
  });
});

describe('orders from above', () => {
  it('挂牌督办 by the bureau, by words and by button', async () => {
    const number = await grave();
    expect(await city.answer('hanyumei', `挂牌督办 ${number}，每周报一次`)).toContain(`已对 ${number} 挂牌督办`);
    expect(await stateOf(number)).toMatchObject({ supervised: { by: city.idOf('hanyumei') } });
    const other = await reported('教学楼三楼西侧楼梯扶手松了');
    await pressing('linzhiping', 'supervise', other);
    expect(await stateOf(other)).toMatchObject({ supervised: { by: city.idOf('linzhiping') } });
  });

  it('挂牌督办 is nobody else’s', async () => {
    const number = await grave();
    expect(await city.answer('wangshouzheng', `挂牌督办 ${number}`)).toContain('我没有改动它');
    expect(await city.answer('tianzhanjun', `挂牌督办 ${number}`)).toContain(`没有找到 ${number}`);
    expect(await stateOf(number)).toMatchObject({ supervised: null });
  });

  it('查处 by words about the item last spoken of, and by button', async () => {
    const number = await grave();
    await city.says('hanyumei', number);
    expect(await city.answer('hanyumei', '查处：责令停用，罚款2000元')).toContain(number);
    expect(answerIn(await pressing('hanyumei', 'enforce', number))).toContain('查处了什么');
    await city.says('hanyumei', '责令三天改完');
    expect(await city.database.prisma.hazardHistory.count({ where: { number, event: 'HazardEnforced' } })).toBe(2);
    expect(await city.answer('zhangtiejun', `${number} 查处：停用`)).toContain('我没有改动它');
  });

  it('重新打开 by whoever verifies, by words and by button, with a reason', async () => {
    const number = await archived();
    expect(await city.answer('zhengyiming', `重新打开 ${number} 又坏了`)).toContain(number);
    expect(await statusOf(number)).toBe('archived');
    expect(await city.answer('lihuimin', `重新打开 ${number} 又过期了`)).toContain(`${number} 重新打开了`);
    expect(await statusOf(number)).toBe('assigned');
    await city.says('zhaomanyi', '已整改');
    await city.photographs('zhaomanyi');
    await city.says('lihuimin', '同意');
    expect(answerIn(await pressing('lihuimin', 'reopen', number))).toContain('为什么重新打开');
    await city.says('lihuimin', '压力又不够了');
    expect(await statusOf(number)).toBe('assigned');
  });
});

describe('an accountability file', () => {
  const opened = async (): Promise<{ number: string; sent: Sent[] }> => {
    const number = await reports(city, 'hanyumei', { source: '上级通报', placePerson: city.idOf('zhaomanyi') });
    return { number, sent: await goTo(city, '11-30 09:00') };
  };
  const decisionOf = async (number: string): Promise<unknown> => ((await stateOf(number)).cases as { decision: unknown }[])[0]?.decision;

  it('is followed up by words', async () => {
    const { number } = await opened();
    await city.says('zhangtiejun', `启动追责 ${number}`);
    expect(await decisionOf(number)).toBeNull();
    await city.says('hanyumei', `启动追责 ${number}`);
    expect(await decisionOf(number)).toMatchObject({ started: true, by: city.idOf('hanyumei') });
  });

  it('is followed up, or not with a reason, by its card', async () => {
    const { number, sent } = await opened();
    const card = cardFor(sent, 'linzhiping', 'case-card');
    const at = card.actions.findIndex((action) => action.do === 'case-drop');
    expect(answerIn(await city.presses('linzhiping', card, at))).toContain('为什么不追责');
    await city.says('linzhiping', '一直在等配件，措施都到位');
    expect(await decisionOf(number)).toMatchObject({ started: false, reason: '一直在等配件，措施都到位' });
    const late = cardFor(sent, 'hanyumei', 'case-card');
    expect(
      answerIn(
        await city.presses(
          'hanyumei',
          late,
          late.actions.findIndex((action) => action.do === 'case-start'),
        ),
      ),
    ).toMatch(/^这张卡片已经办过了/);
  });

  it('is dropped by words with a reason', async () => {
    const { number } = await opened();
    expect(await city.answer('hanyumei', `不追责 ${number}`)).toContain('为什么不追责');
    await city.says('hanyumei', '措施都到位');
    expect(await decisionOf(number)).toMatchObject({ started: false, reason: '措施都到位' });
  });
});

describe('what is to show that it was done', () => {
  it('a photo that was shown elsewhere is asked about, and meant after a yes', async () => {
    const first = await archived();
    const { photosAfter } = (await stateOf(first)) as { photosAfter: { hash: string }[] };
    const id = 'the-same';
    const other = await reported('教学楼一楼大厅灯坏了');
    await city.says('zhaomanyi', '已整改');
    await city.photographs('zhaomanyi', id);
    const third = await reported('教学楼一楼大厅地砖翘了');
    await city.says('zhaomanyi', '已整改');
    const asked = answerIn(await city.photographs('zhaomanyi', id));
    expect(await statusOf(third)).toBe('assigned');
    expect(asked).toContain('之前已经用过');
    await city.says('zhaomanyi', '是，就是这张');
    expect(await statusOf(third)).toBe('submitted');
    expect(await statusOf(other)).toBe('submitted');
    expect(photosAfter).toHaveLength(1);
  });

  it('a photo that was shown before, and a new one instead', async () => {
    const number = await reported();
    await city.photographs('zhengyiming', 'the-same');
    await city.says('zhaomanyi', '已整改');
    await city.photographs('zhaomanyi', 'the-same');
    expect(await city.answer('zhaomanyi', '我重新拍')).toContain('再发一张整改后的照片');
    await city.photographs('zhaomanyi');
    expect(await statusOf(number)).toBe('submitted');
  });

  it('重大 is verified with a photo or position of the same day, kept as evidence', async () => {
    const number = await grave();
    await city.says('zhangtiejun', `${number} 定为重大`);
    await city.says('wangshouzheng', '责任：赵满意 措施：停用 资金：2万 时限：12月10日 预案：走西侧');
    await city.says('zhaomanyi', '已整改');
    await city.photographs('zhaomanyi');
    await city.sends('hanyumei', { kind: 'location', latitude: 39.7, longitude: 118.7, label: '河西路三中' });
    city.later(24 * 3_600_000);
    expect(await city.answer('hanyumei', `同意 ${number}`)).toContain('今天发一张现场照片或位置');
    await city.sends('hanyumei', { kind: 'location', latitude: 39.7, longitude: 118.7, label: '河西路三中' });
    expect(await statusOf(number)).toBe('archived');
    const [row] = await city.database.prisma.hazardHistory.findMany({ where: { number, event: 'HazardVerified' } });
    expect(row?.data).toMatchObject({ onSite: { kind: 'position' } });
  });

  it('of what is not 重大 nothing is kept of where somebody was', async () => {
    const number = await reported();
    await city.says('zhaomanyi', '已整改');
    await city.photographs('zhaomanyi');
    await city.sends('lihuimin', { kind: 'location', latitude: 39.7, longitude: 118.7, label: '河西路三中' });
    await city.says('lihuimin', '同意');
    const [row] = await city.database.prisma.hazardHistory.findMany({ where: { number, event: 'HazardVerified' } });
    expect(row?.data).toMatchObject({ onSite: null });
  });
});

describe('the other things that are said', () => {
  it('逾期 and 请假 are answered', async () => {
    expect(await city.answer('hanyumei', '超期的有哪些')).toContain('超期');
    expect(await city.answer('zhangtiejun', '请假了')).toContain('请假到哪天');
    expect(await city.answer('zhangtiejun', '周五')).not.toContain('请假到哪天');
  });
});
