import { describe, expect, it } from 'vitest';
import { CARD_LIMITS, losesWords, type TemplateCard, updatedCard } from '../../../src/channels/wecom/card.ts';
import { render, TEXT_BYTES } from '../../../src/channels/wecom/render.ts';
import { redrawsFor } from '../../../src/conversation/redraw.ts';
import type { HazardCommand, Report } from '../../../src/domain/hazard/commands.ts';
import type { CardDraft, Draft } from '../../../src/messaging/draft.ts';
import type { Card } from '../../../src/messaging/message.ts';
import { judgeCard } from '../../../src/sandbox/wecom/card-rules.ts';
import { message } from '../../fixtures/wecom/outbound.ts';
import { agrees, by, fixesFive, lampReport, MONDAY_NINE, PLAN_DAY, returns, submits, ticks } from '../domain/hazard/hazard-story.ts';
import { around, play, type Scenery } from './scene.ts';

const LATER = new Date('2026-12-20T09:00:00+08:00');
const QUARTER = new Date(MONDAY_NINE.getTime() + 15 * 60_000);

/** The words that people and the school bring along, in every place that a card may show. */
type Words = { said: string; place: string | null; clause: string };

/** Lives that between them send every kind of card. */
const lifes = ({ said, place, clause }: Words): HazardCommand[][] => {
  const report = (changes: Partial<Report> = {}): HazardCommand =>
    by(
      'teacher',
      lampReport({ description: said, place: { id: 7, text: place }, placePerson: null, basis: [{ words: said, clause }], ...changes }),
    );
  const give = by('officer', { type: 'Assign', assignee: 'handler' });
  const given = [report(), give];
  return [
    [report(), by('teacher', { type: 'Correct', description: `${said}二` })],
    [report({ level: '重大', urgent: true }), ticks(QUARTER, { deputies: { officer: 'clerk' } })],
    [report({ level: '重大' }), give, fixesFive('handler', false), ticks(LATER, { responsible: ['head', 'officer', 'up-head'] })],
    [
      ...given,
      submits('handler', 'done'),
      returns('head', said),
      submits('handler', 'again'),
      agrees('head'),
      by('head', { type: 'Reopen', reason: said }),
    ],
    [...given, by('officer', { type: 'Reject', reason: said }), by('head', { type: 'Reopen', reason: said })],
    [...given, by('handler', { type: 'Transfer', assignee: 'plumber', reason: said })],
    [...given, by('handler', { type: 'Escalate', to: 'head', tree: 'sector', reason: said })],
    [...given, by('handler', { type: 'Escalate', to: 'village', tree: 'territorial', reason: said })],
    [...given, by('handler', { type: 'AskExtension', until: PLAN_DAY, reason: said })],
    [report({ source: '上级通报' }), give, ticks(LATER, { responsible: ['head', 'officer', 'up-head'] })],
    [report({ dangerousWork: { situation: 2, words: said } }), ticks(LATER, { responsible: ['head'] })],
  ];
};

const AWAY: Scenery = { away: { officer: 'o-clerk', head: 'h-clerk', handler: 'w-clerk', 'b-head': 'b-clerk' } };

type CardMessage = { kind: string; card: Card };
const asSent = ({ buttons, ...card }: CardDraft): Card => ({
  ...card,
  actions: buttons.map(({ label, style }, index) => ({ label, style, ref: `msg-1-${index}` })),
});
const cardsIn = (drafts: readonly Draft[]): CardMessage[] =>
  drafts.flatMap(({ kind, body }) => (body.kind === 'card' ? [{ kind, card: asSent(body.card) }] : []));

const cards = (words: Words, scenery: Scenery = {}): CardMessage[] =>
  lifes(words).flatMap((life) => play(life, scenery).flatMap(({ drafts }) => cardsIn(drafts)));

