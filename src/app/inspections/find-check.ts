import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { CheckResult } from '../../domain/inspection/check.ts';
import type { Db } from '../../store/database.ts';
import { checksOf } from '../../store/inspections/checks.ts';

/** More than anybody means by 刚才 or 今天的. */
const MOST = 50;

/** A check as its maker finds it again. `at`: when it was recorded; `hazards`: numbers of what it found. */
export type FoundCheck = {
  id: string;
  school: { code: string; name: string };
  day: LocalDay;
  at: Date;
  result: CheckResult | null;
  hazards: string[];
};

/** What a person recorded since a moment, the newest first, fifty at most; withdrawn checks are left out. */
export const latestChecksOf = async (db: Db, personId: string, since: Date): Promise<FoundCheck[]> =>
  (await checksOf(db, personId, since, MOST)).map(({ id, school, schoolName, day, at, result, hazards }) => ({
    id,
    school: { code: school, name: schoolName },
    day,
    at,
    result,
    hazards,
  }));
