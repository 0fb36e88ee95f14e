import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Product, startProduct } from '../support/product.ts';
import { numberIn, startTalk } from './support/talk.ts';

let product: Product | null = null;
let folder = '';
let mounted = false;

/** A disk of two megabytes; only root may make one. */
const mountSmallDisk = (): boolean => {
  folder = mkdtempSync(path.join(tmpdir(), 'campus-grid-disk-'));
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=0777', 'tmpfs', folder], { stdio: 'ignore' }).status === 0;
};

beforeAll(async () => {
  mounted = process.platform === 'linux' && mountSmallDisk();
  if (!mounted) return console.warn('skipped: the test of a full disk needs the right to mount one');
  chmodSync(folder, 0o777);
  product = await startProduct({ dataDir: folder });
}, 120_000);

afterAll(async () => {
  await product?.stop();
  if (mounted) spawnSync('umount', [folder]);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const fill = (): void => {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(path.join(folder, 'ballast'), Buffer.alloc(bavail * bsize));
};

it('on a full disk a photo waits and nobody else does; it is kept once there is room', async (context) => {
  if (!product) return context.skip();
  const running = product;
  const inbox = async (): Promise<unknown> => (await running.api('/api/stats')).body.inbox;
  const talk = await startTalk(running);
  fill();

  await talk.photographs('zhengyiming');
  await talk.says('zhengyiming', '北楼三层走廊灭火器过期');
  await talk.says('liufang', '帮助');
  await talk.hears('liufang', /一句话告诉我/);
  const failures = (): number =>
    running
      .logs()
      .split('\n')
      .filter((line) => line.includes('no space left')).length;
  await expect.poll(failures, { timeout: 40_000 }).toBeGreaterThanOrEqual(3);
  // It is not the message's fault: none of its tries is used up.
  const database = new pg.Client({ connectionString: running.databaseUrl });
  await database.connect();
  expect((await database.query("SELECT attempts FROM inbox_message WHERE status = 'pending'")).rows).toEqual([
    { attempts: 0 },
    { attempts: 0 },
  ]);
  await database.end();
  expect(await inbox()).toMatchObject({ pending: 2, failed: 0 });
  expect(talk.heard('zhengyiming')).toEqual([]);

  rmSync(path.join(folder, 'ballast'));
  await expect.poll(() => talk.heard('zhengyiming').join(), { timeout: 20_000 }).toMatch(/已收到/);
  const number = numberIn(await talk.hears('zhengyiming', /已收到/));
  expect(await inbox()).toMatchObject({ pending: 0, failed: 0 });
  expect((await running.api(`/api/hazards/${number}`)).body).toMatchObject({ photosBefore: [{ hash: expect.any(String) }] });
}, 120_000);
