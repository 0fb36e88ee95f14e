import { parseDuration } from '../calendar/duration.ts';
import { defaultInspectionPolicy, type InspectionPolicy } from './policy.ts';

/** One setting about checks and reminders by the name that operators say: `checks.city.months`. `allowed`: what it takes, in English. */
export type InspectionPolicyKey = {
  key: string;
  allowed: string;
  /** As operators write it. */
  code(policy: InspectionPolicy): string;
  /** Null: the text is none of what is allowed. */
  read(text: string): Partial<InspectionPolicy> | null;
};

const oneOf = <Value extends string>(values: readonly Value[], text: string): Value | null =>
  values.find((value) => value === text) ?? null;

const wholeNumber = (text: string, least: number, most: number): number | null => {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
};

/** Working days as 3d, 3个工作日. */
const workingDays = (text: string): number | null => {
  const value = parseDuration(text);
  return value?.kind === 'working-days' ? value.n : null;
};

const MOST_WORKING_DAYS = 30;
/** Fewer would hold back what a person has to know in a bad week. */
const FEWEST_MESSAGES = 3;
const MOST_MESSAGES = 100;

/** All of them, in the order of the list. */
export const INSPECTION_POLICY_KEYS: readonly InspectionPolicyKey[] = [
  {
    key: 'checks.city.windows',
    allowed: 'fixed (January–February …) or rolling (from the last check on)',
    code: ({ cityWindows }) => cityWindows,
    read: (text) => {
      const cityWindows = oneOf(['fixed', 'rolling'], text);
      return cityWindows && { cityWindows };
    },
  },
  {
    key: 'checks.city.months',
    allowed: '1, 2 or 3 (months)',
    code: ({ cityMonths }) => String(cityMonths),
    read: (text) => {
      const cityMonths = ([1, 2, 3] as const).find((months) => String(months) === text);
      return cityMonths === undefined ? null : { cityMonths };
    },
  },
  {
    key: 'checks.vacation',
    allowed: 'skip (schools with boarders are checked all the same) or keep',
    code: ({ vacationChecks }) => vacationChecks,
    read: (text) => {
      const vacationChecks = oneOf(['skip', 'keep'], text);
      return vacationChecks && { vacationChecks };
    },
  },
  {
    key: 'checks.upper-after',
    allowed: `working days from 0d to ${MOST_WORKING_DAYS}d, for instance 3d`,
    code: ({ upperAfterDays }) => `${upperAfterDays}d`,
    read: (text) => {
      const upperAfterDays = workingDays(text);
      return upperAfterDays === null || upperAfterDays > MOST_WORKING_DAYS ? null : { upperAfterDays };
    },
  },
  {
    key: 'messages.weekly',
    allowed: `a number of messages from ${FEWEST_MESSAGES} to ${MOST_MESSAGES}`,
    code: ({ weeklyMessages }) => String(weeklyMessages),
    read: (text) => {
      const weeklyMessages = wholeNumber(text, FEWEST_MESSAGES, MOST_MESSAGES);
      return weeklyMessages === null ? null : { weeklyMessages };
    },
  },
];

/** A change that was read: the setting and what it makes of a policy. */
export type InspectionCell = { ok: true; key: InspectionPolicyKey; change: Partial<InspectionPolicy> };

/** Reads a change; null: no setting has this name. The message is English, for the operator. */
export const readInspectionCell = (name: string, text: string): InspectionCell | { ok: false; message: string } | null => {
  const key = INSPECTION_POLICY_KEYS.find((each) => each.key === name.trim());
  if (!key) return null;
  const change = key.read(text.trim().toLowerCase());
  return change === null ? { ok: false, message: `"${text}" does not fit ${key.key}. Write ${key.allowed}.` } : { ok: true, key, change };
};

/** The policy that a city lives by: the defaults with its changes, the later of two changes of one key winning. What no longer reads is left out. */
export const inspectionPolicyFrom = (changes: readonly { key: string; value: string }[]): InspectionPolicy => {
  const cells = changes.map(({ key, value }) => readInspectionCell(key, value));
  return Object.assign({}, defaultInspectionPolicy, ...cells.map((cell) => (cell?.ok ? cell.change : {})));
};
