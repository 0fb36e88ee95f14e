import { normalise } from '../reading/normalise.ts';
import { findLeave } from '../reading/when.ts';
import { type Answer, CHANGES_THE_SUBJECT, digitIn, isReport, POLITE, QUESTION, reasonIn } from './answer.ts';
import { doTo } from './do-it.ts';
import { extensionReason, reasonBeside, untilIn } from './hand-on-words.ts';
import { leaveUntil } from './leave-words.ts';

const NAMED =
  /^(?:请|就|还是)?(?:转?(?:交|派)?给|让|找|交给|叫|由)?\s*(?<to>[\p{Script=Han}·A-Za-z0-9]{2,10}?)(?:吧|处理|来(?:办|弄|修|管)?|去(?:办|弄|修)?)?(?:[\s,，。;；:：]+(?<reason>.+))?$/u;

/** To whom, by number or by name, with the reason behind it: 李师傅，他管水电. Then why, if that was not said. */
export const transfer: Answer<'transfer'> = ({ number, to, reason, options }, reading, text, situation) => {
  if (to !== null) {
    const said = reasonIn(reading, text);
    return said === null ? null : doTo([number], { do: 'transfer', to, reason: said }, situation);
  }
  const digit = digitIn(text);
  const chosen = digit === null ? undefined : options[digit - 1];
  if (chosen) return doTo([number], { do: 'transfer', to: chosen, reason }, situation);
  const words = text.trim().replace(/[。.!！]+$/u, '');
  if (reading.intent === 'transfer' && reading.to !== null) {
    const beside = reason || reasonBeside(words, reading.to, reading.reason);
    return doTo([number], { do: 'transfer', to: reading.to, reason: beside }, situation);
  }
  const named = NAMED.exec(words)?.groups;
  if (!named?.to || POLITE.test(words) || QUESTION.test(words)) return null;
  if (CHANGES_THE_SUBJECT.has(reading.intent) || isReport(reading)) return null;
  return doTo([number], { do: 'transfer', to: named.to, reason: reason || (named.reason?.trim() ?? '') }, situation);
};

/** Until when, perhaps with the reason; then why. A further date replaces the first. */
export const extension: Answer<'extension'> = ({ number, until, reason }, reading, text, situation) => {
  const named = untilIn(reading, situation.now);
  if (until === null || (reading.intent === 'extend' && named.until !== null)) {
    if (named.until === null || isReport(reading)) return null;
    const said = reason || extensionReason(text, reading.until);
    return doTo([number], { do: 'extend', ...named, reason: said }, situation);
  }
  const said = reasonIn(reading, text);
  return said === null ? null : doTo([number], { do: 'extend', until, reason: said }, situation);
};

/** 周五, 三天. */
export const awayUntil: Answer<'away'> = ({ from }, reading, text, { session, now }) => {
  if (isReport(reading) || text.trim().length > 16) return null;
  const day = findLeave(normalise(text).text, now)?.date ?? reading.untilDate;
  return day === null || day === undefined ? null : leaveUntil(day, from, session);
};
