import { describe, expect, it } from 'vitest';
import { losesWords } from '../../../src/channels/wecom/card.ts';
import { converse } from '../../../src/conversation/converse.ts';
import { drawRevealBody, type SchoolToVisit } from '../../../src/conversation/notifications/draw.ts';
import { read } from '../../../src/conversation/reading/read.ts';
import type { ReadingContext } from '../../../src/conversation/reading/reading.ts';
import { sealedText } from '../../../src/conversation/replies/draw.ts';
import type { Act } from '../../../src/conversation/turn.ts';
import { NOW, situation } from './support.ts';

const unit = { id: 'S1', name: '青澜市第三中学', aliases: ['三中'] };
const town = { id: 'C100', name: '石桥镇中心校', aliases: ['石桥镇'] };
const context: ReadingContext = {
  now: NOW,
  ownUnit: null,
  units: [unit, town],
  places: [],
  people: [],
  pendingDecisions: 0,
  openTasks: 0,
  justAssigned: false,
  recentReport: false,
  listShown: 0,
};

const actsFor = (text: string): Act[] => {
  const units = context.units.filter(({ name, aliases }) => [name, ...aliases].some((each) => text.includes(each)));
  const reading = read(text, { ...context, units });
  return converse({ kind: 'words', text, reading }, situation()).acts;
};

const nothingSaid = { act: 'draw', schools: null, on: null, unit: null, inspectors: [] };

describe('a sentence that asks for a draw', () => {
  // Monday 2026-11-23.
  it.each<[string, Partial<Extract<Act, { act: 'draw' }>>]>([
    ['四不两直抽查3所', { schools: 3 }],
    ['四不两直抽查', {}],
    ['四不两直抽查三所学校', { schools: 3 }],
    ['四不两直抽查两家学校', { schools: 2 }],
    ['四不两直抽5', { schools: 5 }],
    ['四不两直抽查0所', { schools: 0 }],
    ['四不两直 明天抽2所', { schools: 2, on: '2026-11-24' }],
    ['明天四不两直查两所', { schools: 2, on: '2026-11-24' }],
    ['下周三四不两直抽查3所 让韩玉梅、余洋去', { schools: 3, on: '2026-12-02', inspectors: ['韩玉梅', '余洋'] }],
    ['周五四不两直抽查3所，派我和于洋去', { schools: 3, on: '2026-11-27', inspectors: ['我', '于洋'] }],
    ['11月26日四不两直抽查十所，检查人：韩玉梅、于洋', { schools: 10, on: '2026-11-26', inspectors: ['韩玉梅', '于洋'] }],
    ['四不两直抽查3所，12月1号，请韩主任和于洋一起去', { schools: 3, on: '2026-12-01', inspectors: ['韩主任', '于洋'] }],
    ['15号四不两直抽查3所', { schools: 3, on: '2026-12-15' }],
    ['本周四不两直抽查3所', { schools: 3, on: 'unclear' }],
    ['下周四不两直抽查3所', { schools: 3, on: 'unclear' }],
    ['2月30日四不两直抽查3所', { schools: 3, on: 'unclear' }],
    ['11月20日四不两直抽查3所', { schools: 3, on: '2026-11-20' }],
    ['昨天四不两直抽查3所', { schools: 3, on: '2026-11-22' }],
    ['四不两直抽查石桥镇2所', { schools: 2, unit: 'C100' }],
    ['帮我四不两直抽查3所好吗？', { schools: 3 }],
    ['四不两直抽查3所，不要告诉学校', { schools: 3 }],
  ])('%s', (text, expected) => {
    expect(actsFor(text)).toEqual([{ ...nothingSaid, ...expected }]);
  });

  it.each([
    '今天四不两直查了三中，没问题',
    '四不两直检查三中，发现灭火器过期',
    '四不两直抽查了三中，一切正常',
    '四不两直是什么',
    '四不两直抽查怎么弄',
    '四不两直抽查了吗',
    '四不两直抽到哪几所',
    '不要四不两直抽查了',
  ])('is not: %s', (text) => {
    expect(actsFor(text).map(({ act }) => act)).not.toContain('draw');
  });
});

