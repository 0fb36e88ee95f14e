import type { DayNumber } from './day-number.ts';
import type { Random } from './random.ts';

/** Work that may be stopped: `over` is asked before each part of it. */
type Work = (over: () => boolean) => Promise<unknown>;

const never = (): boolean => false;

/** Says stop after so many questions. */
const after = (questions: number): (() => boolean) => {
  let asked = 0;
  return () => {
    asked += 1;
    return asked > questions;
  };
};

/** A worker does its work; now and then it is stopped and started again, does it twice, or two do it at the same time. */
export const disturbed = async (random: Random, day: DayNumber, what: string, work: Work): Promise<void> => {
  const share = random.share('disturbs', what, day);
  if (share < 0.05) await Promise.all([work(never), work(never)]);
  else if (share < 0.1) await work(after(random.between(0, 4, 'stops', what, day)));
  // After two at once one of them may have left something to the other.
  if (share < 0.15) await work(never);
  await work(never);
};

/** The one day on which the server's clock is set back by an hour. */
export const isClockSetBack = (day: DayNumber, from: DayNumber, to: DayNumber): boolean => day === Math.floor((from * 2 + to) / 3);
