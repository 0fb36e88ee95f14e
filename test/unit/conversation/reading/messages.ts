import { readFileSync } from 'node:fs';
import type { KnownUnit, Reading, ReadingContext } from '../../../../src/conversation/reading/reading.ts';
import type { CategoryCode, Level } from '../../../../src/domain/hazard/category.ts';

type ExpectedItem = { category?: CategoryCode; level?: Level; place?: string };

/** A message and what must be read out of it; an absent key is not graded. `school` is the school as said, `second` the other intent. */
export type MessageCase = {
  id: string;
  text: string;
  context?: Partial<ReadingContext>;
  expect: Partial<Omit<Reading, 'items' | 'second'>> & {
    intent: Reading['intent'];
    school?: string;
    multiple?: boolean;
    items?: ExpectedItem[];
    second?: Reading['intent'];
  };
  tags?: string[];
};

export const loadMessages = (name: string): MessageCase[] =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/messages/${name}.json`, import.meta.url), 'utf8')) as MessageCase[];

const rosterNames =
  '三中 石桥镇中心校 柳河镇初中 二实小 向阳小学 古柳小学 育才学校 七中 职教中心 阳光幼儿园 红旗庄教学点 四小 五中 河西小学 城关二小 六中 东门小学 南苑小学 八中 一幼';
const roster: KnownUnit[] = rosterNames.split(' ').map((name) => ({ id: name, name, aliases: [] }));

/** A sender without a school of his own, 2026-11-23 (a Monday) 10:00 in Shanghai. */
export const contextFor = (text: string, given: Partial<ReadingContext> = {}): ReadingContext => ({
  now: new Date('2026-11-23T02:00:00Z'),
  ownUnit: null,
  units: roster.filter((unit) => text.includes(unit.name)),
  places: [],
  people: [],
  pendingDecisions: 0,
  openTasks: 0,
  justAssigned: false,
  recentReport: false,
  listShown: 0,
  ...given,
});

/** What was read, cut down to what the case grades, in the form of its expectation. */
export const gradedPart = (reading: Reading, expected: MessageCase['expect']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(expected).map(([key, wanted]) => {
      if (key === 'school') return [key, reading.unitText];
      if (key === 'multiple') return [key, reading.items.length > 1];
      if (key === 'second') return [key, reading.second?.intent ?? null];
      if (key !== 'items') return [key, reading[key as keyof Reading]];
      const wantedItems = wanted as ExpectedItem[];
      return [key, reading.items.map((item, index) => pick(item, Object.keys(wantedItems[index] ?? {}) as (keyof ExpectedItem)[]))];
    }),
  );

const pick = (item: Reading['items'][number], keys: (keyof ExpectedItem)[]): ExpectedItem =>
  Object.fromEntries(keys.map((key) => [key, item[key]]));
