import { hearersOf } from '../../conversation/notifications/overdue.ts';
import { DIGEST_AT, outOfQuietHours } from '../../domain/calendar/quiet-hours.ts';
import { comesDue, wakeAt } from '../../domain/hazard/clockwork.ts';
import type { HazardCommand } from '../../domain/hazard/commands.ts';
import { gradeOf, type Rung } from '../../domain/hazard/deadline-policy.ts';
import type { HazardEvent } from '../../domain/hazard/events.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import type { Rules } from '../../domain/hazard/timing.ts';
import { whoseTurn } from '../../domain/hazard/whose-turn.ts';
import { standingAround } from '../../domain/organisation/around.ts';
import { can } from '../../domain/organisation/authority.ts';
import { responsibleFor, rungsFor } from '../../domain/organisation/ladder.ts';
import { classifiersFor, type PeopleAround, verifiersFor } from '../../domain/organisation/verifier.ts';
import type { Db } from '../../store/database.ts';
import { claimDue, saveWakeAt } from '../../store/due-items.ts';
import { addNotices, type NewNotice } from '../../store/notices.ts';
import { allDeputiesOf } from '../../store/organisation.ts';
import { type Added, addToOutbox } from '../../store/outbox.ts';
import { noticesWithinBurden, withinBurden } from '../burden/within-burden.ts';
import type { CityRules } from '../inspections/deps.ts';
import type { CityView } from './city-view.ts';
import { handleHazardCommand, type Outcome } from './handle-hazard-command.ts';
import { gridsOf } from './surroundings.ts';

/** An item that nothing more can be done for now is looked at again after this long. */
export const LOOK_AGAIN_MS = 10 * 60_000;

const NOBODY: PeopleAround = { own: [], upper: [], bureau: [] };

/** The 代理人 of those whose turn it is, as far as they may see the item; asked for only when it is time to call them. */
const deputiesNow = async (
  db: Db,
  item: KnownHazard,
  people: PeopleAround,
  { rules, now }: { rules: Rules; now: Date },
): Promise<Record<string, string>> => {
  if (!comesDue(item, rules).some((thing) => thing.kind === 'stand-in' && thing.at <= now)) return {};
  const asked = { classifiers: classifiersFor(item, people), verifiers: verifiersFor(item, people) };
  const all = await allDeputiesOf(db, whoseTurn(item, asked));
  const deputies = new Map(all.map((each) => [each.person, each.deputy] as const));
  const sees = (deputy: string): boolean => can(standingAround(deputy, item, people, { paired: [], onDuty: [], deputies }), 'see', item);
  return Object.fromEntries([...deputies].filter(([, deputy]) => sees(deputy)));
};

type Climbed = Extract<Outcome, { ok: true }>;
const isClimb = (event: HazardEvent): event is Extract<HazardEvent, { type: 'StepOverdue' }> => event.type === 'StepOverdue';

/** What can wait for the morning's digest and for others of its kind: one row a person, with what he is told. 重大 and urgent went out at once. */
export const overdueNotices = ({ item, events, around }: Pick<Climbed, 'item' | 'events' | 'around'>, { calendar }: Rules): NewNotice[] => {
  if (gradeOf(item) === '重大或紧急') return [];
  const notBefore = outOfQuietHours(calendar, around.now, null, DIGEST_AT);
  const waitsFor = [...whoseTurn(item, around)];
  return events.filter(isClimb).flatMap((event) => {
    const { turn, rung } = hearersOf({ after: item, around, events }, event);
    const noticeFor = (personId: string, mine: boolean): NewNotice => ({
      personId,
      hazardNumber: item.number,
      notBefore,
      kind: 'overdue',
      data: { pending: event.pending, rung: event.rung, dueAt: event.dueAt.toISOString(), mine, waitsFor },
    });
    return [...turn.map((person) => noticeFor(person, true)), ...rung.map((person) => noticeFor(person, false))];
  });
};

/** `city` and `rules` may be shared by many items of one moment. */
export type TickContext = { rules: CityRules; city: CityView; now: Date; correlationId: string };

const tickFor = async (db: Db, item: KnownHazard, people: PeopleAround, context: { rules: Rules; now: Date }): Promise<HazardCommand> => ({
  type: 'Tick',
  rungs: rungsFor(item, people) satisfies Record<Rung, string[]>,
  deputies: await deputiesNow(db, item, people, context),
  responsible: responsibleFor(item, people),
  meta: { actor: null, at: context.now },
});

/** Nothing has come of it: the item says itself when to look again; if that is now, later. */
const nextLook = (item: KnownHazard, rules: Rules, now: Date): Date | null => {
  const at = wakeAt(item, rules);
  return at !== null && at <= now ? new Date(now.getTime() + LOOK_AGAIN_MS) : at;
};

/**
 * Does to one item what the clock alone brings about, in the caller's transaction. The row is locked, and its state knows what has happened
 * already: whoever comes second finds nothing to do.
 * @returns where to knock after the commit; null when somebody else is at it, or was
 */
export const tickItem = async (db: Db, number: string, { rules, city, now, correlationId }: TickContext): Promise<Added[] | null> => {
  const item = await claimDue(db, number, now);
  if (item === null) return null;
  const people = (await gridsOf(city, item)) ?? NOBODY;
  const command = await tickFor(db, item, people, { rules, now });
  const outcome = await handleHazardCommand({ db, rules, cause: { type: 'sweep', id: number }, city, operator: true }, number, command);
  if (!outcome.ok) {
    await saveWakeAt(db, number, nextLook(item, rules, now));
    return [];
  }
  await addNotices(db, await noticesWithinBurden(db, overdueNotices(outcome, rules), now, rules));
  return addToOutbox(db, await withinBurden(db, outcome.drafts, now, rules), { correlationId, now });
};
