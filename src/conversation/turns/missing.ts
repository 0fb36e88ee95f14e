import type { ItemDeed } from '../deed.ts';
import { isTerritorial } from '../reading/rules/handing-on.ts';
import type { Asked, ReasonVerb } from '../session.ts';
import type { Saying } from '../turn.ts';

/** The sentence that a deed cannot do without is missing; null: it is there, or none is needed. */
const reasonMissing = (deed: ItemDeed): ReasonVerb | null => {
  switch (deed.do) {
    case 'return':
    case 'reject':
    case 'withdraw':
    case 'escalate':
    case 'refuse-extension':
    case 'reopen':
      return deed.reason === '' ? deed.do : null;
    case 'answer-escalation':
      return deed.note === '' ? deed.do : null;
    case 'enforce':
    case 'measure':
      return deed.measure === '' ? deed.do : null;
    case 'decide-case':
      return !deed.start && deed.reason === '' ? 'not-pursued' : null;
    default:
      return null;
  }
};

/** What was said already of a deed that waits for its sentence. */
type SaidBefore = Pick<Extract<Asked, { kind: 'reason' }>, 'trigger' | 'to'>;

/** The deed that a sentence completes. */
export const withReason = (verb: ReasonVerb, words: string, { trigger, to }: SaidBefore = {}): ItemDeed => {
  switch (verb) {
    case 'escalate':
      return { do: verb, reason: words, territorial: isTerritorial(words), ...(to ? { to } : {}) };
    case 'answer-escalation':
      return { do: verb, note: words, until: null };
    case 'enforce':
    case 'measure':
      return { do: verb, measure: words };
    case 'not-pursued':
      return { do: 'decide-case', start: false, reason: words, ...(trigger ? { trigger } : {}) };
    default:
      return { do: verb, reason: words };
  }
};

/** What has to be asked before a deed is carried out: the words of the question, and what the conversation waits for. */
export type Missing = { saying: Saying; asked: Asked };

/**
 * What is missing of a deed to be done to these items; null: nothing. Only the reason can be asked for several at once.
 * @param at ISO, the moment of the question
 */
export const missingOf = (deed: ItemDeed, numbers: readonly [string, ...string[]], at: string): Missing | null => {
  const [number] = numbers;
  const verb = reasonMissing(deed);
  if (verb !== null) {
    const file = deed.do === 'decide-case' && deed.trigger ? { trigger: deed.trigger } : {};
    const grid = deed.do === 'escalate' && deed.to ? { to: deed.to } : {};
    return { saying: { say: 'need-reason', verb }, asked: { kind: 'reason', verb, numbers: [...numbers], ...file, ...grid, at } };
  }
  if (deed.do === 'submit' && deed.photos.length === 0)
    return { saying: { say: 'need-after-photo', number }, asked: { kind: 'after-photo', number, note: deed.note, at } };
  if (deed.do === 'transfer' && (deed.to === null || deed.reason === '')) {
    const { to, reason } = deed;
    return { saying: { say: 'need-transfer', number, to }, asked: { kind: 'transfer', number, to, reason, options: [], at } };
  }
  if (deed.do === 'extend' && (deed.until === null || deed.reason === '')) {
    const { until, reason } = deed;
    return { saying: { say: 'need-extension', number, until }, asked: { kind: 'extension', number, until, reason, at } };
  }
  return null;
};
