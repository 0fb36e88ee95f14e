import { pendingStep } from './clockwork.ts';
import type { DeadlineStep } from './deadline-policy.ts';
import type { KnownHazard } from './state.ts';

/** Who is asked, of those around an item. */
export type Asked = { classifiers: readonly string[]; verifiers: readonly string[] };

/** In whose hands the present step lies: whoever grades, rectifies or verifies it. Nobody once the item has ended. */
export const whoseTurn = (item: KnownHazard, { classifiers, verifiers }: Asked): readonly string[] => {
  const turns: Record<DeadlineStep, readonly string[]> = {
    classify: classifiers,
    accept: 'assignee' in item ? [item.assignee] : [],
    rectify: 'assignee' in item ? [item.assignee] : [],
    verify: verifiers,
  };
  const pending = pendingStep(item);
  return pending === null ? [] : turns[pending];
};
