import type { OverdueLine } from '../../conversation/notifications/overdue.ts';
import {
  bySchool,
  nothingOverdueInText,
  nothingOverdueText,
  notYourUnitText,
  overdueAnswerText,
} from '../../conversation/replies/overdue-list.ts';
import { afterList, type Session } from '../../conversation/session.ts';
import type { Act } from '../../conversation/turn.ts';
import { STEP_OF_STATUS } from '../../domain/hazard/clockwork.ts';
import type { Relation } from '../../domain/organisation/roles.ts';
import { type Concern, type OverdueRow, overdueItems } from '../../store/item-lines.ts';
import { descendants, standingOf } from '../../store/organisation.ts';
import { isCity, leads } from './leads.ts';
import { type Performed, type Performing, saying } from './performing.ts';

/** A list stays readable in a chat window; the rest is counted. */
const LIST_MAX = 15;

const lineOf = (row: OverdueRow, mine: ReadonlySet<string>): OverdueLine[] => {
  const pending = STEP_OF_STATUS[row.status];
  if (pending === undefined) return [];
  const hasIt = pending === 'accept' || pending === 'rectify' ? [row.assigneeName ?? row.assigneeId] : [];
  return [
    {
      number: row.number,
      unitName: row.unitName,
      description: row.description,
      pending,
      dueAt: row.stepDueAt,
      mine: mine.has(row.number),
      waitsFor: hasIt.filter((name) => name !== null),
    },
  ];
};

/** The steps that can stand still with the speaker. Whoever is asked for time, or from below, has no step to do himself. */
const STEPS: readonly Concern[] = ['task', 'grading', 'decision'];

const ownNumbers = ({ knowledge }: Performing): Set<string> =>
  new Set(knowledge.concerns.filter((row) => STEPS.includes(row.why)).map((row) => row.number));

const listed = (performing: Performing, rows: readonly OverdueRow[], session: Session): Performed => {
  const { now } = performing;
  const own = ownNumbers(performing);
  const lines = bySchool(rows.flatMap((row) => lineOf(row, own)));
  const shown = afterList(
    session,
    'items',
    lines.map((line) => line.number),
    now,
  );
  return saying(shown, [overdueAnswerText(lines, rows[0]?.total ?? 0, now)]);
};

/** One unit with all below it, for those who lead it or the grid above it. */
const overdueInUnit = async (performing: Performing, unit: string, session: Session): Promise<Performed> => {
  const { db, person, city, now } = performing;
  const where = (await city.node(unit))?.where;
  const relations = person && where ? await standingOf(db, person.id, unit, where) : new Set<Relation>();
  if (!where || !leads(relations, where.unit.kind)) return saying(session, [notYourUnitText]);
  const rows = await overdueItems(db, { units: await descendants(db, unit), assignee: null }, now, LIST_MAX);
  return rows.length === 0 ? saying(session, [nothingOverdueInText(where.unit.name)]) : listed(performing, rows, session);
};

/** 逾期: what stands still. A leader hears of his units and all below them, everybody of his own tasks; nothing confidential is in it. */
export const performOverdue = async (
  performing: Performing,
  { unit }: Extract<Act, { act: 'overdue' }>,
  session: Session,
): Promise<Performed> => {
  const { db, person, knowledge, now } = performing;
  if (!person) return saying(session, []);
  if (unit !== null) return overdueInUnit(performing, unit, session);
  const led = [...new Map(knowledge.roles.filter((role) => role.role !== '成员').map(({ unit: each }) => [each.code, each])).values()];
  const units = new Set<string>();
  for (const { code, kind } of led) for (const below of isCity(kind) ? [code] : await descendants(db, code)) units.add(below);
  const rows = await overdueItems(db, { units: [...units], assignee: person.id }, now, LIST_MAX);
  return rows.length === 0 ? saying(session, [nothingOverdueText(led.length > 0)]) : listed(performing, rows, session);
};
