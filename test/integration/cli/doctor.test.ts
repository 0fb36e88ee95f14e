import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmptyDatabase } from '../../support/database.ts';
import { type City, openCity } from '../api/city.ts';
import { errcode, type FakeWecom, json as jsonReply, startFakeWecom } from '../wecom/fake-wecom.ts';
import { type Environment, type Folder, grid, gridJson, temporaryFolder } from './grid.ts';

let city: City;
let folder: Folder;
let platform: FakeWecom;
let self: Server;
let env: Environment;
let wecom: Environment;

beforeAll(async () => {
  [city, folder, platform] = await Promise.all([openCity(), temporaryFolder(), startFakeWecom()]);
  self = createServer((request, response) => response.writeHead(request.url === '/healthz' ? 200 : 404).end('{"status":"ok"}'));
  await new Promise<void>((resolve) => self.listen(0, '127.0.0.1', resolve));
  env = { DATABASE_URL: city.url, DATA_DIR: folder.path };
  wecom = {
    ...env,
    WECOM_CORP_ID: 'ww1',
    WECOM_AGENT_ID: '1000002',
    WECOM_SECRET: 'secret',
    WECOM_TOKEN: 'token',
    WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
    WECOM_API_BASE: platform.url,
    PUBLIC_URL: `http://127.0.0.1:${(self.address() as AddressInfo).port}`,
  };
});

afterAll(async () => {
  await Promise.all([city.close(), platform.close(), new Promise((resolve) => self.close(resolve))]);
  await folder.remove();
});

type Found = { check: string; status: string; message: string; mend: string | null };
const doctor = async (settings: Environment, ...args: string[]) => {
  const { code, json } = await gridJson(settings, 'doctor', ...args);
  const items = json.items as Found[];
  return { code, items, of: (check: string) => items.find((item) => item.check === check) };
};

describe('doctor', () => {
  test('finds what waits for a person in the records', async () => {
    const { prisma } = city.database;
    const inbox = (status: string, reason: string) =>
      prisma.inboxMessage.create({
        data: {
          id: randomUUID(),
          channel: 'wecom',
          dedupeKey: randomUUID(),
          lane: 'a',
          payload: '<x/>',
          status,
          reason,
          receivedAt: new Date(),
        },
      });
    await Promise.all([inbox('failed', 'boom'), inbox('kept', 'foreign-agent')]);
    const draft = {
      to: { person: city.idOf('尹航') },
      kind: 'reply',
      body: { kind: 'text' as const, text: '好' },
      cause: { type: 'operator' as const, id: 'z' },
    };
    await prisma.outboxMessage.update({
      where: { id: await city.write(draft, new Date()) },
      data: { status: 'parked', error: 'wecom:81013' },
    });
    await prisma.account.updateMany({ where: { personId: city.idOf('尹航') }, data: { unreachable: 'wecom:60111' } });
    await prisma.channelPause.create({ data: { channel: 'wecom', until: new Date(Date.now() + 600_000), reason: 'wecom:45009' } });

    const { code, of, items } = await doctor(env);
    expect(code).toBe(0);
    expect(of('database')?.status).toBe('ok');
    expect(of('inbox')).toMatchObject({ status: 'warn', message: expect.stringContaining('1 × boom') });
    expect(of('outbox')).toMatchObject({ status: 'warn', message: expect.stringContaining('1 × wecom:81013') });
    expect(of('accounts')).toMatchObject({ status: 'warn', message: expect.stringContaining('1 × wecom:60111') });
    expect(of('channels')).toMatchObject({ status: 'warn', message: expect.stringContaining('wecom:45009') });
    for (const item of items) {
      expect(Object.keys(item)).toEqual(['check', 'status', 'message', 'mend']);
      expect(item.mend === null).toBe(item.status === 'ok');
    }
  });

  test('calls the platform only when told to, and tells which address it refuses', async () => {
    const before = platform.calls.length;
    expect((await doctor(wecom)).of('wecom-app')).toBeUndefined();
    expect(platform.calls).toHaveLength(before);

    platform.on('agent/get', errcode(60020, 'not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at https://x'));
    const refused = await doctor(wecom, '--live');
    expect(refused.code).toBe(1);
    expect(refused.of('wecom-app')).toMatchObject({ status: 'fail', mend: expect.stringContaining('203.0.113.7.') });
    expect(refused.of('callback-answers')?.status).toBe('ok');

    platform.on('agent/get', jsonReply({ errcode: 0, close: 0, allow_partys: { partyid: [1] } }));
    const well = await doctor({ ...wecom, PUBLIC_URL: `${wecom.PUBLIC_URL}/elsewhere` }, '--live');
    expect(well.of('wecom-app')).toMatchObject({ status: 'ok', message: expect.stringContaining('1 departments') });
    expect(well.of('callback-answers')).toMatchObject({ status: 'fail', message: expect.stringContaining('404') });
    expect(platform.callsTo('agent/get').at(-1)?.query.get('agentid')).toBe('1000002');
  });

  test('names every bad setting at once', async () => {
    const { code, items } = await doctor({ PORT: 'x', API_TOKEN: 'two words', WECOM_CORP_ID: 'ww1' });
    expect(code).toBe(1);
    expect(items.map((item) => item.message.split(':')[0])).toEqual(
      expect.arrayContaining(['PORT', 'API_TOKEN', 'WECOM_SECRET', 'WECOM_AGENT_ID', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY']),
    );
    const { stderr, stdout, code: people } = await grid({ PORT: 'x', API_TOKEN: 'two words' }, 'people', '--json');
    expect([people, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^grid: The settings are not usable:\n {2}- PORT: .*\n {2}- API_TOKEN: .*\n$/);
  });

  test('goes on when the database or the queue does not answer', async () => {
    const { code, of } = await doctor({ ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' });
    expect(code).toBe(1);
    expect(of('database')).toMatchObject({ status: 'fail', message: expect.stringContaining('ECONNREFUSED') });
    expect(of('queue')?.status).toBe('fail');
    expect(of('node')?.status).toBe('ok');
    expect(of('inbox')).toBeUndefined();
  });

  test('changes nothing in a database that is not up to date, and says so', async () => {
    const empty = await createEmptyDatabase();
    const { code, of } = await doctor({ ...env, DATABASE_URL: empty.url });
    expect(of('database')).toMatchObject({ status: 'warn', message: expect.stringContaining('migrations to apply') });
    expect([code, of('inbox')]).toEqual([0, undefined]);
    expect((await gridJson({ ...env, DATABASE_URL: empty.url }, 'people')).json).toEqual({ items: [], next: null });
    await empty.drop();
  });
});
