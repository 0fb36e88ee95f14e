import { describe, expect, it } from 'vitest';
import { converse } from '../../../src/conversation/converse.ts';
import { read } from '../../../src/conversation/reading/read.ts';
import { recordedText, type Told, toCheckText } from '../../../src/conversation/replies/checks.ts';
import { emptySession, fresh, type PendingCheck, type Session } from '../../../src/conversation/session.ts';
import type { Situation } from '../../../src/conversation/situation.ts';
import type { Act, Turn } from '../../../src/conversation/turn.ts';
import { contextFor } from './reading/messages.ts';
import { AT, acts, asking, minutesAgo, NOW, situation } from './support.ts';

const BUREAU = { id: 'bo', name: '博主任', plainText: false, unit: null };

const says = (text: string, given: Parameters<typeof situation>[0] = {}): Turn => {
  const where = situation({ speaker: BUREAU, ...given });
  const { units } = contextFor(text);
  const ownUnit = where.speaker?.unit ?? null;
  const heard: Situation = { ...where, units };
  return converse({ kind: 'words', text, reading: read(text, contextFor(text, { ownUnit, now: NOW })) }, heard);
};

const checkIn = (turn: Turn): Extract<Act, { act: 'check' }> => {
  const act = turn.acts.find((each) => each.act === 'check');
  if (act?.act !== 'check') throw new Error(acts(turn).join(' '));
  return act;
};

const pending: PendingCheck = { day: '2026-11-23', result: '正常', period: null, words: '没问题', photos: [], position: null, found: [] };
const lastCheck = (minutes: number, open = false): Partial<Session> => ({
  lastCheck: { ids: ['c1'], schools: [{ code: '三中', name: '三中' }], open, joined: false, at: minutesAgo(minutes) },
});
const schoolsShown: Partial<Session> = { shown: { kind: 'schools', refs: ['S1', 'S2', 'S3'], at: AT } };

describe('a check in words', () => {
  it('is of the own school where none is named, else of those that are', () => {
    const own = { ...BUREAU, unit: { id: 'S1', name: '一小', aliases: [] } };
    expect(checkIn(says('日巡查正常', { speaker: own })).schools.map(({ school }) => school)).toEqual(['S1']);
    expect(checkIn(says('今天查了三中、四小，都没问题')).schools.map(({ school }) => school)).toEqual(['三中', '四小']);
  });

  it('is asked about where no school is known', () => {
    expect(checkIn(says('检查完了没问题'))).toMatchObject({ schools: [], unclear: { said: null, result: '正常' } });
  });

  it('is nothing but kind where nobody speaks of a check', () => {
    expect(acts(says('没问题'))).toEqual(['say:thanks']);
  });

  it('takes the photos and the position of the last minutes where nothing was found, else the hazard does', () => {
    const session = { drafts: [{ hash: 'p', at: minutesAgo(2) }], spot: { text: '河西路', at: minutesAgo(1) } };
    const fine = says('今天查了三中，没问题', { session });
    expect(checkIn(fine)).toMatchObject({ photos: ['p'], position: '河西路' });
    expect(fine.session).toMatchObject({ drafts: [], spot: null });
    const found = checkIn(says('今天查了三中，灭火器过期', { session }));
    expect([found.photos, found.schools[0]?.reports[0]?.photos]).toEqual([[], ['p']]);
  });

  it.each([
    ['明天检查三中', ['say:check-planned']],
    ['9月1日检查了三中，没问题', ['say:check-too-old']],
    ['前天查了三中，明天查四小', ['check', 'say:check-planned']],
  ])('%s', (text, expected) => {
    expect(acts(says(text))).toEqual(expected);
  });
});

