import { isoLocal } from '../../domain/calendar/local-time.ts';
import type { Level } from '../../domain/hazard/category.ts';
import { STATUSES } from '../../domain/hazard/state.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { Burden } from '../../store/burden.ts';
import type { Db } from '../../store/database.ts';
import { burdenStats } from '../burden/figures.ts';
import { type Answer, answered } from './answer.ts';
import { type DutyStats, dutyStats } from './duties.ts';
import type { FiltersOf } from './filters.ts';
import { resolveScope } from './scope.ts';

/** How things stand. Confidential items are in no count: a count of one would name somebody. Ages are seconds, null when nothing waits. */
export type Stats = {
  at: string;
  hazards: {
    total: number;
    open: number;
    /** Their deadline has passed. */
    overdue: number;
    /** Open, and the present step should have been done. */
    stepOverdue: number;
    byStatus: Record<string, number>;
    byLevel: Record<Level, number>;
    openByLevel: Record<Level, number>;
  };
  /** Of windows that run now, and the unfinished ones before. */
  duties: DutyStats;
  /** Messages a person of the last seven days that the bot started by itself, by those who got any; `over`: people above the cap. */
  burden: { cap: number } & Burden;
  inbox: { pending: number; failed: number; kept: number; oldestPendingSeconds: number | null };
  outbox: { queued: number; parked: number; oldestDueSeconds: number | null };
};

type Group = { status: string; level: Level; open: boolean; count: number; overdue: number; stepOverdue: number };

const groups = (db: Db, units: string[] | null, now: Date): Promise<Group[]> => db.$queryRaw<Group[]>`
  SELECT h.status, h.level, h.status IN ('reported', 'classified', 'assigned', 'rectifying', 'submitted') AS open, count(*)::int AS count,
    count(*) FILTER (WHERE h.status IN ('assigned', 'rectifying') AND h.deadline < ${now})::int AS overdue,
    count(*) FILTER (WHERE h.step_due_at < ${now})::int AS "stepOverdue"
  FROM hazard h WHERE NOT h.sensitive AND NOT h.withheld_from_school
    ${units === null ? Prisma.empty : Prisma.sql`AND h.unit_code = ANY(${units}::text[])`}
  GROUP BY h.status, h.level`;

type Edges = { pending: number; failed: number; kept: number; received: Date | null; queued: number; parked: number; due: Date | null };

/** Both durable edges, over their partial indexes. */
const edges = async (db: Db, now: Date): Promise<Edges> => {
  const rows = await db.$queryRaw<Edges[]>`
    SELECT (SELECT count(*)::int FROM inbox_message WHERE status = 'pending') AS pending,
      (SELECT count(*)::int FROM inbox_message WHERE status = 'failed') AS failed,
      (SELECT count(*)::int FROM inbox_message WHERE status = 'kept') AS kept,
      (SELECT min(received_at) FROM inbox_message WHERE status = 'pending') AS received,
      (SELECT count(*)::int FROM outbox_message WHERE status = 'queued') AS queued,
      (SELECT count(*)::int FROM outbox_message WHERE status = 'parked') AS parked,
      (SELECT min(not_before) FROM outbox_message WHERE status = 'queued' AND not_before <= ${now}) AS due`;
  return rows[0] ?? { pending: 0, failed: 0, kept: 0, received: null, queued: 0, parked: 0, due: null };
};

const sum = (found: readonly Group[], what: 'count' | 'overdue' | 'stepOverdue'): number =>
  found.reduce((total, group) => total + group[what], 0);

const byLevel = (found: readonly Group[]): Record<Level, number> => {
  const of = (level: Level): number =>
    sum(
      found.filter((group) => group.level === level),
      'count',
    );
  return { 一般: of('一般'), 较大: of('较大'), 重大: of('重大') };
};

const hazardStats = (found: readonly Group[]): Stats['hazards'] => {
  const open = found.filter((group) => group.open);
  const status = (wanted: string): number =>
    sum(
      found.filter((group) => group.status === wanted),
      'count',
    );
  return {
    total: sum(found, 'count'),
    open: sum(open, 'count'),
    overdue: sum(open, 'overdue'),
    stepOverdue: sum(open, 'stepOverdue'),
    byStatus: Object.fromEntries([...STATUSES, 'merged'].map((each) => [each, status(each)])),
    byLevel: byLevel(found),
    openByLevel: byLevel(open),
  };
};

const seconds = (since: Date | null, now: Date): number | null =>
  since === null ? null : Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000));

/** Counts for a page or a monitor; `unit` narrows hazards and duties to a unit and all below it. `now` is the clock port's. */
export const statsOf = async (db: Db, filters: FiltersOf<'stats'>, now: Date): Promise<Answer<Stats>> => {
  const scope = await resolveScope(db, filters);
  if (!scope.ok) return scope;
  const [found, duties, burden, { pending, failed, kept, received, queued, parked, due }] = await Promise.all([
    groups(db, scope.value.units, now),
    dutyStats(db, scope.value.units, now),
    burdenStats(db, scope.value.units, now),
    edges(db, now),
  ]);
  return answered({
    at: isoLocal(now),
    hazards: hazardStats(found),
    duties,
    burden,
    inbox: { pending, failed, kept, oldestPendingSeconds: seconds(received, now) },
    outbox: { queued, parked, oldestDueSeconds: seconds(due, now) },
  });
};
