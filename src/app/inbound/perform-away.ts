import {
  awayInThePastText,
  awayText,
  awayTooLongText,
  backText,
  cancelledText,
  noDeputyText,
  notAwayText,
  standInMovedText,
  standInOffText,
  standInOverText,
  standInText,
} from '../../conversation/replies/away.ts';
import { afterList, type Session } from '../../conversation/session.ts';
import type { Act } from '../../conversation/turn.ts';
import { outOfQuietHours } from '../../domain/calendar/quiet-hours.ts';
import type { Draft } from '../../messaging/draft.ts';
import { type Absence, awayUntil, endAbsences, saveAbsence } from '../../store/absences.ts';
import { addNotices } from '../../store/notices.ts';
import { type PersonRecord, personById } from '../../store/organisation.ts';
import { loadSession, saveSession } from '../../store/sessions.ts';
import { standInList } from '../hazards/stand-in-list.ts';
import { officersNear } from './officers-near.ts';
import { causeOf, type Performed, type Performing, saying } from './performing.ts';

type AwayAct = Extract<Act, { act: 'away' }>;

/** A longer one is no leave: somebody else has to be put into the workbook. */
const LONGEST_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

const deputyOf = async ({ db }: Performing, person: PersonRecord): Promise<PersonRecord | null> => {
  const deputy = person.deputyId === null ? null : await personById(db, person.deputyId);
  return deputy?.status === '在岗' && deputy.id !== person.id ? deputy : null;
};

const toDeputy = (performing: Performing, deputy: PersonRecord, kind: string, text: string): Draft => ({
  to: { person: deputy.id },
  kind,
  body: { kind: 'text', text },
  cause: causeOf(performing),
});

/** What waits for him goes to his 代理人 in one list; from now on a digit of that person means a line of it. */
const handOver = async (performing: Performing, person: PersonRecord, deputy: PersonRecord): Promise<Draft[]> => {
  const { db, now } = performing;
  const list = await standInList(db, person, now);
  if (list === null) return [];
  await saveSession(db, deputy.id, afterList(await loadSession(db, deputy.id), 'items', list.numbers, now), now);
  return [toDeputy(performing, deputy, 'stand-in-list', list.text)];
};

/** A leave that is only announced: its list follows when it begins, in the morning where that is at night. */
const handOverLater = async ({ db, rules }: Performing, absence: Absence, deputy: PersonRecord): Promise<Draft[]> => {
  const notBefore = outOfQuietHours(rules.calendar, absence.from, null);
  if (notBefore < absence.until)
    await addNotices(db, [
      { personId: deputy.id, hazardNumber: `absence-${absence.id}`, notBefore, kind: 'stand-in', data: { absence: absence.id } },
    ]);
  return [];
};

const goAway = async (
  performing: Performing,
  person: PersonRecord,
  times: { from: Date; until: Date },
  session: Session,
): Promise<Performed> => {
  const { db, now } = performing;
  const deputy = await deputyOf(performing, person);
  if (!deputy) return saying(session, [noDeputyText(await officersNear(performing))]);
  const { absence, replaced } = await saveAbsence(db, { personId: person.id, ...times, now });
  const span = { ...times, now };
  const told = replaced.length > 0 ? standInMovedText(person.name, span) : standInText(person.name, span);
  const begun = times.from <= now;
  const knewAll = replaced.some((each) => each.from <= now);
  const list = !begun ? await handOverLater(performing, absence, deputy) : knewAll ? [] : await handOver(performing, person, deputy);
  const deputyAway = await awayUntil(db, deputy.id, begun ? now : times.from, times.until);
  return {
    ...saying(session, [awayText(deputy.name, deputyAway, span)]),
    drafts: [toDeputy(performing, deputy, 'stand-in', told), ...list],
  };
};

const comeBack = async (performing: Performing, person: PersonRecord, session: Session): Promise<Performed> => {
  const { db, now } = performing;
  const ended = await endAbsences(db, person.id, now);
  if (ended.length === 0) return saying(session, [notAwayText]);
  const deputy = await deputyOf(performing, person);
  const wasAway = ended.some((absence) => absence.from <= now);
  const text = wasAway ? standInOverText(person.name) : standInOffText(person.name);
  const name = deputy?.name ?? null;
  return {
    ...saying(session, [wasAway ? backText(name) : cancelledText(name)]),
    drafts: deputy ? [toDeputy(performing, deputy, 'stand-in', text)] : [],
  };
};

/** 请假 and 我回来了: who stands in for the speaker from when until when. Both are told; without a 代理人 nothing is noted. */
export const performAway = async (performing: Performing, act: AwayAct, session: Session): Promise<Performed> => {
  const { person, now } = performing;
  if (!person) return saying(session, []);
  if (act.until === null) return comeBack(performing, person, session);
  const until = new Date(act.until);
  const asked = act.from === null ? now : new Date(act.from);
  const from = asked < now ? now : asked;
  if (!(until > from)) return saying(session, [awayInThePastText(now)]);
  if (until.getTime() - now.getTime() > LONGEST_DAYS * DAY_MS) return saying(session, [awayTooLongText(LONGEST_DAYS)]);
  return goAway(performing, person, { from, until }, session);
};
