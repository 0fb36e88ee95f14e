import { describe, expect, it } from 'vitest';
import { createTokenStore } from '../../../src/infra/database/token-store.ts';
import { message } from '../../fixtures/wecom/outbound.ts';
import { errcode, json, type Recorded, type Reply } from './fake-wecom.ts';
import { failure, useWorld } from './world.ts';

const world = useWorld();
const fetched = (): number => world.platform.callsTo('gettoken').length;
const usedTokens = (): (string | null)[] => world.platform.callsTo('message/send').map((call) => call.query.get('access_token'));
const refusing =
  (...rejected: string[]) =>
  (call: Recorded): Reply =>
    rejected.includes(call.query.get('access_token') ?? '') ? errcode(42001) : json({ errcode: 0, msgid: 'M' });
const age = (milliseconds: number) =>
  world.pool.query(`UPDATE access_token SET expires_at = expires_at - $1 * interval '1 millisecond'`, [milliseconds]);

describe('the access token', () => {
  it('is fetched once by many processes that want it at the same moment', async () => {
    const channels = Array.from({ length: 8 }, () => world.channel());
    await Promise.all(channels.map((channel, index) => channel.send(message({ id: `m${index}` }))));
    expect(fetched()).toBe(1);
    expect(new Set(usedTokens())).toEqual(new Set(['token-1']));
  });

  it('asks with the corp id and the secret of the app', async () => {
    await world.channel().send(message());
    const query = world.platform.callsTo('gettoken')[0]?.query;
    expect([query?.get('corpid'), query?.get('corpsecret')]).toEqual(['wx5823bf96d3bd56c7', 'secret-of-the-app']);
  });

  it('is kept while it lives', async () => {
    await world.channel().send(message());
    await world.channel().send(message());
    expect(fetched()).toBe(1);
  });

  it('is replaced five minutes before its end', async () => {
    await world.channel().send(message());
    await age(7200_000 - 6 * 60_000);
    await world.channel().send(message());
    expect(fetched()).toBe(1);
    await age(2 * 60_000);
    await world.channel().send(message());
    expect(usedTokens()).toEqual(['token-1', 'token-1', 'token-2']);
  });

  it('is used to its end while no new one is to be had', async () => {
    await world.channel().send(message());
    await age(7200_000 - 60_000);
    world.platform.on('gettoken', { kind: 'answer', status: 502, body: '' });
    await world.channel().send(message());
    expect(usedTokens()).toEqual(['token-1', 'token-1']);
  });

  it.each([40014, 42001, 41001])('is replaced when the platform refuses it (%i), and the call made once more', async (code) => {
    world.platform.on('message/send', errcode(code), json({ errcode: 0, msgid: 'M' }));
    expect(await world.channel().send(message())).toMatchObject({ id: 'M' });
    expect(usedTokens()).toEqual(['token-1', 'token-2']);
    const [first, again] = world.platform.callsTo('message/send');
    expect(again?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
  });

  it('is replaced once although many processes find it refused', async () => {
    await world.channel().send(message());
    world.platform.on('message/send', refusing('token-1'));
    await Promise.all(Array.from({ length: 8 }, (_, index) => world.channel().send(message({ id: `m${index}` }))));
    expect(fetched()).toBe(2);
  });

  it('that is refused again fails for a retry, without a loop', async () => {
    world.platform.on('message/send', errcode(40014));
    expect(await failure(world.channel().send(message()))).toMatchObject({ errorClass: 'retry', code: 'wecom:40014' });
    expect(usedTokens()).toEqual(['token-1', 'token-2']);
  });

  it('is not asked for again for ten minutes after a refused secret, by any process', async () => {
    world.platform.on('gettoken', errcode(40001));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await failure(world.channel().send(message()))).toMatchObject({
        errorClass: 'config',
        code: 'wecom:40001',
        retryAfterMs: 600_000,
      });
    }
    expect(fetched()).toBe(1);
    expect(world.platform.callsTo('message/send')).toEqual([]);
    await age(600_001);
    await failure(world.channel().send(message()));
    expect(fetched()).toBe(2);
  });

  it('is asked for at once with another secret', async () => {
    world.platform.on('gettoken', errcode(40001), json({ errcode: 0, access_token: 'good', expires_in: 7200 }));
    await failure(world.channel({ secret: 'mistyped' }).send(message()));
    await world.channel().send(message());
    expect(usedTokens()).toEqual(['good']);
  });

  it('is asked for again at once after a failure of the network', async () => {
    world.platform.on('gettoken', { kind: 'reset' }, json({ errcode: 0, access_token: 'good', expires_in: 7200 }));
    expect(await failure(world.channel().send(message()))).toMatchObject({ errorClass: 'retry', code: 'reset' });
    await world.channel().send(message());
    expect(usedTokens()).toEqual(['good']);
  });

  it('is fetched by another process when the one that held the lease has died', async () => {
    const store = createTokenStore(world.pool);
    await world.channel().send(message());
    const { rows } = await world.pool.query<{ key: string }>('SELECT key FROM access_token');
    const key = rows[0]?.key ?? '';
    await age(7200_000);
    expect(await store.claim(key, { leaseMs: 300, aheadMs: 0, rejected: null })).toBe(true);
    await world.channel().send(message());
    expect(usedTokens()).toEqual(['token-1', 'token-2']);
  });

  it('is not asked for at every call where the platform gives it with little time left', async () => {
    world.platform.on('gettoken', json({ errcode: 0, access_token: 'ending', expires_in: 120 }));
    for (let index = 0; index < 5; index += 1) await world.channel().send(message());
    expect(fetched()).toBe(1);
    expect(usedTokens()).toEqual(Array(5).fill('ending'));
  });

  it('is never longer or younger than the platform says', async () => {
    world.platform.on('gettoken', json({ errcode: 0, access_token: 'x'.repeat(512), expires_in: 600 }));
    await world.channel().send(message());
    const { rows } = await world.pool.query<{ left: number }>(
      'SELECT extract(epoch FROM expires_at - now())::float8 AS left FROM access_token',
    );
    expect(rows[0]?.left).toBeGreaterThan(590);
    expect(rows[0]?.left).toBeLessThanOrEqual(600);
    expect(usedTokens()).toEqual(['x'.repeat(512)]);
  });
});

