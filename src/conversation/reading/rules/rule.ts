import type { Clues } from '../clues.ts';
import type { Intent, Reading } from '../reading.ts';

/** What a rule found out, on top of what every reading has. */
export type Found = { intent: Intent } & Partial<Omit<Reading, 'intent' | 'second'>>;

/**
 * One way of saying something. The first rule of the table that applies names the intent. `pattern` looks at the bare message; its named
 * groups `reason`, `to`, `until`, `ref`, `result` and `period` become the fields of that name, as they were written.
 */
export type IntentRule = {
  name: string;
  intent: Intent;
  pattern: RegExp;
  when?: (clues: Clues, match: RegExpExecArray) => boolean;
  also?: (clues: Clues, match: RegExpExecArray) => Partial<Omit<Reading, 'second'>>;
};

/** For rules that decide by their condition alone. */
export const ANYTHING = /(?:)/du;

/** Patterns carry the `d` flag: the fields are cut out of the written text by the groups' indexes. */
export const re = (source: string): RegExp => new RegExp(source, 'du');

const faultKinds: ReadonlySet<string> = new Set(['fault', 'pattern']);
export const hasFault = (clues: Clues): boolean => clues.evidence.some((each) => faultKinds.has(each.kind));
export const hasThing = (clues: Clues): boolean => clues.evidence.some((each) => each.kind !== 'hint');
export const isUrgent = (clues: Clues): boolean => clues.judgement?.urgent ?? false;

/** A fault told by somebody for whom nothing waits: whatever else the words say (等放假再修, 这是村里的路), it has to be written down first. */
export const isNewHazard = (clues: Clues): boolean =>
  hasFault(clues) &&
  clues.wrong &&
  clues.context.openTasks === 0 &&
  clues.context.pendingDecisions === 0 &&
  (clues.context.asked ?? null) === null;

const relapse = /又|再次|还是|还在|还没|仍|但|不过|可是|就是|结果|没两天|没几天/u;
const worseAgain = /(?:又|再次|还是)[^,。;!?]{0,6}(?:坏|漏|裂|掉|堵|不亮|松|断|塌|冒|响|晃|锈|没)/u;

/** A fault that the message tells after, or within, the words of completion: 修好没两天又漏了, 安全出口锁上了. */
const faultAfterDone = (clues: Clues): boolean => {
  const { done } = clues;
  if (done === null) return false;
  const rest = clues.text.slice(done.end);
  if (worseAgain.test(rest)) return true;
  const relapsed = relapse.test(rest);
  return clues.evidence.some(
    (each) =>
      faultKinds.has(each.kind) &&
      ((each.start >= done.end && relapsed) ||
        (each.end > done.end && each.start < done.end) ||
        ((each.start >= done.start || each.category === 'bullying') &&
          each.end === done.end &&
          each.kind === 'pattern' &&
          each.weight >= 12)),
  );
};
export const isDone = (clues: Clues): boolean => clues.done !== null && !faultAfterDone(clues);

/** The words of a named group as they were written. */
export const saidGroup = (clues: Clues, match: RegExpExecArray, group: string): string | null => {
  const indices = match.indices?.groups?.[group];
  if (indices === undefined) return null;
  return clues.normal.original(clues.bareStart + indices[0], clues.bareStart + indices[1]).trim() || null;
};

/** The whole message without greeting and closing punctuation, as it was written. */
export const saidWhole = (clues: Clues): string => clues.normal.original(clues.bareStart, clues.bareStart + clues.bare.length);
