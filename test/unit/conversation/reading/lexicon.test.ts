import { describe, expect, it } from 'vitest';
import { hazardPatterns } from '../../../../src/conversation/reading/hazard-patterns.ts';
import { compileLexicon, standardEntries, standardLexicon } from '../../../../src/conversation/reading/lexicon.ts';
import { read } from '../../../../src/conversation/reading/read.ts';
import { categories, categoryOf, compareLevels, graver, parseCategory } from '../../../../src/domain/hazard/category.ts';
import { contextFor } from './messages.ts';

describe('the lexicon', () => {
  it('has words for every kind of hazard', () => {
    const covered = new Set([...standardEntries, ...hazardPatterns].map((each) => each.category));
    expect(categories.filter((each) => !covered.has(each.code))).toEqual([]);
  });

  it('lets an added word override the standard one', () => {
    const lexicon = compileLexicon([
      ...standardEntries,
      { word: '烟卡', category: 'surroundings', level: '较大', urgent: false, kind: 'fault' },
    ]);
    expect(standardLexicon.find('有烟卡')[0]?.value.level).toBe('一般');
    expect(lexicon.find('有烟卡')[0]?.value.level).toBe('较大');
  });
});

/** Words whose kind changes beside 教室 or 有, by a border rule or because a graver word stands in them. */
const otherKind: Readonly<Record<string, string>> = {
  台账不全: 'management',
  多人腹痛: 'disease',
  树枝断: 'building',
  冰面: 'water',
  三无食品摊: 'food',
};
/** 有危险化学品, 有危险建筑: 有危险 is read first. */
const swallowed: readonly string[] = ['教室有危险化学品', '教室有危险建筑'];

describe('every word of the lexicon with a place', () => {
  const named = [...new Map(standardEntries.map((entry) => [entry.word.toLowerCase(), entry])).values()].filter(
    (entry) => entry.kind !== 'hint',
  );
  const misread = (sentence: (word: string) => string): string[] =>
    named.flatMap(({ word, category }) => {
      const text = sentence(word);
      const { intent, category: found } = read(text, contextFor(text));
      const right = intent === 'report' && found === (otherKind[word] ?? category);
      return right || swallowed.includes(text) ? [] : [`${text}: ${intent} ${found}`];
    });

  it.each([
    ['教室…', (word: string) => `教室${word}`],
    ['教室有…', (word: string) => `教室有${word}`],
  ])('%s is a report of its kind', (_, sentence) => {
    expect(misread(sentence)).toEqual([]);
  });
});

describe('kinds and levels', () => {
  it('are 22, of which two are always sensitive', () => {
    expect(categories).toHaveLength(22);
    expect(categories.filter((each) => each.sensitive).map((each) => each.code)).toEqual(['bullying', 'mental']);
    for (const each of categories) expect(categoryOf(each.code)).toBe(each);
  });

  it('are read by code and by name', () => {
    expect(parseCategory('消防')).toBe('fire');
    expect(parseCategory(' fire ')).toBe('fire');
    expect(parseCategory('火')).toBeNull();
  });

  it('order the levels', () => {
    expect(graver('一般', '重大')).toBe('重大');
    expect(graver('较大', '一般')).toBe('较大');
    expect(compareLevels('较大', '较大')).toBe(0);
  });
});
