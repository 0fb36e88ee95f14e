import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { coverage } from '../../../src/app/organisation/coverage.ts';
import { type ImportReport, importOrganisation, type Reassign } from '../../../src/app/organisation/import-organisation.ts';
import type { Workbook } from '../../../src/app/organisation/workbook.ts';
import { readWorkbook } from '../../../src/infra/workbook/read-workbook.ts';
import { writeWorkbook } from '../../../src/infra/workbook/write-workbook.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { add, put, smallCity, withColumns, withoutRow, withoutSheet } from '../../unit/app/organisation/small-city.ts';

const now = new Date('2026-11-23T02:00:00Z');
let created: TestDatabase;
let database: Database;

beforeEach(async () => {
  created = await createTestDatabase();
  database = openDatabase(created.url);
});

afterEach(async () => {
  await database.close();
  await created.drop();
});

const load = (workbook: Workbook, options: { dryRun?: boolean; retire?: boolean; reassign?: Reassign } = {}): Promise<ImportReport> =>
  importOrganisation(database, workbook, { now, ...options });

/** Everything that an import may touch, as one text. */
const everything = async (): Promise<string> => {
  const { prisma } = database;
  const tables = await Promise.all([
    prisma.unit.findMany({ orderBy: { code: 'asc' } }),
    prisma.unitAlias.findMany({ orderBy: [{ unitCode: 'asc' }, { alias: 'asc' }] }),
    prisma.person.findMany({ orderBy: { id: 'asc' } }),
    prisma.personRole.findMany({ orderBy: [{ personId: 'asc' }, { unitCode: 'asc' }, { role: 'asc' }] }),
    prisma.account.findMany({ orderBy: { account: 'asc' } }),
    prisma.place.findMany({ orderBy: { id: 'asc' } }),
    prisma.pairing.findMany({ orderBy: [{ leaderId: 'asc' }, { unitCode: 'asc' }] }),
    prisma.chatGroup.findMany({ orderBy: { id: 'asc' } }),
    prisma.calendarEntry.findMany({ orderBy: { id: 'asc' } }),
    prisma.dutyRoster.findMany({ orderBy: [{ date: 'asc' }, { personId: 'asc' }] }),
  ]);
  return JSON.stringify(tables);
};

const openHazard = (
  number: string,
  assigneeId: string,
  facts: { sensitive?: boolean; withheldFromSchool?: boolean; status?: string } = {},
) =>
  database.prisma.hazard.create({
    data: {
      number,
      status: 'assigned',
      level: '一般',
      category: 'building',
      urgent: false,
      sensitive: false,
      unitCode: 'S1',
      assigneeId,
      reportedAt: now,
      state: {},
      version: 1,
      ...facts,
    },
  });

describe('a first import', () => {
  test('loads a real .xlsx file', async () => {
    const read = await readWorkbook(await writeWorkbook(smallCity()));
    if (!read.ok) throw new Error(read.error);
    const report = await load(read.workbook);
    expect(report).toMatchObject({ units: 8, people: 5, places: 2, retired: 0, errors: [], ignored: [], missing: [], passedOn: [] });
    expect(await database.prisma.unit.findUnique({ where: { code: 'S1' } })).toEqual({
      code: 'S1',
      name: '古柳小学',
      kind: '学校',
      sectorParentCode: 'C1',
      territorialParentCode: 'V1',
      students: 180,
      boarders: 20,
      canteen: true,
      schoolBus: false,
      retiredAt: null,
    });
    expect(await database.prisma.account.findMany({ where: { personId: 'P3' }, orderBy: { channel: 'asc' } })).toMatchObject([
      { channel: 'dingtalk', account: 'zs01', boundBy: 'workbook', boundAt: now },
      { channel: 'wecom', account: 'zhangsan', boundBy: 'workbook', boundAt: now },
    ]);
  });

  test('changes nothing when one cell is wrong', async () => {
    const report = await load(put(smallCity(), '值班', 3, { 身份: '巡逻' }));
    expect(report.errors).toMatchObject([{ sheet: '值班', row: 3, column: '身份' }]);
    expect(await database.prisma.unit.count()).toBe(0);
    expect(await database.prisma.person.count()).toBe(0);
  });

  test('changes nothing as a dry run, but reports the same', async () => {
    const before = await everything();
    const dry = await load(smallCity(), { dryRun: true });
    expect(await everything()).toBe(before);
    expect(await load(smallCity())).toEqual(dry);
  });

  test('binds nobody without account columns', async () => {
    const accounts = ['企业微信账号', '钉钉账号'];
    const city = withColumns(smallCity(), '人员', (columns) => columns.filter((column) => !accounts.includes(column))).map((sheet) => ({
      ...sheet,
      rows: sheet.rows.map(({ row, cells }) => ({
        row,
        cells: Object.fromEntries(Object.entries(cells).filter(([column]) => !accounts.includes(column))),
      })),
    }));
    await load(city);
    expect(await database.prisma.account.count()).toBe(0);
  });
});

