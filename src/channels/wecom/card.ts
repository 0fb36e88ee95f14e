import { cardAsText } from '../../messaging/card-text.ts';
import type { Card, CardAction, Tone } from '../../messaging/message.ts';
import { characterCount, shorten } from './bytes.ts';
import { inert, inertLine } from './words.ts';

/** Lengths that the platform advises, in characters, and numbers that it enforces [D90236]. */
export const CARD_LIMITS = {
  source: 20,
  title: 36,
  description: 44,
  text: 160,
  fields: 6,
  fieldName: 5,
  fieldValue: 30,
  buttons: 6,
  button: 10,
  /** No advice is given; a grey button of this length still fits one line of a phone. */
  outcome: 20,
} as const;

export type TemplateCard = {
  card_type: 'button_interaction';
  source?: { desc: string; desc_color: 0 | 1 | 2 | 3 };
  main_title: { title: string; desc?: string };
  sub_title_text?: string;
  horizontal_content_list?: { keyname: string; value: string }[];
  task_id?: string;
  button_list: { text: string; style: number; key: string }[];
  replace_text?: string;
};

const COLOURS: Record<Tone, 0 | 1 | 2 | 3> = { info: 1, success: 3, warning: 2, danger: 2 };
// The platform's page shows the four styles only in a picture; 1, its default, is the filled one.
const STYLES: Record<CardAction['style'], number> = { primary: 1, default: 2, danger: 3 };

const line = (text: string, max: number, otherwise = '—'): string => shorten(inertLine(text), max) || otherwise;

/** The card with live buttons. `id` becomes its task_id, which has to be unique in the app for ever. */
export const liveCard = (card: Card, id: string): TemplateCard => ({ ...face(card, null), task_id: id, button_list: buttons(card) });

/**
 * The card as it replaces a delivered one [D94888]: with an outcome, or nothing left to press, one dead grey button that says so.
 * The documented body names no task_id here.
 */
export const updatedCard = (card: Card): TemplateCard => {
  const dead = card.outcome ?? (card.actions.length === 0 ? '已处理' : null);
  if (dead === null) return { ...face(card, null), button_list: buttons(card) };
  // The list is required even though replace_text takes its place.
  const placeholder = [{ text: line(dead, CARD_LIMITS.button), style: 1, key: 'done' }];
  const button_list = card.actions.length === 0 ? placeholder : buttons(card);
  return { ...face(card, card.outcome), button_list, replace_text: line(dead, CARD_LIMITS.outcome) };
};

/** Whether shortening loses words that a person should be able to read. Long names of fields and buttons stay understandable. */
export const losesWords = (card: Card): boolean =>
  tooLong(card.title, CARD_LIMITS.title) ||
  characterCount(paragraph(card.text)) > CARD_LIMITS.text ||
  card.fields.length > CARD_LIMITS.fields ||
  card.fields.some((field) => tooLong(field.value, CARD_LIMITS.fieldValue));

/** All that the card says, without its buttons. */
export const wholeText = (card: Card): string => cardAsText(card, { answers: false });

const tooLong = (text: string, max: number): boolean => characterCount(inertLine(text)) > max;

const paragraph = (text: string | null): string => inert(text ?? '').trim();

const face = (card: Card, description: string | null): Omit<TemplateCard, 'button_list'> => {
  const title = line(card.title, CARD_LIMITS.title);
  const text = shorten(paragraph(card.text), CARD_LIMITS.text);
  return {
    card_type: 'button_interaction',
    ...(card.source === null ? {} : { source: { desc: line(card.source, CARD_LIMITS.source), desc_color: COLOURS[card.tone] } }),
    main_title: description === null ? { title } : { title, desc: line(description, CARD_LIMITS.description) },
    ...(text === '' ? {} : { sub_title_text: text }),
    ...(card.fields.length === 0 ? {} : { horizontal_content_list: rows(card) }),
  };
};

const rows = (card: Card): { keyname: string; value: string }[] =>
  card.fields.slice(0, CARD_LIMITS.fields).map((field) => ({
    keyname: line(field.name, CARD_LIMITS.fieldName),
    value: line(field.value, CARD_LIMITS.fieldValue),
  }));

const buttons = (card: Card): TemplateCard['button_list'] =>
  card.actions.slice(0, CARD_LIMITS.buttons).map((action) => ({
    text: line(action.label, CARD_LIMITS.button),
    style: STYLES[action.style],
    key: action.ref,
  }));
