import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { message } from '../../fixtures/wecom/outbound.ts';
import { errcode, type Reply } from './fake-wecom.ts';
import { failure, useWorld } from './world.ts';

const world = useWorld();
const html: Reply = { kind: 'answer', headers: { 'content-type': 'text/html' }, body: '<html>login</html>' };

describe('a call that fails', () => {
  it.each<[string, Reply, string, string]>([
    ['a bad gateway', { kind: 'answer', status: 502, body: 'bad gateway' }, 'retry', 'http:502'],
    ['an unavailable service', { kind: 'answer', status: 503, body: '{"errcode":0}' }, 'retry', 'http:503'],
    ['a redirect', { kind: 'answer', status: 302, headers: { location: 'http://127.0.0.1:9/x' }, body: '' }, 'retry', 'http:302'],
    ['a page instead of JSON', html, 'retry', 'bad-json'],
    ['an empty answer', { kind: 'answer', body: '' }, 'retry', 'bad-json'],
    ['a JSON list', { kind: 'answer', body: '[]' }, 'retry', 'bad-json'],
    ['a cut connection', { kind: 'reset' }, 'retry', 'reset'],
    ['a connection cut in the middle', { kind: 'reset', after: Buffer.from('{"errco') }, 'retry', 'reset'],
    ['a foreign server', { kind: 'answer', status: 404, body: 'not found' }, 'config', 'http:404'],
    ['too many requests', { kind: 'answer', status: 429, body: '' }, 'rate-limited', 'http:429'],
    ['a busy platform', errcode(-1), 'retry', 'wecom:-1'],
    ['too many calls', errcode(45009), 'rate-limited', 'wecom:45009'],
    ['a stranger', errcode(60111), 'recipient', 'wecom:60111'],
    ['an untrusted address', errcode(60020), 'config', 'wecom:60020'],
    ['refused words', errcode(40201), 'content', 'wecom:40201'],
    ['an unknown code', errcode(999999), 'request', 'wecom:999999'],
  ])('by %s says what to do', async (_name, reply, errorClass, code) => {
    world.platform.on('message/send', reply);
    expect(await failure(world.channel().send(message()))).toMatchObject({ channel: 'wecom', errorClass, code });
    expect(world.platform.callsTo('message/send')).toHaveLength(1);
  });

  it('by silence is given up in time', async () => {
    world.platform.on('message/send', { kind: 'hang' });
    expect(await failure(world.channel({ timeoutMs: 150 }).send(message()))).toMatchObject({ errorClass: 'retry', code: 'timeout' });
  });

  it('by a closed door is worth a retry', async () => {
    const port = await unusedPort();
    const http = () => fetch(`http://127.0.0.1:${port}`);
    expect(await failure(world.channel({ http }).send(message()))).toMatchObject({ errorClass: 'retry', code: 'unreachable' });
  });

  it('by a part of a long message fails as a whole, and the retry repeats the same parts', async () => {
    world.platform.on('message/send', errcode(0), errcode(-1), errcode(0));
    const long = message({ body: { kind: 'text', text: '长'.repeat(1000) } });
    await failure(world.channel().send(long));
    await world.channel().send(long);
    const bodies = world.platform.callsTo('message/send').map((call) => call.body.toString());
    expect(bodies.slice(2)).toEqual(bodies.slice(0, 2));
    expect(bodies[0]).not.toBe(bodies[1]);
  });
});

describe('no failure', () => {
  it.each<[string, Reply]>([
    ['a refused secret', errcode(40001, 'invalid credential, corpsecret=secret-of-the-app')],
    ['a bad gateway', { kind: 'answer', status: 502, body: '' }],
    ['a cut connection', { kind: 'reset' }],
  ])('tells the secret: %s when asking for a token', async (_name, reply) => {
    world.platform.on('gettoken', reply);
    const error = await failure(world.channel().send(message()));
    for (const text of [error.message, String(error.stack), JSON.stringify(error), String(error.cause), ...world.logged]) {
      expect(text).not.toContain('secret-of-the-app');
    }
  });

  it.each<[string, Reply]>([
    ['a refusal that quotes it', errcode(60020, 'access_token=token-1 is not for you')],
    ['a page', html],
    ['a cut connection', { kind: 'reset' }],
  ])('tells the token: %s', async (_name, reply) => {
    world.platform.on('message/send', reply);
    const error = await failure(world.channel().send(message()));
    for (const text of [error.message, String(error.stack), JSON.stringify(error), String(error.cause), ...world.logged]) {
      expect(text).not.toContain('token-1');
    }
  });
});

const unusedPort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
