import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestExtras } from '../../../src/app/inspections/digest-extras.ts';
import { holdWords } from '../../../src/store/burden.ts';
import type { Db } from '../../../src/store/database.ts';
import { at, does, goTo, reports } from '../clocks/time.ts';
import { type City, openCity } from '../conversation/city.ts';
import { sendDigests } from './digest.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const waiting = (kind: string) => city.database.prisma.notice.findMany({ where: { kind, outboxId: null }, orderBy: { id: 'asc' } });

/** Lets the time pass to the minute before, and then only the clock: the digests of that moment come before all else. */
const until = async (before: string, moment: string): Promise<void> => {
  await goTo(city, before);
  city.clock.at = at(moment);
};

describe('an item that goes straight to the place’s person', () => {
  it('is told to the 具体责任人 in the next working morning’s digest, and to nobody else', async () => {
    city.clock.at = at('11-24 10:00');
    const number = await reports(city, 'zhengyiming', { description: '三楼扶手松' });
    expect(await waiting('new-item')).toMatchObject([
      { personId: city.idOf('zhangtiejun'), hazardNumber: number, notBefore: at('11-25 07:45') },
    ]);
    expect(await goTo(city, '11-24 16:00')).toEqual([]);
    city.clock.at = at('11-25 07:45');
    const told = await sendDigests(city, null);
    expect([...told]).toEqual([['zhangtiejun', [`新报：${number} 三楼扶手松（已派赵满意）`]]]);
    expect(await waiting('new-item')).toEqual([]);
    expect(await sendDigests(city, null)).toEqual(new Map());
    expect((await goTo(city, '11-25 07:46')).filter((each) => each.kind === 'news')).toEqual([]);
  });

  it('waits for Monday over a weekend', async () => {
    city.clock.at = at('11-27 16:00');
    await reports(city, 'zhengyiming');
    expect((await waiting('new-item')).map((notice) => notice.notBefore)).toEqual([at('11-30 07:45')]);
  });

  it.each([
    ['he reported it himself', 'zhangtiejun', {}],
    ['it goes to him', 'zhengyiming', { placePerson: 'zhangtiejun' }],
    ['somebody grades it', 'zhengyiming', { level: '较大' as const }],
    ['it is confidential', 'zhengyiming', { sensitive: true }],
  ])('is no news for him when %s', async (_why, account, changes) => {
    const placePerson = 'placePerson' in changes ? city.idOf(changes.placePerson) : city.idOf('zhaomanyi');
    await reports(city, account, { ...changes, placePerson });
    expect(await waiting('new-item')).toEqual([]);
  });

  it('is dropped without a word when it ended, became confidential, or he has graded it himself meanwhile', async () => {
    city.clock.at = at('11-24 10:00');
    const ended = await reports(city, 'zhengyiming', { description: '窗户玻璃破损' });
    const graded = await reports(city, 'zhengyiming', { description: '插座松动' });
    const secret = await reports(city, 'zhengyiming', { description: '初二有人起冲突' });
    const left = await reports(city, 'zhengyiming', { description: '三楼扶手松' });
    await does(city, 'zhengyiming', ended, { type: 'Withdraw', reason: '看错了' });
    await does(city, 'zhangtiejun', graded, { type: 'Classify', level: '较大', reason: '楼层高' });
    await does(city, 'lihuimin', secret, { type: 'Correct', sensitive: true });
    city.clock.at = at('11-25 07:45');
    expect((await sendDigests(city, ['zhangtiejun'])).get('zhangtiejun')).toEqual([`新报：${left} 三楼扶手松（已派赵满意）`]);
    await goTo(city, '11-25 07:46');
    expect(await waiting('new-item')).toEqual([]);
  });

  it('is not told to somebody who grades there no longer, or has left', async () => {
    city.clock.at = at('11-24 10:00');
    await reports(city, 'zhengyiming');
    await city.database.prisma.personRole.deleteMany({ where: { personId: city.idOf('zhangtiejun'), role: '具体责任人' } });
    city.clock.at = at('11-25 07:45');
    expect(await sendDigests(city, null)).toEqual(new Map());
    expect(await waiting('new-item')).toEqual([]);
  });

  it('is told by itself where no digest took it along', async () => {
    city.clock.at = at('11-24 10:00');
    const number = await reports(city, 'zhengyiming', { description: '三楼扶手松' });
    const sent = (await goTo(city, '11-25 07:45')).filter((each) => each.kind === 'news');
    expect(sent).toMatchObject([{ to: 'zhangtiejun', text: `给你攒下的消息：\n新报：${number} 三楼扶手松（已派赵满意）` }]);
    expect(await waiting('new-item')).toEqual([]);
  });

  it('leaves five lines and a count when there are many', async () => {
    city.clock.at = at('11-24 10:00');
    for (let count = 0; count < 7; count += 1) await reports(city, 'zhengyiming', { description: `${count}号教室插座松动` });
    city.clock.at = at('11-25 07:45');
    const lines = (await sendDigests(city, null)).get('zhangtiejun') ?? [];
    expect(lines).toHaveLength(6);
    const hint = /^还有 2 件新报，发「(.+)」看$/.exec(lines.at(-1) ?? '')?.[1] ?? '';
    expect(hint).toBe('待办');
    // What it tells him to write shows them.
    expect(await city.answer('zhangtiejun', hint)).toContain('6号教室插座松动');
  });
});

