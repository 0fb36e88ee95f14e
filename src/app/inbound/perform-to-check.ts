import { type Due, dueAtText, noDutyText, nothingToCheckText, type SchoolDue, toCheckText } from '../../conversation/replies/checks.ts';
import { afterList, type Session } from '../../conversation/session.ts';
import type { Act } from '../../conversation/turn.ts';
import { localDay } from '../../domain/calendar/local-time.ts';
import type { Relation } from '../../domain/organisation/roles.ts';
import { openCounts } from '../../store/item-lines.ts';
import { standingOf } from '../../store/organisation.ts';
import { dutiesAt, type ToCheck, unfinishedFor } from '../inspections/duties-of.ts';
import { leads } from './leads.ts';
import { type Performed, type Performing, saying } from './performing.ts';

/** A list stays readable in a chat window; the rest is counted. */
const LIST_MAX = 15;
/** More duties than the largest bureau has open at a time need not be read to write fifteen lines. */
const MOST_DUTIES = 2000;

const dueOf = ({ rule, window, done, required, daysLeft }: ToCheck): Due => ({ rule, window, done, required, daysLeft });

/** By school, each where its most urgent duty stands. */
const bySchool = (duties: readonly ToCheck[]): SchoolDue[] => {
  const schools = new Map<string, { code: string; name: string; dues: Due[] }>();
  for (const duty of duties) {
    const known = schools.get(duty.school.code);
    if (known) known.dues.push(dueOf(duty));
    else schools.set(duty.school.code, { ...duty.school, dues: [dueOf(duty)] });
  }
  return [...schools.values()];
};

/** 待查: the speaker's own rounds first, then the schools of his grids, numbered. */
export const performToCheck = async (performing: Performing, session: Session): Promise<Performed> => {
  const { db, person, now, knowledge } = performing;
  if (!person) return saying(session, []);
  const duties = await unfinishedFor(db, person.id, now, MOST_DUTIES);
  if (duties.length === 0) return saying(session, [knowledge.roles.length > 0 ? nothingToCheckText : noDutyText]);
  const own = bySchool(duties.filter(({ unit, school }) => unit.code === school.code));
  const schools = bySchool(duties.filter(({ unit, school }) => unit.code !== school.code));
  const listed = schools.slice(0, LIST_MAX);
  const words = toCheckText(own, listed, schools.length, localDay(now));
  if (listed.length === 0) return saying(session, [words]);
  const refs = listed.map(({ code }) => code);
  return saying(afterList(session, 'schools', refs, now), [words]);
};

/** How many hazards are open at a school, for those who lead it or a grid above it; confidential ones are in no count. */
const openAt = async ({ db, person, now, city }: Performing, school: string): Promise<{ total: number; overdue: number } | null> => {
  const where = (await city.node(school))?.where;
  const relations = person && where ? await standingOf(db, person.id, school, where) : new Set<Relation>();
  if (!where || !leads(relations, where.unit.kind)) return null;
  const counts = await openCounts(db, school, now);
  return {
    total: counts.reduce((sum, each) => sum + each.count, 0),
    overdue: counts.reduce((sum, each) => sum + each.overdue, 0),
  };
};

/** One school of the list: what the speaker's units have to check there, and what is wrong there. */
export const performDueAt = async (
  performing: Performing,
  { school, line }: Extract<Act, { act: 'due-at' }>,
  session: Session,
): Promise<Performed> => {
  const { db, now, knowledge, city } = performing;
  const units = new Set(knowledge.roles.map(({ unit }) => unit.code));
  const duties = (await dutiesAt(db, school, now)).filter(({ unit }) => units.has(unit.code));
  const name = (await city.node(school))?.where.unit.name ?? school;
  const hazards = await openAt(performing, school);
  return saying(session, [dueAtText({ code: school, name, dues: duties.map(dueOf) }, hazards, line, localDay(now))]);
};
