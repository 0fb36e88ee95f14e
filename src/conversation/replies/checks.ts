import { formatDay, sayDay } from '../../domain/calendar/display.ts';
import type { LocalDay } from '../../domain/calendar/local-time.ts';
import { type CheckPeriod, type CheckResult, LONGEST_BACKDATE_DAYS } from '../../domain/inspection/check.ts';
import { CHECK_RULES, type RuleId } from '../../domain/inspection/rules.ts';
import type { DutyWindow } from '../../domain/inspection/window.ts';
import type { Saying } from '../turn.ts';

/** Words about checks, as they are recorded, corrected and asked about. */

/** Of these sayings the words are here. */
type CheckSaying = Extract<Saying, { say: `check-${string}` }>;

const numberedLines = (lines: readonly string[]): string => lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
const named = (schools: readonly string[]): string => (schools.length > 0 ? schools.join('、') : '学校');

export const checkSayings: { [S in CheckSaying['say']]: (saying: Extract<CheckSaying, { say: S }>) => string } = {
  'check-planned': ({ day, today, schools }) =>
    `好的，${sayDay(day, today)}去查，辛苦了。还没查的先不记；查完说一声「今天查了${named(schools)}，没问题」，我就记上。`,
  'check-too-old': ({ day, today, schools }) =>
    `${schools.length > 0 ? `${schools.join('、')} ` : ''}${formatDay(day, today)}的检查隔得太久了，只能补记 ${LONGEST_BACKDATE_DAYS} 天以内的，这次没有记。`,
  'check-found-what': () => '是什么问题？直接说就行，例如：二楼灭火器过期。',
  'check-correct-how': () => '检查记录要怎么改？例如：不是三中，是二中；是昨天查的；没问题；或者「检查记录撤了」。',
  'check-correct-which': ({ schools }) => `刚才记了${schools.join('、')}。哪一所记错了？例如：不是${schools[0] ?? '三中'}，是二中。`,
  'check-numbers-alone': ({ numbers }) => `都查过了吗？没问题就回复「查了${numbers.join('、')}，没问题」。`,
  'check-which-found': () => '问题是在哪一所查出来的？一所一句地说，例如：1 灭火器过期。另一句：3 没问题。',
};

/** How a duty is called: 市级 11—12月, 敏感时期 冬季取暖, 日巡查. The year goes without saying in its own year. */
export const dutyName = ({ rule, window }: { rule: RuleId; window: DutyWindow }, today: LocalDay): string => {
  const name = window.name.startsWith(`${today.slice(0, 4)}年`) ? window.name.slice(5) : window.name;
  if (rule === 'city-two-monthly') return `市级 ${name}`;
  if (rule === 'town-monthly') return `镇级 ${name}`;
  return rule === 'sensitive' ? `敏感时期 ${name}` : CHECK_RULES[rule].name;
};

/** A duty and what is done for it. */
export type Counted = { rule: RuleId; window: DutyWindow; done: number; required: number };

/** 市级 11—12月算完成。还差 2 次（敏感时期 冬季取暖 1/3）。 */
export const countedText = (counted: readonly Counted[], today: LocalDay): string => {
  const done = counted.filter((duty) => duty.done >= duty.required).map((duty) => dutyName(duty, today));
  const open = counted
    .filter((duty) => duty.done < duty.required)
    .map((duty) => `还差 ${duty.required - duty.done} 次（${dutyName(duty, today)} ${duty.done}/${duty.required}）。`);
  return [...(done.length > 0 ? [`${done.join('、')}算完成。`] : []), ...open].join('');
};

const PERIOD_NAMES: Record<CheckPeriod, string> = { day: '日巡查', week: '周排查', month: '月检查', quarter: '季度总结' };

/** A check that was recorded, as its maker is told of it. `name` null: his own school. `counts`: it counts for somebody's duty. */
export type Told = {
  name: string | null;
  schoolName: string;
  period: CheckPeriod | null;
  day: LocalDay;
  result: CheckResult | null;
  /** So many things were found; 0 with 有问题: not said what. */
  found: number;
  /** What was found has been put right at once. */
  settled?: boolean;
  /** Something was found that is told to few: the record says nothing of it. */
  hidden: boolean;
  backdated: boolean;
  repeat: boolean;
  own: boolean;
  counts: boolean;
  counted: readonly Counted[];
};

const resultText = ({ result, found, hidden, settled }: Told): string => {
  if (hidden || result === null) return '查过了';
  if (result === '正常') return '没发现问题';
  if (settled) return '有问题，当场处理好了';
  return found > 0 ? `发现 ${found} 个问题` : '有问题';
};

const titleOf = ({ name, schoolName, own, period }: Told): string => {
  if (!own) return name || schoolName;
  return `${name ?? '本校'}${PERIOD_NAMES[period ?? 'day']}`;
};

const NO_DUTY = '（不计入市级、镇级检查次数）';

const lineOf = (told: Told, today: LocalDay): string => {
  if (told.repeat) return `${titleOf(told)}${sayDay(told.day, today)}已经记过了，不重复记。`;
  const day = told.backdated ? `补记 ${formatDay(told.day, today)} 的检查` : sayDay(told.day, today);
  return `${titleOf(told)}，${day}，${resultText(told)}。${countedText(told.counted, today)}${told.counts ? '' : NO_DUTY}`;
};

/** One line for one school; a line each for several. */
export const recordedText = (all: readonly Told[], today: LocalDay): string => {
  const [only] = all;
  if (!only) return '';
  if (all.length === 1) return `${only.repeat ? '' : '记下了：'}${lineOf(only, today)}`;
  return [`记下了 ${all.length} 所：`, ...all.map((told) => lineOf(told, today))].join('\n');
};

