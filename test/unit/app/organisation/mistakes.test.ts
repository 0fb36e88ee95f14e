import { describe, expect, test } from 'vitest';
import { checkWorkbook } from '../../../../src/app/organisation/check-workbook.ts';
import type { SheetName, Workbook } from '../../../../src/app/organisation/workbook.ts';
import { add, put, smallCity, withColumns, withoutSheet } from './small-city.ts';

type Mistake = [what: string, workbook: (city: Workbook) => Workbook, sheet: SheetName, row: number, column: string, words: string];

const cell = (sheet: SheetName, row: number, column: string, text: string): ((city: Workbook) => Workbook) =>
  ((city) => put(city, sheet, row, { [column]: text })) satisfies (city: Workbook) => Workbook;

/** A change of one cell that is also the place of the complaint. */
const inCell = (what: string, sheet: SheetName, row: number, column: string, text: string, words: string): Mistake => [
  what,
  cell(sheet, row, column, text),
  sheet,
  row,
  column,
  words,
];

const mistakes: Mistake[] = [
  ['a missing sheet', (city) => withoutSheet(city, '人员'), '人员', 1, '', '缺少工作表「人员」'],
  [
    'a missing column',
    (city) => withColumns(city, '单位', (columns) => columns.filter((column) => column !== '类型')),
    '单位',
    1,
    '类型',
    '缺少「类型」列',
  ],
  ['a doubled column', (city) => withColumns(city, '人员', (columns) => [...columns, '手机']), '人员', 1, '手机', '不止一次'],
  [
    'a sheet without data',
    (city) => city.map((sheet) => (sheet.name === '单位' ? { ...sheet, rows: [] } : sheet)),
    '单位',
    1,
    '',
    '没有数据',
  ],
  ['a doubled sheet', (city) => [...city, ...city.filter(({ name }) => name === '包联')], '包联', 1, '', '有 2 张'],

  inCell('a unit without code', '单位', 9, '编码', '', '不能为空'),
  inCell('a unit without name', '单位', 9, '名称', '', '不能为空'),
  inCell('an unknown kind of unit', '单位', 9, '类型', '大学', '只能填：市级、镇街、村社区、市教育局、中心校、学校、幼儿园'),
  ['a doubled code', (city) => add(city, '单位', 9, { 名称: '第四中学' }), '单位', 10, '编码', '与第 9 行重复'],
  inCell('a code that Excel made scientific', '单位', 9, '编码', '1.38E+10', '科学记数法'),
  inCell('a code with odd signs', '单位', 9, '编码', 'S2/南', '不能作编码'),
  inCell('an unknown sector parent', '单位', 7, '行业上级', 'C9', '行业上级「C9」在「单位」表里没有'),
  inCell('an unknown territorial parent', '单位', 7, '属地上级', 'V9', '属地上级「V9」在「单位」表里没有'),
  inCell('a unit that is its own parent', '单位', 7, '行业上级', 'S1', '不能是本单位自己'),
  inCell('a village under the city', '单位', 4, '属地上级', 'QL', '村社区的属地上级应为镇街，「QL」是市级'),
  inCell('a village without a town', '单位', 4, '属地上级', '', '第二个根'),
  inCell('a central school without a bureau', '单位', 6, '行业上级', '', '第二个根'),
  inCell('a school under a school', '单位', 7, '行业上级', 'S2', '学校的行业上级应为中心校或市教育局，「S2」是学校'),
  inCell('a school in a city instead of a town', '单位', 7, '属地上级', 'QL', '学校的属地上级应为镇街或村社区'),
  inCell('a town with a sector parent', '单位', 3, '行业上级', 'E0', '镇街没有行业上级'),
  inCell('a bureau with a sector parent', '单位', 5, '行业上级', 'T1', '市教育局没有行业上级'),
  inCell('pupils that are no number', '单位', 7, '学生数', '约180', '不是人数'),
  inCell('more boarders than pupils', '单位', 7, '住宿生数', '181', '多于学生数'),
  inCell('a canteen that is neither there nor not', '单位', 7, '有无食堂', '在建', '只能填：有、无'),
  inCell('a short name that means every school', '单位', 7, '简称', '古柳、学校', '「学校」太笼统'),
  inCell('a short name of one character', '单位', 7, '简称', '柳', '太笼统'),
  inCell('a short name that is too long to be found', '单位', 7, '简称', '柳'.repeat(21), '太长'),
  inCell('a name that is too long', '单位', 7, '名称', '柳'.repeat(51), '太长了（51 个字）'),
  inCell('a formula error', '单位', 7, '行业上级', '#N/A', '公式错误 #N/A'),

  inCell('a title that is too long', '人员', 5, '职务', '教师'.repeat(20), '太长'),
  inCell('a person without name', '人员', 6, '姓名', '', '不能为空'),
  inCell('one 工号 with two names', '人员', 4, '姓名', '李三', '与第 3 行不一致：李二 / 李三'),
  inCell('one 工号 with two phones', '人员', 4, '手机', '13900000009', '与第 3 行不一致'),
  inCell('one 工号 with two deputies', '人员', 4, '代理人工号', 'P3', '与第 3 行不一致：P1 / P3'),
  inCell('a landline as a mobile phone', '人员', 5, '手机', '0315-7123456', '不是手机号'),
  inCell('a phone with a digit too few', '人员', 5, '手机', '1390000000', '不是手机号'),
  inCell('a phone that Excel made scientific', '人员', 5, '手机', '1.39E+10', '科学记数法'),
  inCell('an unknown unit', '人员', 5, '单位编码', 'X09', '单位编码「X09」在「单位」表里没有'),
  inCell('a person without unit', '人员', 5, '单位编码', '', '不能为空'),
  inCell('an unknown role', '人员', 5, '网格角色', '网格员', '只能填：网格长、直接责任人、具体责任人、成员'),
  inCell('somebody 在岗 without any role', '人员', 5, '网格角色', '', '请填「成员」'),
  inCell('a second 网格长 of one unit', '人员', 5, '网格角色', '网格长', '网格长已经是王一（第 2 行）'),
  ['the same role twice', (city) => add(city, '人员', 5, {}), '人员', 8, '网格角色', '与第 5 行重复'],
  inCell('one account of two people', '人员', 5, '企业微信账号', 'WangYi', '已经是工号「P1」的（第 2 行）'),
  inCell('an account that is a name', '人员', 5, '企业微信账号', '张三', '不是平台账号'),
  inCell('an unknown 纯文字', '人员', 5, '纯文字', '老年机', '只能填：是、否'),
  inCell('an unknown deputy', '人员', 5, '代理人工号', 'P9', '工号「P9」在「人员」表里没有'),
  inCell('a person as his own deputy', '人员', 5, '代理人工号', 'P3', '不能是本人'),
  inCell('a deputy who left', '人员', 5, '代理人工号', 'P5', '已经离岗'),
  inCell('an unknown status', '人员', 5, '状态', '退休', '只能填：在岗、离岗'),

  inCell('a place of an unknown unit', '责任区域', 2, '单位编码', 'S9', '「S9」在「单位」表里没有'),
  inCell('an unknown tier', '责任区域', 2, '层级', '楼层', '只能填：部门、年级、学部、班级、岗位'),
  inCell('a place without area', '责任区域', 2, '区域', '', '不能为空'),
  inCell('a place of an unknown person', '责任区域', 2, '责任人工号', 'P9', '工号「P9」在「人员」表里没有'),
  inCell('a place of somebody who left', '责任区域', 2, '责任人工号', 'P5', '已经离岗'),
  inCell('a person above himself', '责任区域', 2, '上级责任人工号', 'P3', '不能是责任人本人'),
  inCell('an inner grid upside down', '责任区域', 3, '上级责任人工号', 'P3', '层级倒置：「班级」的上级责任人「P3」只负责岗位一级'),
  inCell('an unknown risk', '责任区域', 2, '风险等级', '绿', '只能填：红、橙、黄、蓝'),
  [
    'a doubled place',
    (city) => add(city, '责任区域', 2, { 责任人工号: 'P2', 上级责任人工号: '' }),
    '责任区域',
    4,
    '区域',
    '与第 2 行是同一个地方',
  ],

  inCell('a pairing of an unknown leader', '包联', 2, '领导工号', 'P9', '工号「P9」在「人员」表里没有'),
  inCell('a pairing with an unknown unit', '包联', 2, '单位编码', 'C9', '「C9」在「单位」表里没有'),
  inCell('an unknown kind of pairing', '包联', 2, '类型', '包村', '只能填：包片、包校'),
  ['a doubled pairing', (city) => add(city, '包联', 2, { 类型: '包校' }), '包联', 4, '单位编码', '与第 2 行重复'],

  inCell('a robot without a web address', '群', 2, '地址', 'key=1', 'webhook 网址'),
  inCell('an unknown platform', '群', 2, '平台', '微信群', '只能填：企业微信群机器人'),
  inCell('a chat id with odd characters', '群', 4, '地址', '三中群 001', '群会话 ID'),
  inCell('a DingTalk robot without its secret', '群', 3, '密钥', '', '要填「加签」密钥'),
  inCell('one robot in two groups', '群', 3, '地址', 'https://robots.example/send?key=1', '地址与第 2 行相同'),
  ['a doubled group', (city) => add(city, '群', 4, { 地址: 'chat002' }), '群', 5, '名称', '与第 4 行重复'],

  inCell('a day that does not exist', '日历', 2, '开始', '2026-02-30', '不是日期'),
  inCell('an end before its start', '日历', 2, '结束', '2026-08-31', '结束早于开始'),
  inCell('a span with a slip in the year', '日历', 2, '结束', '2028-01-20', '请检查年份'),
  inCell('a multiplier of nought', '日历', 3, '倍数', '0', '大于 0'),
  inCell('a negative multiplier', '日历', 3, '倍数', '-2', '大于 0'),
  inCell('an unknown focus category', '日历', 3, '重点类别', '取暖与一氧化碳、外星人', '「外星人」不认识'),
  inCell('an unknown kind of school', '日历', 3, '适用', '大学', '只能填：全部、幼儿园、小学、初中、高中、寄宿'),
  inCell('a holiday for one kind of school', '日历', 4, '适用', '幼儿园', '请用「学期」'),
  ['a doubled entry', (city) => add(city, '日历', 2, {}), '日历', 5, '名称', '与第 2 行重复'],

  inCell('a turn of duty of an unknown person', '值班', 2, '工号', 'P9', '工号「P9」在「人员」表里没有'),
  inCell('a turn of duty without a day', '值班', 2, '日期', '', '不能为空'),
  inCell('an unknown kind of duty', '值班', 2, '身份', '巡逻', '只能填：带班、值班'),
  ['a doubled turn of duty', (city) => add(city, '值班', 3, {}), '值班', 4, '工号', '与第 3 行重复'],
];

