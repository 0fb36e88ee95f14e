import { isReminderDue } from '../../store/inspections/reminders.ts';
import { sendNotices } from '../hazards/send-notices.ts';
import type { SweepDeps } from '../hazards/sweep-deps.ts';
import type { InspectionDeps } from './deps.ts';
import { remind } from './remind.ts';
import { revealDraws } from './reveal-draws.ts';

export type TellDeps = SweepDeps & InspectionDeps;

/**
 * Tells people what the clock has brought: draws of the day, then the digests, then what did not wait for one. What goes along with a digest
 * is told there: whatever is left over goes only when no digest is on its way any more.
 */
export const tell = async (deps: TellDeps, over: () => boolean): Promise<void> => {
  await revealDraws(deps, over);
  await remind(deps, over);
  const now = await deps.clock.now();
  if (!(await isReminderDue(deps.database.prisma, now))) await sendNotices(deps, now, over);
};
