import { type DayNumber, dayText } from './day-number.ts';
import { grouped } from './grouped.ts';
import type { RehearsalCalendar } from './rehearsal-calendar.ts';

/** A digest as it was written; `minute` of its day. */
type Digest = { to: string; day: DayNumber; minute: number };

/** Design §4.2: digests leave at 07:45; from 20:00 on the bot is quiet. */
const LEAVE = 7 * 60 + 45;
const QUIET_FROM = 20 * 60;

/** More than one a person and day. */
export const doubledDigests = (digests: readonly Digest[]): string[] =>
  [...grouped(digests, ({ to, day }) => `${to} on ${dayText(day)}`)].flatMap(([key, same]) =>
    same.length > 1 ? [`${same.length} digests to ${key}`] : [],
  );

const oddity = ({ day, minute }: Digest, { isWorkingDay }: RehearsalCalendar): string | null => {
  if (!isWorkingDay(day)) return 'on a day that nobody works';
  return minute < LEAVE || minute >= QUIET_FROM ? 'at a quiet hour' : null;
};

/** When nobody should be reminded of anything. */
export const digestsAtOddTimes = (digests: readonly Digest[], calendar: RehearsalCalendar): string[] =>
  digests.flatMap((digest) => {
    const why = oddity(digest, calendar);
    const at = `${dayText(digest.day)} ${Math.floor(digest.minute / 60)}:${String(digest.minute % 60).padStart(2, '0')}`;
    return why === null ? [] : [`a digest ${why}: ${digest.to} ${at}`];
  });
