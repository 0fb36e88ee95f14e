import type { ItemDeed } from '../deed.ts';
import type { Intent, Reading } from '../reading/reading.ts';
import { type Asked, spokenOf } from '../session.ts';
import type { Situation } from '../situation.ts';
import type { Turn } from '../turn.ts';

/** What the next line after a question of ours leads to; null: it is about something else. */
export type Answer<K extends Asked['kind']> = (
  asked: Extract<Asked, { kind: K }>,
  reading: Reading,
  text: string,
  situation: Situation,
) => Turn | null;

/** Intents that are clearly something else than the answer that we wait for. */
export const CHANGES_THE_SUBJECT: ReadonlySet<Intent> = new Set([
  'approve',
  'todo',
  'help',
  'progress_query',
  'bind',
  'rectified',
  'accept',
  'choose',
  'plain_text',
  'draw',
  'paper',
  'away',
]);
export const POLITE = /^(?:好|行|嗯|哦|收到|谢|辛苦|知道|明白|ok|稍等|等|👍)/iu;
export const QUESTION = /[?？]|[吗呢]$|怎么|咋|为什么|啥/u;

export const answered = (situation: Situation, number: string, deed: ItemDeed): Turn => ({
  acts: [{ act: 'deed', number, deed }],
  session: spokenOf(situation.session, [number], situation.now),
});

/** A hazard of its own, whose words we know: not the answer to a question about another. */
export const isReport = (reading: Reading): boolean =>
  reading.intent === 'report' && reading.category !== null && reading.category !== 'other';

/** The reason that was asked for. A bare 退回 once more is none. */
export const reasonIn = (reading: Reading, text: string): string | null => {
  if (reading.reason !== null) return reading.reason;
  if (CHANGES_THE_SUBJECT.has(reading.intent) || ['reject', 'dispute', 'withdraw'].includes(reading.intent)) return null;
  return /\p{Script=Han}/u.test(text) ? text.trim() : null;
};

/** The line of an offered list that a short answer names: 2, 第2个. */
export const digitIn = (text: string): number | null => {
  const digit = /^\s*(?:第)?([1-9])(?:个|位|条)?\s*[.。、]?\s*$/u.exec(text.normalize('NFKC'))?.[1];
  return digit === undefined ? null : Number(digit);
};
