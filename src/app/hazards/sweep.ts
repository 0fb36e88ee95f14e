import { randomUUID } from 'node:crypto';
import { dueItems, putOff } from '../../store/due-items.ts';
import { cityView } from './city-view.ts';
import { eachOf } from './each-of.ts';
import { knock, type SweepDeps } from './sweep-deps.ts';
import { LOOK_AGAIN_MS, type TickContext, tickItem } from './tick-item.ts';

/** Items read in one go. */
const BATCH = 200;
type Handled = 'done' | 'skipped';

/** What the items of one batch are judged by: the organisation is read once for all of a school, and never kept beyond the batch. */
type Moment = Pick<TickContext, 'rules' | 'city' | 'now'>;

const momentOf = async ({ database, rules: rulesOf }: SweepDeps, now: Date): Promise<Moment> => {
  const rules = await rulesOf(database.prisma);
  return { rules, city: cityView(database.prisma, now, rules.calendar), now };
};

/** One item in a transaction of its own. A fault in one of them must neither hold up the others nor come back every five seconds. */
const sweepItem = async (deps: SweepDeps, number: string, moment: Moment): Promise<Handled> => {
  const correlationId = randomUUID();
  const { now } = moment;
  try {
    const added = await deps.database.transaction((db) => tickItem(db, number, { ...moment, correlationId }));
    if (added === null) return 'skipped';
    knock(deps.queue, added, correlationId);
    deps.log.info({ cid: correlationId, number, messages: added.length }, 'item fell due');
  } catch (error) {
    deps.log.error({ err: error, cid: correlationId, number }, 'what fell due could not be done; it is tried again later');
    await putOff(deps.database.prisma, number, now, new Date(now.getTime() + LOOK_AGAIN_MS));
  }
  return 'done';
};

/**
 * Does what has fallen due by itself, item by item. Any number of processes may do so at once, and be killed at any point.
 * @returns whether nothing is left that is due
 */
export const sweepItems = async (deps: SweepDeps, now: Date, over: () => boolean): Promise<boolean> => {
  while (!over()) {
    const numbers = await dueItems(deps.database.prisma, now, BATCH);
    if (numbers.length === 0) return true;
    const moment = await momentOf(deps, now);
    let done = 0;
    await eachOf(
      numbers,
      async (number) => {
        if ((await sweepItem(deps, number, moment)) === 'done') done += 1;
      },
      over,
    );
    // All of them are in somebody else's hands: he will finish, and gather what they lead to.
    if (done === 0) return false;
  }
  return false;
};
