import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DigestExtra } from '../../../src/app/inspections/digest-extras.ts';
import { dueStages } from '../../../src/app/inspections/due-stages.ts';
import { remind } from '../../../src/app/inspections/remind.ts';
import { isReminderDue } from '../../../src/store/inspections/reminders.ts';
import { at, BIMONTH, NOVEMBER, never, openScene, SCHOOLS, type Scene, textFor, WEEK } from './reminder-scene.ts';

const waiting = vi.hoisted(() => ({ extras: [] as DigestExtra[] }));
vi.mock('../../../src/app/inspections/digest-extras.ts', () => ({
  digestExtras: async (_: unknown, people: readonly string[] | null) =>
    waiting.extras.filter(({ person }) => people === null || people.includes(person)),
}));

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());
beforeEach(async () => {
  waiting.extras = [];
  await scene.wipe();
  await scene.noSummary();
});

const MONDAY = '2026-11-23T07:45';
const weeks = () =>
  scene.give(...SCHOOLS.map((school) => ({ rule: 'school-weekly' as const, unit: school, schools: [school], window: WEEK })));

/** All that was ever sent since `seq`, and what is left to send. */
const state = async (seq: bigint) => {
  const { prisma } = scene.database;
  const sent = await scene.sentSince(seq);
  return { people: sent.map(({ to }) => to).sort(), reminders: await prisma.reminder.count(), digests: await prisma.digest.count() };
};

describe('a digest', () => {
  it('is one message of all roles, units and stages of a person', async () => {
    await scene.give(
      { rule: 'city-two-monthly', unit: 'E000', schools: SCHOOLS, window: BIMONTH, sent: ['opens'] },
      { rule: 'town-monthly', unit: 'E000', schools: ['S001', 'S002'], window: NOVEMBER, sent: ['halfway'] },
    );
    await scene.database.pool.query(`UPDATE duty SET next_stage_at = '2026-11-23T07:45+08:00'`);
    await scene.database.pool.query(`UPDATE duty SET done = 1 WHERE rule = 'city-two-monthly' AND school_code IN ('S001', 'S101')`);
    await scene.database.pool.query(`UPDATE duty SET stages_sent = '{opens}' WHERE rule = 'town-monthly'`);
    const messages = await scene.remindAt('2026-12-01T07:45');
    expect(messages.filter(({ to }) => to === 'hanyumei')).toHaveLength(1);
    const text = textFor(messages, 'hanyumei');
    expect(text).toContain('镇级全覆盖检查（2026年11月）已超期 1 天：还差 2 所：三中、职中');
    expect(text).toContain('市级全覆盖检查（2026年11—12月）还剩 30 天：已查 2/14，还差 12 所');
    const rows = await scene.database.prisma.digest.findMany();
    const outbox = await scene.database.prisma.outboxMessage.findMany({ where: { id: { in: rows.map(({ outboxId }) => outboxId) } } });
    expect(outbox.map(({ lane }) => lane).sort()).toEqual(rows.map(({ recipient }) => recipient).sort());
  });

  it('names the units where somebody has business in several', async () => {
    const { prisma } = scene.database;
    const second = { personId: scene.idOf('zhangtiejun'), unitCode: 'S002', role: '具体责任人' };
    await prisma.personRole.create({ data: second });
    await weeks();
    const messages = await scene.remindAt(MONDAY);
    expect(textFor(messages, 'zhangtiejun')).toContain('三中 周排查：还剩 6 天\n职中 周排查：还剩 6 天');
    expect(messages.filter(({ to }) => to === 'zhangtiejun')).toHaveLength(1);
    expect(textFor(messages, 'weijianguo')).toContain('\n周排查：还剩 6 天');
    await prisma.personRole.deleteMany({ where: second });
  });

  it('is one a day: what comes later waits for the next working morning', async () => {
    await scene.give({ rule: 'school-weekly', unit: 'S001', schools: ['S001'], window: WEEK });
    expect(await scene.remindAt('2026-11-27T07:45')).toHaveLength(2);
    await scene.give({ rule: 'school-monthly', unit: 'S001', schools: ['S001'], window: NOVEMBER });
    expect(await scene.remindAt('2026-11-27T10:00')).toEqual([]);
    expect(await isReminderDue(scene.database.prisma, at('2026-11-27T10:00'))).toBe(false);
    expect(textFor(await scene.remindAt('2026-11-30T07:45'), 'zhangtiejun')).toContain('月检查（2026年11月）：今天是最后一天');
  });

  it('carries along what else there is to hear, and goes for that alone', async () => {
    const told: string[] = [];
    const extra = (account: string, line: string): DigestExtra => ({
      person: scene.idOf(account),
      lines: [line],
      told: async (_, outboxId) => {
        told.push(`${account} ${outboxId}`);
        waiting.extras = waiting.extras.filter(({ person }) => person !== scene.idOf(account));
      },
    });
    waiting.extras = [extra('zhangtiejun', '新派给你 2 件隐患'), extra('zhaomanyi', '有 1 件隐患超期')];
    await scene.give({ rule: 'school-weekly', unit: 'S001', schools: ['S001'], window: WEEK });
    const messages = await scene.remindAt(MONDAY);
    expect(messages.map(({ to }) => to).sort()).toEqual(['zhangtiejun', 'zhaomanyi']);
    expect(textFor(messages, 'zhangtiejun')).toContain('周排查：还剩 6 天\n新派给你 2 件隐患');
    expect(textFor(messages, 'zhaomanyi')).toContain('有 1 件隐患超期');
    expect(told.sort()).toEqual(messages.map(({ to, id }) => `${to} ${id}`).sort());
    waiting.extras = [extra('zhaomanyi', '又一件')];
    expect(await scene.remindAt('2026-11-23T15:00')).toEqual([]);
  });
});

