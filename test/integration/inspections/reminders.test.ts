import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addReminders } from '../../../src/store/inspections/due-stages.ts';
import { isReminderDue, nextReminderTime } from '../../../src/store/inspections/reminders.ts';
import type { Sent } from '../conversation/city.ts';
import { at, BIMONTH, dayWindow, NOVEMBER, openScene, SCHOOLS, type Scene, textFor, WEEK } from './reminder-scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.wipe();
  await scene.noSummary();
});

const hear = (sent: readonly Sent[]): string[] => sent.map(({ to, kind }) => `${to}:${kind}`).sort();
const people = (sent: readonly Sent[]): string[] =>
  sent
    .filter(({ kind }) => kind === 'digest')
    .map(({ to }) => to)
    .sort();
const duty = (school: string) => scene.database.prisma.duty.findFirstOrThrow({ where: { schoolCode: school } });

describe('who hears of a stage', () => {
  it.each<[string, string, string[], string[]]>([
    ['opens', '2026-11-02T07:45', [], ['hanyumei']],
    ['halfway', '2026-12-01T07:45', ['opens'], ['hanyumei']],
    ['3 days left', '2026-12-28T07:45', ['left-7'], ['hanyumei', 'linzhiping']],
    ['1 day left', '2026-12-30T07:45', ['left-3'], ['hanyumei', 'linzhiping']],
    ['overdue', '2027-01-04T07:45', ['left-1'], ['hanyumei', 'linzhiping', 'zhouhuaiyuan']],
  ])('of the bureau: %s', async (_, time, sent, told) => {
    await scene.give({ rule: 'city-two-monthly', unit: 'E000', schools: SCHOOLS, window: BIMONTH, sent });
    const messages = await scene.remindAt(time);
    expect(people(messages)).toEqual(told);
    expect(hear(messages)).toContain('group:1:group-digest');
    expect((await duty('S001')).stagesSent).toHaveLength(sent.length + 1);
  });

  it('of a 中心校 that is late for days: the bureau', async () => {
    await scene.give({ rule: 'town-monthly', unit: 'C100', schools: ['S101', 'S102'], window: NOVEMBER, sent: ['overdue'] });
    const messages = await scene.remindAt('2026-12-04T07:45');
    expect(people(messages)).toEqual(['hanyumei']);
    expect(textFor(messages, 'hanyumei')).toContain('镇级全覆盖检查（2026年11月）已超期 4 天：石桥中心校还差 2 所');
    expect(messages.find(({ to }) => to === 'hanyumei')?.actions).toEqual([{ do: 'to-check', number: null, version: null }]);
  });

  it('of a window whose end was not told in time: the grid that missed it, and the one above, where there is one', async () => {
    await scene.give(
      { rule: 'town-monthly', unit: 'C100', schools: ['S101'], window: NOVEMBER, sent: ['left-1'] },
      { rule: 'city-two-monthly', unit: 'E000', schools: ['S001'], window: { from: '2026-09-01', to: '2026-10-31', name: '2026年9—10月' } },
    );
    const messages = await scene.remindAt('2026-12-08T07:45');
    expect(people(messages)).toEqual(['hanyumei', 'linzhiping', 'madezhong', 'suwenjing', 'tianzhanjun', 'zhouhuaiyuan']);
    expect(textFor(messages, 'tianzhanjun')).toContain('2026年11月');
    expect((await duty('S101')).stagesSent).toEqual(['left-1', 'upper']);
  });

  it.each([
    ['at a school', 'S101'],
    ['by a 中心校', 'C100'],
  ])('of what was missed %s that is closed since: nobody', async (_, closed) => {
    const { pool } = scene.database;
    await scene.give({ rule: 'town-monthly', unit: 'C100', schools: ['S101'], window: NOVEMBER, sent: ['left-1'] });
    await pool.query(`DELETE FROM setting WHERE key = 'weekly-summary'`);
    await pool.query(`UPDATE unit SET retired_at = '2026-12-01' WHERE code = $1`, [closed]);
    await scene.remindAt('2026-12-06T09:00');
    expect(await scene.remindAt('2026-12-07T07:45')).toEqual([]);
    await pool.query('UPDATE unit SET retired_at = NULL WHERE code = $1', [closed]);
  });

  it('of a school that is late for days: its 中心校, or the bureau it is directly under', async () => {
    await scene.give(
      { rule: 'school-weekly', unit: 'S101', schools: ['S101'], window: WEEK, sent: ['overdue'] },
      { rule: 'school-weekly', unit: 'S001', schools: ['S001'], window: WEEK, sent: ['overdue'] },
    );
    expect(people(await scene.remindAt('2026-12-03T07:45'))).toEqual(['hanyumei', 'tianzhanjun']);
  });

  it('where nobody is 具体责任人: the next role, then the grid above', async () => {
    const { pool } = scene.database;
    const roles = await pool.query(`DELETE FROM person_role WHERE unit_code = 'S101' AND role = '具体责任人' RETURNING *`);
    await scene.give({ rule: 'school-weekly', unit: 'S101', schools: ['S101'], window: WEEK });
    expect(people(await scene.remindAt('2026-11-23T07:45'))).toEqual(['lvchunyan']);
    const rest = await pool.query(`DELETE FROM person_role WHERE unit_code = 'S101' AND role <> '成员' RETURNING *`);
    await scene.wipe();
    await scene.noSummary();
    await scene.give({ rule: 'school-weekly', unit: 'S101', schools: ['S101'], window: WEEK });
    expect(people(await scene.remindAt('2026-11-23T07:45'))).toEqual(['tianzhanjun']);
    for (const row of [...roles.rows, ...rest.rows])
      await pool.query('INSERT INTO person_role SELECT * FROM json_populate_record(NULL::person_role, $1)', [JSON.stringify(row)]);
  });

  it('who is away: he and his 代理人', async () => {
    const { prisma } = scene.database;
    const id = scene.idOf('hanyumei');
    await prisma.person.update({ where: { id }, data: { deputyId: scene.idOf('yuyang') } });
    await prisma.absence.create({
      data: { personId: id, from: at('2026-11-01T00:00'), until: at('2026-11-05T00:00'), setAt: at('2026-11-01T00:00') },
    });
    await scene.give({ rule: 'city-two-monthly', unit: 'E000', schools: SCHOOLS, window: BIMONTH });
    const messages = await scene.remindAt('2026-11-02T07:45');
    expect(people(messages)).toEqual(['hanyumei', 'yuyang']);
    expect(textFor(messages, 'yuyang')).toBe(textFor(messages, 'hanyumei'));
  });

  it('a group: with its officer to be mentioned, and nothing of the daily walk', async () => {
    await scene.give(
      { rule: 'school-daily', unit: 'S002', schools: ['S002'], window: dayWindow('2026-11-23') },
      { rule: 'town-monthly', unit: 'C100', schools: ['S101'], window: NOVEMBER, sent: ['halfway'] },
    );
    const messages = await scene.remindAt('2026-11-23T07:45');
    expect(hear(messages)).toEqual(['group:2:group-digest', 'tianzhanjun:digest', 'weijianguo:digest']);
    const row = await scene.database.prisma.outboxMessage.findFirstOrThrow({ where: { kind: 'group-digest' }, orderBy: { seq: 'desc' } });
    const { account } = await scene.database.prisma.account.findFirstOrThrow({ where: { personId: row.mentions[0] ?? '' } });
    expect([account, row.groupId, row.causeType, row.causeId]).toEqual(['tianzhanjun', 2, 'digest', '2026-11-23']);
    expect(row.text).toContain('请 田占军 安排');
  });
});

