import { CONFIRM } from '../deed.ts';
import type { Intent, Reading } from '../reading/reading.ts';
import { type Situation, unique } from '../situation.ts';
import { say, type Turn } from '../turn.ts';
import { answerToQuestion } from './answer-turn.ts';
import { amendCheckOr, withdrawCheckOr } from './check-corrections.ts';
import { check, checkByNumbers, checkIn } from './check-words.ts';
import { draw } from './draw-words.ts';
import { escalate, extend, transfer } from './hand-on-words.ts';
import {
  accept,
  approve,
  choose,
  classify,
  dispute,
  fiveFixed,
  type Handler,
  onItems,
  progress,
  rectified,
  sendBack,
  withdraw,
} from './item-words.ts';
import { away } from './leave-words.ts';
import { namingIn } from './naming.ts';
import { solvedOr } from './on-the-spot.ts';
import { decideCase, enforce, handBack, measure, reopen, supervise, takeOver } from './order-words.ts';
import { amend, report } from './report-words.ts';
import { merge, separate } from './same-words.ts';
import { fullNumbersIn, lastDigitsIn } from './which-item.ts';

const notYet =
  (what: string): Handler =>
  (_reading, _text, { session }) => ({ acts: [{ act: 'not-yet', what }], session });

/** One line an intent. */
const HANDLERS: Record<Intent, Handler> = {
  report,
  amend: amendCheckOr(amend),
  withdraw: withdrawCheckOr(withdraw),
  rectified: solvedOr(rectified),
  approve,
  choose,
  classify: classify(null),
  accept,
  reject: sendBack,
  dispute,
  five_fixed: fiveFixed,
  todo: (reading, _text, { session }) => ({ acts: [{ act: reading.result === '待查' ? 'to-check' : 'todo' }], session }),
  progress_query: progress,
  help: (_reading, _text, { session }) => say(session, { say: 'help' }),
  chitchat: (reading, _text, { session, gradings }) =>
    say(session, reading.question !== null && gradings.length === 0 ? { say: 'not-understood' } : { say: 'thanks' }),
  bind: (reading, _text, { session }) =>
    reading.identity
      ? { acts: [{ act: 'bind', name: reading.identity.name, phone: reading.identity.phone }], session }
      : say(session, { say: 'unbound' }),
  plain_text: (reading, _text, { session }) => ({ acts: [{ act: 'plain-text', on: reading.result !== '关闭' }], session }),
  inspection: check,
  transfer,
  escalate,
  extend,
  hand_back: handBack,
  take_over: takeOver,
  merge,
  separate,
  reopen,
  supervise,
  enforce,
  measure,
  case: decideCase,
  away,
  draw,
  paper: notYet('导出材料'),
};

/** Intents that a person's name may come with; a report such as 让学生修灯 is none of them. */
const MAY_NAME: ReadonlySet<Intent> = new Set(['chitchat', 'transfer', 'classify', 'accept', 'choose', 'approve', 'progress_query']);

/** Hands one's own work on, whatever else waits: 转给, 移交, 不归我管. */
const HANDS_ON = /转(?:给|交|办|到|派)|移交|不归(?:我|俺)|不是(?:我|俺)|不该我|交给/u;

/**
 * 让 某某 改 from somebody who grades, or to whom it was reported up: gives the item that waits, or the one that is named, to that person.
 * From anybody else it is handing on (转办), or talk.
 */
const namingTurn = (reading: Reading, text: string, situation: Situation): Turn | null => {
  const naming = MAY_NAME.has(reading.intent) ? namingIn(text) : null;
  if (!naming) return null;
  if (reading.intent === 'classify') return classify(naming.to)({ ...reading, reason: null }, text, situation);
  const { gradings, escalations, tasks } = situation;
  if (tasks.length > 0 && reading.intent === 'transfer' && HANDS_ON.test(text)) return null;
  const waits = unique([...gradings, ...escalations]);
  const named = fullNumbersIn(text).length > 0 || lastDigitsIn(naming.rest, reading.ref) !== null;
  const line = /^(?:第)?(\d{1,2})(?:条|个|项)?$/u.exec(naming.rest)?.[1];
  if (waits.length === 0 && !named && (!line || tasks.length > 0)) return null;
  const deed = { ...CONFIRM, assignee: naming.to };
  return onItems(deed, waits, { ...reading, numbers: line ? [Number(line)] : null }, naming.rest, situation);
};

/** The button's own word means the button, whatever else waits for the speaker. */
const ACCEPT = /^\s*(?:h?\d{4,12}\s*)?接收(?:\s*h?\d{4,12})?[。.!！\s]*$/iu;

/**
 * What a message in words leads to, when its sender is bound. A cry for help is a report whatever we have asked; else an open question
 * is answered first.
 */
export const textTurn = (read: Reading, text: string, situation: Situation): Turn => {
  const reading: Reading = ACCEPT.test(text) ? { ...read, intent: 'accept' } : read;
  if (reading.intent === 'report' && reading.urgent) return (checkIn(reading) === null ? report : check)(reading, text, situation);
  const answered =
    answerToQuestion(reading, text, situation) ?? checkByNumbers(reading, text, situation) ?? namingTurn(reading, text, situation);
  if (answered) return answered;
  // What a check found is part of it, whichever of the two the words tell first.
  const found = reading.intent === 'report' || reading.intent === 'inspection';
  if (found && checkIn(reading) !== null) return check(reading, text, situation);
  if (reading.intent === 'amend' && reading.result === '检查') return HANDLERS.amend(reading, text, situation);
  const first = HANDLERS[reading.intent](reading, text, situation);
  if (!reading.second) return first;
  const half = { ...reading.second, checked: reading.checked };
  const second = HANDLERS[half.intent](half, text, { ...situation, session: first.session });
  return { acts: [...first.acts, ...second.acts], session: second.session };
};