/** Pressed again on the same day. */
export const pressedAgainText = (name: string): string => `${name}今天已经记过了，不用再点。`;

export const resultQuestion = (names: readonly string[]): string =>
  `${names.length > 0 ? names.join('、') : ''}查出问题了吗？没有就回复「没有」，有就直接说。`;

export const foundWhatQuestion = (names: readonly string[]): string =>
  `${names.length > 0 ? names.join('、') : ''}是什么问题？直接说就行，例如：二楼灭火器过期。`;

export const schoolQuestion = (said: string | null, names: readonly string[]): string => {
  const unknown = said === null ? '' : `没找到「${said}」。`;
  return names.length === 0
    ? `${unknown}查的是哪所学校？回复校名就行。`
    : `${unknown}查的是哪所学校？回复序号（可以几个一起，如 1、3），或直接说校名：\n${numberedLines(names)}`;
};

export const sameNameQuestion = (said: string, names: readonly string[]): string =>
  `「${said}」是哪一所？回复序号：\n${numberedLines(names)}`;

export const alsoUnclearText = (said: readonly string[]): string => `「${said.join('」「')}」没认出来，没有记；请说全名再发一次。`;

/** A photo that was shown before proves no check; nobody is blamed for it. */
export const repeatedPhotosText = (count: number): string =>
  `有 ${count} 张照片以前用过，不算这次的现场照片；方便的话再拍一张发来，没有也不要紧。`;

export const joinedText = (names: readonly string[], photos: number): string =>
  `${photos > 0 ? '照片' : '位置'}放进${named(names)}的检查记录了${photos > 0 ? '，还有可以接着发' : ''}。`;

export const amendedText = (all: readonly Told[], today: LocalDay): string =>
  all.length === 1 && all[0] ? `改好了：${lineOf(all[0], today)}` : ['改好了：', ...all.map((told) => lineOf(told, today))].join('\n');

export const withdrawnText = (checks: readonly { name: string; day: LocalDay }[], today: LocalDay): string =>
  `撤回了：${checks.map(({ name, day }) => `${name}，${sayDay(day, today)}的检查`).join('；')}。不再计数；改过的和撤掉的都留底。`;

export const nothingToAmendText = '最近没有找到你记的检查。要记就说：今天查了三中，没问题。';
export const mayNotAmendText = '这条检查记录不是你记的，请让记的人或中心校、教育局来改。';
/** A unit that has no pupils of its own is no school. */
export const noSchoolText = (said: string): string => `「${said}」不是学校，没有记。查的是哪所学校？回复校名就行。`;

/** What is still to be checked. `daysLeft` as of today: 0 on the last day, negative when it is overdue. */
export type Due = Counted & { daysLeft: number };

const leftText = (daysLeft: number): string => {
  if (daysLeft < 0) return `超期${-daysLeft}天`;
  return daysLeft === 0 ? '今天截止' : `还剩${daysLeft}天`;
};

export const dueText = (due: Due, today: LocalDay): string => {
  const times = due.required > 1 ? ` ${due.done}/${due.required}` : '';
  return `${dutyName(due, today)}${times}（${leftText(due.daysLeft)}）`;
};

/** More of one school than this says nothing more. */
const MOST_DUTIES = 3;

const allDue = (dues: readonly Due[], today: LocalDay): string => {
  const shown = dues.slice(0, MOST_DUTIES).map((due) => dueText(due, today));
  return `${shown.join('、')}${dues.length > MOST_DUTIES ? `等 ${dues.length} 项` : ''}`;
};

export type SchoolDue = { code: string; name: string; dues: readonly Due[] };

/** `own`: the speaker's own schools; `schools`: those that a list has room for, of `total`. */
export const toCheckText = (own: readonly SchoolDue[], schools: readonly SchoolDue[], total: number, today: LocalDay): string => {
  const ownLines = own.map(({ name, dues }) => `${own.length > 1 ? name : '本校'}：${allDue(dues, today)}`);
  const more = total - schools.length;
  const first = more > 0 ? `，先列最急的 ${schools.length} 所` : '';
  const lines = schools.map(({ name, dues }, index) => `${index + 1}. ${name}：${allDue(dues, today)}`);
  return [
    ...ownLines,
    ...(lines.length > 0 ? [`要去查的学校 ${total} 所${first}：`, ...lines] : []),
    ...(more > 0 ? [`还有 ${more} 所没列出。`] : []),
    lines.length > 0
      ? '查完回复「查了1、2，没问题」；有问题就说「1 灭火器过期」；回复序号看那所学校。'
      : '查完回复「日巡查正常」（周排查、月检查也一样说），有问题直接说。',
  ].join('\n');
};

export const nothingToCheckText = '都查完了，现在没有要查的学校。辛苦了！';
/** Somebody whose units have nothing to check. */
export const noDutyText = '没有安排你检查的学校。查了也可以说一声：今天查了三中，没问题，我照样记下。';

/** `hazards` null: he may not see them. */
export const dueAtText = (
  { name, dues }: SchoolDue,
  hazards: { total: number; overdue: number } | null,
  line: number,
  today: LocalDay,
): string => {
  const due = dues.length > 0 ? dues.map((each) => dueText(each, today)).join('、') : '这段时间要查的都查完了';
  const open =
    hazards === null
      ? []
      : [
          hazards.total === 0
            ? '没有未办结的隐患。'
            : `未办结隐患 ${hazards.total} 条${hazards.overdue > 0 ? `，超期 ${hazards.overdue} 条` : ''}。`,
        ];
  return [`${name}：${due}。`, ...open, `查完回复「${line} 没问题」，有问题就说「${line} 灭火器过期」。`].join('\n');
};