describe('exactly once', () => {
  it('whoever else does the same at the same time', async () => {
    await weeks();
    const seq = await scene.lastSeq();
    scene.clock.at = at(MONDAY);
    await Promise.all(Array.from({ length: 4 }, () => remind(scene.deps, never)));
    await remind(scene.deps, never);
    const { people, reminders, digests } = await state(seq);
    expect(new Set(people).size).toBe(people.length);
    expect(people.length).toBe(SCHOOLS.length + 2);
    expect([reminders, digests]).toEqual([0, people.length]);
  });

  it('killed between planning and sending', async () => {
    await weeks();
    const seq = await scene.lastSeq();
    scene.clock.at = at(MONDAY);
    await dueStages(scene.deps, await scene.deps.rules(scene.database.prisma), scene.clock.at, never);
    expect((await state(seq)).people).toEqual([]);
    await remind(scene.deps, never);
    await remind(scene.deps, never);
    expect((await state(seq)).people).toHaveLength(SCHOOLS.length + 2);
  });

  it('fails in the middle: nothing of it happened, the others are told, and his is tried again', async () => {
    const { pool, prisma } = scene.database;
    const broken = `person:${scene.idOf('zhangtiejun')}`;
    await pool.query(`CREATE FUNCTION break_one() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF OLD.recipient = '${broken}' THEN RAISE EXCEPTION 'broken'; END IF; RETURN OLD; END $$;
      CREATE TRIGGER break_one BEFORE DELETE ON reminder FOR EACH ROW EXECUTE FUNCTION break_one()`);
    await weeks();
    const seq = await scene.lastSeq();
    scene.clock.at = at(MONDAY);
    await remind(scene.deps, never);
    const first = await state(seq);
    expect(first.people).toHaveLength(SCHOOLS.length + 1);
    expect(first.people).not.toContain('zhangtiejun');
    expect(first.reminders).toBe(1);
    expect(await prisma.digest.count({ where: { recipient: broken } })).toBe(0);
    expect(await isReminderDue(prisma, scene.clock.at)).toBe(false);
    await pool.query('DROP TRIGGER break_one ON reminder; DROP FUNCTION break_one');
    scene.clock.at = at('2026-11-23T07:55');
    await remind(scene.deps, never);
    expect((await state(seq)).people.filter((person) => person === 'zhangtiejun')).toHaveLength(1);
  });

  it('sends nothing while somebody else still plans', async () => {
    await weeks();
    const seq = await scene.lastSeq();
    scene.clock.at = at(MONDAY);
    await scene.database.transaction(async (db) => {
      await db.$queryRaw`SELECT id FROM duty WHERE school_code = 'S001' FOR UPDATE`;
      await remind(scene.deps, never);
      expect((await state(seq)).people).toEqual([]);
    });
    await remind(scene.deps, never);
    expect((await state(seq)).people).toHaveLength(SCHOOLS.length + 2);
  });
});
