import { CONFIRM, type ItemDeed, verbOf } from '../deed.ts';
import type { Reading } from '../reading/reading.ts';
import { reportJustNow } from '../session.ts';
import { type ItemLine, knownItems, type Situation, unique } from '../situation.ts';
import { type Act, say, showItem, type Turn } from '../turn.ts';
import { dayEnd } from './day-end.ts';
import { askWhich, doTo } from './do-it.ts';
import { waiting } from './meant-for.ts';
import { lastDigitsIn, MOST_AT_ONCE, whichItems } from './which-item.ts';

export type Handler = (reading: Reading, text: string, situation: Situation) => Turn;

/** 全部 that did not fit one message says how many are left. */
const leftOver = (reading: Reading, candidates: readonly ItemLine[]): Act[] =>
  reading.numbers === 'all' && candidates.length > MOST_AT_ONCE
    ? [{ act: 'say', saying: { say: 'left', count: candidates.length - MOST_AT_ONCE } }]
    : [];

/** A word that does something to items: finds which, or asks which. */
export const onItems = (deed: ItemDeed, candidates: readonly ItemLine[], reading: Reading, text: string, situation: Situation): Turn => {
  const { session } = situation;
  const which = whichItems(reading, text, candidates, knownItems(situation), session);
  switch (which.kind) {
    case 'none':
      return say(session, { say: 'nothing-to', verb: verbOf(deed) });
    case 'no-such-line':
      return say(session, { say: 'no-such-number', shown: which.shown });
    case 'unknown':
      return say(session, { say: 'unknown-number', ref: which.ref });
    case 'many':
      return askWhich(which.items, deed, situation);
    case 'these': {
      const turn = doTo(which.numbers, deed, situation);
      return { ...turn, acts: [...turn.acts, ...leftOver(reading, candidates)] };
    }
  }
};

/** A reason that is only the number of the item is none. */
export const reasonOf = (reading: Reading): string => {
  const reason = reading.reason?.trim() ?? '';
  return lastDigitsIn(reason) !== null && reason.replace(/\D/gu, '').length >= reason.length - 2
    ? ''
    : reason.replace(/^h\d{8,12}\s*/iu, '');
};

/** 同意，但是……: is that a yes? Asked rather than guessed. */
const CONDITIONAL = /^(?:同意|通过|可以|行|批准)[\s,，]*(?:但是?|不过|只是|前提|先|可是|就是)/u;

export const approve: Handler = (reading, text, situation) => {
  const all = waiting(situation);
  const conditional = CONDITIONAL.test(text.trim()) && all.length > 0;
  // 同意，但只能到周五 is clear enough where nothing but time is asked for.
  const onlyTime = conditional && reading.untilDate !== null && all.every((item) => situation.extensions.includes(item));
  if (reading.result === '延期' || onlyTime) return grant(reading, text, situation);
  if (conditional) return say(situation.session, { say: 'yes-but' });
  const deed: ItemDeed = { do: 'verify', note: reasonOf(reading) || null };
  // 全部同意: what was reported upwards wants an answer of its own.
  const enough = reading.numbers === 'all' ? waiting({ ...situation, escalations: [] }) : [];
  return onItems(deed, enough.length > 0 ? enough : all, reading, text, situation);
};

/** 同意延期: whatever else waits for the speaker. */
const grant: Handler = (reading, text, situation) => {
  const until = reading.untilDate === null ? null : dayEnd(reading.untilDate, situation.now);
  return onItems({ do: 'grant-extension', until }, situation.extensions, reading, text, situation);
};

export const sendBack: Handler = (reading, text, situation) => {
  const { decisions, extensions, escalations } = situation;
  const reason = reasonOf(reading);
  if (reading.result === '延期') return onItems({ do: 'refuse-extension', reason }, extensions, reading, text, situation);
  return onItems({ do: 'return', reason }, unique([...decisions, ...extensions, ...escalations]), reading, text, situation);
};