describe('a second import', () => {
  beforeEach(async () => {
    await load(smallCity());
  });

  test('of the same workbook changes nothing', async () => {
    const before = await everything();
    await load(smallCity());
    expect(await everything()).toBe(before);
  });

  test('updates units, people and places where they are', async () => {
    const place = await database.prisma.place.findFirst({ where: { spot: '东侧楼梯' } });
    const city = put(put(put(smallCity(), '单位', 7, { 名称: '古柳实验小学' }), '人员', 5, { 手机: '13900000033' }), '责任区域', 2, {
      责任人工号: 'P2',
      上级责任人工号: '',
      风险等级: '红',
    });
    expect((await load(city)).errors).toEqual([]);
    expect(await database.prisma.unit.findUnique({ where: { code: 'S1' } })).toMatchObject({ name: '古柳实验小学' });
    expect(await database.prisma.unitAlias.findMany({ where: { alias: '古柳小学' } })).toEqual([]);
    expect(await database.prisma.person.findUnique({ where: { id: 'P3' } })).toMatchObject({ phone: '13900000033' });
    expect(await database.prisma.place.findMany({ where: { spot: '东侧楼梯' } })).toMatchObject([
      { id: place?.id, personId: 'P2', upperPersonId: null, risk: '红' },
    ]);
  });

  test('replaces the roles of the people whom it has', async () => {
    await load(withoutRow(put(smallCity(), '人员', 3, { 网格角色: '成员' }), '人员', 4));
    expect(await database.prisma.personRole.findMany({ where: { personId: 'P2' } })).toMatchObject([{ unitCode: 'S1', role: '成员' }]);
  });

  test('lists and keeps what it no longer has', async () => {
    const before = await everything();
    const smaller = withoutRow(withoutRow(smallCity(), '单位', 9), '责任区域', 3);
    const report = await load(smaller);
    expect(report.missing).toEqual([
      { sheet: '单位', key: 'S3', name: '红旗庄小学' },
      { sheet: '责任区域', key: 'S1', name: '班级 一年级一班' },
    ]);
    expect(report.retired).toBe(0);
    expect(await everything()).toBe(before);
  });

  test('keeps an account that a person bound himself, and moves one that the workbook gives to another', async () => {
    const bound = { boundBy: 'dialogue', boundAt: now };
    await database.prisma.account.create({ data: { channel: 'wecom', account: 'old-zhang', personId: 'P3', ...bound } });
    await database.prisma.account.create({ data: { channel: 'wecom', account: 'head', personId: 'P2', ...bound } });
    await load(put(put(smallCity(), '人员', 5, { 企业微信账号: 'new-zhang' }), '人员', 6, { 企业微信账号: 'head' }));
    const accounts = await database.prisma.account.findMany({ where: { channel: 'wecom' }, orderBy: { account: 'asc' } });
    expect(accounts.map(({ account, personId }) => `${account} ${personId}`)).toEqual([
      'head P4',
      'lier P2',
      'new-zhang P3',
      'old-zhang P3',
      'wangyi P1',
    ]);
  });

  test('replaces the roster of the days that it has', async () => {
    await load(put(smallCity(), '值班', 3, { 工号: 'P2' }));
    const roster = await database.prisma.dutyRoster.findMany({ orderBy: { personId: 'asc' } });
    expect(roster.map(({ personId, kind }) => `${personId} ${kind}`)).toEqual(['P1 带班', 'P2 值班']);
  });

  test('leaves what belongs to a sheet that it does not have', async () => {
    const report = await load(withoutSheet(smallCity(), '责任区域'), { retire: true });
    expect(report).toMatchObject({ places: 0, retired: 0, missing: [] });
    expect(await database.prisma.place.count({ where: { retiredAt: null } })).toBe(2);
  });

  test('may refer to what is kept, but not to what it retires', async () => {
    const city = withoutRow(smallCity(), '单位', 7);
    expect((await load(city)).errors).toEqual([]);
    expect((await load(city, { retire: true })).errors[0]).toMatchObject({ sheet: '人员', row: 2, column: '单位编码' });
  });

  test('runs one at a time', async () => {
    const reports = await Promise.all([
      load(smallCity()),
      load(add(smallCity(), '人员', 5, { 工号: 'P8', 企业微信账号: '', 钉钉账号: '' })),
    ]);
    expect(reports.map(({ errors }) => errors)).toEqual([[], []]);
    expect(await database.prisma.person.count()).toBe(6);
  });
});

