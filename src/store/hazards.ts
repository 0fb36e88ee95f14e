import { localDay } from '../domain/calendar/local-time.ts';
import { photoUsesOf } from '../domain/evidence/photo-use.ts';
import type { HazardEvent } from '../domain/hazard/events.ts';
import type { Hazard, KnownHazard } from '../domain/hazard/state.ts';
import { assigneeOf } from '../domain/organisation/around.ts';
import type { Prisma } from '../infra/database/generated/client.ts';
import type { Db } from './database.ts';
import { hazardFromJson, toJson } from './hazard-json.ts';
import { appendHistory } from './history.ts';
import { recordPhotoUses } from './photo-uses.ts';

export type Loaded = { state: Hazard; version: number; reporterAccount: string | null };

/** The state was changed by somebody else since it was read; whoever runs the transaction tries again. */
export class ConcurrencyError extends Error {
  readonly code = 'stale-version';
}

/** The next number of the month, e.g. H26110023 (design §3.5). Holds the month's row until the transaction ends: take it late. */
export const nextNumber = async (db: Db, now: Date): Promise<string> => {
  const day = localDay(now);
  const month = `${day.slice(2, 4)}${day.slice(5, 7)}`;
  const rows = await db.$queryRaw<{ last: number }[]>`
    INSERT INTO hazard_counter AS c (month, last) VALUES (${month}, 1)
    ON CONFLICT (month) DO UPDATE SET last = c.last + 1 RETURNING last`;
  return `H${month}${String(rows[0]?.last ?? 1).padStart(4, '0')}`;
};

/** Reads an item and locks its row: two managers who press at once come one after the other. */
export const loadForChange = async (db: Db, number: string): Promise<Loaded> => {
  const rows = await db.$queryRaw<{ state: unknown; version: number; reporter_account: string | null }[]>`
    SELECT state, version, reporter_account FROM hazard WHERE number = ${number} FOR UPDATE`;
  const row = rows[0];
  return row
    ? { state: hazardFromJson(row.state), version: row.version, reporterAccount: row.reporter_account }
    : { state: { status: 'none' }, version: 0, reporterAccount: null };
};

/** Locks several rows, in the order of their numbers: whoever needs some of the same comes after, and nobody waits for another in a ring. */
export const lockHazards = async (db: Db, numbers: readonly string[]): Promise<void> => {
  await db.$queryRaw`SELECT number FROM hazard WHERE number = ANY(${[...new Set(numbers)]}::text[]) ORDER BY number FOR UPDATE`;
};

export const loadHazard = async (db: Db, number: string): Promise<(Loaded & { state: KnownHazard }) | null> => {
  const row = await db.hazard.findUnique({ where: { number }, select: { state: true, version: true, reporterAccount: true } });
  return row ? { state: hazardFromJson(row.state), version: row.version, reporterAccount: row.reporterAccount } : null;
};

/** The columns that repeat what the state says. */
export const columnsOf = (state: KnownHazard) => ({
  status: state.status,
  level: state.level,
  category: state.category,
  urgent: state.urgent,
  sensitive: state.sensitive,
  withheldFromSchool: state.withheldFromSchool,
  unitCode: state.unit,
  placeId: state.place.id,
  reporterId: state.reporter,
  assigneeId: assigneeOf(state),
  deadline: deadlineOf(state),
  stepDueAt: state.stepDueAt,
  reportedAt: state.reportedAt,
  state: toJson(state) as Prisma.InputJsonValue,
});

export const deadlineOf = (state: KnownHazard): Date | null =>
  'deadline' in state ? state.deadline : 'work' in state ? (state.work?.deadline ?? null) : null;

/**
 * Writes the state and appends its events, in the caller's transaction. `version` 0: a new item. `wakeAt`: when the clock has to look at it
 * next. @throws ConcurrencyError
 */
export const saveHazard = async (
  db: Db,
  state: KnownHazard,
  version: number,
  events: readonly HazardEvent[],
  { reporterAccount, wakeAt }: { reporterAccount: string | null; wakeAt: Date | null },
): Promise<void> => {
  const columns = { ...columnsOf(state), wakeAt };
  if (version === 0) {
    await db.hazard.create({ data: { ...columns, number: state.number, reporterAccount, version: 1 } });
  } else {
    const { count } = await db.hazard.updateMany({ where: { number: state.number, version }, data: { ...columns, version: version + 1 } });
    if (count !== 1) throw new ConcurrencyError(`${state.number} is no longer at version ${version}`);
  }
  await appendHistory(db, state.number, events, { version: version + 1, reporterAccount });
  await recordPhotoUses(db, state.number, events.flatMap(photoUsesOf));
};

/** The numbers of the items that a person still has to rectify in a unit. */
export const openNumbersOf = async (db: Db, personId: string, unitCode: string): Promise<string[]> => {
  const rows = await db.hazard.findMany({
    where: { assigneeId: personId, unitCode, status: { in: ['assigned', 'rectifying'] } },
    orderBy: { number: 'asc' },
    select: { number: true },
  });
  return rows.map((row) => row.number);
};
