import { type Lane, laneOf } from '../../domain/hazard/lane.ts';
import type { Db } from '../../store/database.ts';
import { loadHazard, openNumbersOf } from '../../store/hazards.ts';
import { addToOutbox } from '../../store/outbox.ts';
import { handleHazardCommand, OPERATOR } from './handle-hazard-command.ts';
import type { createRules } from './rules.ts';

export type PassOnDeps = { rules: ReturnType<typeof createRules>; correlationId: string };
type Move = { fromId: string; toId: string; unitCode: string; lane: Lane; now: Date };

/**
 * Gives the open items that somebody who left has in a unit to whoever takes over, in the import's transaction: the same command, history and
 * messages as when a person hands them on. Items of the other lanes stay: they have another taker.
 */
export const passOn =
  ({ rules, correlationId }: PassOnDeps) =>
  async (db: Db, { fromId, toId, unitCode, lane, now }: Move): Promise<void> => {
    for (const number of await openNumbersOf(db, fromId, unitCode)) {
      const loaded = await loadHazard(db, number);
      if (!loaded || laneOf(loaded.state) !== lane) continue;
      const context = { db, rules: await rules(db), cause: { type: 'operator' as const, id: correlationId }, operator: true };
      const outcome = await handleHazardCommand(context, number, { type: 'Assign', assignee: toId, meta: { actor: OPERATOR, at: now } });
      if (outcome.ok) await addToOutbox(db, outcome.drafts, { correlationId, now });
    }
  };
