import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type City, MONDAY_NINE, minutesLater, openCity, serveApi } from '../api/city.ts';
import { grid, gridJson, run, temporaryFolder } from './grid.ts';

let city: City;
let env: Record<string, string>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let number: string;

beforeAll(async () => {
  city = await openCity();
  folder = await temporaryFolder();
  env = { DATABASE_URL: city.url, DATA_DIR: folder.path };
  number = await city.report(city.idOf('刘芳'), MONDAY_NINE, { placePerson: city.idOf('赵满意') });
  await city.report(city.idOf('刘芳'), minutesLater(1), { unit: 'S101', sensitive: true, category: 'bullying', description: '甲同学' });
});

afterAll(async () => {
  await city.close();
  await folder.remove();
});

const COMMANDS = [
  'import',
  'coverage',
  'hazards',
  'duties',
  'preview',
  'rehearse',
  'draw',
  'people',
  'messages',
  'interpret',
  'resend',
  'policy',
  'case',
  'purge',
  'verify',
  'backup',
  'restore',
  'doctor',
];

describe('help', () => {
  test('names every command', async () => {
    const { code, stdout } = await grid(env, '--help');
    expect(code).toBe(0);
    for (const name of COMMANDS) expect(stdout).toContain(name);
  });

  test.each(COMMANDS)('%s tells what it takes', async (name) => {
    const { code, stdout, stderr } = await grid({ DATABASE_URL: 'nonsense' }, name, '--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`grid ${name}`);
    expect(stdout).toContain('--json');
  });

  test('is offered for what is no command', async () => {
    const { code, stdout, stderr } = await grid(env, 'hazard');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Did you mean hazards');
  });
});

describe('lists', () => {
  test('give the very objects of the read API', async () => {
    const api = await serveApi(city);
    const [hazards, people, messages] = await Promise.all([
      gridJson(env, 'hazards', '--unit', 'E000', '--limit', '1'),
      gridJson(env, 'people', '--unit', 'S001', '--status', '在岗'),
      gridJson(env, 'messages', '--person', city.idOf('赵满意'), '--status', 'queued,sent'),
    ]);
    expect(hazards.json).toEqual((await api.get('/api/hazards?unit=E000&limit=1')).body);
    expect(people.json).toEqual((await api.get('/api/people?unit=S001&status=在岗')).body);
    expect(messages.json).toEqual((await api.get(`/api/messages?person=${city.idOf('赵满意')}&status=queued,sent`)).body);
    expect([hazards, people, messages].map(({ code, stderr }) => [code, stderr])).toEqual([0, 0, 0].map((code) => [code, '']));
    const { json } = await gridJson(env, 'hazards', '--limit', '1', '--cursor', String(hazards.json.next));
    expect(json).toMatchObject({ items: [{ number }], next: null });
    await api.close();
  });

  test('are tables for people, and say how to get the rest', async () => {
    const { code, stdout } = await grid(env, 'hazards', '--limit', '1');
    expect(code).toBe(0);
    expect(stdout).toContain('(保密事项)');
    expect(stdout).not.toContain('甲同学');
    expect(stdout).toMatch(/--cursor [\w-]+/);
  });

  test.each([
    [['hazards', '--status', 'half-done'], /^grid: status: must be some of reported,/],
    [['hazards', '--limit', '1000'], /^grid: limit: must be a whole number from 1 to 200$/],
    [['messages', '--unit', 'NOWHERE'], /^grid: unit: there is no unit with the code NOWHERE$/],
    [['people', '--colour', 'red'], /^error: unknown option '--colour'/],
  ])('%j is refused in one line', async (args, message) => {
    const { code, stdout, stderr } = await grid(env, ...args, '--json');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')[0]).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('are clean JSON under npm run, too', async () => {
    const { code, stdout } = await run('npm', ['run', 'grid', '--', 'people', '--limit', '2', '--json'], env);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ items: [{}, {}] });
  });

  test('a reader that goes away early is no error', async () => {
    const command = `"${process.execPath}" --import tsx src/cli/main.ts people --limit 200 --json | head -c 10; exit "\${PIPESTATUS[0]}"`;
    const { code, stdout, stderr } = await run('bash', ['-c', command], env);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toHaveLength(10);
  });
});

describe('interpret', () => {
  test('shows what would be understood, and does nothing', async () => {
    const before = await city.database.prisma.hazard.count();
    const { code, json } = await gridJson(env, 'interpret', '三楼东侧楼梯扶手松了', '--as', city.idOf('刘芳'));
    expect(code).toBe(0);
    expect(Object.keys(json)).toEqual([
      'intent',
      'category',
      'level',
      'urgent',
      'sensitive',
      'unit',
      'place',
      'items',
      'reason',
      'to',
      'until',
      'ref',
      'result',
      'question',
      'basis',
    ]);
    expect(json).toMatchObject({ intent: 'report', unit: { code: 'S001', name: '青澜市第三中学' } });
    expect(await city.database.prisma.hazard.count()).toBe(before);
  });

  test('needs somebody who would have said it', async () => {
    const [unknown, nobody] = await Promise.all([
      grid(env, 'interpret', '灯坏了', '--as', 'X1', '--json'),
      grid(env, 'interpret', '灯坏了'),
    ]);
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toMatch(/^grid: there is nobody with the number X1/);
    expect(nobody.code).toBe(1);
  });
});

describe('resend', () => {
  test('puts parked messages back and leaves the others alone', async () => {
    const draft = {
      to: { person: city.idOf('尹航') },
      kind: 'reply',
      body: { kind: 'text' as const, text: '好' },
      cause: { type: 'operator' as const, id: 'z' },
    };
    const parked = await city.write(draft, MONDAY_NINE);
    const queued = await city.write(draft, MONDAY_NINE);
    const { outboxMessage } = city.database.prisma;
    await outboxMessage.update({ where: { id: parked }, data: { status: 'parked', attempts: 3, error: 'wecom:81013' } });
    const { code, json, stderr } = await gridJson(env, 'resend', parked, queued);
    expect(code).toBe(1);
    expect(json).toMatchObject({ items: [{ id: parked, status: 'queued', attempts: 0, error: null }], next: null });
    expect(stderr).toBe(`grid: not parked, so left alone: ${queued}\n`);
    expect(await outboxMessage.findUnique({ where: { id: parked } })).toMatchObject({ status: 'queued' });
    await outboxMessage.update({ where: { id: parked }, data: { status: 'parked' } });
    expect((await grid(env, 'resend', parked)).code).toBe(0);
  });
});

describe('coverage', () => {
  test('is a report: gaps are no failure', async () => {
    await city.database.prisma.person.update({ where: { id: city.idOf('赵满意') }, data: { status: '离岗' } });
    const { code, json } = await gridJson(env, 'coverage', '--unit', 'S001');
    expect(code).toBe(0);
    const gaps = json.items as Record<string, unknown>[];
    expect(gaps.map((gap) => gap.gap)).toContain('place-without-person');
    for (const gap of gaps) expect(Object.keys(gap)).toEqual(['gap', 'unit', 'place', 'person', 'message']);
    expect((await grid(env, 'coverage', '--unit', 'NOWHERE')).code).toBe(1);
  });
});
