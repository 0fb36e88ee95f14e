import { type CalendarData, isWorkingDay } from '../../domain/calendar/calendar-data.ts';
import { addDays, daysIn, type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { DIGEST_AT, nextWorkingMorning } from '../../domain/calendar/quiet-hours.ts';
import type { Draft } from '../../messaging/draft.ts';
import { type HeldWords, holdWords, startedMessages } from '../../store/burden.ts';
import type { Db } from '../../store/database.ts';
import type { NewNotice } from '../../store/notices.ts';
import type { CityRules } from '../inspections/deps.ts';

/**
 * Kinds of messages that only inform: nobody has to do anything now, and nothing is lost when it is read in the morning. Whatever asks for
 * something, names a new deadline or releases somebody from work is not in here.
 */
const COURTESIES: ReadonlySet<string> = new Set(['feedback', 'accepted-work', 'notice-end', 'measure-taken']);

/** The most working days, each with its digest, of any seven days in a row that hold this day: six where a make-up day (调休) is among them. */
const digestsAround = (calendar: CalendarData, day: LocalDay): number => {
  const works = daysIn(addDays(day, -6), addDays(day, 6)).map((each) => isWorkingDay(calendar, each));
  return Math.max(...Array.from({ length: 7 }, (_, first) => works.slice(first, first + 7).filter(Boolean).length));
};

/**
 * How many messages besides digests a person may have had in a week before courtesies wait. A week's digests are messages, too. They carry what
 * is held back, so that their places are kept free: then all together stays within the cap.
 */
export const freeMessages = ({ inspections, calendar }: CityRules, now: Date): number =>
  Math.max(0, inspections.weeklyMessages - digestsAround(calendar, localDay(now)));

type Courtesy = { person: string; number: string; text: string };

/** What may wait for the next digest: plain words, to a person, about an item that is no secret. Never cards, 重大 or urgent things, answers. */
const courtesyOf = ({ to, kind, body, urgent, sensitive, hazardNumber }: Draft): Courtesy | null => {
  if (!COURTESIES.has(kind) || urgent === true || sensitive === true || body.kind !== 'text') return null;
  if (!('person' in to) || to.replyOn !== undefined || typeof hazardNumber !== 'string') return null;
  return { person: to.person, number: hazardNumber, text: body.text };
};

/** The digest that comes next; never the one that is leaving at this very moment. */
const nextDigest = ({ calendar }: CityRules, now: Date): Date => nextWorkingMorning(calendar, new Date(now.getTime() + 1), DIGEST_AT);

const isStarted = ({ kind }: Draft): boolean => kind !== 'reply' && kind !== 'redraw';

/**
 * What goes out now, of messages that the bot starts by itself. Once a person had as many in seven days as the city allows, words that only
 * inform are kept for his next digest instead (design §4.2, the weekly cap): merged, never lost. In the caller's transaction.
 */
export const withinBurden = async (db: Db, drafts: readonly Draft[], now: Date, rules: CityRules): Promise<Draft[]> => {
  const people = [...new Set(drafts.flatMap((draft) => courtesyOf(draft)?.person ?? []))];
  if (people.length === 0) return [...drafts];
  const had = await startedMessages(db, people, now);
  const most = freeMessages(rules, now);
  const notBefore = nextDigest(rules, now);
  const go: Draft[] = [];
  const held: HeldWords[] = [];
  for (const draft of drafts) {
    const courtesy = courtesyOf(draft);
    const person = 'person' in draft.to ? draft.to.person : null;
    const count = person === null ? 0 : (had.get(person) ?? 0);
    if (courtesy !== null && count >= most) {
      held.push({ personId: courtesy.person, hazardNumber: courtesy.number, text: courtesy.text, notBefore });
      continue;
    }
    go.push(draft);
    if (person !== null && isStarted(draft)) had.set(person, count + 1);
  }
  await holdWords(db, held);
  return go;
};

/** The same for lists of overdue items that would go at once: whoever has had enough messages reads of them in his next digest. */
export const noticesWithinBurden = async (db: Db, notices: readonly NewNotice[], now: Date, rules: CityRules): Promise<NewNotice[]> => {
  const people = [...new Set(notices.filter((notice) => notice.notBefore <= now).map((notice) => notice.personId))];
  if (people.length === 0) return [...notices];
  const had = await startedMessages(db, people, now);
  const most = freeMessages(rules, now);
  const notBefore = nextDigest(rules, now);
  const waits = (notice: NewNotice): boolean => notice.notBefore <= now && (had.get(notice.personId) ?? 0) >= most;
  return notices.map((notice) => (waits(notice) ? { ...notice, notBefore } : notice));
};
