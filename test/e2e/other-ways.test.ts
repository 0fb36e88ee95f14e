import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asList, asObject, asText } from '../../src/sandbox/wecom/json.ts';
import { type Product, startProduct } from '../support/product.ts';
import { numberIn, startTalk, type Talk } from './support/talk.ts';

type Item = Record<string, unknown> & { number: string; status: string };
type Entry = { event: string; data: unknown };

let product: Product;

beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product?.stop());

const itemOf = async (number: string): Promise<Item> => (await product.api(`/api/hazards/${number}`)).body as Item;
const entriesOf = async (number: string): Promise<Entry[]> => (await product.api(`/api/history/${number}`)).body.items as Entry[];
const itemCount = async (): Promise<number> => ((await product.api('/api/hazards?limit=200')).body.items as Item[]).length;

/** Somebody of the school reports; the number of the new item. */
const reported = async (talk: Talk, account: string, words: string): Promise<string> => {
  await talk.says(account, words);
  return numberIn(await talk.hears(account, /已收到|已保密收到/));
};

const submitted = async (talk: Talk, account: string): Promise<void> => {
  await talk.says(account, '已整改');
  await talk.hears(account, /再发一张整改后的照片/);
  await talk.photographs(account);
  await talk.hears(account, /辛苦了/);
};

describe('a confidential item', () => {
  it('is heard of by the head, the bureau’s officer and nobody else, and opened by no token', async () => {
    const talk = await startTalk(product);
    const words = '初二3班有学生被几个人堵在厕所打';

    const number = await reported(talk, 'liufang', words);
    await talk.asked('wangshouzheng', new RegExp(number));
    await talk.asked('hanyumei', new RegExp(number));
    await talk.settled();

    expect(talk.audience().sort()).toEqual(['hanyumei', 'liufang', 'wangshouzheng']);
    expect(talk.heard('liufang').join()).not.toContain('堵在厕所');
    expect(await itemOf(number)).toMatchObject({
      ...{ sensitive: true, description: null, place: null, reporter: null, assignee: null, basis: null },
      ...{ photosBefore: null, photosAfter: null },
    });
    expect((await entriesOf(number)).every((entry) => entry.data === null)).toBe(true);
    const everything = JSON.stringify([
      (await product.api('/api/messages?limit=200')).body,
      (await product.api('/api/hazards?limit=200')).body,
      (await product.api(`/api/history/${number}`)).body,
    ]);
    expect(everything).not.toContain('堵在厕所');
    expect(product.logs()).not.toContain('堵在厕所');
    const metrics = await (await fetch(`${product.url}/metrics`)).text();
    expect(metrics).not.toContain('堵');
  });

  it('does not exist for a colleague who asks by its number', async () => {
    const talk = await startTalk(product);
    const number = await reported(talk, 'liufang', '我班有个学生说不想活了,手上有划痕');

    await talk.says('zhangtiejun', `${number} 到哪一步了`);
    expect(await talk.hears('zhangtiejun', new RegExp(number))).toBe(`没有找到 ${number}。发「进度」看你报的。`);
    await talk.says('lihuimin', `同意 ${number}`);
    await talk.hears('lihuimin', /没有/);
    await talk.says('liufang', `${number} 到哪一步了`);
    expect(await talk.hears('liufang', new RegExp(number))).toMatch(/这是保密事项/);
  });
});

describe('the reporter', () => {
  it('withdraws: asked why, and the person of the place hears that it is over', async () => {
    const talk = await startTalk(product);
    const number = await reported(talk, 'zhengyiming', '北楼三层走廊灯管坏了');
    const task = await talk.asked('zhaomanyi', new RegExp(number));

    await talk.says('zhengyiming', '撤回');
    await talk.hears('zhengyiming', /为什么撤回/);
    await talk.says('zhengyiming', '看错了,灯是好的');
    await talk.hears('zhengyiming', new RegExp(`已撤回 ${number}`));
    await talk.hears('zhaomanyi', /上报人已撤回/);
    await talk.settled();

    expect(await itemOf(number)).toMatchObject({ status: 'withdrawn' });
    expect(talk.looks(task).card?.replace_text).toMatch(/郑一鸣 .* 已撤回/);
  });

  it('corrects the floor, and the item goes to the person of the right place', async () => {
    const talk = await startTalk(product);
    const number = await reported(talk, 'pixiaoshan', '教学楼三楼东侧楼梯的应急灯不亮');
    await talk.asked('yudeshui', new RegExp(number));

    await talk.says('pixiaoshan', '说错了,是四楼');
    expect(await talk.hears('pixiaoshan', new RegExp(`改好了:${number}`))).toContain('四楼');
    await talk.settled();

    expect((await entriesOf(number)).map((entry) => entry.event)).toContain('HazardCorrected');
    expect(String((await itemOf(number)).place)).toContain('四楼');
  });

  it('says several hazards in one message and gets a number for each', async () => {
    const talk = await startTalk(product);
    const before = await itemCount();

    await talk.says('zhengyiming', '发现三个问题:1、北楼三层走廊灭火器过期;2、操场篮球架晃;3、食堂后门消防通道堆了白菜');
    const receipt = await talk.hears('zhengyiming', /已收到/);
    await talk.settled();

    expect(new Set(receipt.match(/H\d{8,}/g)).size).toBe(3);
    expect(await itemCount()).toBe(before + 3);
    expect(talk.audience(/请整改|请核定|先封闭/)).toEqual(expect.arrayContaining(['zhaomanyi', 'zhangtiejun', 'sundapeng', 'wuguizhi']));
  });
});

