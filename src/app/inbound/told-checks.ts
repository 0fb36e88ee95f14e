import { foundWhatQuestion, resultQuestion, type Told } from '../../conversation/replies/checks.ts';
import type { NamedSchool, Session } from '../../conversation/session.ts';
import type { CheckedAt } from '../../conversation/turn.ts';
import { type CheckPeriod, periodOf } from '../../domain/inspection/check.ts';
import type { RecordedCheck } from '../inspections/record-checks.ts';
import type { Performing } from './performing.ts';

/** Whether the unit with this code is a school of the speaker's own. */
export const isOwn = ({ knowledge }: Performing, school: string): boolean => knowledge.roles.some(({ unit }) => unit.code === school);

/** For what a check counts, by its row: for anybody's duty at all, and as which of the own rounds. */
export type Counts = { counts: boolean; period: CheckPeriod | null };
/** As long as its row is not known. */
export const NO_COUNT: Counts = { counts: false, period: null };

/** By the ids of the checks. */
export const countsOf = async ({ db }: Performing, ids: readonly string[]): Promise<ReadonlyMap<string, Counts>> => {
  const rows = await db.inspection.findMany({ where: { id: { in: [...ids] } }, select: { id: true, grids: true, rules: true } });
  return new Map(rows.map(({ id, grids, rules }) => [id, { counts: grids.length + rules.length > 0, period: periodOf(rules) }]));
};

/** A check as its maker is told of it. */
export const toldOf = (
  performing: Performing,
  recorded: RecordedCheck,
  { name, found, hidden, settled, counts, period }: { name: string | null; found: number; hidden: boolean; settled?: boolean } & Counts,
): Told => ({
  name: name === '' ? null : name,
  schoolName: recorded.school.name,
  period,
  day: recorded.day,
  result: recorded.result,
  found,
  hidden,
  settled: settled ?? false,
  backdated: recorded.backdated,
  repeat: recorded.repeat,
  own: isOwn(performing, recorded.school.code),
  counts,
  counted: recorded.fulfilled,
});

/** As the school was called, else its name. */
export const nameOf = ({ name, school }: { name: string | null; school: string }, recorded: RecordedCheck | undefined): string =>
  name || recorded?.school.name || school;

/** A check that was recorded, with what was said of it. */
export type Made = { recorded: RecordedCheck; at: CheckedAt; hidden: boolean };

/** What is asked after checks were recorded: what they found, where that was not said. */
export const questionAfter = (
  performing: Performing,
  made: readonly Made[],
): { words: string; asked: NonNullable<Session['asked']> } | null => {
  const open = made.filter(
    ({ recorded, at, hidden }) =>
      !hidden && !at.settled && at.reports.length + at.found.length === 0 && recorded.result !== '正常' && !recorded.repeat,
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
