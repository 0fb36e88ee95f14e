import {
  alsoUnclearText,
  amendedText,
  foundWhatQuestion,
  joinedText,
  mayNotAmendText,
  noSchoolText,
  nothingToAmendText,
  pressedAgainText,
  recordedText,
  repeatedPhotosText,
  resultQuestion,
  sameNameQuestion,
  schoolQuestion,
  type Told,
  withdrawnText,
} from '../../conversation/replies/checks.ts';
import type { NamedSchool, PendingCheck, Session } from '../../conversation/session.ts';
import type { Act, CheckedAt, ReportAct, UnclearCheck } from '../../conversation/turn.ts';
import { localDay, startOfDay } from '../../domain/calendar/local-time.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { CheckPeriod } from '../../domain/inspection/check.ts';
import { isCheckedSchool } from '../../domain/inspection/school.ts';
import { loadHazard } from '../../store/hazards.ts';
import { photosShownBefore } from '../../store/inspections/checks.ts';
import { amendCheck, mayAmend } from '../inspections/amend-check.ts';
import { dutiesAt, unfinishedFor } from '../inspections/duties-of.ts';
import { latestChecksOf } from '../inspections/find-check.ts';
import { type CheckPhoto, joinCheck, linkFindings, type RecordedCheck, recordChecks } from '../inspections/record-checks.ts';
import { performReport } from './perform-report.ts';
import { causeOf, type Performed, type Performing, saying } from './performing.ts';

type CheckAct = Extract<Act, { act: 'check' }>;
type Named = Pick<CheckAct, 'period' | 'words' | 'photos' | 'position'>;

/** Somebody who may know little reads the record of a check: it says nothing of what is told in confidence, nor of who told it. */
const isHidden = ({ items, unnamed, withheldFromSchool }: ReportAct): boolean =>
  unnamed || withheldFromSchool || items.some((item) => item.sensitive);

const someHidden = (reports: readonly ReportAct[]): boolean => reports.some(isHidden);
const HIDDEN_WORDS = '（检查时发现的情况另行办理）';

/** Photos with the time in them. */
const withTimes = async ({ db }: Performing, hashes: readonly string[]): Promise<CheckPhoto[]> => {
  if (hashes.length === 0) return [];
  const files = await db.mediaFile.findMany({ where: { hash: { in: [...hashes] } }, select: { hash: true, takenAt: true } });
  const times = new Map(files.map(({ hash, takenAt }) => [hash, takenAt]));
  return hashes.map((hash) => ({ hash, takenAt: times.get(hash) ?? null }));
};

/** Whether the unit with this code is a school of the speaker's own. */
const isOwn = ({ knowledge }: Performing, school: string): boolean => knowledge.roles.some(({ unit }) => unit.code === school);

type Counts = ReadonlyMap<string, boolean>;

/** Which checks count for anybody's duty at all. */
const countsOf = async ({ db }: Performing, ids: readonly string[]): Promise<Counts> => {
  const rows = await db.inspection.findMany({ where: { id: { in: [...ids] } }, select: { id: true, grids: true, rules: true } });
  return new Map(rows.map(({ id, grids, rules }) => [id, grids.length + rules.length > 0]));
};

const toldOf = (
  performing: Performing,
  recorded: RecordedCheck,
  {
    name,
    period,
    found,
    hidden,
    counts,
  }: { name: string | null; period: CheckPeriod | null; found: number; hidden: boolean; counts: boolean },
): Told => ({
  name: name === '' ? null : name,
  schoolName: recorded.school.name,
  period,
  day: recorded.day,
  result: recorded.result,
  found,
  hidden,
  backdated: recorded.backdated,
  repeat: recorded.repeat,
  own: isOwn(performing, recorded.school.code),
  counts,
  counted: recorded.fulfilled,
});

