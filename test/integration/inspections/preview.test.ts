import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nextPlanTime, planDuties } from '../../../src/app/inspections/plan-duties.ts';
import { type PreviewItem, previewReminders } from '../../../src/app/inspections/preview.ts';
import { remind } from '../../../src/app/inspections/remind.ts';
import { earliest } from '../../../src/domain/calendar/earliest.ts';
import { isoLocal } from '../../../src/domain/calendar/local-time.ts';
import { isReminderDue, nextReminderTime } from '../../../src/store/inspections/reminders.ts';
import { grid, gridJson, temporaryFolder } from '../cli/grid.ts';
import { at, never, openScene, type Scene } from './reminder-scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());
beforeEach(() => scene.wipe());

const preview = async (days: { from?: string; to?: string }): Promise<PreviewItem[]> => {
  const answer = await previewReminders({ ...scene.deps, database: scene.database }, days);
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.value.items;
};

const rowsOf = async (): Promise<unknown> => {
  const tables = ['duty', 'reminder', 'digest', 'setting', 'outbox_message', 'unit', 'notice', 'lane'];
  const counts = tables.map((table) => `(SELECT coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM ${table} t) AS ${table}`);
  return (await scene.database.pool.query(`SELECT ${counts.join(', ')}`)).rows[0];
};

/** What really is sent when the clock goes there and nobody does anything. */
const live = async (until: Date): Promise<string[]> => {
  const { prisma } = scene.database;
  const before = await scene.lastSeq();
  for (let next: Date | null = scene.clock.at; next !== null; ) {
    scene.clock.at = next;
    await planDuties(scene.deps);
    await remind(scene.deps, never);
    expect(await isReminderDue(prisma, next)).toBe(false);
    next = earliest(nextPlanTime(next, until), await nextReminderTime(prisma, next, until));
  }
  const rows = await prisma.outboxMessage.findMany({ where: { seq: { gt: before } }, orderBy: { seq: 'asc' } });
  return rows.map((row) => `${isoLocal(row.createdAt)} ${row.personId ?? row.groupId} ${row.text}`);
};

describe('grid preview', () => {
  it('shows for two weeks what is then really sent, and leaves no trace', async () => {
    scene.clock.at = at('2026-11-23T09:00');
    await planDuties(scene.deps);
    const before = await rowsOf();
    const items = await preview({ to: '2026-12-06' });
    expect(await rowsOf()).toEqual(before);
    expect(items.length).toBeGreaterThan(100);
    expect(items.map(({ at: time, to, text }) => `${time} ${to.id} ${text}`)).toEqual(await live(at('2026-12-06T23:59')));
  });

  it('shows the same before the first planning', async () => {
    scene.clock.at = at('2026-11-23T06:00');
    const items = await preview({ from: '2026-11-25', to: '2026-11-27' });
    expect(new Set(items.map(({ at: time }) => time))).toEqual(
      new Set(['2026-11-25T07:45:00.000+08:00', '2026-11-26T07:45:00.000+08:00', '2026-11-27T07:45:00.000+08:00']),
    );
  });

  it.each([
    [{ to: '2026-11-20' }, '--to 2026-11-20 lies before 2026-11-23'],
    [{ from: '2026-12-10', to: '2026-12-09' }, '--to 2026-12-09 lies before 2026-12-10'],
    [{ to: '2027-03-03' }, 'at most 100 days ahead, until 2027-03-02'],
  ])('refuses %o', async (days, message) => {
    scene.clock.at = at('2026-11-23T09:00');
    const answer = await previewReminders({ ...scene.deps, database: scene.database }, days);
    expect(answer.ok ? '' : answer.refusal.message).toContain(message);
  });

  it('keeps nobody waiting: what it changes are copies', async () => {
    const { pool } = scene.database;
    scene.clock.at = at('2026-11-23T09:00');
    await planDuties(scene.deps);
    let running = true;
    const shown = preview({ to: '2026-11-27' }).finally(() => {
      running = false;
    });
    let changes = 0;
    const locks = `SELECT pg_try_advisory_xact_lock(hashtext('duty planning')) AS plans, pg_try_advisory_xact_lock(hashtext('organisation import')) AS imports`;
    while (running) {
      expect((await pool.query(locks)).rows).toEqual([{ plans: true, imports: true }]);
      await pool.query('UPDATE duty SET done = done; UPDATE unit SET name = name; UPDATE setting SET value = value');
      changes += 1;
    }
    expect((await shown).length).toBeGreaterThan(50);
    expect(changes).toBeGreaterThan(5);
  });

  it('is a command that prints a table, or one object', async () => {
    const folder = await temporaryFolder();
    const env = {
      DATABASE_URL: String(scene.database.pool.options.connectionString),
      DATA_DIR: folder.path,
      CLOCK: 'virtual',
      CLOCK_START: '2026-11-23T09:00:00+08:00',
    };
    const printed = (await gridJson(env, 'preview', '--to', '2026-11-24')).json as { items: PreviewItem[]; next: null };
    expect(printed.next).toBe(null);
    const forBureau = printed.items.find(({ to }) => to.name === '韩玉梅');
    expect(forBureau).toMatchObject({ at: '2026-11-24T07:45:00.000+08:00', to: { id: scene.idOf('hanyumei') }, channel: 'person' });
    expect(forBureau?.stages).toContainEqual({
      rule: 'city-two-monthly',
      unit: 'E000',
      window: { start: '2026-11-01', end: '2026-12-31', name: expect.stringContaining('11—12月') },
      stage: 'opens',
    });
    const { stdout } = await grid(env, 'preview', '--to', '2026-11-24');
    expect(stdout).toMatch(/2026-11-24 07:45 +群 全市学校安全工作群 /u);
    await folder.remove();
  });
});
