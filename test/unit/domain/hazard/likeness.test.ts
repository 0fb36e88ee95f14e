import { describe, expect, it } from 'vitest';
import { type Candidate, likenessOf, suspectedDuplicate } from '../../../../src/domain/hazard/likeness.ts';
import { HELD_OUT, PAIRS, type Pair } from './likeness-pairs.ts';

/** How often 同一个 is right, how much of it is seen, and what went wrong. */
const measured = (pairs: readonly Pair[]) => {
  const found = pairs.filter(({ newer, older }) => likenessOf(newer, older) > 0);
  const rightly = found.filter(({ same }) => same).length;
  const wrong = pairs.filter(({ same, newer, older }) => same !== likenessOf(newer, older) > 0);
  return {
    precision: rightly / found.length,
    recall: rightly / pairs.filter(({ same }) => same).length,
    wrong: wrong.map(({ same, older, newer }) => `${same ? 'missed' : 'taken'}: ${older.description} / ${newer.description}`).join('\n'),
  };
};

describe('whether two reports are about the same thing', () => {
  it('is judged on at least sixty pairs, of both kinds', () => {
    expect(PAIRS.length).toBeGreaterThanOrEqual(60);
    expect(PAIRS.filter(({ same }) => same).length).toBeGreaterThanOrEqual(30);
  });

  it('is hardly ever taken for granted wrongly (precision), and mostly seen (recall)', () => {
    const { precision, recall, wrong } = measured(PAIRS);
    expect(precision, wrong).toBeGreaterThanOrEqual(0.97);
    expect(recall, wrong).toBeGreaterThanOrEqual(0.95);
  });

  it('holds for pairs that nothing was tuned on', () => {
    const { precision, recall, wrong } = measured(HELD_OUT);
    expect(precision, wrong).toBeGreaterThanOrEqual(0.9);
    expect(recall, wrong).toBeGreaterThanOrEqual(0.8);
  });

  it('is a matter of the place as well as of the words', () => {
    const electric = (place: string | null) => ({
      category: 'electric' as const,
      description: '灯坏了',
      place: { id: null, words: place, label: null },
    });
    expect(likenessOf(electric('三楼走廊'), electric('3层走廊'))).toBeGreaterThan(0);
    expect(likenessOf(electric('三楼走廊'), electric('四楼走廊'))).toBe(0);
    expect(likenessOf(electric(null), electric(null))).toBe(0);
  });
});

describe('the open item that a report looks like', () => {
  const place = { id: 1, words: null, label: '教学楼 三楼 东侧楼梯' };
  const open = (number: string, description: string, day: number): Candidate => ({
    number,
    description,
    category: 'building',
    place,
    reportedAt: new Date(2026, 10, day),
  });
  const newer = { category: 'building' as const, description: '扶手松了', place };

  it('is the one most alike, of equals the oldest', () => {
    expect(suspectedDuplicate(newer, [open('B', '扶手松动', 20), open('A', '扶手松动', 10), open('C', '台阶破损', 1)], [])?.number).toBe(
      'A',
    );
  });

  it('is the one with the same photo before any other, whatever its words', () => {
    expect(suspectedDuplicate(newer, [open('A', '扶手松动', 10), open('C', '台阶破损', 20)], ['C'])?.number).toBe('C');
  });

  it('is none where nothing is alike, or the photo belongs to no open item', () => {
    expect(suspectedDuplicate(newer, [open('C', '台阶破损', 1)], ['X'])).toBeNull();
  });
});
