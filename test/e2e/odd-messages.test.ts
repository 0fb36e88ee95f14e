import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../support/product.ts';
import { newPhoto } from './support/photo.ts';
import { numberIn, startTalk } from './support/talk.ts';

type Item = Record<string, unknown> & { number: string; description: string; photosBefore: unknown[] };

let product: Product;

beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product?.stop());

const itemOf = async (number: string): Promise<Item> => (await product.api(`/api/hazards/${number}`)).body as Item;
const inbox = async (): Promise<unknown> => (await product.api('/api/stats')).body.inbox;

describe('words', () => {
  it('of 5,000 characters are a report that is kept whole', async () => {
    const talk = await startTalk(product);
    const words = `北楼三层走廊灭火器过期了。${'墙角这一片都发黑了,味道很重,地上有水。'.repeat(300)}`.slice(0, 5000);

    await talk.says('zhengyiming', words);
    const number = numberIn(await talk.hears('zhengyiming', /已收到/));
    await talk.settled();

    expect((await itemOf(number)).description).toHaveLength(5000);
    expect(talk.sent().some((record) => record.truncated)).toBe(false);
  });

  it.each([
    ['emoji', '北楼三层走廊灭火器过期了😱👨‍👩‍👧‍👦🔥'],
    ['zero-width characters', '北\u200b楼三\u200d层走\ufeff廊灭火\u2060器过期了'],
    ['turned direction', '北楼三层走廊\u202e灭火器过期了\u202c'],
    ['NUL and controls', '北楼三层走廊灭火器\0过期了\u0001\u0008'],
    ['half a surrogate pair', '北楼三层走廊灭火器过期了\ud83d'],
    ['full-width letters and line ends', '北楼三层走廊\r\n\r\n灭火器过期了!!!'],
    ['markup', '北楼三层走廊灭火器过期了<b>快</b>]]></xml>&amp;<@all>[点我](http://x.invalid)'],
  ])('with %s are understood as without', async (_what, words) => {
    const talk = await startTalk(product);
    await talk.says('zhengyiming', words);
    const number = numberIn(await talk.hears('zhengyiming', /已收到/));
    await talk.asked('zhaomanyi', new RegExp(number));
    await talk.settled();
    expect(await itemOf(number)).toMatchObject({ category: 'fire', level: '一般', assignee: { name: '赵满意' } });
    expect(await inbox()).toMatchObject({ pending: 0, failed: 0 });
  });

  it.each([' ', '\u200b\u200d', '?', '。', '😀'])('of nothing (%j) get an answer and make no item', async (words) => {
    const talk = await startTalk(product);
    const before = (await product.api('/api/stats')).body.hazards;
    await talk.says('zhengyiming', words);
    await talk.hears('zhengyiming', /./);
    await talk.settled();
    expect((await product.api('/api/stats')).body.hazards).toEqual(before);
  });
});

describe('photos', () => {
  it('forty without words are answered a few times, and the next words are one report that has them', async () => {
    const talk = await startTalk(product);
    for (let nth = 0; nth < 40; nth += 1) await talk.photographs('zhengyiming');
    await talk.settled();
    expect(talk.heard('zhengyiming').length).toBeLessThanOrEqual(3);

    await talk.says('zhengyiming', '操场单杠松动');
    const number = numberIn(await talk.hears('zhengyiming', /已收到/));
    expect((await itemOf(number)).photosBefore.length).toBeGreaterThanOrEqual(20);
  });

  it('forty after a report join it up to its most, with few answers', async () => {
    const talk = await startTalk(product);
    await talk.says('liufang', '初二3班教室的窗户玻璃裂了');
    const number = numberIn(await talk.hears('liufang', /已收到/));
    for (let nth = 0; nth < 40; nth += 1) await talk.photographs('liufang');
    await talk.settled();

    expect((await itemOf(number)).photosBefore.length).toBeGreaterThanOrEqual(9);
    expect(talk.heard('liufang').length).toBeLessThanOrEqual(5);
    expect(await inbox()).toMatchObject({ pending: 0, failed: 0 });
  });

  it('that are none are said to be broken', async () => {
    const talk = await startTalk(product);
    await product.platform.sendImage('zhengyiming', Buffer.from('this is no picture at all, whatever it calls itself'));
    await talk.hears('zhengyiming', /这张图打不开/);
    const cut = (await newPhoto()).subarray(0, 40);
    await product.platform.sendImage('zhengyiming', cut);
    await talk.hears('zhengyiming', /这张图打不开/);
    await talk.settled();
    expect(await inbox()).toMatchObject({ pending: 0, failed: 0 });
  });

  it('that the platform no longer has are asked for again', async () => {
    const talk = await startTalk(product);
    await product.platform.callback('zhengyiming', { kind: 'image', mediaId: 'gone-for-days' });
    await talk.hears('zhengyiming', /这张照片没取到/);
  });

  it('that the platform hands over at the second try only are kept all the same', async () => {
    const talk = await startTalk(product);
    product.platform.fail('media/get', 'http-502', 1);
    await talk.photographs('zhengyiming');
    await talk.hears('zhengyiming', /照片收到了/);
  });
});