/** Runs reports one after the other; each is answered by its own words. */
const reportAll = async (
  performing: Performing,
  reports: readonly { act: ReportAct; ids: string[] }[],
  session: Session,
): Promise<Performed> => {
  const all: Performed = saying(session, []);
  for (const { act, ids } of reports) {
    const done = await performFoundReport(performing, { ...act, foundBy: ids }, all.session);
    all.say.push(...done.say);
    all.drafts.push(...done.drafts);
    all.session = done.session;
    all.sensitive ||= done.sensitive;
  }
  return all;
};

/** A report that may have been found by a check: then it is noted there, but for what is told in confidence. */
export const performFoundReport = async (performing: Performing, act: ReportAct, session: Session): Promise<Performed> => {
  const done = await performReport(performing, act, session);
  if (!act.foundBy || act.foundBy.length === 0 || act.unnamed || act.withheldFromSchool) return done;
  const before = session.lastReport?.numbers ?? [];
  const numbers = (done.session.lastReport?.numbers ?? []).filter((number) => !before.includes(number));
  await linkFindings(performing.db, act.foundBy, await openlyTold(performing, numbers));
  return done;
};

const openlyTold = async ({ db }: Performing, numbers: readonly string[]): Promise<string[]> => {
  const open: string[] = [];
  for (const number of numbers) {
    const item = (await loadHazard(db, number))?.state;
    if (item && laneOf(item) === 'ordinary') open.push(number);
  }
  return open;
};

const MOST_OFFERED = 6;

/** The most urgent schools that the speaker's units have to check, each once. */
const schoolsDue = async ({ db, person, now }: Performing): Promise<{ code: string; name: string }[]> => {
  if (!person) return [];
  const duties = await unfinishedFor(db, person.id, now, 200);
  return [...new Map(duties.map(({ school }) => [school.code, school])).values()].slice(0, MOST_OFFERED);
};

const pendingOf = (unclear: UnclearCheck, { period, words, photos, position }: Named, found: string[]): PendingCheck => ({
  day: unclear.day,
  result: unclear.result,
  period,
  words,
  photos,
  position,
  found,
});

/** Which school? Nothing of this check is saved yet; what it found is, and asks by itself. */
const askSchool = async (performing: Performing, act: CheckAct, unclear: UnclearCheck, session: Session): Promise<Performed> => {
  const at = performing.now.toISOString();
  if (unclear.reports.length > 0) {
    const before = session.lastReport?.numbers ?? [];
    const done = await reportAll(
      performing,
      unclear.reports.map((each) => ({ act: each, ids: [] })),
      session,
    );
    const numbers = (done.session.lastReport?.numbers ?? []).filter((number) => !before.includes(number));
    const { asked } = done.session;
    const waits = asked?.kind === 'unit' && !someHidden(unclear.reports);
    const check = pendingOf(unclear, act, await openlyTold(performing, numbers));
    return waits ? { ...done, session: { ...done.session, asked: { ...asked, check } } } : done;
  }
  const several = unclear.options.length > 1 ? unclear.options.slice(0, MOST_OFFERED).map(({ id, name }) => ({ code: id, name })) : [];
  const offered = several.length > 0 ? several : await schoolsDue(performing);
  const names = offered.map(({ name }) => name);
  const words = several.length > 0 ? sameNameQuestion(unclear.said ?? '', names) : schoolQuestion(unclear.said, names);
  const options = offered.map(({ code }) => code);
  return saying({ ...session, asked: { kind: 'check-school', check: pendingOf(unclear, act, []), options, at } }, [words]);
};

/** Units that have no pupils are no schools: a bureau that is named checks, and is not checked. */
const onlySchools = async ({ db }: Performing, at: readonly CheckedAt[]): Promise<{ schools: CheckedAt[]; others: CheckedAt[] }> => {
  const units = await db.unit.findMany({
    where: { code: { in: at.map(({ school }) => school) }, retiredAt: null },
    select: { code: true, kind: true, students: true },
  });
  const checked = new Set(units.filter((unit) => isCheckedSchool({ ...unit, retired: false })).map(({ code }) => code));
  return { schools: at.filter(({ school }) => checked.has(school)), others: at.filter(({ school }) => !checked.has(school)) };
};

