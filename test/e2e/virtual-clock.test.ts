import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_TOKEN, MONDAY, type Product, startProduct } from '../support/product.ts';
import { numberIn, startTalk } from './support/talk.ts';

let product: Product;

beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product?.stop());

const move = (body: string, token: string | null = API_TOKEN): Promise<Response> =>
  fetch(`${product.url}/sandbox/clock`, {
    method: 'POST',
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body,
  });

const shows = async (): Promise<string> => String((await product.api('/api/stats')).body.at);

describe('the virtual clock', () => {
  it('stands still where CLOCK_START put it', async () => {
    expect(await shows()).toBe(`${MONDAY.slice(0, 19)}.000+08:00`);
  });

  it('is moved by nobody without the token', async () => {
    const to = JSON.stringify({ now: '2026-11-23T09:00:00+08:00' });
    expect((await move(to, null)).status).toBe(401);
    expect((await move(to, 'wrong')).status).toBe(401);
    expect(await shows()).toContain('T08:00:00');
  });

  it.each([
    ['no JSON', '2026-11-23T09:00:00+08:00'],
    ['no time', '{}'],
    ['a time without its offset', '{"now":"2026-11-23T09:00:00"}'],
    ['a day that does not exist', '{"now":"2026-02-30T09:00:00+08:00"}'],
    ['a number', '{"now":1700000000}'],
    ['nothing', ''],
    ['far too much', `{"now":"2026-11-23T09:00:00+08:00","x":"${'x'.repeat(5000)}"}`],
  ])('refuses %s', async (_what, body) => {
    const response = await move(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad-time' } });
  });

  it('moves forwards, answers what happened on the way, and never goes back', async () => {
    const moved = await product.advance('2026-11-23T08:30:00+08:00');
    expect(moved).toEqual({ now: '2026-11-23T08:30:00.000+08:00', handled: 0, sent: 0, waiting: 0 });
    const back = await move(JSON.stringify({ now: '2026-11-23T08:29:59+08:00' }));
    expect(back.status).toBe(409);
    expect((await move(JSON.stringify({ now: '2026-11-23T08:30:00+08:00' }))).status).toBe(200);
    expect(await shows()).toContain('T08:30:00');
  });

  it('decides deadlines, numbers and times of history', async () => {
    await product.advance('2026-11-25T16:00:00+08:00');
    const talk = await startTalk(product, 0);
    await talk.says('zhengyiming', '北楼三层走廊灭火器过期了');
    const number = numberIn(await talk.hears('zhengyiming', /已收到/));

    const item = (await product.api(`/api/hazards/${number}`)).body;
    expect(number).toMatch(/^H2611\d{4}$/);
    // Wednesday 16:00 and three working days: Monday, at the end of work.
    expect(item).toMatchObject({ reportedAt: '2026-11-25T16:00:00.000+08:00', deadline: '2026-11-30T18:00:00.000+08:00', overdue: false });

    await product.advance('2026-12-01T08:00:00+08:00');
    expect((await product.api(`/api/hazards/${number}`)).body).toMatchObject({ overdue: true });
    const next = await startTalk(product, 0);
    await next.says('zhengyiming', '北楼三层走廊的疏散指示牌不亮');
    expect(numberIn(await next.hears('zhengyiming', /已收到/))).toMatch(/^H26120001$/);
  });

  it('lets 31 messages to one member in one standing minute wait, urgent ones first, and sends the rest when it moves', async () => {
    await product.advance('2026-12-01T09:00:00+08:00');
    const talk = await startTalk(product, 0);
    for (let nth = 0; nth < 31; nth += 1) await talk.says('zhengyiming', '帮助');
    await expect.poll(async () => (await product.api('/api/stats')).body.inbox, { timeout: 20_000 }).toMatchObject({ pending: 0 });
    const still = await product.advance('2026-12-01T09:00:00+08:00');

    const help = (): number => talk.heard('zhengyiming').filter((words) => words.includes('一句话告诉我')).length;
    // What the platform takes in a minute is 30, of which some are kept for what is urgent.
    expect(help()).toBe(25);
    expect(still.waiting).toBe(6);
    await talk.says('zhengyiming', '食堂操作间着火了');
    expect(await talk.hears('zhengyiming', /先撤人/)).toMatch(/119/);
    expect(talk.sent().flatMap((record) => record.dropped)).toEqual([]);

    const moved = await product.advance('2026-12-01T09:02:00+08:00');
    expect(help()).toBe(31);
    expect(moved.waiting).toBe(0);
    expect(moved.sent).toBeGreaterThanOrEqual(6);
    expect(talk.sent().flatMap((record) => record.dropped)).toEqual([]);
  });

  it('is kept over a restart, whatever CLOCK_START says', async () => {
    const before = await shows();
    await product.terminate();
    await product.start();
    expect(await shows()).toBe(before);
  });
});

describe('without CLOCK=virtual', () => {
  it('there is no such address', async () => {
    const plain = await startProduct({ clock: null, city: false });
    try {
      const response = await fetch(`${plain.url}/sandbox/clock`, { method: 'POST', body: '{"now":"2030-01-01T00:00:00+08:00"}' });
      expect(response.status).toBe(404);
    } finally {
      await plain.stop();
    }
  });
});
