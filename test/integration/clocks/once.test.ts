import { describe, expect, it } from 'vitest';
import { handleHazardCommand } from '../../../src/app/hazards/handle-hazard-command.ts';
import { demoCity } from '../../../src/app/organisation/demo-city.ts';
import { importOrganisation } from '../../../src/app/organisation/import-organisation.ts';
import { isItemDue, isNoticeDue } from '../../../src/store/falls-due.ts';
import { createWorld, isHere, SIZES, type TestProcess, until, type World } from '../../support/machinery.ts';
import { sweep } from './sweep.ts';
import { railReport } from './time.ts';

const DUE = new Date('2026-11-24T18:00:00+08:00');

/** Items of 一般 that somebody has to accept until the next evening. */
const withItems = async (world: World, { deps }: TestProcess, count: number): Promise<void> => {
  const { errors } = await importOrganisation(
    world.database,
    demoCity({ webhook: (name) => `http://127.0.0.1:9/${encodeURIComponent(name)}`, today: '2026-11-23' }),
    {
      now: await world.clock.now(),
    },
  );
  expect(errors).toEqual([]);
  const people = await world.database.prisma.account.findMany({ where: { account: { in: ['zhengyiming', 'zhaomanyi'] } } });
  const idOf = (account: string): string => people.find((each) => each.account === account)?.personId ?? '';
  for (let index = 1; index <= count; index += 1) {
    const number = `H2611${String(index).padStart(4, '0')}`;
    await world.database.transaction(async (db) => {
      const context = { db, rules: await deps.rules(db), cause: { type: 'operator' as const, id: 'test' } };
      const outcome = await handleHazardCommand(context, number, {
        ...railReport(number, { description: `第${index}处扶手松动`, placePerson: idOf('zhaomanyi') }),
        meta: { actor: idOf('zhengyiming'), at: await world.clock.now() },
      });
      expect(outcome.ok).toBe(true);
    });
  }
};

const climbs = async ({ database }: World): Promise<number> => database.prisma.hazardHistory.count({ where: { event: 'StepOverdue' } });
const lists = async ({ database }: World): Promise<string[]> => {
  const rows = await database.prisma.outboxMessage.findMany({ where: { kind: 'overdue-list' }, orderBy: { seq: 'asc' } });
  const accounts = await database.prisma.account.findMany({ where: { channel: 'wecom' } });
  return rows.map((row) => accounts.find((each) => each.personId === row.personId)?.account ?? '').sort();
};
const numbersTold = async ({ database }: World): Promise<number[]> => {
  const rows = await database.prisma.outboxMessage.findMany({ where: { kind: 'overdue-list' } });
  return rows.map((row) => Number(/有 (\d+) 件/.exec(row.text)?.[1]));
};

describe.each(SIZES)('what falls due, %s', (size) => {
  it.skipIf(!isHere(size))('happens once, with two workers and ticks that overlap', async () => {
    const world = await createWorld(size);
    const [one, other] = [world.process(), world.process()];
    await withItems(world, one, 30);
    world.clock.pass(DUE.getTime() - (await world.clock.now()).getTime());
    one.work();
    other.work();
    for (let tick = 0; tick < 12; tick += 1) await (tick % 2 === 0 ? one : other).queue.askDue(String(tick));
    // Who is told comes after what is to be told: a later tick than that of the items.
    let tick = 12;
    await until(
      async () => {
        tick += 1;
        await other.queue.askDue(String(tick));
        return (await isItemDue(world.database.prisma, DUE)) || (await isNoticeDue(world.database.prisma, DUE));
      },
      (due) => !due,
    );
    expect(await climbs(world)).toBe(30);
    expect(await lists(world)).toEqual(['zhangtiejun', 'zhaomanyi']);
    expect(await numbersTold(world)).toEqual([30, 30]);
    await until(
      async () => world.platform.sent.filter((record) => JSON.stringify(record).includes('件隐患超期了')).length,
      (count) => count === 2,
    );
  });
});

describe('what falls due', () => {
  it('happens once when several processes sweep at the very same time', async () => {
    const world = await createWorld('embedded');
    const first = world.process();
    const processes = [first, world.process(), world.process()];
    await withItems(world, first, 40);
    world.clock.pass(DUE.getTime() - (await world.clock.now()).getTime());
    await Promise.all(processes.map(({ deps }) => sweep(deps, { budgetMs: 20_000 })));
    await Promise.all(processes.map(({ deps }) => sweep(deps, { budgetMs: 20_000 })));
    expect(await climbs(world)).toBe(40);
    expect(await lists(world)).toEqual(['zhangtiejun', 'zhaomanyi']);
    expect(await numbersTold(world)).toEqual([40, 40]);
  });

  it('goes on where a process ended in the middle of the items, and between them and the messages', async () => {
    const world = await createWorld('embedded');
    const process = world.process();
    const { deps } = process;
    await withItems(world, process, 20);
    world.clock.pass(DUE.getTime() - (await world.clock.now()).getTime());
    /** A process that ends after so many things were done. */
    const counting = (after: number) => {
      const done: unknown[] = [];
      return {
        deps: { ...deps, log: { ...deps.log, info: (fields: object) => void done.push(fields) } },
        options: { budgetMs: 20_000, stopping: () => done.length >= after },
      };
    };
    const middle = counting(7);
    await sweep(middle.deps, middle.options);
    expect(await climbs(world)).toBeGreaterThanOrEqual(7);
    expect(await climbs(world)).toBeLessThan(20);
    expect(await lists(world)).toEqual([]);
    const rest = counting(20 - (await climbs(world)));
    await sweep(rest.deps, rest.options);
    expect(await climbs(world)).toBe(20);
    expect(await lists(world)).toEqual([]);
    await sweep(deps);
    await sweep(deps);
    expect(await climbs(world)).toBe(20);
    expect(await numbersTold(world)).toEqual([20, 20]);
  });

  it('is not repeated by a clock that was set back', async () => {
    const world = await createWorld('embedded');
    const process = world.process();
    await withItems(world, process, 2);
    const start = await world.clock.now();
    const times = [DUE, start, DUE];
    for (const time of times) await sweep({ ...process.deps, clock: { now: async () => time } });
    expect(await climbs(world)).toBe(2);
    expect(await lists(world)).toEqual(['zhangtiejun', 'zhaomanyi']);
  });
});