describe('an import that retires', () => {
  /** Without S3 and without 张三 and his place. */
  const smaller = (): Workbook =>
    withoutRow(withoutRow(withoutRow(withoutRow(smallCity(), '单位', 9), '人员', 5), '责任区域', 2), '值班', 3);

  beforeEach(async () => {
    await load(smallCity());
  });

  test('retires units, people and places, and brings them back with the next workbook that has them', async () => {
    const report = await load(smaller(), { retire: true });
    expect(report).toMatchObject({
      errors: [],
      retired: 4,
      missing: [
        { sheet: '人员', key: 'P3' },
        { sheet: '值班', key: 'S1' },
        { sheet: '单位', key: 'S3' },
        { sheet: '责任区域', key: 'S1' },
      ],
    });
    expect(await database.prisma.person.findUnique({ where: { id: 'P3' } })).toMatchObject({ status: '离岗' });
    expect(await database.prisma.unit.findUnique({ where: { code: 'S3' } })).toMatchObject({ retiredAt: now });
    expect(await database.prisma.place.count({ where: { retiredAt: now } })).toBe(1);
    await load(smallCity());
    expect(await database.prisma.person.findUnique({ where: { id: 'P3' } })).toMatchObject({ status: '在岗' });
    expect(await database.prisma.unit.count({ where: { retiredAt: null } })).toBe(8);
    expect(await database.prisma.place.count({ where: { retiredAt: null } })).toBe(2);
  });

  test('passes open items on by lane, and reports it', async () => {
    await openHazard('H26110001', 'P3');
    await openHazard('H26110002', 'P3');
    await openHazard('H26110003', 'P3', { sensitive: true });
    await openHazard('H26110004', 'P3', { withheldFromSchool: true });
    await openHazard('H26110005', 'P3', { status: 'closed' });
    await openHazard('H26110006', 'P2');
    const moves: string[] = [];
    const report = await load(smaller(), {
      retire: true,
      reassign: async (db, { fromId, toId, unitCode, lane }) => {
        moves.push(`${lane} ${unitCode} ${fromId} → ${toId}`);
        await db.hazard.updateMany({ where: { assigneeId: fromId, sensitive: lane === 'sensitive' }, data: { assigneeId: toId } });
      },
    });
    expect(moves).toEqual(['ordinary S1 P3 → P2', 'sensitive S1 P3 → P1', 'withheld S1 P3 → P4']);
    expect(report.passedOn).toEqual([
      { from: { id: 'P3', name: '张三' }, to: 'P2', unit: 'S1', items: 2 },
      { from: { id: 'P3', name: '张三' }, to: 'P1', unit: 'S1', items: 1 },
      { from: { id: 'P3', name: '张三' }, to: 'P4', unit: 'S1', items: 1 },
    ]);
  });

  test('passes the items of somebody whom the workbook calls 离岗 to his 代理人', async () => {
    await load(put(smallCity(), '人员', 5, { 代理人工号: 'P1' }));
    await openHazard('H26110001', 'P3');
    const gone = put(smallCity(), '人员', 5, { 代理人工号: '', 状态: '离岗' });
    const report = await load(withoutRow(withoutRow(gone, '责任区域', 2), '值班', 3));
    expect(report).toMatchObject({ errors: [], passedOn: [{ from: { id: 'P3' }, to: 'P1', items: 1 }] });
  });

  test('changes nothing as a dry run', async () => {
    await openHazard('H26110001', 'P3');
    const before = await everything();
    const report = await load(smaller(), {
      retire: true,
      dryRun: true,
      reassign: async (db, { toId }) => {
        await db.hazard.updateMany({ data: { assigneeId: toId } });
      },
    });
    expect(report).toMatchObject({ retired: 4, passedOn: [{ items: 1 }] });
    expect(await everything()).toBe(before);
    expect(await database.prisma.hazard.findUnique({ where: { number: 'H26110001' } })).toMatchObject({ assigneeId: 'P3' });
  });
});

