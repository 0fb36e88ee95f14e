import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { asObject, type JsonObject } from '../../../src/sandbox/wecom/json.ts';
import { createWecomLookalikeServer, type LookalikeServerOptions, type WecomLookalikeServer } from '../../../src/sandbox/wecom/server.ts';

export const CREDENTIALS = {
  corpId: 'ww0123456789abcdef',
  agentId: 1000002,
  secret: 'only-for-tests',
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};

export const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('a small photograph')]);

export const MEMBERS = [
  { account: 'LiLaoShi', name: '李老师', phone: '13800000001' },
  { account: 'WangZhuRen', name: '王主任', phone: '13800000002' },
];

/** A clock that stands where the test puts it. */
export const createTestClock = () => {
  let now = Date.parse('2026-11-23T08:00:00+08:00');
  return {
    now: () => new Date(now),
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
};

export const startPlatform = async (options: Partial<LookalikeServerOptions> = {}): Promise<WecomLookalikeServer> => {
  const platform = await createWecomLookalikeServer({ credentials: CREDENTIALS, members: async () => MEMBERS, ...options });
  onTestFinished(() => platform.close());
  return platform;
};

/** A minimal client of the platform; every answer as JSON. */
export type Client = {
  token: string;
  get(path: string, query?: Record<string, string>): Promise<JsonObject>;
  post(path: string, body: unknown, query?: Record<string, string>): Promise<JsonObject>;
  postRaw(path: string, body: Uint8Array<ArrayBuffer> | string): Promise<JsonObject>;
  upload(type: string, bytes: Buffer, name?: string): Promise<JsonObject>;
};

export const connect = async (platform: WecomLookalikeServer): Promise<Client> => {
  const { corpId, secret } = CREDENTIALS;
  const asked = await fetch(`${platform.url}/cgi-bin/gettoken?${new URLSearchParams({ corpid: corpId, corpsecret: secret })}`);
  const json = async (response: Response): Promise<JsonObject> => asObject(await response.json());
  const token = String((await json(asked)).access_token);
  const address = (path: string, query: Record<string, string> = {}) =>
    `${platform.url}/cgi-bin/${path}?${new URLSearchParams({ access_token: token, ...query })}`;
  const postRaw: Client['postRaw'] = async (path, body) => json(await fetch(address(path), { method: 'POST', body }));
  return {
    token,
    get: async (path, query) => json(await fetch(address(path, query))),
    post: async (path, body, query) => json(await fetch(address(path, query), { method: 'POST', body: JSON.stringify(body) })),
    postRaw,
    async upload(type, bytes, name = 'photo.jpg') {
      const form = new FormData();
      form.append('media', new Blob([Uint8Array.from(bytes)]), name);
      return json(await fetch(address('media/upload', { type }), { method: 'POST', body: form }));
    },
  };
};

export const textTo = (touser: string, content: string, more: JsonObject = {}): JsonObject => ({
  touser,
  msgtype: 'text',
  agentid: CREDENTIALS.agentId,
  text: { content },
  ...more,
});

export const cardTo = (touser: string, taskId: string, more: JsonObject = {}): JsonObject => ({
  touser,
  msgtype: 'template_card',
  agentid: CREDENTIALS.agentId,
  template_card: {
    card_type: 'button_interaction',
    main_title: { title: '隐患待审批' },
    task_id: taskId,
    button_list: [
      { text: '同意', key: 'yes' },
      { text: '退回', key: 'no' },
    ],
  },
  ...more,
});

export type ReceivedRequest = { method: string; url: URL; body: string };

/** An app that listens for callbacks and answers as `respond` says. */
export const startApp = async (
  respond: (request: ReceivedRequest, response: ServerResponse, nth: number) => void = (_request, response) => void response.end(),
): Promise<{ url: string; received: ReceivedRequest[] }> => {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://app.invalid');
    received.push({ method: request.method ?? '', url, body: Buffer.concat(chunks).toString('utf8') });
    const last = received.at(-1);
    if (last) respond(last, response, received.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wecom/callback`, received };
};
