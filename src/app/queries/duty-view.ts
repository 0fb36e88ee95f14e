import { isoLocal, type LocalDay, startOfDay } from '../../domain/calendar/local-time.ts';
import type { CheckResult } from '../../domain/inspection/check.ts';
import { type DutyFacts, type DutyStatus, dueAt, dutyStatus } from '../../domain/inspection/duty.ts';
import type { RuleId } from '../../domain/inspection/rules.ts';
import type { KeptPhoto } from '../../store/inspections/checks.ts';
import type { PersonRef, UnitRef } from './hazard-view.ts';

/**
 * A check that counts for a duty. `at`: when it was recorded; `day`: when it was made; `backdated`: recorded later than that day. Where it
 * found something confidential, `result` and `photos` are null and the number is left out, as if nothing had been said of it.
 */
export type CheckView = {
  id: string;
  by: PersonRef;
  at: string;
  result: CheckResult | null;
  hazards: string[];
  backdated: boolean;
  day: LocalDay;
  photos: { hash: string; takenAt: string | null; repeated: boolean }[] | null;
  position: string | null;
};

/** A duty as the read API and `grid duties` show it (design §3.6). `unit`: who must check; `window`: from its first second to its last. */
export type DutyView = {
  id: string;
  rule: RuleId;
  unit: UnitRef;
  school: UnitRef;
  window: { start: string; end: string; name: string };
  required: number;
  done: number;
  status: DutyStatus;
  stagesSent: string[];
  checks: CheckView[];
};

/** A duty's row with the names that go with it. */
export type DutyRow = DutyFacts & {
  id: string;
  unit: string;
  unitName: string | null;
  school: string;
  schoolName: string | null;
  name: string;
  stagesSent: string[];
};

/** A check of one duty. `confidential`: it found something that nobody here may learn of. */
export type CheckOfDuty = {
  duty: string;
  id: string;
  by: string;
  byName: string | null;
  at: Date;
  day: LocalDay;
  result: CheckResult | null;
  hazards: string[];
  confidential: boolean;
  backdated: boolean;
  photos: KeptPhoto[];
  position: string | null;
};

const checkView = ({ id, by, byName, at, day, result, hazards, confidential, backdated, photos, position }: CheckOfDuty): CheckView => ({
  id,
  by: { id: by, name: byName ?? by },
  at: isoLocal(at),
  result: confidential ? null : result,
  hazards,
  backdated,
  day,
  photos: confidential
    ? null
    : photos.map(({ hash, takenAt, repeated }) => ({
        hash,
        takenAt: takenAt === null ? null : isoLocal(new Date(takenAt)),
        repeated,
      })),
  position,
});

/** `at`: the moment whose status is meant. */
export const dutyView = (row: DutyRow, checks: readonly CheckOfDuty[], at: Date): DutyView => ({
  id: row.id,
  rule: row.rule,
  unit: { code: row.unit, name: row.unitName ?? row.unit },
  school: { code: row.school, name: row.schoolName ?? row.school },
  window: { start: isoLocal(startOfDay(row.from)), end: isoLocal(dueAt(row.to)), name: row.name },
  required: row.required,
  done: row.done,
  status: dutyStatus(row, at),
  stagesSent: row.stagesSent,
  checks: checks.map(checkView),
});