export const dispute: Handler = (reading, text, situation) => {
  const { gradings, decisions, tasks } = situation;
  return onItems(
    { do: 'reject', reason: reasonOf(reading) },
    gradings.length > 0 ? gradings : [...decisions, ...tasks],
    reading,
    text,
    situation,
  );
};

/** 看错了 is itself a reason; a bare 撤了吧 is asked why. What was reported just now is meant before anything older. */
export const withdraw: Handler = (reading, text, situation) => {
  const recent = reportJustNow(situation.session, situation.now);
  const together = recent ? (situation.session.lastReport?.numbers ?? []) : [];
  const justNow = situation.reports.filter((item) => together.includes(item.number));
  const reason = reasonOf(reading) || (/看错|报错|误报|搞错|弄错|重复/.test(text) ? text.trim() : '');
  return onItems({ do: 'withdraw', reason }, justNow.length > 0 ? justNow : situation.reports, reading, text, situation);
};

/** 我来办 takes on a task, or, where there is none to take on, what was reported upwards. */
export const accept: Handler = (reading, text, situation) => {
  const tasks = situation.tasks.filter((item) => item.status === 'assigned');
  return onItems({ do: 'accept' }, tasks.length > 0 ? tasks : situation.escalations, reading, text, situation);
};

export const rectified: Handler = (reading, text, situation) => {
  const { tasks, session } = situation;
  if (reading.partial) return say(session, { say: 'partial', number: tasks.length === 1 ? (tasks[0]?.number ?? null) : null });
  return onItems({ do: 'submit', note: text.trim(), photos: [] }, tasks, reading, text, situation);
};

/** Another level or kind, perhaps with a person in the same breath (定为较大，让李师傅改). */
export const classify =
  (assignee: string | null): Handler =>
  (reading, text, situation) => {
    const { level, category } = reading;
    const deed: ItemDeed = { ...CONFIRM, level, category, reason: reasonOf(reading) || null, assignee };
    const { gradings } = situation;
    return onItems(deed, gradings.length > 0 ? gradings : knownItems(situation), reading, text, situation);
  };

export const fiveFixed: Handler = (reading, text, situation) => {
  const serious = knownItems(situation).filter(
    (item) => item.level === '重大' && ['reported', 'classified', 'assigned'].includes(item.status),
  );
  return onItems(reading.five ? { do: 'five', five: reading.five } : { do: 'confirm-five' }, serious, reading, text, situation);
};

/** A bare digit: 同意 where the last list was one of decisions, else it opens the item. */
export const choose: Handler = (reading, text, situation) => {
  const { shown } = situation.session;
  if (!shown || shown.kind === 'buttons') return say(situation.session, { say: 'no-such-number', shown: 0 });
  const deed: ItemDeed = shown.kind === 'decisions' ? { do: 'verify', note: null } : { do: 'open' };
  return onItems(deed, [], reading, text, situation);
};

/** How an item, a school or all of one's own reports stand. */
export const progress: Handler = (reading, text, situation) => {
  const { session } = situation;
  if (reading.result === '逾期') return { acts: [{ act: 'overdue', unit: reading.unit?.id ?? null }], session };
  const known = knownItems(situation);
  if (reading.unit && !reading.ref) return { acts: [{ act: 'progress', number: null, unit: reading.unit.id, late: false }], session };
  const which = reading.ref ? whichItems({ ...reading, numbers: null }, text, known, known, session) : null;
  if (which?.kind === 'unknown') return say(session, { say: 'unknown-number', ref: which.ref });
  const number = which?.kind === 'these' && which.numbers.length === 1 ? which.numbers[0] : undefined;
  if (number) return showItem({ ...session, lastItem: { number, at: situation.now.toISOString() } }, number);
  return { acts: [{ act: 'progress', number: null, unit: reading.unit?.id ?? null, late: false }], session };
};