describe('the store of tokens', () => {
  const store = () => createTokenStore(world.pool);
  const lease = { leaseMs: 60_000, aheadMs: 300_000, rejected: null };

  it('gives the lease to one of many', async () => {
    const granted = await Promise.all(Array.from({ length: 20 }, () => store().claim('k', lease)));
    expect(granted.filter(Boolean)).toHaveLength(1);
  });

  it('gives no lease while the token is good, unless that one was refused', async () => {
    await store().save('k', 'good', 7200_000);
    expect(await store().claim('k', lease)).toBe(false);
    expect(await store().claim('k', { ...lease, rejected: 'older' })).toBe(false);
    expect(await store().claim('k', { ...lease, rejected: 'good' })).toBe(true);
  });

  it('gives the lease again once it is returned or run out', async () => {
    expect(await store().claim('k', { ...lease, leaseMs: 0 })).toBe(true);
    expect(await store().claim('k', lease)).toBe(true);
    expect(await store().claim('k', lease)).toBe(false);
    await store().release('k');
    expect(await store().claim('k', lease)).toBe(true);
  });

  it('shows neither a lease without a token nor an expired token', async () => {
    await store().claim('k', lease);
    expect(await store().read('k')).toBeNull();
    await store().save('k', 'short', -1);
    expect(await store().read('k')).toBeNull();
    await store().save('k', 'long', 60_000);
    expect(await store().read('k')).toMatchObject({ token: 'long' });
  });
});
