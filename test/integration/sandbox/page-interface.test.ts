import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/index.ts';
import { asObject, type JsonObject } from '../../../src/sandbox/wecom/json.ts';
import { CREDENTIALS, JPEG, startApp } from './platform.ts';

const LI = {
  account: 'LiLaoShi',
  name: '李老师',
  title: '教师',
  unit: '第三中学',
  unitKind: '学校',
  roles: [{ unit: '第三中学', role: '成员' }],
};
const GROUPS = [
  { id: 'g1', name: '第三中学安全群', unit: '第三中学', address: 'http://127.0.0.1/sandbox/wecom/cgi-bin/webhook/send?key=key-1' },
  { id: 'g2', name: '专班', unit: '市教育局', address: 'safetyduty2026' },
  { id: 'g3', name: '钉钉群', unit: '市教育局', address: 'cidAAA==' },
];

type Started = {
  url: string;
  sandbox: Sandbox;
  get(path: string): Promise<JsonObject>;
  post(path: string, body: unknown): Promise<Response>;
};

const start = async (options: Partial<SandboxOptions> = {}): Promise<Started> => {
  const sandbox = createSandbox({
    credentials: CREDENTIALS,
    callbackUrl: () => null,
    directory: async () => [{ ...LI, phone: '13800000001' }],
    groups: async () => GROUPS,
    stateDir: null,
    now: () => new Date('2026-11-23T00:00:00.000Z'),
    clockMode: 'virtual',
    ...options,
  });
  const app = new Koa();
  app.use(sandbox);
  app.use((ctx) => {
    ctx.body = 'next';
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(async () => {
    sandbox.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const headers = { 'content-type': 'application/json' };
  return {
    url,
    sandbox,
    get: async (path) => asObject(await (await fetch(url + path)).json()),
    post: (path, body) => fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) }),
  };
};

/** fetch does not let one choose these headers. */
const statusWith = (url: string, headers: Record<string, string>, method = 'GET'): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.once('error', reject);
    sent.end();
  });

const viaWebhook = ({ url }: Started, content: string, key = 'key-1') =>
  fetch(`${url}/sandbox/wecom/cgi-bin/webhook/send?key=${key}`, {
    method: 'POST',
    body: JSON.stringify({ msgtype: 'text', text: { content } }),
  });

/** Reads the stream until `count` events came. */
const readEvents = async (
  url: string,
  count: number,
  headers: Record<string, string> = {},
): Promise<{ id: string; event: string; data: unknown }[]> => {
  const abort = new AbortController();
  const response = await fetch(`${url}/sandbox/api/events`, { headers, signal: abort.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.split('\ndata: ').length > count && text.endsWith('\n\n')) break;
  }
  abort.abort();
  const field = (block: string, name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
  const blocks = text.split('\n\n').filter((block) => block.includes('event: '));
  return blocks.map((block) => ({ id: field(block, 'id'), event: field(block, 'event'), data: JSON.parse(field(block, 'data')) }));
};

describe('the state', () => {
  it('shows people without their phones, groups of this platform, windows, clock and menu', async () => {
    const started = await start();
    await viaWebhook(started, '今日值班');
    await started.sandbox.wecom.deeds.text('stranger', '绑定');
    const state = await started.get('/sandbox/api/state');
    expect(state).toMatchObject({
      clock: { mode: 'virtual', now: '2026-11-23T00:00:00.000Z' },
      groups: [
        { key: 'key-1', name: '第三中学安全群', unit: '第三中学' },
        { key: 'safetyduty2026', name: '专班', unit: '市教育局' },
      ],
      menu: [],
      conversations: { 'group:key-1': [{ kind: 'text', text: '今日值班', from: 'bot' }], stranger: [{ from: 'person', text: '绑定' }] },
    });
    expect(state.people).toEqual([LI, { account: 'stranger', name: 'stranger', title: '', unit: '', unitKind: '', roles: [] }]);
  });
});

describe('a person’s messages', () => {
  it('go out as callbacks and come back as lines', async () => {
    const app = await startApp();
    const { get, post } = await start({ callbackUrl: app.url });
    const said = await post('/sandbox/api/messages', { account: 'LiLaoShi', kind: 'text', text: '灯坏了' });
    expect([said.status, await said.json()]).toEqual([202, { id: expect.any(String) }]);
    await post('/sandbox/api/messages', { account: 'LiLaoShi', kind: 'location', label: '实验楼', latitude: 31.2, longitude: 121.4 });
    await post('/sandbox/api/messages', { account: 'LiLaoShi', kind: 'menu', key: 'todo' });
    await post('/sandbox/api/messages', { account: 'LiLaoShi', kind: 'enter' });
    const { conversations } = await get('/sandbox/api/state');
    expect(conversations).toMatchObject({
      LiLaoShi: [
        { text: '灯坏了' },
        { kind: 'location', location: { label: '实验楼', latitude: 31.2, longitude: 121.4 } },
        { kind: 'event', text: 'todo' },
      ],
    });
    await expect.poll(() => app.received.length).toBe(4);
  });

  it('may be a photo or a voice, which the page shows again', async () => {
    const { url, get } = await start();
    const photo = await fetch(`${url}/sandbox/api/photos?account=LiLaoShi&name=${encodeURIComponent('现场.jpg')}`, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: Uint8Array.from(JPEG),
    });
    expect(photo.status).toBe(202);
    const voice = await fetch(`${url}/sandbox/api/voices?account=LiLaoShi`, {
      method: 'POST',
      headers: { 'content-type': 'audio/webm;codecs=opus' },
      body: 'sound',
    });
    expect(voice.status).toBe(202);
    const { conversations } = await get('/sandbox/api/state');
    const lines = asObject(conversations).LiLaoShi as JsonObject[];
    expect(lines).toMatchObject([
      { kind: 'image', fileName: '现场.jpg' },
      { kind: 'voice', fileName: 'voice.amr' },
    ]);
    const shown = await fetch(url + String(lines[0]?.imageUrl));
    expect([shown.headers.get('content-type'), Buffer.from(await shown.arrayBuffer()).equals(JPEG)]).toEqual(['image/jpeg', true]);
  });

  it.each<[string, unknown, number]>([
    ['an unknown kind', { account: 'LiLaoShi', kind: 'dance' }, 400],
    ['no words', { account: 'LiLaoShi', kind: 'text', text: '' }, 400],
    ['an impossible position', { account: 'LiLaoShi', kind: 'location', label: '', latitude: 91, longitude: 0 }, 400],
    ['an impossible account', { account: '不是账号', kind: 'text', text: 'x' }, 404],
    ['an unknown card', { account: 'LiLaoShi', kind: 'press', messageId: 'none', key: 'a' }, 404],
  ])('are refused with %s', async (_name, body, status) => {
    const { post } = await start();
    const response = await post('/sandbox/api/messages', body);
    expect([response.status, await response.json()]).toEqual([status, { error: expect.any(String) }]);
  });

  it('must not be bigger than 20 MB', async () => {
    const { url } = await start();
    const headers = { 'content-type': 'image/jpeg', 'content-length': String(20 * 1024 * 1024 + 1) };
    expect(await statusWith(`${url}/sandbox/api/photos?account=LiLaoShi`, headers, 'POST')).toBe(413);
  });
});

