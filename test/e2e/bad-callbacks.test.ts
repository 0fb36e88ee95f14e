import { createCipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { envelopeXml } from '../../src/sandbox/wecom/callback-xml.ts';
import { encryptMessage, signEnvelope } from '../../src/sandbox/wecom/crypto.ts';
import { CREDENTIALS, type Product, startProduct } from '../support/product.ts';
import { startTalk } from './support/talk.ts';

let product: Product;
let database: pg.Client;
let keptBefore = 0;

beforeAll(async () => {
  product = await startProduct();
  database = new pg.Client({ connectionString: product.databaseUrl });
  database.on('error', () => undefined);
  await database.connect();
}, 120_000);
afterAll(async () => {
  await database?.end();
  await product?.stop();
});

const inboxRows = async (): Promise<number> => (await database.query('SELECT count(*)::int AS n FROM inbox_message')).rows[0].n;
beforeEach(async () => {
  keptBefore = await inboxRows();
});

let serial = 0;
const textXml = (text: string, account = 'zhengyiming', agent = String(CREDENTIALS.agentId)): string => {
  serial += 1;
  return `<xml><ToUserName><![CDATA[${CREDENTIALS.corpId}]]></ToUserName><FromUserName><![CDATA[${account}]]></FromUserName><CreateTime>${Math.floor(Date.now() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content><MsgId>99000000000000${String(serial).padStart(4, '0')}</MsgId><AgentID>${agent}</AgentID></xml>`;
};

type Crafted = { query: Record<string, string>; body: string };

/** Signed rightly, whatever is inside. */
const signed = (encrypted: string, at = Date.now()): Crafted => {
  const timestamp = String(Math.floor(at / 1000));
  const nonce = String(randomBytes(4).readUInt32BE());
  return {
    query: { msg_signature: signEnvelope(CREDENTIALS.token, timestamp, nonce, encrypted), timestamp, nonce },
    body: envelopeXml(CREDENTIALS.corpId, CREDENTIALS.agentId, encrypted),
  };
};
const sealed = (xml: string, receiveId = CREDENTIALS.corpId): string => encryptMessage(CREDENTIALS.encodingAesKey, xml, receiveId);

const post = ({ query, body }: Crafted): Promise<Response> =>
  fetch(`${product.url}/wecom/callback?${new URLSearchParams(query)}`, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });

const key = Buffer.from(`${CREDENTIALS.encodingAesKey}=`, 'base64');
/** Encrypted bytes as they are, without the platform's own padding. */
const rawSealed = (plain: Buffer): string => {
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
};

const mutated = (base64: string, at: number): string => {
  const bytes = Buffer.from(base64, 'base64');
  bytes[at] = (bytes[at] ?? 0) ^ 0x41;
  return bytes.toString('base64');
};

const refusals: [string, () => Crafted, number][] = [
  ['a wrong signature', () => ({ ...signed(sealed(textXml('你好'))), query: { ...signed('x').query } }), 401],
  ['no signature', () => ({ query: { timestamp: '1', nonce: '1' }, body: signed(sealed(textXml('你好'))).body }), 400],
  ['a timestamp of eleven minutes ago', () => signed(sealed(textXml('你好')), Date.now() - 11 * 60_000), 403],
  ['a timestamp of in eleven minutes', () => signed(sealed(textXml('你好')), Date.now() + 11 * 60_000), 403],
  ['another corp inside', () => signed(sealed(textXml('你好'), 'wwffffffffffffffff')), 403],
  ['no corp inside', () => signed(sealed(textXml('你好'), '')), 403],
  ['a pad of nought', () => signed(rawSealed(Buffer.alloc(64, 0))), 400],
  ['a pad longer than the block', () => signed(rawSealed(Buffer.alloc(64, 33))), 400],
  [
    'a length beyond the end',
    () => signed(rawSealed(Buffer.concat([Buffer.alloc(16), Buffer.from('7fffffff', 'hex'), Buffer.alloc(12, 12)]))),
    400,
  ],
  ['a ciphertext of half a block', () => signed(sealed(textXml('你好')).slice(0, 20)), 400],
  ['no Base64', () => signed('%%%%'), 400],
  [
    'a changed last block under a fresh signature',
    () => signed(mutated(sealed(textXml('你好')), -1 + Buffer.from(sealed(textXml('你好')), 'base64').length)),
    400,
  ],
  [
    'a changed ciphertext under the old signature',
    () => {
      const right = signed(sealed(textXml('你好')));
      const encrypted = /<Encrypt><!\[CDATA\[(.*)\]\]>/.exec(right.body)?.[1] ?? '';
      return { ...right, body: envelopeXml(CREDENTIALS.corpId, CREDENTIALS.agentId, mutated(encrypted, 40)) };
    },
    401,
  ],
  ['an empty body', () => ({ ...signed('x'), body: '' }), 400],
  ['JSON', () => ({ ...signed('x'), body: '{"encrypt":"x"}' }), 400],
  ['two envelopes', () => ({ ...signed('x'), body: '<xml><Encrypt>x</Encrypt><Encrypt>y</Encrypt></xml>' }), 400],
  [
    'a DOCTYPE outside',
    () => {
      const right = signed(sealed(textXml('你好')));
      return { ...right, body: `<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "b">]>${right.body}` };
    },
    400,
  ],
];

