import { type ItemDeed, verbOf } from '../deed.ts';
import { type Session, spokenOf } from '../session.ts';
import type { ItemLine, Situation } from '../situation.ts';
import { say, showItem, type Turn } from '../turn.ts';
import { meantFor, waitsFor } from './meant-for.ts';
import { missingOf } from './missing.ts';

/** Photos that wait for words become those of the work done. */
const withDrafts = (deed: ItemDeed, session: Session): ItemDeed =>
  deed.do === 'submit' && deed.photos.length === 0 ? { ...deed, photos: session.drafts.map((draft) => draft.hash) } : deed;

type Meant = { number: string; deed: ItemDeed };

/** Whatever lacks nothing is done; what is missing of the rest is asked, of all that lack the same. */
const doOrAsk = (meant: readonly Meant[], session: Session, at: string): Turn => {
  const lacking = meant.filter(({ number, deed }) => missingOf(deed, [number], at) !== null);
  const ready = meant.filter((each) => !lacking.includes(each));
  const acts = ready.map(({ number, deed }) => ({ act: 'deed' as const, number, deed }));
  const after = ready.some(({ deed }) => deed.do === 'submit') ? { ...session, drafts: [] } : session;
  const [first] = lacking;
  const others = lacking.slice(1).filter(({ deed }) => deed.do === first?.deed.do);
  const missing = first ? missingOf(first.deed, [first.number, ...others.map(({ number }) => number)], at) : null;
  if (missing === null) return { acts, session: after };
  return { acts: [...acts, { act: 'say', saying: missing.saying }], session: { ...after, asked: missing.asked } };
};

/**
 * Does something to items that are known by now. What is still missing is asked for first: a reason for 退回, a photo for 已整改, to whom
 * for 转办. Words, buttons and answers to 哪一条 all come through here.
 */
export const doTo = (numbers: readonly string[], deed: ItemDeed, situation: Situation): Turn => {
  const { now } = situation;
  const session = spokenOf(situation.session, numbers, now);
  const [first] = numbers;
  if (first === undefined) return say(session, { say: 'nothing-to', verb: verbOf(deed) });
  if (deed.do === 'open') return showItem(session, first);
  const meant = numbers.map((number) => ({ number, deed: withDrafts(meantFor(number, deed, situation), situation.session) }));
  return doOrAsk(meant, session, now.toISOString());
};

const titleOf = ({ sensitive, place, description, unit }: ItemLine): string => {
  if (sensitive) return '（保密事项）';
  const where = place ?? unit.name;
  return description.includes(where) ? description : `${where} ${description}`;
};

/** These may be told by several numbers in one answer; the rest needs its own words for each. */
const SEVERAL: ReadonlySet<ItemDeed['do']> = new Set(['verify', 'accept', 'classify', 'grant-extension']);

/** More than this is no question any more. */
const MOST_OFFERED = 8;

/** Where a yes or no may mean different things, each line says which it is. */
const titlesOf = (items: readonly ItemLine[], deed: ItemDeed, situation: Situation): string[] => {
  const kinds = items.map((item) => (deed.do === 'verify' || deed.do === 'return' ? waitsFor(item.number, situation) : null));
  const told = kinds.some((kind) => kind === '延期' || kind === '上报');
  return items.map((item, index) => (told && kinds[index] ? `${kinds[index]}：${titleOf(item)}` : titleOf(item)));
};

/** Several items could be meant: offers them by number. */
export const askWhich = (items: readonly ItemLine[], deed: ItemDeed, situation: Situation): Turn => {
  const { session, now } = situation;
  const offered = items.slice(0, MOST_OFFERED);
  const numbers = offered.map((item) => item.number);
  const titles = titlesOf(offered, deed, situation);
  const at = now.toISOString();
  return say(
    { ...session, asked: { kind: 'which', deed, numbers, at }, shown: { kind: 'items', refs: numbers, at } },
    {
      say: 'which',
      verb: verbOf(deed),
      items: numbers.map((number, index) => ({ number, title: titles[index] ?? '' })),
      several: SEVERAL.has(deed.do),
    },
  );
};

export const takesSeveral = (deed: ItemDeed): boolean => SEVERAL.has(deed.do);
