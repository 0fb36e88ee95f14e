import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverage } from '../../../src/app/organisation/coverage.ts';
import { demoCity } from '../../../src/app/organisation/demo-city.ts';
import { importOrganisation } from '../../../src/app/organisation/import-organisation.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import * as organisation from '../../../src/store/organisation.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let created: TestDatabase;
let database: Database;
/** 工号 by account. */
let ids: ReadonlyMap<string, string>;

beforeAll(async () => {
  created = await createTestDatabase();
  database = openDatabase(created.url);
  const city = demoCity({ webhook: (name) => `http://127.0.0.1:3000/hook/${encodeURIComponent(name)}`, today: '2026-11-23' });
  await importOrganisation(database, city, { now: new Date('2026-11-23T02:00:00Z') });
  const accounts = await database.prisma.account.findMany({ where: { channel: 'wecom' } });
  ids = new Map(accounts.map(({ account, personId }) => [account, personId]));
});

afterAll(async () => {
  await database.close();
  await created.drop();
});

const idOf = (account: string): string => {
  const id = ids.get(account);
  if (id === undefined) throw new Error(`nobody has the account ${account}`);
  return id;
};

test('the demonstration city has no gap', async () => {
  expect(await coverage(database.prisma)).toEqual([]);
});

describe('ancestry', () => {
  const codes = async (code: string) => {
    const found = await organisation.ancestry(database.prisma, code);
    return found && [found.upper?.code, found.bureau?.code, found.town?.code, found.village?.code];
  };

  test.each([
    ['a school', 'S301', ['C300', 'E000', 'T300', 'V301']],
    ['a school directly under the bureau', 'S001', ['E000', 'E000', 'T300', 'V302']],
    ['a central school', 'C200', ['E000', 'E000', 'T200', 'V201']],
    ['the bureau', 'E000', [undefined, 'E000', undefined, undefined]],
    ['a village', 'V101', ['T100', 'E000', 'T100', 'V101']],
    ['a town', 'T100', ['QL00', 'E000', 'T100', undefined]],
  ])('of %s', async (_what, code, expected) => expect(await codes(code)).toEqual(expected));

  test('of nothing is nothing', async () => expect(await codes('X')).toBeNull());
});

describe('units named in a text', () => {
  const named = async (text: string, root: string | null = 'E000') =>
    (await organisation.unitsNamedIn(database.prisma, text, root)).map(({ code }) => code);

  test.each([
    ['石桥镇中心校 食堂后门消防通道堆了白菜', ['C100']],
    ['三中北楼三层灭火器压力不够', ['S001']],
    ['第三中学和二实小都查了', ['S001', 'S303']],
    ['柳河镇初中男生宿舍二楼', ['S201']],
    ['红旗庄教学点教室冒烟', ['S202']],
    ['向阳小学教学楼东边楼梯', ['S301']],
    ['职 教 中 心的配电室', ['S002']],
    ['食堂冒烟了', []],
    ['', []],
  ])('%s', async (text, codes) => expect(await named(text)).toEqual(codes));

  test('of another city are none', async () => {
    await database.prisma.unit.createMany({
      data: [
        { code: 'QL99', name: '赤岭市', kind: '市级' },
        { code: 'E999', name: '赤岭市教育局', kind: '市教育局', territorialParentCode: 'QL99' },
      ],
    });
    expect(await named('三中和石桥村和石桥镇', 'E999')).toEqual([]);
    expect(await named('三中和石桥村和石桥镇', 'E000')).toEqual(['V101', 'T100', 'S001']);
    await database.prisma.unit.deleteMany({ where: { code: 'E999' } });
    await database.prisma.unit.deleteMany({ where: { code: 'QL99' } });
  });

  test('below an unknown bureau are none', async () => expect(await named('三中和石桥村', 'OTHER')).toEqual([]));
  test('are found everywhere without a root', async () => expect(await named('三中', null)).toEqual(['S001']));
  test('stay quick in a text of any length', async () => expect(await named(`${'灯坏了'.repeat(50_000)}三中`)).toEqual([]));
});

