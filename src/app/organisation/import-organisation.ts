import type { Lane } from '../../domain/hazard/lane.ts';
import type { Database, Db } from '../../store/database.ts';
import { handOvers, type MissingItem, missingFromStaged, retireMissing, stageLeaving } from '../../store/organisation/retire.ts';
import type { Organisation } from '../../store/organisation/rows.ts';
import { lockOrganisation, readKnown, saveStaged, stageOrganisation } from '../../store/organisation/save.ts';
import { type CheckedWorkbook, checkWorkbook } from './check-workbook.ts';
import type { Workbook, WorkbookError } from './workbook.ts';

/**
 * Passes the open items of one lane that `fromId` has in one unit to `toId`, inside the import's transaction. Comes from whoever owns hazards: the
 * organisation knows who takes over, not what an item is.
 */
export type Reassign = (db: Db, move: { fromId: string; toId: string; unitCode: string; lane: Lane; now: Date }) => Promise<void>;

export type ImportOptions = {
  now: Date;
  /** Does everything, reports it, and takes it back. */
  dryRun?: boolean;
  /** Retires what the workbook no longer has; else that is listed and kept. */
  retire?: boolean;
  reassign?: Reassign;
};

/** Items that somebody who left had open in a unit; `to` is null where nobody could take them. */
export type PassedOn = { from: { id: string; name: string }; to: string | null; unit: string; items: number };

export type ImportReport = {
  /** How many units, people and places the workbook has. */
  units: number;
  people: number;
  places: number;
  /** How many things were retired; 0 without `retire`. */
  retired: number;
  /** Not empty: nothing was changed. */
  errors: WorkbookError[];
  /** Sheets and columns that nobody knows. */
  ignored: string[];
  /** What the database has and the workbook has not: kept, or with `retire` retired. */
  missing: MissingItem[];
  passedOn: PassedOn[];
};

// A province in one workbook takes minutes; the usual limit of a transaction is meant for messages.
const PATIENCE_MS = 30 * 60_000;

/** Thrown to take a dry run back; carries what it found. */
class DryRun extends Error {
  readonly report: ImportReport;

  constructor(report: ImportReport) {
    super('dry run');
    this.report = report;
  }
}

/**
 * Loads or updates the organisation from a workbook, in one transaction: all of it, or with any mistake in it nothing. Rows are matched by
 * 编码, 工号, and for places by (unit, 层级, 区域, 场所, 部位). A sheet that is not in the workbook is left as it is.
 */
export const importOrganisation = async (database: Database, workbook: Workbook, options: ImportOptions): Promise<ImportReport> => {
  try {
    return await database.prisma.$transaction((db) => importIn(db, workbook, options), { maxWait: 30_000, timeout: PATIENCE_MS });
  } catch (error) {
    if (error instanceof DryRun) return error.report;
    throw error;
  }
};

const importIn = async (db: Db, workbook: Workbook, options: ImportOptions): Promise<ImportReport> => {
  await lockOrganisation(db);
  const retire = options.retire ?? false;
  const checked = checkWorkbook(workbook, retire ? undefined : await readKnown(db));
  if (checked.errors.length > 0) return reportOf(checked, { retired: 0, missing: [], passedOn: [] });
  await stageOrganisation(db, checked.organisation);
  await stageLeaving(db, retire);
  const missing = await missingFromStaged(db, checked.organisation, options.now);
  await saveStaged(db, checked.organisation, options.now);
  if (retire) await retireMissing(db, checked.organisation, options.now);
  const passedOn = await passOn(db, options);
  const report = reportOf(checked, { retired: retire ? missing.length : 0, missing, passedOn });
  if (options.dryRun) throw new DryRun(report);
  return report;
};

const reportOf = (
  { organisation, errors, ignored }: CheckedWorkbook,
  rest: Pick<ImportReport, 'retired' | 'missing' | 'passedOn'>,
): ImportReport => ({ ...countsOf(organisation), errors, ignored, ...rest });

const countsOf = ({ units, people, places }: Organisation): Pick<ImportReport, 'units' | 'people' | 'places'> => ({
  units: units.length,
  people: people.length,
  places: places?.length ?? 0,
});

const passOn = async (db: Db, { reassign, now }: ImportOptions): Promise<PassedOn[]> => {
  const moves = await handOvers(db);
  for (const { fromId, toId, unitCode, lane } of moves) {
    if (toId !== null) await reassign?.(db, { fromId, toId, unitCode, lane, now });
  }
  return moves.map(({ fromId, fromName, toId, unitCode, items }) => ({
    from: { id: fromId, name: fromName },
    to: toId,
    unit: unitCode,
    items,
  }));
};
