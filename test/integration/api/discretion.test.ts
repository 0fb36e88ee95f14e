import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/hazard/commands.ts';
import { type Api, allOf, type City, MONDAY_NINE, minutesLater, openCity, serveApi } from './city.ts';

let city: City;
let api: Api;

beforeAll(async () => {
  city = await openCity();
  api = await serveApi(city);
});

afterAll(async () => {
  await api.close();
  await city.close();
});

const get = async (path: string) => (await api.get(path)).body as Record<string, unknown>;

/** Everything that the read API tells of one item: itself, its history, and the messages about it. */
const allAbout = async (
  number: string,
): Promise<{ hazard: Record<string, unknown>; history: Record<string, unknown>[]; messages: Record<string, unknown>[] }> => {
  const rows = await city.database.prisma.outboxMessage.findMany({
    where: { OR: [{ hazardNumber: number }, { text: { contains: number } }] },
    select: { id: true },
  });
  const ids = new Set<unknown>(rows.map(({ id }) => id));
  const messages = (await allOf(api, '/api/messages', 200)).filter((message) => ids.has(message.id));
  expect(messages.length).toBeGreaterThan(1);
  return { hazard: await get(`/api/hazards/${number}`), history: await allOf(api, `/api/history/${number}`, 200), messages };
};

const SECRETS = ['甲同学', '厕所后面', '打人', 'c'.repeat(64), '防欺凌条款'];
const secret: Partial<Report> = {
  description: '甲同学被打人的堵住',
  place: { id: null, text: '厕所后面' },
  photos: [{ hash: 'c'.repeat(64), at: MONDAY_NINE, by: null }],
  basis: [{ words: '打人', clause: '防欺凌条款' }],
};

describe.each([
  ['sensitive', { sensitive: true, category: 'bullying' } as const],
  ['kept from its school', { withheldFromSchool: true, category: 'management' } as const],
])('an item that is %s', (_, kind) => {
  test('shows nothing of its words, places, photos and people, wherever one looks', async () => {
    const reporter = city.idOf('刘芳');
    const number = await city.report(reporter, MONDAY_NINE, { ...secret, ...kind });
    await city.act(city.idOf('韩玉梅'), number, { type: 'Classify', level: '较大', reason: '甲同学家长来了' }, minutesLater(5));
    await city.act(city.idOf('韩玉梅'), number, { type: 'Assign', assignee: city.idOf('钱晨') }, minutesLater(6));
    const about = await allAbout(number);
    const told = JSON.stringify(about);
    for (const word of [...SECRETS, '家长']) expect(told).not.toContain(word);
    expect(about.hazard).toMatchObject({
      sensitive: true,
      description: null,
      place: null,
      reporter: null,
      assignee: null,
      escalatedTo: null,
      basis: null,
      photosBefore: null,
      photosAfter: null,
      fiveFixed: { responsibility: null, measures: null, money: null, deadline: null, plan: null },
    });
    expect(JSON.stringify([about.hazard, about.history])).not.toMatch(new RegExp(`${reporter}|刘芳|${city.idOf('钱晨')}|钱晨`));
    expect(about.history.map((entry) => [entry.data, entry.actor])).toEqual(about.history.map(() => [null, null]));
    expect(about.messages.map((message) => message.text)).toEqual(about.messages.map(() => null));
    expect(JSON.stringify(about.messages)).not.toContain('刘芳');
  });

  test('is found by nobody’s name and is in no count', async () => {
    const [reporter, handler] = [city.idOf('沈玉兰'), city.idOf('蒋涛')];
    const before = await get('/api/stats?unit=S002');
    const number = await city.report(reporter, MONDAY_NINE, { ...secret, ...kind, unit: 'S002' });
    await city.act(city.idOf('韩玉梅'), number, { type: 'Classify' }, minutesLater(5));
    await city.act(city.idOf('韩玉梅'), number, { type: 'Assign', assignee: handler }, minutesLater(6));
    const by = async (person: string) => (await allOf(api, `/api/hazards?person=${person}`, 200)).map((item) => item.number);
    expect(await by(reporter)).not.toContain(number);
    expect(await by(handler)).not.toContain(number);
    expect((await get('/api/stats?unit=S002')).hazards).toEqual(before.hazards);
    const messages = await allOf(api, `/api/messages?person=${reporter}`, 200);
    expect(JSON.stringify(messages)).not.toContain(number);
  });
});

describe('a reporter who asked to stay unnamed', () => {
  test('is named nowhere, while all else is told', async () => {
    const [reporter, porter] = [city.idOf('刘芳'), city.idOf('赵满意')];
    const photos = [{ hash: 'd'.repeat(64), at: MONDAY_NINE, by: reporter }];
    const number = await city.report(reporter, MONDAY_NINE, { reporterHidden: true, placePerson: porter, photos });
    await city.act(
      reporter,
      number,
      { type: 'AddPhotos', phase: 'before', photos: [{ ...photos[0], hash: 'e'.repeat(64) } as (typeof photos)[0]] },
      minutesLater(1),
    );
    await city.act(porter, number, { type: 'Accept' }, minutesLater(5));
    const about = await allAbout(number);
    expect(JSON.stringify(about)).not.toMatch(new RegExp(`${reporter}"|刘芳`));
    expect(about.hazard).toMatchObject({ reporter: null, reporterHidden: true, description: '三楼东头的灯坏了', assignee: { id: porter } });
    expect(about.history[0]).toMatchObject({ actor: null, data: { description: '三楼东头的灯坏了', reporter: null } });
    expect(about.history.find((entry) => entry.event === 'HazardAccepted')).toMatchObject({ actor: { id: porter, name: '赵满意' } });
  });

  test('is found neither by his name nor through his messages', async () => {
    const reporter = city.idOf('吴桂芝');
    const number = await city.report(reporter, MONDAY_NINE, { reporterHidden: true, placePerson: city.idOf('赵满意') });
    expect((await allOf(api, `/api/hazards?person=${reporter}`, 200)).map((item) => item.number)).not.toContain(number);
    expect(JSON.stringify(await allOf(api, `/api/messages?person=${reporter}`, 200))).not.toContain(number);
    const messages = await allOf(api, '/api/messages', 200);
    const [reply] = messages.filter((message) => message.kind === 'reply');
    expect(reply).toMatchObject({ to: null, text: null });
    const toOthers = messages.filter((message) => JSON.stringify(message.cause).includes(number));
    expect(toOthers.length).toBeGreaterThan(0);
    expect(JSON.stringify(toOthers)).not.toContain('inbox-');
  });

  test('keeps his name in what he does as the assignee', async () => {
    const both = city.idOf('孙大鹏');
    const number = await city.report(both, MONDAY_NINE, { reporterHidden: true, placePerson: both });
    await city.act(both, number, { type: 'Accept' }, minutesLater(5));
    const history = await allOf(api, `/api/history/${number}`, 200);
    expect(history[0]?.actor).toBeNull();
    expect(history.find((entry) => entry.event === 'HazardAccepted')?.actor).toMatchObject({ id: both });
    expect((await allOf(api, `/api/hazards?person=${both}`, 200)).map((item) => item.number)).toContain(number);
  });
});
