import type { Reading } from '../reading/reading.ts';
import { checkFinding, type NamedSchool, type Session } from '../session.ts';
import type { ReportAct } from '../turn.ts';

/** Where something was found that is reported after checks: the school that is named, or the only one. Null: none of theirs. */
export const schoolOf = (schools: readonly NamedSchool[], reading: Reading): NamedSchool | null => {
  if (reading.unit) return schools.find(({ code }) => code === reading.unit?.id) ?? null;
  return reading.unitText === null && schools.length === 1 ? (schools[0] ?? null) : null;
};

/** Those of the checks that were made there. */
export const idsAt = (ids: readonly string[], schools: readonly NamedSchool[], school: NamedSchool): string[] =>
  ids.filter((_, index) => schools[index]?.code === school.code);

/** A report soon after a check belongs to it, where it is of the same school: 三中 还有灯坏了. */
export const foundByCheck = (act: ReportAct, reading: Reading, session: Session, now: Date): ReportAct => {
  const last = checkFinding(session, now);
  const school = last && schoolOf(last.schools, reading);
  return last && school ? { ...act, unit: act.unit ?? school.code, foundBy: idsAt(last.ids, last.schools, school) } : act;
};
