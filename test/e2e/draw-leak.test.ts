import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grid } from '../integration/cli/grid.ts';
import { API_TOKEN, type Product, startProduct } from '../support/product.ts';

/**
 * A sealed 四不两直 draw for Tuesday, asked for on Monday by somebody who does not go himself: until 07:30 nothing that anybody can look at
 * differs from what it was before the draw, but for the asker's question and its answer; then the inspector alone is told.
 */
const ASKER = 'hanyumei';
const INSPECTOR = 'yuyang';
/** Heads and staff of schools, the 中心校, other people of the bureau, and the asker himself. */
const PEOPLE = ['wangshouzheng', 'zhangtiejun', 'zhengyiming', 'madezhong', 'tianzhanjun', 'zhouhuaiyuan', 'linzhiping', ASKER, INSPECTOR];
const QUESTIONS = ['待查', '待办', '进度', '逾期', '三中情况怎么样'];
const LISTS = ['hazards', 'duties', 'people', 'units'];
const COMMANDS = [['duties'], ['hazards'], ['preview', '--from', '2026-11-24', '--to', '2026-11-25']];

type Windows = Record<string, { from?: string; text?: string }[]>;
type School = { code: string; names: string[] };

let product: Product;
let database: pg.Pool;
let schools: School[];
let drawn: string[];
let answer: string;
let draw: { id: string; hash: string };

const headers = { authorization: `Bearer ${API_TOKEN}` };
const body = async (where: string): Promise<string> => (await fetch(`${product.url}${where}`, { headers })).text();

const windows = async (): Promise<Windows> => (JSON.parse(await body('/sandbox/api/state')) as { conversations: Windows }).conversations;

