import { sendNotices } from '../../../src/app/hazards/send-notices.ts';
import { sweepItems } from '../../../src/app/hazards/sweep.ts';
import type { SweepDeps } from '../../../src/app/hazards/sweep-deps.ts';

/** What the clock brings of the items, and then what people are to hear of it, as a worker's jobs do it. */
export const sweep = async (
  deps: SweepDeps,
  { budgetMs = 4_000, stopping = () => false }: { budgetMs?: number; stopping?: () => boolean } = {},
): Promise<void> => {
  const deadline = performance.now() + budgetMs;
  const over = (): boolean => stopping() || performance.now() > deadline;
  const now = await deps.clock.now();
  if (await sweepItems(deps, now, over)) await sendNotices(deps, now, over);
};
