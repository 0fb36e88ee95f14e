import { type Change, notificationsFor } from '../../conversation/notifications.ts';
import { cardStillAsks, type LiveCard, redrawsFor } from '../../conversation/redraw.ts';
import type { Surroundings } from '../../conversation/surroundings.ts';
import { wakeAt } from '../../domain/hazard/clockwork.ts';
import type { HazardCommand, HazardCommandType } from '../../domain/hazard/commands.ts';
import { type Decision, decide, type Rejection, type Rules } from '../../domain/hazard/decide.ts';
import type { HazardEvent } from '../../domain/hazard/events.ts';
import { evolve } from '../../domain/hazard/evolve.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { Hazard, KnownHazard } from '../../domain/hazard/state.ts';
import { mayReport, rightTo, type SystemCommand } from '../../domain/organisation/authority.ts';
import { verifiersFor } from '../../domain/organisation/verifier.ts';
import { visibilityOf } from '../../domain/organisation/visibility.ts';
import type { Draft } from '../../messaging/draft.ts';
import type { Db } from '../../store/database.ts';
import { loadForChange, saveHazard } from '../../store/hazards.ts';
import { addNotices } from '../../store/notices.ts';
import { closeCards, openCardsOf } from '../../store/outbox.ts';
import { newItemNotices } from '../burden/new-item-notices.ts';
import { type CityView, cityView } from './city-view.ts';
import { gridsOf, standingTo, surroundingsOf } from './surroundings.ts';

/** What became of a command. `drafts` are the messages that it leads to, for the caller's outbox. */
export type Outcome =
  | { ok: true; item: KnownHazard; events: readonly HazardEvent[]; around: Surroundings; drafts: Draft[] }
  | { ok: false; why: 'unknown' }
  | { ok: false; why: 'forbidden'; item: KnownHazard; around: Surroundings }
  | { ok: false; why: 'rejected'; rejection: Rejection; item: KnownHazard; around: Surroundings };

/**
 * `city`: what the same transaction has read of the organisation already. `reporterAccount`: of a new report by somebody unbound.
 * `operator`: the operator's own command, such as an import that retires people, or the clock's: no person's rights are asked for.
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

type May = 'yes' | 'forbidden' | 'unknown' | { standingInFor: string };

const isBySystem = (type: HazardCommandType): type is SystemCommand => type === 'Tick' || type === 'Follow';

const mayDo = async ({ db, operator }: CommandContext, city: CityView, state: Hazard, command: HazardCommand): Promise<May> => {
  const item = known(state);
  if (command.type === 'Report') return mayReport(command.meta.actor, command) ? 'yes' : 'unknown';
  if (!item) return 'unknown';
  if (operator) return 'yes';
  if (isBySystem(command.type)) return 'unknown';
  const standing = await standingTo(db, command.meta.actor, item, city);
  const right = rightTo(standing, command.type, item);
  if (right !== null) return right === 'self' ? 'yes' : right;
  // To somebody who may not know of it at all, the item does not exist.
  return visibilityOf(standing, item) === 'none' ? 'unknown' : 'forbidden';
};

/** Everybody whom the messages about these events may have to name. */
const peopleNamedIn = (events: readonly HazardEvent[]): (string | null)[] =>
  events.flatMap((event) => {
    switch (event.type) {
      case 'HazardTransferred':
        return [event.actor, event.previousAssignee];
      case 'HazardAssigned':
        return [event.actor, event.previousAssignee];
      case 'AccountabilityOpened':
        return event.persons;
      case 'StepOverdue':
        return event.reached;
      default:
        return [event.actor];
    }
  });

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
 * What the domain decides, but for one thing that depends on who there is: a confidential item must not be given to the only person who
 * may verify it, or it could never end.
 */
const decideAmongPeople = async (city: CityView, state: Hazard, command: HazardCommand, rules: Rules): Promise<Decision> => {
  const decision = decide(state, command, rules);
  if (!decision.ok || !decision.events.some((event) => event.type === 'HazardAssigned')) return decision;
  const after = known(decision.events.reduce(evolve, state));
  if (!after || laneOf(after) === 'ordinary' || !('assignee' in after)) return decision;
  const people = await gridsOf(city, after);
  const left = people === null || verifiersFor(after, people).length > 0;
  return left ? decision : { ok: false, rejection: { code: 'nobody-left-to-verify', assignee: after.assignee } };
};

/**
 * The one way in which an item changes, for chat, sweeps and operators alike: right → decision → state, history and messages, all in the
 * caller's transaction. The row stays locked until it ends: of two managers one wins, and the other hears the present state.
 */
export const handleHazardCommand = async (context: CommandContext, number: string, told: HazardCommand): Promise<Outcome> => {
  const { at } = told.meta;
  const { db, rules, cause, city = cityView(db, at, rules.calendar) } = context;
  const loaded = await loadForChange(db, number);
  const reporterAccount = context.reporterAccount ?? loaded.reporterAccount;
  const before = known(loaded.state);
  const may = await mayDo(context, city, loaded.state, told);
  if (may === 'forbidden' && before) return { ok: false, why: 'forbidden', item: before, around: await surroundingsOf(db, before, city) };
  if (may === 'unknown' || may === 'forbidden') return { ok: false, why: 'unknown' };
  const command = may === 'yes' ? told : { ...told, meta: { ...told.meta, ...may } };
  const decision = await decideAmongPeople(city, loaded.state, command, rules);
  if (!decision.ok) {
    if (!before) throw new Error(`a report was refused: ${decision.rejection.code}`);
    return {
      ok: false,
      why: 'rejected',
      rejection: decision.rejection,
      item: before,
      around: await surroundingsOf(db, before, city),
    };
  }
  const { events } = decision;
  const after = known(events.reduce(evolve, loaded.state));
  if (!after) throw new Error(`${command.type} left no hazard`);
  await saveHazard(db, after, loaded.version, events, { reporterAccount, wakeAt: wakeAt(after, rules) });
  const around = await surroundingsOf(db, after, city, { reporterAccount, more: peopleNamedIn(events) });
  const change: Change = {
    before: loaded.state,
    after,
    version: loaded.version + 1,
    around,
    events,
    cause,
    unsure: context.unsure ?? false,
  };
  await addNotices(db, await newItemNotices({ item: after, events, around }, city, rules.calendar));
  const settled = await settleCards(db, change);
  return { ok: true, item: after, events, around, drafts: [...settled, ...notificationsFor(change)] };
};
