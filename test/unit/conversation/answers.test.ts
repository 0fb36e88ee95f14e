import { describe, expect, it } from 'vitest';
import { converse } from '../../../src/conversation/converse.ts';
import { CONFIRM } from '../../../src/conversation/deed.ts';
import type { Intent, Reading } from '../../../src/conversation/reading/reading.ts';
import { afterList, emptySession, fresh } from '../../../src/conversation/session.ts';
import { A, AT, acts, asking, B, C, deedsIn, item, minutesAgo, NOW, situation, words } from './support.ts';

type Asked = Parameters<typeof asking>[0];
const answer = (asked: Asked, text: string, intent: Intent = 'chitchat', changes: Partial<Reading> = {}, given: object = {}) =>
  converse(words(text, intent, changes), situation({ session: asking(asked), ...given }));

describe('where?', () => {
  const where: Asked = { kind: 'place', number: A };

  it.each<[string, Intent, Partial<Reading>, string]>([
    ['三楼东侧', 'amend', { place: '三楼东侧' }, '三楼东侧'],
    ['二楼东头', 'report', { category: 'other', place: '二楼东头' }, '二楼东头'],
    ['老槐树那边', 'chitchat', {}, '老槐树那边'],
  ])('%s is the place', (text, intent, changes, place) => {
    expect(deedsIn(answer(where, text, intent, changes))).toEqual([{ do: 'amend', place, unit: null, note: null, sensitive: false }]);
  });

  it.each<[string, Intent, Partial<Reading>, string[]]>([
    ['好的谢谢', 'chitchat', {}, ['say:thanks']],
    ['收到', 'chitchat', {}, ['say:thanks']],
    ['什么位置？', 'chitchat', {}, ['say:thanks']],
    ['不知道', 'chitchat', {}, ['say:dropped']],
    ['算了', 'chitchat', {}, ['say:dropped']],
    ['食堂燃气灶坏了', 'report', { category: 'gas', place: '食堂' }, ['report 1']],
    ['待办', 'todo', {}, ['todo']],
    ['帮助', 'help', {}, ['say:help']],
  ])('%s is not', (text, intent, changes, expected) => expect(acts(answer(where, text, intent, changes))).toEqual(expected));
});

describe('which school?', () => {
  const which: Asked = { kind: 'unit', number: A, options: [] };
  const two = [
    { id: 'S2', name: '二小', aliases: [] },
    { id: 'S3', name: '东二小', aliases: [] },
  ];

  it('is answered by its name, and the place with it', () => {
    const turn = answer(which, '二小三楼', 'amend', { unit: two[0] ?? null, place: '三楼' });
    expect(deedsIn(turn)).toMatchObject([{ do: 'amend', unit: 'S2', place: '三楼' }]);
  });

  it('of several with one name offers them, and takes the number', () => {
    const turn = answer(which, '实验小学', 'chitchat', { unitText: '实验小学' }, { units: two });
    expect(turn.acts).toMatchObject([{ saying: { say: 'which-unit', names: ['二小', '东二小'] } }]);
    const chosen = converse(words('2', 'choose', { numbers: [2] }), situation({ session: turn.session }));
    expect(deedsIn(chosen)).toMatchObject([{ unit: 'S3' }]);
  });

  it('says so where nobody knows the name, and goes on waiting', () => {
    const turn = answer(which, '火星小学');
    expect(acts(turn)).toEqual(['say:unit-unknown']);
    expect(turn.session.asked).toMatchObject({ kind: 'unit' });
  });

  it('is forgotten for a new report', () => {
    expect(acts(answer(which, '食堂燃气灶坏了', 'report', { category: 'gas', place: '食堂' }))).toEqual(['report 1']);
  });
});

describe('why?', () => {
  const why: Asked = { kind: 'reason', verb: 'return', numbers: [A, B] };

  it.each<[string, Intent, Partial<Reading>, string]>([
    ['照片看不清', 'reject', { reason: '照片看不清' }, '照片看不清'],
    ['钱不够', 'chitchat', {}, '钱不够'],
    ['灯还是不亮', 'report', { category: 'electric' }, '灯还是不亮'],
  ])('%s is the reason, for all of them', (text, intent, changes, reason) => {
    expect(deedsIn(answer(why, text, intent, changes))).toEqual([
      { do: 'return', reason },
      { do: 'return', reason },
    ]);
  });

  it.each<[string, Intent, string[]]>([
    ['退回', 'reject', ['say:need-reason']],
    ['。', 'chitchat', ['say:thanks']],
    ['待办', 'todo', ['todo']],
    ['算了', 'chitchat', ['say:dropped']],
  ])('%s is none', (text, intent, expected) => {
    expect(acts(answer(why, text, intent, {}, { decisions: [item(A)] }))).toEqual(expected);
  });

  it('is asked of a lowered level, too', () => {
    const turn = answer({ kind: 'level-reason', number: A, level: '一般' }, '只是掉漆');
    expect(deedsIn(turn)).toEqual([{ ...CONFIRM, level: '一般', reason: '只是掉漆' }]);
  });
});

