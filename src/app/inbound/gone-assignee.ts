import { withLine } from '../../conversation/notifications/change.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import { isIn, type KnownHazard } from '../../domain/hazard/state.ts';
import { nextAbove } from '../../domain/organisation/ladder.ts';
import type { Draft } from '../../messaging/draft.ts';
import { type PersonRecord, personById } from '../../store/organisation.ts';
import { handleHazardCommand, OPERATOR, type Outcome } from '../hazards/handle-hazard-command.ts';
import { gridsOf } from '../hazards/surroundings.ts';
import { causeOf, type Performing } from './performing.ts';

type Done = Extract<Outcome, { ok: true }>;

const isAlive = (person: PersonRecord | null): person is PersonRecord => person?.status === '在岗';

/** As when somebody leaves with open items (design §3.4): his 代理人, else the next of the item's lane. */
const takerFor = async (
  { db, city }: Performing,
  item: KnownHazard,
  gone: { id: string; deputyId: string | null },
): Promise<string | null> => {
  const deputy = gone.deputyId === null || laneOf(item) !== 'ordinary' ? null : await personById(db, gone.deputyId);
  if (isAlive(deputy)) return deputy.id;
  const people = await gridsOf(city, item);
  return people === null ? null : nextAbove(item, gone.id, people);
};

const isTo = ({ to }: Draft, person: string): boolean => 'person' in to && to.person === person;

/**
 * Work that comes back (退回, 重新打开) comes back to whoever did it, and work that is graded late to the place's person of that day: he may
 * have left since. Then another takes it, and reads why.
 * @returns the same outcome where he is still there, or nobody is left to take it
 */
export const passedToLiving = async (performing: Performing, done: Done, why: string): Promise<Done> => {
  const { db, rules, city, now } = performing;
  if (!isIn(done.item, 'assigned', 'rectifying')) return done;
  const { number, assignee } = done.item;
  const known = await personById(db, assignee);
  if (isAlive(known)) return done;
  const taker = await takerFor(performing, done.item, known ?? { id: assignee, deputyId: null });
  if (taker === null) return done;
  const context = { db, rules, cause: causeOf(performing), city, operator: true };
  const passed = await handleHazardCommand(context, number, { type: 'Assign', assignee: taker, meta: { actor: OPERATOR, at: now } });
  if (!passed.ok) return done;
  const line = `原来的负责人已离岗，请你接着办。${why}`;
  const drafts = [...done.drafts, ...passed.drafts]
    .filter((draft) => !isTo(draft, assignee))
    .map((draft) =>
      draft.body.kind === 'card' && isTo(draft, taker)
        ? { ...draft, body: { ...draft.body, card: withLine(draft.body.card, line) } }
        : draft,
    );
  return { ...passed, events: [...done.events, ...passed.events], drafts };
};
