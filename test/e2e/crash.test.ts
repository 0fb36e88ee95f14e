import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../support/product.ts';
import { startTalk, type Talk } from './support/talk.ts';

type Item = { number: string; description: string };

let product: Product;

beforeAll(async () => {
  product = await startProduct({ size: 'embedded' });
}, 120_000);
afterAll(() => product?.stop());

const TEACHERS = [
  'zhengyiming',
  'liufang',
  'qixiaomeng',
  'shuiqingyang',
  'xijing',
  'changting',
  'renxiaoxue',
  'tangxiaoyue',
  'wuna',
  'pixiaoshan',
];

/** Thirty reports by ten people; every one has words of its own. */
const thirtyReports = (talk: Talk, round: string) =>
  TEACHERS.flatMap((account) =>
    [1, 2, 3].map((nth) => {
      const words = `一楼墙角第${round}${nth}块瓷砖掉了,${account}`;
      return { account, words, record: talk.says(account, words) };
    }),
  );

const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await pause(2);
};

/** What the platform does with a message that nobody acknowledged. */
const sendAgain = async (xml: string): Promise<number> => {
  const { url, headers, body } = product.platform.sign(xml);
  return (await fetch(url, { method: 'POST', headers, body })).status;
};

const allItems = async (): Promise<Item[]> => (await product.api('/api/hazards?limit=200')).body.items as Item[];

const kept = async (): Promise<{ status: string; count: number }[]> => {
  const database = new pg.Client({ connectionString: product.databaseUrl });
  await database.connect();
  const { rows } = await database.query(
    "SELECT status, count(*)::int AS count FROM inbox_message WHERE payload LIKE '%瓷砖%' GROUP BY status",
  );
  await database.end();
  return rows;
};

const receiptsSeen = (account: string, number: string): number =>
  product.platform.window(account).filter((line) => line.from === 'bot' && line.text?.includes(`已收到 ${number}`)).length;

/** Every message has one item, and its sender one receipt; there is no item besides. */
const expectEachOnce = async (messages: { account: string; words: string }[], round: string): Promise<void> => {
  const items = (await allItems()).filter((item) => item.description.includes(`第${round}`));
  expect(items.map((item) => item.description).sort()).toEqual(messages.map(({ words }) => words).sort());
  for (const { account, words } of messages) {
    const number = items.find((item) => item.description === words)?.number ?? '';
    expect([words, receiptsSeen(account, number)]).toEqual([words, 1]);
  }
};

describe('kill -9 in the middle of thirty messages', () => {
  it.each([
    ['A', 'while they arrive', (_talk: Talk) => product.platform.callbacks.filter((record) => record.outcome === 'accepted').length >= 5],
    ['B', 'while the answers go out', (talk: Talk) => talk.sent().length >= 10],
  ])(
    '%s, %s: each acknowledged message has its one effect, each effect its message',
    async (round, _when, moment) => {
      const talk = await startTalk(product);
      product.platform.callbacks.length = 0;
      const reports = thirtyReports(talk, round);
      await until(() => moment(talk));
      await product.kill9();
      const records = await Promise.all(reports.map((report) => report.record));
      expect(records.some((record) => record.outcome === 'accepted')).toBe(true);

      await product.start();
      await talk.settled();
      const descriptions = (await allItems()).map((item) => item.description);
      const acknowledged = reports.filter((_, index) => records[index]?.outcome === 'accepted').map(({ words }) => words);
      expect(descriptions).toEqual(expect.arrayContaining(acknowledged));

      for (const record of records) expect(await sendAgain(record.xml)).toBe(200);
      await talk.settled();
      await expectEachOnce(reports, round);
      expect((await kept()).map(({ status }) => status)).toEqual(['processed']);
    },
    90_000,
  );
});

describe('SIGTERM in the middle of thirty messages', () => {
  it('drains, ends with 0 within ten seconds, and loses nothing', async () => {
    const talk = await startTalk(product);
    const reports = thirtyReports(talk, 'C');
    await until(() => talk.sent().length >= 3);
    const end = await product.terminate();
    const records = await Promise.all(reports.map((report) => report.record));

    expect(end).toMatchObject({ code: 0, signal: null });
    expect(end.milliseconds).toBeLessThan(10_000);
    await product.start();
    for (const record of records) if (record.outcome !== 'accepted') expect(await sendAgain(record.xml)).toBe(200);
    await talk.settled();
    await expectEachOnce(reports, 'C');
  }, 90_000);
});
