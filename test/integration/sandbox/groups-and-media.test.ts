import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/sandbox/wecom/json.ts';
import { CREDENTIALS, cardTo, connect, createTestClock, JPEG, startPlatform, textTo } from './platform.ts';

const GROUPS = async () => [{ key: 'key-1', name: '第三中学安全群', unit: '第三中学' }];
const picture = (bytes: Buffer, md5 = createHash('md5').update(bytes).digest('hex')) => ({
  msgtype: 'image',
  image: { base64: bytes.toString('base64'), md5 },
});

/** A header as `node:http` gives it: one character a byte. */
const rawHeader = (url: string, name: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, (response) => {
      response.resume();
      resolve(String(response.headers[name]));
    }).once('error', reject);
  });

const asUtf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

const startGroup = async () => {
  const clock = createTestClock();
  const platform = await startPlatform({ groups: GROUPS, now: clock.now });
  const post = async (body: unknown, key = 'key-1') =>
    (await fetch(platform.webhookUrl(key), { method: 'POST', body: JSON.stringify(body) })).json();
  return { clock, platform, post };
};

describe('a group’s webhook', () => {
  it('shows texts, markdown, pictures and notices with their mentions', async () => {
    const { platform, post } = await startGroup();
    expect(await post({ msgtype: 'text', text: { content: '今日值班', mentioned_list: ['LiLaoShi'] } })).toMatchObject({ errcode: 0 });
    expect(await post({ msgtype: 'markdown', markdown: { content: '**三项** <@WangZhuRen>' } })).toMatchObject({ errcode: 0 });
    expect(await post(picture(JPEG))).toMatchObject({ errcode: 0 });
    expect(platform.window('group:key-1')).toMatchObject([
      { kind: 'text', text: '今日值班', mentions: ['LiLaoShi'] },
      { kind: 'markdown', mentions: ['WangZhuRen'] },
      { kind: 'image' },
    ]);
    const mediaId = platform.sent.at(-1)?.mediaId ?? '';
    expect(platform.media(mediaId)?.bytes.equals(JPEG)).toBe(true);
  });

  it.each<[string, unknown, number]>([
    ['words over 2048 bytes', { msgtype: 'text', text: { content: '好'.repeat(683) } }, 40058],
    ['markdown over 4096 bytes', { msgtype: 'markdown', markdown: { content: '好'.repeat(1366) } }, 40058],
    ['no words', { msgtype: 'text', text: {} }, 93017],
    ['a picture whose md5 is wrong', picture(JPEG, 'f'.repeat(32)), 301019],
    ['a picture over 2 MB', picture(Buffer.concat([JPEG, Buffer.alloc(2 * 1024 * 1024)])), 93018],
    ['a text as picture', picture(Buffer.from('hello world')), 40005],
    ['a card with buttons', { ...cardTo('x', 't'), touser: undefined }, 42031],
    ['an app’s media', { msgtype: 'file', file: { media_id: 'none' } }, 40007],
  ])('refuses %s', async (_name, body, errcode) => {
    const { platform, post } = await startGroup();
    expect(await post(body)).toMatchObject({ errcode });
    expect(platform.window('group:key-1')).toEqual([]);
  });

  it('refuses an unknown key', async () => {
    const { post } = await startGroup();
    expect(await post({ msgtype: 'text', text: { content: 'x' } }, 'other')).toMatchObject({ errcode: 93000 });
  });

  it('takes twenty messages a minute', async () => {
    const { clock, post } = await startGroup();
    const say = () => post({ msgtype: 'text', text: { content: 'x' } });
    for (let nth = 0; nth < 20; nth += 1) expect(await say()).toMatchObject({ errcode: 0 });
    expect(await say()).toMatchObject({ errcode: 45009 });
    clock.pass(61);
    expect(await say()).toMatchObject({ errcode: 0 });
  });

  it('keeps its uploads to itself', async () => {
    const { platform, post } = await startGroup();
    const form = new FormData();
    form.append('media', new Blob(['a whole file']), '台账.xlsx');
    const url = `${platform.url}/cgi-bin/webhook/upload_media?key=key-1&type=file`;
    const { media_id } = (await (await fetch(url, { method: 'POST', body: form })).json()) as JsonObject;
    expect(await post({ msgtype: 'file', file: { media_id } })).toMatchObject({ errcode: 0 });
    expect(platform.window('group:key-1')).toMatchObject([{ kind: 'file', fileName: '台账.xlsx' }]);
    const client = await connect(platform);
    expect(await client.post('message/send', textTo('LiLaoShi', '', { msgtype: 'file', file: { media_id } }))).toMatchObject({
      errcode: 40007,
    });
  });
});

