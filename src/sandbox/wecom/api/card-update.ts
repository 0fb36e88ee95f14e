import { type Answer, accepted, refused } from '../answers.ts';
import { judgeCard } from '../card-rules.ts';
import { asObject, asText, asTexts, isObject, type JsonObject } from '../json.ts';
import type { ChatMessage, Delivery } from '../types.ts';
import { findMessage, redrawMessage, remember, type World } from '../world.ts';
import { type Handler, judgeAgent } from './call.ts';
import { deliveryOfCode, useCode } from './response-code.ts';

const BUTTON_CARDS = ['button_interaction', 'vote_interaction', 'multiple_interaction'];

type Redraw = (old: JsonObject) => JsonObject;

/** Both forms exclude each other; each yields the new card from the old one. */
const redrawOf = (body: JsonObject, delivery: Delivery): { refusal: Answer } | { refusal: null; redraw: Redraw } => {
  if (isObject(body.template_card)) {
    const card = body.template_card;
    const wrong = judgeCard(card, 'update');
    // The documented body has no task_id; a card that still has buttons keeps the one it was sent with.
    return wrong ? { refusal: wrong } : { refusal: null, redraw: (old) => ({ ...card, task_id: old.task_id }) };
  }
  const name = asText(asObject(body.button).replace_name);
  if (name === '') return { refusal: refused(40058, 'missing button.replace_name or template_card') };
  if (!BUTTON_CARDS.includes(delivery.cardType ?? '')) return { refusal: refused(42031, 'the card has no button') };
  return { refusal: null, redraw: ({ button_list: _gone, submit_button: _gone2, ...rest }) => ({ ...rest, replace_text: name }) };
};

type Audience = { accounts: string[]; invaliduser: string[] };

const audienceOf = (body: JsonObject, delivery: Delivery): Audience => {
  const got = delivery.copies.map((copy) => copy.account);
  if (body.atall === 1) return { accounts: got, invaliduser: [] };
  const asked = asTexts(body.userids);
  const find = (userid: string): string | undefined => got.find((account) => account.toLowerCase() === userid.toLowerCase());
  return {
    accounts: asked.flatMap((userid) => find(userid) ?? []),
    invaliduser: asked.filter((userid) => find(userid) === undefined).map((userid) => userid.toLowerCase()),
  };
};

const redrawCopies = (world: World, delivery: Delivery, accounts: string[], redraw: Redraw, at: string): ChatMessage[] =>
  delivery.copies
    .filter((copy) => accounts.includes(copy.account))
    .flatMap((copy) => findMessage(world, copy.account, copy.messageId) ?? [])
    .map((message) => {
      const redrawn: ChatMessage = { ...message, kind: 'card', card: redraw(message.card ?? {}), updated: at };
      redrawMessage(world, redrawn);
      return redrawn;
    });

const asksNobody = (body: JsonObject): boolean =>
  body.atall !== 1 && [body.userids, body.partyids, body.tagids].every((list) => !Array.isArray(list) || list.length === 0);

/** POST message/update_template_card; the code is used up only by success. [D94888] */
export const updateTemplateCard: Handler = ({ world, body, now }) => {
  const wrongAgent = judgeAgent(world, body.agentid);
  if (wrongAgent) return wrongAgent;
  const code = asText(body.response_code);
  const delivery = deliveryOfCode(world, code, now);
  if (!delivery) return refused(60140, 'invalid response_code, expired or used');
  if (asksNobody(body)) return refused(82101, 'update target is empty');
  const form = redrawOf(body, delivery);
  if (form.refusal) return form.refusal;
  const { accounts, invaliduser } = audienceOf(body, delivery);
  if (accounts.length === 0) return refused(82102, 'update target is not among the recipients', { invaliduser });
  useCode(world, code);
  const at = now.toISOString();
  const lines = redrawCopies(world, delivery, accounts, form.redraw, at);
  const { msgid, taskId } = delivery;
  const to = lines.map((line) => line.conversation);
  const messageIds = lines.map((line) => line.id);
  const card = lines[0]?.card ?? null;
  remember(world, { via: 'update', at, to, msgtype: 'template_card', body, card, msgid, taskId, responseCode: code, messageIds });
  return accepted({ invaliduser });
};