describe('which item?', () => {
  const which = (deed: object): Asked => ({ kind: 'which', deed: deed as never, numbers: [A, B, C] });

  it('is answered by its number', () => {
    expect(acts(answer(which({ do: 'accept' }), '2', 'choose', { numbers: [2] }))).toEqual([`accept ${B}`]);
    expect(acts(answer(which({ do: 'accept' }), '1', 'approve'))).toEqual([`accept ${A}`]);
  });

  it('may be several, where one answer can do several', () => {
    expect(acts(answer(which({ do: 'verify', note: null }), '1、3', 'choose', { numbers: [1, 3] }))).toEqual([
      `verify ${A}`,
      `verify ${C}`,
    ]);
    expect(acts(answer(which({ do: 'withdraw', reason: '看错了' }), '1、3', 'choose', { numbers: [1, 3] }))).toEqual([`withdraw ${A}`]);
  });

  it('does what was wanted, with what was said: reason, level, person', () => {
    expect(deedsIn(answer(which({ do: 'return', reason: '看不清' }), '2', 'choose', { numbers: [2] }))).toEqual([
      { do: 'return', reason: '看不清' },
    ]);
    const graded = { ...CONFIRM, level: '较大', assignee: '赵满意' };
    expect(deedsIn(answer(which(graded), '2', 'choose', { numbers: [2] }))).toEqual([graded]);
  });

  it('asks for what is still missing', () => {
    expect(acts(answer(which({ do: 'return', reason: '' }), '2', 'choose', { numbers: [2] }))).toEqual(['say:need-reason']);
    expect(acts(answer(which({ do: 'submit', note: '好了', photos: [] }), '2', 'choose', { numbers: [2] }))).toEqual([
      'say:need-after-photo',
    ]);
  });

  it('has no ninth line', () => {
    expect(acts(answer(which({ do: 'accept' }), '9', 'choose', { numbers: [9] }))).toEqual(['say:no-such-number']);
  });
});

describe('who is to do it?', () => {
  const who: Asked = { kind: 'assignee', number: A, deed: { ...CONFIRM, level: '较大' }, options: ['p1', 'p2'] };

  it('is answered by a name or a number, and the level said before stays', () => {
    expect(deedsIn(answer(who, '赵满意'))).toEqual([{ ...CONFIRM, level: '较大', assignee: '赵满意' }]);
    expect(deedsIn(answer(who, '2', 'choose', { numbers: [2] }))).toEqual([{ ...CONFIRM, level: '较大', assignee: 'p2' }]);
    expect(deedsIn(answer(who, '第1个', 'choose', { numbers: [1] }))).toMatchObject([{ assignee: 'p1' }]);
  });

  it.each<[string, Intent]>([
    ['好的', 'chitchat'],
    ['谁呢', 'chitchat'],
    ['待办', 'todo'],
  ])('%s names nobody', (text, intent) => expect(deedsIn(answer(who, text, intent))).toEqual([]));
});

describe('what the conversation remembers', () => {
  it('grows old: a question after half an hour, a list after a day', () => {
    const session = {
      ...emptySession,
      asked: { kind: 'place' as const, number: A, at: minutesAgo(31) },
      shown: { kind: 'items' as const, refs: [A], at: minutesAgo(24 * 60 + 1) },
      lastReport: { numbers: [A], at: minutesAgo(24 * 60 + 1) },
      justSubmitted: { number: A, at: minutesAgo(11) },
      onSite: { kind: 'photo' as const, what: 'p', at: minutesAgo(24 * 60 + 1) },
      spot: { text: '三楼', at: minutesAgo(11) },
      fullSaid: { of: A, at: minutesAgo(11) },
      strangerReports: { count: 5, at: minutesAgo(24 * 60 + 1) },
      lastItem: { number: A, at: minutesAgo(24 * 60 + 1) },
    };
    expect(fresh(session, NOW)).toEqual(emptySession);
  });

  it('and what is young stays', () => {
    const session = {
      ...emptySession,
      ...asking({ kind: 'place', number: A }),
      spot: { text: '三楼', at: minutesAgo(9) },
      onSite: { kind: 'position' as const, what: '河西路', at: AT },
    };
    expect(fresh(session, NOW)).toEqual(session);
  });

  it('a newer list takes the digits away from an older question, not the question itself', () => {
    const offered = { ...emptySession, ...asking({ kind: 'assignee', number: A, deed: CONFIRM, options: ['p1'] }) };
    expect(afterList(offered, 'items', [B], NOW).asked).toMatchObject({ kind: 'assignee', options: [] });
    const which = { ...emptySession, ...asking({ kind: 'which', deed: { do: 'accept' }, numbers: [A] }) };
    expect(afterList(which, 'items', [B], NOW).asked).toBeNull();
    const why = { ...emptySession, ...asking({ kind: 'reason', verb: 'return', numbers: [A] }) };
    expect(afterList(why, 'items', [B], NOW).asked).toMatchObject({ kind: 'reason' });
  });
});
