import { type Change, notificationsFor } from '../../conversation/notifications.ts';
import { cardStillAsks, type LiveCard, redrawsFor } from '../../conversation/redraw.ts';
import type { Surroundings } from '../../conversation/surroundings.ts';
import type { HazardCommand } from '../../domain/hazard/commands.ts';
import { decide, type Rejection, type Rules } from '../../domain/hazard/decide.ts';
import type { HazardEvent } from '../../domain/hazard/events.ts';
import { evolve } from '../../domain/hazard/evolve.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { Hazard, KnownHazard } from '../../domain/hazard/state.ts';
import { can, mayReport } from '../../domain/organisation/authority.ts';
import { visibilityOf } from '../../domain/organisation/visibility.ts';
import type { Draft } from '../../messaging/draft.ts';
import type { Db } from '../../store/database.ts';
import { loadForChange, saveHazard } from '../../store/hazards.ts';
import { closeCards, openCardsOf } from '../../store/outbox.ts';
import { type CityView, cityView } from './city-view.ts';
import { standingTo, surroundingsOf } from './surroundings.ts';

/** What became of a command. `drafts` are the messages that it leads to, for the caller's outbox. */
export type Outcome =
  | { ok: true; item: KnownHazard; events: readonly HazardEvent[]; around: Surroundings; drafts: Draft[] }
  | { ok: false; why: 'unknown' }
  | { ok: false; why: 'forbidden'; item: KnownHazard; around: Surroundings }
  | { ok: false; why: 'rejected'; rejection: Rejection; item: KnownHazard; around: Surroundings };

/**
 * `city`: what the same transaction has read of the organisation already. `reporterAccount`: of a new report by somebody unbound.
 * `operator`: the operator's own command, such as an import that retires people: no person's rights are asked for.
 * `unsure`: the unit of a new report is a guess that its reporter is being asked about.
 */
export type CommandContext = {
  db: Db;
  rules: Rules;
  cause: Draft['cause'];
  reporterAccount?: string | null;
  city?: CityView;
  operator?: boolean;
  unsure?: boolean;
};

/** Stands for the operator in the history. */
export const OPERATOR = 'operator';

const known = (state: Hazard): KnownHazard | null => (state.status === 'none' ? null : state);

const mayDo = async (db: Db, city: CityView, state: Hazard, command: HazardCommand): Promise<'yes' | 'forbidden' | 'unknown'> => {
  const item = known(state);
  if (command.type === 'Report') return mayReport(command.meta.actor, command) ? 'yes' : 'unknown';
  if (!item) return 'unknown';
  const standing = await standingTo(db, command.meta.actor, item, city);
  if (can(standing, command.type, item)) return 'yes';
  // To somebody who may not know of it at all, the item does not exist.
  return visibilityOf(standing, item) === 'none' ? 'unknown' : 'forbidden';
};

/** Cards that no longer ask for anything lose their buttons, whoever got them. */
const settleCards = async (db: Db, { after, before, events, around, cause }: Change): Promise<Draft[]> => {
  // Before its first event an item has no cards.
  if (before.status === 'none') return [];
  const live: LiveCard[] = (await openCardsOf(db, after.number)).flatMap(({ id, kind, personId, body }) =>
    body.kind === 'card' && personId !== null ? [{ id, kind, personId, card: body.card }] : [],
  );
  const over = live.filter((card) => !cardStillAsks(card, after, around, events));
  if (over.length === 0) return [];
  await closeCards(
    db,
    over.map((card) => card.id),
  );
  return redrawsFor(over, after, events, around, { cause, sensitive: laneOf(after) !== 'ordinary' });
};

/**
 * The one way in which an item changes, for chat, sweeps and operators alike: right → decision → state, history and messages, all in the
 * caller's transaction. The row stays locked until it ends: of two managers one wins, and the other hears the present state.
 */
export const handleHazardCommand = async (context: CommandContext, number: string, command: HazardCommand): Promise<Outcome> => {
  const { db, rules, cause, city = cityView(db) } = context;
  const { at } = command.meta;
  const loaded = await loadForChange(db, number);
  const reporterAccount = context.reporterAccount ?? loaded.reporterAccount;
  const before = known(loaded.state);
  const may = context.operator && before ? 'yes' : await mayDo(db, city, loaded.state, command);
  if (may === 'forbidden' && before)
    return { ok: false, why: 'forbidden', item: before, around: await surroundingsOf(db, before, at, { city }) };
  if (may !== 'yes') return { ok: false, why: 'unknown' };
  const decision = decide(loaded.state, command, rules);
  if (!decision.ok) {
    if (!before) throw new Error(`a report was refused: ${decision.rejection.code}`);
    return {
      ok: false,
      why: 'rejected',
      rejection: decision.rejection,
      item: before,
      around: await surroundingsOf(db, before, at, { city }),
    };
  }
  const { events } = decision;
  const after = known(events.reduce(evolve, loaded.state));
  if (!after) throw new Error(`${command.type} left no hazard`);
  await saveHazard(db, after, loaded.version, events, reporterAccount);
  const more = events.map((event) => event.actor);
  const around = await surroundingsOf(db, after, at, { city, reporterAccount, more });
  const change: Change = {
    before: loaded.state,
    after,
    version: loaded.version + 1,
    around,
    events,
    cause,
    unsure: context.unsure ?? false,
  };
  const settled = await settleCards(db, change);
  return { ok: true, item: after, events, around, drafts: [...settled, ...notificationsFor(change)] };
};
