/** The longest name that is looked for in a message; longer official names are matched by their short names. */
export const LONGEST_ALIAS = 20;

const SHORTEST_ALIAS = 2;
const SEARCHED_CHARACTERS = 300;

/** The form in which names are stored and looked for: full-width letters made plain, lower-cased, no white space. */
export const foldName = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');

/** Every part of a message that could be a unit's name, folded, without repeats: bounded, whatever somebody pastes. */
export const nameCandidates = (text: string): string[] => {
  const folded = Array.from(foldName(text).slice(0, SEARCHED_CHARACTERS));
  const found = new Set<string>();
  for (let start = 0; start < folded.length; start += 1) {
    const longest = Math.min(LONGEST_ALIAS, folded.length - start);
    for (let length = SHORTEST_ALIAS; length <= longest; length += 1) found.add(folded.slice(start, start + length).join(''));
  }
  return [...found];
};

/**
 * Of names that occur in a text, those that are meant: longest first, and a name goes only where it stands in the text outside every
 * longer one (三中 inside 三中附小 is not meant, but it is in 三中附小和三中).
 */
export const meantNames = (text: string, names: readonly string[]): string[] => {
  const folded = foldName(text).slice(0, SEARCHED_CHARACTERS);
  const taken: [number, number][] = [];
  const longestFirst = [...new Set(names)].sort((a, b) => b.length - a.length || folded.indexOf(a) - folded.indexOf(b));
  return longestFirst.filter((name) => {
    const free = occurrences(folded, name).filter(([from, to]) => !taken.some(([start, end]) => from >= start && to <= end));
    taken.push(...free);
    return free.length > 0;
  });
};

const occurrences = (text: string, name: string): [number, number][] => {
  const found: [number, number][] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) found.push([at, at + name.length]);
  return found;
};

/** Words that would be found in any message: never a unit's name by themselves. */
export const genericNames: readonly string[] = ['学校', '小学', '中学', '初中', '高中', '幼儿园', '中心校', '村', '镇', '社区'];

const CITY = /^.{2,4}?[市县](?=.{3,}$)/u;
const NUMBERED = /^(.*?)第([一二三四五六七八九十百\d]+)(实验)?(中学|小学|幼儿园|高级中学|初级中学)$/u;
const SHORT_KIND: Record<string, string> = { 中学: '中', 高级中学: '中', 初级中学: '中', 小学: '小', 幼儿园: '幼' };

/**
 * Every way in which a unit is called, folded: its name, its short names, both without the city in front, and what people make of
 * numbered schools (云溪市第三中学: 第三中学, 三中; 第二实验小学: 二实小).
 */
export const aliasesOf = (name: string, shortNames: readonly string[]): string[] => {
  const given = [name, ...shortNames].map(foldName);
  const withoutCity = given.map((each) => each.replace(CITY, ''));
  const all = [...given, ...withoutCity, ...withoutCity.flatMap(numberedForms)];
  return [...new Set(all)].filter((alias) => alias.length >= SHORTEST_ALIAS && !genericNames.includes(alias));
};

const numberedForms = (name: string): string[] => {
  const [, town = '', number, experimental, kind = ''] = NUMBERED.exec(name) ?? [];
  const short = SHORT_KIND[kind];
  if (number === undefined || short === undefined) return [];
  return [`${town}${number}${experimental === undefined ? '' : '实'}${short}`];
};