describe('a workbook with one mistake', () => {
  test.each(mistakes)('names the sheet, row and column of %s', (_what, change, sheet, row, column, words) => {
    const { errors } = checkWorkbook(change(smallCity()));
    expect(errors).toEqual([{ sheet, row, column, message: expect.stringContaining(words) }]);
  });

  test('covers at least fifty kinds', () => expect(mistakes.length).toBeGreaterThan(50));
});

describe('a workbook with several mistakes', () => {
  test('shows every unit of a ring', () => {
    const { errors } = checkWorkbook(put(smallCity(), '单位', 5, { 行业上级: 'C1' }));
    expect(errors).toEqual([
      { sheet: '单位', row: 5, column: '行业上级', message: '行业上级绕成了一个圈：E0 → C1 → E0' },
      { sheet: '单位', row: 6, column: '行业上级', message: '行业上级绕成了一个圈：C1 → E0 → C1' },
    ]);
  });

  test('tells all of them at once, in the order of the workbook', () => {
    const city = put(put(put(smallCity(), '值班', 3, { 身份: '巡逻' }), '人员', 5, { 手机: '1', 姓名: '' }), '单位', 3, { 类型: '县' });
    const { errors } = checkWorkbook(city);
    expect(errors.map(({ sheet, row, column }) => `${sheet} ${row} ${column}`)).toEqual([
      '单位 3 类型',
      '人员 5 姓名',
      '人员 5 手机',
      '值班 3 身份',
    ]);
  });

  test('does not blame rows that refer to a row with a mistake of its own', () => {
    const { errors } = checkWorkbook(put(smallCity(), '单位', 7, { 名称: '' }));
    expect(errors).toEqual([{ sheet: '单位', row: 7, column: '名称', message: '不能为空' }]);
  });

  test('refuses a 工号 that is missing', () => {
    const { errors } = checkWorkbook(add(smallCity(), '人员', 5, { 工号: '', 企业微信账号: '' }));
    expect(errors).toEqual([{ sheet: '人员', row: 8, column: '工号', message: '不能为空' }]);
  });
});
