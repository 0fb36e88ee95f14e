import { type ItemDeed, verbOf } from '../deed.ts';
import type { Reading } from '../reading/reading.ts';
import { type ItemLine, knownItems, type Situation, unique } from '../situation.ts';
import { say, type Turn } from '../turn.ts';
import { dayEnd } from './day-end.ts';
import { doTo } from './do-it.ts';
import { type Handler, onItems, reasonOf } from './item-words.ts';
import { fullNumbersIn, whichItems } from './which-item.ts';

/**
 * Deeds to items that are in no list of the speaker's (another school's, an ended one): by the number that he writes, else the one last
 * spoken of. `candidates`: items that may be meant without either.
 */
const byNumber = (deed: ItemDeed, candidates: readonly ItemLine[], reading: Reading, text: string, situation: Situation): Turn => {
  const { session } = situation;
  const [full] = fullNumbersIn(text);
  if (full) return doTo([full], deed, situation);
  const known = knownItems(situation);
  const which = reading.ref ? whichItems({ ...reading, numbers: null }, text, candidates, known, session) : null;
  if (which?.kind === 'these') return doTo(which.numbers.slice(0, 1), deed, situation);
  if (which?.kind === 'unknown') return say(session, { say: 'unknown-number', ref: which.ref });
  if (session.lastItem) return doTo([session.lastItem.number], deed, situation);
  return candidates.length > 0
    ? onItems(deed, candidates, reading, text, situation)
    : say(session, { say: 'need-number', verb: verbOf(deed) });
};

export const enforce: Handler = (reading, text, situation) =>
  byNumber({ do: 'enforce', measure: reasonOf(reading) }, situation.escalations, reading, text, situation);

export const supervise: Handler = (reading, text, situation) => {
  const { decisions, escalations, gradings } = situation;
  const serious = unique([...escalations, ...gradings, ...decisions]).filter((item) => item.level === '重大');
  return byNumber({ do: 'supervise', note: reasonOf(reading) || null }, serious, reading, text, situation);
};

export const reopen: Handler = (reading, text, situation) =>
  byNumber({ do: 'reopen', reason: reasonOf(reading) }, [], reading, text, situation);

export const decideCase: Handler = (reading, text, situation) =>
  byNumber({ do: 'decide-case', start: reading.result === '启动', reason: reasonOf(reading) }, [], reading, text, situation);

/** What may have been made safe: what he was asked to, else the grave ones among his own, else all of them. */
const toMakeSafe = ({ toSecure, tasks }: Situation): readonly ItemLine[] => {
  if (toSecure.length > 0) return toSecure;
  const grave = tasks.filter((item) => item.level !== '一般' || item.urgent);
  return grave.length > 0 ? grave : tasks;
};

export const measure: Handler = (reading, text, situation) =>
  onItems({ do: 'measure', measure: reasonOf(reading) }, toMakeSafe(situation), reading, text, situation);

/** A new deadline is meant only where the words say so: 给2万，12月前弄好 is no date of ours, 延到12月10日 is. */
const GIVES_TIME = /延|宽限|缓|时限|期限|之?前(?:完成|改好|弄好|修好)/u;

/** Money, advice or time for what was reported upwards. */
export const handBack: Handler = (reading, text, situation) => {
  const until = reading.untilDate !== null && GIVES_TIME.test(text) ? dayEnd(reading.untilDate, situation.now) : null;
  return onItems({ do: 'answer-escalation', note: reasonOf(reading), until }, situation.escalations, reading, text, situation);
};

export const takeOver: Handler = (reading, text, situation) =>
  onItems({ do: 'take-over' }, situation.escalations, reading, text, situation);
