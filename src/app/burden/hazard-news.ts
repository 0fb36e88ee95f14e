import { heldLine, isStillNews, NEWS_LINES, newItemLines, overdueNewsLines } from '../../conversation/notifications/hazard-news.ts';
import type { OverdueLine } from '../../conversation/notifications/overdue.ts';
import type { Db } from '../../store/database.ts';
import { claimDigestNotices, type DigestKind, type DigestNotice, dropNotices, heldTexts } from '../../store/notices.ts';
import { itemsOf, type Late, linesOf, stillLate } from './late-items.ts';

/** Notices of all people at once; whoever has more hears of the rest later. */
const NOTICES = 20_000;

/** What one person is to hear of hazards, and which notices say so. Never without a line. */
export type HazardNews = { person: string; ids: number[]; lines: string[] };

/** What of one person's notices is still to be told. */
type Told = { person: string; notices: DigestNotice[]; late: Late<DigestNotice>[]; fresh: DigestNotice[]; held: DigestNotice[] };

/** Only who grades in the item's unit hears of a new one, while it waits, and not if he has had it in hands himself. */
const isNews = (notice: DigestNotice): boolean =>
  notice.kind === 'new-item' && notice.officer && !notice.gradedIt && isStillNews(notice.status);

const toldOf = (person: string, notices: readonly DigestNotice[]): Told => {
  const living = notices.filter((notice) => notice.living);
  const late = living.flatMap(stillLate);
  const fresh = living.filter(isNews);
  const held = living.filter((notice) => notice.kind === 'words' && heldTexts(notice.data).length > 0);
  const about = new Set([...late, ...fresh, ...held].map((notice) => notice.id));
  return { person, notices: living.filter((notice) => about.has(notice.id)), late: itemsOf(late), fresh, held };
};

const byPerson = (claimed: readonly DigestNotice[]): Told[] => {
  const people = new Map<string, DigestNotice[]>();
  for (const notice of claimed) {
    const own = people.get(notice.personId) ?? [];
    own.push(notice);
    people.set(notice.personId, own);
  }
  return [...people].map(([person, notices]) => toldOf(person, notices));
};

const linesFor = ({ late, fresh, held }: Told, lineOf: ReadonlyMap<Late<DigestNotice>, OverdueLine>, now: Date): string[] => [
  ...overdueNewsLines(
    late.slice(0, NEWS_LINES).flatMap((item) => lineOf.get(item) ?? []),
    late.length,
    now,
  ),
  ...newItemLines(fresh),
  ...held.flatMap((notice) => heldTexts(notice.data).map(heldLine)),
];

/**
 * What these people have to hear of hazards by now that is no secret, as short lines, locked until the caller's transaction ends. What was
 * settled meanwhile is dropped without a word. A handful of statements, however many people they are.
 */
export const hazardNews = async (db: Db, people: readonly string[], kinds: readonly DigestKind[], now: Date): Promise<HazardNews[]> => {
  if (people.length === 0) return [];
  const claimed = await claimDigestNotices(db, people, { now, kinds, limit: NOTICES });
  const told = byPerson(claimed);
  const kept = new Set(told.flatMap(({ notices }) => notices.map((notice) => notice.id)));
  await dropNotices(
    db,
    claimed.map((notice) => notice.id).filter((id) => !kept.has(id)),
  );
  const shown = told.flatMap(({ late }) => late.slice(0, NEWS_LINES));
  const lines = await linesOf(db, shown);
  const lineOf = new Map(shown.flatMap((item, index) => (lines[index] ? [[item, lines[index]] as const] : [])));
  return told
    .filter(({ notices }) => notices.length > 0)
    .map((each) => ({ person: each.person, ids: each.notices.map((notice) => notice.id), lines: linesFor(each, lineOf, now) }));
};
