import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { add, put, smallCity, withoutRow } from '../../unit/app/organisation/small-city.ts';
import { type Folder, grid, gridJson, temporaryFolder } from './grid.ts';

let created: TestDatabase;
let database: Database;
let folder: Folder;
let env: Record<string, string>;

beforeEach(async () => {
  created = await createTestDatabase();
  database = openDatabase(created.url);
  folder = await temporaryFolder();
  env = { DATABASE_URL: created.url, DATA_DIR: folder.path };
});

afterEach(async () => {
  await database.close();
  await created.drop();
  await folder.remove();
});

describe('import', () => {
  test('loads a workbook, lists what a later one no longer has, and retires it when told', async () => {
    const first = await gridJson(env, 'import', await folder.workbook('city.xlsx', smallCity()));
    expect(first.code).toBe(0);
    expect(first.json).toMatchObject({ units: 8, people: 5, places: 2, retired: 0, errors: [] });

    const file = await folder.workbook('next.xlsx', withoutRow(smallCity(), '单位', 9));
    const dry = await grid(env, 'import', file, '--retire', '--dry-run');
    expect(dry.stdout).toContain('Would load 7 units');
    expect(await database.prisma.unit.count({ where: { retiredAt: null } })).toBe(8);

    const kept = await grid(env, 'import', file);
    expect(kept.stdout).toMatch(/kept[\s\S]*单位 S3 红旗庄小学/);
    const retired = await gridJson(env, 'import', file, '--retire');
    expect(retired.json).toMatchObject({ retired: 1 });
    expect(await database.prisma.unit.count({ where: { retiredAt: null } })).toBe(7);
  });

  test('names every mistake with its sheet, row and column, and changes nothing', async () => {
    const broken = add(put(smallCity(), '单位', 7, { 类型: '大学' }), '责任区域', 2, { 区域: '操场', 责任人工号: 'P99' });
    const file = await folder.workbook('broken.xlsx', broken);
    const { code, json } = await gridJson(env, 'import', file);
    expect(code).toBe(1);
    const errors = json.errors as { sheet: string; row: number; column: string; message: string }[];
    expect(errors.map(({ sheet, row, column }) => [sheet, row, column])).toEqual(
      expect.arrayContaining([
        ['单位', 7, '类型'],
        ['责任区域', 4, '责任人工号'],
      ]),
    );
    for (const error of errors) expect(Object.keys(error).sort()).toEqual(['column', 'message', 'row', 'sheet']);
    expect(await database.prisma.unit.count()).toBe(0);
    const text = await grid(env, 'import', file);
    expect(text.code).toBe(1);
    expect(text.stdout).toMatch(/^单位 +7 +类型/m);
    expect(text.stdout).toContain('nothing was changed');
  });

  test.each([
    ['nothing.xlsx', /nothing\.xlsx: there is no such file/],
    ['', /that is a folder/],
    ['package.json', /not a readable \.xlsx file/],
  ])('says what is wrong with the file %j', async (name, message) => {
    const file = name === 'package.json' ? name : `${folder.path}/${name}`;
    const { code, stdout, stderr } = await grid(env, 'import', file);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