describe('a callback is refused, without effect, for', () => {
  it.each(refusals)('%s', async (_what, craft, status) => {
    const response = await post(craft());
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
    expect(await inboxRows()).toBe(keptBefore);
  });

  it('is counted by its reason, and said in the log without its content', async () => {
    const metrics = await (await fetch(`${product.url}/metrics`)).text();
    expect(metrics).toMatch(/campus_grid_callbacks_refused_total\{channel="wecom",code="stale"\} 2/);
    expect(product.logs()).toMatch(/"code":"bad-signature"/);
    expect(product.logs()).not.toContain('你好');
  });

  it('another method', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) expect((await fetch(`${product.url}/wecom/callback`, { method })).status).toBe(405);
  });
});

const residentMegabytes = (): number => {
  const status = readFileSync(`/proc/${product.pid()}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
};

/** Sends ten megabytes as fast as the other side takes them. Resolves with the status, and how much went out before the connection closed. */
const flood = (withLength: boolean): Promise<{ status: number | null; sent: number; closed: boolean }> =>
  new Promise((resolve) => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const whole = 10 * 1024 * 1024;
    let sent = 0;
    let status: number | null = null;
    const { query } = signed('x');
    const request = httpRequest(`${product.url}/wecom/callback?${new URLSearchParams(query)}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', ...(withLength ? { 'content-length': String(whole) } : {}) },
    });
    request.on('response', (response) => {
      status = response.statusCode ?? null;
      response.resume();
    });
    request.on('error', () => undefined);
    request.on('close', () => resolve({ status, sent, closed: true }));
    const more = (): void => {
      while (sent < whole && !request.destroyed) {
        sent += chunk.length;
        if (!request.write(chunk)) return void request.once('drain', more);
      }
      request.end();
    };
    more();
  });

describe('ten megabytes', () => {
  it.each([true, false])('are refused with 413 and the connection is closed (length announced: %s)', async (withLength) => {
    const { status } = await flood(withLength);
    expect(status).toBe(413);
    expect(await inboxRows()).toBe(keptBefore);
  });

  it('forty times at once take little memory, and the next message is handled as ever', async () => {
    const before = residentMegabytes();
    await Promise.all(Array.from({ length: 40 }, () => flood(false)));
    expect(residentMegabytes() - before).toBeLessThan(120);
    const talk = await startTalk(product);
    await talk.says('zhengyiming', '帮助');
    await talk.hears('zhengyiming', /一句话告诉我/);
  });
});

describe('a rightly signed message that makes no sense is kept, answered with 200, and does nothing:', () => {
  const bomb = `<!DOCTYPE xml [<!ENTITY a "${'a'.repeat(50)}">${Array.from({ length: 9 }, (_, n) => `<!ENTITY ${'bcdefghij'[n]} "${`&${'abcdefghi'[n]};`.repeat(10)}">`).join('')}]>`;
  it.each([
    ['an entity bomb', () => bomb + textXml('&j;')],
    ['a DOCTYPE', () => `<!DOCTYPE xml SYSTEM "file:///etc/passwd">${textXml('你好')}`],
    ['no XML', () => 'hello'],
    ['nothing', () => ''],
    ['bytes that are no text', () => '\ufffd\u0001\u0002'],
    ['XML that is cut off', () => textXml('你好').slice(0, 150)],
    ['ten thousand levels', () => '<xml>'.repeat(10_000)],
    ['another AgentID', () => textXml('帮助', 'zhengyiming', '1000099')],
  ])('%s', async (_what, xml) => {
    const talk = await startTalk(product);
    const started = performance.now();
    const response = await post(signed(sealed(xml())));
    expect(performance.now() - started).toBeLessThan(1000);
    expect([response.status, await response.text()]).toEqual([200, '']);
    await talk.settled();
    expect(await inboxRows()).toBe(keptBefore + 1);
    expect((await database.query('SELECT status FROM inbox_message ORDER BY seq DESC LIMIT 1')).rows).toEqual([{ status: 'kept' }]);
    expect(talk.sent()).toEqual([]);
  });
});

describe('a repeat', () => {
  it('of the identical request has one effect, however often and however fast it comes', async () => {
    const talk = await startTalk(product);
    const request = signed(sealed(textXml('帮助')));

    const answers = [await post(request), ...(await Promise.all(Array.from({ length: 6 }, () => post(request)))), await post(request)];
    await talk.settled();

    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(await inboxRows()).toBe(keptBefore + 1);
    expect(talk.heard('zhengyiming')).toHaveLength(1);
  });

  it('of the message under a fresh signature has no further effect', async () => {
    const talk = await startTalk(product);
    const xml = textXml('帮助');

    for (const at of [Date.now(), Date.now() - 5000, Date.now() + 5000]) expect((await post(signed(sealed(xml), at))).status).toBe(200);
    await talk.settled();

    expect(talk.heard('zhengyiming')).toHaveLength(1);
  });

  it('by a person, in other messages, is answered every time', async () => {
    const talk = await startTalk(product);
    for (let nth = 0; nth < 3; nth += 1) await talk.says('zhengyiming', '帮助');
    await talk.settled();
    expect(talk.heard('zhengyiming')).toHaveLength(3);
  });
});

describe('the address check', () => {
  it('echoes what is inside within a second', async () => {
    expect(await product.platform.verifyCallbackUrl()).toMatchObject({ ok: true, status: 200 });
  });

  it('refuses a wrong signature', async () => {
    const query = new URLSearchParams({
      msg_signature: 'f'.repeat(40),
      timestamp: String(Math.floor(Date.now() / 1000)),
      nonce: '1',
      echostr: 'x',
    });
    expect((await fetch(`${product.url}/wecom/callback?${query}`)).status).toBe(401);
  });
});