describe('what is neither words nor photo', () => {
  it.each([
    ['a video', { kind: 'video', mediaId: 'v', thumbMediaId: 't' }, /视频我先存着/],
    ['a file', { kind: 'file', mediaId: 'f', fileName: '安全.docx' }, /文件我看不了/],
    ['a link', { kind: 'link', title: '通知', description: '', url: 'https://x.invalid' }, /链接我打不开/],
    ['a voice', { kind: 'voice', mediaId: 'v' }, /语音我存下了/],
    ['a position without a report', { kind: 'location', label: '实验楼', latitude: 31.2, longitude: 121.4 }, /那里有什么问题/],
    ['an unknown menu key', { kind: 'click', key: 'nobody-knows' }, /一句话告诉我/],
    ['the menu 待办', { kind: 'click', key: 'todo' }, /没有要你办的事/],
  ] as const)('%s is answered', async (_what, content, words) => {
    const talk = await startTalk(product);
    await product.platform.callback('chenguodong', content);
    await talk.hears('chenguodong', words);
    await talk.settled();
    expect(talk.sent()).toHaveLength(1);
  });

  it('a position joins the report of the last ten minutes', async () => {
    const talk = await startTalk(product);
    await talk.says('zhengyiming', '有个井盖松动了');
    const number = numberIn(await talk.hears('zhengyiming', /已收到/));
    await product.platform.sendLocation('zhengyiming', '河西路 18 号校门口', 31.2, 121.4);
    await talk.hears('zhengyiming', /改好了/);
    expect(String((await itemOf(number)).place)).toContain('校门口');
  });

  it.each([{ kind: 'enter' }, { kind: 'unsubscribe' }, { kind: 'view', url: 'https://x.invalid' }] as const)(
    'the event $kind passes in silence',
    async (content) => {
      const talk = await startTalk(product);
      await product.platform.callback('chenguodong', content);
      await talk.settled();
      expect(talk.sent()).toEqual([]);
    },
  );
});

describe('somebody who has left (离岗)', () => {
  it('is told so, may do nothing, and his button does nothing', async () => {
    const talk = await startTalk(product);
    await talk.says('liufang', '北楼三层走廊灯不亮');
    const number = numberIn(await talk.hears('liufang', /已收到/));
    const task = await talk.asked('zhaomanyi', new RegExp(number));
    const database = new pg.Client({ connectionString: product.databaseUrl });
    await database.connect();
    await database.query("UPDATE person SET status = '离岗' WHERE name = '赵满意'");

    await talk.press(task, '接收');
    await talk.hears('zhaomanyi', /已标为离岗/);
    await talk.says('zhaomanyi', '三楼有隐患,墙皮掉了');
    await talk.hears('zhaomanyi', /已标为离岗/);
    expect((await itemOf(number)).status).toBe('assigned');

    await talk.says('liufang', '北楼三层走廊灭火器过期');
    const next = numberIn(await talk.hears('liufang', /已收到/));
    expect((await itemOf(next)).assignee).toBeNull();
    await talk.asked('zhangtiejun', new RegExp(next));
    await database.query("UPDATE person SET status = '在岗' WHERE name = '赵满意'");
    await database.end();
  });
});
