import { localDay } from '../../domain/calendar/local-time.ts';
import { DIGEST_AT } from '../../domain/calendar/quiet-hours.ts';
import type { Db } from '../../store/database.ts';
import { type DigestKind, markAllTold, peopleWithDigestNotices } from '../../store/notices.ts';
import { hazardNews } from '../burden/hazard-news.ts';

/** What of hazards goes along in one person's digest. `told`: to be called with the digest's outbox row, in the same transaction. */
export type DigestExtra = { person: string; lines: string[]; told: (db: Db, outboxId: string) => Promise<void> };

/** People read in one go. */
const PEOPLE = 200;
const KINDS: readonly DigestKind[] = ['overdue', 'new-item', 'words'];

type Mark = { ids: readonly number[]; outboxId: string };

/** Marks what was told; all that are called in one go (`Promise.all`) are one statement. */
const marker = (): ((db: Db, mark: Mark) => Promise<void>) => {
  let waiting: { marks: Mark[]; written: Promise<void> } | null = null;
  return (db, mark) => {
    if (waiting !== null) {
      waiting.marks.push(mark);
      return waiting.written;
    }
    const marks = [mark];
    const written = Promise.resolve().then(() => {
      waiting = null;
      return markAllTold(db, marks);
    });
    waiting = { marks, written };
    return written;
  };
};

/**
 * What people are to hear of hazards in this morning's digest (design §4.1): overdue items, items that went straight to somebody, words that
 * were held back; nothing confidential. Locked until the caller's transaction ends; without `told` it stays for later.
 * `people` null: everybody who has something that waited for a digest and has had none today, at most 200 people, the longest waiting first.
 */
export const digestExtras = async (db: Db, people: readonly string[] | null, now: Date): Promise<DigestExtra[]> => {
  const whom = people ?? (await peopleWithDigestNotices(db, { now, today: localDay(now), digestAt: DIGEST_AT, limit: PEOPLE }));
  const mark = marker();
  return (await hazardNews(db, whom, KINDS, now)).map(({ person, ids, lines }) => ({
    person,
    lines,
    told: (tx, outboxId) => mark(tx, { ids, outboxId }),
  }));
};
