import type { ItemDeed } from '../deed.ts';
import type { Reading } from '../reading/reading.ts';
import { type ItemLine, knownItems, type Situation } from '../situation.ts';
import { say, type Turn } from '../turn.ts';
import { askWhich, doTo } from './do-it.ts';
import type { Handler } from './item-words.ts';
import { alike, fullNumbersIn, lastDigitsIn } from './which-item.ts';

/** Numbers that a text names, in full or by the last digits that only one known item has. */
const numbersIn = (text: string, known: readonly ItemLine[]): string[] => {
  const full = fullNumbersIn(text);
  if (full.length > 0) return full;
  const digits = lastDigitsIn(text);
  const matches = digits === null ? [] : known.filter((item) => item.number.endsWith(digits));
  return matches.length === 1 ? matches.map((item) => item.number) : [];
};

/** The item of the speaker that is spoken of without its number: the one last spoken of, his last report, the one that he grades. */
const meant = ({ session, reports, gradings }: Situation, besides: string | null): ItemLine[] => {
  const candidates = [...reports, ...gradings].filter((item) => item.number !== besides);
  for (const number of [session.lastReport?.numbers.at(-1), session.lastItem?.number]) {
    const found = candidates.find((item) => item.number === number);
    if (found) return [found];
  }
  return gradings.length > 0 ? candidates.filter((item) => gradings.includes(item)) : candidates.slice(0, 8);
};

const doToMeant = (items: readonly ItemLine[], deed: ItemDeed, situation: Situation): Turn => {
  if (items.length > 1) return askWhich(items, deed, situation);
  return doTo(
    items.map((item) => item.number),
    deed,
    situation,
  );
};

/** 合并到 H…, 和 H… 是同一个: the number is the other item, not the one that ends. */
const TOWARDS = /(?:到|进|入|和|跟|与|同|像)\s*h?\d{4}/iu;

/** 和昨天那个井盖是同一个: the older item that the words point at, if there is just one. */
const pointedAt = (reading: Reading, item: string | undefined, situation: Situation): string | null => {
  const phrase = reading.ref?.replace(/是?同一个.*$|重复.*$/u, '') ?? '';
  if (phrase === '' || /\d{4}/.test(phrase)) return null;
  const others = knownItems(situation).filter((each) => each.number !== item);
  const found = alike(phrase, others);
  return found.length === 1 ? (found[0]?.number ?? null) : null;
};

export const merge: Handler = (reading, text, situation) => {
  const [first, second] = numbersIn(text.normalize('NFKC'), knownItems(situation));
  if (first && second) return doTo([first], { do: 'merge', into: second }, situation);
  if (first && !TOWARDS.test(text.normalize('NFKC'))) {
    const other = meant(situation, first).length === 0 ? pointedAt(reading, first, situation) : null;
    return doTo([first], { do: 'merge', into: other }, situation);
  }
  const items = meant(situation, first ?? null);
  const into = first ?? (items.length === 1 ? pointedAt(reading, items[0]?.number, situation) : null);
  if (items.length === 0) return say(situation.session, { say: 'need-number', verb: '合并' });
  return doToMeant(items, { do: 'merge', into }, situation);
};

export const separate: Handler = (_reading, text, situation) => {
  const [first] = numbersIn(text.normalize('NFKC'), knownItems(situation));
  if (first) return doTo([first], { do: 'separate' }, situation);
  const items = meant(situation, null);
  return items.length === 0
    ? say(situation.session, { say: 'need-number', verb: '不是同一个' })
    : doToMeant(items, { do: 'separate' }, situation);
};
