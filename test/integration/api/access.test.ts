import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type City, openCity, serveApi, TOKEN } from './city.ts';

let city: City;
let api: Api;
let closed: Api;

beforeAll(async () => {
  city = await openCity();
  api = await serveApi(city);
  closed = await serveApi(city, null);
});

afterAll(async () => {
  await api.close();
  await closed.close();
  await city.close();
});

const withToken = (authorization: string): RequestInit => ({ headers: { Authorization: authorization } });

describe('who may read', () => {
  test.each(['', 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, TOKEN, `Bearer ${TOKEN}x`, `Bearer ${TOKEN} x`])(
    'refuses %j with 401 and says how to ask',
    async (authorization) => {
      const { status, headers, body } = await api.get('/api/hazards', withToken(authorization));
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(body).toMatchObject({ error: { code: 'unauthorized' } });
    },
  );

  test('does not tell strangers which addresses exist', async () => {
    const known = await api.get('/api/people', {});
    const unknown = await api.get('/api/nothing', {});
    expect([known.status, unknown.status]).toEqual([401, 401]);
    expect(unknown.text).toBe(known.text);
  });

  test('lets the bearer of the token in, in any case of the scheme', async () => {
    expect((await api.get('/api/people', withToken(`bearer ${TOKEN}`))).status).toBe(200);
  });

  test('is not there at all while no token is set', async () => {
    for (const path of ['/api', '/api/hazards', '/api/stats', '/api/hazards/H26110001', '/api/nothing']) {
      expect((await closed.get(path)).status).toBe(404);
    }
    expect((await closed.get('/api/hazards', { method: 'POST' })).status).toBe(404);
  });
});

describe('how it is asked', () => {
  test('answers HEAD like GET, without the body', async () => {
    const { status, text, headers } = await api.get('/api/units', { method: 'HEAD', ...withToken(`Bearer ${TOKEN}`) });
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('content-type')).toContain('application/json');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('refuses %s: nothing can be changed here', async (method) => {
    const { status, headers } = await api.get('/api/hazards', { method, ...withToken(`Bearer ${TOKEN}`) });
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET, HEAD');
  });

  test('nobody on the way may keep an answer', async () => {
    expect((await api.get('/api/people')).headers.get('cache-control')).toBe('no-store');
    expect((await api.get('/api/people', {})).headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    '/api',
    '/api/nothing',
    '/api/hazards/H26110001/x',
    '/api/hazards/H99999999',
    '/api/hazards/what',
    '/api/history/H99999999',
    '/api/history/%00',
  ])('knows nothing at %s', async (path) => {
    const { status, body } = await api.get(path);
    expect(status).toBe(404);
    expect(body).toMatchObject({ error: { code: 'not-found' } });
  });

  test.each([
    ['/api/hazards?limit=0', 'bad-limit'],
    ['/api/hazards?limit=201', 'bad-limit'],
    ['/api/hazards?limit=ten', 'bad-limit'],
    ['/api/hazards?limit=5&limit=6', 'bad-limit'],
    ['/api/hazards?cursor=nonsense', 'bad-cursor'],
    ['/api/people?cursor=%00', 'bad-cursor'],
    ['/api/people?cursor=AA', 'bad-cursor'],
    ['/api/hazards?status=half-done', 'bad-filter'],
    ['/api/hazards?status=reported,', 'bad-filter'],
    ['/api/hazards?level=2', 'bad-filter'],
    ['/api/hazards?category=dragons', 'bad-filter'],
    ['/api/hazards?from=2026-02-30', 'bad-filter'],
    ['/api/hazards?to=yesterday', 'bad-filter'],
    ['/api/hazards?at=2026-11-23T08:00', 'bad-filter'],
    ['/api/hazards?stauts=reported', 'bad-filter'],
    ['/api/hazards?unit=NOWHERE', 'unknown-unit'],
    ['/api/hazards?unit=%00', 'bad-filter'],
    ['/api/hazards?person=NOBODY', 'unknown-person'],
    ['/api/people?status=asleep', 'bad-filter'],
    ['/api/messages?status=lost', 'bad-filter'],
    ['/api/units?unit=NOWHERE', 'unknown-unit'],
    ['/api/stats?unit=NOWHERE', 'unknown-unit'],
    ['/api/history/H26110001?limit=-1', 'bad-limit'],
  ])('refuses %s as %s', async (path, code) => {
    const { status, body } = await api.get(path);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { code, message: expect.stringMatching(/\w+: /) } });
  });
});
