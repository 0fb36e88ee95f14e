import { randomUUID } from 'node:crypto';
import { confidentialNewsText, newsText } from '../../conversation/notifications/hazard-news.ts';
import { confidentialOverdueText, overdueListText, sayLate } from '../../conversation/notifications/overdue.ts';
import { afterList } from '../../conversation/session.ts';
import { visibilityOf } from '../../domain/organisation/visibility.ts';
import type { Draft } from '../../messaging/draft.ts';
import { absenceUnderWay } from '../../store/absences.ts';
import type { Db } from '../../store/database.ts';
import { loadHazard } from '../../store/hazards.ts';
import {
  claimNotices,
  dropNotices,
  markAllTold,
  peopleWithNotices,
  putOffNotices,
  standInData,
  type WaitingNotice,
} from '../../store/notices.ts';
import { type PersonRecord, personById } from '../../store/organisation.ts';
import { type Added, addToOutbox } from '../../store/outbox.ts';
import { loadSession, saveSession } from '../../store/sessions.ts';
import { hazardNews } from '../burden/hazard-news.ts';
import { itemsOf, type Late, linesOf, stillLate } from '../burden/late-items.ts';
import { cityView } from './city-view.ts';
import { eachOf } from './each-of.ts';
import { standInList } from './stand-in-list.ts';
import { standingTo } from './surroundings.ts';
import { knock, type SweepDeps } from './sweep-deps.ts';
import { LOOK_AGAIN_MS } from './tick-item.ts';

/** People read in one go. */
const PEOPLE = 200;
/** Of one person at once; whoever has more hears of the rest in a second message. */
const NOTICES = 2_000;
/** A list stays readable in a chat window; the rest is counted. */
const LIST_MAX = 10;

/** One message about some of a person's notices. `shown`: the numbers of its list, in its order. */
type Message = { about: number[]; draft: Draft; shown: string[] };

const draftFor = (person: PersonRecord, kind: string, text: string, notice: WaitingNotice, changes: Partial<Draft> = {}): Draft => ({
  to: { person: person.id },
  kind,
  body: { kind: 'text', text },
  cause: { type: 'sweep', id: `notice-${notice.id}` },
  ...changes,
});

/** Everything ordinary in one list. */
const listMessage = async (db: Db, person: PersonRecord, notices: readonly Late[], now: Date): Promise<Message[]> => {
  const items = itemsOf(notices);
  const first = items[0];
  if (!first) return [];
  const lines = await linesOf(db, items.slice(0, LIST_MAX));
  const text = overdueListText(lines, items.length - lines.length, now);
  const draft = draftFor(person, 'overdue-list', text, first, { hazardNumber: items.length === 1 ? first.number : null });
  return [{ about: notices.map((notice) => notice.id), draft, shown: lines.map((line) => line.number) }];
};

/** What is confidential has a message of its own, without a word of it, and only for those who may still see it. */
const confidentialMessages = async (
  db: Db,
  person: PersonRecord,
  notices: readonly Late[],
  { now, calendar }: { now: Date; calendar: Parameters<typeof cityView>[2] },
): Promise<Message[]> => {
  const city = cityView(db, now, calendar);
  const messages: Message[] = [];
  for (const item of itemsOf(notices)) {
    const state = (await loadHazard(db, item.number))?.state;
    if (!state || visibilityOf(await standingTo(db, person.id, state, city), state) !== 'full') continue;
    const text = confidentialOverdueText(item.number, item.overdue.pending, sayLate(new Date(item.overdue.dueAt), now));
    const about = notices.filter((notice) => notice.number === item.number).map((notice) => notice.id);
    messages.push({
      about,
      draft: draftFor(person, 'overdue-list', text, item, { hazardNumber: item.number, sensitive: true }),
      shown: [],
    });
  }
  return messages;
};

/** A leave has begun: its 代理人 gets what waits for the absent person, if it has not been taken back meanwhile. */
const standInMessage = async (db: Db, person: PersonRecord, notice: WaitingNotice, now: Date): Promise<Message[]> => {
  const told = notice.kind === 'stand-in' ? standInData(notice.data) : null;
  const absence = told && (await absenceUnderWay(db, told.absence, now));
  const principal = absence && (await personById(db, absence.personId));
  if (!principal || principal.deputyId !== person.id) return [];
  const list = await standInList(db, principal, now);
  return list === null
    ? []
    : [{ about: [notice.id], draft: draftFor(person, 'stand-in-list', list.text, notice, { urgent: false }), shown: list.numbers }];
};

/** What went along in no digest, in one message. */
const newsMessage = async (db: Db, person: PersonRecord, notices: readonly WaitingNotice[], now: Date): Promise<Message[]> => {
  const waiting = new Map(notices.map((notice) => [notice.id, notice]));
  const news = await hazardNews(db, waiting.size === 0 ? [] : [person.id], ['new-item', 'words'], now);
  return news.flatMap(({ ids, lines }) => {
    const first = ids.flatMap((id) => waiting.get(id) ?? [])[0];
    return first ? [{ about: ids, draft: draftFor(person, 'news', newsText(lines), first), shown: [] }] : [];
  });
};

