import type { CalendarData } from '../../domain/calendar/calendar-data.ts';
import { addDays, type LocalDay } from '../../domain/calendar/local-time.ts';

/** Longer than this no vacation is (summer: about 58 days): the next term has not been entered yet. */
const LONGEST_DAYS = 75;

/**
 * The vacation (寒暑假) that 放假 means on this day: the one that is going on, else the next; both days included. Null where the calendar
 * does not know its end. Terms of single kinds of school count only where none is for all.
 */
export const vacationAfter = ({ terms }: CalendarData, today: LocalDay): { start: LocalDay; end: LocalDay } | null => {
  const common = terms.filter((term) => term.appliesTo.includes('全部'));
  const ordered = [...(common.length > 0 ? common : terms)].sort((a, b) => a.from.localeCompare(b.from));
  for (const [index, term] of ordered.entries()) {
    const next = ordered[index + 1];
    if (!next) return null;
    const start = addDays(term.to, 1);
    const end = addDays(next.from, -1);
    if (start <= end && end >= today && end <= addDays(start, LONGEST_DAYS)) return { start, end };
  }
  return null;
};