it('two processes that tell the same people of the same things, in whatever order, do not wait for each other for ever', async () => {
  const { database } = scene;
  const reminders = Array.from({ length: 1500 }, (_, count) => ({
    ...{ recipient: `person:P${count}`, unit: 'E000', rule: 'city-two-monthly', stage: 'opens' },
    ...BIMONTH,
  }));
  const now = at('2026-11-02T07:45');
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([reminders, reminders.toReversed()].map((each) => database.transaction((db) => addReminders(db, each, now))));
    expect(await database.prisma.reminder.count()).toBe(reminders.length);
    await database.prisma.reminder.deleteMany();
  }
});

describe('when', () => {
  it('is each stage told once, the last of those that have come, and then nothing until the next', async () => {
    await scene.give({ rule: 'city-two-monthly', unit: 'E000', schools: SCHOOLS, window: BIMONTH });
    expect(people(await scene.remindAt('2026-12-25T09:00'))).toEqual(['hanyumei']);
    expect(await scene.remindAt('2026-12-25T09:00')).toEqual([]);
    expect((await duty('S001')).stagesSent).toEqual(['left-7']);
    const { prisma } = scene.database;
    expect(await isReminderDue(prisma, scene.clock.at)).toBe(false);
    expect(await nextReminderTime(prisma, scene.clock.at, at('2027-01-01T00:00'))).toEqual(at('2026-12-28T07:45'));
    expect(await nextReminderTime(prisma, scene.clock.at, at('2026-12-28T07:44'))).toBe(null);
  });

  it.each([
    ['at night', '2026-11-23T21:00', '2026-11-24T07:45'],
    ['before it is time', '2026-11-24T07:31', '2026-11-24T07:45'],
    ['on a free day', '2026-11-28T10:00', '2026-11-30T07:45'],
  ])('not %s', async (_, time, morning) => {
    await scene.give({ rule: 'school-monthly', unit: 'S001', schools: ['S001'], window: NOVEMBER });
    expect(await isReminderDue(scene.database.prisma, at(time))).toBe(true);
    expect(await scene.remindAt(time)).toEqual([]);
    expect(await isReminderDue(scene.database.prisma, at(time))).toBe(false);
    expect(await nextReminderTime(scene.database.prisma, at(time), at('2027-01-01T00:00'))).toEqual(at(morning));
    expect(people(await scene.remindAt(morning))).toContain('zhangtiejun');
  });

  it('the same day, where nobody worked in the morning', async () => {
    await scene.give({ rule: 'school-daily', unit: 'S001', schools: ['S001'], window: dayWindow('2026-11-23') });
    expect(people(await scene.remindAt('2026-11-23T19:59'))).toEqual(['zhangtiejun']);
  });

  it('what is done in the meantime is not told, and leaves the day’s digest free', async () => {
    const { prisma } = scene.database;
    await scene.give({ rule: 'school-weekly', unit: 'S001', schools: ['S001'], window: WEEK });
    await prisma.reminder.create({
      data: {
        recipient: `person:${scene.idOf('zhangtiejun')}`,
        unitCode: 'S001',
        rule: 'school-weekly',
        from: new Date(WEEK.from),
        to: new Date(WEEK.to),
        name: WEEK.name,
        stage: 'opens',
        notBefore: at('2026-11-23T07:45'),
      },
    });
    await prisma.duty.updateMany({ data: { done: 1, nextStageAt: null } });
    expect(await scene.remindAt('2026-11-23T07:45')).toEqual([]);
    expect([await prisma.reminder.count(), await prisma.digest.count()]).toEqual([0, 0]);
  });

  it('a fulfilled or waived duty is told of no more', async () => {
    await scene.give({ rule: 'school-weekly', unit: 'S001', schools: ['S001'], window: WEEK });
    await scene.give({ rule: 'school-weekly', unit: 'S002', schools: ['S002'], window: WEEK });
    await scene.database.pool.query(`UPDATE duty SET done = 1 WHERE unit_code = 'S001'`);
    await scene.database.pool.query(`UPDATE duty SET waived = 'rule' WHERE unit_code = 'S002'`);
    expect(await scene.remindAt('2026-11-23T07:45')).toEqual([]);
    expect((await duty('S001')).nextStageAt).toBe(null);
    expect((await duty('S001')).stagesSent).toEqual([]);
  });
});

