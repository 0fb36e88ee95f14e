import type { Clues } from './clues.ts';
import { answers } from './rules/answers.ts';
import { commands } from './rules/commands.ts';
import { corrections } from './rules/corrections.ts';
import { decisions } from './rules/decisions.ts';
import { handingOn } from './rules/handing-on.ts';
import { measures } from './rules/measures.ts';
import { mayBeReport, reports } from './rules/reports.ts';
import { ANYTHING, type Found, type IntentRule, saidGroup } from './rules/rule.ts';
import { period } from './rules/telling.ts';

const fallback: IntentRule = {
  name: 'nothing that we know',
  intent: 'chitchat',
  pattern: ANYTHING,
  also: (clues) => (mayBeReport(clues) ? { question: '没太看懂。要报隐患吗？说说哪里、什么问题就行。' } : {}),
};

/** Intent first, negation second, keyword third: the order of this table is that order. */
export const intentRules: readonly IntentRule[] = [
  ...commands,
  ...corrections,
  ...measures,
  ...decisions,
  ...handingOn,
  ...answers,
  ...reports,
  fallback,
];

const fields = ['reason', 'to', 'until', 'ref', 'result', 'period'] as const;

/** Applies the first rule that fits. Total: the last one always does. */
export const findIntent = (clues: Clues): Found & { rule: string } => {
  for (const rule of intentRules) {
    const match = rule.pattern.exec(clues.bare);
    if (match === null || rule.when?.(clues, match) === false) continue;
    const named = Object.fromEntries(
      fields.flatMap((field) => (match.groups?.[field] === undefined ? [] : [[field, saidGroup(clues, match, field)]])),
    );
    return { rule: rule.name, intent: rule.intent, ...named, ...rule.also?.(clues, match) };
  }
  return { rule: fallback.name, intent: fallback.intent };
};

/** Which period's check a message speaks of (周排查), as it was written. */
export const findPeriod = (clues: Clues): string | null => {
  const match = period.exec(clues.text);
  const indices = match?.indices?.groups?.period;
  return indices === undefined ? null : clues.normal.original(indices[0], indices[1]);
};
