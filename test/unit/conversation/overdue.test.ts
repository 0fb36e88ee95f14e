import { describe, expect, it } from 'vitest';
import { type OverdueLine, overdueListText, sayLate } from '../../../src/conversation/notifications/overdue.ts';
import { awayText } from '../../../src/conversation/replies/away.ts';
import { bySchool, overdueAnswerText } from '../../../src/conversation/replies/overdue-list.ts';
import { endOfDay } from '../../../src/domain/calendar/local-time.ts';

const NOW = new Date('2026-11-24T09:00:00+08:00');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const line = (number: number, changes: Partial<OverdueLine> = {}): OverdueLine => ({
  number: `H2611000${number}`,
  unitName: '一小',
  description: '扶手松动',
  pending: 'rectify',
  dueAt: ago(120),
  mine: false,
  waitsFor: ['赵满意'],
  ...changes,
});

describe('how late something is', () => {
  it.each([
    [0, '刚刚超期'],
    [1, '超期1分钟'],
    [59, '超期59分钟'],
    [60, '超期1小时'],
    [23 * 60 + 59, '超期23小时'],
    [24 * 60, '超期1天'],
    [9 * 24 * 60 + 30, '超期9天'],
  ])('after %i minutes is said as %s', (minutes, words) => {
    expect(sayLate(ago(minutes), NOW)).toBe(words);
  });
});

describe('a list of what is overdue', () => {
  it('counts all, says what is left, and what can be done about what it names', () => {
    expect(overdueListText([line(1, { pending: 'accept', mine: true }), line(2)], 3, NOW)).toBe(
      [
        '⏰ 有 5 件隐患超期了，请看一下：',
        '1. H26110001 扶手松动（等你接收，超期2小时）',
        '2. H26110002 一小 扶手松动（等赵满意整改，超期2小时）',
        '还有 3 件，发「逾期」接着看。',
        '接收发「接收」加编号；别人手上的请帮着催一下，要换人就说「让某某改」加编号。回复序号看详情。',
      ].join('\n'),
    );
  });

  it('names two of many who have it to do, and says so where nobody has', () => {
    const text = overdueListText(
      [line(1, { pending: 'verify', waitsFor: ['甲', '乙', '丙'] }), line(2, { pending: 'classify', waitsFor: [] })],
      0,
      NOW,
    );
    expect(text).toContain('等甲、乙等人验收');
    expect(text).toContain('还没人核定');
  });

  it('stands under its schools where there are several, numbered through', () => {
    const lines = bySchool([line(1), line(2, { unitName: '二小' }), line(3)]);
    expect(overdueAnswerText(lines, 9, NOW).split('\n')).toEqual([
      '超期 9 件，先列最急的 3 件：',
      '【一小】',
      '1. H26110001 扶手松动（等赵满意整改，超期2小时）',
      '2. H26110003 扶手松动（等赵满意整改，超期2小时）',
      '【二小】',
      '3. H26110002 扶手松动（等赵满意整改，超期2小时）',
      '还有 6 件没列出，发「逾期」加学校名看一所学校的。',
      '回复序号看详情。',
    ]);
  });
});

describe('a leave', () => {
  it('is said in whole days where it is meant so, else with its time', () => {
    const wholeDays = { from: NOW, until: new Date(endOfDay('2026-11-27').getTime() + 1000), now: NOW };
    expect(awayText('李主任', null, wholeDays)).toContain('请假到11月27日(周五)，期间由代理人 李主任 接手');
    const hours = { from: new Date('2026-11-25T08:00:00+08:00'), until: new Date('2026-11-25T18:00:00+08:00'), now: NOW };
    expect(awayText('李主任', null, hours)).toContain('请假从明天(周三)08:00到明天(周三)18:00');
    expect(awayText('李主任', wholeDays.until, hours)).toContain('李主任 也请假到11月27日(周五)');
  });
});
