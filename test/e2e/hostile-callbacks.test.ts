import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { genuinePool } from '../chaos/hostile/genuine.ts';
import { createGun, faultOf, type Hit } from '../chaos/hostile/gun.ts';
import { fireRaw, rawShots } from '../chaos/hostile/raw.ts';
import { anyShot, KINDS, type Shot, type Verdict } from '../chaos/hostile/shots.ts';
import { type Product, startProduct } from '../support/product.ts';
import { startTalk } from './support/talk.ts';

/** How many are fired: what two cores do within a minute beside another test; `HOSTILE_CALLBACKS=100000` and more for a thorough run. */
const COUNT = Number(process.env.HOSTILE_CALLBACKS ?? 20_000);
/** So often is looked at the memory. */
const LOOK_EVERY = Math.max(1, Math.floor(COUNT / 100));
/** One seed in the gate; elsewhere each run tries something else and names its seed. */
const SEED = Number(process.env.HOSTILE_SEED ?? (process.env.CI ? 20_261_123 : Date.now() % 2 ** 31));
/** Drawn at a time, so that they need not all lie in memory. */
const CHUNK = 2_000;
const SOCKETS = 32;
const LONGEST_MS = 600_000;

let product: Product;
let database: pg.Client;

beforeAll(async () => {
  product = await startProduct({ env: { LOG_LEVEL: 'warn' } });
  database = new pg.Client({ connectionString: product.databaseUrl });
  database.on('error', () => undefined);
  await database.connect();
}, 120_000);
afterAll(async () => {
  await database?.end();
  await product?.stop();
});

function* shots(count: number, pool: readonly string[]): Generator<() => Shot> {
  for (let from = 0; from < count; from += CHUNK) {
    yield* fc.sample(anyShot(pool), { seed: SEED + from, numRuns: Math.min(CHUNK, count - from) });
  }
}

const number = async (query: string): Promise<number> =>
  (await database.query<{ n: number }>(`SELECT (${query})::int AS n`)).rows[0]?.n ?? -1;

const residentMegabytes = (): number => {
  const status = readFileSync(`/proc/${product.pid()}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
};

/** What was fired, and what came back. */
const fired = { byVerdict: new Map<Verdict, number>(), kinds: new Set<string>(), faults: [] as string[], early: 0, late: 0, highest: 0 };

const note = (hit: Hit): void => {
  const { what, verdict } = hit.shot;
  fired.byVerdict.set(verdict, (fired.byVerdict.get(verdict) ?? 0) + 1);
  fired.kinds.add(`${verdict} ${what}`);
  const fault = faultOf(hit);
  if (fault !== null && fired.faults.length < 20) fired.faults.push(fault);
};

describe('bytes that are no proper HTTP', () => {
  it.each(rawShots().map((shot) => [shot.what, shot] as const))('%s: refused or cut off, and no trace', async (_what, shot) => {
    const before = await number('SELECT count(*) FROM inbox_message');
    const status = await fireRaw(product.url, shot);
    if (status !== null) expect([400, 404, 405, 408, 413, 417, 431, 505]).toContain(status);
    expect(await number('SELECT count(*) FROM inbox_message')).toBe(before);
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
  });
});

describe(`${COUNT} hostile callbacks, seed ${SEED}`, () => {
  it(
    'each get a defined answer: 200 for what is signed, 4xx for the rest',
    async () => {
      const pool = genuinePool(260);
      const gun = createGun(product.url, SOCKETS);
      let count = 0;
      await gun.fireAll(shots(COUNT, pool), (hit) => {
        note(hit);
        count += 1;
        if (count % LOOK_EVERY !== 0) return;
        const now = residentMegabytes();
        if (count <= COUNT / 4) fired.early = now;
        fired.highest = Math.max(fired.highest, now);
      });
      gun.close();
      fired.late = residentMegabytes();
      expect(fired.faults).toEqual([]);
      expect(count).toBe(COUNT);
      // Each kind was among them, unless somebody asked for very few.
      if (COUNT >= 20_000) expect(fired.kinds.size).toBe(KINDS);
    },
    LONGEST_MS,
  );

  it('leave no trace when unsigned, and exactly one kept row each when signed and without sense', async () => {
    expect(await number("SELECT count(*) FROM inbox_message WHERE status = 'kept'")).toBe(fired.byVerdict.get('kept') ?? 0);
    const others = (fired.byVerdict.get('taken') ?? 0) + (fired.byVerdict.get('either') ?? 0);
    expect(await number("SELECT count(*) FROM inbox_message WHERE status <> 'kept'")).toBeLessThanOrEqual(others);
  });

  it('have no effect: what was readable is handled and answered, nobody is bound, nothing is reported, nothing fails', async () => {
    await expect.poll(() => number("SELECT count(*) FROM inbox_message WHERE status = 'pending'"), { timeout: 120_000 }).toBe(0);
    expect(await number("SELECT count(*) FROM inbox_message WHERE status = 'failed'")).toBe(0);
    for (const table of ['hazard', 'hazard_history', 'history_text', 'binding_request', 'media_file'])
      expect([table, await number(`SELECT count(*) FROM ${table}`)]).toEqual([table, 0]);
    expect(await number("SELECT count(*) FROM account WHERE account LIKE 'stranger%' OR account LIKE 'mark%'")).toBe(0);
    expect(await number("SELECT count(*) FROM outbox_message WHERE kind <> 'reply' OR lane NOT LIKE 'account:%'")).toBe(0);
  });

  it('do not end the program, nor fill its memory, nor keep it from the next good message', async () => {
    expect(fired.late - fired.early).toBeLessThan(200);
    expect(fired.highest).toBeLessThan(700);
    expect(product.logs()).not.toMatch(/unhandled|uncaught/i);
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
    const talk = await startTalk(product);
    await talk.says('zhengyiming', '帮助');
    await talk.hears('zhengyiming', /一句话告诉我/);
  }, 120_000);
});