describe('numbers of the list 待查', () => {
  it.each([
    ['查了1、3，没问题', ['S1', 'S3'], '正常'],
    ['1、3 没问题', ['S1', 'S3'], '正常'],
    ['1-3都正常', ['S1', 'S2', 'S3'], '正常'],
    ['1 没问题', ['S1'], '正常'],
    ['查了2', ['S2'], null],
    ['2 灭火器过期', ['S2'], '有问题'],
  ])('%s', (text, schools, result) => {
    const act = checkIn(says(text, { session: schoolsShown }));
    expect(act.schools.map(({ school }) => school)).toEqual(schools);
    expect(act.schools.every((each) => each.result === result)).toBe(true);
  });

  it.each([
    ['2', ['due-at']],
    ['1、3', ['say:check-numbers-alone']],
    ['7 没问题', ['say:no-such-number']],
    ['1、2 灭火器过期', ['say:check-which-found']],
    ['3号楼灯坏了', ['report 1']],
    ['待办', ['todo']],
  ])('%s', (text, expected) => {
    expect(acts(says(text, { session: schoolsShown }))).toEqual(expected);
  });

  it('mean hazards again after another list', () => {
    const turn = says('1 没问题', { session: { shown: { kind: 'items', refs: ['H26110001'], at: AT } } });
    expect(turn.acts.some((act) => act.act === 'check' && act.schools.length > 0)).toBe(false);
  });
});

describe('answers', () => {
  const asked = asking({ kind: 'check-result', ids: ['c1'], schools: [{ code: '三中', name: '三中' }] });

  it.each(['没有', '没问题', '无', '没', '都正常', '没发现', '没有。'])('%s: nothing was found', (text) => {
    expect(says(text, { session: asked }).acts).toMatchObject([{ act: 'amend-check', ids: ['c1'], change: { result: '正常' } }]);
  });

  it.each(['二楼灭火器过期', '三中二楼灭火器过期'])('%s was found by the check', (text) => {
    expect(says(text, { session: asked }).acts).toMatchObject([{ act: 'report', unit: '三中', foundBy: ['c1'] }]);
  });

  it('a hazard of another school is no answer', () => {
    expect(says('四小二楼灭火器过期', { session: asked }).acts[0]).not.toHaveProperty('foundBy');
  });

  it('有 is asked what', () => {
    expect(acts(says('有', { session: asked }))).toEqual(['say:check-found-what']);
  });

  it('算了 leaves it', () => {
    expect(acts(says('算了', { session: asked }))).toEqual(['say:dropped']);
  });

  const which = asking({ kind: 'check-school', check: pending, options: ['S1', 'S2'] });

  it.each([
    ['2', ['S2']],
    ['1、2', ['S1', 'S2']],
    ['四小', ['四小']],
    ['三中和四小', ['三中', '四小']],
  ])('%s is the school', (text, schools) => {
    expect(checkIn(says(text, { session: which })).schools.map(({ school }) => school)).toEqual(schools);
  });

  it.each([
    ['5', ['say:no-such-number']],
    ['待办', ['todo']],
    ['四小二楼灯坏了', ['report 1']],
  ])('%s is none', (text, expected) => {
    expect(acts(says(text, { session: which }))).toEqual(expected);
  });
});

describe('after a check', () => {
  it('a photo joins it for ten minutes, unless a report came later', () => {
    const photo = (session: Partial<Session>) =>
      converse({ kind: 'photo', hash: 'p' }, situation({ session: fresh({ ...emptySession, ...session }, NOW) }));
    expect(photo(lastCheck(9)).acts).toMatchObject([{ act: 'join-check', photos: ['p'], quiet: false }]);
    expect(photo(lastCheck(9)).session.lastCheck?.joined).toBe(true);
    expect(acts(photo(lastCheck(11)))).toEqual(['say:photo-kept']);
    expect(acts(photo({ ...lastCheck(9), lastReport: { numbers: ['H26110001'], at: minutesAgo(2) } }))).toEqual(['add-photos H26110001']);
  });

  it('a report of the same school is found by it, while nothing else was said', () => {
    expect(says('三中 还有灯坏了', { session: lastCheck(20, true) }).acts).toMatchObject([{ act: 'report', foundBy: ['c1'] }]);
    expect(says('三中 还有灯坏了', { session: lastCheck(20, false) }).acts[0]).not.toHaveProperty('foundBy');
    expect(says('三中 还有灯坏了', { session: lastCheck(40, true) }).acts[0]).not.toHaveProperty('foundBy');
  });

  it.each([
    ['说错了，是四小', { school: { code: '四小', name: '四小' } }],
    ['不是三中，是四小', { school: { code: '四小', name: '四小' } }],
    ['检查记错了，是昨天查的', { day: '2026-11-22' }],
    ['那次检查有问题', { result: '有问题' }],
    ['刚才的检查记录撤了', { withdrawn: true }],
    ['撤回', { withdrawn: true }],
  ])('%s mends it', (text, change) => {
    expect(says(text, { session: lastCheck(3) }).acts).toMatchObject([{ act: 'amend-check', ids: ['c1'], change }]);
  });

  it('a correction means the report where that came later', () => {
    const session = { ...lastCheck(5), lastReport: { numbers: ['H26110001'], at: minutesAgo(2) } };
    expect(acts(says('说错了，是四小', { session }))).toEqual(['amend H26110001']);
  });

  it('of several checks the wrong one has to be named', () => {
    const several = {
      ids: ['c1', 'c2'],
      schools: ['三中', '六中'].map((code) => ({ code, name: code })),
      open: false,
      joined: false,
      at: AT,
    };
    expect(acts(says('说错了，是四小', { session: { lastCheck: several } }))).toEqual(['say:check-correct-which']);
    expect(says('不是六中，是四小', { session: { lastCheck: several } }).acts).toMatchObject([{ act: 'amend-check', ids: ['c2'] }]);
  });
});