describe('what the asker is told', () => {
  const draw = {
    unitName: '青澜市教育局',
    on: '2026-11-24',
    today: '2026-11-23',
    count: 3,
    wanted: 3,
    outOf: 12,
    usual: false,
    dayOff: false,
    inspectors: ['韩玉梅', '于洋'],
    id: '0123abcd-0000-4000-8000-000000000000',
    hash: 'ab12cd34'.repeat(8),
    before: 0,
  };

  it('names day, number, inspectors, the whole hash and how to check it', () => {
    const text = sealedText(draw);
    expect(text).toContain('抽好了，已封存：11月24日(周二)，3 所');
    expect(text).toContain('检查人：韩玉梅、于洋');
    expect(text).toContain(draw.hash);
    expect(text).toContain('grid draw --check 0123abcd');
    expect(text).not.toMatch(/按 3 所|已经抽过|不是工作日|能抽的只有/);
  });

  it('says what it has made up, and that he draws again', () => {
    const text = sealedText({ ...draw, usual: true, before: 2, dayOff: true, count: 2 });
    expect(text).toContain('按 3 所抽');
    expect(text).toContain('已经抽过 2 次');
    expect(text).toContain('不是工作日');
    expect(text).toContain('能抽的只有 2 所');
  });
});

describe('what an inspector is told on the day', () => {
  const school = (nth: number, changes: Partial<SchoolToVisit> = {}): SchoolToVisit => ({
    code: `S00${nth}`,
    name: '青澜市第三中学',
    shortName: '三中',
    serious: 0,
    major: 0,
    insteadOf: null,
    ...changes,
  });
  const morning = new Date('2026-11-24T07:30:00+08:00');

  it('is one card with his schools, which the platform does not shorten', () => {
    const body = drawRevealBody('2026-11-24', [school(1, { serious: 2, major: 1 }), school(2)], morning);
    if (body.kind !== 'card') throw new Error('no card');
    const { card } = body;
    expect(card.title).toBe('四不两直：今天查 2 所');
    expect(card.fields.map(({ value }) => value)).toEqual([
      '青澜市第三中学，没办结：重大 1 条、较大 2 条',
      '青澜市第三中学，没有较大以上隐患',
    ]);
    for (const words of ['不发通知', '不打招呼', '不听汇报', '不用陪同接待', '直奔基层', '直插现场', '今天查了三中，没问题'])
      expect(card.text).toContain(words);
    expect(losesWords({ ...card, actions: [] })).toBe(false);
    expect(card.buttons[0]).toEqual({
      label: '三中 已查正常',
      style: 'default',
      action: { do: 'check-ok', number: null, version: null, data: { school: 'S001', name: '青澜市第三中学' } },
    });
  });

  it('keeps the end of a button’s label', () => {
    const body = drawRevealBody('2026-11-24', [school(1, { shortName: '石桥镇第二中心小学' })], morning);
    expect(body.kind === 'card' && body.card.buttons[0]?.label).toBe('石桥镇第二 已查正常');
  });

  it('is a text where there are more schools than rows on a card: none is lost', () => {
    const body = drawRevealBody(
      '2026-11-24',
      Array.from({ length: 9 }, (_, nth) => school(nth, { name: `第${nth}小学` })),
      morning,
    );
    if (body.kind !== 'text') throw new Error('no text');
    for (let nth = 0; nth < 9; nth += 1) expect(body.text).toContain(`第${nth}小学`);
  });

  it('says for which day it was, when it comes late, and for whom somebody goes', () => {
    const body = drawRevealBody('2026-11-24', [school(1, { insteadOf: '于洋' })], new Date('2026-11-25T09:00:00+08:00'));
    if (body.kind !== 'card') throw new Error('no card');
    expect(body.card.title).toBe('四不两直：11月24日(周二)查 1 所');
    expect(body.card.text).toContain('本该 昨天07:30 告诉你');
    expect(body.card.fields[0]?.value).toContain('替 于洋 去');
  });

  it('is not late in the afternoon of the day', () => {
    const body = drawRevealBody('2026-11-24', [school(1)], new Date('2026-11-24T17:00:00+08:00'));
    expect(body.kind === 'card' && body.card.text).not.toContain('本该');
  });
});
