import { PrismaPg } from '@prisma/adapter-pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handleNext } from '../../../src/app/inbound/handle-inbound.ts';
import { PrismaClient } from '../../../src/infra/database/generated/client.ts';
import type { InboundContent } from '../../../src/messaging/message.ts';
import type { Database } from '../../../src/store/database.ts';
import { type City, openCity } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

/** A database whose transactions do all their work and are then lost before the commit. */
const losing = (database: Database): Database => ({
  ...database,
  transaction: (work) =>
    database.transaction(async (db) => {
      await work(db);
      throw new Error('the process died');
    }),
});

describe('a crash before the commit', () => {
  it('leaves nothing, and the next try has one effect and one answer', async () => {
    await city.arrives('zhengyiming', { kind: 'text', text: '北楼三层走廊灭火器过期了' });
    await handleNext({ ...city.deps, database: losing(city.database) }, 'zhengyiming');
    expect(await city.database.prisma.hazard.count()).toBe(0);
    expect(await city.sentSince(0n)).toEqual([]);
    expect(await city.handle('zhengyiming')).toBe('empty');

    await city.pauseIsOver();
    expect(await city.handle('zhengyiming')).toBe('more');
    expect(await city.handle('zhengyiming')).toBe('empty');
    expect(await city.database.prisma.hazard.count()).toBe(1);
    expect((await city.sentSince(0n)).filter(({ kind }) => kind === 'reply')).toHaveLength(1);
  });

  it('that comes again and again gives the message up, tells its sender, and goes on with the next', async () => {
    await city.arrives('zhengyiming', { kind: 'text', text: '北楼三层走廊灭火器过期了' });
    let calls = 0;
    const database: Database = {
      ...city.database,
      transaction: (work) => {
        calls += 1;
        return calls <= 5 ? losing(city.database).transaction(work) : city.database.transaction(work);
      },
    };
    for (let nth = 0; nth < 4; nth += 1) {
      await handleNext({ ...city.deps, database }, 'zhengyiming');
      await city.pauseIsOver();
    }
    expect(await handleNext({ ...city.deps, database }, 'zhengyiming')).toBe('more');
    const [told] = await city.sentSince(0n);
    expect(told?.text).toContain('刚才那条消息我没处理好');
    expect(await city.answer('zhengyiming', '北楼三层走廊灭火器过期了')).toContain('已收到 H26110001');
  });
});

it('two workers on one message have one effect', async () => {
  await city.arrives('zhengyiming', { kind: 'text', text: '北楼三层走廊灭火器过期了' });
  await Promise.all([city.handle('zhengyiming'), city.handle('zhengyiming')]);
  expect(await city.database.prisma.hazard.count()).toBe(1);
  expect((await city.sentSince(0n)).filter(({ kind }) => kind === 'reply')).toHaveLength(1);
});

it('people who report at once get numbers without gaps or doubles', async () => {
  const people = ['zhengyiming', 'liufang', 'sundapeng', 'qianchen', 'wuguizhi'];
  for (const person of people) await city.arrives(person, { kind: 'text', text: '北楼三层走廊灭火器过期了' });
  await Promise.all(people.map((person) => city.handle(person)));
  const numbers = (await city.database.prisma.hazard.findMany({ orderBy: { number: 'asc' } })).map(({ number }) => number);
  expect(numbers).toEqual(['H26110001', 'H26110002', 'H26110003', 'H26110004', 'H26110005']);
});

describe('statements', () => {
  /** What PostgreSQL is asked while one message is handled. */
  const statementsFor = async (account: string, content: InboundContent): Promise<string[]> => {
    const prisma = new PrismaClient({ adapter: new PrismaPg(city.database.pool), log: [{ emit: 'event', level: 'query' }] });
    const statements: string[] = [];
    prisma.$on('query', ({ query }) => statements.push(query));
    const database: Database = { ...city.database, prisma, transaction: (work) => prisma.$transaction(work) };
    await city.arrives(account, content);
    await handleNext({ ...city.deps, database }, account);
    return statements;
  };
  const text = (words: string): InboundContent => ({ kind: 'text', text: words });

  it('of a report are few', async () => {
    const statements = await statementsFor('zhengyiming', text('北楼三层走廊灭火器过期了'));
    expect(await city.database.prisma.hazard.count()).toBe(1);
    expect(statements.length).toBeLessThanOrEqual(34);
  });

  it('of a grave report with alarms and groups are hardly more', async () => {
    const statements = await statementsFor('wangxiaoling', text('食堂操作间燃气管漏气，味道很大'));
    expect((await city.sentSince(0n)).map(({ kind }) => kind)).toContain('group-notice');
    expect(statements.length).toBeLessThanOrEqual(34);
  });

  it('grow by a bounded number for each further item of one message', async () => {
    const list = (length: number) => text(Array.from({ length }, (_, index) => `${index + 1}、北楼三层走廊灭火器过期`).join('\n'));
    const two = await statementsFor('zhengyiming', list(2));
    const six = await statementsFor('liufang', list(6));
    expect(await city.database.prisma.hazard.count()).toBe(8);
    // One of them keeps the item for the next morning's digest.
    expect((six.length - two.length) / 4).toBeLessThanOrEqual(13);
  });

  it('of 同意 are few', async () => {
    await city.says('zhengyiming', '北楼三层走廊灭火器过期了');
    await city.says('zhaomanyi', '已整改');
    await city.photographs('zhaomanyi');
    const statements = await statementsFor('lihuimin', text('同意'));
    expect((await city.hazard('H26110001')).status).toBe('archived');
    expect(statements.length).toBeLessThanOrEqual(34);
  });
});