describe('decisions', () => {
  it('不属实 by the school’s officer needs a reason, and the reporter hears it', async () => {
    const talk = await startTalk(product);
    const number = await reported(talk, 'tangxiaoyue', '教学楼三楼东侧楼梯扶手松了');
    const card = await talk.asked('leiming', new RegExp(`${number}[\\s\\S]*请核定`));

    await talk.press(card, '不属实');
    await talk.hears('leiming', /为什么不属实/);
    await talk.says('leiming', '现场看过,是好的');
    await talk.hears('leiming', /定为不属实/);
    expect(await talk.hears('tangxiaoyue', /不属实/)).toMatch(/雷鸣 核实后认为不属实:现场看过,是好的/);
    await talk.settled();

    expect((await itemOf(number)).status).toBe('rejected');
  });

  it.each([
    ['pressing', async (talk: Talk, card: Awaited<ReturnType<Talk['asked']>>) => talk.press(card, '同意')],
    ['typing', async (talk: Talk, card: Awaited<ReturnType<Talk['asked']>>) => talk.says(card.account, '同意')],
  ])('two managers at once, %s: one wins, the other is told who', async (_how, decide) => {
    const talk = await startTalk(product);
    const number = await reported(talk, 'wuna', '操场地砖松动');
    await talk.asked('haoqin', new RegExp(number));
    await submitted(talk, 'haoqin');
    const cards = [
      await talk.asked('luolan', new RegExp(`${number}[\\s\\S]*请验收`)),
      await talk.asked('yinshi', new RegExp(`${number}[\\s\\S]*请验收`)),
    ];

    await Promise.all(cards.map((card) => decide(talk, card)));
    const answers = await Promise.all(['luolan', 'yinshi'].map((account) => talk.hears(account, new RegExp(number))));
    await talk.settled();

    expect(answers.filter((words) => words.startsWith('已同意'))).toHaveLength(1);
    const loser = answers.find((words) => !words.startsWith('已同意')) ?? '';
    const winner = answers[0]?.startsWith('已同意') ? '罗兰' : '殷实';
    expect(loser).toContain(number);
    expect(loser).toContain(winner);
    expect((await entriesOf(number)).filter((entry) => entry.event === 'HazardVerified')).toHaveLength(1);
    expect(talk.sent().filter((record) => record.to.includes('wuna') && /已经整改好/.test(record.text ?? ''))).toHaveLength(1);
  });

  it('a rectifier who is also a manager is not asked to verify his own work, and his 同意 does nothing', async () => {
    const talk = await startTalk(product);
    const number = await reported(talk, 'baochunsheng', '教室的煤炉烟囱接口松了');
    await talk.settled();

    expect((await itemOf(number)).status).not.toBe('archived');
    await talk.says('baochunsheng', `同意 ${number}`);
    await talk.hears('baochunsheng', new RegExp(`${number}|没有`));
    await talk.settled();
    expect((await entriesOf(number)).some((entry) => entry.event === 'HazardVerified')).toBe(false);
  });
});

describe('a button', () => {
  it('of the day before answers with the present state', async () => {
    const talk = await startTalk(product);
    const number = await reported(talk, 'zhengyiming', '北楼三层走廊的消防栓玻璃碎了');
    const task = await talk.asked('zhaomanyi', new RegExp(number));
    await talk.says('zhaomanyi', `接收 ${number}`);
    await talk.hears('zhaomanyi', /交给你了/);

    const later = await startTalk(product, 24 * 60);
    await later.press(task, '接收');

    expect(await later.hears('zhaomanyi', new RegExp(number))).toMatch(/已经办过了[\s\S]*整改中/);
    expect((await entriesOf(number)).filter((entry) => entry.event === 'HazardAccepted')).toHaveLength(1);
  });

  it('pressed by somebody else does nothing, and says so', async () => {
    const talk = await startTalk(product);
    const number = await reported(talk, 'zhengyiming', '北楼三层走廊的疏散指示牌不亮');
    await talk.asked('zhaomanyi', new RegExp(number));
    const card = talk.sent().find((record) => record.to.includes('zhaomanyi') && record.card !== null);
    const key = asText(asObject(asList(card?.card?.button_list)[0]).key);

    for (const account of ['zhengyiming', 'hejianshe', 'nobody.knows'])
      await product.platform.callback(account, {
        kind: 'press',
        key,
        taskId: card?.taskId ?? '',
        cardType: 'button_interaction',
        responseCode: 'x',
      });
    expect(await talk.hears('zhengyiming', /这一步|整改/)).toMatch(/这一步要由别人来定|现在由 赵满意 整改/);
    expect(await talk.hears('hejianshe', /./)).toMatch(/没有找到/);
    expect(await talk.hears('nobody.knows', /./)).toMatch(/不知道你是哪位/);
    await talk.settled();

    expect((await itemOf(number)).status).toBe('assigned');
  });

  it.each([
    'x',
    '00000000-0000-4000-8000-000000000000_0',
    '00000000-0000-4000-8000-000000000000_9',
    'H26110001:verify',
    "'; DROP TABLE hazard; --",
    'a'.repeat(1024),
  ])('with a forged reference is answered and does nothing: %.20s', async (key) => {
    const talk = await startTalk(product);
    const before = (await product.api('/api/hazards?limit=200')).body;

    await product.platform.callback('zhaomanyi', {
      kind: 'press',
      key,
      taskId: 'forged',
      cardType: 'button_interaction',
      responseCode: 'x',
    });

    expect(await talk.hears('zhaomanyi', /./)).toMatch(/这张卡片已经用不了了/);
    await talk.settled();
    expect((await product.api('/api/hazards?limit=200')).body).toEqual(before);
  });
});

