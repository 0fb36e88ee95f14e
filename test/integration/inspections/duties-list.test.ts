import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRules } from '../../../src/app/hazards/rules.ts';
import { amendCheck } from '../../../src/app/inspections/amend-check.ts';
import { linkFindings } from '../../../src/app/inspections/record-checks.ts';
import type { DutyView } from '../../../src/app/queries/duty-view.ts';
import { statutoryDays } from '../../../src/infra/calendar/statutory-days.ts';
import { type Api, allOf, serveApi } from '../api/city.ts';
import { MONDAY_NINE } from '../conversation/city.ts';
import { type CheckedCity, openCheckedCity } from './checked-city.ts';

let city: CheckedCity;
let api: Api;

const SCHOOLS: [school: string, town: string][] = [
  ['S101', 'C100'],
  ['S102', 'C100'],
  ['K101', 'C100'],
  ['S201', 'C200'],
  ['C200', 'C200'],
  ['S001', 'E000'],
];

/** Every school's November; overdue ones of October, one waived, some planned for December. */
beforeAll(async () => {
  city = await openCheckedCity();
  api = await serveApi(city);
  for (const [school, town] of SCHOOLS) await city.planNovember(school, town);
  const town = { rule: 'town-monthly' as const, unit: 'C100' };
  await city.plan({ ...town, school: 'S101', from: '2026-10-01', to: '2026-10-31', sent: ['opens', 'overdue'] });
  await city.plan({ ...town, school: 'S102', from: '2026-10-01', to: '2026-10-31', waived: 'vacation' });
  await city.plan({ ...town, school: 'S101', from: '2026-12-01', to: '2026-12-31' });
  await city.checks('tianzhanjun', 'S101');
  await city.checks('hanyumei', 'S101', { day: '2026-11-20', position: '校门口' });
  await city.checks('shiwenbin', 'S101', { period: 'week' });
  city.clock.at = new Date('2026-11-23T18:00:00+08:00');
});

afterAll(async () => {
  await api.close();
  await city.close();
});

const list = async (query: string, limit = 200): Promise<DutyView[]> =>
  (await allOf(api, `/api/duties${query === '' ? '' : `?${query}`}`, limit)) as unknown as DutyView[];
const short = ({ rule, unit, school, window, status }: DutyView): string =>
  `${rule} ${unit.code} ${school.code} ${window.end.slice(0, 10)} ${status}`;
const shortList = async (query: string): Promise<string[]> => (await list(query)).map(short);

describe('a duty', () => {
  test('has every key of the design, with its checks', async () => {
    const [duty] = await list('rule=town-monthly&school=S101&from=2026-11-01&to=2026-11-30');
    expect(duty).toEqual({
      id: expect.stringMatching(/^\d+$/),
      rule: 'town-monthly',
      unit: { code: 'C100', name: '石桥镇中心校' },
      school: { code: 'S101', name: '石桥镇中心小学' },
      window: { start: '2026-11-01T00:00:00.000+08:00', end: '2026-11-30T23:59:59.000+08:00', name: 'town-monthly 2026-11-01' },
      required: 1,
      done: 1,
      status: 'done',
      stagesSent: [],
      checks: [
        {
          id: expect.any(String),
          by: { id: city.idOf('tianzhanjun'), name: '田占军' },
          at: '2026-11-23T09:00:00.000+08:00',
          result: '正常',
          hazards: [],
          backdated: false,
          day: '2026-11-23',
          photos: [],
          position: null,
        },
      ],
    });
    const [late] = await list('rule=city-two-monthly&school=S101');
    expect(late?.checks).toMatchObject([{ day: '2026-11-20', backdated: true, at: '2026-11-23T10:00:00.000+08:00', position: '校门口' }]);
  });

  test('a confidential finding is not told, nor that there was one', async () => {
    await city.says('hanyumei', '柳河镇初级中学三楼灯坏了');
    await city.says('hanyumei', '柳河镇初级中学操场单杠松动');
    const hazards = await city.database.prisma.hazard.findMany({ where: { unitCode: 'S201' }, orderBy: { number: 'asc' } });
    const [open = '', secret = ''] = hazards.map(({ number }) => number);
    const { id } = await city.checks('xiazhiqiang', 'S201', { photos: [{ hash: 'f'.repeat(64), takenAt: new Date(MONDAY_NINE) }] });
    const check = async () => (await list('rule=town-monthly&school=S201'))[0]?.checks[0];
    expect((await check())?.photos).toEqual([{ hash: 'f'.repeat(64), takenAt: '2026-11-23T09:00:00.000+08:00', repeated: false }]);
    await linkFindings(city.database.prisma, [id], [open, secret]);
    expect(await check()).toMatchObject({ result: '有问题', hazards: [open, secret] });
    for (const hidden of [{ sensitive: true }, { sensitive: false, withheldFromSchool: true }]) {
      await city.database.prisma.hazard.update({ where: { number: secret }, data: hidden });
      expect(await check()).toMatchObject({ result: null, hazards: [open], photos: null });
    }
  });
});

