import { CONFIRM, type ItemDeed, verbOf } from '../deed.ts';
import { type Session, spokenOf } from '../session.ts';
import type { ItemLine, Situation } from '../situation.ts';
import { say, showItem, type Turn } from '../turn.ts';

/** Photos that wait for words become those of the work done. */
const withDrafts = (deed: ItemDeed, session: Session): ItemDeed =>
  deed.do === 'submit' && deed.photos.length === 0 ? { ...deed, photos: session.drafts.map((draft) => draft.hash) } : deed;

/** 同意 on an item that waits to be graded confirms the grading. */
const meantFor = (number: string, deed: ItemDeed, { gradings }: Situation): ItemDeed =>
  deed.do === 'verify' && gradings.some((item) => item.number === number) ? CONFIRM : deed;

/**
 * Does something to items that are known by now. What is still missing is asked for first: a reason for 退回, 不属实 and 撤回, a photo
 * for 已整改. Words, buttons and answers to 哪一条 all come through here.
 */
export const doTo = (numbers: readonly string[], deed: ItemDeed, situation: Situation): Turn => {
  const { now } = situation;
  const at = now.toISOString();
  const session = spokenOf(situation.session, numbers, now);
  const [first] = numbers;
  if (first === undefined) return say(session, { say: 'nothing-to', verb: verbOf(deed) });
  if (deed.do === 'open') return showItem(session, first);
  if ((deed.do === 'return' || deed.do === 'reject' || deed.do === 'withdraw') && deed.reason === '')
    return say({ ...session, asked: { kind: 'reason', verb: deed.do, numbers: [...numbers], at } }, { say: 'need-reason', verb: deed.do });
  const ready = withDrafts(deed, situation.session);
  if (ready.do === 'submit' && ready.photos.length === 0)
    return say(
      { ...session, asked: { kind: 'after-photo', number: first, note: ready.note, at } },
      { say: 'need-after-photo', number: first },
    );
  return {
    acts: numbers.map((number) => ({ act: 'deed', number, deed: meantFor(number, ready, situation) })),
    session: ready.do === 'submit' ? { ...session, drafts: [] } : session,
  };
};

const titleOf = ({ sensitive, place, description, unit }: ItemLine): string => {
  if (sensitive) return '（保密事项）';
  const where = place ?? unit.name;
  return description.includes(where) ? description : `${where} ${description}`;
};

/** These may be told by several numbers in one answer; the rest needs its own words for each. */
const SEVERAL: ReadonlySet<ItemDeed['do']> = new Set(['verify', 'accept', 'classify']);

/** More than this is no question any more. */
const MOST_OFFERED = 8;

/** Several items could be meant: offers them by number. */
export const askWhich = (items: readonly ItemLine[], deed: ItemDeed, { session, now }: Situation): Turn => {
  const offered = items.slice(0, MOST_OFFERED);
  const numbers = offered.map((item) => item.number);
  const at = now.toISOString();
  return say(
    { ...session, asked: { kind: 'which', deed, numbers, at }, shown: { kind: 'items', refs: numbers, at } },
    {
      say: 'which',
      verb: verbOf(deed),
      items: offered.map((item) => ({ number: item.number, title: titleOf(item) })),
      several: SEVERAL.has(deed.do),
    },
  );
};

export const takesSeveral = (deed: ItemDeed): boolean => SEVERAL.has(deed.do);