describe('people', () => {
  test('are found by account in any case', async () => {
    expect(await organisation.personByAccount(database.prisma, 'wecom', 'WangShouzheng')).toMatchObject({ name: '王守正', status: '在岗' });
    expect(await organisation.personByAccount(database.prisma, 'dingtalk', 'wangshouzheng')).toBeNull();
  });

  test('have their roles, the highest first', async () => {
    const roles = await organisation.rolesOf(database.prisma, idOf('gaoyoufu'));
    expect(roles.map(({ unit, role }) => `${unit.name} ${role}`)).toEqual(['石桥村 网格长', '石桥村 直接责任人']);
  });

  test('hold the three roles of each unit', async () => {
    const holders = await organisation.roleHolders(database.prisma, ['S001', 'C100']);
    expect(holders.map(({ unitCode, role, name }) => `${unitCode} ${role} ${name}`)).toEqual([
      'C100 网格长 马德忠',
      'C100 直接责任人 苏文静',
      'C100 具体责任人 田占军',
      'S001 网格长 王守正',
      'S001 直接责任人 李慧敏',
      'S001 具体责任人 张铁军',
    ]);
  });

  test('are paired with single schools, and with every school of their 片', async () => {
    const leaders = await organisation.pairedLeaders(database.prisma, ['S001', 'S301', 'S302', 'C300', 'E000']);
    expect(leaders.map(({ unitCode, name, kind }) => `${unitCode} ${name} ${kind}`)).toEqual([
      'C300 周怀远 包片',
      'S001 陈国栋 包校',
      'S301 周怀远 包片',
      'S302 周怀远 包片',
    ]);
  });

  test('are on duty by day', async () => {
    const duty = await organisation.onDuty(database.prisma, ['S001'], '2026-11-23');
    expect(duty.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['带班 李慧敏', '值班 张铁军']);
    expect(await organisation.onDuty(database.prisma, ['S001'], '2027-11-23')).toEqual([]);
  });

  test('are named by name and phone', async () => {
    const [person] = await organisation.peopleNamed(database.prisma, '郑一鸣');
    expect(person?.id).toBe(idOf('zhengyiming'));
    expect(await organisation.peopleNamed(database.prisma, '郑一鸣', '13800000000')).toEqual([]);
  });

  test('belong to their bureau, those of villages too', async () => {
    expect(await organisation.rootOf(database.prisma, idOf('zhengyiming'))).toBe('E000');
    expect(await organisation.rootOf(database.prisma, idOf('gaoyoufu'))).toBe('E000');
    expect(await organisation.rootOf(database.prisma, 'nobody')).toBeNull();
  });
});

describe('how a person stands to a unit', () => {
  const standing = async (account: string, unit: string) =>
    [...(await organisation.standingOf(database.prisma, idOf(account), unit))].sort();

  test.each([
    ['a teacher to the own school', 'zhengyiming', 'S001', ['own:成员', 'staff']],
    ['a teacher to another school', 'zhengyiming', 'S301', ['staff']],
    ['the head of a central school to a school of it', 'jiangguohua', 'S301', ['staff', 'upper:网格长']],
    ['the head of a central school to the school itself', 'dongliansheng', 'C200', ['own:网格长', 'staff']],
    ['the head of a central school to a foreign school', 'jiangguohua', 'S101', ['staff']],
    ['the bureau to a school directly under it', 'hanyumei', 'S001', ['bureau:具体责任人', 'staff', 'upper:具体责任人']],
    ['the bureau to a school of its 片', 'hanyumei', 'S101', ['bureau:具体责任人', 'paired', 'staff']],
    ['the bureau to itself', 'hanyumei', 'E000', ['bureau:具体责任人', 'own:具体责任人', 'staff']],
    ['a section head to his school', 'chenguodong', 'S001', ['bureau:成员', 'paired', 'staff', 'upper:成员']],
    ['a town to its school', 'shilei', 'S101', ['staff', 'territorial']],
    ['a village to its school', 'qiaoxiaoyan', 'S101', ['staff', 'territorial']],
    ['a village to a foreign school', 'qiaoxiaoyan', 'S301', ['staff']],
  ])('%s', async (_what, account, unit, relations) => expect(await standing(account, unit)).toEqual(relations));

  test('is nothing for strangers, leavers and unknown units', async () => {
    const { prisma } = database;
    expect(await organisation.standingOf(prisma, 'nobody', 'S001')).toEqual(new Set());
    expect(await organisation.standingOf(prisma, idOf('zhengyiming'), 'X')).toEqual(new Set());
    await prisma.person.update({ where: { id: idOf('pengli') }, data: { status: '离岗' } });
    expect(await standing('pengli', 'K101')).toEqual([]);
    await prisma.person.update({ where: { id: idOf('pengli') }, data: { status: '在岗' } });
  });
});

