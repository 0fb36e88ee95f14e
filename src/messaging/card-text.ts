import type { Card } from './message.ts';

export type CardTextOptions = {
  /** Whether the buttons become numbered answers (回复 1 同意). Off where nobody can answer, in a group. Default: on. */
  answers?: boolean;
};

const present = (line: string | null): line is string => line !== null && line.trim() !== '';

const fieldLine = (field: { name: string; value: string }): string => `${field.name}：${field.value}`;

/**
 * A card as plain words, one thing a line: title, who speaks, text, fields, outcome, and the buttons as answers that a person can type.
 * The numbers are the positions in `card.actions`, from 1. A card with an outcome is over: it offers no answers.
 * Nothing is escaped or shortened; that is each platform's business.
 */
export const cardAsText = (card: Card, options: CardTextOptions = {}): string => {
  const open = card.outcome === null && (options.answers ?? true);
  const answers = open ? card.actions.map((action, index) => `回复 ${index + 1} ${action.label}`) : [];
  const lines = [`【${card.title}】`, card.source, card.text, ...card.fields.map(fieldLine), card.outcome, ...answers];
  return lines.filter(present).join('\n');
};
