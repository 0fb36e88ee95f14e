import { describe, expect, it } from 'vitest';
import { CARD_LIMITS, losesWords } from '../../../src/channels/wecom/card.ts';
import { type DigestContent, digestCard, groupDigest } from '../../../src/conversation/notifications/digest.ts';
import { digestLines, type MissingSchool, type Progress, type Told, WEEKLY_SUMMARY } from '../../../src/domain/inspection/digest.ts';
import type { RuleId } from '../../../src/domain/inspection/rules.ts';
import type { CardDraft } from '../../../src/messaging/draft.ts';
import type { Card } from '../../../src/messaging/message.ts';

const school = (code: string, name: string, done = 0, required = 1): MissingSchool => ({ school: code, name, done, required });
const window = (from: string, to: string, name: string) => ({ from, to, name });
const BIMONTH = window('2026-11-01', '2026-12-31', '2026年11—12月');
const NOVEMBER = window('2026-11-01', '2026-11-30', '2026年11月');
const WEEK = window('2026-11-23', '2026-11-29', '11月23日—29日');
const dayOf = (day: string) => window(day, day, day);

type Given = Partial<Progress> & { rule: RuleId; window: Progress['window']; stage?: Told['stage'] };

const own = (rule: RuleId, span: Progress['window'], stage: Told['stage'] = 'left-3'): Given => ({ rule, window: span, stage });
const round = (rule: RuleId, span: Progress['window'], missing: MissingSchool[], more: Partial<Given> = {}): Given => ({
  rule,
  window: span,
  unit: 'E000',
  unitName: '市教育局',
  total: missing.length,
  missing,
  ...more,
});

const content = (today: string, given: readonly Given[], options: Partial<DigestContent> & { own?: string[] } = {}): DigestContent => {
  const known = given.map(
    ({ stage: _, ...each }): Progress => ({
      unit: 'S001',
      unitName: '三中',
      total: 1,
      finished: 0,
      missing: [school('S001', '三中')],
      focus: [],
      ...each,
    }),
  );
  const told = known.map(
    ({ unit, rule, window: span }, index): Told =>
      given[index]?.stage === 'week'
        ? { unit, rule: WEEKLY_SUMMARY, window: span, stage: 'week' }
        : { unit, rule, window: span, stage: given[index]?.stage ?? 'left-3' },
  );
  const units = new Set(options.own ?? ['S001', 'E000', 'C100', 'C200']);
  return { today, lines: digestLines({ today, told, progress: known, own: units }), extras: [], acts: units, ...options };
};

const asCard = ({ buttons, ...card }: CardDraft): Card => ({
  ...card,
  actions: buttons.map(({ label, style }, index) => ({ label, style, ref: String(index) })),
});
const textOf = (today: string, given: readonly Given[], options?: Parameters<typeof content>[2]): string | null =>
  digestCard(content(today, given, options)).text;
const labelsOf = (card: CardDraft): string[] => card.buttons.map(({ label }) => label);

const THREE = [school('S001', '三中'), school('S002', '职教中心'), school('S301', '向阳小学')];
const MANY = Array.from({ length: 8 }, (_, index) => school(`S${index}`, `第${index + 1}小学`));

