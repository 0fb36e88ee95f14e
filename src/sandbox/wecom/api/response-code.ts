import { newId } from '../ids.ts';
import type { Delivery } from '../types.ts';
import type { World } from '../world.ts';

const LIFETIME_MS = 72 * 3600_000;

/** A code that redraws the card of this delivery once within 72 h. [D94888] */
export const issueCode = (world: World, msgid: string, now: Date): string => {
  const code = newId('rc-');
  world.store.record({ op: 'code', code: { code, msgid, expires: new Date(now.getTime() + LIFETIME_MS).toISOString() } });
  return code;
};

/** The delivery that a code stands for; null when it is unknown, used or too old. */
export const deliveryOfCode = (world: World, code: string, now: Date): Delivery | null => {
  const issued = world.store.state.codes.get(code);
  if (!issued || Date.parse(issued.expires) <= now.getTime()) return null;
  return world.store.state.deliveries.get(issued.msgid) ?? null;
};

export const useCode = (world: World, code: string): void => world.store.record({ op: 'code-used', code });
