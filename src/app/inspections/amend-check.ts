import { type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { type CheckPeriod, type CheckResult, countsFor, periodOf } from '../../domain/inspection/check.ts';
import { nextStageAt, stageTimes } from '../../domain/inspection/stage.ts';
import type { Db } from '../../store/database.ts';
import { checkById, isCheckerOrLeads, type KnownCheck, lockSchools, saveAmended, schoolsAndUnits } from '../../store/inspections/checks.ts';
import { type RecountedDuty, recountDuties, setNextStages } from '../../store/inspections/duties.ts';
import type { CityRules } from './deps.ts';
import { fulfilledOf, type RecordedCheck } from './record-checks.ts';

/** What is corrected; the rest stays. `period`: how the check is called now, where that changes. A withdrawn check counts for nothing. */
export type CheckChange = { school?: string; day?: LocalDay; result?: CheckResult; period?: CheckPeriod; withdrawn?: true };

/** `by`: 工号 of who corrects it, kept beside the old values. `rules`: what reminders are timed by. */
export type AmendContext = { db: Db; now: Date; by: string; rules: CityRules };

/** A check id that nobody has. */
export class UnknownCheckError extends Error {
  constructor(id: string) {
    super(`there is no check ${id}`);
    this.name = 'UnknownCheckError';
  }
}

const known = async (db: Db, id: string): Promise<KnownCheck> => {
  const check = await checkById(db, id);
  if (check === null) throw new UnknownCheckError(id);
  return check;
};

/** The check, with its old and its new school locked: who corrected it in the meantime may have moved it elsewhere. */
const locked = async (db: Db, id: string, school: string | undefined): Promise<KnownCheck> => {
  const seen = await known(db, id);
  await lockSchools(db, [seen.school, school ?? seen.school]);
  const check = await known(db, id);
  if (check.school !== seen.school) await lockSchools(db, [check.school]);
  return check;
};

/** What it counts for is asked anew only where that changes: for the rest it counts by what its maker was when he made it. */
const amended = async (db: Db, check: KnownCheck, change: CheckChange): Promise<KnownCheck> => {
  const { school = check.school, day = check.day, result = check.result } = change;
  const withdrawn = check.withdrawn || change.withdrawn === true;
  const base = { ...check, school, day, result, withdrawn, backdated: day < localDay(check.at) };
  if (school === check.school && change.period === undefined) return base;
  const { schools, units } = await schoolsAndUnits(db, [school], [check.person], check.at);
  const grids = schools[0] ?? { school, city: null, town: null, name: school };
  return { ...base, schoolName: grids.name, ...countsFor(grids, units[0]?.codes ?? [], change.period ?? periodOf(check.rules)) };
};

/** Duties that were fulfilled and are so no longer are reminded of again: by the stage that comes next, at once where it is past. */
const remindAgain = async ({ db, rules }: AmendContext, duties: readonly RecountedDuty[]): Promise<void> => {
  const reopened = duties.filter(({ wasDone, done, required, waived }) => wasDone >= required && done < required && waived === null);
  await setNextStages(
    db,
    reopened.map((duty) => ({
      id: duty.id,
      at: nextStageAt(stageTimes(duty, rules.calendar, rules.inspections), duty.stagesSent),
    })),
  );
};

/**
 * Corrects or withdraws a check; what it said before is kept. The duties of the old and of the new school and day are counted anew. To be
 * run in a transaction; whether the person may is asked before ({@link mayAmend}).
 * @throws UnknownCheckError
 */
export const amendCheck = async (context: AmendContext, id: string, change: CheckChange, words: string): Promise<RecordedCheck> => {
  const { db, now, by } = context;
  const before = await locked(db, id, change.school);
  const check = await amended(db, before, change);
  await saveAmended(db, check, before, { at: now, by, words });
  const duties = await recountDuties(
    db,
    [before, check].map(({ school, day }) => ({ school, day })),
    [id],
  );
  await remindAgain(context, duties);
  return {
    id,
    school: { code: check.school, name: check.schoolName },
    day: check.day,
    backdated: check.backdated,
    repeat: false,
    result: check.result,
    fulfilled: duties.filter(({ counted }) => counted.includes(id)).map(fulfilledOf),
    repeatedPhotos: [],
  };
};

/** Who leads what a check counts for: its grids, the school itself for its own rounds, and the bureau above all. */
const leadingUnits = async (db: Db, { school, grids, rules, at }: KnownCheck): Promise<string[]> => {
  const { schools } = await schoolsAndUnits(db, [school], [], at);
  const bureau = schools[0]?.city ?? null;
  return [...grids, ...(rules.length > 0 ? [school] : []), ...(bureau === null ? [] : [bureau])];
};

/** Whether the person may correct or withdraw the check: who made it, or one of the three roles of a grid it counts for or of the bureau. */
export const mayAmend = async (db: Db, personId: string, { id }: { id: string }): Promise<boolean> => {
  const check = await checkById(db, id);
  return check !== null && isCheckerOrLeads(db, personId, check.person, await leadingUnits(db, check));
};
