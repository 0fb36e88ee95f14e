import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noticesWithinBurden, withinBurden } from '../../../src/app/burden/within-burden.ts';
import type { Draft } from '../../../src/messaging/draft.ts';
import type { Db } from '../../../src/store/database.ts';
import { addToOutbox } from '../../../src/store/outbox.ts';
import { sweep } from '../clocks/sweep.ts';
import { at, does, reports } from '../clocks/time.ts';
import { type City, openCity } from '../conversation/city.ts';
import { sendDigests } from './digest.ts';

let city: City;
let number: string;
beforeEach(async () => {
  city = await openCity();
  number = await reports(city, 'zhengyiming');
});
afterEach(() => city.close());

const HEAD = 'wangshouzheng';

const words = (text: string, changes: Partial<Draft> = {}): Draft => ({
  to: { person: city.idOf(HEAD) },
  kind: 'feedback',
  body: { kind: 'text', text },
  cause: { type: 'hazard', id: number },
  hazardNumber: number,
  ...changes,
});

/** What goes out of these messages, and is written. */
const write = (drafts: Draft[]): Promise<Draft[]> =>
  city.database.transaction(async (db) => {
    const go = await withinBurden(db, drafts, city.clock.at, await city.deps.rules(db));
    await addToOutbox(db, go, { correlationId: 'test', now: city.clock.at });
    return go;
  });

/** In the last seven days. */
const started = (): Promise<number> => {
  const createdAt = { gt: new Date(city.clock.at.getTime() - 7 * 24 * 3_600_000) };
  return city.database.prisma.outboxMessage.count({
    where: { personId: city.idOf(HEAD), kind: { notIn: ['reply', 'redraw'] }, createdAt },
  });
};

const full = (): Promise<Draft[]> => write(Array.from({ length: 10 }, (_, count) => words(`第${count}条`)));

