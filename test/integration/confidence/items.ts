import type { CategoryCode, Level } from '../../../src/domain/hazard/category.ts';
import type { Report } from '../../../src/domain/hazard/commands.ts';

/** The bureau's 具体责任人, who alone hears of everything, and who stands in for her. */
export const OFFICER = 'hanyumei';
export const OFFICERS_DEPUTY = 'yuyang';

/** A school of the matrix and its people, by account. */
export type School = { unit: string; name: string; head: string; reporter: string; handler: string; next: string | null };

export const SCHOOLS: readonly School[] = [
  { unit: 'S001', name: '三中', head: 'wangshouzheng', reporter: 'zhengyiming', handler: 'liufang', next: 'wuguizhi' }, // directly under the bureau
  { unit: 'S101', name: '石桥小学', head: 'heyongnian', reporter: 'xieqiaoyun', handler: 'qixiaomeng', next: 'jianghai' }, // below a 中心校
  { unit: 'S202', name: '红旗庄小学', head: 'yuanhoude', reporter: 'liuqingqing', handler: 'baochunsheng', next: null }, // one person has all roles
  { unit: 'K101', name: '阳光幼儿园', head: 'fanlei', reporter: 'weishun', handler: 'changting', next: 'pengli' }, // a kindergarten
];

export type ItemLane = 'sensitive' | 'withheld' | 'hidden' | 'ordinary';

type Kind = { lane: ItemLane; of: string; category: CategoryCode; report: Partial<Report> };

/** Every way in which an item is kept from people, and the ordinary one that is not. */
const KINDS: readonly Kind[] = [
  { lane: 'sensitive', of: 'bullying', category: 'bullying', report: { sensitive: true } },
  { lane: 'sensitive', of: 'mental', category: 'mental', report: { sensitive: true } },
  { lane: 'sensitive', of: 'a named minor', category: 'sports', report: { sensitive: true } },
  { lane: 'withheld', of: 'kept from the school', category: 'food', report: { withheldFromSchool: true } },
  { lane: 'withheld', of: 'kept from the school, dangerous', category: 'gas', report: { withheldFromSchool: true } },
  { lane: 'hidden', of: 'its reporter unnamed', category: 'equipment', report: { reporterHidden: true } },
  { lane: 'ordinary', of: 'nothing', category: 'building', report: {} },
];

const GRADES: readonly { level: Level; urgent: boolean }[] = [
  { level: '一般', urgent: false },
  { level: '较大', urgent: false },
  { level: '重大', urgent: false },
  { level: '一般', urgent: true },
];

/** One item of the matrix. `key` begins all its markers: `Q07D` is the description of item Q07. */
export type Item = Kind & { key: string; school: School; level: Level; urgent: boolean; night: boolean; dangerous: boolean };

/** Each lane in each school, over all levels; every second one is reported at night. */
export const ITEMS: readonly Item[] = KINDS.flatMap((kind, row) =>
  SCHOOLS.map((school, column): Item => {
    const index = row * SCHOOLS.length + column;
    const grade = GRADES[(row + column) % GRADES.length] ?? { level: '一般', urgent: false };
    const key = `Q${String(index + 10)}`;
    return { ...kind, ...grade, key, school, night: index % 2 === 1, dangerous: kind.category === 'gas' };
  }),
);

export const isConfidential = (item: Pick<Item, 'lane'>): boolean => item.lane === 'sensitive' || item.lane === 'withheld';

/** What people say of an item, each time with a word that occurs nowhere else. */
export const MARKS = 'DPBKCFMXRELNTVOSGWHZ'.split('');
export const mark = (item: Pick<Item, 'key'>, what: (typeof MARKS)[number]): string => `${item.key}${what}`;
export const markersOf = (item: Pick<Item, 'key'>): string[] => MARKS.map((what) => mark(item, what));

/** Photos are named by the sha256 of their bytes; here by digits that occur in no other item. */
export const photoHash = (item: Pick<Item, 'key'>, nth: number): string => `${item.key.slice(1)}${nth}`.padStart(64, 'f');
