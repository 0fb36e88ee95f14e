import { describe, expect, it } from 'vitest';
import { acceptInbound } from '../../../src/app/inbound/accept-inbound.ts';
import { createInboxWriter } from '../../../src/store/inbox.ts';
import { createWorld, isHere, SIZES, type World } from '../../support/machinery.ts';
import { textXml, untilEnded } from './scene.ts';

const call = async (world: World): Promise<string> => {
  const { deps, work } = world.process();
  work();
  const inbox = createInboxWriter(world.database.pool, world.clock.now);
  const envelope = { channel: 'wecom' as const, dedupeKey: '1', lane: 'li', payload: textXml('Li', '我的电话是13812345678', '1') };
  await acceptInbound({ ...deps, inbox }, { kind: 'event', envelope });
  await untilEnded(world, 1);
  return (await world.database.pool.query('SELECT id FROM inbox_message')).rows[0].id;
};

describe.each(SIZES)('from callback to delivery, %s', (size) => {
  it.skipIf(!isHere(size))('one correlation id marks every line of the log, through a retry too', async () => {
    const world = await createWorld(size);
    world.platform.fail('message/send', 'http-502');
    const id = await call(world);
    const lines = world.log.filter((line) => 'cid' in line);
    expect(lines.map((line) => line.message)).toEqual([
      'callback kept',
      'message handled',
      'delivery failed, will be tried again',
      'delivered',
    ]);
    expect(new Set(lines.map((line) => line.cid))).toEqual(new Set([id]));
  });

  it.skipIf(!isHere(size))('the log names neither words, nor phones, nor secrets', async () => {
    const world = await createWorld(size);
    world.platform.fail('message/send', { errcode: 40058, errmsg: 'bad access_token=abc 13812345678' });
    await call(world);
    expect(JSON.stringify(world.log)).not.toMatch(/13812345678|电话|绑定|only-for-tests|access_token=/);
  });

  it.skipIf(!isHere(size))('a job that fails says which message it was', async () => {
    const world = await createWorld(size);
    const { queue } = world.process();
    const failing = async (): Promise<void> => Promise.reject(new Error('a bug'));
    queue.startWorkers({ inbound: failing, outbound: failing, due: failing }, { inbound: 1, outbound: 1, due: 1 });
    queue.wake([{ kind: 'inbound', lane: 'li', correlationId: 'the-id' }], { sweep: true });
    await expect
      .poll(() => world.log.filter((line) => line.level === 'error').map(({ cid, queue: name }) => ({ cid, name })), { timeout: 10_000 })
      .toEqual([{ cid: 'the-id', name: 'inbound' }]);
  });
});
