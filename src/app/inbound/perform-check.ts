import {
  alsoUnclearText,
  noSchoolText,
  pressedAgainText,
  recordedText,
  repeatedPhotosText,
  sameNameQuestion,
  schoolQuestion,
} from '../../conversation/replies/checks.ts';
import type { PendingCheck, Session } from '../../conversation/session.ts';
import type { Act, CheckedAt, ReportAct, UnclearCheck } from '../../conversation/turn.ts';
import { localDay, startOfDay } from '../../domain/calendar/local-time.ts';
import { isCheckedSchool } from '../../domain/inspection/school.ts';
import { drawFor } from '../../store/inspections/draws.ts';
import { dutiesAt, unfinishedFor } from '../inspections/duties-of.ts';
import { latestChecksOf } from '../inspections/find-check.ts';
import { linkFindings, recordChecks } from '../inspections/record-checks.ts';
import { HIDDEN_WORDS, openlyTold, reportAll, someHidden } from './found-reports.ts';
import { withTimes } from './perform-join-check.ts';
import { causeOf, type Performed, type Performing, saying } from './performing.ts';
import { countsOf, NO_COUNT, nameOf, questionAfter, toldOf } from './told-checks.ts';

type CheckAct = Extract<Act, { act: 'check' }>;
type Named = Pick<CheckAct, 'period' | 'words' | 'photos' | 'position'>;

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

/** The sealed draws that sent the speaker to these schools on these days. */
const drawsOf = async ({ db, person }: Performing, schools: readonly CheckedAt[]): Promise<(string | null)[]> => {
  const found: (string | null)[] = [];
  for (const { school, day } of schools) found.push(person ? await drawFor(db, person.id, school, day) : null);
  return found;
};

const recordAll = async (performing: Performing, act: CheckAct, schools: readonly CheckedAt[], session: Session): Promise<Performed> => {
  const { db, now, person } = performing;
  if (!person || schools.length === 0) return saying(session, []);
  const photos = await withTimes(performing, act.photos);
  const drawn = await drawsOf(performing, schools);
  const recorded = await recordChecks(
    { db, now, cause: causeOf(performing) },
    schools.map(({ school, day, result, reports }, index) => {
      const hidden = someHidden(reports);
      const words = hidden ? HIDDEN_WORDS : act.words;
      const how = { period: act.period, words, photos, position: act.position, drawId: drawn[index] ?? null };
      return { school, by: person.id, day, result: hidden ? null : result, ...how };
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
    return toldOf(performing, each, { name: at.name, found, hidden, settled: at.settled ?? false, ...(counts.get(each.id) ?? NO_COUNT) });
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
  const record = [recordedText(told, localDay(now)), ...(repeatedPhotos > 0 ? [repeatedPhotosText(repeatedPhotos)] : [])];
  // Where people have to be called now, the record comes last.
  const urgent = schools.some((each) => each.reports.some(({ items }) => items.some((item) => item.urgent)));
  return {
    ...reports,
    say: [...(urgent ? [...reports.say, ...record] : [...record, ...reports.say]), ...(question ? [question.words] : [])],
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
