import { amendedText, mayNotAmendText, nothingToAmendText, recordedText, withdrawnText } from '../../conversation/replies/checks.ts';
import type { Session } from '../../conversation/session.ts';
import type { Act } from '../../conversation/turn.ts';
import { localDay } from '../../domain/calendar/local-time.ts';
import { amendCheck, mayAmend } from '../inspections/amend-check.ts';
import { latestChecksOf } from '../inspections/find-check.ts';
import type { RecordedCheck } from '../inspections/record-checks.ts';
import { HIDDEN_WORDS, reportAll, someHidden } from './found-reports.ts';
import { type Performed, type Performing, saying } from './performing.ts';
import { countsOf, isOwn, NO_COUNT, questionAfter, toldOf } from './told-checks.ts';

const DAY_MS = 24 * 3_600_000;
/** 那次检查 is none of last month's. */
const MEANT_MS = 7 * DAY_MS;

type AmendAct = Extract<Act, { act: 'amend-check' }>;

/** The checks that a correction means: those of the conversation, else the latest that the speaker recorded. */
const idsMeant = async ({ db, person, now }: Performing, ids: readonly string[]): Promise<string[]> => {
  if (ids.length > 0 || !person) return [...ids];
  const [latest] = await latestChecksOf(db, person.id, new Date(now.getTime() - MEANT_MS));
  return latest ? [latest.id] : [];
};

/** 没有 to 查出问题了吗 corrects nothing. */
const isAnswer = ({ change }: AmendAct): boolean => change.result === '正常' && Object.keys(change).length === 1;

const amendOne = async (
  performing: Performing,
  person: string,
  id: string,
  { change, words, reports }: AmendAct,
): Promise<RecordedCheck> => {
  const { db, now, rules } = performing;
  const { school, ...rest } = change;
  const hidden = someHidden(reports);
  const { result, ...but } = rest;
  const said = hidden ? but : { ...but, ...(result === undefined ? {} : { result }) };
  const context = { db, now, by: person, rules };
  return amendCheck(context, id, { ...said, ...(school ? { school: school.code } : {}) }, hidden ? HIDDEN_WORDS : words);
};

/** Corrects or withdraws the speaker's last checks; what was found after all is reported and noted there. */
export const performAmendCheck = async (performing: Performing, act: AmendAct, session: Session): Promise<Performed> => {
  const { db, now, person } = performing;
  const ids = await idsMeant(performing, act.ids);
  if (!person || ids.length === 0) return saying(session, [nothingToAmendText]);
  for (const id of ids) if (!(await mayAmend(db, person.id, { id }))) return saying(session, [mayNotAmendText]);
  const amended: RecordedCheck[] = [];
  for (const id of ids) amended.push(await amendOne(performing, person.id, id, act));
  const today = localDay(now);
  const nameAt = (check: RecordedCheck): string => (act.change.school ? act.change.school.name : '') || knownName(session, check);
  if (act.change.withdrawn) {
    const words = withdrawnText(
      amended.map((check) => ({ name: nameAt(check), day: check.day })),
      today,
    );
    return saying({ ...session, lastCheck: null }, [words]);
  }
  const counts = await countsOf(performing, ids);
  const hidden = someHidden(act.reports);
  const found = act.reports.reduce((sum, report) => sum + report.items.length, 0);
  const told = amended.map((check) =>
    toldOf(performing, check, {
      name: ownName(performing, check, nameAt(check)),
      found,
      hidden,
      ...(counts.get(check.id) ?? NO_COUNT),
    }),
  );
  const lastCheck = session.lastCheck && {
    ...session.lastCheck,
    ids,
    schools: amended.map((check) => ({ code: check.school.code, name: nameAt(check) })),
    open: amended.every(({ result }) => result !== '正常'),
    at: now.toISOString(),
  };
  const unit = amended[0]?.school.code ?? null;
  const reports = await reportAll(
    performing,
    act.reports.map((report) => ({ act: { ...report, unit }, ids })),
    { ...session, lastCheck },
  );
  const made = amended.map((recorded) => ({
    recorded,
    at: {
      school: recorded.school.code,
      name: nameAt(recorded),
      day: recorded.day,
      result: recorded.result,
      reports: act.reports,
      found: [],
    },
    hidden,
  }));
  const asks = act.change.result === '有问题' && reports.session.asked === null ? questionAfter(performing, made) : null;
  return {
    ...reports,
    say: [isAnswer(act) ? recordedText(told, today) : amendedText(told, today), ...reports.say, ...(asks ? [asks.words] : [])],
    session: { ...reports.session, asked: asks?.asked ?? reports.session.asked },
  };
};

const knownName = ({ lastCheck }: Session, { school }: RecordedCheck): string =>
  lastCheck?.schools.find(({ code }) => code === school.code)?.name || school.name;

/** The own school goes without its name. */
const ownName = (performing: Performing, { school }: RecordedCheck, name: string): string | null =>
  isOwn(performing, school.code) ? null : name;
