import { samePlace } from '../../domain/hazard/likeness.ts';
import type { Reading } from '../reading/reading.ts';
import { reportJustNow } from '../session.ts';
import type { ItemLine, Situation } from '../situation.ts';
import { say, type Turn } from '../turn.ts';
import type { Handler } from './item-words.ts';
import { report } from './report-words.ts';
import { fullNumbersIn } from './which-item.ts';

const placeOf = (words: string | null) => ({ id: null, words, label: null });

const pairsOf = (words: string): string[] => [...words].slice(1).map((letter, index) => `${words[index]}${letter}`);

/** The words may speak of this task: its place, or some of its words. */
const mayMean = (task: ItemLine, reading: Reading, text: string): boolean => {
  const words = `${task.place ?? ''}${task.description}`;
  return samePlace(placeOf(reading.place), placeOf(task.place)) || pairsOf(text).filter((pair) => words.includes(pair)).length >= 2;
};

/** Words that tell of something nobody has reported yet, and that it is all right again: not 已整改 for a task of the speaker's. */
export const isNews = (reading: Reading, text: string, { session, tasks }: Situation): boolean => {
  if (!reading.solvedOnSpot || reading.items.length !== 1 || session.justSubmitted !== null) return false;
  if (reading.ref !== null || reading.numbers !== null || fullNumbersIn(text).length > 0) return false;
  return tasks.length === 0 || (reading.place !== null && !tasks.some((task) => mayMean(task, reading, text)));
};

/** 灯坏了 … 换好了: what the speaker reported just now he has put right himself; a photo shows it. */
const ownReport = (situation: Situation): ItemLine | null => {
  const number = reportJustNow(situation.session, situation.now);
  const item = situation.reports.find((each) => each.number === number);
  const simple = item !== undefined && item.level === '一般' && !item.urgent && !item.sensitive;
  return simple && (item.status === 'reported' || item.status === 'assigned') ? item : null;
};

const showsDone = (number: string, { session, now }: Situation): Turn => {
  const at = now.toISOString();
  const photos = session.drafts.map((draft) => draft.hash);
  if (photos.length === 0)
    return say({ ...session, asked: { kind: 'after-photo', number, note: null, at } }, { say: 'need-after-photo', number });
  return {
    acts: [{ act: 'deed', number, deed: { do: 'add-photos', phase: 'after', photos } }],
    session: { ...session, drafts: [], asked: null, justSubmitted: { number, at } },
  };
};

/** 已整改, or 立整立改: what was wrong and is right again becomes a report of its own where it is no task of the speaker's. */
export const solvedOr =
  (otherwise: Handler): Handler =>
  (reading, text, situation) => {
    if (isNews(reading, text, situation)) return report(reading, text, situation);
    const own = reading.partial || situation.tasks.length > 0 ? null : ownReport(situation);
    return own ? showsDone(own.number, situation) : otherwise(reading, text, situation);
  };