describe('coverage', () => {
  const gaps = async (unit: string | null = null): Promise<string[]> =>
    (await coverage(database.prisma, unit)).map(({ gap, unit: at, place, person }) =>
      [gap, at?.code, place, person?.id].filter((part) => part !== null && part !== undefined).join(' '),
    );

  test('of an empty database says that there is no bureau', async () => {
    expect(await coverage(database.prisma)).toEqual([
      { gap: 'no-bureau', unit: null, place: null, person: null, message: expect.stringContaining('市教育局') },
    ]);
  });

  test('shows every gap of a unit', async () => {
    const city = put(put(smallCity(), '单位', 9, { 行业上级: '', 属地上级: '' }), '责任区域', 2, { 责任人工号: '' });
    await load(city);
    expect(await gaps('S1')).toEqual(['place-without-person S1 教学楼 三楼 东侧楼梯']);
    expect(await gaps('S3')).toEqual([
      'missing-role S3',
      'missing-role S3',
      'missing-role S3',
      'no-places S3',
      'outside-sector-tree S3',
      'outside-territorial-tree S3',
    ]);
  });

  test('shows the place of somebody who left, a role that two people hold, and a place that two people have', async () => {
    await load(smallCity());
    await database.prisma.person.update({ where: { id: 'P3' }, data: { status: '离岗' } });
    await database.prisma.personRole.create({ data: { personId: 'P4', unitCode: 'S1', role: '网格长' } });
    await database.prisma.place.create({ data: { unitCode: 'S1', tier: '年级', area: '一年级一班', personId: 'P2' } });
    expect(await gaps('S1')).toEqual([
      'doubled-place S1 一年级一班 P1',
      'doubled-role S1 P1',
      'place-without-person S1 教学楼 三楼 东侧楼梯 P3',
    ]);
    expect((await coverage(database.prisma, 'S1'))[1]?.message).toBe('古柳小学有不止一位网格长：王一、赵四');
  });

  test('names groups that are missing and people of several nodes', async () => {
    await load(add(withoutRow(smallCity(), '群', 3), '人员', 2, { 单位编码: 'S2' }));
    const found = await gaps();
    expect(found).toContain('no-group C1');
    expect(found).not.toContain('no-group E0');
    expect(found).toContain('several-nodes S1 P1');
  });
});