const PLAIN: Words = { said: '三楼东头的灯坏了', place: '三楼东头', clause: '消防法第二十八条' };
const NASTY: Record<string, Words> = {
  'very long': {
    said: '楼道里堆了很多东西，'.repeat(300),
    place: '教学楼后面的走廊'.repeat(40),
    clause: '教育系统重大事故隐患判定指南'.repeat(9),
  },
  'markup and mentions': { said: '<a href="x">点我</a> @all <@ZhangSan> **粗** $userName=1$', place: '<b>三楼</b>', clause: '<i>' },
  'control characters and halves': { said: 'a\u0000b\u0007\r\n\t\ud83d c\u202e', place: '\u0001', clause: '\ud800' },
  emoji: { said: '👨‍👩‍👧‍👦'.repeat(200), place: '🔥'.repeat(80), clause: '⚠️' },
  'hardly a word': { said: '。', place: null, clause: '' },
};

const KINDS = ['grading-card', 'task-card', 'return-card', 'verify-card', 'five-card', 'escalation-card', 'extension-card', 'case-card'];

const liveCards = (card: Card): TemplateCard[] =>
  render(message({ body: { kind: 'card', card } }), 'member').flatMap((part) =>
    part.msgtype === 'template_card' ? [part.template_card] : [],
  );

describe('every card of an item’s life', () => {
  it('is among those that are judged here', () => {
    expect([...new Set(cards(PLAIN).map(({ kind }) => kind))].sort()).toEqual([...KINDS].sort());
  });

  it('fits as it is, when people write as they do: nothing is cut, nothing is sent twice', () => {
    for (const { kind, card } of [...cards(PLAIN), ...cards(PLAIN, AWAY)]) {
      expect([kind, losesWords(card)]).toEqual([kind, false]);
      expect([...(card.source ?? '')].length).toBeLessThanOrEqual(CARD_LIMITS.source);
      for (const { name } of card.fields) expect([...name].length).toBeLessThanOrEqual(CARD_LIMITS.fieldName);
      for (const { label } of card.actions) expect([...label].length).toBeLessThanOrEqual(CARD_LIMITS.button);
    }
  });

  it.each(Object.entries(NASTY))('is one that the platform takes, whatever is written: %s', (_name, words) => {
    for (const { kind, card } of [...cards(words), ...cards(words, AWAY)]) {
      const live = liveCards(card);
      expect([kind, live.length]).toEqual([kind, 1]);
      for (const each of live) {
        expect(judgeCard({ ...each }, 'app')).toBeNull();
        expect(each.button_list.map(({ text }) => text)).toEqual(card.actions.map(({ label }) => label));
      }
      // What does not fit on the card goes before it as words, and can be answered by number where no card is shown.
      for (const plain of [false, true])
        for (const part of render(message({ body: { kind: 'card', card }, plain }), 'member'))
          if (part.msgtype === 'text') expect(Buffer.byteLength(part.text.content)).toBeLessThanOrEqual(TEXT_BYTES);
    }
  });

  it('can be redrawn dead, with who decided and when', () => {
    for (const life of lifes(PLAIN)) {
      const [last] = play(life).slice(-1);
      if (!last) throw new Error('nothing happened');
      const live = cardsIn(last.drafts).map(({ kind, card }, index) => ({ id: `c${index}`, kind, personId: 'head', card }));
      const context = { cause: { type: 'inbox' as const, id: 'i' }, sensitive: false };
      for (const { body } of redrawsFor(live, last.after, last.events, around(last.after), context)) {
        if (body.kind !== 'card') throw new Error('no card');
        expect(judgeCard({ ...updatedCard(asSent(body.card)) }, 'update')).toBeNull();
      }
    }
  });

  it('says on its dead button who decided, when and what, in the room that there is', () => {
    const words = ['已转办', '已上报', '已答复', '已重提', '已同意', '没同意', '已合并', '已重开', '已决定'];
    for (const word of words) expect([...`王主任 11-23 10:20 ${word}`].length).toBeLessThanOrEqual(CARD_LIMITS.outcome);
  });
});
