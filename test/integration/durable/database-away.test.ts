import { expect, it } from 'vitest';
import { handleNext } from '../../../src/app/inbound/handle-inbound.ts';
import type { Db } from '../../../src/store/database.ts';
import { createWorld, until, type World } from '../../support/machinery.ts';
import { loadCity, receive } from './scene.ts';

const REPORT = '教学楼三楼东侧楼梯扶手松了';
/** More often than a message that is itself at fault is tried. */
const OUTAGES = 8;

/** What happens to a transaction whose PostgreSQL is stopped: its connection is gone, and another one works soon. */
const cut = async (world: World, db: Db): Promise<void> => {
  const [own] = await db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid()::int AS pid`;
  const lives = 'SELECT count(*)::int AS n FROM pg_stat_activity WHERE pid = $1';
  await world.database.pool.query('SELECT pg_terminate_backend($1)', [own?.pid]);
  await until(
    async () => (await world.database.pool.query<{ n: number }>(lives, [own?.pid])).rows[0]?.n,
    (n) => n === 0,
  );
};

const inbox = async (world: World) =>
  (await world.database.pool.query<{ status: string; attempts: number }>('SELECT status, attempts FROM inbox_message')).rows;

it('a message is not given up because the database was away, however often', async () => {
  const world = await createWorld('embedded');
  await loadCity(world);
  await receive(world, 'zhangsan', REPORT, '1');
  const { deps } = world.process();
  let outages = 0;
  const restless = {
    ...deps,
    rules: async (db: Db) => {
      outages += 1;
      if (outages <= OUTAGES) await cut(world, db);
      return deps.rules(db);
    },
  };
  for (let tries = 0; tries < OUTAGES; tries += 1) {
    await handleNext(restless, 'zhangsan');
    expect(await inbox(world)).toEqual([{ status: 'pending', attempts: 0 }]);
    await world.database.pool.query('UPDATE inbox_message SET retry_at = NULL');
  }
  await handleNext(restless, 'zhangsan');
  expect(outages).toBe(OUTAGES + 1);
  expect(await inbox(world)).toMatchObject([{ status: 'processed' }]);
  expect(
    (await world.database.pool.query('SELECT description FROM (SELECT state ->> $1 AS description FROM hazard) h', ['description'])).rows,
  ).toEqual([{ description: REPORT }]);
});
