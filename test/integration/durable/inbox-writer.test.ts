import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { acceptInbound } from '../../../src/app/inbound/accept-inbound.ts';
import type { Envelope } from '../../../src/messaging/channel.ts';
import { createInboxWriter, type InboxStatus } from '../../../src/store/inbox.ts';
import { createWorld, type World } from '../../support/machinery.ts';

const envelope = (dedupeKey: string, payload = '<xml/>', lane = 'li'): Envelope => ({ channel: 'wecom', dedupeKey, lane, payload });
const arrival = (one: Envelope) => ({ envelope: one, status: 'pending' as const, reason: null });

type Query = { text: string };

/** The world's pool, with every statement noted and, where `before` is given, held back until that resolves. */
const watched = (world: World, before: () => Promise<void> = async () => {}) => {
  const statements: string[] = [];
  let inside = 0;
  let most = 0;
  const query = async (asked: Query) => {
    statements.push(asked.text);
    inside += 1;
    most = Math.max(most, inside);
    await before();
    return world.database.pool.query(asked).finally(() => {
      inside -= 1;
    });
  };
  return { statements, mostTogether: () => most, pool: { query } as unknown as pg.Pool };
};

const kept = async (world: World): Promise<{ dedupe_key: string; lane: string; payload: string; status: InboxStatus }[]> =>
  (await world.database.pool.query('SELECT dedupe_key, lane, payload, status FROM inbox_message ORDER BY seq')).rows;

describe('the inbox writer', () => {
  it('resolves only after the message can be read by another connection', async () => {
    const world = await createWorld('embedded');
    let commit = (): void => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const writer = createInboxWriter(watched(world, () => held).pool, world.clock.now);
    let resolved = false;
    const writing = writer.write(arrival(envelope('a'))).finally(() => {
      resolved = true;
    });
    expect({ rows: await kept(world), resolved }).toEqual({ rows: [], resolved: false });
    commit();
    const { id } = await writing;
    const { rows } = await world.database.pool.query('SELECT id FROM inbox_message');
    expect(rows).toEqual([{ id }]);
  });

  it('keeps one of identical deliveries, within a batch and later, and says which was the first', async () => {
    const world = await createWorld('embedded');
    const writer = createInboxWriter(world.database.pool, world.clock.now);
    const together = await Promise.all(['a', 'a', 'b', 'a'].map((key) => writer.write(arrival(envelope(key)))));
    const later = await writer.write(arrival(envelope('a')));
    const otherProcess = await createInboxWriter(world.database.pool, world.clock.now).write(arrival(envelope('b')));
    expect([...together, later, otherProcess].map(({ fresh }) => fresh)).toEqual([true, false, true, false, false, false]);
    expect((await kept(world)).map((row) => row.dedupe_key)).toEqual(['a', 'b']);
  });

  it('does not let a row that the database refuses take others with it', async () => {
    const world = await createWorld('embedded');
    const writer = createInboxWriter(world.database.pool, world.clock.now);
    // Too long for an index, and too random to be compressed.
    const impossible = randomBytes(20_000).toString('base64');
    const outcomes = await Promise.allSettled(['a', impossible, 'b'].map((key) => writer.write(arrival(envelope(key)))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await kept(world)).map((row) => row.dedupe_key)).toEqual(['a', 'b']);
  });

  it('keeps a message with NUL in it, without the NUL', async () => {
    const world = await createWorld('embedded');
    const writer = createInboxWriter(world.database.pool, world.clock.now);
    await Promise.all([writer.write(arrival(envelope('a', '灭\0火器'))), writer.write(arrival(envelope('b')))]);
    expect((await kept(world)).map((row) => row.payload)).toEqual(['灭火器', '<xml/>']);
  });

  it('takes few statements for many messages, in the order in which they came', async () => {
    const world = await createWorld('embedded');
    const { statements, pool } = watched(world);
    const writer = createInboxWriter(pool, world.clock.now);
    const keys = Array.from({ length: 2000 }, (_, index) => `key-${index}`);
    await Promise.all(keys.map((key) => writer.write(arrival(envelope(key)))));
    expect(statements.length).toBeLessThanOrEqual(5);
    expect((await kept(world)).map((row) => row.dedupe_key)).toEqual(keys);
  });

  it('has one statement under way at a time, so that no message overtakes an earlier one', async () => {
    const world = await createWorld('embedded');
    const { pool, mostTogether } = watched(world);
    const writer = createInboxWriter(pool, world.clock.now);
    const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`);
    const writing: Promise<unknown>[] = [];
    for (const key of keys) {
      writing.push(writer.write(arrival(envelope(key))));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(writing);
    expect(mostTogether()).toBe(1);
    expect((await kept(world)).map((row) => row.dedupe_key)).toEqual(keys);
  });

  it('rejects all at once while the database is down, and works again when it is back', async () => {
    const world = await createWorld('embedded');
    let up = false;
    const asked: string[] = [];
    const query = async (statement: Query) => {
      asked.push(statement.text);
      if (!up) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      return world.database.pool.query(statement);
    };
    const writer = createInboxWriter({ query } as unknown as pg.Pool, world.clock.now);
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((key) => writer.write(arrival(envelope(key)))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(asked).toHaveLength(1);
    up = true;
    expect(await writer.write(arrival(envelope('a')))).toMatchObject({ fresh: true });
  });

  it('rejects in time for an answer when the database hangs', async () => {
    const world = await createWorld('embedded');
    const { pool } = watched(world, () => new Promise(() => {}));
    const writer = createInboxWriter(pool, world.clock.now, 50);
    await expect(writer.write(arrival(envelope('a')))).rejects.toMatchObject({ code: 'inbox-late' });
  });

  it('rejects where a real connection is refused', async () => {
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' });
    const writer = createInboxWriter(pool, async () => new Date());
    await expect(writer.write(arrival(envelope('a')))).rejects.toThrow('ECONNREFUSED');
    await pool.end();
  });
});

describe('accepting a callback', () => {
  const accepting = async () => {
    const world = await createWorld('embedded');
    const woken: string[] = [];
    const { deps } = world.process();
    const accept = {
      ...deps,
      inbox: createInboxWriter(world.database.pool, world.clock.now),
      queue: { wake: (wakeups: { lane: string }[]) => void woken.push(...wakeups.map((one) => one.lane)) },
    };
    return { world, woken, accept };
  };

  it('wakes a worker for a new message, and for nothing else', async () => {
    const { world, woken, accept } = await accepting();
    await acceptInbound(accept, { kind: 'event', envelope: envelope('a', '<xml/>', 'li') });
    await acceptInbound(accept, { kind: 'event', envelope: envelope('a', '<xml/>', 'li') });
    await acceptInbound(accept, { kind: 'kept', envelope: envelope('b', '<xml/>', 'wang'), reason: 'foreign-agent' });
    expect(woken).toEqual(['li']);
    expect((await kept(world)).map((row) => row.status)).toEqual(['pending', 'kept']);
    expect(world.counted).toEqual([
      'callbacks_total wecom accepted',
      'callbacks_total wecom repeated',
      'callbacks_total wecom foreign-agent',
    ]);
  });
});
