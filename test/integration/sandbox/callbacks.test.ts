import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { decryptMessage, signEnvelope } from '../../../src/sandbox/wecom/crypto.ts';
import { CREDENTIALS, connect, createTestClock, JPEG, type ReceivedRequest, startApp, startPlatform } from './platform.ts';

const parser = new XMLParser({ parseTagValue: false, processEntities: false });

/** Reads a callback the way an app must. */
const open = ({ url, body }: ReceivedRequest) => {
  const encrypted = parser.parse(body).xml.Encrypt;
  const [timestamp, nonce] = [url.searchParams.get('timestamp') ?? '', url.searchParams.get('nonce') ?? ''];
  expect(url.searchParams.get('msg_signature')).toBe(signEnvelope(CREDENTIALS.token, timestamp, nonce, encrypted));
  const { message, receiveId } = decryptMessage(CREDENTIALS.encodingAesKey, encrypted);
  expect(receiveId).toBe(CREDENTIALS.corpId);
  return parser.parse(message).xml;
};

const statuses = (status: (nth: number) => number) =>
  startApp((_request, response, nth) => {
    response.statusCode = status(nth);
    response.end();
  });

describe('callbacks', () => {
  it('bring a person’s words, signed and encrypted, and show them in his window', async () => {
    const app = await startApp();
    const platform = await startPlatform({ callbackUrl: app.url });
    const record = await platform.sendText('lilaoshi', '三楼灯坏了');
    expect(open(app.received[0] as ReceivedRequest)).toMatchObject({ FromUserName: 'LiLaoShi', MsgType: 'text', Content: '三楼灯坏了' });
    expect(record).toMatchObject({ account: 'LiLaoShi', outcome: 'accepted', attempts: [{ status: 200, problem: null }] });
    expect(platform.window('LiLaoShi')).toMatchObject([{ from: 'person', kind: 'text', text: '三楼灯坏了' }]);
  });

  it('give every message an id of its own above 2^53', async () => {
    const app = await startApp();
    const platform = await startPlatform({ callbackUrl: app.url });
    for (let nth = 0; nth < 20; nth += 1) await platform.sendText('LiLaoShi', `${nth}`);
    const ids = app.received.map((request) => String(open(request).MsgId));
    expect(new Set(ids).size).toBe(20);
    for (const id of ids) expect(BigInt(id) > 2n ** 53n && BigInt(id) < 2n ** 63n).toBe(true);
    expect(app.received.map((request) => open(request).Content)).toEqual(Array.from({ length: 20 }, (_, nth) => `${nth}`));
  });

  it('let the app fetch a photo that a person sent', async () => {
    const app = await startApp();
    const platform = await startPlatform({ callbackUrl: app.url });
    await platform.sendImage('LiLaoShi', JPEG);
    const { MediaId } = open(app.received[0] as ReceivedRequest);
    const { token } = await connect(platform);
    const response = await fetch(`${platform.url}/cgi-bin/media/get?access_token=${token}&media_id=${MediaId}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(JPEG)).toBe(true);
  });

  it('bring positions, menu entries and the opening of the window', async () => {
    const app = await startApp();
    const platform = await startPlatform({ callbackUrl: app.url });
    await platform.sendLocation('LiLaoShi', '实验楼', 31.2, 121.4);
    await platform.clickMenu('LiLaoShi', 'todo');
    await platform.enter('LiLaoShi');
    await platform.callback('LiLaoShi', { kind: 'subscribe' });
    expect(app.received.map(open)).toMatchObject([
      { MsgType: 'location', Location_X: '31.2' },
      { Event: 'click', EventKey: 'todo' },
      { Event: 'enter_agent' },
      { Event: 'subscribe' },
    ]);
    expect(platform.window('LiLaoShi').map((message) => message.kind)).toEqual(['location', 'event']);
  });

  it('are sent again, unchanged, until the app answers 200', async () => {
    const app = await statuses((nth) => (nth < 3 ? 500 : 200));
    const platform = await startPlatform({ callbackUrl: app.url });
    const record = await platform.sendText('LiLaoShi', 'x');
    expect(record.outcome).toBe('accepted');
    expect(record.attempts.map((attempt) => attempt.problem)).toEqual(['http 500', 'http 500', null]);
    expect(new Set(app.received.map(({ url, body }) => url.search + body)).size).toBe(1);
  });

  it('are given up after three repeats, and the page hears of it', async () => {
    const app = await statuses(() => 503);
    const platform = await startPlatform({ callbackUrl: app.url });
    const problems: unknown[] = [];
    platform.listen((event) => event.type === 'delivery' && problems.push(event));
    const record = await platform.sendText('LiLaoShi', 'x');
    expect([record.outcome, record.attempts.length, app.received.length]).toEqual(['gave-up', 4, 4]);
    expect(problems).toEqual([{ type: 'delivery', conversation: 'LiLaoShi', problem: expect.stringContaining('http 503') }]);
  });

  it('count a slow answer and a refused connection as failures', async () => {
    const silent = await startApp(() => {});
    const slow = await startPlatform({ callbackUrl: silent.url, callbackLimitMs: 50 });
    expect((await slow.sendText('LiLaoShi', 'x')).attempts.map((attempt) => attempt.problem)).toEqual(Array(4).fill('timeout'));
    const nowhere = await startPlatform({ callbackUrl: 'http://127.0.0.1:1/' });
    expect((await nowhere.sendText('LiLaoShi', 'x')).attempts.map((attempt) => attempt.problem)).toEqual(Array(4).fill('connection'));
  });

  it('can be signed anew for every repeat', async () => {
    const app = await statuses(() => 500);
    const platform = await startPlatform({ callbackUrl: app.url, signAnew: true });
    await platform.sendText('LiLaoShi', 'x');
    expect(new Set(app.received.map(({ url }) => url.search)).size).toBe(4);
    expect(new Set(app.received.map((request) => open(request).MsgId)).size).toBe(1);
  });

  it('carry the system’s time, whatever the product’s clock says', async () => {
    const app = await startApp();
    const clock = createTestClock();
    const platform = await startPlatform({ callbackUrl: app.url, now: () => new Date(0), systemNow: clock.now });
    await platform.sendText('LiLaoShi', 'x');
    const seconds = String(clock.now().getTime() / 1000);
    const request = app.received[0] as ReceivedRequest;
    expect([request.url.searchParams.get('timestamp'), open(request).CreateTime]).toEqual([seconds, seconds]);
  });

  it('accept a stranger with a proper account as a new member, and nobody else', async () => {
    const app = await startApp();
    const platform = await startPlatform({ callbackUrl: app.url });
    await platform.sendText('new.comer', '绑定');
    expect(await platform.roster.member('NEW.comer')).toMatchObject({ account: 'new.comer' });
    await expect(platform.sendText('不是账号', 'x')).rejects.toThrow('unknown-account');
  });

  it('check the address as the console does', async () => {
    const platform = await startPlatform();
    const app = await startApp(({ url }, response) => {
      response.end(decryptMessage(CREDENTIALS.encodingAesKey, url.searchParams.get('echostr') ?? '').message);
    });
    platform.setCallbackUrl(app.url);
    expect(await platform.verifyCallbackUrl()).toMatchObject({ ok: true, status: 200 });
    platform.setCallbackUrl((await startApp()).url);
    expect(await platform.verifyCallbackUrl()).toMatchObject({ ok: false });
  });
});
