import { describe, expect, it } from 'vitest';
import { clauseFor } from '../../../../src/conversation/reading/clause.ts';
import { hazardPatterns } from '../../../../src/conversation/reading/hazard-patterns.ts';
import { standardEntries } from '../../../../src/conversation/reading/lexicon.ts';
import { read } from '../../../../src/conversation/reading/read.ts';
import { contextFor, loadMessages } from './messages.ts';

/** The texts whose wording is known, and the word for having none: no clause may name anything else. */
const KNOWN =
  /^(?:教育系统重大事故隐患判定指南（教发厅函〔2024〕20号）(?:3-1-6)?|消防法第(?:十六|二十八)条|安全生产法第三十六条|未成年人保护法第(?:三十五|三十九|四十|五十八|五十九)条|食品安全法第五十七条|校车安全管理条例(?:第三十[四八]条)?|特种设备安全法第(?:三十三|四十)条|学校和托幼机构传染病疫情报告工作规范（试行）|本系统默认分级)$/u;

const grave = standardEntries.filter((entry) => entry.level === '重大');
const FILES = [
  'sample-messages',
  'own-messages',
  'held-out',
  'held-out-2',
  'held-out-3',
  'held-out-4',
  'held-out-5',
  'held-out-6',
  'held-out-7',
];
const messages = FILES.flatMap(loadMessages);

describe('the clause behind 重大', () => {
  it('is named for every word of the lexicon', () => {
    expect(grave.length).toBeGreaterThan(300);
    expect(grave.filter(({ category, word }) => !KNOWN.test(clauseFor(category, '重大', word)))).toEqual([]);
  });

  it('is named for whatever a pattern finds', () => {
    const found = hazardPatterns
      .filter((pattern) => pattern.level === '重大')
      .flatMap((pattern) => messages.flatMap(({ text }) => (text.match(pattern.expression) ?? []).map((words) => ({ pattern, words }))));
    expect(new Set(found.map(({ pattern }) => pattern)).size).toBeGreaterThan(35);
    expect(found.filter(({ pattern, words }) => !KNOWN.test(clauseFor(pattern.category, '重大', words)))).toEqual([]);
  });

  it('is shown with the words that made it 重大, before all others', () => {
    const gravely = messages
      .map(({ text, context }) => read(text, contextFor(text, context)))
      .filter((reading) => reading.level === '重大');
    const shown = gravely.filter((reading) => reading.intent === 'report');
    expect(shown.length).toBeGreaterThanOrEqual(80);
    expect(
      shown.filter(({ basis }) => basis.length === 0 || basis.some(({ words, clause }) => words === '' || !KNOWN.test(clause))),
    ).toEqual([]);
  });

  it.each([
    ['宿舍在地下室住人', '教育系统重大事故隐患判定指南（教发厅函〔2024〕20号）'],
    ['电动车上楼充电', '教育系统重大事故隐患判定指南（教发厅函〔2024〕20号）3-1-6'],
    ['食堂燃气报警器失效', '安全生产法第三十六条'],
    ['校车超员', '校车安全管理条例第三十四条'],
    ['有学生要跳楼', '本系统默认分级'],
  ])('of %s is %s', (text, clause) => {
    const reading = read(text, contextFor(text));
    expect(reading.level).toBe('重大');
    expect(reading.basis[0]?.clause).toBe(clause);
  });
});
