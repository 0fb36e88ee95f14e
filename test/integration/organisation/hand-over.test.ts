import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passOn } from '../../../src/app/hazards/pass-on.ts';
import { createRules } from '../../../src/app/hazards/rules.ts';
import { demoCity } from '../../../src/app/organisation/demo-city.ts';
import { importOrganisation } from '../../../src/app/organisation/import-organisation.ts';
import type { Workbook } from '../../../src/app/organisation/workbook.ts';
import { statutoryDays } from '../../../src/infra/calendar/statutory-days.ts';
import { historyOf } from '../../../src/store/history.ts';
import { type City, MONDAY_NINE, openCity } from '../conversation/city.ts';

const workbook = (): Workbook => demoCity({ webhook: (name) => `http://127.0.0.1:9/${encodeURIComponent(name)}`, today: '2026-11-23' });

/** The same workbook, in which one person has left, and nobody relies on him any more. */
const without = (id: string): Workbook =>
  workbook().map((sheet) => ({
    ...sheet,
    rows: sheet.rows
      .filter(({ cells }) => sheet.name === '人员' || cells.工号 !== id)
      .map((row) => {
        const cells = Object.entries(row.cells).map(([column, value]) => [column, column !== '工号' && value === id ? '' : value]);
        const left = sheet.name === '人员' && row.cells.工号 === id ? { 状态: '离岗' } : {};
        return { ...row, cells: { ...Object.fromEntries(cells), ...left } };
      }),
  }));

describe('somebody leaves with open items', () => {
  let city: City;

  beforeAll(async () => {
    city = await openCity();
  });
  afterAll(() => city.close());

  it('hands them to whoever takes over: state, history and a task card, as when a person hands on', async () => {
    await city.says('zhengyiming', '北楼三层走廊灭火器过期了');
    const db = city.database.prisma;
    const before = await db.hazard.findFirstOrThrow({ where: { status: 'assigned' } });
    const leaver = before.assigneeId ?? '';
    const reassign = passOn({ rules: createRules(statutoryDays()), correlationId: 'import-1' });
    const report = await importOrganisation(city.database, without(leaver), { now: MONDAY_NINE, reassign });
    expect(report.errors).toEqual([]);
    expect(report.passedOn).toMatchObject([{ from: { id: leaver }, items: 1 }]);
    const taker = report.passedOn[0]?.to;
    const after = await db.hazard.findUniqueOrThrow({ where: { number: before.number } });
    expect([after.assigneeId, after.status, after.deadline]).toEqual([taker, 'assigned', before.deadline]);
    expect((await historyOf(db, before.number)).at(-1)).toMatchObject({
      event: 'HazardAssigned',
      actorId: 'operator',
      data: { assignee: taker },
    });
    const cards = await db.outboxMessage.findMany({ where: { hazardNumber: before.number, kind: 'task-card', personId: taker ?? '' } });
    expect(cards).toHaveLength(1);
  });
});