describe('a line', () => {
  it.each<[string, string, Given, string]>([
    [
      'a round',
      '2026-12-24',
      round('city-two-monthly', BIMONTH, THREE, { total: 15, finished: 12 }),
      '市级全覆盖检查（2026年11—12月）还剩 7 天：已查 12/15，还差 3 所：三中、职教中心、向阳小学',
    ],
    [
      'many schools',
      '2026-12-24',
      round('city-two-monthly', BIMONTH, MANY, { total: 20 }),
      '市级全覆盖检查（2026年11—12月）还剩 7 天：还差 20 所：第1小学、第2小学、第3小学、第4小学等',
    ],
    [
      'a round that begins',
      '2026-11-02',
      round('city-two-monthly', BIMONTH, MANY, { total: 20, stage: 'opens' }),
      '市级全覆盖检查（2026年11—12月）开始了：共 20 所，12月31日前查完',
    ],
    [
      'its last day',
      '2026-11-30',
      round('town-monthly', NOVEMBER, THREE),
      '镇级全覆盖检查（2026年11月）今天是最后一天：还差 3 所：三中、职教中心、向阳小学',
    ],
    [
      'overdue',
      '2026-12-02',
      round('town-monthly', NOVEMBER, THREE),
      '镇级全覆盖检查（2026年11月）已超期 2 天：还差 3 所：三中、职教中心、向阳小学',
    ],
    [
      'one school',
      '2026-11-27',
      round('sensitive', NOVEMBER, [school('S001', '三中', 1, 3)]),
      '敏感时期检查（2026年11月）还剩 3 天：三中已查 1/3 次',
    ],
    [
      'a sensitive period',
      '2026-11-27',
      round('sensitive', NOVEMBER, [school('S001', '三中', 1, 3), school('S002', '职教中心', 0, 3)], { focus: ['消防', '燃气'] }),
      '敏感时期检查（2026年11月）还剩 3 天：还差 2 所：三中 1/3 次、职教中心 0/3 次；重点看消防、燃气',
    ],
    [
      'a 中心校 that is a school too',
      '2026-11-27',
      round('town-monthly', NOVEMBER, [school('C200', '柳河小学'), school('S202', '红旗庄小学')], { unit: 'C200' }),
      '镇级全覆盖检查（2026年11月）还剩 3 天：还差 2 所：本校、红旗庄小学',
    ],
    ['today', '2026-11-23', own('school-daily', dayOf('2026-11-23'), 'opens'), '日巡查：今天还没记'],
    ['a missed day', '2026-11-23', own('school-daily', dayOf('2026-11-20'), 'overdue'), '日巡查：11月20日没记'],
    ['the week', '2026-11-26', own('school-weekly', WEEK), '周排查：还剩 3 天'],
    ['the month', '2026-11-27', own('school-monthly', NOVEMBER), '月检查（2026年11月）：还剩 3 天'],
    ['a missed week', '2026-11-30', own('school-weekly', WEEK, 'overdue'), '周排查（11月23日—29日）没做，已超期 1 天'],
    ['the weekly summary', '2026-11-23', own('school-weekly', WEEK, 'week'), '本周要办：周排查，还剩 6 天'],
    [
      'the weekly summary of a round',
      '2026-12-07',
      round('town-monthly', NOVEMBER, THREE, { stage: 'week' }),
      '已超期 7 天：镇级全覆盖检查（2026年11月），还差 3 所：三中、职教中心、向阳小学',
    ],
  ])('of %s', (_, today, given, text) => {
    expect(textOf(today, [given])).toBe(text);
  });

  it('of several missed days names the month once', () => {
    const days = ['2026-11-18', '2026-11-19', '2026-11-20'].map((day) => own('school-daily', dayOf(day), 'overdue'));
    expect(textOf('2026-11-23', days)).toBe('日巡查：有 3 天没记（11月18日、19日、20日）');
  });

  it('of units below, for the grid above', () => {
    const below = ['三中', '职教中心'].map(
      (unitName, index): Given => ({ ...own('school-weekly', WEEK, 'upper'), unit: `X${index}`, unitName }),
    );
    const towns = round('town-monthly', NOVEMBER, THREE, { unit: 'X9', unitName: '石桥中心校' });
    expect(textOf('2026-12-03', [...below, towns])).toBe(
      '周排查（11月23日—29日）已超期 4 天：三中、职教中心没做\n镇级全覆盖检查（2026年11月）已超期 3 天：石桥中心校还差 3 所',
    );
  });

  it('names its unit where a person has business in several', () => {
    const other = { ...own('school-weekly', WEEK), unit: 'C100', unitName: '石桥小学' };
    expect(textOf('2026-11-26', [own('school-weekly', WEEK), other])).toBe('石桥小学 周排查：还剩 3 天\n三中 周排查：还剩 3 天');
  });
});

describe('the card', () => {
  const full = [
    round('sensitive', window('2026-11-15', '2027-03-15', '2026年冬季取暖'), MANY, { total: 20, focus: ['消防', '燃气', '特种设备'] }),
    round('city-two-monthly', BIMONTH, MANY, { total: 20 }),
    round('town-monthly', NOVEMBER, MANY, { total: 20 }),
    ...['2026-10', '2026-09', '2026-08'].map((month) => round('town-monthly', window(`${month}-01`, `${month}-28`, `${month}月`), THREE)),
    own('school-weekly', WEEK),
    own('school-monthly', NOVEMBER),
  ];

  it('keeps within what a platform shows, and counts the rest', () => {
    const card = digestCard(content('2026-11-26', full));
    expect(losesWords(asCard(card))).toBe(false);
    for (const { name } of card.fields) expect(Array.from(name).length).toBeLessThanOrEqual(CARD_LIMITS.fieldName);
    for (const label of labelsOf(card)) expect(Array.from(label).length).toBeLessThanOrEqual(CARD_LIMITS.button);
    expect(card.buttons.length).toBeLessThanOrEqual(CARD_LIMITS.buttons);
    const shown = card.text?.split('\n').length ?? 0;
    expect(card.fields[0]).toEqual({ name: '没列完', value: `还有 ${full.length - shown} 项，发「待查」看全部` });
  });

  it('leaves the names out of a line that is too long for the card by itself', () => {
    const long = MANY.map((each) => ({ ...each, name: `${each.name}实验示范双语国际部分校长期合作学校一二三四五六七八九十` }));
    const card = digestCard(content('2026-12-24', [round('city-two-monthly', BIMONTH, long, { total: 20 })]));
    expect(card.text).toBe('市级全覆盖检查（2026年11—12月）还剩 7 天：还差 20 所');
    expect(losesWords(asCard(card))).toBe(false);
  });

  it('never leaves out what goes along', () => {
    const card = digestCard(content('2026-11-26', full, { extras: ['新派给你 2 件隐患：H26110001 楼梯扶手松动', '另有 1 件超期'] }));
    expect(card.text).toContain('新派给你 2 件隐患：H26110001 楼梯扶手松动\n另有 1 件超期');
    expect(losesWords(asCard(card))).toBe(false);
  });

  it('can consist of that alone', () => {
    const card = digestCard(content('2026-11-26', [], { extras: ['新派给你 1 件隐患'] }));
    expect([card.title, card.text, card.fields, labelsOf(card)]).toEqual(['今天要办的事', '新派给你 1 件隐患', [], ['看全部']]);
  });

  it('says how to record it, by his own example', () => {
    const fieldOf = (today: string, given: Given[]) =>
      digestCard(content(today, given)).fields.find(({ name }) => name === '怎么记')?.value;
    expect(fieldOf('2026-12-24', [round('city-two-monthly', BIMONTH, THREE)])).toBe('回复「今天查了三中，没问题」');
    expect(fieldOf('2026-11-23', [own('school-daily', dayOf('2026-11-23'))])).toBe('回复「今天巡查了，没问题」');
    expect(fieldOf('2026-11-23', [own('school-daily', dayOf('2026-11-20'))])).toBe('查过的补一句「11月20日巡查了，没问题」');
  });
});

