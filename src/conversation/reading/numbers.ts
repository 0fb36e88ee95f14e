const digits: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  仨: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const scales: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** Characters of a number as staff write it, for use inside a regular expression's class. */
export const numberCharacters = '0-9〇零一二三四五六七八九十百千两俩仨';

/** Reads 23, 二十三, 十来个, 俩, 仨, 两百; null when it is no number. Counters and 来 / 多 / 几 behind it are ignored (about that many). */
export const parseNumber = (words: string): number | null => {
  const bare = words.replace(/[来多几余个条项名位把张处]+$/u, '').replace(/[来多几余]/gu, '');
  if (/^\d{1,9}$/.test(bare)) return Number(bare);
  if (/^半$/.test(bare) || bare === '') return null;
  let total = 0;
  let current: number | null = null;
  for (const character of bare) {
    const digit = digits[character];
    const scale = scales[character];
    if (digit !== undefined) current = (current ?? 0) * (current === null ? 1 : 10) + digit;
    else if (scale !== undefined) {
      total += (current ?? 1) * scale;
      current = null;
    } else return null;
  }
  return total + (current ?? 0);
};

const MOST = 200;

/** Reads a list of item numbers: `1,3 5`, `1-5`, `一到三`, `第2、4条`. Sorted, without repeats; null when it is something else. */
export const parseNumberList = (words: string): number[] | null => {
  const parts = words
    .replace(/[第条项个号]/gu, ' ')
    .trim()
    .split(/[\s,、和跟及;]+/u)
    .filter((part) => part !== '');
  const found = new Set<number>();
  for (const part of parts) {
    const range = /^(.+?)(?:-|~|—|到|至)(.+)$/u.exec(part);
    const from = parseNumber(range?.[1] ?? part);
    const to = parseNumber(range?.[2] ?? part);
    if (from === null || to === null || to < from || to - from > MOST) return null;
    for (let each = from; each <= to; each += 1) found.add(each);
  }
  return found.size === 0 ? null : [...found].sort((a, b) => a - b);
};