const says = async (account: string, text: string): Promise<void> => {
  const response = await fetch(`${product.url}/sandbox/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'text', account, text }),
  });
  expect(response.status).toBe(202);
};

const settled = (): Promise<unknown> => product.advance(product.now().toISOString());

/** What each person reads when he asks everything he may think of; the order of his messages is that of his questions. */
const askAll = async (): Promise<Record<string, string>> => {
  const before = await windows();
  for (const text of QUESTIONS) {
    for (const account of PEOPLE) await says(account, text);
    await settled();
  }
  const after = await windows();
  return Object.fromEntries(
    PEOPLE.map((account) => [
      account,
      (after[account] ?? [])
        .slice((before[account] ?? []).length)
        .map(wordsOf)
        .join('\n'),
    ]),
  );
};

/** All words of a message, whatever its form; what changes from one telling to the next is left out. */
const wordsOf = (message: unknown): string =>
  JSON.stringify(message, (key, value) => (/^(?:id|messageId|at|sentAt|key|task_id|ref)$/i.test(key) ? undefined : value));

/** Everything that the operator and other programs can look at, without the counts of messages. */
const views = async (): Promise<Record<string, string>> => {
  const seen: Record<string, string> = {};
  for (const list of LISTS) seen[list] = await body(`/api/${list}?limit=200`);
  const { hazards } = JSON.parse(await body('/api/stats')) as { hazards: object };
  seen.stats = JSON.stringify(hazards);
  const { items } = JSON.parse(seen.hazards ?? '') as { items: { number: string }[] };
  for (const { number } of items) seen[number] = await body(`/api/history/${number}`);
  const env = { DATABASE_URL: product.databaseUrl, DATA_DIR: product.dataDir, CLOCK: 'virtual' };
  for (const command of COMMANDS) {
    const { code, stdout, stderr } = await grid(env, ...command, '--json');
    expect(`${command[0]} ${code} ${stderr}`).toBe(`${command[0]} 0 `);
    // Equal things may come in another order.
    seen[`grid ${command[0]}`] = stdout.replaceAll(',', '').split('\n').sort().join('\n');
  }
  return seen;
};

const named = (text: string): string[] =>
  schools.filter(({ code, names }) => [code, ...names].some((name) => text.includes(name))).map(({ code }) => code);

/** Windows in which the draw is spoken of, with what is said there. */
const spokenOf = async (): Promise<[string, string][]> =>
  Object.entries(await windows()).flatMap(([who, messages]) =>
    messages
      .map(wordsOf)
      .filter((text) => /四不两直|抽/.test(text))
      .map((text): [string, string] => [who, text]),
  );

const outbox = async (): Promise<{ person: string | null; kind: string; text: string; cause: string }[]> =>
  (
    await database.query(
      'SELECT person_id AS person, kind, body::text || text || actions::text AS text, cause_type AS cause FROM outbox_message ORDER BY seq',
    )
  ).rows;

let before: { views: Record<string, string>; answers: Record<string, string> };
let after: { views: Record<string, string>; answers: Record<string, string> };
let logged: number;

beforeAll(async () => {
  product = await startProduct({ sandbox: true, env: { LOG_LEVEL: 'debug' } });
  database = new pg.Pool({ connectionString: product.databaseUrl, max: 2 });
  await product.advance('2026-11-23T09:00:00+08:00');
  await says('zhengyiming', '北楼三层走廊灭火器过期了');
  await product.advance('2026-11-23T10:00:00+08:00');
  const { rows } = await database.query(
    `SELECT u.code, array_agg(a.alias) || array_agg(DISTINCT u.name) AS names FROM unit u JOIN unit_alias a ON a.unit_code = u.code
     WHERE u.kind IN ('学校', '幼儿园', '中心校') GROUP BY u.code`,
  );
  schools = rows;
  before = { answers: await askAll(), views: await views() };
  logged = product.logs().length;
  const seen = (await windows())[ASKER]?.length ?? 0;
  await says(ASKER, '四不两直抽查3所 让于洋去');
  await settled();
  answer = ((await windows())[ASKER] ?? []).slice(seen).map(wordsOf).join('\n');
  after = { answers: await askAll(), views: await views() };
  const kept = (await database.query('SELECT id, hash, sealed FROM draw')).rows[0];
  draw = kept;
  drawn = kept.sealed.picks.map(({ school }: { school: string }) => school);
}, 240_000);

afterAll(async () => {
  await database?.end();
  await product?.stop();
});

describe('a sealed draw', () => {
  it('has been made, and answered without a school', () => {
    expect(drawn).toHaveLength(3);
    expect(answer).toContain('抽好了，已封存：11月24日(周二)，3 所');
    expect(answer).toContain(draw.hash);
    expect(named(answer.replaceAll(draw.hash, '').replaceAll(draw.id.slice(0, 8), ''))).toEqual([]);
  });

  it('changes nothing that people are told when they ask', () => {
    expect(before.answers.zhangtiejun?.length).toBeGreaterThan(100);
    expect(after.answers).toEqual(before.answers);
  });

  it('changes nothing that the API and the operator’s lists show', () => {
    expect(Object.values(before.views).join('').length).toBeGreaterThan(10_000);
    expect(after.views).toEqual(before.views);
  });

  it('is spoken of to nobody but its asker until half past seven, and to him without a school', async () => {
    await product.advance('2026-11-24T07:29:00+08:00');
    const spoken = await spokenOf();
    expect([...new Set(spoken.map(([who]) => who))]).toEqual([ASKER]);
    const rows = (await outbox()).filter(({ text, cause }) => cause === 'draw' || /四不两直|抽/.test(text) || text.includes(draw.id));
    expect(rows.map(({ kind }) => kind)).toEqual(['reply']);
    const messages = JSON.parse(await body('/api/messages?limit=200')) as { items: { kind: string; text: string | null }[] };
    const about = messages.items.filter(({ text }) => /四不两直|抽/.test(text ?? ''));
    expect(about).toHaveLength(1);
    for (const text of [...spoken.map(([, said]) => said), ...rows.map((row) => row.text), JSON.stringify(about)])
      expect(named(text.replace(/[0-9a-f-]{8,}/g, ''))).toEqual([]);
  });

  it('leaves no school in the log, nor in the measurements', async () => {
    const lines = product.logs().slice(logged).split('\n');
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => named(line.replace(/[0-9a-f-]{20,}/g, '')).some((code) => drawn.includes(code)))).toEqual([]);
    const measured = (await body('/metrics')).split('\n').filter((line) => line.includes('campus_grid_'));
    expect(measured.length).toBeGreaterThan(5);
    expect(measured.filter((line) => named(line).length > 0 || /draw|抽/.test(line))).toEqual([]);
  });

  it('is re-checked before the day without a school', async () => {
    const env = { DATABASE_URL: product.databaseUrl, DATA_DIR: product.dataDir, CLOCK: 'virtual' };
    for (const more of [[], ['--json']]) {
      const { code, stdout } = await grid(env, 'draw', '--check', draw.id.slice(0, 8), ...more);
      expect(code).toBe(0);
      expect(named(stdout.replace(/[0-9a-f-]{20,}/g, ''))).toEqual([]);
    }
  }, 60_000);

  it('is told at half past seven to its inspector, his schools and no others, and to nobody else all morning', async () => {
    await product.advance('2026-11-24T07:30:00+08:00');
    const revealed = (await outbox()).filter(({ cause }) => cause === 'draw');
    expect(revealed.map(({ kind }) => kind)).toEqual(['draw-reveal']);
    expect(named(revealed[0]?.text ?? '').sort()).toEqual([...drawn].sort());
    await product.advance('2026-11-24T09:00:00+08:00');
    const told = (await spokenOf()).map(([who]) => who);
    expect([...new Set(told)].sort()).toEqual([ASKER, INSPECTOR].sort());
    expect((await outbox()).filter(({ cause }) => cause === 'draw')).toHaveLength(1);
    const shown = (await windows())[INSPECTOR]?.map(wordsOf).filter((text) => text.includes('四不两直')) ?? [];
    expect(named(shown.join('\n')).sort()).toEqual([...drawn].sort());
  }, 120_000);
});