/** What was held back of an item that has become confidential since: its number alone, to whoever may still know of it. */
const confidentialNews = async (
  db: Db,
  person: PersonRecord,
  notices: readonly WaitingNotice[],
  { now, calendar }: { now: Date; calendar: Parameters<typeof cityView>[2] },
): Promise<Message[]> => {
  const city = cityView(db, now, calendar);
  const messages: Message[] = [];
  for (const notice of new Map(notices.map((each) => [each.number, each])).values()) {
    const state = (await loadHazard(db, notice.number))?.state;
    if (!state || visibilityOf(await standingTo(db, person.id, state, city), state) === 'none') continue;
    const draft = draftFor(person, 'news', confidentialNewsText(notice.number), notice, { hazardNumber: notice.number, sensitive: true });
    messages.push({ about: notices.filter((each) => each.number === notice.number).map((each) => each.id), draft, shown: [] });
  }
  return messages;
};

const isNews = (notice: WaitingNotice): boolean => notice.kind === 'words' || notice.kind === 'new-item';

const messagesFor = async (
  db: Db,
  person: PersonRecord,
  notices: readonly WaitingNotice[],
  { now, calendar }: { now: Date; calendar: Parameters<typeof cityView>[2] },
): Promise<Message[]> => {
  const late = notices.flatMap(stillLate);
  const messages: Message[] = [];
  for (const notice of notices) messages.push(...(await standInMessage(db, person, notice, now)));
  messages.push(
    ...(await confidentialMessages(
      db,
      person,
      late.filter((notice) => notice.confidential),
      { now, calendar },
    )),
    ...(await listMessage(
      db,
      person,
      late.filter((notice) => !notice.confidential),
      now,
    )),
    ...(await newsMessage(
      db,
      person,
      notices.filter((notice) => isNews(notice) && !notice.confidential),
      now,
    )),
    ...(await confidentialNews(
      db,
      person,
      notices.filter((notice) => notice.kind === 'words' && notice.confidential),
      { now, calendar },
    )),
  );
  return messages;
};

/** From now on a digit of the person means a line of the last list. */
const rememberLists = async (db: Db, personId: string, messages: readonly Message[], now: Date): Promise<void> => {
  const lists = messages.filter((message) => message.shown.length > 0);
  if (lists.length === 0) return;
  const session = await loadSession(db, personId);
  await saveSession(
    db,
    personId,
    lists.reduce((kept, { shown }) => afterList(kept, 'items', shown, now), session),
    now,
  );
};

/** One person's waiting notices become messages, in the caller's transaction: rows, outbox and what a digit means commit together. */
const tellPerson = async (db: Db, deps: SweepDeps, personId: string, now: Date, correlationId: string): Promise<Added[]> => {
  const notices = await claimNotices(db, personId, now, NOTICES);
  if (notices.length === 0) return [];
  const person = await personById(db, personId);
  const { calendar } = await deps.rules(db);
  const messages = person?.status === '在岗' ? await messagesFor(db, person, notices, { now, calendar }) : [];
  // Before anything is written: whoever handles a message of this person holds his session, and may wait for an item meanwhile.
  await rememberLists(db, personId, messages, now);
  const added = await addToOutbox(
    db,
    messages.map((message) => message.draft),
    { correlationId, now },
  );
  await markAllTold(
    db,
    messages.map(({ about }, index) => ({ ids: about, outboxId: added[index]?.id ?? '' })),
  );
  const told = new Set(messages.flatMap((message) => message.about));
  await dropNotices(
    db,
    notices.map((notice) => notice.id).filter((id) => !told.has(id)),
  );
  return added;
};

const tell = async (deps: SweepDeps, personId: string, now: Date): Promise<void> => {
  const correlationId = randomUUID();
  try {
    const added = await deps.database.transaction((db) => tellPerson(db, deps, personId, now, correlationId));
    knock(deps.queue, added, correlationId);
    deps.log.info({ cid: correlationId, messages: added.length }, 'waiting notices told');
  } catch (error) {
    deps.log.error({ err: error, cid: correlationId }, 'waiting notices could not be told; they are tried again later');
    await putOffNotices(deps.database.prisma, personId, now, new Date(now.getTime() + LOOK_AGAIN_MS));
  }
};

/** Tells every person who has something to hear by now, in as few messages as can be: each thing once, whoever else does so at the same time. */
export const sendNotices = async (deps: SweepDeps, now: Date, over: () => boolean): Promise<void> => {
  let before = new Set<string>();
  while (!over()) {
    const people = await peopleWithNotices(deps.database.prisma, now, PEOPLE);
    // Whoever is still there after his turn is in somebody else's hands.
    const fresh = people.filter((person) => !before.has(person));
    if (fresh.length === 0) return;
    await eachOf(fresh, (person) => tell(deps, person, now), over);
    before = new Set(people);
  }
};
