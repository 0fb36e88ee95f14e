import { afterEach, expect, it } from 'vitest';
import { type Product, startProduct } from '../support/product.ts';
import { numberIn, startTalk } from './support/talk.ts';

let product: Product | null = null;
afterEach(async () => {
  await product?.stop();
  product = null;
});

const reports = async (running: Product, words: string): Promise<string> => {
  const talk = await startTalk(running, 0);
  await talk.says('zhengyiming', words);
  const number = numberIn(await talk.hears('zhengyiming', /已收到/));
  await talk.settled();
  return number;
};

/** The rungs that the item's history names, in its order, each with its moment. */
const climbOf = async (running: Product, number: string): Promise<string[]> => {
  const { body } = await running.api(`/api/history/${number}?limit=200`);
  const entries = body.items as { at: string; event: string; data: { rung?: string } }[];
  return entries.filter((entry) => entry.event === 'StepOverdue').map((entry) => `${entry.at.slice(5, 16)} ${entry.data.rung}`);
};

const WHOLE_CLIMB = [
  '11-24T18:00 具体责任人',
  '11-25T18:00 直接责任人',
  '11-26T18:00 网格长',
  '11-27T18:00 中心校',
  '12-01T18:00 市教育局',
];

type MessageItem = { kind: string; sentAt: string | null; to: { person: { name: string } | null } };

const allMessages = async (running: Product): Promise<MessageItem[]> => {
  const found: MessageItem[] = [];
  let cursor = '';
  do {
    const { body } = await running.api(`/api/messages?limit=200${cursor}`);
    found.push(...(body.items as MessageItem[]));
    cursor = body.next === null ? '' : `&cursor=${String(body.next)}`;
  } while (cursor !== '');
  return found;
};

/** Every list of overdue items that has left: when, and to whom. */
const rang = async (running: Product): Promise<string[]> => {
  const lists = (await allMessages(running)).filter((message) => message.kind === 'overdue-list');
  return lists.map(({ sentAt, to }) => `${sentAt?.slice(5, 16)} ${to.person?.name}`).sort();
};

const WHOLE_RINGING = [
  '11-24T18:00 张铁军',
  '11-24T18:00 赵满意',
  '11-25T18:00 李慧敏',
  '11-26T18:00 王守正',
  '11-27T18:00 韩玉梅',
  '11-27T18:00 林志平',
  '11-27T18:00 周怀远',
  '12-01T18:00 韩玉梅',
  '12-01T18:00 林志平',
  '12-01T18:00 周怀远',
].sort();

const nameIn = (line: string): string => line.split(' ')[1] ?? '';

it('a month in one call does all that falls due, each thing at its moment', async () => {
  product = await startProduct();
  const number = await reports(product, '北楼三层走廊灭火器过期了');
  expect(await product.advance('2026-12-24T09:00:00+08:00')).toMatchObject({ waiting: 0 });
  expect(await climbOf(product, number)).toEqual(WHOLE_CLIMB);
  expect(await rang(product)).toEqual(WHOLE_RINGING);
  const overdue = await product.api('/api/hazards?overdue=true');
  expect((overdue.body.items as { number: string; overdue: boolean }[]).map((item) => [item.number, item.overdue])).toEqual([
    [number, true],
  ]);
}, 150_000);

it('a process killed while the time passes leaves nothing undone and does nothing twice', async () => {
  product = await startProduct();
  const number = await reports(product, '北楼三层走廊灭火器过期了');
  const running = product;
  const going = running.advance('2026-12-02T09:00:00+08:00').catch(() => null);
  while ((await climbOf(running, number).catch(() => [])).length < 2);
  await running.kill9();
  await going;
  await running.start();
  await running.advance('2026-12-02T09:00:00+08:00');
  expect(await climbOf(running, number)).toEqual(WHOLE_CLIMB);
  expect((await rang(running)).map(nameIn).sort()).toEqual(WHOLE_RINGING.map(nameIn).sort());
}, 240_000);
