import type { EventOf } from '../../domain/hazard/events.ts';
import type { CardDraft, Draft } from '../../messaging/draft.ts';
import { standInFor } from './asked.ts';
import { gradingCard, taskCard } from './cards.ts';
import { type Change, cardTo, withLine } from './change.ts';

const bodyFor = (body: Draft['body'], name: string): Draft['body'] => {
  const line = `代 ${name} 办`;
  if (body.kind === 'card') return { ...body, card: withLine(body.card, line) };
  return body.kind === 'text' ? { ...body, text: `${line}：\n${body.text}` } : body;
};

const keyOf = (kind: string, person: string): string => `${kind} ${person}`;

/**
 * 代理人: whatever asks something of somebody who is away, or gives no answer, goes to his stand-in too, if he may see the item. Each once,
 * and not to whom the same is asked anyway.
 */
export const withStandIns = (change: Change, drafts: readonly Draft[]): Draft[] => {
  const { after, around } = change;
  const reached = new Set(drafts.flatMap(({ kind, to }) => ('person' in to ? [keyOf(kind, to.person)] : [])));
  return drafts.flatMap((draft) => {
    if (!('person' in draft.to)) return [draft];
    const principal = draft.to.person;
    const deputy = standInFor(draft.kind, principal, after, around);
    if (deputy === null || reached.has(keyOf(draft.kind, deputy))) return [draft];
    reached.add(keyOf(draft.kind, deputy));
    return [draft, { ...draft, to: { person: deputy }, body: bodyFor(draft.body, around.nameOf(principal)) }];
  });
};

/** Longer silences are not counted in minutes. */
const MOST_MINUTES = 120;

const silence = ({ since, at }: EventOf<'DeputiesCalled'>): string => {
  const minutes = Math.round((at.getTime() - since.getTime()) / 60_000);
  return minutes <= MOST_MINUTES ? `${minutes} 分钟未回应` : '一直没有回应';
};

/** What is asked of everybody at this step: whoever is called gets the same card. */
const cardNow = (change: Change): { kind: string; drawn: CardDraft } | null => {
  const { status } = change.after;
  if (status === 'assigned') return { kind: 'task-card', drawn: taskCard(change) };
  return status === 'reported' || status === 'classified' ? { kind: 'grading-card', drawn: gradingCard(change) } : null;
};

/** Whoever was asked "now" has not answered: his 代理人 gets the card that he has. One card, for whomever he is called. */
export const deputyCards = (change: Change, event: EventOf<'DeputiesCalled'>): Draft[] => {
  const { after, around } = change;
  const card = cardNow(change);
  if (card === null) return [];
  const called = new Map<string, string>();
  for (const { for: principal, deputy } of event.called)
    if (!called.has(deputy) && standInFor(card.kind, principal, after, around) === deputy) called.set(deputy, principal);
  return [...called].flatMap(([deputy, principal]) =>
    cardTo(change, card.kind, [deputy], withLine(card.drawn, `替 ${around.nameOf(principal)}（${silence(event)}）`)),
  );
};