describe('app chats', () => {
  const userlist = ['LiLaoShi', 'WangZhuRen'];

  it('are made, shown, changed and written to', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    expect(await client.post('appchat/create', { name: '安全专班', owner: 'LiLaoShi', userlist, chatid: 'safety1' })).toMatchObject({
      chatid: 'safety1',
    });
    expect(await client.post('appchat/send', { chatid: 'safety1', msgtype: 'text', text: { content: '开会' } })).toEqual({
      errcode: 0,
      errmsg: 'ok',
    });
    expect(platform.window('group:safety1')).toMatchObject([{ text: '开会' }]);
    expect(await client.post('appchat/update', { chatid: 'safety1', name: '新名' })).toMatchObject({ errcode: 0 });
    expect(await client.get('appchat/get', { chatid: 'safety1' })).toMatchObject({
      chat_info: { name: '新名', owner: 'LiLaoShi', userlist, chat_type: 0 },
    });
  });

  it.each<[string, object, number]>([
    ['one member', { userlist: ['LiLaoShi'] }, 86006],
    ['an unknown member', { userlist: ['LiLaoShi', 'NoBody'] }, 86007],
    ['an owner from outside', { userlist, owner: 'NoBody' }, 86207],
    ['a bad id', { userlist, chatid: 'a-b' }, 86001],
    ['a taken id', { userlist, chatid: 'taken' }, 86215],
    ['a long name', { userlist, name: '长'.repeat(51) }, 86004],
  ])('are not made with %s', async (_name, body, errcode) => {
    const client = await connect(await startPlatform());
    await client.post('appchat/create', { userlist, chatid: 'taken' });
    expect(await client.post('appchat/create', body)).toMatchObject({ errcode });
  });

  it('take no cards, and must exist', async () => {
    const client = await connect(await startPlatform());
    await client.post('appchat/create', { userlist, chatid: 'c1' });
    expect(await client.post('appchat/send', { ...cardTo('x', 't'), chatid: 'c1' })).toMatchObject({ errcode: 40008 });
    expect(await client.post('appchat/send', { chatid: 'none', msgtype: 'text', text: { content: 'x' } })).toMatchObject({
      errcode: 86001,
    });
  });
});

describe('media', () => {
  it('come back with name, type and ranges', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    const { media_id } = await client.upload('image', JPEG, '现场.jpg');
    const url = `${platform.url}/cgi-bin/media/get?access_token=${client.token}&media_id=${media_id}`;
    const whole = await fetch(url);
    expect(whole.headers.get('content-type')).toBe('image/jpeg');
    expect(asUtf8(await rawHeader(url, 'content-disposition'))).toBe('attachment; filename="现场.jpg"');
    expect(Buffer.from(await whole.arrayBuffer()).equals(JPEG)).toBe(true);
    const part = await fetch(url, { headers: { range: 'bytes=2-3' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 2-3/${JPEG.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.from(JPEG.subarray(2, 4)));
  });

  it('answer JSON with HTTP 200 when there is none', async () => {
    const client = await connect(await startPlatform());
    expect(await client.get('media/get', { media_id: 'none' })).toMatchObject({ errcode: 40007 });
  });

  it.each<[string, string, Buffer, number]>([
    ['an unknown type', 'poem', JPEG, 40004],
    ['a text as picture', 'image', Buffer.from('hello world'), 40005],
    ['five bytes', 'file', Buffer.alloc(5), 40006],
    ['nothing', 'file', Buffer.alloc(0), 44001],
    ['an MP3 as voice', 'voice', Buffer.from('ID3 and so on'), 301017],
  ])('refuse %s', async (_name, type, bytes, errcode) => {
    const client = await connect(await startPlatform());
    expect(await client.upload(type, bytes)).toMatchObject({ errcode });
  });

  it('are expected in a part called media', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    const form = new FormData();
    form.append('file', new Blob(['something']), 'a.txt');
    const url = `${platform.url}/cgi-bin/media/upload?access_token=${client.token}&type=file`;
    expect(await (await fetch(url, { method: 'POST', body: form })).json()).toMatchObject({ errcode: 44001 });
  });
});

describe('directory and menu', () => {
  it('find a member by phone and by userid, whatever its case, and no private data', async () => {
    const client = await connect(await startPlatform());
    expect(await client.post('user/getuserid', { mobile: '13800000002' })).toMatchObject({ userid: 'WangZhuRen' });
    expect(await client.post('user/getuserid', { mobile: '13900000000' })).toMatchObject({ errcode: 46004 });
    const user = await client.get('user/get', { userid: 'lilaoshi' });
    expect(user).toMatchObject({ userid: 'LiLaoShi', name: '李老师', status: 1 });
    expect(user).not.toHaveProperty('mobile');
    expect(await client.get('user/get', { userid: 'NoBody' })).toMatchObject({ errcode: 60111 });
  });

  it('show the app with its range and where callbacks come from', async () => {
    const client = await connect(await startPlatform());
    const agentid = String(CREDENTIALS.agentId);
    expect(await client.get('agent/get', { agentid })).toMatchObject({ close: 0, allow_userinfos: { user: [{ userid: 'LiLaoShi' }, {}] } });
    expect(await client.get('agent/get', { agentid: '7' })).toMatchObject({ errcode: 301002 });
    expect(await client.get('getcallbackip')).toMatchObject({ ip_list: expect.arrayContaining(['127.0.0.1']) });
  });

  it('keep a menu within its limits', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    const query = { agentid: String(CREDENTIALS.agentId) };
    const create = (button: unknown) => client.post('menu/create', { button }, query);
    expect(await client.get('menu/get', query)).toMatchObject({ errcode: 46003 });
    const menu = [{ name: '我的待办', type: 'click', key: 'todo' }];
    expect(await create(menu)).toMatchObject({ errcode: 0 });
    expect(await client.get('menu/get', query)).toMatchObject({ button: menu });
    expect(platform.menu()).toEqual(menu);
    expect(await create([])).toMatchObject({ errcode: 40016 });
    expect(await create([{ name: '超过十六个字节的名字', type: 'click', key: 'a' }])).toMatchObject({ errcode: 40018 });
    expect(await create([{ name: '甲', type: 'click' }])).toMatchObject({ errcode: 40019 });
    expect(await create([{ name: '甲', type: 'view', url: 'x' }])).toMatchObject({ errcode: 40020 });
    expect(await create([{ name: '甲', sub_button: [] }])).toMatchObject({ errcode: 40023 });
    expect(await create([{ name: '甲', type: 'jump' }])).toMatchObject({ errcode: 40017 });
  });
});
