import { describe, expect, it } from 'vitest';
import { converse } from '../../../src/conversation/converse.ts';
import { read } from '../../../src/conversation/reading/read.ts';
import { contextFor } from './reading/messages.ts';
import { A, AT, acts, item, minutesAgo, NOW, situation } from './support.ts';

const own = { id: 'S1', name: '一小', aliases: [] };

/** What the words lead to, read as they would be. */
const says = (text: string, given: Parameters<typeof situation>[0] = {}) => {
  const openTasks = given.tasks?.length ?? 0;
  const reading = read(text, contextFor(text, { now: NOW, ownUnit: own, openTasks }));
  return converse({ kind: 'words', text, reading }, situation(given));
};
const drafts = (...hashes: string[]) => ({ session: { drafts: hashes.map((hash) => ({ hash, at: AT })) } });

describe('words that tell of a hazard and of its end', () => {
  it.each([
    '走廊灯坏了，已经换好了',
    '三楼走廊灯不亮，已更换',
    '二楼水龙头漏水，已修好',
    '教室插座松动，当场紧固好了',
    '楼梯堆杂物，已清理',
    '一楼厕所地砖翘了，我刚粘好',
    '安全出口锁着，已打开',
    '教学楼一楼大厅玻璃碎了 我扫了',
    '三楼走廊灯坏了换好了',
    '北楼走廊灯坏了，换了新的',
  ])('%s', (text) => {
    expect(says(text, drafts('p')).acts).toMatchObject([{ act: 'report', solved: true, photos: [], photosAfter: ['p'] }]);
    expect(says(text).acts).toMatchObject([{ act: 'report', solved: true, photosAfter: [] }]);
  });

  it.each([
    ['走廊灯坏了', false],
    ['走廊灯又坏了，修好没两天', false],
    ['走廊灯坏了，已报修了', false],
    ['走廊灯坏了，没人修', false],
    ['安全出口锁着，我已报给保安处理', false],
    ['安全出口锁着，请现场打开', false],
  ])('%s: solved %s', (text, solved) => {
    expect(says(text, drafts('p')).acts).toMatchObject([{ act: 'report', solved, photos: ['p'] }]);
  });

  it('of two photos and more take the last as the one from after', () => {
    expect(says('走廊灯坏了，已经换好了', drafts('a', 'b', 'c')).acts).toMatchObject([{ photos: ['a', 'b'], photosAfter: ['c'] }]);
  });

  it('carry category, level and place of what was wrong', () => {
    expect(says('三楼走廊灯坏了，已经换好了').acts).toMatchObject([
      { items: [{ category: 'electric', level: '一般', place: '三楼走廊', description: '三楼走廊灯坏了，已经换好了' }] },
    ]);
  });

  it('are 已整改 where they may mean a task of the speaker’s', () => {
    const tasks = [item(A, { status: 'rectifying', description: '三楼走廊灯不亮', place: '三楼走廊' })];
    expect(acts(says('三楼走廊灯坏了，换好了', { tasks, ...drafts('p') }))).toEqual([`submit ${A}`]);
    expect(acts(says('灯坏了的换好了', { tasks, ...drafts('p') }))).toEqual([`submit ${A}`]);
    expect(acts(says('二楼水龙头漏水，已修好', { tasks, ...drafts('p') }))).toEqual(['report 1']);
  });

  it.each(['换好了', '扶手焊上了 不晃了', '漏水的水管换了新的', '消防通道堵的东西清走了', '灯坏的那个换好了'])('but not %s', (text) => {
    expect(acts(says(text, drafts('p')))).toEqual(['say:nothing-to']);
  });

  it('in a list stand beside what is still wrong', () => {
    expect(says('1、走廊灯坏了已换好 2、操场篮球架晃').acts).toMatchObject([
      { act: 'report', solved: false, items: [{ category: 'electric' }, { category: 'sports' }] },
    ]);
  });

  it('right after handing something in are about that', () => {
    const session = { justSubmitted: { number: A, at: minutesAgo(1) } };
    expect(acts(says('走廊灯坏了，已经换好了', { session }))).toEqual(['say:nothing-to']);
  });

  it('of a check that had it put right stay a check, but with a photo that shows it', () => {
    expect(acts(says('发现灭火器过期，已当场更换'))).not.toContain('report 1');
    expect(says('发现灭火器过期，已当场更换', drafts('p')).acts).toMatchObject([{ act: 'report', solved: true, photosAfter: ['p'] }]);
  });
});

describe('换好了 about one’s own report of a moment ago', () => {
  const reports = [item(A, { status: 'assigned', assignee: { id: 'porter', name: '李师傅' } })];
  const lastReport = { numbers: [A], at: minutesAgo(2) };

  it('asks for the photo that shows it', () => {
    const turn = says('我换好了', { reports, session: { lastReport } });
    expect(acts(turn)).toEqual(['say:need-after-photo']);
    expect(turn.session.asked).toMatchObject({ kind: 'after-photo', number: A });
  });

  it('is nothing where it is grave, or longer ago', () => {
    const grave = [item(A, { status: 'assigned', level: '较大' })];
    expect(acts(says('我换好了', { reports: grave, session: { lastReport } }))).toEqual(['say:nothing-to']);
    expect(acts(says('我换好了', { reports, session: { lastReport: { numbers: [A], at: minutesAgo(20) } } }))).toEqual(['say:nothing-to']);
  });
});
