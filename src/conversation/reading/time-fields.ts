import type { Clues } from './clues.ts';
import type { Reading } from './reading.ts';
import { findLeave, findWhen } from './when.ts';

/** Until when: the words as they were written, and the day that they mean. */
export const timeFields = (clues: Clues): Pick<Reading, 'until' | 'untilDate'> => {
  const found = findWhen(clues.text, clues.context.now, clues.context.vacation);
  return found === null
    ? { until: null, untilDate: null }
    : { until: clues.normal.original(found.start, found.end), untilDate: found.date };
};

/** From when until when somebody is away. */
export const leaveFields = (clues: Clues): Pick<Reading, 'until' | 'untilDate' | 'fromDate'> => {
  const found = findLeave(clues.text, clues.context.now, clues.context.vacation);
  return found === null
    ? { until: null, untilDate: null, fromDate: null }
    : { until: clues.normal.original(found.start, found.end), untilDate: found.date, fromDate: found.from };
};
