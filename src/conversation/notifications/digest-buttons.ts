import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { CheckPeriod } from '../../domain/inspection/check.ts';
import type { DigestLine } from '../../domain/inspection/digest.ts';
import type { RuleId } from '../../domain/inspection/rules.ts';
import type { Button } from '../../messaging/draft.ts';

/** All buttons but 看全部. */
const MOST = 5;
/** One each for schools that are still to be checked. */
const MOST_SCHOOLS = 4;
/** What a button's label holds on every platform, in characters. */
const LABEL = 10;
/** How much of it a school's name may take before a check's own name. */
const NAME = 5;

const PERIOD: Partial<Record<RuleId, CheckPeriod>> = {
  'school-daily': 'day',
  'school-weekly': 'week',
  'school-monthly': 'month',
  'school-quarterly': 'quarter',
};

const SAID: Record<CheckPeriod, string> = { day: '日巡查正常', week: '周排查正常', month: '月检查正常', quarter: '季度总结已做' };

/** What the buttons depend on: the lines, and the units for which the recipient records checks. */
export type Pressable = { today: LocalDay; lines: readonly DigestLine[]; acts: ReadonlySet<string> };

type School = { school: string; name: string };

const checkOk = (label: string, { school, name }: School, period: CheckPeriod | null): Button => ({
  label,
  style: 'default',
  action: { do: 'check-ok', number: null, version: null, data: { school, name, ...(period === null ? {} : { period }) } },
});

/** 三中 已查正常; for longer names the rest of the label gives way first. */
const schoolLabel = (name: string): string => {
  const characters = Array.from(name);
  for (const words of [' 已查正常', ' 正常']) if (characters.length + words.length <= LABEL) return `${name}${words}`;
  return `${characters.slice(0, LABEL - 4).join('')}… 正常`;
};

/** A 中心校 with pupils checks itself by its monthly check. */
const roundButton = (unit: string, school: School): Button =>
  unit === school.school ? checkOk(SAID.month, school, 'month') : checkOk(schoolLabel(school.name), school, null);

const ofLine = (line: DigestLine): Button[] => {
  const [progress] = line.progress;
  if (line.view === 'round') return progress.missing.map((school) => roundButton(progress.unit, school));
  const period = PERIOD[line.rule];
  return period === undefined ? [] : [checkOk(SAID[period], { school: progress.unit, name: progress.unitName }, period)];
};

const sameAs = (a: Button): string => [a.action.data?.school, a.action.data?.period ?? ''].join('\n');

const isSchool = (button: Button): boolean => button.action.data?.period === undefined;

/**
 * What can be recorded with one tap, the most urgent first: checks of windows that run now, in units for which the recipient records them;
 * last 看全部. Two units' buttons of one kind are told apart by the school's name.
 */
export const digestButtons = ({ lines, acts, today }: Pressable): Button[] => {
  const all: Button = { label: '看全部', style: 'default', action: { do: 'to-check', number: null, version: null } };
  const possible = lines
    .filter(({ view, late, progress: [first] }) => view !== 'watched' && late === 0 && first.window.from <= today && acts.has(first.unit))
    .flatMap(ofLine);
  const once = possible.filter((button, index) => possible.findIndex((other) => sameAs(other) === sameAs(button)) === index);
  const few = new Set(once.filter(isSchool).slice(0, MOST_SCHOOLS));
  const shown = once.filter((button) => !isSchool(button) || few.has(button)).slice(0, MOST);
  return [...withNames(shown), all].map((button, index) => (index === 0 && shown.length > 0 ? { ...button, style: 'primary' } : button));
};

/** Labels that two units share begin with the school's name instead. */
const withNames = (buttons: readonly Button[]): Button[] =>
  buttons.map((button) => {
    if (buttons.filter(({ label }) => label === button.label).length === 1) return button;
    const label = `${button.action.data?.name?.slice(0, NAME) ?? ''}${button.label}`;
    return { ...button, label: Array.from(label).slice(0, LABEL).join('') };
  });
