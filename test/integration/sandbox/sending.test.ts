import { describe, expect, it } from 'vitest';
import { CREDENTIALS, cardTo, connect, createTestClock, JPEG, startPlatform, textTo } from './platform.ts';

describe('gettoken', () => {
  it('gives the same token for two hours, and another after that', async () => {
    const clock = createTestClock();
    const platform = await startPlatform({ systemNow: clock.now });
    const first = await connect(platform);
    expect((await connect(platform)).token).toBe(first.token);
    clock.pass(7200);
    expect(await first.get('getcallbackip')).toMatchObject({ errcode: 42001 });
    expect((await connect(platform)).token).not.toBe(first.token);
  });

  it.each([
    [{ corpid: 'other', corpsecret: CREDENTIALS.secret }, 40013],
    [{ corpid: CREDENTIALS.corpId, corpsecret: 'wrong' }, 40001],
    [{ corpid: CREDENTIALS.corpId }, 41004],
    [{ corpsecret: CREDENTIALS.secret }, 41002],
  ])('refuses %j with %i', async (query, errcode) => {
    const platform = await startPlatform();
    const client = await connect(platform);
    expect(await client.get('gettoken', query)).toMatchObject({ errcode });
  });

  it('refuses a token that was taken back, a wrong one and none', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    platform.invalidateTokens();
    expect(await client.get('getcallbackip')).toMatchObject({ errcode: 40014 });
    expect(await client.get('getcallbackip', { access_token: 'x' })).toMatchObject({ errcode: 40014 });
    expect(await client.get('getcallbackip', { access_token: '' })).toMatchObject({ errcode: 41001 });
  });
});