/** A button that is pressed again on the same day, where the first time counted for as much. */
const pressedBefore = async ({ db, person, now }: Performing, { schools, period }: CheckAct): Promise<boolean> => {
  const school = schools[0]?.school;
  if (!person || !school) return false;
  const today = localDay(now);
  const earlier = await latestChecksOf(db, person.id, startOfDay(today));
  if (!earlier.some((check) => check.school.code === school && check.day === today)) return false;
  const rule = period === null ? null : CHECKED_BY[period];
  return (
    rule === null ||
    !(await dutiesAt(db, school, now)).some((duty) => duty.rule === rule && duty.window.from <= today && duty.window.to >= today)
  );
};

const CHECKED_BY = { day: 'school-daily', week: 'school-weekly', month: 'school-monthly', quarter: 'school-quarterly' } as const;

const nameOf = ({ name, school }: { name: string | null; school: string }, recorded: RecordedCheck | undefined): string =>
  name || recorded?.school.name || school;

/** What is asked after checks were recorded: what they found, where that was not said. */
const questionAfter = (
  performing: Performing,
  made: readonly { recorded: RecordedCheck; at: CheckedAt; hidden: boolean }[],
): { words: string; asked: NonNullable<Session['asked']> } | null => {
  const open = made.filter(
    ({ recorded, at, hidden }) => !hidden && at.reports.length + at.found.length === 0 && recorded.result !== '正常' && !recorded.repeat,
  );
  const what = open.filter(({ recorded }) => recorded.result === '有问题');
  const meant = what.length > 0 ? what : open;
  if (meant.length === 0) return null;
  const schools: NamedSchool[] = meant.map(({ recorded, at }) => ({ code: at.school, name: nameOf(at, recorded) }));
  const names = made.length > 1 ? schools.map(({ name }) => name) : [];
  const words = what.length > 0 ? foundWhatQuestion(names) : resultQuestion(names);
  return {
    words,
    asked: { kind: 'check-result', ids: meant.map(({ recorded }) => recorded.id), schools, at: performing.now.toISOString() },
  };
};

const recordAll = async (performing: Performing, act: CheckAct, schools: readonly CheckedAt[], session: Session): Promise<Performed> => {
  const { db, now, person } = performing;
  if (!person || schools.length === 0) return saying(session, []);
  const photos = await withTimes(performing, act.photos);
  const recorded = await recordChecks(
    { db, now, cause: causeOf(performing) },
    schools.map(({ school, day, result, reports }) => {
      const hidden = someHidden(reports);
      const words = hidden ? HIDDEN_WORDS : act.words;
      return { school, by: person.id, day, result: hidden ? null : result, period: act.period, words, photos, position: act.position };
    }),
  );
  const made = recorded.flatMap((each, index) => {
    const at = schools[index];
    return at ? [{ recorded: each, at, hidden: someHidden(at.reports) }] : [];
  });
  for (const { recorded: each, at } of made) await linkFindings(db, [each.id], at.found);
  const counts = await countsOf(
    performing,
    recorded.map(({ id }) => id),
  );
  const told = made.map(({ recorded: each, at, hidden }) => {
    const found = at.reports.reduce((sum, report) => sum + report.items.length, 0) + at.found.length;
    return toldOf(performing, each, { name: at.name, period: act.period, found, hidden, counts: counts.get(each.id) ?? false });
  });
  const at = now.toISOString();
  const lastCheck = {
    ids: recorded.map(({ id }) => id),
    schools: made.map(({ recorded: each, at: where }) => ({ code: where.school, name: nameOf(where, each) })),
    open: made.every(({ recorded: each, hidden }) => !hidden && each.result !== '正常'),
    joined: false,
    at,
  };
  const reports = await reportAll(
    performing,
    made.flatMap(({ recorded: each, at: where }) => where.reports.map((report) => ({ act: report, ids: [each.id] }))),
    { ...session, lastCheck },
  );
  const repeatedPhotos = new Set(recorded.flatMap((each) => each.repeatedPhotos)).size;
  const asksAlready = reports.session.asked !== null;
  const question = asksAlready ? null : questionAfter(performing, made);
  return {
    ...reports,
    say: [
      recordedText(told, localDay(now)),
      ...(repeatedPhotos > 0 ? [repeatedPhotosText(repeatedPhotos)] : []),
      ...reports.say,
      ...(question ? [question.words] : []),
    ],
    session: { ...reports.session, asked: question?.asked ?? reports.session.asked },
  };
};

