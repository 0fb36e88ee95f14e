import { describe, expect, it } from 'vitest';
import { type CaseMaterial, caseFile } from '../../../../src/app/papers/case-file.ts';
import type { Paper } from '../../../../src/app/papers/paper.ts';
import type { HazardCommand } from '../../../../src/domain/hazard/commands.ts';
import { decide } from '../../../../src/domain/hazard/decide.ts';
import type { HazardEvent } from '../../../../src/domain/hazard/events.ts';
import { evolveAll } from '../../../../src/domain/hazard/evolve.ts';
import { initialHazard, type KnownHazard } from '../../../../src/domain/hazard/state.ts';
import { writeDocx } from '../../../../src/infra/papers/docx.ts';
import {
  assignTo,
  by,
  confirm,
  type lampReport,
  MONDAY_NINE,
  OFFICER,
  PORTER,
  reported,
  rules,
  TEACHER,
} from '../../domain/hazard/hazard-story.ts';

const LATER = new Date('2027-01-04T09:00:00+08:00');
const tick: HazardCommand = by(
  null,
  {
    type: 'Tick',
    rungs: { 具体责任人: [OFFICER], 直接责任人: [], 网格长: [], 中心校: [], 市教育局: [] },
    deputies: {},
    responsible: [PORTER, OFFICER],
  },
  LATER,
);

/** Named in a circular from above, handed to the porter, and forgotten. */
const forgotten = (changes: Parameters<typeof lampReport>[0] = {}): CaseMaterial => {
  const all: HazardEvent[] = [];
  for (const command of [reported({ source: '上级通报', placePerson: null, ...changes }), confirm, assignTo(PORTER), tick]) {
    const decision = decide(evolveAll(initialHazard, all), command, rules);
    if (!decision.ok) throw new Error(`${command.type}: ${JSON.stringify(decision.rejection)}`);
    all.push(...decision.events);
  }
  return {
    item: evolveAll(initialHazard, all) as KnownHazard,
    unitName: '向阳小学',
    placeText: '教学楼 三楼东头',
    duty: '每日巡查照明',
    posts: [{ unit: '向阳小学', role: '具体责任人', person: '雷鸣', title: '安全办主任' }],
    events: all,
    told: [
      { to: '门卫', personId: PORTER, kind: '整改任务', createdAt: MONDAY_NINE, sentAt: MONDAY_NINE, status: 'sent' },
      { to: '汤老师', personId: TEACHER, kind: '答复', createdAt: MONDAY_NINE, sentAt: null, status: 'parked' },
    ],
    nameOf: (person) => ({ [TEACHER]: '汤老师', [PORTER]: '老周', [OFFICER]: '雷鸣' })[person ?? ''] ?? '系统',
    now: LATER,
  };
};

const textOf = (paper: Paper): string =>
  [
    paper.title,
    paper.subtitle,
    ...paper.sections.flatMap(({ heading, facts, table }) => [heading, ...facts.flat(), ...(table?.rows.flat() ?? [])]),
  ].join('\n');

describe('the accountability file', () => {
  it('says who knew what when, what the duty was and what was done, and no judgement', () => {
    const text = textOf(caseFile(forgotten()));
    for (const part of [
      'H26110001',
      '三楼东头的灯坏了',
      '每日巡查照明',
      '雷鸣',
      '老周',
      '上级通报的问题到期未整改',
      '待决定',
      '2026-11-23 09:00',
      '接收逾期',
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/犯罪|有罪|失职/);
  });

  it('says plainly where nothing is on record', () => {
    const { item, ...rest } = forgotten();
    const text = textOf(caseFile({ ...rest, item: { ...item, cases: [] }, told: [], duty: null }));
    expect(text).toContain('尚未满足任何一项启动条件');
    expect(text).toContain('没有登记');
  });

  it('does not name a reporter who asked to stay unnamed, not even among those who got an answer', () => {
    expect(textOf(caseFile(forgotten()))).toContain('汤老师');
    expect(textOf(caseFile(forgotten({ reporterHidden: true })))).not.toContain('汤老师');
  });

  it('names the assignee like any other, though he reported it and asked to stay unnamed: a gap would say who he is', () => {
    const material = forgotten({ reporterHidden: true });
    const told = [...material.told, { ...material.told[0], personId: TEACHER, to: '汤老师' } as (typeof material.told)[number]];
    const own = { ...material, item: { ...material.item, assignee: TEACHER } as KnownHazard, told };
    const rows = caseFile(own).sections.flatMap(({ facts, table }) => [...facts, ...(table?.rows ?? [])]);
    expect(rows).toContainEqual(['整改责任人', '汤老师']);
    expect(rows.filter((row) => row.includes('汤老师')).map((row) => row[1])).toEqual(['汤老师', '整改任务']);
    // As the reporter he has no name: neither by what he did, nor by the answer that he got.
    expect(rows.filter((row) => row.includes('（不具名）')).map((row) => row[2])).toEqual(['汇总', '2026-11-23 09:00']);
  });

  it('names nobody as one who reported the same', () => {
    const material = forgotten();
    const heard = { to: '柳老师', personId: 'liu', kind: '结果反馈', createdAt: LATER, sentAt: LATER, status: 'sent' };
    const text = textOf(caseFile({ ...material, item: { ...material.item, followers: ['liu'] }, told: [heard], nameOf: () => '柳老师' }));
    expect(text).toContain('结果反馈');
    expect(text).toContain('（不具名）');
  });

  it('is sealed for a confidential item: steps and times, no words and no names of who did them', () => {
    const text = textOf(caseFile(forgotten({ sensitive: true })));
    expect(text).toContain('密封');
    for (const word of ['三楼', '灯坏了', '老周', '汤老师', '每日巡查照明']) expect(text).not.toContain(word);
    expect(text).toContain('2026-11-23 09:00');
  });

  it('is a Word file that opens, whatever people wrote', async () => {
    const bytes = await writeDocx(caseFile(forgotten({ description: `灯\u0000坏\ud800了 <w:t>&amp; ${'长'.repeat(5000)}` })));
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect(bytes.length).toBeGreaterThan(5000);
  });
});
