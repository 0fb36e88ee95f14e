import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, allOf, type City, MONDAY_NINE, minutesLater, openCity, serveApi } from './city.ts';

let city: City;
let api: Api;
const numbers: string[] = [];

const DAY = 24 * 60;
const SCHOOLS = ['S001', 'S001', 'S101', 'K101', 'C200', 'S301'];

beforeAll(async () => {
  city = await openCity();
  api = await serveApi(city);
  const reporter = city.idOf('韩玉梅');
  // Several share one moment, so that the number has to decide their order.
  for (let index = 0; index < 24; index += 1) {
    const at = minutesLater(-Math.floor(index / 4) * DAY);
    numbers.push(await city.report(reporter, at, { unit: SCHOOLS[index % SCHOOLS.length] ?? '', description: `第${index}处` }));
  }
});

afterAll(async () => {
  await api.close();
  await city.close();
});

const numbersOf = async (path: string): Promise<unknown[]> => (await allOf(api, path, 200)).map((item) => item.number);
const get = async (path: string) => (await api.get(path)).body as Record<string, unknown>;

describe('pages', () => {
  test.each(['/api/hazards', '/api/hazards?unit=E000', '/api/people', '/api/units', '/api/messages', '/api/history/%s'])(
    'show every row of %s exactly once, whatever the limit',
    async (path) => {
      const list = path.replace('%s', numbers[0] ?? '');
      const whole = await allOf(api, list, 200);
      expect(whole.length).toBeGreaterThan(0);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (limit) => {
          expect(await allOf(api, list, limit)).toEqual(whole);
        }),
        { numRuns: 8 },
      );
    },
  );

  test('hold 50 items unless told', async () => {
    const { items, next } = await get('/api/people');
    expect(items).toHaveLength(50);
    expect(next).toMatch(/^[\w-]+$/);
  });

  test('end with a null cursor, an exactly full last page, too', async () => {
    expect((await get(`/api/hazards?limit=${numbers.length}`)).next).toBeNull();
  });

  test('of hazards begin with the latest report, and of one moment with the highest number', async () => {
    const items = await allOf(api, '/api/hazards', 200);
    const keys = items.map((item) => `${item.reportedAt} ${item.number}`);
    expect(keys).toEqual([...keys].sort().reverse());
    expect(items).toHaveLength(numbers.length);
  });
});

describe('filters of hazards', () => {
  test('a unit means all below it', async () => {
    const below = async (unit: string) => (await numbersOf(`/api/hazards?unit=${unit}`)).length;
    expect(await below('S001')).toBe(8);
    expect(await below('C100')).toBe(8);
    expect(await below('T100')).toBe(8);
    expect(await below('V101')).toBe(8);
    expect(await below('E000')).toBe(24);
    expect(await below('S002')).toBe(0);
  });

  test('days are days of the place, both included', async () => {
    const found = await numbersOf('/api/hazards?from=2026-11-21&to=2026-11-22');
    expect(found.sort()).toEqual(numbers.slice(4, 12).sort());
  });

  test('a moment itself counts, at both ends', async () => {
    const moment = encodeURIComponent('2026-11-22T09:00:00+08:00');
    expect((await numbersOf(`/api/hazards?from=${moment}&to=${moment}`)).sort()).toEqual(numbers.slice(4, 8).sort());
    expect(await numbersOf('/api/hazards?to=2026-11-22T08:59:59+08:00')).toHaveLength(16);
  });

  test('of several the narrowest wins: an empty list is no error', async () => {
    expect(await get('/api/hazards?status=archived,closed&category=用电&level=一般')).toEqual({ items: [], next: null });
    expect(await numbersOf('/api/hazards?status=reported,archived&category=electric&level=一般')).toHaveLength(24);
  });

  test('a person is found as reporter and as assignee', async () => {
    const porter = city.idOf('赵满意');
    const own = await city.report(porter, minutesLater(1));
    const given = await city.report(city.idOf('韩玉梅'), minutesLater(2), { placePerson: porter });
    expect(await numbersOf(`/api/hazards?person=${porter}`)).toEqual([given, own]);
  });

  test('at a moment: what was open then, and whether it was overdue then', async () => {
    const porter = city.idOf('赵满意');
    const day = minutesLater(-40 * DAY);
    const number = await city.report(city.idOf('韩玉梅'), day, { placePerson: porter, unit: 'S001' });
    await city.act(porter, number, { type: 'Accept' }, minutesLater(5, day));
    await city.act(
      porter,
      number,
      { type: 'Submit', note: null, photos: [{ hash: 'a'.repeat(64), at: day, by: porter }] },
      minutesLater(20 * DAY, day),
    );
    const [head] = await city.database.prisma.personRole.findMany({ where: { unitCode: 'S001', role: '网格长' } });
    await city.act(head?.personId ?? '', number, { type: 'Verify', note: null, onSite: null }, minutesLater(21 * DAY, day));
    const at = async (minutes: number) => {
      const moment = encodeURIComponent(minutesLater(minutes, day).toISOString());
      return (await allOf(api, `/api/hazards?at=${moment}&unit=S001&to=2026-10-31`, 200)).map((item) => [item.number, item.overdue]);
    };
    expect(await at(-1)).toEqual([]);
    expect(await at(1)).toEqual([[number, false]]);
    expect(await at(19 * DAY)).toEqual([[number, true]]);
    expect(await at(20 * DAY + 60)).toEqual([[number, false]]);
    expect(await at(21 * DAY + 1)).toEqual([]);
  });
});

