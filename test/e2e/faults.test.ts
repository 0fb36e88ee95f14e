import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/wecom/faults.ts';
import { type Product, startProduct } from '../support/product.ts';
import { startTalk } from './support/talk.ts';

type Message = { to: { id: string } | null; status: string; attempts: number; error: string | null };

let product: Product;
let database: pg.Client;

beforeAll(async () => {
  product = await startProduct({ roles: ['web', 'worker'] });
  database = new pg.Client({ connectionString: product.databaseUrl });
  database.on('error', () => undefined);
  await database.connect();
}, 120_000);
afterAll(async () => {
  await database?.end();
  await product?.stop();
});

/** Longer than any patience of the program. */
const soon = { timeout: 15_000 };

const inbox = async (): Promise<Record<string, number>> => (await product.api('/api/stats')).body.inbox as Record<string, number>;
const messages = async (status: string): Promise<Message[]> =>
  (await product.api(`/api/messages?status=${status}&limit=200`)).body.items as Message[];

/** What waits for the system's time goes now. */
const hurry = async (): Promise<void> => {
  await database.query("UPDATE outbox_message SET retry_at = now() WHERE status = 'queued' AND retry_at > now()");
  await database.query('UPDATE channel_pause SET until = now()');
};

/** No test inherits what another one broke. */
afterEach(async () => {
  product.platform.healFaults();
  await hurry();
});

describe('while the worker is stopped', () => {
  it('the web process keeps what comes, answers in time, and all of it is done in order afterwards', async () => {
    const talk = await startTalk(product);
    await product.terminate('worker');

    const people = ['zhengyiming', 'liufang', 'sundapeng', 'chenguodong'];
    const words = ['帮助', '北楼三层走廊灭火器过期', '进度', '撤回', '看错了'];
    const records = (await Promise.all(people.map((account) => Promise.all(words.map((text) => talk.says(account, text)))))).flat();

    expect(records.map((record) => [record.outcome, record.attempts.length])).toEqual(records.map(() => ['accepted', 1]));
    expect(Math.max(...records.map((record) => record.attempts[0]?.milliseconds ?? Number.POSITIVE_INFINITY))).toBeLessThan(1000);
    expect(await inbox()).toMatchObject({ pending: 20 });
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
    expect(talk.sent()).toEqual([]);

    await product.start('worker');
    await talk.settled();
    expect(await inbox()).toMatchObject({ pending: 0, failed: 0 });
    const [help, receipt, progress, why, done] = talk.heard('zhengyiming');
    expect(help).toMatch(/一句话告诉我/);
    expect(receipt).toMatch(/已收到/);
    expect(progress).toMatch(/还有 1 条没办完/);
    expect(why).toMatch(/为什么撤回/);
    expect(done).toMatch(/已撤回/);
  });
});

/** Holds the inbox as a slow disk or a long checkpoint would; returns how to let go. */
const holdInbox = async (): Promise<() => Promise<void>> => {
  const holder = new pg.Client({ connectionString: product.databaseUrl });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE inbox_message IN SHARE ROW EXCLUSIVE MODE');
  return () => holder.end();
};

describe('a callback', () => {
  it('is answered only once its row is committed', async () => {
    const talk = await startTalk(product);
    const release = await holdInbox();
    let answered = false;
    const said = talk.says('zhengyiming', '帮助').then((record) => {
      answered = true;
      return record;
    });
    // The statement is there and waits for us: an answer now would be one before the commit.
    const waits = async (): Promise<number> =>
      (
        await database.query(
          "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO inbox_message%'",
        )
      ).rows[0].n;
    await expect.poll(waits, soon).toBe(1);
    expect(answered).toBe(false);
    await release();

    expect((await said).outcome).toBe('accepted');
    await talk.hears('zhengyiming', /一句话告诉我/);
  });

  it('that the database kept waiting for longer than the platform waits is refused in time, sent again and taken once', async () => {
    const talk = await startTalk(product);
    const release = await holdInbox();
    const nth = product.platform.callbacks.length;
    const said = talk.says('zhengyiming', '帮助');
    await expect.poll(() => product.platform.callbacks[nth]?.attempts.length ?? 0, soon).toBeGreaterThanOrEqual(1);
    await release();

    const record = await said;
    // Within the platform's patience of five seconds it hears that we could not.
    expect(record.attempts[0]?.problem).toBe('http 503');
    expect(record.outcome).toBe('accepted');
    await talk.settled();
    expect(talk.heard('zhengyiming')).toHaveLength(1);
  });
});