describe('the event stream', () => {
  it('tells of new and redrawn messages, the clock and failed callbacks', async () => {
    const started = await start();
    const reading = readEvents(started.url, 3);
    await expect.poll(() => started.sandbox.listeners()).toBe(1);
    await viaWebhook(started, '今日值班');
    started.sandbox.clockMoved(new Date('2026-11-24T00:00:00.000Z'));
    await started.post('/sandbox/api/messages', { account: 'LiLaoShi', kind: 'enter' });
    expect(await reading).toMatchObject([
      { event: 'message', data: { conversation: 'group:key-1', text: '今日值班' } },
      { event: 'clock', data: { now: '2026-11-24T00:00:00.000Z' } },
      { event: 'delivery', data: { conversation: 'LiLaoShi', problem: expect.any(String) } },
    ]);
    await expect.poll(() => started.sandbox.listeners()).toBe(0);
  });

  it('replays what a page missed', async () => {
    const started = await start();
    const reading = readEvents(started.url, 1);
    await expect.poll(() => started.sandbox.listeners()).toBe(1);
    await viaWebhook(started, '一');
    const [first] = await reading;
    await viaWebhook(started, '二');
    await viaWebhook(started, '三');
    const missed = await readEvents(started.url, 2, { 'last-event-id': first?.id ?? '' });
    expect(missed.map((event) => asObject(event.data).text)).toEqual(['二', '三']);
  });
});

describe('the guard', () => {
  it('refuses foreign hosts, origins and forms', async () => {
    const { url } = await start({ hosts: ['grid.example'] });
    const state = `${url}/sandbox/api/state`;
    const { host } = new URL(url);
    expect(await statusWith(state, { host: 'evil.example' })).toBe(403);
    expect(await statusWith(state, { host: 'grid.example' })).toBe(200);
    expect(await statusWith(state, { origin: 'http://evil.example' })).toBe(403);
    expect(await statusWith(state, { origin: 'null' })).toBe(403);
    expect(await statusWith(state, { origin: `http://${host}` })).toBe(200);
    expect(await statusWith(state, { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await statusWith(`${url}/sandbox/api/messages`, { 'content-type': 'text/plain' }, 'POST')).toBe(415);
    expect(await statusWith(`${url}/sandbox/api/photos?account=LiLaoShi`, { 'content-type': 'text/plain' }, 'POST')).toBe(415);
  });

  it('serves only plain files of the page, under a strict policy', async () => {
    const { url } = await start();
    const page = await fetch(`${url}/sandbox`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const files = [...(await page.text()).matchAll(/"(\/sandbox\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const type = file.endsWith('.css') ? 'text/css' : 'text/javascript';
      expect((await fetch(url + file)).headers.get('content-type')).toContain(type);
    }
    for (const path of ['..%2findex.ts', '%2e%2e%2findex.ts', '..%5cindex.ts', 'nothing.js', 'index.ts']) {
      const body = await (await fetch(`${url}/sandbox/assets/${path}`)).text();
      expect(['next', 'Not Found']).toContain(body);
    }
  });

  it('leaves everybody else’s paths alone', async () => {
    const { url } = await start();
    for (const path of ['/', '/sandbox/clock', '/sandboxes']) expect(await (await fetch(url + path)).text()).toBe('next');
  });
});