/** What a report of a unit that is no school leads to: it is written all the same. */
const reportsOf = (others: readonly CheckedAt[]): { act: ReportAct; ids: string[] }[] =>
  others.flatMap(({ reports }) => reports.map((act) => ({ act, ids: [] })));

const joined = (first: Performed, second: Performed): Performed => ({
  say: [...first.say, ...second.say],
  drafts: [...first.drafts, ...second.drafts],
  session: second.session,
  sensitive: first.sensitive || second.sensitive,
});

/** Records checks first, then what they found; at most one thing is asked back. */
export const performCheck = async (performing: Performing, act: CheckAct, session: Session): Promise<Performed> => {
  if (act.pressed && (await pressedBefore(performing, act))) {
    const [first] = act.schools;
    return saying(session, [pressedAgainText(first?.name || '这所学校')]);
  }
  const { schools, others } = await onlySchools(performing, act.schools);
  const recorded = await recordAll(performing, act, schools, session);
  const reported = joined(recorded, await reportAll(performing, reportsOf(others), recorded.session));
  const done = act.alsoUnclear.length > 0 ? { ...reported, say: [...reported.say, alsoUnclearText(act.alsoUnclear)] } : reported;
  if (act.unclear) return joined(done, await askSchool(performing, act, act.unclear, done.session));
  const [other] = others;
  if (schools.length > 0 || !other || other.reports.length > 0) return done;
  const check = pendingOf({ ...other, said: other.name, options: [] }, act, other.found);
  const asked = { kind: 'check-school' as const, check, options: [], at: performing.now.toISOString() };
  if (other.name) return joined(done, saying({ ...done.session, asked }, [noSchoolText(other.name)]));
  return joined(done, await askSchool(performing, act, { ...other, said: null, options: [] }, done.session));
};

/** A photo or a position that came soon after a check joins it. */
export const performJoinCheck = async (
  performing: Performing,
  { ids, schools, photos, position, quiet }: Extract<Act, { act: 'join-check' }>,
  session: Session,
): Promise<Performed> => {
  const { db } = performing;
  const repeated = await photosShownBefore(db, photos, { before: null, except: ids });
  await joinCheck(db, ids, { photos: await withTimes(performing, photos), ...(position === null ? {} : { position }) });
  const words = joinedText(
    schools.map(({ name }) => name),
    photos.length,
  );
  return saying(session, [...(quiet ? [] : [words]), ...(repeated.size > 0 ? [repeatedPhotosText(repeated.size)] : [])]);
};

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
      period: act.change.period ?? null,
      found,
      hidden,
      counts: counts.get(check.id) ?? false,
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
    say: [amendedText(told, today), ...reports.say, ...(asks ? [asks.words] : [])],
    session: { ...reports.session, asked: asks?.asked ?? reports.session.asked },
  };
};

const knownName = ({ lastCheck }: Session, { school }: RecordedCheck): string =>
  lastCheck?.schools.find(({ code }) => code === school.code)?.name || school.name;

/** The own school goes without its name. */
const ownName = (performing: Performing, { school }: RecordedCheck, name: string): string | null =>
  isOwn(performing, school.code) ? null : name;
