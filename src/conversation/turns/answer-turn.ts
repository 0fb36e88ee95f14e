import { CONFIRM, type ItemDeed } from '../deed.ts';
import { isOnlyPlace } from '../reading/place.ts';
import type { Reading } from '../reading/reading.ts';
import type { Asked, ReasonVerb, Session } from '../session.ts';
import type { Situation } from '../situation.ts';
import { checkOf, say, type Turn } from '../turn.ts';
import { type Answer, answered, CHANGES_THE_SUBJECT, digitIn, isReport, POLITE, QUESTION, reasonIn } from './answer.ts';
import { checkResult, checkSchool } from './check-answers.ts';
import { doTo, takesSeveral } from './do-it.ts';
import { withReason } from './missing.ts';
import { awayUntil, extension, transfer } from './missing-answers.ts';
import { repeatedPhoto, sameItem } from './yes-or-no.ts';

/** 算了 to a question of ours: nothing is done. */
const NEVER_MIND = /^(?:算了|不用了?|取消|没事了?|先不弄|先不|当我没说)[吧了啊。.!！]*$/u;
const DONT_KNOW = /^(?:我)?(?:也)?(?:不知道|不清楚|说不清楚?|不太清楚|忘了|没看清|不确定)/u;

const place = (words: string): ItemDeed => ({ do: 'amend', place: words, unit: null, note: null, sensitive: false });
const dropped = (session: Session): Turn => say({ ...session, asked: null }, { say: 'dropped' });

/** 同意 is no news to whoever was asked how he will help; said again it is his answer. */
const agreesAgain = (verb: ReasonVerb, reading: Reading): boolean => verb === 'answer-escalation' && reading.intent === 'approve';

/** Answers that may tell of work that is promised or done (责令三天改完, 已经封好了): then that is what was asked for. */
const TELLS_OF_WORK: ReadonlySet<ReasonVerb> = new Set([
  'answer-escalation',
  'refuse-extension',
  'reopen',
  'enforce',
  'measure',
  'not-pursued',
]);
const tellsOfWork = (verb: ReasonVerb, { intent }: Reading): boolean =>
  TELLS_OF_WORK.has(verb) && (intent === 'accept' || intent === 'rectified');

const reason: Answer<'reason'> = ({ verb, numbers, ...before }, reading, text, situation) => {
  const meant = agreesAgain(verb, reading) || tellsOfWork(verb, reading);
  const said = reasonIn(reading, text) ?? (meant ? text.trim() : null);
  return said === null ? null : doTo(numbers, withReason(verb, said, before), situation);
};

const levelReason: Answer<'level-reason'> = ({ number, level }, reading, text, situation) => {
  const said = reasonIn(reading, text);
  return said === null ? null : answered(situation, number, { ...CONFIRM, level, reason: said });
};

/** 1 / 是的 / 整改后 against 2 / 不是 / 新的. */
const photoPurpose: Answer<'photo-purpose'> = ({ number }, reading, text, situation) => {
  if (reading.second) return null;
  const digit = Array.isArray(reading.numbers)
    ? reading.numbers[0]
    : Number(/^\s*([12])\s*[.。、]?\s*$/u.exec(text.normalize('NFKC'))?.[1]);
  if (digit === 1 || reading.intent === 'rectified' || (!isReport(reading) && /整改后|改好|修好|弄好|已整改|^是|^对|^嗯/u.test(text)))
    return doTo([number], { do: 'submit', note: null, photos: [] }, situation);
  if (digit !== 2 && (isReport(reading) || !/新的?|另外|不是|别的/u.test(text))) return null;
  return say({ ...situation.session, asked: null }, { say: 'photo-kept', mayBeAfter: false });
};

const chosenFrom = (options: readonly string[], reading: Reading): string[] => {
  if (reading.numbers === 'all') return [...options];
  return (reading.numbers ?? []).flatMap((at) => options[at - 1] ?? []);
};