describe('buttons', () => {
  const press = (does: string, sentAt: Date, data?: Record<string, string>): Turn =>
    converse({ kind: 'button', pressed: { do: does, number: null, live: true, sentAt, ...(data ? { data } : {}) } }, situation());

  it('record the check of the day of their card, by its period', () => {
    expect(checkIn(press('check-ok', NOW, { school: 'S1', name: '一小', period: 'week' }))).toMatchObject({
      schools: [{ school: 'S1', name: '一小', day: '2026-11-23', result: '正常' }],
      period: 'week',
      pressed: true,
    });
  });

  it('of an older card show the list', () => {
    expect(acts(press('check-ok', new Date(NOW.getTime() - 24 * 3_600_000), { school: 'S1', name: '一小' }))).toEqual(['to-check']);
    expect(acts(press('to-check', NOW))).toEqual(['to-check']);
  });
});

describe('words', () => {
  const told: Told = {
    ...{ name: '三中', schoolName: '第三中学', period: null, day: '2026-11-23', result: '正常', found: 0, hidden: false },
    ...{ backdated: false, repeat: false, own: false, counts: true, counted: [] },
  };

  it('name for what a check counts', () => {
    const window = { from: '2026-11-01', to: '2026-12-31', name: '2026年11—12月' };
    const city = { rule: 'city-two-monthly' as const, window, done: 1, required: 1 };
    const heating = { rule: 'sensitive' as const, window: { ...window, name: '冬季取暖' }, done: 1, required: 3 };
    expect(recordedText([{ ...told, counted: [city, heating] }], '2026-11-23')).toMatchInlineSnapshot(
      `"记下了：三中，今天，没发现问题。市级 11—12月算完成。还差 2 次（敏感时期 冬季取暖 1/3）。"`,
    );
    expect(recordedText([{ ...told, counts: false }], '2026-11-23')).toContain('不计入市级、镇级检查次数');
    expect(recordedText([{ ...told, hidden: true, result: '有问题', found: 1 }], '2026-11-23')).toBe('记下了：三中，今天，查过了。');
  });

  it('of a long list count the rest', () => {
    const window = { from: '2026-11-01', to: '2026-11-30', name: '2026年11月' };
    const due = (daysLeft: number) => ({ rule: 'town-monthly' as const, window, done: 0, required: 1, daysLeft });
    const schools = [due(-3), due(0), due(7)].map((each, index) => ({ code: `S${index}`, name: `第${index + 1}小学`, dues: [each] }));
    expect(toCheckText([], schools, 20, '2026-11-23')).toMatchInlineSnapshot(`
      "要去查的学校 20 所，先列最急的 3 所：
      1. 第1小学：镇级 11月（超期3天）
      2. 第2小学：镇级 11月（今天截止）
      3. 第3小学：镇级 11月（还剩7天）
      还有 17 所没列出。
      查完回复「查了1、2，没问题」；有问题就说「1 灭火器过期」；回复序号看那所学校。"
    `);
  });
});