describe('somebody who reads text only', () => {
  it('gets each card as words and answers by its numbers', async () => {
    const talk = await startTalk(product);
    const number = await reported(talk, 'shuiqingyang', '教学楼一楼走廊的灯不亮');
    const words = await talk.hears('doulaogen', new RegExp(number));
    expect(words).toMatch(/1[^\n]*接收/);
    expect(
      talk
        .sent()
        .filter((record) => record.to.includes('doulaogen'))
        .every((record) => record.card === null),
    ).toBe(true);

    await talk.says('doulaogen', '1');
    await talk.hears('doulaogen', /交给你了/);
    await submitted(talk, 'doulaogen');
    await talk.asked('yuchunfang', new RegExp(`${number}[\\s\\S]*请验收`));
    await talk.says('yuchunfang', '同意');
    await talk.hears('shuiqingyang', /已经整改好/);

    expect(await itemOf(number)).toMatchObject({ status: 'archived', assignee: { name: '窦老根' } });
  });

  it('can say so himself, verify by 1, and change back', async () => {
    const talk = await startTalk(product);
    await talk.says('xueping', '纯文字');
    await talk.hears('xueping', /以后给你发纯文字/);
    const number = await reported(talk, 'tangxiaoyue', '教学楼二楼男厕所地砖碎了');
    await talk.asked('hejianshe', new RegExp(number));
    await submitted(talk, 'hejianshe');

    expect(await talk.hears('xueping', new RegExp(`${number}[\\s\\S]*`))).toBeDefined();
    await talk.settled();
    await talk.says('xueping', '1');
    await talk.hears('xueping', new RegExp(`已同意,${number}`));
    expect((await itemOf(number)).status).toBe('archived');
    await talk.says('xueping', '关闭纯文字');
    await talk.hears('xueping', /以后给你发卡片/);
  });
});

describe('somebody whom nobody knows', () => {
  it('binds by 绑定 姓名 手机 once the school’s officer has confirmed by a button', async () => {
    const talk = await startTalk(product);
    await talk.says('new.phone', '三楼灯坏了');
    await talk.hears('new.phone', /还不知道你是哪位老师/);

    await talk.says('new.phone', '绑定 郑一鸣 19900000051');
    await talk.hears('new.phone', /已请学校安全办核对/);
    const card = await talk.asked('zhangtiejun', /请确认:是 郑一鸣 本人吗/);
    expect(card.words).toContain('199****0051');
    await talk.press(card, '是本人');
    await talk.hears('zhangtiejun', /郑一鸣 可以用了/);
    await talk.hears('new.phone', /郑一鸣 您好,已经绑定好了/);

    const number = await reported(talk, 'new.phone', '北楼三层走廊灭火器过期');
    expect(await itemOf(number)).toMatchObject({ reporter: { name: '郑一鸣' }, unit: { code: 'S001' } });
  });

  it('learns nothing from a wrong name, and is not bound by a refusal', async () => {
    const talk = await startTalk(product);
    await talk.says('stranger.one', '绑定 不存在 19900009999');
    const unknown = await talk.hears('stranger.one', /核对/);
    await talk.says('stranger.two', '绑定 孙大鹏 19900000048');
    expect(await talk.hears('stranger.two', /核对/)).toBe(unknown);

    const card = await talk.asked('zhangtiejun', /请确认:是 孙大鹏 本人吗/);
    await talk.press(card, '不是');
    await talk.hears('stranger.two', /没有确认这次绑定/);
    await talk.says('stranger.two', '三楼灯坏了');
    await talk.hears('stranger.two', /还不知道你是哪位老师/);
    await talk.settled();
    expect(talk.heard('stranger.one')).toHaveLength(1);
  });

  it('may report an urgent danger, which reaches the named school', async () => {
    const talk = await startTalk(product);
    await talk.says('passer.by', '向阳小学食堂着火了,快来人');
    expect(await talk.hears('passer.by', /已收到/)).toMatch(/119/);
    await talk.asked('leiming', /请核定/);
  });
});