describe('the weekly summary', () => {
  beforeEach(() => scene.wipe());
  const heads = ['wangshouzheng'];

  it('goes once a week to every 网格长 whose unit has something to do', async () => {
    await scene.give(
      { rule: 'school-weekly', unit: 'S001', schools: ['S001'], window: WEEK, sent: ['opens'] },
      { rule: 'school-weekly', unit: 'S002', schools: ['S002'], window: WEEK, done: 1 },
      { rule: 'school-daily', unit: 'S101', schools: ['S101'], window: dayWindow('2026-11-23'), sent: ['opens'] },
    );
    await scene.remindAt('2026-11-22T12:00');
    expect(await nextReminderTime(scene.database.prisma, scene.clock.at, at('2026-11-30T00:00'))).toEqual(at('2026-11-23T07:45'));
    const messages = await scene.remindAt('2026-11-23T07:45');
    expect(people(messages)).toEqual(heads);
    expect(textFor(messages, 'wangshouzheng')).toContain('【这一周的检查】\n校安网格 · 检查提醒\n本周要办：周排查，还剩 6 天');
    expect(people(await scene.remindAt('2026-11-24T07:45'))).not.toContain('wangshouzheng');
    expect(textFor(await scene.remindAt('2026-11-30T07:45'), 'wangshouzheng')).toContain('周排查（11月23日—29日）没做，已超期 1 天');
  });

  it('begins with the first whole week, and comes a day late where nobody worked', async () => {
    await scene.give({
      rule: 'school-monthly',
      unit: 'S001',
      schools: ['S001'],
      window: { from: '2026-11-01', to: '2026-12-31', name: '' },
      sent: ['halfway', 'left-7'],
    });
    expect(await scene.remindAt('2026-11-25T09:00')).toEqual([]);
    expect(await isReminderDue(scene.database.prisma, scene.clock.at)).toBe(false);
    expect(people(await scene.remindAt('2026-12-01T08:00'))).toEqual(heads);
    expect(await nextReminderTime(scene.database.prisma, scene.clock.at, at('2026-12-20T00:00'))).toEqual(at('2026-12-07T07:45'));
  });
});