describe('the weekly cap', () => {
  it.each([
    ['a week', ['11-23', '11-24', '11-25', '11-26', '11-27'], '11-30'],
    ['seven days with a make-up day', ['02-06', '02-09', '02-10', '02-11', '02-12', '02-13', '02-14'], '02-24'],
  ])('is kept by merging: six texts a day are at most ten messages in %s, and no word is lost', async (_, days, after) => {
    await city.database.prisma.outboxMessage.deleteMany();
    let texts = 0;
    const read: string[] = [];
    for (const day of days) {
      city.clock.at = at(`${day} 07:45`);
      read.push(...((await sendDigests(city, null)).get(HEAD) ?? []));
      for (let count = 0; count < 6; count += 1) {
        city.clock.at = at(`${day} ${String(9 + count).padStart(2, '0')}:00`);
        texts += 1;
        for (const { body } of await write([words(`第${texts}条：\n扶手修好了。`)])) if (body.kind === 'text') read.push(body.text);
      }
    }
    expect(await started()).toBeLessThanOrEqual(10);
    expect(await started()).toBeGreaterThan(5);
    city.clock.at = at(`${after} 07:45`);
    read.push(...((await sendDigests(city, null)).get(HEAD) ?? []));
    const all = read.map((text) => text.replace('\n', ' ')).sort();
    expect(all).toEqual(Array.from({ length: 6 * days.length }, (_each, count) => `第${count + 1}条： 扶手修好了。`).sort());
  });

  it('holds nothing back below it, and forgets what is older than a week', async () => {
    expect(await write([words('一'), words('二')])).toHaveLength(2);
    expect(await full()).toHaveLength(3);
    city.clock.at = at('11-30 09:01');
    expect(await write([words('三')])).toHaveLength(1);
  });

  it('never holds back what is urgent, a card, a secret, an answer, or what asks for something', async () => {
    await full();
    const card: Draft['body'] = {
      kind: 'card',
      card: { title: '请验收', tone: 'info', source: null, text: null, fields: [], buttons: [], outcome: null },
    };
    const drafts = [
      words('着火', { urgent: true }),
      words('', { body: card }),
      words('有新进展', { sensitive: true }),
      words('你的回答', { to: { person: city.idOf(HEAD), replyOn: { channel: 'wecom', account: HEAD } } }),
      words('你不用再处理了', { kind: 'task-moved' }),
      words('请马上去看', { kind: 'notice-above' }),
      words('群里', { to: { group: 1 } }),
    ];
    expect(await write(drafts.slice(0, 6))).toHaveLength(6);
    expect((await city.database.prisma.notice.findMany({ where: { kind: 'words', personId: city.idOf(HEAD) } })).length).toBe(1);
    expect(await city.database.transaction(async (db) => withinBurden(db, drafts, city.clock.at, await city.deps.rules(db)))).toEqual(
      drafts,
    );
  });

  it('counts what the bot starts, not what it answers', async () => {
    for (let count = 0; count < 12; count += 1) await city.says(HEAD, '待办');
    expect(await write([words('一')])).toHaveLength(1);
  });

  it('asks nothing where nothing may wait', async () => {
    const silent = new Proxy({} as Db, {
      get: () => {
        throw new Error('asked');
      },
    });
    const rules = await city.deps.rules(city.database.prisma);
    const drafts = [words('急', { urgent: true })];
    expect(await withinBurden(silent, drafts, city.clock.at, rules)).toEqual(drafts);
  });

  it('tells what has become confidential meanwhile by its number alone, and to whoever may still know of it', async () => {
    const secret = await reports(city, HEAD, { description: '初二有人起冲突' });
    await full();
    await write([words('你报的 初二有人起冲突 已处理', { hazardNumber: secret })]);
    await write([words('你报的 初二有人起冲突 已处理', { hazardNumber: secret, to: { person: city.idOf('zhengyiming') } })]);
    await does(city, 'zhangtiejun', secret, { type: 'Correct', sensitive: true });
    city.clock.at = at('11-24 07:45');
    const digest = (await sendDigests(city, [HEAD])).get(HEAD) ?? [];
    expect(digest.length).toBeGreaterThan(0);
    expect(digest.join()).not.toContain('冲突');
    const before = await city.lastSeq();
    await sweep(city.deps, { budgetMs: 20_000 });
    const news = (await city.sentSince(before)).filter((each) => each.kind === 'news' && each.hazardNumber !== null);
    expect(news).toMatchObject([{ to: HEAD, sensitive: true, text: `${secret}（保密事项）有新进展，发「${secret}」看详情。` }]);
  });

  it('lets overdue lists wait for the next digest, too', async () => {
    const rules = await city.deps.rules(city.database.prisma);
    const notice = (account: string) => ({
      personId: city.idOf(account),
      hazardNumber: number,
      notBefore: city.clock.at,
      kind: 'new-item' as const,
      data: {},
    });
    await full();
    const notices = await noticesWithinBurden(city.database.prisma, [notice(HEAD), notice('lihuimin')], city.clock.at, rules);
    expect(notices.map((each) => each.notBefore)).toEqual([at('11-24 07:45'), at('11-23 09:00')]);
  });
});

describe('feedback to a reporter', () => {
  it('waits for the morning when he has had enough, and is not lost', async () => {
    const reporter = city.idOf('zhengyiming');
    const other = await reports(city, 'zhengyiming');
    await write(Array.from({ length: 6 }, (_, count) => words(`第${count}条`, { to: { person: reporter }, kind: 'corrected' })));
    await city.says('zhaomanyi', `接收 ${other}`);
    await city.photographs('zhaomanyi');
    await city.says('zhaomanyi', `${other} 已整改`);
    const sent = await city.says(HEAD, `同意 ${other}`);
    expect((await city.hazard(other)).status).toBe('archived');
    expect(sent.filter((each) => each.to === 'zhengyiming' && each.kind === 'feedback')).toEqual([]);
    city.clock.at = at('11-24 07:45');
    expect((await sendDigests(city, null)).get('zhengyiming')?.join('\n')).toContain('已经整改好');
  });
});
