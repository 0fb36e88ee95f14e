import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { CREDENTIALS, endOf, type ProcessRole, type Product, spawnProgram, startProduct } from '../support/product.ts';

type Outcome = { code: number | null; out: string; err: string; milliseconds: number };

/** Starts the program where it should refuse to; what it said, and how it ended. */
const attempt = async (env: Record<string, string>, role: ProcessRole = 'both'): Promise<Outcome> => {
  const from = performance.now();
  const child = spawnProgram(role, { PORT: '0', ...env });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const { code } = await endOf(child);
  return { code, out, err, milliseconds: performance.now() - from };
};

/** Nobody can make a folder there: a start that touched its data would say so. */
const NOWHERE = '/dev/null/data';

describe('bad settings stop the start, all named at once, before anything is touched', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['a half-set WeCom app', { WECOM_CORP_ID: 'ww1', WECOM_TOKEN: 't' }, ['WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_ENCODING_AES_KEY']],
    [
      'several wrong values',
      { PORT: '99999', API_TOKEN: 'two words', SANDBOX: 'yes', LOG_LEVEL: 'loud', REDIS_URL: 'http://x', WECOM_ENCODING_AES_KEY: 'short' },
      ['PORT', 'API_TOKEN', 'SANDBOX', 'LOG_LEVEL', 'REDIS_URL', 'WECOM_ENCODING_AES_KEY', 'WECOM_CORP_ID'],
    ],
    ['the virtual clock in production', { CLOCK: 'virtual', NODE_ENV: 'production' }, ['CLOCK']],
    ['a start without the virtual clock', { CLOCK_START: '2026-11-23T08:00:00+08:00' }, ['CLOCK_START']],
    ['a start without its offset', { CLOCK: 'virtual', CLOCK_START: '2026-11-23T08:00:00' }, ['CLOCK_START']],
  ])('%s', async (_what, env, names) => {
    const { code, out, err } = await attempt({ DATA_DIR: NOWHERE, ...env });
    expect(code).toBe(1);
    expect(out).toBe('');
    for (const name of names) expect(err).toMatch(new RegExp(`^ {2}- ${name}:`, 'm'));
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('an unknown role', async () => {
    const { code, err } = await attempt({ DATA_DIR: NOWHERE }, 'everything' as ProcessRole);
    expect([code, err.trim()]).toEqual([1, 'usage: npm start [-- web|worker]']);
  });
});

describe('what is not there is said in a line', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database.drop());

  it('a database that does not answer', async () => {
    const { code, err } = await attempt({ DATA_DIR: NOWHERE, DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:9/none' });
    expect(code).toBe(1);
    expect(err).toMatch(/DATABASE_URL/);
    expect(err).not.toMatch(/secret-word/);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('a folder that cannot be made', async () => {
    const { code, err } = await attempt({ DATA_DIR: NOWHERE, DATABASE_URL: database.url });
    expect(code).toBe(1);
    expect(err).toMatch(/DATA_DIR.*\/dev\/null\/data/);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe('a start beside another', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ size: 'embedded', city: false });
  }, 120_000);
  afterAll(() => product?.stop());

  it('on a taken port says so, and leaves the data alone', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, err } = await attempt({ DATA_DIR: NOWHERE, PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(err).toMatch(/The port is taken.*Set PORT to another one/);
  });

  it('on the same DATA_DIR names who has it, and the first goes on', async () => {
    for (const role of ['both', 'worker'] as const) {
      const { code, err } = await attempt({ DATA_DIR: product.dataDir }, role);
      expect(code).toBe(1);
      expect(err).toContain(`already running for DATA_DIR ${product.dataDir} by process ${product.pid()}`);
      expect(err).not.toMatch(/\n\s+at /);
    }
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
  });
});

describe('with a Redis that does not answer', () => {
  it('messages are kept all the same, /readyz names it, and SIGTERM ends it in time', async () => {
    const product = await startProduct({ env: { REDIS_URL: 'redis://:secret-word@127.0.0.1:9' }, clock: null });
    try {
      const record = await product.platform.sendText('zhengyiming', '帮助');
      expect(record.outcome).toBe('accepted');
      expect(await (await fetch(`${product.url}/readyz`)).json()).toEqual({ status: 'not ready', problems: ['the queue does not answer'] });
      const end = await product.terminate();
      expect(end).toMatchObject({ code: 0, signal: null });
      expect(end.milliseconds).toBeLessThan(10_000);
      expect(product.logs()).not.toContain('secret-word');
    } finally {
      await product.stop();
    }
  }, 60_000);
});

describe('a running program', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  }, 120_000);
  afterAll(() => product?.stop());

  it('is alive and ready, and shows figures', async () => {
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${product.url}/readyz`)).json()).toEqual({ status: 'ok', problems: [] });
    expect(await (await fetch(`${product.url}/metrics`)).text()).toMatch(/campus_grid_backlog/);
  });

  it('shows the queues to nobody without the token', async () => {
    const at = (headers: Record<string, string>) => fetch(`${product.url}/admin/queues`, { headers, redirect: 'manual' });
    expect((await at({})).status).toBe(401);
    expect((await at({ authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await at({ authorization: `Basic ${Buffer.from('any:only-for-tests-0123456789').toString('base64')}` })).status).toBe(200);
    expect((await fetch(`${product.url}/admin/queues/api/queues`)).status).toBe(401);
  });

  it('has no sandbox while SANDBOX is off', async () => {
    for (const path of ['/sandbox', '/sandbox/api/state', '/sandbox/wecom/cgi-bin/gettoken']) {
      expect([path, (await fetch(`${product.url}${path}`)).status]).toEqual([path, 404]);
    }
  });

  it('says nothing secret in its log', () => {
    for (const secret of [CREDENTIALS.secret, CREDENTIALS.token, CREDENTIALS.encodingAesKey]) expect(product.logs()).not.toContain(secret);
  });

  it('ends with 0 on SIGTERM', async () => {
    expect(await product.terminate()).toMatchObject({ code: 0, signal: null });
  });
});