describe('overdue items of the night', () => {
  /** 较大, so that it falls due at midnight. */
  const late = async (description: string): Promise<string> => {
    const number = await reports(city, 'zhengyiming', { level: '较大', description });
    await does(city, 'zhangtiejun', number, { type: 'Classify' });
    await does(city, 'zhaomanyi', number, { type: 'Accept' });
    return number;
  };

  it('go along in the digest, once, without numbers', async () => {
    city.clock.at = at('11-24 09:00');
    const number = await late('走廊扶手松动');
    await until('12-10 07:44', '12-10 07:45');
    const told = await sendDigests(city, null);
    expect(told.get('zhaomanyi')).toEqual(['⏰ 超期的隐患 1 件：', `${number} 走廊扶手松动（等你整改，超期7小时）`]);
    expect([...told.keys()].sort()).toEqual(['lihuimin', 'zhangtiejun', 'zhaomanyi']);
    expect((await goTo(city, '12-10 08:00')).filter((each) => each.kind === 'overdue-list')).toEqual([]);
  });

  it('are five lines and a count', async () => {
    city.clock.at = at('11-24 09:00');
    for (let count = 0; count < 7; count += 1) await late(`${count}号走廊扶手松动`);
    await until('12-10 07:44', '12-10 07:45');
    const lines = (await sendDigests(city, ['zhaomanyi'])).get('zhaomanyi') ?? [];
    expect(lines[0]).toBe('⏰ 超期的隐患 7 件：');
    expect(lines).toHaveLength(7);
    expect(lines.at(-1)).toBe('还有 2 件，发「逾期」看');
  });

  it('of the daytime start no digest', async () => {
    await reports(city, 'zhengyiming', { level: '较大', placePerson: null });
    await goTo(city, '11-23 10:59');
    city.clock.at = at('11-23 11:00');
    expect(await sendDigests(city, null)).toEqual(new Map());
  });

  it('that are confidential are in no digest, and still reach those who may know', async () => {
    city.clock.at = at('11-24 09:00');
    const number = await late('初二有人起冲突');
    await goTo(city, '12-10 06:00');
    await does(city, 'zhangtiejun', number, { type: 'Correct', sensitive: true });
    city.clock.at = at('12-10 07:45');
    expect(await sendDigests(city, ['zhaomanyi', 'zhangtiejun', 'lihuimin'])).toEqual(new Map());
    const sent = (await goTo(city, '12-10 07:46')).filter((each) => each.kind === 'overdue-list');
    expect(sent.map(({ to, sensitive }) => [to, sensitive])).toEqual([['zhaomanyi', true]]);
  });

  it('are left to whoever is at them already, and are taken by nobody twice', async () => {
    city.clock.at = at('11-24 09:00');
    await late('走廊扶手松动');
    await until('12-10 07:44', '12-10 07:45');
    const both = await Promise.allSettled([sendDigests(city, null), sendDigests(city, null)]);
    const told = both.flatMap((each) => (each.status === 'fulfilled' ? [...each.value.keys()] : []));
    expect(told.sort()).toEqual(['lihuimin', 'zhangtiejun', 'zhaomanyi']);
  });
});

describe('many people', () => {
  /** Counts the statements that go through it. */
  const counting = (db: Db): { db: Db; statements: () => number } => {
    let statements = 0;
    const counted = <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (of, name) => {
          const value: unknown = Reflect.get(of, name);
          if (typeof value === 'function')
            return (...given: unknown[]) => {
              statements += 1;
              return Reflect.apply(value, of, given);
            };
          return typeof value === 'object' && value !== null ? counted(value) : value;
        },
      });
    return { db: counted(db), statements: () => statements };
  };

  it('take as many statements as one', async () => {
    const number = await reports(city, 'zhengyiming', { description: '三楼扶手松' });
    const people = await city.database.prisma.person.findMany({ where: { status: '在岗' }, take: 200 });
    expect(people.length).toBeGreaterThan(50);
    await holdWords(
      city.database.prisma,
      people.map(({ id }) => ({ personId: id, hazardNumber: number, text: '好了', notBefore: at('11-24 07:45') })),
    );
    city.clock.at = at('11-24 07:45');
    await city.database.transaction(async (tx) => {
      const { db, statements } = counting(tx);
      const extras = await digestExtras(db, null, city.clock.at);
      await Promise.all(extras.map(({ person, told }) => told(db, `to ${person}`)));
      expect(extras).toHaveLength(people.length);
      expect(statements()).toBeLessThanOrEqual(5);
    });
    const rows = await city.database.prisma.notice.findMany({ where: { kind: 'words' } });
    expect(rows.every((row) => row.outboxId === `to ${row.personId}` && JSON.stringify(row.data) === '{}')).toBe(true);
  });
});