describe('the list', () => {
  test('has the latest window first, every row once, whatever the limit', async () => {
    const whole = await list('');
    expect(whole.length).toBeGreaterThan(50);
    const order = whole.map(({ window, id }) => `${window.end} ${id.padStart(9, '0')}`);
    expect(order).toEqual(order.toSorted().reverse());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('', 'unit=C100', 'unit=E000', 'school=S101', 'person=', 'status=open', 'at=2026-11-23'),
        async (limit, query) => {
          const asked = query === 'person=' ? `person=${city.idOf('tianzhanjun')}` : query;
          expect(await list(asked, limit)).toEqual(await list(asked));
        },
      ),
      { numRuns: 12 },
    );
  });

  test.each<[string, string[]]>([
    [
      'rule=town-monthly&unit=C100',
      [
        'town-monthly C100 S101 2026-12-31 open',
        'town-monthly C100 K101 2026-11-30 open',
        'town-monthly C100 S102 2026-11-30 open',
        'town-monthly C100 S101 2026-11-30 done',
        'town-monthly C100 S102 2026-10-31 waived',
        'town-monthly C100 S101 2026-10-31 overdue',
      ],
    ],
    ['status=waived', ['town-monthly C100 S102 2026-10-31 waived']],
    [
      'status=overdue,waived&unit=C100&rule=town-monthly',
      ['town-monthly C100 S102 2026-10-31 waived', 'town-monthly C100 S101 2026-10-31 overdue'],
    ],
    ['status=done&school=S101&rule=school-weekly', ['school-weekly S101 S101 2026-11-29 done']],
    ['to=2026-10-31&rule=town-monthly', ['town-monthly C100 S102 2026-10-31 waived', 'town-monthly C100 S101 2026-10-31 overdue']],
    ['from=2026-12-06&rule=town-monthly', ['town-monthly C100 S101 2026-12-31 open']],
    ['school=S101&at=2026-12-03&rule=town-monthly', ['town-monthly C100 S101 2026-12-31 open']],
    ['school=S101&at=2026-10-31&rule=town-monthly', ['town-monthly C100 S101 2026-10-31 open']],
    ['unit=S101&rule=school-daily', ['school-daily S101 S101 2026-11-23 done', 'school-daily S101 S101 2026-11-20 overdue']],
  ])('?%s', async (query, expected) => {
    expect(await shortList(query)).toEqual(expected);
  });

  test('unit: who must check, with all below it', async () => {
    const units = async (query: string) => [...new Set((await list(query)).map(({ unit }) => unit.code))].toSorted();
    expect(await units('unit=E000')).toEqual(['C100', 'C200', 'E000', 'K101', 'S001', 'S101', 'S102', 'S201']);
    expect(await units('unit=C100')).toEqual(['C100', 'K101', 'S101', 'S102']);
    expect(await units('unit=S302')).toEqual([]);
  });

  test('person: what his units must check, and what he checked himself', async () => {
    const units = async (account: string, more = '') =>
      [...new Set((await list(`person=${city.idOf(account)}${more}`)).map(({ unit, school }) => `${unit.code} ${school.code}`))].toSorted();
    expect(await units('heyongnian')).toEqual(['S101 S101']);
    expect(await units('yuyang')).toEqual([]);
    await city.checks('yuyang', 'S001');
    expect(await units('yuyang')).toEqual(['E000 S001']);
    expect(await units('yuyang', '&unit=C100')).toEqual([]);
    expect(await units('madezhong', '&unit=C200')).toEqual([]);
    expect(await units('madezhong')).toEqual(['C100 K101', 'C100 S101', 'C100 S102']);
  });

  test('at: as things stood then', async () => {
    const at = async (time: string, more = '') => {
      const duties = await list(`school=S102&unit=C100&rule=town-monthly&at=${encodeURIComponent(time)}${more}`);
      return duties.map(({ status, done, checks }) => [status, done, checks.length]);
    };
    city.clock.at = new Date('2026-11-23T19:00:00+08:00');
    const { id } = await city.checks('tianzhanjun', 'S102');
    expect(await at('2026-11-23T18:59:00+08:00')).toEqual([['open', 0, 0]]);
    expect(await at('2026-11-23T19:30:00+08:00')).toEqual([['done', 1, 1]]);
    expect(await at('2026-11-23T18:59:00+08:00', '&status=done')).toEqual([]);
    expect(await at('2026-11-23T19:30:00+08:00', '&status=done')).toEqual([['done', 1, 1]]);
    const rules = await createRules(statutoryDays())(city.database.prisma);
    await city.database.transaction((db) => amendCheck({ db, now: city.clock.at, by: 'x', rules }, id, { withdrawn: true }, ''));
    expect(await at('2026-11-23T19:30:00+08:00')).toEqual([['done', 1, 1]]);
    expect(await at('2026-11-23T20:30:00+08:00')).toEqual([['open', 0, 0]]);
    expect((await list('school=S102&unit=C100&rule=town-monthly&from=2026-11-01'))[0]).toMatchObject({ done: 0, checks: [] });
  });

  test.each([
    ['rule=none', 'bad-filter'],
    ['status=finished', 'bad-filter'],
    ['level=一般', 'bad-filter'],
    ['school=NOWHERE', 'unknown-unit'],
    ['unit=NOWHERE', 'unknown-unit'],
    ['person=NOBODY', 'unknown-person'],
    ['cursor=eA', 'bad-cursor'],
  ])('?%s is refused', async (query, code) => {
    expect(await api.get(`/api/duties?${query}`)).toMatchObject({ status: 400, body: { error: { code } } });
  });
});

describe('stats', () => {
  test('count windows that run, and unfinished ones before', async () => {
    city.clock.at = new Date('2026-11-23T21:00:00+08:00');
    const stats = (await api.get('/api/stats?unit=C100')).body as { duties: unknown };
    const all = await list('unit=C100');
    const now = city.clock.at.toISOString();
    const running = await list(`unit=C100&at=${now}`);
    const count = (duties: DutyView[], status: string): number => duties.filter((duty) => duty.status === status).length;
    expect(stats.duties).toEqual({
      open: count(running, 'open'),
      done: count(running, 'done'),
      waived: count(running, 'waived'),
      overdue: count(all, 'overdue'),
    });
    expect(stats.duties).toMatchObject({ done: 3, overdue: 4, waived: 0 });
    city.clock.at = new Date('2026-10-10T09:00:00+08:00');
    expect((await api.get('/api/stats?unit=C100')).body).toMatchObject({ duties: { waived: 1, overdue: 0 } });
    expect((await api.get('/api/stats?unit=S302')).body).toMatchObject({ duties: { open: 0, done: 0, overdue: 0, waived: 0 } });
  });
});
