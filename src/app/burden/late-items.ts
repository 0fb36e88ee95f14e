import type { OverdueLine } from '../../conversation/notifications/overdue.ts';
import { compareLevels } from '../../domain/hazard/category.ts';
import { STEP_OF_STATUS } from '../../domain/hazard/clockwork.ts';
import type { Db } from '../../store/database.ts';
import { itemWords, type OverdueData, overdueData, type WaitingNotice } from '../../store/notices.ts';
import { peopleById } from '../../store/organisation.ts';

/** A notice of a step that stands still. */
export type Late<N extends WaitingNotice = WaitingNotice> = N & { overdue: OverdueData };

/** The step that the notice speaks of is still the one that stands still: the notice as it reads; else nothing. */
export const stillLate = <N extends WaitingNotice>(notice: N): Late<N>[] => {
  const overdue = notice.kind === 'overdue' ? overdueData(notice.data) : null;
  if (overdue === null || notice.status === null || STEP_OF_STATUS[notice.status] !== overdue.pending) return [];
  return notice.stepDueAt?.getTime() === Date.parse(overdue.dueAt) ? [{ ...notice, overdue }] : [];
};

const byUrgency = (a: Late, b: Late): number =>
  compareLevels(b.level, a.level) ||
  Number(b.overdue.mine) - Number(a.overdue.mine) ||
  Date.parse(a.overdue.dueAt) - Date.parse(b.overdue.dueAt) ||
  a.number.localeCompare(b.number);

/** An item of which several rungs wait to be told, to one person, is one line: his own to do, if any of them says so. The most urgent first. */
export const itemsOf = <N extends Late>(notices: readonly N[]): N[] => {
  const items = new Map<string, N>();
  for (const notice of notices) {
    const known = items.get(notice.number);
    if (!known || (notice.overdue.mine && !known.overdue.mine)) items.set(notice.number, notice);
  }
  return [...items.values()].sort(byUrgency);
};

/** These items as lines, in their order. Two queries, however many they are. */
export const linesOf = async (db: Db, items: readonly Late[]): Promise<OverdueLine[]> => {
  if (items.length === 0) return [];
  const words = await itemWords(db, [...new Set(items.map((item) => item.number))]);
  const people = await peopleById(db, [...new Set(items.flatMap((item) => item.overdue.waitsFor))]);
  const names = new Map(people.map((each) => [each.id, each.name]));
  return items.map(({ number, overdue }) => ({
    number,
    unitName: words.get(number)?.unitName ?? '',
    description: words.get(number)?.description ?? '',
    pending: overdue.pending,
    dueAt: new Date(overdue.dueAt),
    mine: overdue.mine,
    waitsFor: overdue.waitsFor.map((person) => names.get(person) ?? person),
  }));
};
