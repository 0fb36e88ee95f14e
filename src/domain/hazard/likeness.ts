import type { CategoryCode } from './category.ts';

/** Where something is: a row of 责任区域 (`id`, `label`: 区域 场所 部位), the words of whoever reported it, or both. */
export type DescribedPlace = { id: number | null; words: string | null; label: string | null };

/** What two reports are compared by. */
export type Described = { category: CategoryCode; place: DescribedPlace; description: string };

const DIGITS: Readonly<Record<string, string>> = {
  〇: '0',
  一: '1',
  二: '2',
  两: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};
const digits = (words: string): string => words.replace(/[〇一二两三四五六七八九]/gu, (digit) => DIGITS[digit] ?? digit);

/** One spelling for the many ways to say a floor, a side and the common rooms; nothing but letters and digits is left. */
const oneSpelling = (words: string): string =>
  digits(words.normalize('NFKC').toLowerCase())
    .replace(/(\d+)(?:层|f)/gu, '$1楼')
    .replace(/([东西南北])(?:边|头|面|端)/gu, '$1侧')
    .replace(/卫生间|洗手间|茅房/gu, '厕所')
    .replace(/餐厅|伙房/gu, '食堂')
    .replace(/寝室|公寓/gu, '宿舍')
    .replace(/过道|楼道/gu, '走廊')
    .replace(/(?:学校|校园)(?:大)?门口|学校大门/gu, '校门口')
    .replace(/[^\p{L}\p{N}]|[的处那个这在]/gu, '');

const waysToSay = ({ words, label }: DescribedPlace): string[] =>
  [words, label].flatMap((each) => (each === null || oneSpelling(each) === '' ? [] : [oneSpelling(each)]));

/** Words as short as 走廊 or 教室 fit too many places: they are one place only with the very same words. */
const TELLING = 4;

const samePlaceWords = (a: string, b: string): boolean => {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= TELLING && long.endsWith(short);
};

/** Whether both are beyond doubt at the same place; no words for a place are no place. */
export const samePlace = (a: DescribedPlace, b: DescribedPlace): boolean => {
  if (a.id !== null && b.id !== null) return a.id === b.id;
  return waysToSay(a).some((one) => waysToSay(b).some((other) => samePlaceWords(one, other)));
};

/** What people call the same thing or state. Order matters: longer words first. */
const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/灯管|灯泡|日光灯|电灯|照明灯/gu, '灯'],
  [/车辆拥堵|拥堵|堵车/gu, '堵车'],
  [/不亮|不好使|不管用|不好用|失灵|失效|损坏|破损|黑屏|用不了|不能用|没反应/gu, '坏'],
  [/松动|晃动|摇晃|晃得|晃|松脱/gu, '松'],
  [/堵塞|占用|挡住|挡着|堆放|堆满|堆着|堆了|堵了|堵着|走不了|过不去|堆|占|挡/gu, '堵'],
  [/缺失|丢失|丢了|没了|不见了|少了/gu, '缺'],
  [/没上锁|未上锁|未锁|敞着|敞开/gu, '没锁'],
  [/开裂|裂开|裂缝|裂纹/gu, '裂'],
];
const FILLER =
  /(?:我|咱|发现|看到|看见|有人|有个|有|又|还是|还|都|已经|已|了|的|着|得|很|太|好多|好几|一个|一根|一直|一下|请|麻烦|快|尽快|那个|这个|昨天|前天|上次|刚才|现在|今天|放学|上学|时候|时|学生|老师|被|把|在|是)/gu;

const ROOM = /(?:走廊|楼梯口|楼梯|教室|厕所|宿舍|食堂|操场|校门口|门口|后门|前门|大门|库房|车棚)$/u;

/** The parts of a place (后门 of 食堂后门) that people say alone. */
const partsOf = ({ words, label }: DescribedPlace): string[] => {
  const rows = (label ?? '').split(/\s+/u).map(oneSpelling);
  const rooms = [words, label].flatMap((each) => ROOM.exec(oneSpelling(each ?? ''))?.[0] ?? []);
  return [...rows, ...rooms].filter((part) => part.length > 1).toSorted((a, b) => b.length - a.length);
};

