import { type Duration, durationCode, parseDuration } from '../calendar/duration.ts';
import { DEADLINE_STEPS, type DeadlinePolicy, defaultDeadlinePolicy, GRADES, RUNGS } from './deadline-policy.ts';

/**
 * One cell of the policy table by a name of its own, as operators say it: `accept.较大`, `overdue.一般.中心校`. `none`: the cell may be
 * empty, written `none`.
 */
export type PolicyKey = { key: string; path: readonly (string | number)[]; none: boolean };

const key = (name: string, path: readonly (string | number)[], none = false): PolicyKey => ({ key: name, path, none });

/** Every cell, in the order of the table. */
export const POLICY_KEYS: readonly PolicyKey[] = [
  ...DEADLINE_STEPS.flatMap((step) => GRADES.map((grade) => key(`${step}.${grade}`, ['steps', step, grade]))),
  ...GRADES.map((grade) => key(`interim.${grade}`, ['interim', grade], true)),
  ...GRADES.flatMap((grade) => RUNGS.map((rung) => key(`overdue.${grade}.${rung}`, ['overdue', grade, rung]))),
  key('on-the-spot', ['onTheSpot']),
  key('stand-in-after', ['standInAfter']),
  ...[1, 2, 3].map((situation) => key(`measure-within.${situation}`, ['measureWithin', situation])),
  key('reopen-within', ['reopenWithin']),
];

const NONE = 'none';

const at = (table: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce((inner: unknown, step) => (inner as Record<string | number, unknown>)[step], table);

const withCell = (table: unknown, [step, ...rest]: readonly (string | number)[], value: Duration | null): unknown =>
  step === undefined ? value : { ...(table as object), [step]: withCell((table as Record<string | number, unknown>)[step], rest, value) };

/** The cell as operators write it: `4h`, `3d`, `15cd`, `30min`, `today`, `none`. */
export const cellOf = (policy: DeadlinePolicy, { path }: PolicyKey): string => {
  const value = at(policy, path) as Duration | null;
  return value === null ? NONE : durationCode(value);
};

/** Why a change is not taken; English, for the operator. */
export type PolicyFault = { ok: false; message: string };
export type PolicyCell = { ok: true; key: PolicyKey; value: Duration | null };

// A deadline of years is a slip of the finger.
const LONGEST: Record<Exclude<Duration['kind'], 'today'>, number> = {
  'working-hours': 2000,
  'working-days': 250,
  'calendar-days': 365,
  minutes: 30 * 24 * 60,
};

const tooLong = (value: Duration): boolean => value.kind !== 'today' && value.n > LONGEST[value.kind];

/** Reads a change. The climb may never go down: whoever stands higher does not hear earlier; see {@link climbFault}. */
export const readCell = (name: string, text: string): PolicyCell | PolicyFault => {
  const found = POLICY_KEYS.find((each) => each.key === name.trim());
  if (!found) return { ok: false, message: `There is no policy key "${name}". "grid policy" lists them.` };
  const words = text.trim().toLowerCase();
  if (words === NONE) {
    return found.none ? { ok: true, key: found, value: null } : { ok: false, message: `${found.key} cannot be empty.` };
  }
  const value = parseDuration(text);
  if (value === null)
    return { ok: false, message: `"${text}" is no time. Write 4h or 3d (working), 15cd (calendar days), 30min (at any hour) or today.` };
  if (tooLong(value)) return { ok: false, message: `${durationCode(value)} is too long for a deadline.` };
  if (found.key === 'reopen-within' && value.kind !== 'calendar-days')
    return { ok: false, message: 'reopen-within is counted in calendar days, for instance 30cd.' };
  return { ok: true, key: found, value };
};

/** The table with one cell changed. */
export const withPolicyCell = (policy: DeadlinePolicy, { key: { path }, value }: PolicyCell): DeadlinePolicy =>
  withCell(policy, path, value) as DeadlinePolicy;

/** Comparable only within one kind; between kinds nothing is said. */
const goesDown = (lower: Duration, higher: Duration): boolean =>
  lower.kind === higher.kind && 'n' in lower && 'n' in higher && lower.n > higher.n;

/** What is wrong with the climb of a table: a higher rung that would hear before a lower one; null: nothing. */
export const climbFault = (policy: DeadlinePolicy): string | null => {
  for (const grade of GRADES) {
    for (const [index, rung] of RUNGS.entries()) {
      const lower = RUNGS[index - 1];
      if (lower === undefined) continue;
      if (goesDown(policy.overdue[grade][lower], policy.overdue[grade][rung]))
        return `overdue.${grade}.${rung} would come before overdue.${grade}.${lower}.`;
    }
  }
  return null;
};

/** The table that a city lives by: the defaults with its changes, the later of two changes of one cell winning. What no longer reads is left out. */
export const policyFrom = (changes: readonly { key: string; value: string }[]): DeadlinePolicy =>
  changes.reduce<DeadlinePolicy>((policy, change) => {
    const cell = readCell(change.key, change.value);
    return cell.ok ? withPolicyCell(policy, cell) : policy;
  }, defaultDeadlinePolicy);