const which: Answer<'which'> = ({ deed, numbers }, reading, text, situation) => {
  const one = /^\s*([1-9])\s*[.。、]?\s*$/u.exec(text.normalize('NFKC'))?.[1];
  if (reading.intent !== 'choose' && reading.numbers !== 'all' && !one) return null;
  const chosen = one ? [numbers[Number(one) - 1]].filter((number) => number !== undefined) : chosenFrom(numbers, reading);
  if (chosen.length === 0) return say(situation.session, { say: 'no-such-number', shown: numbers.length });
  return doTo(takesSeveral(deed) ? chosen : chosen.slice(0, 1), deed, situation);
};

/** A short line without a hazard of its own is the place that was asked for. */
const wherePlace: Answer<'place'> = ({ number }, reading, text, situation) => {
  const words = text.trim();
  if (DONT_KNOW.test(words)) return dropped(situation.session);
  if (isOnlyPlace(words, situation.places)) return answered(situation, number, place(words));
  if (reading.intent === 'amend' && reading.place !== null) return answered(situation, number, place(reading.place));
  const other = isReport(reading) || !['report', 'chitchat', 'amend'].includes(reading.intent);
  if (other || POLITE.test(words) || QUESTION.test(words) || words.length > 20) return null;
  return answered(situation, number, place(reading.place ?? words));
};

const whichUnit: Answer<'unit'> = ({ number, options, check, at }, reading, text, situation) => {
  const toUnit = (unit: string): Turn => {
    const turn = answered(situation, number, { do: 'amend', place: reading.place, unit, note: null, sensitive: false });
    // The check by which it was found has waited for its school.
    return check ? { ...turn, acts: [...turn.acts, checkOf(check, [{ code: unit, name: reading.unitText ?? '' }])] } : turn;
  };
  const [chosen] = chosenFrom(options, reading);
  if (chosen) return toUnit(chosen);
  if (isReport(reading)) return null;
  if (reading.unit) return toUnit(reading.unit.id);
  const { units, session } = situation;
  if (units.length > 1) {
    const offered = units.slice(0, 6);
    const asked = { kind: 'unit' as const, number, options: offered.map((unit) => unit.id), ...(check ? { check } : {}), at };
    return say({ ...session, asked }, { say: 'which-unit', names: offered.map((unit) => unit.name) });
  }
  if (DONT_KNOW.test(text)) return dropped(session);
  const other = !['report', 'chitchat', 'amend'].includes(reading.intent) || POLITE.test(text.trim()) || text.trim().length > 20;
  return other ? null : say(session, { say: 'unit-unknown' });
};

/** A name, or its number in the list that was offered. */
const assignee: Answer<'assignee'> = ({ number, options, deed }, reading, text, situation) => {
  const digit = digitIn(text);
  const chosen = digit === null ? undefined : options[digit - 1];
  if (chosen) return answered(situation, number, { ...deed, assignee: chosen });
  const name = text.trim().replace(/[。.!！吧]+$/u, '');
  const aName = /^[\p{Script=Han}·]{2,8}$/u.test(name) && !POLITE.test(name) && !QUESTION.test(name);
  if (!aName || CHANGES_THE_SUBJECT.has(reading.intent) || isReport(reading)) return null;
  return answered(situation, number, { ...deed, assignee: name });
};

const ANSWERS: { [K in Asked['kind']]: Answer<K> } = {
  place: wherePlace,
  unit: whichUnit,
  reason,
  which,
  assignee,
  'photo-purpose': photoPurpose,
  'level-reason': levelReason,
  transfer,
  extension,
  away: awayUntil,
  'same-item': sameItem,
  'repeated-photo': repeatedPhoto,
  'check-result': checkResult,
  'check-school': checkSchool,
  // These wait for a photo or a position.
  'after-photo': () => null,
  'on-site': () => null,
};

/** The next line after a question of ours, if it is an answer to it; null when it is about something else. */
export const answerToQuestion = (reading: Reading, text: string, situation: Situation): Turn | null => {
  const { asked } = situation.session;
  if (!asked) return null;
  if (NEVER_MIND.test(text.trim())) return dropped(situation.session);
  return (ANSWERS[asked.kind] as Answer<Asked['kind']>)(asked as never, reading, text, situation);
};