/** What is wrong, without `where` and without the words that any report has. */
const matterOf = (description: string, where: readonly string[]): string => {
  const bare = where.reduce((rest, words) => rest.replaceAll(words, ''), oneSpelling(description));
  return SYNONYMS.reduce((rest, [words, one]) => rest.replace(words, one), bare).replace(FILLER, '');
};

const pairsOf = (words: string): Set<string> => {
  const letters = [...words];
  return new Set(letters.slice(1).map((letter, index) => `${letters[index]}${letter}`));
};

/** The share of the shorter text's pairs of letters that the other has too, from 0 to 1; null where one has no pair. */
const shared = (a: string, b: string): number | null => {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  const common = [...left].filter((pair) => right.has(pair)).length;
  const fewer = Math.min(left.size, right.size);
  return fewer === 0 ? null : common / fewer;
};

/** The thresholds, measured on the pairs of test/unit/domain/hazard/likeness-pairs.ts. */
const ALIKE = 0.42;
/** Where the place stands among the compared words (围墙裂了 names the thing by its place), more of them must be the same. */
const ALIKE_WITH_PLACE = 0.6;

const atLeast = (least: number, value: number | null): number => (value !== null && value >= least ? value : 0);

/** How much the words of two reports from one place are alike, from 0 (not) to 1. */
const wordLikeness = (a: Described, b: Described): number => {
  const wholes = [...waysToSay(a.place), ...waysToSay(b.place)].filter((way) => way.length >= TELLING);
  const parts = [...wholes, ...partsOf(a.place), ...partsOf(b.place)];
  const without = shared(matterOf(a.description, parts), matterOf(b.description, parts));
  const withPlace = shared(matterOf(a.description, wholes), matterOf(b.description, wholes));
  return Math.max(atLeast(ALIKE, without), atLeast(ALIKE_WITH_PLACE, withPlace));
};

/** 还是昨天那个井盖: the speaker says himself that it is known; then it needs no place. */
const POINTS_BACK = /^(?:还是|又是|就是|仍是|跟)(?:昨天|前天|上次|上周|之前|刚才|早上|那天|上回)(?:报的?)?/u;

const pointedAt = (newer: Described, older: Described): number => {
  const thing = matterOf(newer.description.trim().replace(POINTS_BACK, ''), []);
  const matter = matterOf(older.description, []);
  return [...thing].length === 1 ? Number(matter.includes(thing)) : atLeast(ALIKE, shared(thing, matter));
};

/** How much a new report is like an older one, from 0 (another matter) to 1: at the same place, of the same kind and in like words. */
export const likenessOf = (newer: Described, older: Described): number => {
  if (newer.category !== older.category) return 0;
  if (waysToSay(newer.place).length === 0) return POINTS_BACK.test(newer.description.trim()) ? pointedAt(newer, older) : 0;
  return samePlace(newer.place, older.place) ? wordLikeness(newer, older) : 0;
};

/** An open item that a new report may be the same as. */
export type Candidate = Described & { number: string; reportedAt: Date };

/**
 * The open item that a new report looks like: one with the same photo (`samePhoto`: its number), else the one most alike, the oldest first.
 * Null: none.
 */
export const suspectedDuplicate = (newer: Described, open: readonly Candidate[], samePhoto: readonly string[]): Candidate | null => {
  const oldestFirst = open.toSorted((a, b) => a.reportedAt.getTime() - b.reportedAt.getTime());
  const pictured = oldestFirst.find(({ number }) => samePhoto.includes(number));
  if (pictured) return pictured;
  const scored = oldestFirst.map((candidate) => ({ candidate, score: likenessOf(newer, candidate) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return best === 0 ? null : (scored.find(({ score }) => score === best)?.candidate ?? null);
};
