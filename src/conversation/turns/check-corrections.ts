import { localDay } from '../../domain/calendar/local-time.ts';
import { dayAllowed } from '../../domain/inspection/check.ts';
import { periodNamed } from '../reading/checked.ts';
import { daysNamed } from '../reading/day-checked.ts';
import { normalise } from '../reading/normalise.ts';
import type { Reading } from '../reading/reading.ts';
import { normal, period as periodWords } from '../reading/rules/telling.ts';
import { findUnits } from '../reading/units.ts';
import type { NamedSchool, Session } from '../session.ts';
import type { Situation } from '../situation.ts';
import { type CheckCorrection, type ReportAct, say, type Turn } from '../turn.ts';
import type { Handler } from './item-words.ts';
import { reportAct } from './report-words.ts';

/** What is right, and which school was wrong, where the words name both (不是三中，是二中). */
type Correction = { change: CheckCorrection; wrong: NamedSchool | null };

const FOUND = /有(?:了)?(?:些|几个)?(?:问题|隐患)|不正常|发现了?(?!没)/u;

const correctionIn = (text: string, { units, now }: Situation): Correction => {
  const words = normalise(text).text;
  const named = findUnits(words, units, null).flatMap(({ unit, start, end }) =>
    unit ? [{ code: unit.id, name: words.slice(start, end), wrong: /不(?:是|对)$/u.test(words.slice(0, start)) }] : [],
  );
  const asSchool = (found: NamedSchool | undefined): NamedSchool | null => (found ? { code: found.code, name: found.name } : null);
  const right = asSchool(named.findLast(({ wrong }) => !wrong));
  const day = daysNamed(words, now).at(-1)?.day;
  const period = periodNamed(periodWords.exec(words)?.groups?.period ?? null, words);
  const fine = normal.test(words);
  const result = fine ? ('正常' as const) : FOUND.test(words) ? ('有问题' as const) : undefined;
  return {
    change: { ...(right ? { school: right } : {}), ...(day ? { day } : {}), ...(period ? { period } : {}), ...(result ? { result } : {}) },
    wrong: asSchool(named.find(({ wrong }) => wrong)),
  };
};

/** Was a check the last thing that the speaker recorded? */
const checkedLast = ({ lastCheck, lastReport }: Session): boolean => lastCheck !== null && lastCheck.at > (lastReport?.at ?? '');

/** Of several checks the one whose school was named wrongly; days and results are those of all. Null: it has to be asked. */
const idsMeant = ({ lastCheck }: Session, { change, wrong }: Correction): string[] | null => {
  if (!lastCheck) return [];
  const at = wrong === null ? -1 : lastCheck.schools.findIndex(({ code }) => code === wrong.code);
  const id = lastCheck.ids[at];
  if (id !== undefined) return [id];
  return change.school && lastCheck.ids.length > 1 ? null : lastCheck.ids;
};

const reportsIn = ({ second }: Reading, text: string, { session }: Situation): ReportAct[] =>
  second?.intent === 'report'
    ? [
        reportAct(
          second,
          text,
          session.drafts.map(({ hash }) => hash),
          session.spot?.text ?? null,
        ),
      ]
    : [];

const corrected = (reading: Reading, text: string, situation: Situation): Turn | null => {
  const { session, now } = situation;
  const correction = correctionIn(text, situation);
  const { change } = correction;
  const today = localDay(now);
  if (Object.keys(change).length === 0) return null;
  if (change.day !== undefined && dayAllowed(change.day, today) !== 'ok')
    return say(session, { say: change.day > today ? 'check-planned' : 'check-too-old', day: change.day, today, schools: [] });
  const ids = idsMeant(session, correction);
  if (ids === null) return say(session, { say: 'check-correct-which', schools: session.lastCheck?.schools.map(({ name }) => name) ?? [] });
  const reports = reportsIn(reading, text, situation);
  const after = reports.length > 0 ? { ...session, drafts: [], spot: null, asked: null } : { ...session, asked: null };
  return { acts: [{ act: 'amend-check', ids, change, words: text.trim(), reports }], session: after };
};

/** Check and finding were told together: a wrong school is mended of both. */
const ofBoth = (reported: Turn, text: string, situation: Situation): Turn => {
  const { lastCheck, lastReport } = situation.session;
  const correction = correctionIn(text, situation);
  const { school } = correction.change;
  const ids = lastCheck !== null && lastCheck.at === lastReport?.at && school ? idsMeant(situation.session, correction) : null;
  if (!school || ids === null || !reported.acts.some((act) => act.act === 'deed')) return reported;
  const mended = { act: 'amend-check' as const, ids, change: { school }, words: text.trim(), reports: [] };
  return { ...reported, acts: [...reported.acts, mended] };
};

/** 说错了，是二实小: mends the speaker's last check where that came last, or is named; else what he reported. */
export const amendCheckOr =
  (otherwise: Handler): Handler =>
  (reading, text, situation) => {
    const meant = reading.result === '检查';
    if (!meant && (!checkedLast(situation.session) || reading.ref !== null || reading.place !== null))
      return ofBoth(otherwise(reading, text, situation), text, situation);
    const turn = corrected(reading, text, situation);
    if (turn) return turn;
    return meant ? say(situation.session, { say: 'check-correct-how' }) : otherwise(reading, text, situation);
  };

/** 刚才的检查记录撤了; 撤回 where a check came last. */
export const withdrawCheckOr =
  (otherwise: Handler): Handler =>
  (reading, text, situation) => {
    const { session } = situation;
    const last = checkedLast(session) && reading.ref === null && reading.numbers === null;
    if (reading.result !== '检查' && !last) return otherwise(reading, text, situation);
    const ids = session.lastCheck?.ids ?? [];
    return {
      acts: [{ act: 'amend-check', ids, change: { withdrawn: true }, words: text.trim(), reports: [] }],
      session: { ...session, asked: null },
    };
  };
