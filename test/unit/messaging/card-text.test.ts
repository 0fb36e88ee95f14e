import { describe, expect, it } from 'vitest';
import { cardAsText } from '../../../src/messaging/card-text.ts';
import type { Card } from '../../../src/messaging/message.ts';

const card: Card = {
  title: '隐患待验收：灭火器失压',
  tone: 'warning',
  source: '校安网格 · 待验收',
  text: '北楼三层灭火器压力不足，已更换。',
  fields: [
    { name: '编号', value: 'H26110023' },
    { name: '等级', value: '一般' },
  ],
  actions: [
    { label: '同意', ref: 'a1', style: 'primary' },
    { label: '退回', ref: 'a2', style: 'danger' },
  ],
  outcome: null,
};

describe('a card as text', () => {
  it('says everything, and how to answer', () => {
    expect(cardAsText(card).split('\n')).toEqual([
      '【隐患待验收：灭火器失压】',
      '校安网格 · 待验收',
      '北楼三层灭火器压力不足，已更换。',
      '编号：H26110023',
      '等级：一般',
      '回复 1 同意',
      '回复 2 退回',
    ]);
  });

  it('offers no answers where nobody can give them', () => {
    expect(cardAsText(card, { answers: false })).not.toContain('回复');
  });

  it('says how it ended instead of offering answers', () => {
    const lines = cardAsText({ ...card, outcome: '王主任 11-23 10:20 已同意' }).split('\n');
    expect(lines.at(-1)).toBe('王主任 11-23 10:20 已同意');
    expect(lines.join()).not.toContain('回复');
  });

  it('has no empty lines where the card has nothing', () => {
    expect(cardAsText({ ...card, source: null, text: ' ', fields: [], actions: [] })).toBe('【隐患待验收：灭火器失压】');
  });
});