describe('one hazard', () => {
  test('has every key of the contract, with null for what is absent', async () => {
    const body = await get(`/api/hazards/${numbers[0]}`);
    expect(body).toEqual({
      number: numbers[0],
      status: 'reported',
      level: '一般',
      legalLevel: '一般',
      category: 'electric',
      categoryName: '用电',
      urgent: false,
      sensitive: false,
      description: '第0处',
      unit: { code: 'S001', name: '青澜市第三中学' },
      place: '三楼东头',
      source: '自查',
      reporter: { id: city.idOf('韩玉梅'), name: '韩玉梅' },
      reporterHidden: false,
      assignee: null,
      deadline: null,
      overdue: false,
      escalatedTo: null,
      extensionPending: false,
      fiveFixed: { responsibility: null, measures: null, money: null, deadline: null, plan: null },
      possibleDuplicateOf: null,
      mergedInto: null,
      basis: [{ words: '灯坏了', clause: '本系统默认' }],
      photosBefore: [],
      photosAfter: [],
      reportedAt: '2026-11-23T09:00:00.000+08:00',
      classifiedAt: null,
      assignedAt: null,
      acceptedAt: null,
      submittedAt: null,
      verifiedAt: null,
      closedAt: null,
      archivedAt: null,
      version: 1,
    });
  });

  test.each([(number: string) => number.toLowerCase(), (number: string) => number.slice(1)])(
    'is found however its number is typed',
    async (typed) => {
      expect((await get(`/api/hazards/${typed(numbers[3] ?? '')}`)).number).toBe(numbers[3]);
    },
  );

  test('is told whole once it is archived, and its history step by step', async () => {
    const [reporter, porter] = [city.idOf('刘芳'), city.idOf('赵满意')];
    const place = await city.database.prisma.place.findFirstOrThrow({ where: { unitCode: 'S001', area: '教学楼', spot: '东侧楼梯' } });
    const photo = (hash: string, by: string) => ({ hash: hash.repeat(64), at: MONDAY_NINE, by });
    const number = await city.report(reporter, MONDAY_NINE, {
      place: { id: place.id, text: '三楼东头' },
      placePerson: porter,
      photos: [photo('a', reporter)],
    });
    await city.act(porter, number, { type: 'Accept' }, minutesLater(5));
    await city.act(porter, number, { type: 'Submit', note: '换了灯管', photos: [photo('b', porter)] }, minutesLater(30));
    const head = await city.database.prisma.personRole.findFirstOrThrow({ where: { unitCode: 'S001', role: '网格长' } });
    await city.act(head.personId, number, { type: 'Verify', note: null, onSite: null }, minutesLater(45));

    expect(await get(`/api/hazards/${number}`)).toMatchObject({
      status: 'archived',
      place: '教学楼 三楼 东侧楼梯',
      reporter: { id: reporter, name: '刘芳' },
      assignee: { id: porter, name: '赵满意' },
      overdue: false,
      photosBefore: [{ hash: 'a'.repeat(64), at: '2026-11-23T09:00:00.000+08:00' }],
      photosAfter: [{ hash: 'b'.repeat(64), at: '2026-11-23T09:00:00.000+08:00' }],
      classifiedAt: '2026-11-23T09:00:00.000+08:00',
      acceptedAt: '2026-11-23T09:05:00.000+08:00',
      submittedAt: '2026-11-23T09:30:00.000+08:00',
      verifiedAt: '2026-11-23T09:45:00.000+08:00',
      archivedAt: '2026-11-23T09:45:00.000+08:00',
    });
    const history = await allOf(api, `/api/history/${number.toLowerCase()}`, 2);
    expect(history.map((entry) => entry.seq)).toEqual(history.map((_, index) => index + 1));
    expect(history[0]).toEqual({
      seq: 1,
      at: '2026-11-23T09:00:00.000+08:00',
      actor: { id: reporter, name: '刘芳' },
      event: 'HazardReported',
      step: '汇总',
      data: expect.objectContaining({ description: '三楼东头的灯坏了', reporter }),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      previousHash: null,
    });
    expect(history.map((entry) => entry.event)).toEqual(
      expect.arrayContaining([
        'HazardClassified',
        'HazardAssigned',
        'HazardAccepted',
        'RectificationSubmitted',
        'HazardVerified',
        'HazardArchived',
      ]),
    );
    for (const [index, entry] of history.slice(1).entries()) expect(entry.previousHash).toBe(history[index]?.hash);
  });
});

