import type { CalendarData, SchoolScope } from '../../domain/calendar/calendar-data.ts';
import { daysIn, type LocalDay } from '../../domain/calendar/local-time.ts';
import type { Db } from '../database.ts';

type Entry = {
  kind: '放假' | '上班' | '学期' | '敏感时期';
  name: string;
  from: LocalDay;
  to: LocalDay;
  multiplier: number | null;
  focus: string[];
  appliesTo: string;
};

/** The city's own calendar as the workbook gave it, without the statutory days. Where a day is both, 上班 wins over 放假. */
export const calendarData = async (db: Db): Promise<CalendarData> => {
  const entries = await db.$queryRaw<Entry[]>`
    SELECT kind, name, to_char("from", 'YYYY-MM-DD') AS "from", to_char("to", 'YYYY-MM-DD') AS "to", multiplier, focus,
      applies_to AS "appliesTo"
    FROM calendar_entry ORDER BY "from", name`;
  const of = (kind: Entry['kind']): Entry[] => entries.filter((entry) => entry.kind === kind);
  const days = (kind: Entry['kind'], as: 'off' | 'work'): [LocalDay, 'off' | 'work'][] =>
    of(kind).flatMap((entry) => daysIn(entry.from, entry.to).map((day): [LocalDay, 'off' | 'work'] => [day, as]));
  return {
    days: new Map([...days('放假', 'off'), ...days('上班', 'work')]),
    terms: of('学期').map(({ name, from, to, appliesTo }) => ({ name, from, to, appliesTo: scopes(appliesTo) })),
    sensitive: of('敏感时期').map(({ name, from, to, multiplier, focus, appliesTo }) => ({
      name,
      from,
      to,
      multiplier: multiplier ?? 1,
      focus,
      appliesTo: scopes(appliesTo),
    })),
  };
};

const scopes = (appliesTo: string): SchoolScope[] => appliesTo.split('、') as SchoolScope[];
