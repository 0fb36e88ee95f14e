import type { Session } from '../../conversation/session.ts';
import type { ItemLine, Situation } from '../../conversation/situation.ts';
import type { Concern, ItemLineRow } from '../../store/item-lines.ts';
import type { PersonRecord } from '../../store/organisation.ts';
import type { Knowledge } from './reading-context.ts';

export const lineOf = (row: ItemLineRow): ItemLine => ({
  number: row.number,
  status: row.status,
  level: row.level,
  urgent: row.urgent,
  sensitive: row.sensitive,
  description: row.description,
  place: row.place,
  unit: { code: row.unitCode, name: row.unitName },
  assignee: row.assigneeId ? { id: row.assigneeId, name: row.assigneeName ?? row.assigneeId } : null,
  deadline: row.deadline,
  reportedAt: row.reportedAt,
});

/** Items by why they concern the speaker, each list in its order. */
export const linesOf = (concerns: readonly ItemLineRow[]) => {
  const of = (why: Concern): ItemLine[] => concerns.filter((row) => row.why === why).map(lineOf);
  return {
    tasks: of('task'),
    reports: of('report'),
    decisions: of('decision'),
    gradings: of('grading'),
    extensions: of('extension'),
    escalations: of('escalation'),
    all: concerns.map(lineOf),
  };
};

export const situationOf = (person: PersonRecord | null, knowledge: Knowledge, session: Session, now: Date): Situation => {
  const { tasks, reports, decisions, gradings, extensions, escalations } = linesOf(knowledge.concerns);
  const { context } = knowledge;
  return {
    now,
    speaker: person ? { id: person.id, name: person.name, plainText: person.plainText, unit: context.ownUnit } : null,
    session,
    tasks,
    reports: [...reports].sort((a, b) => b.reportedAt.getTime() - a.reportedAt.getTime() || a.number.localeCompare(b.number)),
    decisions,
    gradings,
    extensions,
    escalations,
    toSecure: knowledge.toSecure.map(lineOf),
    alsoMeant: knowledge.alsoMeant.map(lineOf),
    units: context.units,
    places: context.places,
  };
};