describe('units', () => {
  test('have everything below them in their own tree', async () => {
    const { prisma } = database;
    expect(await organisation.descendants(prisma, 'C300')).toEqual(['C300', 'K301', 'S301', 'S302', 'S303']);
    expect(await organisation.descendants(prisma, 'V101')).toEqual(['K101', 'S101', 'S103', 'V101']);
    expect(await organisation.descendants(prisma, 'E000')).toHaveLength(17);
    expect(await organisation.descendants(prisma, 'X')).toEqual([]);
  });

  test('have their places with the person responsible', async () => {
    const places = await organisation.placesOf(database.prisma, 'S001');
    expect(places.find(({ venue, spot }) => venue === '三楼' && spot === '东侧楼梯')).toMatchObject({
      area: '教学楼',
      personId: idOf('zhaomanyi'),
      upperPersonId: idOf('zhangtiejun'),
      risk: '黄',
    });
    expect(places[0]?.tier).toBe('班级');
  });

  test('have their groups', async () => {
    expect(await organisation.groupsOf(database.prisma, 'S002')).toMatchObject([{ platform: 'dingtalk-robot', secret: 'SEC-sandbox' }]);
  });
});

test('the calendar has terms, periods and days by the words of the workbook', async () => {
  await database.prisma.calendarEntry.createMany({
    data: [
      { kind: '放假', name: '运动会补休', from: new Date('2026-11-26'), to: new Date('2026-11-27'), focus: [] },
      { kind: '上班', name: '调课', from: new Date('2026-11-27'), to: new Date('2026-11-27'), focus: [] },
    ],
  });
  const calendar = await organisation.calendarData(database.prisma);
  expect([...calendar.days]).toEqual([
    ['2026-11-26', 'off'],
    ['2026-11-27', 'work'],
  ]);
  expect(calendar.terms).toContainEqual({ name: '2026秋季学期', from: '2026-09-01', to: '2027-01-20', appliesTo: ['全部'] });
  expect(calendar.sensitive.find(({ name }) => name === '2026高考中考')).toMatchObject({
    multiplier: 2,
    focus: ['crowd', 'security', 'bus'],
    appliesTo: ['初中', '高中'],
  });
});

describe('lists', () => {
  test('of people are paged by cursor without a gap or a repeat', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: organisation.Page<organisation.PersonItem> = await organisation.listPeople(database.prisma, { limit: 50, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toHaveLength(ids.size);
    expect(new Set(seen).size).toBe(ids.size);
  });

  test('of people show the highest role first, and no phone', async () => {
    const { items } = await organisation.listPeople(database.prisma, { person: '喻春芳' });
    const unit = { code: 'S102', name: '古柳小学' };
    expect(items).toEqual([
      {
        id: idOf('yuchunfang'),
        name: '喻春芳',
        unit,
        title: '教导主任',
        roles: [
          { unit, role: '直接责任人' },
          { unit, role: '具体责任人' },
        ],
        channels: ['wecom'],
        plainText: false,
        status: '在岗',
      },
    ]);
  });

  test('of people can be those of a unit and all below it', async () => {
    const { items } = await organisation.listPeople(database.prisma, { unit: 'C300', limit: 200 });
    expect(items.map(({ name }) => name)).toContain('滕飞');
    expect(items.every(({ roles }) => roles.some(({ unit }) => ['C300', 'S301', 'S302', 'S303', 'K301'].includes(unit.code)))).toBe(true);
    expect((await organisation.listPeople(database.prisma, { unit: 'X' })).items).toEqual([]);
  });

  test('of units show parents, roles and the number of places', async () => {
    const { items, next } = await organisation.listUnits(database.prisma, { unit: 'C200', limit: 1 });
    expect(next).not.toBeNull();
    expect(items).toEqual([
      {
        code: 'C200',
        name: '柳河镇中心校',
        kind: '中心校',
        sectorParent: { code: 'E000', name: '青澜市教育局' },
        territorialParent: { code: 'V201', name: '柳河村' },
        roles: [
          { role: '网格长', person: { id: idOf('dongliansheng'), name: '董连生' } },
          { role: '直接责任人', person: { id: idOf('pengxuemei'), name: '彭雪梅' } },
          { role: '具体责任人', person: { id: idOf('xiazhiqiang'), name: '夏志强' } },
        ],
        places: 4,
      },
    ]);
  });
});