describe('the buttons', () => {
  it('record a school’s own checks that run now', () => {
    const card = digestCard(
      content('2026-11-26', [
        own('school-daily', dayOf('2026-11-26')),
        own('school-daily', dayOf('2026-11-25')),
        own('school-weekly', WEEK),
        own('school-quarterly', window('2026-10-01', '2026-12-31', '2026年第四季度')),
      ]),
    );
    expect(labelsOf(card)).toEqual(['日巡查正常', '周排查正常', '季度总结已做', '看全部']);
    expect(card.buttons.map(({ action }) => action)).toEqual([
      { do: 'check-ok', number: null, version: null, data: { school: 'S001', name: '三中', period: 'day' } },
      { do: 'check-ok', number: null, version: null, data: { school: 'S001', name: '三中', period: 'week' } },
      { do: 'check-ok', number: null, version: null, data: { school: 'S001', name: '三中', period: 'quarter' } },
      { do: 'to-check', number: null, version: null },
    ]);
  });

  it('record a round’s schools, four at most, each once', () => {
    const card = digestCard(
      content('2026-11-26', [round('city-two-monthly', BIMONTH, MANY), round('town-monthly', NOVEMBER, MANY.slice(1))]),
    );
    expect(labelsOf(card)).toEqual(['第2小学 已查正常', '第3小学 已查正常', '第4小学 已查正常', '第5小学 已查正常', '看全部']);
    expect(card.buttons[0]?.action.data).toEqual({ school: 'S1', name: '第2小学' });
  });

  it.each([
    ['三中', '三中 已查正常'],
    ['柳河镇初中', '柳河镇初中 已查正常'],
    ['小星星幼儿园', '小星星幼儿园 正常'],
    ['城关小星星双语幼儿园', '城关小星星双… 正常'],
  ])('fit %s', (name, label) => {
    expect(labelsOf(digestCard(content('2026-11-26', [round('town-monthly', NOVEMBER, [school('S1', name)])])))[0]).toBe(label);
  });

  it('let a 中心校 record its own monthly check once', () => {
    const itself = round('town-monthly', NOVEMBER, [school('C200', '柳河小学')], { unit: 'C200', unitName: '柳河小学' });
    const month = { ...own('school-monthly', NOVEMBER), unit: 'C200', unitName: '柳河小学' };
    expect(labelsOf(digestCard(content('2026-11-27', [itself, month])))).toEqual(['月检查正常', '看全部']);
  });

  it('let those who only watch look', () => {
    const watching = content('2026-12-02', [round('town-monthly', NOVEMBER, THREE), own('school-weekly', WEEK)], { acts: new Set() });
    expect(labelsOf(digestCard(watching))).toEqual(['看全部']);
    expect(digestCard(watching).title).toBe('这些检查还没做');
  });

  it('offer nothing for what is over', () => {
    expect(labelsOf(digestCard(content('2026-12-02', [round('town-monthly', NOVEMBER, THREE)])))).toEqual(['看全部']);
  });
});

describe('a group', () => {
  it('hears its leader by name, and all lines in words', () => {
    const given = content('2026-12-24', [round('city-two-monthly', BIMONTH, THREE, { total: 15, finished: 12 })]);
    expect(groupDigest(given, ['韩玉梅'])).toBe(
      '【检查提醒】请 韩玉梅 安排\n市级全覆盖检查（2026年11—12月）还剩 7 天：已查 12/15，还差 3 所：三中、职教中心、向阳小学',
    );
  });
});
