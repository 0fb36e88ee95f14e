import type { CommandOf } from './commands.ts';
import { accepted, type Decision, refused, wrongStatus } from './rejection.ts';
import { type Hazard, isIn, OPEN_STATUSES } from './state.ts';
import { said } from './words.ts';

/** 查处: an order or a penalty of the authority above is put on record. It may come after the end too. */
export const enforce = (state: Hazard, command: CommandOf<'Enforce'>): Decision => {
  if (!isIn(state, ...OPEN_STATUSES, 'closed', 'archived')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const measure = said(command.measure);
  return measure === null ? refused({ code: 'reason-missing' }) : accepted({ type: 'HazardEnforced', at, actor, measure });
};

/** 挂牌督办 (安全生产法 art. 41: county departments supervise 重大 hazards until they are cleared). */
export const supervise = (state: Hazard, command: CommandOf<'Supervise'>): Decision => {
  if (!isIn(state, ...OPEN_STATUSES)) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  if (state.supervised !== null) return refused({ code: 'unchanged' });
  return accepted({ type: 'HazardSupervised', at, actor, note: said(command.note) });
};

/** 临时管控措施: what was done so that nobody comes to harm meanwhile. */
export const takeMeasure = (state: Hazard, command: CommandOf<'TakeMeasure'>): Decision => {
  if (!isIn(state, 'reported', 'classified', 'assigned', 'rectifying')) return wrongStatus(state);
  const { actor, at } = command.meta;
  if (actor === null) return refused({ code: 'not-bound' });
  const measure = said(command.measure);
  return measure === null ? refused({ code: 'reason-missing' }) : accepted({ type: 'InterimMeasureTaken', at, actor, measure });
};