describe('message/send', () => {
  it('shows a text in every recipient’s window', async () => {
    const clock = createTestClock();
    const platform = await startPlatform({ now: clock.now });
    const client = await connect(platform);
    const answer = await client.post('message/send', textTo('lilaoshi|WangZhuRen', '你好'));
    expect(answer).toEqual({ errcode: 0, errmsg: 'ok', msgid: expect.any(String) });
    expect(platform.window('LiLaoShi')).toEqual([
      { id: expect.any(String), conversation: 'LiLaoShi', at: '2026-11-23T00:00:00.000Z', from: 'bot', kind: 'text', text: '你好' },
    ]);
    expect(platform.window('WangZhuRen')).toHaveLength(1);
    expect(platform.sent).toMatchObject([{ via: 'message', to: ['LiLaoShi', 'WangZhuRen'], text: '你好', msgid: answer.msgid }]);
  });

  it('reaches everybody with @all', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    await client.post('message/send', textTo('@all', '通知'));
    expect(platform.sent[0]?.to).toEqual(['LiLaoShi', 'WangZhuRen']);
  });

  it('names unknown recipients in lower case and serves the others', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    const answer = await client.post('message/send', textTo('LiLaoShi|NoBody', '你好', { toparty: '7' }));
    expect(answer).toMatchObject({ errcode: 0, invaliduser: 'nobody', invalidparty: '7' });
    expect(platform.sent[0]?.to).toEqual(['LiLaoShi']);
  });

  it.each<[string, unknown, number]>([
    ['recipients who are all unknown', textTo('NoBody', 'x'), 81013],
    ['no recipient', textTo('', 'x'), 82001],
    ['an agentid as text', textTo('LiLaoShi', 'x', { agentid: '1000002' }), 40056],
    ['another app’s agentid', textTo('LiLaoShi', 'x', { agentid: 7 }), 301002],
    ['an unknown type', textTo('LiLaoShi', 'x', { msgtype: 'poem' }), 40008],
    ['empty words', textTo('LiLaoShi', ''), 44004],
    ['an unknown picture', textTo('LiLaoShi', 'x', { msgtype: 'image', image: { media_id: 'none' } }), 40007],
    ['markdown over 2048 bytes', textTo('LiLaoShi', 'x', { msgtype: 'markdown', markdown: { content: '好'.repeat(683) } }), 45002],
    [
      'a text card without address',
      textTo('LiLaoShi', 'x', { msgtype: 'textcard', textcard: { title: 'a', description: 'b', url: 'x' } }),
      40058,
    ],
    ['an illegal task_id', cardTo('LiLaoShi', 'hz:1'), 42014],
    ['a thousand and one recipients', textTo(Array.from({ length: 1001 }, (_, index) => `u${index}`).join('|'), 'x'), 40035],
  ])('refuses %s', async (_name, body, errcode) => {
    const platform = await startPlatform();
    const client = await connect(platform);
    expect(await client.post('message/send', body)).toMatchObject({ errcode });
    expect(platform.sent).toEqual([]);
  });

  it('refuses what is no JSON, no UTF-8 or escaped, with HTTP 200', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    expect(await client.postRaw('message/send', '{"touser":')).toMatchObject({
      errcode: 40058,
      errmsg: expect.stringContaining('wrong json'),
    });
    expect(await client.postRaw('message/send', '[]')).toMatchObject({ errcode: 40058 });
    const gbk = Uint8Array.from(Buffer.concat([Buffer.from('{"touser":"'), Buffer.from([0xc4, 0xe3]), Buffer.from('"}')]));
    expect(await client.postRaw('message/send', gbk)).toMatchObject({ errcode: 40033 });
    const escaped = JSON.stringify(textTo('LiLaoShi', '_')).replace('_', '\\u4f60');
    expect(await client.postRaw('message/send', escaped)).toMatchObject({ errcode: 40033 });
    const backslash = JSON.stringify(textTo('LiLaoShi', 'C:\\u4f60'));
    expect(await client.postRaw('message/send', backslash)).toMatchObject({ errcode: 0 });
  });

  it('cuts a text at 2048 bytes and says so in the record only', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    expect(await client.post('message/send', textTo('LiLaoShi', `a${'好'.repeat(700)}`))).toMatchObject({ errcode: 0 });
    expect(platform.sent[0]).toMatchObject({ truncated: true, text: `a${'好'.repeat(682)}` });
    await client.post('message/send', textTo('LiLaoShi', '短'));
    expect(platform.sent[1]).toMatchObject({ truncated: false });
  });

  it('drops what is over 30 a minute or 1000 an hour to one member without a word', async () => {
    const clock = createTestClock();
    const platform = await startPlatform({ now: clock.now });
    const client = await connect(platform);
    for (let nth = 0; nth < 30; nth += 1) await client.post('message/send', textTo('LiLaoShi', `${nth}`));
    expect(await client.post('message/send', textTo('LiLaoShi|WangZhuRen', '多了'))).toMatchObject({ errcode: 0 });
    expect(platform.sent.at(-1)).toMatchObject({ to: ['WangZhuRen'], dropped: ['LiLaoShi'] });
    clock.pass(61);
    await client.post('message/send', textTo('LiLaoShi', '又可以了'));
    expect(platform.window('LiLaoShi').at(-1)?.text).toBe('又可以了');
  });

  it('swallows the same request within its interval, and only the very same', async () => {
    const clock = createTestClock();
    const platform = await startPlatform({ now: clock.now });
    const client = await connect(platform);
    const body = textTo('LiLaoShi', '一次', { enable_duplicate_check: 1, duplicate_check_interval: 600 });
    const first = await client.post('message/send', body);
    expect(await client.post('message/send', body)).toEqual({ errcode: 0, errmsg: 'ok', msgid: first.msgid });
    await client.post('message/send', { ...body, duplicate_check_interval: 601 });
    expect(platform.window('LiLaoShi')).toHaveLength(2);
    expect(platform.sent.map((record) => record.duplicate)).toEqual([false, true, false]);
    clock.pass(600);
    await client.post('message/send', body);
    expect(platform.window('LiLaoShi')).toHaveLength(3);
  });

  it('swallows the repeat of a card rather than refusing its task_id', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    const body = cardTo('LiLaoShi', 't1', { enable_duplicate_check: 1 });
    expect(await client.post('message/send', body)).toMatchObject({ errcode: 0, response_code: expect.any(String) });
    expect(await client.post('message/send', body)).not.toHaveProperty('response_code');
    expect(await client.post('message/send', cardTo('WangZhuRen', 't1'))).toMatchObject({ errcode: 42014 });
    expect(platform.window('LiLaoShi')).toHaveLength(1);
  });

  it('sends what was uploaded, for three days', async () => {
    const clock = createTestClock();
    const platform = await startPlatform({ now: clock.now });
    const client = await connect(platform);
    const { media_id, created_at } = await client.upload('image', JPEG, '现场.jpg');
    expect(created_at).toBe(String(clock.now().getTime() / 1000));
    const body = textTo('LiLaoShi', '', { msgtype: 'image', image: { media_id } });
    expect(await client.post('message/send', body)).toMatchObject({ errcode: 0 });
    expect(platform.window('LiLaoShi')[0]).toMatchObject({ kind: 'image', fileName: '现场.jpg', imageUrl: `/media/${media_id}` });
    expect(await client.post('message/send', { ...body, msgtype: 'voice', voice: { media_id } })).toMatchObject({ errcode: 40004 });
    clock.pass(3 * 86_400);
    expect(await client.post('message/send', body)).toMatchObject({ errcode: 40007 });
  });
});
