import { describe, expect, it } from 'vitest';
import { advanceClock } from '../../../src/app/advance-clock.ts';
import { createVirtualClock } from '../../../src/infra/clock/clocks.ts';
import { createWorld, isHere, SIZES } from '../../support/machinery.ts';
import { receive, shown, toAccount, write } from './scene.ts';

const DAY = '2026-11-23';
const clockTime = (time: string): Date => new Date(`${DAY}T${time}+08:00`);

describe.each(SIZES)('moving the virtual clock, %s', (size) => {
  it.skipIf(!isHere(size))('does what falls due on the way, each at its moment and in order, and answers with counts', async () => {
    const world = await createWorld(size);
    const { deps, work } = world.process();
    work();
    await receive(world, 'chen', '你好', '1');
    await write(world, [
      toAccount('li', '十点', { notBefore: clockTime('10:00:00') }),
      toAccount('wang', '九点', { notBefore: clockTime('09:00:00') }),
      toAccount('li', '马上'),
      toAccount('wang', '明天', { notBefore: new Date('2026-11-24T07:45:00+08:00') }),
    ]);
    expect(await advanceClock(deps, world.clock, clockTime('12:00:00'))).toEqual({
      now: clockTime('12:00:00'),
      handled: 1,
      sent: 4,
      waiting: 1,
    });
    expect(shown(world).slice(-2)).toEqual(['九点', '十点']);
    expect(world.platform.sent.map((record) => record.at).slice(-2)).toEqual([
      clockTime('09:00:00').toISOString(),
      clockTime('10:00:00').toISOString(),
    ]);
    const { rows } = await world.database.pool.query(`SELECT sent_at FROM outbox_message WHERE text IN ('九点', '十点') ORDER BY sent_at`);
    expect(rows.map((row) => row.sent_at)).toEqual([clockTime('09:00:00'), clockTime('10:00:00')]);
  });

  it.skipIf(!isHere(size))('goes through what a platform’s limit holds back', async () => {
    const world = await createWorld(size);
    const { deps, work } = world.process();
    work();
    await write(
      world,
      Array.from({ length: 60 }, (_, index) => toAccount('li', String(index))),
    );
    expect(await advanceClock(deps, world.clock, clockTime('08:00:30'))).toMatchObject({ sent: 25, waiting: 35 });
    expect(await advanceClock(deps, world.clock, clockTime('09:00:00'))).toMatchObject({ sent: 35, waiting: 0 });
    expect(shown(world)).toEqual(Array.from({ length: 60 }, (_, index) => String(index)));
    expect(world.platform.sent.flatMap((record) => record.dropped)).toEqual([]);
  });
});

describe('moving the virtual clock', () => {
  it('refuses to go backwards, and changes nothing', async () => {
    const world = await createWorld('embedded');
    expect(await advanceClock(world.process().deps, world.clock, clockTime('07:59:59'))).toBeNull();
    expect(await world.clock.now()).toEqual(clockTime('08:00:00'));
  });

  it('does not wait for a message that waits for a later retry', async () => {
    const world = await createWorld('embedded');
    const { deps, work } = world.process();
    work();
    world.platform.fail('message/send', { errcode: 45009 });
    await write(world, [toAccount('li', '一'), toAccount('li', '二')]);
    expect(await advanceClock(deps, world.clock, clockTime('12:00:00'))).toMatchObject({ sent: 0, waiting: 2 });
  });

  it('answers when its patience is over, whatever waits', async () => {
    const world = await createWorld('embedded');
    await write(world, [toAccount('li', '一')]);
    const begun = performance.now();
    expect(await advanceClock(world.process().deps, world.clock, clockTime('12:00:00'), 200)).toMatchObject({ sent: 0, waiting: 1 });
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});

describe('the virtual clock', () => {
  it('stands still, is shared by processes, starts once, and never goes back', async () => {
    const world = await createWorld('embedded');
    const [one, other] = [createVirtualClock(world.database.pool), createVirtualClock(world.process().database.pool)];
    await expect(one.now()).rejects.toThrow('not been started');
    await one.begin(clockTime('08:00:00'));
    await other.begin(clockTime('06:00:00'));
    expect(await other.now()).toEqual(clockTime('08:00:00'));
    await one.moveTo(clockTime('09:00:00'));
    await one.moveTo(clockTime('08:30:00'));
    expect(await other.now()).toEqual(clockTime('09:00:00'));
  });
});
