import { describe, expect, it } from 'vitest';
import type { MediaRef } from '../../../src/messaging/message.ts';
import { errcode, json, type Reply } from './fake-wecom.ts';
import { failure, useWorld } from './world.ts';

const world = useWorld();
const ref: MediaRef = { channel: 'wecom', id: 'MEDIA 1', kind: 'image', name: null };
const MEGABYTE = 1024 * 1024;

const file = (body: Buffer | string, headers: Record<string, string> = {}): Reply => ({
  kind: 'answer',
  headers: { 'content-type': 'image/jpeg', 'content-disposition': 'attachment; filename="MEDIA_ID.jpg"', ...headers },
  body,
});

const download = async (timeoutMs = 5000): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of await world.channel({ timeoutMs }).fetchMedia(ref)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

describe('fetching what a person sent', () => {
  it('gives the bytes', async () => {
    const bytes = Buffer.alloc(3 * MEGABYTE, 7);
    world.platform.on('media/get', file(bytes));
    expect((await download()).equals(bytes)).toBe(true);
    const [call] = world.platform.callsTo('media/get');
    expect([call?.query.get('media_id'), call?.query.get('access_token')]).toEqual(['MEDIA 1', 'token-1']);
  });

  it('gives a JSON file that a person sent', async () => {
    world.platform.on('media/get', file('{"errcode":40007}', { 'content-type': 'application/json' }));
    expect((await download()).toString()).toBe('{"errcode":40007}');
  });

  it.each<[string, Reply, string, string]>([
    ['it has expired', errcode(40007), 'media', 'wecom:40007'],
    ['too many ask for it', errcode(45033), 'rate-limited', 'wecom:45033'],
    ['the answer is JSON and nothing else', json({ errcode: 0 }), 'media', 'no-file'],
    ['the answer is a page', { kind: 'answer', headers: { 'content-type': 'text/html' }, body: '<html>' }, 'retry', 'bad-json'],
    ['the platform is down', { kind: 'answer', status: 500, body: '' }, 'retry', 'http:500'],
    ['it says at once that it is too big', file(Buffer.alloc(20 * MEGABYTE + 1)), 'media', 'too-big'],
    ['the connection breaks in the middle', { kind: 'reset', after: Buffer.alloc(1000) }, 'retry', 'reset'],
    ['nobody answers', { kind: 'hang' }, 'retry', 'timeout'],
  ])('fails when %s', async (_name, reply, errorClass, code) => {
    world.platform.on('media/get', reply);
    expect(await failure(download(reply.kind === 'hang' ? 300 : 5000))).toMatchObject({ errorClass, code });
  });

  it('stops reading what grows too big without saying so', async () => {
    world.platform.on('media/get', file(Buffer.alloc(21 * MEGABYTE), { 'transfer-encoding': 'chunked' }));
    expect(await failure(download())).toMatchObject({ errorClass: 'media', code: 'too-big' });
  });

  it('takes 20 MB', async () => {
    world.platform.on('media/get', file(Buffer.alloc(20 * MEGABYTE)));
    expect(await download()).toHaveLength(20 * MEGABYTE);
  });

  it('asks again with a fresh token', async () => {
    world.platform.on('media/get', errcode(42001), file('bytes'));
    expect((await download()).toString()).toBe('bytes');
  });
});

describe('the account of a phone', () => {
  it('is the member of the platform', async () => {
    world.platform.on('user/getuserid', json({ errcode: 0, userid: 'LiLaoShi' }));
    expect(await world.channel().accountOfPhone('+86 138-1234-5678')).toBe('LiLaoShi');
    expect(world.platform.callsTo('user/getuserid')[0]?.body.toString()).toBe('{"mobile":"13812345678"}');
  });

  it.each([46004, 60111, 60011, 48002])('is unknown where the platform does not say (%i)', async (code) => {
    world.platform.on('user/getuserid', errcode(code));
    expect(await world.channel().accountOfPhone('13812345678')).toBeNull();
  });

  it.each(['', '12345', '010-12345678', 'x'])('is not asked for where %j can be no mobile number', async (phone) => {
    expect(await world.channel().accountOfPhone(phone)).toBeNull();
    expect(world.platform.calls).toEqual([]);
  });

  it('fails without naming the phone', async () => {
    world.platform.on('user/getuserid', errcode(60020, 'mobile 13812345678'));
    const error = await failure(world.channel().accountOfPhone('13812345678'));
    expect(error.errorClass).toBe('config');
    expect(error.message).not.toContain('13812345678');
  });
});