describe('people, units, messages', () => {
  test('a person has his roles and no phone', async () => {
    const [body] = await allOf(api, `/api/people?person=${city.idOf('韩玉梅')}`, 10);
    expect(body).toEqual({
      id: city.idOf('韩玉梅'),
      name: '韩玉梅',
      unit: { code: 'E000', name: '青澜市教育局' },
      title: '安卫办主任',
      roles: [{ unit: { code: 'E000', name: '青澜市教育局' }, role: '具体责任人' }],
      channels: ['wecom'],
      plainText: false,
      status: '在岗',
    });
  });

  test('a unit has its parents, its roles and how many places it has', async () => {
    const body = await allOf(api, '/api/units?unit=S001', 10);
    expect(body).toEqual([
      {
        code: 'S001',
        name: '青澜市第三中学',
        kind: '学校',
        sectorParent: { code: 'E000', name: '青澜市教育局' },
        territorialParent: { code: 'V302', name: '河西社区' },
        roles: [
          expect.objectContaining({ role: '网格长' }),
          expect.objectContaining({ role: '直接责任人' }),
          expect.objectContaining({ role: '具体责任人' }),
        ],
        places: 10,
      },
    ]);
  });

  test('a message has its receiver, cause and state, whatever it goes to', async () => {
    const group = await city.database.prisma.chatGroup.findFirstOrThrow({ where: { unitCode: 'C100' } });
    const base = { kind: 'digest', body: { kind: 'text' as const, text: '今天要查 2 所' }, cause: { type: 'operator' as const, id: 'x' } };
    const at = minutesLater(3 * DAY);
    const id = await city.write({ ...base, to: { group: group.id } }, at);
    await city.write({ ...base, to: { account: { channel: 'wecom', account: 'stranger' } } }, minutesLater(-1, at));
    const items = await allOf(api, '/api/messages?from=2026-11-26&status=queued', 10);
    expect(items[0]).toEqual({
      id,
      to: { group: { id: group.id, name: group.name } },
      channel: 'wecom',
      kind: 'digest',
      urgent: false,
      text: '今天要查 2 所',
      cause: { type: 'operator', id: 'x' },
      status: 'queued',
      attempts: 0,
      createdAt: '2026-11-26T09:00:00.000+08:00',
      sentAt: null,
      error: null,
    });
    expect(items[1]).toMatchObject({ to: { account: { channel: 'wecom', account: 'stranger' } } });
    expect((await allOf(api, '/api/messages?unit=C100', 200)).map((item) => item.id)).toContain(id);
    expect((await allOf(api, '/api/messages?unit=C300', 200)).map((item) => item.id)).not.toContain(id);
  });

  test('at a moment: what was waiting to be sent then', async () => {
    const to = { person: city.idOf('尹航') };
    const draft = { to, kind: 'reply', body: { kind: 'text' as const, text: '好' }, cause: { type: 'operator' as const, id: 'y' } };
    const id = await city.write(draft, MONDAY_NINE);
    await city.database.prisma.outboxMessage.update({ where: { id }, data: { status: 'sent', sentAt: minutesLater(10) } });
    const at = async (minutes: number) =>
      (await allOf(api, `/api/messages?person=${to.person}&at=${minutesLater(minutes).toISOString()}`, 10)).map((item) => item.id);
    expect(await at(-1)).toEqual([]);
    expect(await at(5)).toEqual([id]);
    expect(await at(11)).toEqual([]);
  });
});

describe('stats', () => {
  test('count items by status and level, and what waits at both edges', async () => {
    const porter = city.idOf('孙大鹏');
    const before = (await get('/api/stats?unit=S302')) as { hazards: { open: number; overdue: number } };
    await city.report(city.idOf('韩玉梅'), minutesLater(-20 * DAY), { unit: 'S302', placePerson: porter });
    await city.report(city.idOf('韩玉梅'), MONDAY_NINE, { unit: 'S302', level: '较大' });
    const stats = await get('/api/stats?unit=S302');
    expect(before.hazards).toMatchObject({ open: 0, overdue: 0 });
    expect(stats.hazards).toMatchObject({
      total: 2,
      open: 2,
      overdue: 1,
      byStatus: { reported: 1, assigned: 1, archived: 0, merged: 0 },
      byLevel: { 一般: 1, 较大: 1, 重大: 0 },
    });
    const waiting = await city.database.prisma.outboxMessage.count({ where: { status: 'queued' } });
    expect(stats).toMatchObject({ inbox: { pending: 0, oldestPendingSeconds: null }, outbox: { queued: waiting, parked: 0 } });
  });
});
