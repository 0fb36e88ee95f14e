import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { DigestLine, Progress } from '../../domain/inspection/digest.ts';
import { CHECK_RULES, type RuleId } from '../../domain/inspection/rules.ts';

/** How a line is said. `named`: begins with its unit; `brief`: without names and what to look at. */
export type Saying = { today: LocalDay; named: boolean; brief: boolean };

/** So many names in one line; the rest is counted. */
const NAMES = 4;
/** So many days of missed 日巡查 are named. */
const DAYS = 5;

/** 11月20日. */
export const monthAndDate = (day: LocalDay): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;

/** 11月18日、19日、12月1日: a month is said once. */
const sayDays = (days: readonly LocalDay[]): string =>
  days.map((day, index) => (day.slice(0, 7) === days[index - 1]?.slice(0, 7) ? `${Number(day.slice(8))}日` : monthAndDate(day))).join('、');

const when = ({ late, left }: DigestLine): string => {
  if (late > 0) return `已超期 ${late} 天`;
  return left === 0 ? '今天是最后一天' : `还剩 ${left} 天`;
};

/** A week or day that runs needs no name; all else does. */
const head = ({ view, rule, late, progress: [{ window }] }: DigestLine): string => {
  const { name } = CHECK_RULES[rule];
  const known = view === 'own' && late === 0 && (rule === 'school-daily' || rule === 'school-weekly');
  return known ? name : `${name}（${window.name}）`;
};

const nameOf = ({ unit, rule }: Progress, { school, name, done, required }: Progress['missing'][number]): string => {
  const short = school === unit ? '本校' : name;
  return rule === 'sensitive' && required > 1 ? `${short} ${done}/${required} 次` : short;
};

/** How many schools are left, and which. */
const remains = (progress: Progress, brief: boolean): string => {
  const { total, finished, missing, rule, focus } = progress;
  const count = total - finished;
  const only = missing[0];
  const names = missing.slice(0, NAMES).map((school) => nameOf(progress, school));
  const list = brief || names.length === 0 ? '' : `：${names.join('、')}${count > names.length ? '等' : ''}`;
  const look = brief || focus.length === 0 ? '' : `；重点看${focus.join('、')}`;
  if (total === 1 && only !== undefined) {
    const times = rule === 'sensitive' ? `已查 ${only.done}/${only.required} 次` : '还没查';
    return `${only.school === progress.unit ? '本校' : only.name}${times}${look}`;
  }
  return `${finished > 0 ? `已查 ${finished}/${total}，` : ''}还差 ${count} 所${list}${look}`;
};

/** The round begins: nothing is done yet, and naming all schools says nothing. */
const begins = ({ total, window, missing, focus, rule }: Progress, brief: boolean): string => {
  const times = Math.max(1, ...missing.map(({ required }) => required));
  const each = rule === 'sensitive' && times > 1 ? `每所查 ${times} 次` : '查完';
  const look = brief || focus.length === 0 ? '' : `；重点看${focus.join('、')}`;
  return `共 ${total} 所，${monthAndDate(window.to)}前${each}${look}`;
};

const missedDays = ({ progress }: DigestLine): string => {
  const days = progress.map(({ window }) => window.to);
  if (days.length === 1) return `${sayDays(days)}没记`;
  return `有 ${days.length} 天没记（${sayDays(days.slice(-DAYS))}${days.length > DAYS ? '等' : ''}）`;
};

const ofDay = (line: DigestLine, { today }: Saying): string => {
  if (line.late > 0) return line.weekly ? `已超期：日巡查${missedDays(line)}` : `日巡查：${missedDays(line)}`;
  return line.progress[0].window.from <= today ? '日巡查：今天还没记' : `日巡查：${monthAndDate(line.progress[0].window.from)}要记`;
};

const COUNTED_IN: Partial<Record<RuleId, string>> = { 'school-weekly': '周', 'school-monthly': '个月', 'school-quarterly': '个季度' };

/** 周排查：有 3 周没做（最早 11月2日—8日） */
const missedWindows = ({ rule, weekly, progress }: DigestLine): string => {
  const words = `有 ${progress.length} ${COUNTED_IN[rule] ?? '次'}没做（最早 ${progress[0].window.name}）`;
  return weekly ? `已超期：${CHECK_RULES[rule].name}${words}` : `${CHECK_RULES[rule].name}：${words}`;
};

const ofSchool = (line: DigestLine): string => {
  if (line.progress.length > 1) return missedWindows(line);
  if (line.weekly) return line.late > 0 ? `${when(line)}：${head(line)}没做` : `本周要办：${head(line)}，${when(line)}`;
  return line.late > 0 ? `${head(line)}没做，${when(line)}` : `${head(line)}：${when(line)}`;
};

const ofRound = (line: DigestLine, { brief }: Saying): string => {
  const [progress] = line.progress;
  if (line.weekly && line.late > 0) return `${when(line)}：${head(line)}，${remains(progress, brief)}`;
  if (line.weekly)
    return `本周要办：${head(line)}，${when(line)}，${remains(progress, brief || progress.total - progress.finished > NAMES)}`;
  const begun = !line.opening || progress.finished > 0 || progress.total === 1 || line.late > 0;
  return begun ? `${head(line)}${when(line)}：${remains(progress, brief)}` : `${head(line)}开始了：${begins(progress, brief)}`;
};

const ofOthers = (line: DigestLine, { brief }: Saying): string => {
  const { progress } = line;
  const said = progress.slice(0, NAMES).map(({ unitName, rule, total, finished }) => {
    return rule.startsWith('school-') ? unitName : `${unitName}还差 ${total - finished} 所`;
  });
  const names = brief ? `${progress.length} 个单位` : `${said.join('、')}${progress.length > NAMES ? `等 ${progress.length} 个单位` : ''}`;
  return `${head(line)}${when(line)}：${names}${progress[0].rule.startsWith('school-') ? '没做' : ''}`;
};

/** One line of a digest, in words. */
export const sayLine = (line: DigestLine, saying: Saying): string => {
  if (line.view === 'watched') return ofOthers(line, saying);
  const name = saying.named ? `${line.progress[0].unitName} ` : '';
  if (line.view === 'round') return `${name}${ofRound(line, saying)}`;
  return `${name}${line.rule === 'school-daily' ? ofDay(line, saying) : ofSchool(line)}`;
};
