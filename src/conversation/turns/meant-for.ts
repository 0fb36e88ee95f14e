import { addDays, localDay } from '../../domain/calendar/local-time.ts';
import { CONFIRM, type ItemDeed } from '../deed.ts';
import { type ItemLine, type Situation, unique } from '../situation.ts';
import { dayEnd } from './day-end.ts';

/** What waits for the speaker's yes or no. */
type Waits = '验收' | '核定' | '延期' | '上报';

const has = (items: readonly ItemLine[], number: string): boolean => items.some((item) => item.number === number);

/** For which decision of the speaker an item waits; the first of several. Null: for none. */
export const waitsFor = (number: string, { decisions, gradings, extensions, escalations }: Situation): Waits | null => {
  if (has(decisions, number)) return '验收';
  if (has(gradings, number)) return '核定';
  if (has(extensions, number)) return '延期';
  return has(escalations, number) ? '上报' : null;
};

/** Everything that waits for the speaker's yes or no, each item once. */
export const waiting = ({ decisions, gradings, extensions, escalations }: Situation): ItemLine[] =>
  unique([...decisions, ...gradings, ...extensions, ...escalations]);

const AGREED: Partial<Record<Waits, (note: string | null) => ItemDeed>> = {
  核定: () => CONFIRM,
  延期: () => ({ do: 'grant-extension', until: null }),
  上报: (note) => ({ do: 'answer-escalation', note: note ?? '', until: null }),
};

const REFUSED: Partial<Record<Waits, (reason: string) => ItemDeed>> = {
  延期: (reason) => ({ do: 'refuse-extension', reason }),
  上报: (reason) => ({ do: 'answer-escalation', note: reason === '' ? '' : `不同意：${reason}`, until: null }),
};

/** 缓两天 are two days more than he has: counted from the deadline, or from today where that has passed. */
const fromDeadline = (number: string, { days, ...deed }: Extract<ItemDeed, { do: 'extend' }>, { tasks, now }: Situation): ItemDeed => {
  const deadline = tasks.find((item) => item.number === number)?.deadline ?? null;
  if (days === undefined || deadline === null || deadline <= now) return deed;
  return { ...deed, until: dayEnd(addDays(localDay(deadline), days), now) };
};

/** Somebody is named for an item, and nothing else is said of it. */
const onlyNames = (deed: ItemDeed): string | null =>
  deed.do === 'classify' && deed.level === null && deed.category === null && deed.reason === null ? deed.assignee : null;

/**
 * What a general word means for this item: 同意 confirms a grading, grants time or answers what was reported upwards; 我来办 takes that over;
 * handing on is 转办 for whoever has the work, else an order of whoever decides.
 */
export const meantFor = (number: string, deed: ItemDeed, situation: Situation): ItemDeed => {
  const waits = waitsFor(number, situation);
  const own = has(situation.tasks, number);
  if (deed.do === 'verify') return (waits && AGREED[waits]?.(deed.note)) ?? deed;
  if (deed.do === 'return') return (waits && REFUSED[waits]?.(deed.reason)) ?? deed;
  if (deed.do === 'accept') return waits === '上报' && !own ? { do: 'take-over' } : deed;
  if (deed.do === 'extend')
    return waits === '延期' && !own ? { do: 'grant-extension', until: deed.until } : fromDeadline(number, deed, situation);
  if (deed.do === 'transfer') return own || deed.to === null ? deed : { ...CONFIRM, assignee: deed.to };
  const named = onlyNames(deed);
  return named !== null && own && waits === null ? { do: 'transfer', to: named, reason: '' } : deed;
};
