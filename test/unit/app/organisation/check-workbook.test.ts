import { describe, expect, test } from 'vitest';
import { checkWorkbook } from '../../../../src/app/organisation/check-workbook.ts';
import { demoCity } from '../../../../src/app/organisation/demo-city.ts';
import { add, put, smallCity, withColumns, withoutRow, withoutSheet } from './small-city.ts';

describe('a workbook without mistakes', () => {
  const { organisation, errors, ignored } = checkWorkbook(smallCity());

  test('has no errors and nothing ignored', () => expect({ errors, ignored }).toEqual({ errors: [], ignored: [] }));

  test('makes one person of the rows of one 工号, with every role', () => {
    expect(organisation.people.find(({ id }) => id === 'P2')).toEqual({
      id: 'P2',
      name: '李二',
      phone: '13900000002',
      plainText: false,
      deputyId: 'P1',
      status: '在岗',
    });
    expect(organisation.roles.filter(({ personId }) => personId === 'P2').map(({ role }) => role)).toEqual(['直接责任人', '具体责任人']);
  });

  test('binds only the accounts that are given', () => {
    expect(organisation.accounts).toEqual([
      { channel: 'wecom', account: 'wangyi', personId: 'P1' },
      { channel: 'wecom', account: 'lier', personId: 'P2' },
      { channel: 'wecom', account: 'zhangsan', personId: 'P3' },
      { channel: 'dingtalk', account: 'zs01', personId: 'P3' },
    ]);
  });

  test('knows a unit by its name and short names', () => {
    const aliases = organisation.aliases.filter(({ unitCode }) => unitCode === 'S1').map(({ alias }) => alias);
    expect(aliases).toEqual(['古柳小学', '古柳', '柳小']);
  });

  test('reads focus categories by code and by names that have a 、 in them', () => {
    expect(organisation.calendar?.find(({ kind }) => kind === '敏感时期')).toEqual({
      kind: '敏感时期',
      name: '冬季取暖',
      from: '2026-11-15',
      to: '2027-03-15',
      multiplier: 1.5,
      focus: ['heating', 'security'],
      appliesTo: '小学、初中',
    });
  });

  test('takes a day without an end as one day, and no 适用 as all', () => {
    expect(organisation.calendar?.at(-1)).toMatchObject({ from: '2026-12-04', to: '2026-12-04', appliesTo: '全部' });
  });
});

describe('what real workbooks contain', () => {
  const read = (cells: Record<string, string>) => {
    const { organisation, errors } = checkWorkbook(put(smallCity(), '人员', 5, cells));
    expect(errors).toEqual([]);
    return organisation.people.find(({ id }) => id === 'P3');
  };

  test.each([['139 0000 0003'], ['139-0000-0003'], ['+86 13900000003'], ['8613900000003'], ['１３９０００００００３']])(
    'reads the phone %s',
    (phone) => expect(read({ 手机: phone })?.phone).toBe('13900000003'),
  );

  test('reads full-width codes and padded names', () => {
    expect(read({ 工号: ' Ｐ３ ', 姓名: '张　三', 单位编码: 'Ｓ１ ' })?.name).toBe('张三');
  });

  test.each(['2026/11/23', '2026.11.23', '2026年11月23日', '20261123', '2026-11-23 08:30', '46349', '2026 / 11 / 23'])(
    'reads the day %s',
    (day) => {
      const { organisation, errors } = checkWorkbook(put(smallCity(), '值班', 2, { 日期: day }));
      expect({ errors, day: organisation.roster?.[0]?.date }).toEqual({ errors: [], day: '2026-11-23' });
    },
  );

  test('lower-cases accounts', () => {
    const { organisation } = checkWorkbook(put(smallCity(), '人员', 5, { 企业微信账号: 'ZhangSan' }));
    expect(organisation.accounts.find(({ personId }) => personId === 'P3')?.account).toBe('zhangsan');
  });

  test('says which sheets and columns it ignores', () => {
    const city = [
      ...withColumns(smallCity(), '人员', (columns) => [...columns, '备注']),
      { name: '说明', headerRow: 1, columns: [], rows: [] },
    ];
    expect(checkWorkbook(city)).toMatchObject({ errors: [], ignored: ['工作表「说明」', '「人员」表的「备注」列'] });
  });

  test('leaves a sheet alone that is not there, but not one that is empty', () => {
    const { organisation } = checkWorkbook(withoutSheet(withoutRow(withoutRow(smallCity(), '包联', 2), '包联', 3), '责任区域'));
    expect({ places: organisation.places, pairings: organisation.pairings }).toEqual({ places: null, pairings: [] });
  });

  test('takes a blank sheet of a template as if it were not there', () => {
    const city = smallCity().map((sheet) => (sheet.name === '群' ? { name: '群', headerRow: 0, columns: [], rows: [] } : sheet));
    const checked = checkWorkbook(city);
    expect(checked).toMatchObject({ errors: [], ignored: ['空白的工作表「群」'], organisation: { groups: null } });
  });

  test('accepts places without a person and schools without a parent: coverage shows them', () => {
    const city = put(put(smallCity(), '责任区域', 2, { 责任人工号: '' }), '单位', 9, { 行业上级: '', 属地上级: '' });
    expect(checkWorkbook(city).errors).toEqual([]);
  });

  test('accepts several bureaus: they are several roots', () => {
    const city = add(smallCity(), '单位', 5, { 编码: 'E1', 名称: '开发区教育局', 类型: '市教育局', 简称: '', 行业上级: '' });
    expect(checkWorkbook(city).errors).toEqual([]);
  });

  test('lets a workbook refer to units and people that are there already', () => {
    const known = {
      units: new Map([['C9', { kind: '中心校' as const, sectorParentCode: 'E0', territorialParentCode: null }]]),
      people: new Set(['P9']),
    };
    const city = put(put(smallCity(), '单位', 7, { 行业上级: 'C9' }), '责任区域', 2, { 责任人工号: 'P9' });
    expect(checkWorkbook(city).errors).toHaveLength(2);
    expect(checkWorkbook(city, known).errors).toEqual([]);
  });
});

describe('the demonstration city', () => {
  const city = demoCity({ webhook: (name) => `http://127.0.0.1:3000/hook/${encodeURIComponent(name)}`, today: '2026-11-23' });
  const { organisation, errors, ignored } = checkWorkbook(city);

  test('has no mistakes', () => expect({ errors, ignored }).toEqual({ errors: [], ignored: [] }));

  test('has accounts for everybody', () => {
    const bound = new Set(organisation.accounts.filter(({ channel }) => channel === 'wecom').map(({ personId }) => personId));
    expect(organisation.people.filter(({ id }) => !bound.has(id))).toEqual([]);
    expect(organisation.people.length).toBeGreaterThanOrEqual(80);
  });

  test('has a person at every place, and never the head of the school', () => {
    const heads = new Set(organisation.roles.filter(({ role }) => role === '网格长').map(({ personId }) => personId));
    expect(organisation.places?.filter(({ personId }) => personId === null || heads.has(personId))).toEqual([]);
  });
});
