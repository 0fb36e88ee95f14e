import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../../src/messaging/message.ts';
import { approvalCard, message } from '../../fixtures/wecom/outbound.ts';
import { errcode, json, type Recorded } from './fake-wecom.ts';
import { failure, useWorld } from './world.ts';

const world = useWorld();
const sent = (call: Recorded | undefined): Record<string, unknown> => JSON.parse(call?.body.toString() ?? '{}');
const robot = (): Address => ({
  kind: 'group',
  platform: 'wecom-robot',
  address: `${world.platform.url}/cgi-bin/webhook/send?key=ROBOT-KEY`,
  secret: null,
});
const card = { kind: 'card', card: approvalCard } as const;
const photo = (size = 100) => ({ bytes: Buffer.alloc(size, 1), contentType: 'image/jpeg', name: 'photo.jpg' });

describe('a message to a member', () => {
  it('is one call with an integer app id and the duplicate check on', async () => {
    world.platform.on('message/send', json({ errcode: 0, errmsg: 'ok', msgid: 'MSG-1' }));
    const ref = await world.channel().send(message());
    const [call, ...more] = world.platform.callsTo('message/send');
    expect(more).toEqual([]);
    expect(call?.query.get('access_token')).toBe('token-1');
    expect(sent(call)).toEqual({
      touser: 'WangZhuRen',
      agentid: 1000002,
      msgtype: 'text',
      text: { content: '收到' },
      enable_duplicate_check: 1,
      duplicate_check_interval: expect.any(Number),
    });
    expect(ref).toEqual({ id: 'MSG-1', updateToken: null });
  });

  it('has the same bytes when it is sent again, by whatever process', async () => {
    await world.channel().send(message({ body: card }));
    await world.channel().send(message({ body: card }));
    const [first, again] = world.platform.callsTo('message/send');
    expect(again?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
  });

  it('has other bytes than another message with the same words', async () => {
    const channel = world.channel();
    await channel.send(message({ id: 'msg-1', sequence: 1 }));
    await channel.send(message({ id: 'msg-2', sequence: 2 }));
    const [first, second] = world.platform.callsTo('message/send');
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(false);
  });

  it('is raw UTF-8 on the wire, whatever was typed', async () => {
    await world.channel().send(message({ body: { kind: 'text', text: '灭火器😀\ud83d失压' } }));
    const body = world.platform.callsTo('message/send')[0]?.body.toString() ?? '';
    expect(body).toContain('灭火器😀失压');
    expect(body).not.toContain('\\u');
  });

  it('that is long goes in parts, in order, and answers for the last', async () => {
    let count = 0;
    world.platform.on('message/send', () => json({ errcode: 0, msgid: `MSG-${++count}` }));
    const ref = await world.channel().send(message({ body: { kind: 'text', text: '长'.repeat(1500) } }));
    const contents = world.platform.callsTo('message/send').map((call) => (sent(call).text as { content: string }).content);
    expect(contents.map((content) => content.split('\n').at(-1))).toEqual(['(1/3)', '(2/3)', '(3/3)']);
    expect(ref.id).toBe('MSG-3');
  });

  it('returns the code with which its card can be redrawn', async () => {
    world.platform.on('message/send', json({ errcode: 0, msgid: 'M', response_code: 'RC' }));
    expect(await world.channel().send(message({ body: card }))).toEqual({ id: 'M', updateToken: 'RC' });
  });

  it.each([
    ['invaliduser', 'other|wangzhuren'],
    ['unlicenseduser', 'wangzhuren'],
    ['invaliduser', 'WangZhuRen|other'],
  ])('fails for the recipient where %s names him (%s) beside errcode 0', async (list, accounts) => {
    world.platform.on('message/send', json({ errcode: 0, errmsg: 'ok', msgid: 'M', [list]: accounts }));
    const error = await failure(world.channel().send(message()));
    expect(error).toMatchObject({ errorClass: 'recipient', code: `wecom:${list}` });
    expect(error.message).not.toMatch(/wangzhuren/i);
  });

  it('is not failed by somebody else in that list', async () => {
    world.platform.on('message/send', json({ errcode: 0, msgid: 'M', invaliduser: 'wangzhuren2' }));
    await expect(world.channel().send(message())).resolves.toMatchObject({ id: 'M' });
  });

  it.each(['@all', 'a|b', '', '@ALL', 'x'.repeat(65)])('never goes out to the account %j', async (account) => {
    const error = await failure(world.channel().send(message({ to: { kind: 'member', account } })));
    expect(error.errorClass).toBe('recipient');
    expect(world.platform.callsTo('message/send')).toEqual([]);
  });
});

describe('a file', () => {
  it('is uploaded once and keeps its id over retries, so that the bytes are the same', async () => {
    world.files.set('abc', photo());
    let uploads = 0;
    world.platform.on('media/upload', () => json({ errcode: 0, type: 'image', media_id: `MEDIA-${++uploads}`, created_at: '1795420800' }));
    world.platform.on('message/send', errcode(-1), json({ errcode: 0, msgid: 'M' }));
    const image = message({ body: { kind: 'image', hash: 'abc' } });
    await failure(world.channel().send(image));
    await world.channel().send(image);
    const [first, again] = world.platform.callsTo('message/send');
    expect(uploads).toBe(1);
    expect(sent(first).image).toEqual({ media_id: 'MEDIA-1' });
    expect(again?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
  });

  it('goes as a form with the part `media` and its Chinese name, raw', async () => {
    world.files.set('abc', { bytes: Buffer.from('PK\u0003\u0004台账'), contentType: 'application/octet-stream', name: 'x.bin' });
    world.platform.on('media/upload', json({ errcode: 0, media_id: 'M1' }));
    await world.channel().send(message({ body: { kind: 'file', hash: 'abc', name: '隐患"台账".xlsx' } }));
    const [call] = world.platform.callsTo('media/upload');
    expect(call?.query.get('type')).toBe('file');
    const form = await new Response(new Uint8Array(call?.body ?? []), { headers: { 'content-type': call?.contentType ?? '' } }).formData();
    const part = form.get('media');
    if (!(part instanceof File)) throw new Error('no file in the form');
    expect(part.name).toBe('隐患_台账_.xlsx');
    expect(call?.body.toString()).toContain('filename="隐患_台账_.xlsx"');
    expect(Buffer.from(await part.arrayBuffer()).toString()).toBe('PK\u0003\u0004台账');
  });

  it('with another name is another upload', async () => {
    world.files.set('abc', photo());
    world.platform.on('media/upload', json({ errcode: 0, media_id: 'M1' }));
    for (const name of ['一.xlsx', '二.xlsx']) await world.channel().send(message({ body: { kind: 'file', hash: 'abc', name } }));
    expect(world.platform.callsTo('media/upload')).toHaveLength(2);
  });

  it('that the platform has lost is uploaded again, once', async () => {
    world.files.set('abc', photo());
    let uploads = 0;
    world.platform.on('media/upload', () => json({ errcode: 0, media_id: `MEDIA-${++uploads}` }));
    world.platform.on('message/send', errcode(40007), json({ errcode: 0, msgid: 'M' }));
    await world.channel().send(message({ body: { kind: 'image', hash: 'abc' } }));
    expect(world.platform.callsTo('message/send').map((call) => sent(call).image)).toEqual([
      { media_id: 'MEDIA-1' },
      { media_id: 'MEDIA-2' },
    ]);
  });

  it('that the platform keeps losing is an error of the file', async () => {
    world.files.set('abc', photo());
    world.platform.on('media/upload', json({ errcode: 0, media_id: 'MEDIA' }));
    world.platform.on('message/send', errcode(40007));
    expect(await failure(world.channel().send(message({ body: { kind: 'image', hash: 'abc' } })))).toMatchObject({ errorClass: 'media' });
    expect(world.platform.callsTo('message/send')).toHaveLength(2);
  });

  it.each([
    ['too big', 10 * 1024 * 1024 + 1, 'too-big'],
    ['too small', 5, 'too-small'],
  ])('that is %s is not offered to the platform', async (_name, size, code) => {
    world.files.set('abc', photo(size));
    expect(await failure(world.channel().send(message({ body: { kind: 'image', hash: 'abc' } })))).toMatchObject({
      errorClass: 'media',
      code,
    });
    expect(world.platform.callsTo('media/upload')).toEqual([]);
  });
});

describe('a message to a robot', () => {
  it('goes to its address as it is, without a token', async () => {
    await world.channel().send(message({ to: robot(), mentions: ['LiLaoShi'] }));
    expect(world.platform.calls.map((call) => call.path)).toEqual(['webhook/send']);
    expect(world.platform.calls[0]?.query.toString()).toBe('key=ROBOT-KEY');
    expect(sent(world.platform.calls[0])).toEqual({ msgtype: 'text', text: { content: '收到', mentioned_list: ['LiLaoShi'] } });
  });

  it('carries a picture inside', async () => {
    const file = photo();
    world.files.set('abc', file);
    await world.channel().send(message({ to: robot(), body: { kind: 'image', hash: 'abc' } }));
    const md5 = createHash('md5').update(file.bytes).digest('hex');
    expect(sent(world.platform.calls[0])).toEqual({ msgtype: 'image', image: { base64: file.bytes.toString('base64'), md5 } });
  });

  it('refuses a picture of more than 2 MB', async () => {
    world.files.set('abc', photo(2 * 1024 * 1024 + 1));
    expect(await failure(world.channel().send(message({ to: robot(), body: { kind: 'image', hash: 'abc' } })))).toMatchObject({
      code: 'too-big',
    });
  });

  it('uploads a file with the key of that robot', async () => {
    world.files.set('abc', photo());
    world.platform.on('webhook/upload_media', json({ errcode: 0, media_id: 'RM' }));
    await world.channel().send(message({ to: robot(), body: { kind: 'file', hash: 'abc', name: '台账.xlsx' } }));
    const [upload, call] = world.platform.calls;
    expect([upload?.path, upload?.query.get('key'), upload?.query.get('type')]).toEqual(['webhook/upload_media', 'ROBOT-KEY', 'file']);
    expect(sent(call)).toEqual({ msgtype: 'file', file: { media_id: 'RM' } });
  });

  it('names its key in no error', async () => {
    world.platform.on('webhook/send', errcode(93000, 'invalid webhook url, key=ROBOT-KEY'));
    const error = await failure(world.channel().send(message({ to: robot() })));
    expect(error).toMatchObject({ errorClass: 'config', code: 'wecom:93000' });
    expect(JSON.stringify(error) + error.message + error.stack).not.toContain('ROBOT-KEY');
  });

  it('is a matter of settings where the address is no URL', async () => {
    const to: Address = { kind: 'group', platform: 'wecom-robot', address: 'file:///etc/passwd', secret: null };
    expect(await failure(world.channel().send(message({ to })))).toMatchObject({ errorClass: 'config', code: 'bad-webhook' });
  });
});

describe('a message to a group', () => {
  it('of the app names its chat id', async () => {
    const to: Address = { kind: 'group', platform: 'wecom-appchat', address: 'safetyduty2026', secret: null };
    const ref = await world.channel().send(message({ to, body: { kind: 'markdown', markdown: '**今日**' }, mentions: ['LiLaoShi'] }));
    expect(sent(world.platform.callsTo('appchat/send')[0])).toEqual({
      chatid: 'safetyduty2026',
      msgtype: 'markdown',
      markdown: { content: '**今日**\n<@LiLaoShi>' },
    });
    expect(ref).toEqual({ id: null, updateToken: null });
  });

  it('of another platform is our mistake', async () => {
    const to: Address = { kind: 'group', platform: 'dingtalk-group', address: 'x', secret: null };
    expect(await failure(world.channel().send(message({ to })))).toMatchObject({ errorClass: 'request', code: 'wrong-platform' });
  });
});

describe('redrawing a card', () => {
  const decided = message({ body: { kind: 'card', card: { ...approvalCard, outcome: '王主任 11-23 10:20 已同意' } } });

  it('replaces it for everybody who got it', async () => {
    world.platform.on('message/update_template_card', json({ errcode: 0, invaliduser: ['gone'] }));
    await world.channel().update(decided, { id: 'M', updateToken: 'RC' });
    expect(sent(world.platform.callsTo('message/update_template_card')[0])).toMatchObject({
      atall: 1,
      agentid: 1000002,
      response_code: 'RC',
      template_card: { card_type: 'button_interaction', replace_text: '王主任 11-23 10:20 已同意' },
    });
  });

  it('fails as stale when the code is used up', async () => {
    world.platform.on('message/update_template_card', errcode(60140));
    expect(await failure(world.channel().update(decided, { id: 'M', updateToken: 'RC' }))).toMatchObject({
      errorClass: 'stale',
      code: 'wecom:60140',
    });
  });

  it.each([
    ['there is no code', decided, null],
    ['it is no card', message(), 'RC'],
    ['it went to a group', { ...decided, to: { kind: 'group', platform: 'wecom-appchat', address: 'x', secret: null } as const }, 'RC'],
  ])('fails as stale without a call when %s', async (_name, body, updateToken) => {
    expect(await failure(world.channel().update(body, { id: 'M', updateToken }))).toMatchObject({ errorClass: 'stale' });
    expect(world.platform.calls).toEqual([]);
  });
});