describe('when the platform', () => {
  it.each<[string, Fault, string]>([
    ['answers with a gateway’s page (502)', 'http-502', 'http:502'],
    ['is busy (-1)', { errcode: -1 }, 'wecom:-1'],
    ['breaks the connection before it looks', 'reset-before', 'reset'],
    ['sends no JSON', 'not-json', 'bad-json'],
  ])('%s, the message is sent again and seen once', async (_what, fault, error) => {
    const talk = await startTalk(product);
    product.platform.fail('message/send', fault);
    await talk.says('zhengyiming', '帮助');
    await expect
      .poll(async () => (await messages('queued')).map((message) => [message.error, message.attempts]), soon)
      .toEqual([[error, 1]]);
    await hurry();
    await talk.hears('zhengyiming', /一句话告诉我/);
    await talk.settled();
    expect(talk.heard('zhengyiming')).toHaveLength(1);
  });

  it('accepts and then breaks the connection, the person sees the message once', async () => {
    const talk = await startTalk(product);
    const before = product.platform.window('zhengyiming').filter((line) => line.from === 'bot').length;
    product.platform.fail('message/send', 'reset-after-accepting');
    await talk.says('zhengyiming', '帮助');
    await expect.poll(async () => (await messages('queued')).map((message) => message.error), soon).toEqual(['reset']);
    await hurry();
    await talk.settled();

    expect(talk.sent().map((record) => record.duplicate)).toEqual([false, true]);
    expect(talk.sent()[0]?.body).toEqual(talk.sent()[1]?.body);
    expect(product.platform.window('zhengyiming').filter((line) => line.from === 'bot')).toHaveLength(before + 1);
    expect(await messages('queued')).toEqual([]);
  });

  it('never answers, the message is sent again after the patience of ten seconds, and others are not held up', async () => {
    const talk = await startTalk(product);
    product.platform.fail('message/send', 'hang');
    await talk.says('zhengyiming', '帮助');
    await talk.says('liufang', '帮助');
    // Which of the two meets the hanging call is open; the other one must not wait for it.
    await expect.poll(() => talk.sent().length, soon).toBe(1);
    // The platform has it a moment before we know.
    await expect.poll(async () => (await messages('queued')).map((message) => message.error), soon).toEqual([null]);
    await expect.poll(async () => (await messages('queued')).map((message) => message.error), soon).toEqual(['timeout']);
    await hurry();
    for (const person of ['zhengyiming', 'liufang']) await talk.hears(person, /一句话告诉我/);
  });

  it('says that we send too much (45009), the channel keeps still and nothing is lost', async () => {
    const talk = await startTalk(product);
    product.platform.fail('message/send', { errcode: 45009 });
    await talk.says('zhengyiming', '帮助');
    await expect.poll(async () => (await messages('queued')).map((message) => message.error), soon).toEqual(['wecom:45009']);
    await talk.says('liufang', '帮助');
    await expect
      .poll(async () => (await messages('queued')).map((message) => message.error).sort())
      .toEqual([expect.stringMatching(/^paused: ?wecom:45009$/), 'wecom:45009']);
    expect(talk.sent()).toEqual([]);

    await hurry();
    await talk.hears('zhengyiming', /一句话告诉我/);
    await talk.hears('liufang', /一句话告诉我/);
  });

  it('takes the token back, a new one is fetched and the message goes', async () => {
    const talk = await startTalk(product);
    product.platform.invalidateTokens();
    await talk.says('zhengyiming', '帮助');
    await talk.hears('zhengyiming', /一句话告诉我/);
  });

  it('does not know the member, the message is parked with the reason', async () => {
    const talk = await startTalk(product);
    product.platform.fail('message/send', { errcode: 81013 });
    await talk.says('zhengyiming', '帮助');
    await expect.poll(async () => (await messages('parked')).map((message) => message.error), soon).toEqual(['wecom:81013']);
    expect(talk.sent()).toEqual([]);
  });
});
