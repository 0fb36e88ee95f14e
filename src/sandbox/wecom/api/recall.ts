import { accepted, refused } from '../answers.ts';
import { asText } from '../json.ts';
import { findMessage, redrawMessage, remember } from '../world.ts';
import type { Handler } from './call.ts';

const WITHIN_MS = 24 * 3600_000;

/** POST message/recall, within 24 h. [D94867] */
export const recallMessage: Handler = ({ world, body, now }) => {
  const delivery = world.store.state.deliveries.get(asText(body.msgid));
  if (!delivery) return refused(40058, 'invalid msgid');
  if (now.getTime() - Date.parse(delivery.at) > WITHIN_MS) return refused(42052, 'recall is allowed within 24 hours only');
  const at = now.toISOString();
  for (const copy of delivery.copies) {
    const line = findMessage(world, copy.account, copy.messageId);
    if (!line) continue;
    const { id, conversation, from } = line;
    redrawMessage(world, { id, conversation, from, at: line.at, kind: 'event', text: '消息已撤回', updated: at });
  }
  const to = delivery.copies.map((copy) => copy.account);
  remember(world, { via: 'recall', at, to, msgtype: 'recall', body, msgid: delivery.msgid });
  return accepted();
};
