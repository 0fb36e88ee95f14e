import { randomUUID } from 'node:crypto';
import { dueItems, putOff } from '../../store/due-items.ts';
import { cityView } from './city-view.ts';
import { eachOf } from './each-of.ts';
import { sendNotices } from './send-notices.ts';
import { knock, type SweepDeps } from './sweep-deps.ts';
import { LOOK_AGAIN_MS, type TickContext, tickItem } from './tick-item.ts';

/** Items read in one go. */
const BATCH = 200;
/** A tick comes every five seconds: what it does not finish, the next one does. */
const BUDGET_MS = 4_000;

export type SweepOptions = { budgetMs?: number; stopping?: () => boolean };

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

/** @returns whether nothing is left that is due */
const sweepItems = async (deps: SweepDeps, now: Date, over: () => boolean): Promise<boolean> => {
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

/**
 * Does all that has fallen due by itself: first item by item, then what each person is to hear of it, gathered into one message. Any number
 * of processes may do so at once, and be killed at any point.
 */
export const sweep = async (deps: SweepDeps, { budgetMs = BUDGET_MS, stopping = () => false }: SweepOptions = {}): Promise<void> => {
  const deadline = performance.now() + budgetMs;
  const over = (): boolean => stopping() || performance.now() > deadline;
  const now = await deps.clock.now();
  if (await sweepItems(deps, now, over)) await sendNotices(deps, now, over);
};
